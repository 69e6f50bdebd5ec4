"""What must be the same whatever the format of a report: whose it is, for which year, and what it counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from transforms.documents import Document
from transforms.extraction import extract
from transforms.reading import describe_reports

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
SHARED = sorted((ROOT / ".." / "shared" / "reports").glob("*.txt"))
REPORTS = SAMPLES + SHARED
IDENTITY = (
    "title",
    "publisher",
    "document_type",
    "level",
    "report_year",
    "region_name",
    "region_parent",
    "issuer",
    "published_on",
    "written_on",
    "signed_on",
    "state",
)
COUNTED = ("indicator", "value", "value_low", "value_high", "unit", "qualifier", "disposition", "breakdown", "quote")


def describe(document: Document) -> dict[str, Any]:
    """dim_report of one document."""
    frame = pl.DataFrame(
        {
            "source_path": ["a"],
            "source_sha256": ["0"],
            "source_bytes": [1],
            "source_format": [document.source_format],
            "encoding": pl.Series([document.encoding], dtype=pl.String),
            "text": [document.text],
            "body_end": [document.body_end],
        }
    )
    return describe_reports(frame)[0].row(0, named=True)


def identity_of(document: Document) -> dict[str, Any]:
    row = describe(document)
    return {name: row[name] for name in IDENTITY}


def mentions_of(document: Document) -> pl.DataFrame:
    """All numbers of a document, each proved on its text."""
    row = describe(document)
    mentions = extract(
        pl.DataFrame(
            {name: [row[name]] for name in ("text", "body_end", "report_year", "document_type")},
            schema_overrides={"report_year": pl.Int32},
        ).with_columns(report=pl.lit("a"))
    )
    for start, end, quote in mentions.select("start", "end", "quote").iter_rows():
        assert document.text[start:end] == quote
    return mentions


def facts_of(document: Document) -> list[tuple[Any, ...]]:
    """Everything that measures, in the order of the text."""
    return mentions_of(document).filter(pl.col("disposition") != "not_metric").select(COUNTED).rows()


def check_passages(document: Document) -> None:
    """Passages cover every character of the text but line breaks, in order, the report before the furniture."""
    covered = [False] * len(document.text)
    last = 0
    for passage in document.passages:
        assert last <= passage.start < passage.end
        last = passage.end
        for place in range(passage.start, passage.end):
            covered[place] = True
    assert {character for character, is_covered in zip(document.text, covered, strict=True) if not is_covered} <= {"\n"}


def report_parameters(paths: list[Path]) -> list[Any]:
    return [pytest.param(path, id=path.stem) for path in paths]
