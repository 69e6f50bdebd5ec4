"""Rows of a partition that follow from one report each: only those of reports that changed are made again.

Here: `renew_rows`. Not here: what a report's rows follow from (`owed`, and the assets).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from warehouse.lake import Lake


def renew_rows(
    lake: Lake,
    table: str,
    partition: str,
    made_of: Mapping[str, str],
    make: Callable[[list[str]], pl.DataFrame],
) -> tuple[pl.DataFrame, int]:
    """The rows of one partition of a table with `report_id`, and of how many reports they were made.

    made_of: report_id -> what its rows follow from, to be given to `Lake.write` as `parts`. make: the rows of some
    reports, given their ids in order.
    """
    before = lake.parts_made_of(table, partition)
    same = {report for report, made in made_of.items() if before.get(report) == made}
    changed = sorted(made_of.keys() - same)
    found = [lake.read(table, [partition]).filter(pl.col("report_id").is_in(sorted(same)))] if same else []
    if changed or not same:
        found.append(make(changed))
    return pl.concat(found), len(changed)
