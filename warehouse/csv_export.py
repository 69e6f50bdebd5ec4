"""Tables as CSV for spreadsheets.

Here: `export_csv`, `neutralise_formulas`. Not here: anything that reads CSV back: the
exact data are the Parquet files and the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import polars as pl

from warehouse.tables import Table

# OWASP, "CSV injection": what a spreadsheet takes for a formula, and the full-width forms that some locales accept.
_FORMULA_START = r"^[=+\-@\t\r\n＝＋－＠]"


def export_csv(table: Table, frames: Iterable[pl.DataFrame], path: Path) -> None:
    """Write the rows of `frames`, which conform to `table`, to `path`, one frame after the other.

    UTF-8 with a byte-order mark, without which spreadsheets garble Chinese. Null is an empty cell, an empty text `""`.
    Lists and structs are JSON text. A text that a spreadsheet would run as a formula gets a leading apostrophe.
    """
    with path.open("wb") as target:
        neutralise_formulas(table.empty()).write_csv(target, include_bom=True)
        for frame in frames:
            neutralise_formulas(frame).write_csv(target, include_header=False)


def neutralise_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """`frame` as a spreadsheet may open it: lists as JSON text, texts that would run as formulas with an apostrophe."""
    nested = [
        pl.Series(name, [_as_json(value) for value in frame[name].to_list()], dtype=pl.String)
        for name, dtype in frame.schema.items()
        if dtype.is_nested()
    ]
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String() or dtype.is_nested()]
    return frame.with_columns(nested).with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA_START))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def _as_json(value: object) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)
