"""From a frame of reports to a frame of mentions: the public function of extraction.

Here: `extract` and the columns of its result. Not here: reading one text (`engine`).
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple

import polars as pl

from transforms.extraction.engine import read_mentions
from transforms.extraction.furniture import list_furniture
from transforms.extraction.mentions import Mention
from transforms.extraction.segments import SectionSpan

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


def extract(reports: pl.DataFrame, is_compiled: bool = False) -> pl.DataFrame:
    """Every number of every report with what it measures.

    in: `report` (key), `text`, optional `report_year` (int), `document_type` (work_plan gives targets), `body_end`
    (code point at which page furniture begins, as in dim_report: numbers from there on are page_chrome), `sections`
    (lists of structs with role, start, end: the parts as in dim_section, where they are known; else they are found).
    is_compiled: with the compiled steps (`transforms.extraction.kernel`), which give the same rows many times faster;
    a machine compiles them once, in a minute or more, so that they are for thousands of reports.
    out: MENTION_SCHEMA, one row a numeric mention in the order of the reports and of the text; a second row on the
    same span where
    one number measures two indicators. `start` and `end` are code points of `text`, `text[start:end] == quote`.
    Same input, same output. Raises polars ColumnNotFoundError where `report` or `text` is missing.
    """
    batch = _Batch.of(reports)
    if not is_compiled:
        return _as_read(batch, range(reports.height)).drop("text")
    # Only who asks for it waits for the compiler.
    from transforms.extraction.kernel.batches import read_batch

    keys = reports["report"].cast(pl.String).to_list()
    found = read_batch(
        keys, batch.texts, batch.years, batch.types, batch.ends, batch.sections, lambda left: _as_read(batch, left)
    )
    return found.select(MENTION_SCHEMA.names()) if found.width else MENTION_SCHEMA.to_frame()


def prepare_compiled() -> None:
    """Compile the steps, or load what this machine has compiled: for whoever then starts processes that extract."""
    from transforms.extraction.kernel.batches import prepare

    prepare()


class _Batch(NamedTuple):
    """Columns of the reports as lists."""

    keys: list[str]
    texts: list[str]
    years: list[int | None]
    types: list[str]
    ends: list[int | None]
    sections: pl.Series | None

    @classmethod
    def of(cls, reports: pl.DataFrame) -> _Batch:
        nothing: list[Any] = [None] * reports.height
        years, types, ends = (
            reports[name].to_list() if name in reports.columns else nothing
            for name in ("report_year", "document_type", "body_end")
        )
        return cls(
            reports["report"].to_list(),
            [text or "" for text in reports["text"].to_list()],
            years,
            [kind or "annual_report" for kind in types],
            ends,
            reports["sections"] if "sections" in reports.columns else None,
        )

    def sections_of(self, number: int) -> list[SectionSpan] | None:
        """Parts of a text, None where they are not known."""
        parts = None if self.sections is None else self.sections[number]
        if parts is None:
            return None
        return [SectionSpan(part["role"], part["start"], part["end"]) for part in parts]


def _as_read(batch: _Batch, numbers: Iterable[int]) -> pl.DataFrame:
    """Mentions of the texts with the given numbers by the readable engine; `text` is the number."""
    rows = [
        (number, batch.keys[number], *_values(mention))
        for number in numbers
        for mention in _read(
            batch.texts[number],
            batch.years[number],
            batch.types[number],
            batch.ends[number],
            batch.sections_of(number),
        )
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in range(len(MENTION_SCHEMA) + 1))
    dtypes = {"text": pl.Int64(), **MENTION_SCHEMA}
    return pl.DataFrame(
        [
            pl.Series(name, list(values), dtype=dtype)
            for (name, dtype), values in zip(dtypes.items(), columns, strict=True)
        ]
    )


def _read(
    text: str, report_year: int | None, document_type: str, body_end: int | None, sections: list[SectionSpan] | None
) -> list[Mention]:
    if body_end is None or body_end >= len(text):
        return read_mentions(text, report_year, document_type, None, sections)
    body = read_mentions(text[:body_end], report_year, document_type, None, sections)
    return body + list_furniture(text, body_end)
