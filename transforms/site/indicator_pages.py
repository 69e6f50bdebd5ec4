"""Pages of indicators: the catalogue, what each means, how its values are spread, and a ranking of each year.

Here: `draw_catalogue`, `draw_indicators`. Not here: which values compare (`transforms.benchmarks`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from transforms.charts.texts import Text, load_chart_texts
from transforms.site import figures
from transforms.site.addresses import indicator_address, number_address, unit_address
from transforms.site.holdings import Holdings
from transforms.site.pictures import MOST_DOTS, draw_course, draw_spread, wants_log
from transforms.site.rendering import Crumb, Page, draw_page
from transforms.site.texts import name_of_domain, word
from transforms.site.unit_pages import describe_change
from warehouse.tables.reports import LEVELS

_FIRST = 20
_LEAST_RANKED = 10
_LEAST_DRAWN = 3


def draw_catalogue(holdings: Holdings) -> Page:
    """`indicators.html`: all indicators by domain."""
    reach = {
        row["indicator_id"]: row
        for row in holdings.values.group_by("indicator_id")
        .agg(
            units=pl.col("reporting_unit").n_unique(),
            first=pl.col("report_year").min(),
            last=pl.col("report_year").max(),
        )
        .iter_rows(named=True)
    }
    domains: dict[str, dict[str, Any]] = {}
    for indicator_id, entry in holdings.indicators.items():
        domain = domains.setdefault(entry["domain"], {"name": name_of_domain(entry), "rows": []})
        domain["rows"].append(
            {
                **entry,
                "name": holdings.name(indicator_id),
                "address": indicator_address(indicator_id),
                "reach": reach.get(indicator_id),
            }
        )
    return draw_page(
        "indicators", "indicators.html", word("indicators.title"), "indicators", domains=list(domains.values())
    )


def draw_indicators(holdings: Holdings) -> Iterator[Page]:
    """A page an indicator, and one for each of its years with the full ranking."""
    groups = _group(holdings)
    sizes = _group_sizes(holdings)
    for indicator_id, entry in holdings.indicators.items():
        of_year = groups.get(indicator_id, {})
        name = holdings.name(indicator_id)
        crumbs = [Crumb(word("frame.indicators"), "indicators.html")]
        years = sorted(of_year)
        last = of_year[years[-1]] if years else []
        yield draw_page(
            "indicator",
            indicator_address(indicator_id),
            name,
            "indicators",
            [*crumbs, Crumb(name)],
            entry=entry,
            unit=load_chart_texts().text("unit_families", entry["unit_family"]),
            domain=name_of_domain(entry),
            denominator=_find_denominator(entry, holdings),
            by_year=_list_by_year(of_year, sizes, indicator_id),
            courses=_draw_courses(of_year, name),
            year=years[-1] if years else None,
            spreads=_draw_spreads(last, name),
            rankings=[_rank(group, _FIRST) for group in last],
            years=[(year, indicator_address(indicator_id, year)) for year in reversed(years)],
        )
        for year in years:
            yield draw_page(
                "ranking",
                indicator_address(indicator_id, year),
                Text(f"{name.zh}（{year}年）", f"{name.en}, {year}"),
                "indicators",
                [*crumbs, Crumb(name, indicator_address(indicator_id)), Crumb(str(year))],
                entry=entry,
                year=year,
                spreads=_draw_spreads(of_year[year], name),
                rankings=[_rank(group, None) for group in of_year[year]],
            )


@dataclass(frozen=True)
class _Group:
    """The units of one level that have a value of an indicator in one year, from high to low."""

    level: str
    year: int
    rows: list[dict[str, Any]]
    quartiles: tuple[float, float, float]


def _group(holdings: Holdings) -> dict[str, dict[int, list[_Group]]]:
    """Indicator -> year -> groups, in the order of levels."""
    keys = ["indicator_id", "report_year", "level"]
    values = holdings.values.with_columns(pl.col("level").fill_null("unknown"))
    value = pl.col("value")
    quartiles = {
        key: (lower, median, upper)
        for *key_parts, lower, median, upper in values.group_by(keys)
        .agg(
            lower=value.quantile(0.25, interpolation="linear"),
            median=value.median(),
            upper=value.quantile(0.75, interpolation="linear"),
        )
        .iter_rows()
        for key in [tuple(key_parts)]
    }
    rows: dict[tuple[str, int, str], list[dict[str, Any]]] = {}
    for row in values.sort(["value", "reporting_unit"], descending=[True, False]).iter_rows(named=True):
        rows.setdefault((row["indicator_id"], row["report_year"], row["level"]), []).append(row)
    order = {level: number for number, level in enumerate((*LEVELS, "unknown"))}
    groups: dict[str, dict[int, list[_Group]]] = {}
    for indicator_id, year, level in sorted(rows, key=lambda key: (key[0], key[1], order[key[2]])):
        key = (indicator_id, year, level)
        groups.setdefault(indicator_id, {}).setdefault(year, []).append(_Group(level, year, rows[key], quartiles[key]))
    return groups


def _find_denominator(entry: dict[str, Any], holdings: Holdings) -> tuple[Text | str, str | None] | None:
    """Name and page of what an indicator may be divided by; the catalogue writes some without their domain."""
    words = entry["denominator"]
    if words is None:
        return None
    for name in (words, f"{entry['domain']}.{words}", f"context.{words}"):
        if name in holdings.indicators:
            return holdings.name(name), indicator_address(name)
    return words.replace("_", " "), None


def _group_sizes(holdings: Holdings) -> dict[tuple[str, int, str], tuple[int, int]]:
    """(level, year, indicator) -> units of the level and year, and those that mention the indicator at all."""
    units = holdings.units.filter(pl.col("slug").is_not_null()).select(
        "report_id", "report_year", pl.col("level").fill_null("unknown")
    )
    sizes = {(level, year): count for level, year, count in units.group_by("level", "report_year").len().iter_rows()}
    mentioned = (
        holdings.tables["fact_indicator"]
        .select("report_id", "indicator_id")
        .unique()
        .join(units, on="report_id")
        .group_by("level", "report_year", "indicator_id")
        .len()
    )
    return {
        (level, year, indicator): (sizes[level, year], count) for level, year, indicator, count in mentioned.iter_rows()
    }


def _by_level(of_year: dict[int, list[_Group]]) -> dict[str, list[_Group]]:
    """Level -> its groups by year, in the order of levels."""
    found: dict[str, list[_Group]] = {}
    for year in sorted(of_year):
        for group in of_year[year]:
            found.setdefault(group.level, []).append(group)
    return {level: found[level] for level in (*LEVELS, "unknown") if level in found}


def _list_by_year(
    of_year: dict[int, list[_Group]], sizes: dict[tuple[str, int, str], tuple[int, int]], indicator_id: str
) -> list[dict[str, Any]]:
    rows = []
    for level, groups in _by_level(of_year).items():
        for group in groups:
            count = len(group.rows)
            members, mentioned = sizes.get((level, group.year, indicator_id), (count, count))
            lower, median, upper = group.quartiles
            rows.append(
                {
                    "level": level,
                    "year": group.year,
                    "count": count,
                    "partial": mentioned - count,
                    "silent": members - mentioned,
                    "lower": lower,
                    "median": median,
                    "upper": upper,
                }
            )
    return rows


def _draw_courses(of_year: dict[int, list[_Group]], name: Text) -> list[dict[str, Any]]:
    pictures = []
    for level, groups in _by_level(of_year).items():
        if len(groups) > 1:
            label = f"{word(f'levels.{level}').in_line}: {name.in_line}; " + ", ".join(
                f"{group.year} {figures.short(group.quartiles[1])} (n={len(group.rows)})" for group in groups
            )
            rows = [(group.year, len(group.rows), *group.quartiles) for group in groups]
            pictures.append({"level": level, "picture": draw_course(rows, label)})
    return pictures


def _draw_spreads(groups: Sequence[_Group], name: Text) -> list[dict[str, Any]]:
    pictures = []
    for group in groups:
        count = len(group.rows)
        if count < _LEAST_DRAWN:
            continue
        is_log = wants_log([row["value"] for row in group.rows])
        points = [
            (
                row["value"],
                f"{row['reporting_unit']} {figures.written(row['value'], row['qualifier'], row['unit'])}",
                f"../{number_address(row['report_id'], row['mention_start'])}",
            )
            for row in group.rows
        ]
        label = (
            f"{word(f'levels.{group.level}').in_line}: {name.in_line}, {group.year}; n={count}, "
            f"{word('common.median').in_line} {figures.short(group.quartiles[1])}"
        )
        pictures.append(
            {
                "level": group.level,
                "picture": draw_spread(points, group.quartiles, label, is_log),
                "is_log": is_log,
                "count": count,
                "is_counted": count > MOST_DOTS,
            }
        )
    return pictures


def _rank(group: _Group, limit: int | None) -> dict[str, Any]:
    """Rows of a ranking; equal values share a place, and below ten units there is none."""
    values = [row["value"] for row in group.rows]
    places = {value: place for place, value in reversed(list(enumerate(values, 1)))}
    rows = [
        {
            "rank": places[row["value"]] if len(values) >= _LEAST_RANKED else None,
            "unit": row["reporting_unit"],
            "unit_address": unit_address(row["slug"]),
            "words": figures.written(row["value"], row["qualifier"]),
            "measured": row["unit"],
            "address": number_address(row["report_id"], row["mention_start"]),
            "flag": row["flag"] or ("warn" if row["has_conflict"] else None),
            "percentile": row["percentile_rank"],
            "change": describe_change(row),
            "clause": row["clause"],
        }
        for row in group.rows[:limit]
    ]
    return {"level": group.level, "rows": rows, "count": len(values)}
