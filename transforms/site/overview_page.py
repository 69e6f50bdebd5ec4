"""The first page: what there is, by level, province and year.

Here: `draw_overview`. Not here: pages of places and indicators.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from transforms.charts.texts import Text
from transforms.site.addresses import UNDECIDED, indicator_address, province_address
from transforms.site.holdings import Holdings
from transforms.site.rendering import Page, draw_page
from transforms.site.texts import word
from warehouse.tables.reports import LEVELS

_LISTED = 15


def draw_overview(holdings: Holdings, mention_count: int, neighbours: Sequence[str] = ()) -> Page:
    """`index.html`. `neighbours`: which other parts stand beside the site (charts, data_docs, changes)."""
    units = holdings.units
    counts = [
        ("reports", units.height),
        ("units", units["slug"].n_unique() - int(units["slug"].null_count() > 0)),
        ("numbers", mention_count),
        ("values", holdings.tables["fact_indicator"].height),
        ("findings", holdings.tables["quality_offender"].height),
    ]
    years = sorted(units["report_year"].drop_nulls().unique())
    return draw_page(
        "overview",
        "index.html",
        word("frame.site"),
        "overview",
        counts=counts,
        years=years,
        levels=count_years(units, "level", years, {name: word(f"levels.{name}") for name in LEVELS}),
        provinces=count_years(units, "province", years, name_provinces(units)),
        province_address=province_address,
        indicators=_most_reported(holdings),
        neighbours=neighbours,
    )


def name_provinces(units: pl.DataFrame) -> dict[str, Text | str]:
    """The provinces of the reports by number, in order; the undecided last."""
    named = units.select("province", "province_name").unique(["province"], keep="any").sort("province")
    names: dict[str, Text | str] = {
        province: name or province for province, name in named.iter_rows() if province != UNDECIDED
    }
    if UNDECIDED in named["province"]:
        names[UNDECIDED] = word("common.undecided")
    return names


def count_years(
    units: pl.DataFrame, column: str, years: Sequence[int], names: Mapping[str, Text | str]
) -> list[dict[str, Any]]:
    """Rows of a table of counts: name, key, cells (count and shade from 0 to 5), total."""
    counted = {(key, year): count for key, year, count in units.group_by(column, "report_year").len().iter_rows()}
    most = max(counted.values(), default=1)
    keys = [key for key in names if any(found == key for found, _ in counted)]
    if any(found is None for found, _ in counted):
        keys.append(None)  # type: ignore[arg-type]
    rows = []
    for key in keys:
        cells = [(counted.get((key, year), 0)) for year in years]
        rows.append(
            {
                "key": key,
                "name": word("levels.unknown") if key is None else names[key],
                "cells": [(count, shade(count, most)) for count in cells],
                "total": sum(count for (found, _), count in counted.items() if found == key),
            }
        )
    return rows


def shade(count: int, most: int) -> int:
    """0 for none, 1 to 5 by size."""
    return 0 if count == 0 else 1 + min(4, 5 * (count - 1) // max(most, 1))


def _most_reported(holdings: Holdings) -> list[dict[str, Any]]:
    counted = (
        holdings.values.group_by("indicator_id")
        .agg(units=pl.col("reporting_unit").n_unique(), values=pl.len())
        .sort(["units", "values", "indicator_id"], descending=[True, True, False])
        .head(_LISTED)
    )
    return [
        {**row, "name": holdings.name(row["indicator_id"]), "address": indicator_address(row["indicator_id"])}
        for row in counted.iter_rows(named=True)
    ]
