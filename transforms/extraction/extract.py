"""From a frame of reports to a frame of mentions: the public function of extraction.

Here: `extract` and the columns of its result. Not here: reading one text (`engine`).
"""

from __future__ import annotations

import polars as pl

from transforms.extraction.engine import read_mentions
from transforms.extraction.mentions import Mention

MENTION_SCHEMA = pl.Schema(
    {
        "report": pl.String(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "quote": pl.String(),
        "clause": pl.String(),
        "value": pl.Float64(),
        "value_low": pl.Float64(),
        "value_high": pl.Float64(),
        "unit": pl.String(),
        "qualifier": pl.String(),
        "disposition": pl.String(),
        "reason": pl.String(),
        "indicator": pl.String(),
        "phrase": pl.String(),
        "breakdown": pl.String(),
        "parent_start": pl.Int64(),
        "period": pl.String(),
        "region": pl.String(),
        "scope": pl.String(),
        "implicit": pl.Boolean(),
        "rule": pl.String(),
    }
)


def extract(reports: pl.DataFrame) -> pl.DataFrame:
    """Every number of every report with what it measures.

    in: `report` (key), `text`, optional `report_year` (int), `document_type` (work_plan gives targets).
    out: MENTION_SCHEMA, one row a numeric mention in the order of the reports and of the text; a second row on the
    same span where
    one number measures two indicators. `start` and `end` are code points of `text`, `text[start:end] == quote`.
    Same input, same output. Raises polars ColumnNotFoundError where `report` or `text` is missing.
    """
    years = reports["report_year"].to_list() if "report_year" in reports.columns else [None] * reports.height
    types = reports["document_type"].to_list() if "document_type" in reports.columns else [None] * reports.height
    rows = [
        _row(key, mention)
        for key, text, year, kind in zip(
            reports["report"].to_list(), reports["text"].to_list(), years, types, strict=True
        )
        for mention in read_mentions(text or "", year, kind or "annual_report")
    ]
    return pl.DataFrame(rows, schema=MENTION_SCHEMA, orient="row")


def _row(report: str, mention: Mention) -> tuple[object, ...]:
    return (
        report,
        mention.start,
        mention.end,
        mention.quote,
        mention.clause,
        mention.value,
        mention.low,
        mention.high,
        mention.unit,
        mention.qualifier,
        mention.disposition,
        mention.reason,
        mention.indicator,
        mention.phrase,
        mention.breakdown,
        mention.parent_start,
        mention.period,
        mention.region,
        mention.scope,
        mention.implicit,
        mention.rule,
    )
