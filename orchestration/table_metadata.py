"""What the Dagster UI shows of a table: row count, columns with meanings, and the first rows.

Here: `describe_table` and `describe_rows` (metadata of a run), `column_schema` (metadata of a definition).
Not here: the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from warehouse.tables import TABLES

_PREVIEW_ROWS = 10
_PREVIEW_WIDTH = 60


def describe_table(frame: pl.DataFrame, **more: Any) -> dict[str, Any]:
    """Run metadata of a table: rows, a preview, and whatever else is given."""
    return {"dagster/row_count": frame.height, "preview": dg.MetadataValue.md(preview(frame)), **more}


def describe_rows(rows: pl.LazyFrame, **more: Any) -> dict[str, Any]:
    """Run metadata of a table too large to be read for that: see `describe_table`."""
    first = preview(rows.head(_PREVIEW_ROWS).collect())
    return {"dagster/row_count": count_rows(rows), "preview": dg.MetadataValue.md(first), **more}


def count_rows(rows: pl.LazyFrame) -> int:
    """How many rows there are, from the files' own counts where they have one."""
    return int(rows.select(pl.len()).collect().item())


def column_schema(name: str) -> Mapping[str, Any]:
    """Definition metadata of a table: its columns from the specification."""
    table = TABLES[name]
    return {
        "dagster/column_schema": dg.TableSchema(
            columns=[
                dg.TableColumn(
                    name=column.name,
                    type=str(column.dtype),
                    description=f"{column.meaning}（{column.meaning_zh}）{f' [{column.unit}]' if column.unit else ''}",
                    constraints=dg.TableColumnConstraints(nullable=column.nullable, unique=table.key == (column.name,)),
                )
                for column in table.columns
            ]
        ),
        "key": ", ".join(table.key),
    }


def preview(frame: pl.DataFrame) -> str:
    """The first rows as a Markdown table; long texts are cut, marks of Markdown and HTML escaped."""
    columns = frame.columns
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in frame.head(_PREVIEW_ROWS).iter_rows()]
    return "\n".join(lines)


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    text = text if len(text) <= _PREVIEW_WIDTH else text[: _PREVIEW_WIDTH - 1] + "…"
    for mark, escaped in (
        ("\\", "\\\\"),
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("|", "\\|"),
        # ![title](http://elsewhere/) would load a picture, [title](…) would be a link.
        ("[", "\\["),
        ("]", "\\]"),
        ("\r", " "),
        ("\n", " "),
        ("`", "'"),
    ):
        text = text.replace(mark, escaped)
    return text
