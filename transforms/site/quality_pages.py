"""Pages about quality: all rules with what they found, a page a rule with every finding, files that were refused.

Here: `draw_quality`. Not here: how findings are made (`expectations`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from transforms.site.addresses import number_address, report_address, rule_address, unit_address
from transforms.site.holdings import SEVERITIES, Holdings, group_rows, sort_findings
from transforms.site.overview_page import shade
from transforms.site.rendering import Crumb, Page, draw_page
from transforms.site.texts import word, word_or_code
from warehouse.tables.marts import TIMELINESS_CLASSES

_LOWEST = 25
# A page that a browser opens at once; the rest is in quality_offender.
_MOST_FINDINGS = 2000
_MOST_REFUSED = 1000
_MOST_REASONS = 8


def draw_quality(holdings: Holdings) -> Iterator[Page]:
    """`quality.html` and a page for each rule."""
    results = {row["rule_id"]: row for row in holdings.tables["quality_result"].iter_rows(named=True)}
    findings = group_rows(sort_findings(holdings.tables["quality_offender"]), "rule_id")
    rules = sorted(
        holdings.rules.values(),
        key=lambda rule: (
            SEVERITIES.index(rule["severity"]), -len(findings.get(rule["rule_id"], [])), rule["rule_id"]
        ),
    )  # fmt: skip
    refused = holdings.tables["quarantine"]
    yield draw_page(
        "quality",
        "quality.html",
        word("quality.title"),
        "quality",
        rules=[
            {**rule, "result": results.get(rule["rule_id"]), "address": rule_address(rule["rule_id"])} for rule in rules
        ],
        lowest=_lowest(holdings),
        timeliness=_timeliness(holdings),
        classes=TIMELINESS_CLASSES,
        refused=[
            {**row, "words": word_or_code("refusals", row["reason"])} for row in refused.head(_MOST_REFUSED).to_dicts()
        ],
        refused_more=max(refused.height - _MOST_REFUSED, 0),
    )
    for rule in rules:
        found = findings.get(rule["rule_id"], [])
        yield draw_page(
            "rule",
            rule_address(rule["rule_id"]),
            word("quality.rule_findings", rule=rule["rule_id"]),
            "quality",
            [Crumb(word("frame.quality"), "quality.html"), Crumb(rule["rule_id"])],
            rule=rule,
            source=holdings.finding_words.source(rule["source"]),
            result=results.get(rule["rule_id"]),
            reasons=_explain(results.get(rule["rule_id"]), holdings),
            findings=[_describe(row, holdings) for row in found[:_MOST_FINDINGS]],
            more=max(len(found) - _MOST_FINDINGS, 0),
        )


def _explain(result: dict[str, Any] | None, holdings: Holdings) -> list[dict[str, Any]]:
    """The most frequent reasons why comparisons could not be made."""
    reasons = (result["not_evaluable_reasons"] or [])[:_MOST_REASONS] if result else []
    return [{"words": holdings.finding_words.reason(one["reason"]), "count": one["count"]} for one in reasons]


def _describe(row: dict[str, Any], holdings: Holdings) -> dict[str, Any]:
    unit = holdings.unit_of_report[row["report_id"]]
    other = row["other_report_id"]
    return {
        **holdings.say_finding(row),
        "unit": unit["reporting_unit"] or unit["title"] or unit["source_path"],
        "unit_address": unit_address(unit["slug"]) if unit["slug"] else report_address(row["report_id"]),
        "address": number_address(row["report_id"], row["mention_start"]),
        "other": (
            number_address(other, row["other_start"]) if row["other_start"] is not None else report_address(other)
        )
        if other
        else None,
    }


def _lowest(holdings: Holdings) -> list[dict[str, Any]]:
    scores = holdings.tables["quality_score"].drop_nulls("score").sort("score", "report_id").head(_LOWEST)
    return [
        {
            **row,
            "unit": holdings.unit_of_report[row["report_id"]]["reporting_unit"],
            "title": holdings.unit_of_report[row["report_id"]]["title"],
            "address": report_address(row["report_id"]),
        }
        for row in scores.filter(pl.col("score") < 100).iter_rows(named=True)
    ]


def _timeliness(holdings: Holdings) -> list[dict[str, Any]]:
    """Reports by year and class, the latest year first."""
    counted = (
        holdings.tables["mart_structure"]
        .filter((pl.col("content_type") == "annual_report") & pl.col("report_year").is_not_null())
        .with_columns(pl.col("timeliness_class").fill_null("unknown"))
        .group_by("report_year", "timeliness_class")
        .len()
    )
    counts = {(year, kind): count for year, kind, count in counted.iter_rows()}
    years = sorted({year for year, _ in counts}, reverse=True)
    totals = {year: sum(count for (of, _), count in counts.items() if of == year) for year in years}
    return [
        {
            "year": year,
            "total": totals[year],
            "cells": [
                (counts.get((year, kind), 0), shade(counts.get((year, kind), 0), totals[year]))
                for kind in TIMELINESS_CLASSES
            ],
        }
        for year in years
    ]
