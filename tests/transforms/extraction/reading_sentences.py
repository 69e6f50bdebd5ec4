"""Sentences in, mentions out: what the tests of extraction share."""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.extraction import extract


def read(text: str, report_year: int | None = None, document_type: str = "annual_report") -> list[dict[str, Any]]:
    """Mentions of one text as dictionaries."""
    reports = pl.DataFrame(
        {"report": ["one"], "text": [text], "report_year": [report_year], "document_type": [document_type]},
        schema_overrides={"report_year": pl.Int32},
    )
    return extract(reports).to_dicts()


def numbers(text: str, **more: Any) -> dict[str, dict[str, Any]]:
    """Mentions by their quote, for texts in which no quote repeats."""
    rows = read(text, **more)
    by_quote = {row["quote"]: row for row in rows}
    assert len(by_quote) == len(rows), f"a quote repeats in {[row['quote'] for row in rows]}"
    return by_quote
