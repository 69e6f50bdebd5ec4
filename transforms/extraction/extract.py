"""From a frame of reports to a frame of mentions: the public function of extraction.

Here: `extract` and the columns of its result. Not here: reading one text (`engine`).
"""

from __future__ import annotations

from operator import attrgetter

import polars as pl

from transforms.extraction.engine import read_mentions
from transforms.extraction.furniture import list_furniture
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

# Fields of a mention in the order of the columns.
_RENAMED = {"value_low": "low", "value_high": "high"}
_values = attrgetter(*(_RENAMED.get(name, name) for name in MENTION_SCHEMA if name != "report"))


def extract(reports: pl.DataFrame) -> pl.DataFrame:
    """Every number of every report with what it measures.

    in: `report` (key), `text`, optional `report_year` (int), `document_type` (work_plan gives targets), `body_end`
    (code point at which page furniture begins, as in dim_report: numbers from there on are page_chrome).
    out: MENTION_SCHEMA, one row a numeric mention in the order of the reports and of the text; a second row on the
    same span where
    one number measures two indicators. `start` and `end` are code points of `text`, `text[start:end] == quote`.
    Same input, same output. Raises polars ColumnNotFoundError where `report` or `text` is missing.
    """
    years = reports["report_year"].to_list() if "report_year" in reports.columns else [None] * reports.height
    types = reports["document_type"].to_list() if "document_type" in reports.columns else [None] * reports.height
    ends = reports["body_end"].to_list() if "body_end" in reports.columns else [None] * reports.height
    rows = [
        (key, *_values(mention))
        for key, text, year, kind, end in zip(
            reports["report"].to_list(), reports["text"].to_list(), years, types, ends, strict=True
        )
        for mention in _read(text or "", year, kind or "annual_report", end)
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in MENTION_SCHEMA)
    return pl.DataFrame(
        [
            pl.Series(name, list(values), dtype=dtype)
            for (name, dtype), values in zip(MENTION_SCHEMA.items(), columns, strict=True)
        ]
    )


def _read(text: str, report_year: int | None, document_type: str, body_end: int | None) -> list[Mention]:
    if body_end is None or body_end >= len(text):
        return read_mentions(text, report_year, document_type)
    return read_mentions(text[:body_end], report_year, document_type) + list_furniture(text, body_end)
