"""Frames that charts are drawn from, about invented places."""

from __future__ import annotations

from typing import Any

import polars as pl
from benchmark_frames import fact, facts, indicators, report, reports

from transforms.charts import quote_values
from warehouse.tables import FACT_MENTION, QUALITY_OFFENDER, conform


def mentions(fact_rows: list[dict[str, Any]], clauses: dict[str, str] | None = None) -> pl.DataFrame:
    """One mention for each fact; its clause is given by report_id or made up."""
    rows = {
        (row["report_id"], row["mention_start"]): {
            "report_id": row["report_id"],
            "report_year": row["report_year"],
            "start": row["mention_start"],
            "end": row["mention_end"],
            "mention_number": 1,
            "quote": f"{row['value']:g}",
            "clause": (clauses or {}).get(row["report_id"], f"全年共办理{row['value']:g}{row['unit']}"),
            "value": row["value"],
            "value_low": row["value_low"],
            "value_high": row["value_high"],
            "unit": row["unit"],
            "qualifier": row["qualifier"],
            "disposition": "fact",
            "reason": None,
            "indicator_id": row["indicator_id"],
            "phrase": None,
            "breakdown": None,
            "parent_start": None,
            "period": None,
            "region": None,
            "scope": None,
            "implicit": row["implicit"],
            "rule": "r",
        }
        for row in fact_rows
    }
    return conform(pl.DataFrame(list(rows.values()), schema=FACT_MENTION.schema), FACT_MENTION)


def offender(report_id: str, mention_start: int, rule_id: str = "R01", other_start: int | None = None) -> pl.DataFrame:
    """One finding."""
    row = {
        "rule_id": rule_id,
        "severity": "warn",
        "report_id": report_id,
        "report_year": 2022,
        "issuer": None,
        "lhs": 2.0,
        "rhs": 1.0,
        "lhs_words": "成功",
        "rhs_words": "调解",
        "mention_start": mention_start,
        "other_start": other_start,
        "starts": [mention_start],
        "quote": "",
    }
    return conform(pl.DataFrame([row], schema=QUALITY_OFFENDER.schema), QUALITY_OFFENDER)


def values(
    fact_rows: list[dict[str, Any]],
    more_reports: list[dict[str, Any]] | None = None,
    clauses: dict[str, str] | None = None,
    offenders: pl.DataFrame | None = None,
    **report_changes: Any,
) -> pl.DataFrame:
    """`quote_values` of these facts, with a report for each and the reports given besides."""
    report_rows = {
        row["report_id"]: report(row["issuer"], row["report_year"], report_id=row["report_id"], **report_changes)
        for row in fact_rows
    }
    every = [*report_rows.values(), *(more_reports or [])]
    return quote_values(facts(*fact_rows), reports(*every), indicators(), mentions(fact_rows, clauses), offenders)


def series(issuer: str, by_year: dict[int, float], **changes: Any) -> list[dict[str, Any]]:
    """Facts of one unit over the years."""
    return [fact(issuer, year, value, **changes) for year, value in by_year.items()]
