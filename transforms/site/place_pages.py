"""Pages that lead to reporting units: all provinces, and one page a province.

Here: `draw_places`. Not here: the page of a unit (`unit_pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from transforms.site.addresses import UNDECIDED, province_address, report_address, unit_address
from transforms.site.holdings import Holdings
from transforms.site.overview_page import count_years, name_provinces
from transforms.site.rendering import Crumb, Page, draw_page
from transforms.site.texts import word

_LEVELS = ("province", "prefecture", "county", "zone", "department", "street", "town")


def draw_places(holdings: Holdings) -> Iterator[Page]:
    """`places.html` and a page for each province that has reports."""
    units = holdings.units
    years = sorted(units["report_year"].drop_nulls().unique())
    names = name_provinces(units)
    yield draw_page(
        "places",
        "places.html",
        word("places.title"),
        "places",
        provinces=count_years(units, "province", years, names),
        years=years,
        province_address=province_address,
        others=[
            {**row, "address": report_address(row["report_id"])}
            for row in units.filter(pl.col("reason").is_not_null())
            .sort("reason", "reporting_unit", "report_year", "report_id")
            .iter_rows(named=True)
        ],
    )
    for province, name in names.items():
        members = units.filter(pl.col("province") == province)
        yield draw_page(
            "province",
            province_address(province),
            name,
            "places",
            [Crumb(word("frame.places"), "places.html"), Crumb(name)],
            years=sorted(members["report_year"].drop_nulls().unique()),
            groups=_group(members, province),
        )


def _group(members: pl.DataFrame, province: str) -> list[dict[str, Any]]:
    """Units below the place right above them, as rows with the address of each year's report."""
    groups: dict[str, dict[str, dict[str, Any]]] = {}
    rank = {name: number for number, name in enumerate(_LEVELS)}
    comparable = members.filter(pl.col("slug").is_not_null())
    for row in comparable.sort("region_code", "reporting_unit", "report_year", nulls_last=True).iter_rows(named=True):
        path = (row["region_path"] or "").split("/") if province != UNDECIDED else []
        # A county and its departments stand under their city, a town under its county.
        above = path[1:] if row["level"] in ("county", "department", "prefecture", "zone") else path[1:-1]
        unit = groups.setdefault(" ".join(above[:2]), {}).setdefault(
            row["slug"],
            {
                "name": row["reporting_unit"],
                "level": row["level"] or "unknown",
                "address": unit_address(row["slug"]),
                "years": {},
            },
        )
        unit["years"][row["report_year"]] = report_address(row["report_id"])
    return [
        {"name": name, "units": sorted(units.values(), key=lambda unit: (rank.get(unit["level"], 9), unit["name"]))}
        for name, units in sorted(groups.items())
    ]
