"""Whether decisions still match the reports they were made about.

Here: `check_decisions`. A decision whose report changed is no decision about the new text: the run fails and says what
to look at again, and nobody finds a correction on the wrong number. Not here: applying decisions.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms.decisions.files import DecisionError, name_decision


def check_decisions(decisions: pl.DataFrame, reports: pl.DataFrame, texts: Mapping[str, str]) -> None:
    """Raises DecisionError that names file, entry and reason of every active decision that matches no longer.

    in: decision; dim_report (report_id, source_path), before duplicates are settled; the texts of the reports that the
    decisions name, by report_id (`named_reports`).
    """
    present = set(reports["report_id"])
    now_of_source = dict(reports.select("source_path", "report_id").iter_rows())
    faults: list[str] = []
    for row in _active(decisions):
        name = name_decision(row)
        missing = [report for report in _reports_of(row) if report not in present]
        if missing:
            now = now_of_source.get(row["source"]) if row["source"] else None
            became = f"; {row['source']} is now {now}" if now else ""
            faults.append(
                f"{name}: there is no report {', '.join(missing)} any more{became}. Decide again, or withdraw it"
            )
        elif row["quote"] is not None:
            found = texts[row["report_id"]][row["start"] : row["end"]]
            if found != row["quote"]:
                faults.append(f"{name}: the text says {found!r} at {row['start']}, not {row['quote']!r}")
    if faults:
        raise DecisionError(faults)


def named_reports(decisions: pl.DataFrame) -> set[str]:
    """Reports whose texts `check_decisions` needs."""
    quoting = decisions.filter((pl.col("status") == "active") & pl.col("quote").is_not_null())
    return set(quoting["report_id"])


def _active(decisions: pl.DataFrame) -> list[dict[str, Any]]:
    return decisions.filter(pl.col("status") == "active").to_dicts()


def _reports_of(row: Mapping[str, Any]) -> list[str]:
    return [*([row["report_id"]] if row["report_id"] else []), *row["other_reports"]]
