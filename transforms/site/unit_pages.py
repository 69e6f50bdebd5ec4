"""A page for each reporting unit: profile, reports, values over the years beside its peers, findings.

Here: `draw_units`. Not here: the texts of its reports (`report_pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from transforms.charts.texts import Text, load_chart_texts
from transforms.site import figures
from transforms.site.addresses import (
    indicator_address,
    number_address,
    province_address,
    report_address,
    rule_address,
    unit_address,
)
from transforms.site.holdings import Holdings, group_rows
from transforms.site.overview_page import name_provinces
from transforms.site.pictures import draw_spark
from transforms.site.rendering import Crumb, Page, draw_page
from transforms.site.texts import name_of_domain, word

_TIERS = {"core": 0, "extended": 1, "context": 2}


def draw_units(holdings: Holdings) -> Iterator[Page]:
    """A page a unit, in the order of their addresses."""
    units = holdings.units.filter(pl.col("slug").is_not_null())
    values = group_rows(holdings.values.sort("slug", "indicator_id", "report_year"), "slug")
    provinces = name_provinces(holdings.units)
    details = {
        row["report_id"]: row
        for row in holdings.tables["mart_structure"]
        .join(holdings.tables["quality_score"].select("report_id", "score"), on="report_id", how="left")
        .select("report_id", "timeliness_class", "structure_score", "score")
        .iter_rows(named=True)
    }
    standings = {row["report_id"]: row for row in holdings.tables["mart_index"].iter_rows(named=True)}
    by_slug = group_rows(units.sort("slug", "report_year"), "slug")
    siblings = _siblings(units)
    for slug, reports in by_slug.items():
        newest = reports[-1]
        yield draw_page(
            "unit",
            unit_address(slug),
            newest["reporting_unit"],
            "places",
            [
                Crumb(word("frame.places"), "places.html"),
                Crumb(provinces[newest["province"]], province_address(newest["province"])),
                Crumb(newest["reporting_unit"]),
            ],
            unit=newest,
            reports=[_describe(row, holdings, details, standings) for row in reports],
            domains=_domains(holdings, values.get(slug, []), [row["report_year"] for row in reports]),
            years=[row["report_year"] for row in reports],
            findings=[
                {
                    **holdings.say_finding(finding),
                    "rule": holdings.rules[finding["rule_id"]],
                    "rule_address": rule_address(finding["rule_id"]),
                    "address": number_address(finding["report_id"], finding["mention_start"]),
                }
                for row in reversed(reports)
                for finding in holdings.findings_of_report.get(row["report_id"], [])
            ],
            siblings=[one for one in siblings.get(newest["region_code"], []) if one["slug"] != slug],
        )


def describe_rank(row: dict[str, Any] | None) -> Text | None:
    """The place of a unit in the composite index, with its band, or why there is none."""
    if row is None:
        return None
    if row["rank"] is None:
        return word("unit_page.no_rank", reason=word(f"rank_states.{row['rank_state']}"))
    return word(
        "unit_page.rank_of",
        rank=figures.short(row["rank"]),
        count=row["ranked_count"],
        low=figures.short(row["rank_low"]),
        high=figures.short(row["rank_high"]),
    )


def _describe(
    row: dict[str, Any],
    holdings: Holdings,
    details: dict[str, dict[str, Any]],
    standings: dict[str, dict[str, Any]],
) -> dict[str, Any]:
    report = row["report_id"]
    known = details.get(report, {})
    standing = standings.get(report)
    return {
        **row,
        "address": report_address(report),
        "timeliness": known.get("timeliness_class") or "unknown",
        "structure": known.get("structure_score"),
        "consistency": known.get("score"),
        "finding_count": len(holdings.findings_of_report.get(report, [])),
        "index": standing["score"] if standing else None,
        "rank": describe_rank(standing),
    }


def _domains(holdings: Holdings, values: list[dict[str, Any]], years: list[int]) -> list[dict[str, Any]]:
    """The unit's indicators by domain, the core ones first."""
    by_indicator: dict[str, list[dict[str, Any]]] = {}
    for value in values:
        by_indicator.setdefault(value["indicator_id"], []).append(value)
    order = {name: number for number, name in enumerate(holdings.indicators)}
    domains: dict[str, dict[str, Any]] = {}
    for indicator_id in sorted(
        by_indicator, key=lambda name: (_TIERS.get(holdings.indicators[name]["tier"], 9), order[name])
    ):
        entry = holdings.indicators[indicator_id]
        rows = by_indicator[indicator_id]
        domain = domains.setdefault(entry["domain"], {"name": name_of_domain(entry), "rows": []})
        domain["rows"].append(
            {
                "name": Text(entry["name_zh"], entry["name_en"]),
                "address": indicator_address(indicator_id),
                "cells": _cells(rows, years),
                "spark": draw_spark([(row["report_year"], row["value"]) for row in rows]),
                "last": rows[-1],
                "unit": _name_unit(rows[-1]["unit"], entry["unit_family"]),
                "change": describe_change(rows[-1]),
                "peers": [_describe_peers(one) for one in _peers(rows[-1], holdings)],
            }
        )
    return list(domains.values())


def _name_unit(unit: str | None, family: str) -> Text | None:
    """The unit as reported; in English what the catalogue counts."""
    known = load_chart_texts().groups["unit_families"].get(family)
    return Text(unit, known.en if known else unit) if unit else None


def _peers(value: dict[str, Any], holdings: Holdings) -> list[dict[str, Any]]:
    return holdings.peers_of_value.get((value["report_id"], value["indicator_id"]), [])


def _describe_peers(row: dict[str, Any]) -> dict[str, Any]:
    """A line about a group of peers: basis and group, percentile, median and n, where chance does not explain it."""
    is_far = row["funnel_position"] in ("far_below", "far_above")
    # town/云泽省/villages >10 ≤25: the level stands in the page's heading already.
    group = row["peer_group"] if row["peer_kind"] == "own_choice" else row["peer_group"].partition("/")[2]
    return {
        "group": group,
        "basis": None
        if row["basis"] == "reported"
        else word(f"bases.{row['basis']}", value=figures.short(row["value"])),
        "percentile": figures.short(row["percentile_rank"]) if row["percentile_rank"] is not None else None,
        "median": figures.short(row["peer_median"]),
        "count": row["peer_count"],
        "funnel": word(f"funnel.{row['funnel_position']}") if is_far else None,
    }


def _cells(rows: list[dict[str, Any]], years: list[int]) -> list[dict[str, Any] | None]:
    found = {row["report_year"]: row for row in rows}
    return [
        {
            "words": figures.written(found[year]["value"], found[year]["qualifier"]),
            "address": number_address(found[year]["report_id"], found[year]["mention_start"]),
            "flag": found[year]["flag"] or ("warn" if found[year]["has_conflict"] else None),
        }
        if year in found
        else None
        for year in years
    ]


def describe_change(value: dict[str, Any]) -> Text | str:
    """The change from the year before: percent where the base is large enough, points for rates."""
    if value["change"] is None:
        return ""
    if value["measure_type"] == "rate":
        return word("common.points", value=figures.signed(value["change"]))
    if value["change_pct"] is not None:
        return f"{figures.signed(value['change_pct'])}%"
    return figures.signed(value["change"], 0)


def _siblings(units: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The units of each place: a county and its departments."""
    distinct = units.filter(pl.col("region_code").is_not_null()).unique(["slug"], keep="last", maintain_order=True)
    placed = distinct.sort("reporting_unit").select(
        "region_code", "slug", "reporting_unit", address=pl.format("place/{}.html", "slug")
    )
    return group_rows(placed, "region_code")
