"""Frames of reports for the tests of reading, and the annotated real reports where they are beside the checkout."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from transforms.documents import read_document
from transforms.reading import describe_reports, report_id_of

PROJECT = Path(__file__).parents[3]
SHARED = PROJECT / "../shared"
_GOLD = SHARED / "gold/reports_gold.json"
GOLD_DOCUMENTS: list[dict[str, Any]] = (
    json.loads(_GOLD.read_text(encoding="utf-8"))["documents"] if _GOLD.exists() else []
)
SCHEMA = {
    "source_path": pl.String,
    "source_sha256": pl.String,
    "source_bytes": pl.Int64,
    "source_format": pl.String,
    "encoding": pl.String,
    "text": pl.String,
}


def documents(texts: dict[str, str]) -> pl.DataFrame:
    rows = [(path, report_id_of(text), len(text.encode()), "txt", "utf-8", text) for path, text in texts.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def describe_text(text: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return describe_reports(documents({"a.txt": text}))


def describe_row(text: str) -> dict[str, Any]:
    return describe_text(text)[0].row(0, named=True)


def read_text_of(path: Path) -> str:
    return read_document(path.read_bytes()).text
