"""A page for each report: its text with every number marked and explained, findings, and what its identity rests on.

Here: `draw_reports`, `script_words`. A number's place is `#n` and its offset; the script of the page also finds
`#s` with an offset, or a range of offsets, and marks the sentence there.
Not here: how text is cut at numbers (`transforms.charts.report_text`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl
from markupsafe import Markup

from transforms.charts.report_text import Spot, escape, find_spots, look, mark_numbers, spots_by_start
from transforms.charts.texts import Text, load_chart_texts
from transforms.reading.identity_flags import load_flags
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
from transforms.site.rendering import Crumb, Page, draw_page
from transforms.site.texts import word
from warehouse.tables.facts import DISPOSITIONS

# What a page says of each number, in this order; nulls at the end are left out, so what all have stands first.
# `report.js` reads it.
_TOLD = (
    "disposition", "shown", "rule", "reason", "indicator", "phrase", "qualifier", "value_low", "value_high",
    "breakdown", "period", "region", "scope", "total", "implicit",
)  # fmt: skip
_IDENTITY = (
    ("type", "document_type", "type_evidence", "type_certainty"),
    ("year", "report_year", "year_evidence", "year_certainty"),
    ("covered", "covered_until", "coverage_evidence", None),
    ("published", "published_on", "date_evidence", None),
    ("written", "written_on", "written_evidence", None),
    ("signed", "signed_on", "signed_evidence", None),
)
_UNCONTROLLED = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF], "\ufffd")


def draw_reports(
    holdings: Holdings, reports: pl.DataFrame, mentions: pl.DataFrame, copied: pl.DataFrame
) -> Iterator[Page]:
    """A page a report. reports: dim_report; mentions: fact_mention; copied: fact_copied_sentence, all of these reports.

    Raises ValueError where a span does not lie within its text.
    """
    told = mentions.with_columns(indicator="indicator_id")
    by_report, none = told.partition_by("report_id", as_dict=True), told.clear()
    anchors = _anchors(holdings.tables["quality_offender"])
    copies = dict(copied.group_by("report_id").len().iter_rows()) if copied.height else {}
    provinces = name_provinces(holdings.units)
    scores = {row["report_id"]: row for row in holdings.tables["quality_score"].iter_rows(named=True)}
    of_unit = group_rows(holdings.units.filter(pl.col("slug").is_not_null()).sort("report_year"), "slug")
    for report in reports.sort("report_id").iter_rows(named=True):
        key = report["report_id"]
        unit = holdings.unit_of_report[key]
        spots = find_spots(report["text"], by_report.get((key,), none))
        numbers = [mention for spot in spots for mention in spot.mentions]
        title = report["title"] or report["source_path"]
        crumbs = [
            Crumb(word("frame.places"), "places.html"),
            Crumb(provinces[unit["province"]], province_address(unit["province"])),
        ]
        if unit["slug"]:
            crumbs.append(Crumb(unit["reporting_unit"], unit_address(unit["slug"])))
        crumbs.append(Crumb(str(report["report_year"] or title)))
        totals = spots_by_start(spots)
        yield draw_page(
            "report",
            report_address(key),
            title,
            "places",
            crumbs,
            ("words.js", "report.js"),
            report=report,
            unit=unit,
            unit_address=unit_address(unit["slug"]) if unit["slug"] else None,
            other_years=[
                (row["report_year"], report_address(row["report_id"]))
                for row in of_unit.get(unit["slug"], [])
                if row["report_id"] != key
            ],
            score=scores.get(key),
            findings=[_finding(row, holdings) for row in holdings.findings_of_report.get(key, [])],
            copied_count=copies.get(key, 0),
            counts=_count(numbers),
            text=Markup(mark_numbers(report["text"], spots, report["title"], _element, anchors.get(key, ()))),
            told=[[spot.name, *(_tell(mention, totals) for mention in spot.mentions)] for spot in spots],
            measured=[
                _measured(spot, mention, totals, holdings)
                for spot in spots
                for mention in spot.mentions
                if mention["disposition"] != "not_metric"
            ],
            identity=_identity(report),
            flags=[_name_flag(flag) for flag in report["identity_flags"] or []],
        )


def script_words(holdings: Holdings) -> dict[str, Any]:
    """What scripts say, in both languages, and the names and pages of indicators."""
    texts = load_chart_texts()
    groups = {
        group: {name: [text.zh, text.en] for name, text in texts.groups[group].items()}
        for group in ("dispositions", "reasons", "qualifiers", "report_page")
    }
    names = {key: holdings.name(key) for key in holdings.indicators}
    return {
        **groups,
        "told": _TOLD,
        "indicators": {key: [name.zh, name.en, indicator_address(key)] for key, name in names.items()},
    }


def _name_flag(flag: str) -> Text:
    known = {one.id: Text(one.zh, one.en) for one in load_flags()}
    return known.get(flag, Text(flag, flag))


def _element(words: str, spot: Spot, total: Spot | None) -> str:
    part = f' data-total="{total.name}"' if total else ""
    return f'<a class="number {look(spot.first)}" id="{spot.name}" href="#{spot.name}"{part}>{escape(words)}</a>'


def _tell(mention: Mapping[str, Any], totals: Mapping[int, Spot]) -> list[Any]:
    total = totals.get(mention["parent_start"])
    is_metric = mention["disposition"] != "not_metric"
    is_bounded = is_metric and mention["qualifier"] != "exact"
    values = {
        **mention,
        "shown": _shown(mention) if is_metric else mention["quote"],
        "qualifier": mention["qualifier"] if is_bounded else None,
        "value_low": mention["value_low"] if is_bounded else None,
        "value_high": mention["value_high"] if is_bounded else None,
        "total": [total.name, _shown(total.first)] if total else None,
        "implicit": 1 if mention["implicit"] else None,
    }
    told = [_clean(values[name]) for name in _TOLD]
    while told and told[-1] is None:
        told.pop()
    return told


def _shown(mention: Mapping[str, Any]) -> str:
    if mention["value"] is None:
        return str(mention["quote"])
    return figures.written(mention["value"], mention["qualifier"], mention["unit"])


def _clean(value: Any) -> Any:
    return value.translate(_UNCONTROLLED) if isinstance(value, str) else value


def _measured(spot: Spot, mention: Mapping[str, Any], totals: Mapping[int, Spot], holdings: Holdings) -> dict[str, Any]:
    indicator = mention["indicator"]
    total = totals.get(mention["parent_start"])
    return {
        **mention,
        "place": spot.name,
        "shown": _shown(mention),
        "look": look(mention),
        "name": holdings.name(indicator) if indicator else None,
        "address": indicator_address(indicator) if indicator in holdings.indicators else None,
        "total": (total.name, _shown(total.first)) if total else None,
    }


def _count(numbers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    counts = Counter(mention["disposition"] for mention in numbers)
    return {
        "dispositions": [(name, counts[name]) for name in DISPOSITIONS if counts[name]],
        "open": sum(mention["disposition"] == "fact" and mention["indicator"] is None for mention in numbers),
        "implied": sum(bool(mention["implicit"]) for mention in numbers),
    }


def _finding(row: Mapping[str, Any], holdings: Holdings) -> dict[str, Any]:
    other = row["other_report_id"]
    place = row["other_start"]
    places = {row["mention_start"], *(row["starts"] or [])}
    if place is not None and not other:
        places.add(place)
    return {
        **holdings.say_finding(row),
        "rule": holdings.rules[row["rule_id"]],
        "rule_address": rule_address(row["rule_id"]),
        "places": sorted(places),
        "other": (report_address(other) if place is None else number_address(other, place)) if other else None,
    }


def _anchors(offenders: pl.DataFrame) -> dict[str, set[int]]:
    """report_id -> offsets that findings lead to; those of numbers are there anyway."""
    found: dict[str, set[int]] = {}
    columns = ("report_id", "mention_start", "starts", "other_start", "other_report_id")
    for report, start, starts, other_start, other in offenders.select(columns).iter_rows():
        found.setdefault(report, set()).update([start, *(starts or [])])
        if other_start is not None:
            found.setdefault(other or report, set()).add(other_start)
    return found


def _identity(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    rows = []
    for name, value, evidence, certainty in _IDENTITY:
        if report[value] is None and report[evidence] is None:
            continue
        shown: object = report[value]
        if name == "type":
            shown = word(f"document_types.{shown}")
        elif name == "year" and shown is None and report["first_year"] is not None:
            shown = f"{report['first_year']}–{report['last_year']}"
        rows.append(
            {
                "name": f"report.{name}",
                "value": "—" if shown is None else shown if not isinstance(shown, int) else str(shown),
                "evidence": report[evidence],
                "certainty": word(f"certainties.{report[certainty]}") if certainty and report[certainty] else None,
            }
        )
    return rows
