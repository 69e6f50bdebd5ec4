"""SQL that follows from the table specification: columns, keys, comments, the order of loading.

Here: statements as text, nothing is run. Not here: `warehouse.build`, which runs them, and views (`warehouse.views`).
A table gets a primary key when no column of its key may be null. A foreign key needs a target with a primary key.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

import polars as pl
from polars.datatypes import DataTypeClass

from warehouse.tables import Column, ForeignKey, Table

_SIMPLE_TYPES: dict[pl.DataType, str] = {
    pl.String(): "VARCHAR",
    pl.Int32(): "INTEGER",
    pl.Int64(): "BIGINT",
    pl.Float64(): "DOUBLE",
    pl.Boolean(): "BOOLEAN",
    pl.Date(): "DATE",
    pl.Datetime("us"): "TIMESTAMP",
}


def create_table(table: Table, tables: Mapping[str, Table], indexed: Collection[str] | None = None) -> str:
    """CREATE TABLE of one table with NOT NULL, PRIMARY KEY and FOREIGN KEY; `tables` holds the targets.

    `indexed` names the tables whose keys are declared (None: all). A key that is not is proven (`warehouse.keys`).

    Raises ValueError for a type that has no DuckDB type here, and for a foreign key whose target is not among `tables`
    or is not a primary key.
    """
    parts = [_define_column(table, column) for column in table.columns]
    if has_primary_key(table) and (indexed is None or table.name in indexed):
        parts.append(f"PRIMARY KEY ({quote_names(table.key)})")
    declared = {key: _define_foreign_key(table, key, tables) for key in table.foreign_keys}
    parts += [words for key, words in declared.items() if indexed is None or {table.name, key.target} <= set(indexed)]
    return f"CREATE TABLE {quote_name(table.name)} (\n    " + ",\n    ".join(parts) + "\n)"


def comment_on_table(table: Table) -> list[str]:
    """COMMENT ON TABLE and COMMENT ON COLUMN: the meaning in English and Chinese, the unit, and the warning."""
    name = quote_name(table.name)
    return [
        f"COMMENT ON TABLE {name} IS {quote_text(describe_table(table))}",
        *(
            f"COMMENT ON COLUMN {name}.{quote_name(column.name)} IS {quote_text(describe_column(column))}"
            for column in table.columns
        ),
    ]


def describe_table(table: Table) -> str:
    """The comment of a table: its meaning in both languages, and its warning."""
    return f"{table.meaning} / {table.meaning_zh}{_warn(table)}"


def describe_column(column: Column) -> str:
    """The comment of a column: `Size of the file / 文件大小 [byte]`, and its warning."""
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.meaning} / {column.meaning_zh}{unit}{_warn(column)}"


def _warn(described: Table | Column) -> str:
    return f" — Warning: {described.warning} / 注意：{described.warning_zh}" if described.warning else ""


def loading_order(tables: Mapping[str, Table]) -> list[Table]:
    """Tables in an order in which every foreign key finds its target loaded, otherwise as they are given."""
    places = {name: place for place, name in enumerate(tables)}
    sorter = TopologicalSorter(
        {name: [key.target for key in table.foreign_keys if key.target in tables] for name, table in tables.items()}
    )
    try:
        sorter.prepare()
    except CycleError as error:
        raise ValueError(f"foreign keys go in a circle: {' -> '.join(error.args[1])}") from error
    order: list[Table] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=places.__getitem__)
        order += [tables[name] for name in ready]
        sorter.done(*ready)
    return order


def has_primary_key(table: Table) -> bool:
    """Whether the key of the table can be a primary key: none of its columns may be null."""
    nullable = {column.name for column in table.columns if column.nullable}
    return bool(table.key) and not nullable.intersection(table.key)


def quote_name(name: str) -> str:
    """An identifier in double quotes: some columns are reserved words (`end`)."""
    return '"' + name.replace('"', '""') + '"'


def quote_names(names: tuple[str, ...]) -> str:
    """Identifiers in double quotes, separated by commas."""
    return ", ".join(quote_name(name) for name in names)


def quote_text(text: str) -> str:
    """A text in single quotes, where SQL takes no parameter."""
    return "'" + text.replace("'", "''") + "'"


def _define_column(table: Table, column: Column) -> str:
    try:
        sql_type = name_type(column.dtype)
    except KeyError as error:
        raise ValueError(f"{table.name}.{column.name}: no DuckDB type for {error.args[0]}") from error
    return f"{quote_name(column.name)} {sql_type}" + ("" if column.nullable else " NOT NULL")


def name_type(dtype: pl.DataType) -> str:
    """The DuckDB type of a Polars type: `BIGINT`, `VARCHAR[]`. Raises KeyError for a type that has none here."""
    if isinstance(dtype, pl.List):
        return name_type(_instance(dtype.inner)) + "[]"
    if isinstance(dtype, pl.Struct):
        fields = (f"{quote_name(field.name)} {name_type(_instance(field.dtype))}" for field in dtype.fields)
        return f"STRUCT({', '.join(fields)})"
    return _SIMPLE_TYPES[dtype]


def _instance(dtype: pl.DataType | DataTypeClass) -> pl.DataType:
    return dtype() if isinstance(dtype, type) else dtype


def _define_foreign_key(table: Table, key: ForeignKey, tables: Mapping[str, Table]) -> str:
    words = f"{table.name} ({', '.join(key.columns)}) -> {key.target} ({', '.join(key.target_columns)})"
    if key.target not in tables:
        raise ValueError(f"foreign key {words}: there is no table {key.target}")
    target = tables[key.target]
    if not has_primary_key(target) or set(key.target_columns) != set(target.key):
        raise ValueError(f"foreign key {words}: its target is not a primary key")
    return (
        f"FOREIGN KEY ({quote_names(key.columns)}) "
        f"REFERENCES {quote_name(key.target)} ({quote_names(key.target_columns)})"
    )
