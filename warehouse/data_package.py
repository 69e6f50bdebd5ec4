"""The CSV files of a release as a Frictionless data package: `datapackage.json`, which other tools read and validate.

Here: `write_data_package`, `describe_package`. Not here: the dictionary for people (`warehouse.dictionary`).

A text that may not be null keeps an empty cell as an empty text; elsewhere an empty cell is null. Numbers, lists and
dates are as `warehouse.csv_export` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.ddl import describe_column, describe_table, has_primary_key
from warehouse.tables import TABLES, Column, Table

PACKAGE = "datapackage.json"
_TYPES: dict[pl.DataType, str] = {
    pl.String(): "string",
    pl.Int32(): "integer",
    pl.Int64(): "integer",
    pl.Float64(): "number",
    pl.Boolean(): "boolean",
    pl.Date(): "date",
}


def write_data_package(folder: Path, tables: Mapping[str, Table] = TABLES) -> None:
    """Write `datapackage.json` into a release folder, for the files of `tables` in its folder `csv`."""
    package = describe_package(folder, tables)
    (folder / PACKAGE).write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def describe_package(folder: Path, tables: Mapping[str, Table] = TABLES) -> dict[str, Any]:
    """The data package of the CSV files below `folder`: `csv/NAME.csv`, or `csv/NAME/*.csv` for a table in parts."""
    found = {name: _files_of(folder, name) for name in tables}
    return {
        "name": "fazhi-warehouse",
        "title": "法治政府建设年度报告 / Annual reports on building rule-of-law government",
        "profile": "tabular-data-package",
        "resources": [
            {
                "name": name,
                "title": table.meaning_zh,
                "description": describe_table(table),
                "profile": "tabular-data-resource",
                "path": found[name][0] if len(found[name]) == 1 else found[name],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8-sig",
                "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
                "schema": describe_schema(table, [target for target in found if found[target]]),
            }
            for name, table in tables.items()
            if found[name]
        ],
    }


def describe_schema(table: Table, targets: list[str]) -> dict[str, Any]:
    """The Table Schema of a table; foreign keys whose target is not among `targets` are left out."""
    schema: dict[str, Any] = {"fields": [_describe_field(column) for column in table.columns]}
    if has_primary_key(table):
        schema["primaryKey"] = list(table.key)
    keys = [
        {
            "fields": list(key.columns),
            "reference": {
                "resource": "" if key.target == table.name else key.target,
                "fields": list(key.target_columns),
            },
        }
        for key in table.foreign_keys
        if key.target in targets
    ]
    if keys:
        schema["foreignKeys"] = keys
    return schema


def _describe_field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "title": column.meaning_zh,
        "description": describe_column(column),
        "type": _name_type(column.dtype),
    }
    if field["type"] == "datetime":
        field["format"] = "any"
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if not column.nullable:
        constraints["required"] = True
        if column.dtype == pl.String():
            field["missingValues"] = []
    if column.allowed:
        constraints["enum"] = list(column.allowed)
    if constraints:
        field["constraints"] = constraints
    return field


def _name_type(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.List):
        return "array"
    if isinstance(dtype, pl.Struct):
        return "object"
    if isinstance(dtype, pl.Datetime):
        return "datetime"
    return _TYPES[dtype]


def _files_of(folder: Path, name: str) -> list[str]:
    whole = folder / "csv" / f"{name}.csv"
    parts = [whole] if whole.is_file() else sorted((folder / "csv" / name).glob("*.csv"))
    return [path.relative_to(folder).as_posix() for path in parts]
