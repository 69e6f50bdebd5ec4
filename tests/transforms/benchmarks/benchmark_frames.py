"""Small frames about invented places, each row built from what a test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from warehouse.tables import DIM_INDICATOR, DIM_REPORT, FACT_INDICATOR, conform


def report(issuer: str | None, year: int | None, **changes: Any) -> dict[str, Any]:
    """A row of dim_report: an annual report of a town, published in the March after its year."""
    row: dict[str, Any] = {
        "report_id": f"{issuer}-{year}",
        "source_path": f"{issuer}-{year}.txt",
        "source_sha256": "0",
        "source_bytes": 1,
        "source_format": "txt",
        "encoding": "utf-8",
        "text": "",
        "body_end": 0,
        "char_count": 0,
        "title": None,
        "publisher": None,
        "document_type": "annual_report",
        "content_type": "annual_report",
        "type_certainty": "certain",
        "identity_flags": [],
        "level": "town",
        "report_year": year,
        "year_evidence": None,
        "region_code": None,
        "current_region_code": None,
        "region_path": None,
        "region_state": "unresolved",
        "region_confidence": 0.0,
        "region_candidates": [],
        "region_name": issuer,
        "region_parent": "青岚县",
        "issuer": issuer,
        "published_on": date(year + 1, 3, 1) if year else None,
        "written_on": None,
        "signed_on": None,
        "date_evidence": None,
        "anomalies": [],
        "state": "accepted" if year else "year_unknown",
    }
    return row | changes


def fact(issuer: str | None, year: int | None, value: float, **changes: Any) -> dict[str, Any]:
    """A row of fact_indicator: an exact count of mediated disputes for the whole year."""
    row: dict[str, Any] = {
        "report_id": f"{issuer}-{year}",
        "region_code": None,
        "region_name": issuer,
        "issuer": issuer,
        "level": "town",
        "report_year": year,
        "indicator_id": "dispute.mediated",
        "breakdown": "",
        "period": "",
        "value": float(value),
        "value_low": float(value),
        "value_high": float(value),
        "qualifier": "exact",
        "unit": "件",
        "unit_kind": "case",
        "is_main": True,
        "implicit": False,
        "mention_start": 10,
        "mention_end": 13,
        "parent_start": None,
        "choice": "only mention",
        "has_conflict": False,
        "other_mentions": [],
        "rule": "r",
    }
    return row | changes


def reports(*rows: dict[str, Any]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows), schema=DIM_REPORT.schema), DIM_REPORT)


def facts(*rows: dict[str, Any]) -> pl.DataFrame:
    return conform(pl.DataFrame(list(rows), schema=FACT_INDICATOR.schema), FACT_INDICATOR)


def indicators() -> pl.DataFrame:
    """A count, a rate, an amount and a stock."""
    kinds = (
        ("dispute.mediated", "调解矛盾纠纷件数", "Disputes mediated", "case", "count", "flow"),
        ("dispute.success_rate", "调解成功率", "Mediation success rate", "percent", "rate", "ratio"),
        ("enforcement.fine_amount", "罚款金额", "Fines", "yuan", "amount", "flow"),
        ("dispute.mediators", "人民调解员人数", "Mediators", "person", "count", "stock"),
    )
    rows = [
        {
            "indicator_id": key,
            "domain": key.split(".")[0],
            "domain_zh": "领域",
            "name_zh": chinese,
            "name_en": english,
            "unit_family": family,
            "measure_type": measure,
            "stock_flow": flow,
            "better_direction": "neutral",
            "tier": "core",
            "denominator": None,
            "definition": "",
            "definition_zh": "",
        }
        for key, chinese, english, family, measure, flow in kinds
    ]
    return conform(pl.DataFrame(rows, schema=DIM_INDICATOR.schema), DIM_INDICATOR)
