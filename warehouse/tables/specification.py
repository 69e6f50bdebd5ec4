"""The vocabulary in which tables are specified, and the check that a frame keeps to it.

Here: `Table`, `Column`, `ForeignKey`, `conform`.
Not here: the tables themselves (sibling modules), nor what is derived from them (`warehouse.ddl`,
`warehouse.dictionary`, `warehouse.data_package`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
from polars.datatypes import DataTypeClass


@dataclass(frozen=True)
class Column:
    """One column. `unit` is a unit of measure or empty; `allowed` lists the values of a closed vocabulary.

    `warning` says what a reader is likely to get wrong; it stands in comments and in the dictionary.
    """

    name: str
    dtype: pl.DataType
    meaning: str
    meaning_zh: str
    nullable: bool = True
    unit: str = ""
    allowed: tuple[str, ...] = ()
    warning: str = ""
    warning_zh: str = ""


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of the owning table point at `target_columns` (its key) of `target`."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """One table. `key` identifies a row and is the order in which rows are stored.

    `partitioned` tables have one Parquet file a report year and a column `report_year`.
    """

    name: str
    meaning: str
    meaning_zh: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    partitioned: bool = False
    foreign_keys: tuple[ForeignKey, ...] = field(default=())
    warning: str = ""
    warning_zh: str = ""

    @property
    def schema(self) -> pl.Schema:
        """Column names and Polars types in order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    def empty(self) -> pl.DataFrame:
        """A frame of this table without rows."""
        return pl.DataFrame(schema=self.schema)


def conform(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Give `frame` the column order, types and row order of `table`.

    Raises ValueError that names the table and every fault at once: missing or unknown columns, other fields in a
    struct, values that do not cast to the column's type or would lose their fraction, numbers that are not finite
    (an open bound is null, not infinite), nulls where none may be, words outside a closed vocabulary, keys that repeat.
    """
    missing = [column.name for column in table.columns if column.name not in frame.columns]
    unknown = [name for name in frame.columns if name not in table.schema]
    if missing or unknown:
        raise ValueError(f"{table.name}: missing columns {missing}, unknown columns {unknown}")
    if losses := _find_losses(frame, table):
        raise ValueError(f"{table.name}: " + "; ".join(losses))
    try:
        shaped = frame.select(pl.col(column.name).cast(column.dtype, strict=True) for column in table.columns)
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"{table.name}: {error}") from error
    faults = [
        f"{column.name} is null in {nulls} rows"
        for column in table.columns
        if not column.nullable and (nulls := shaped[column.name].null_count())
    ]
    for column in table.columns:
        if column.dtype.is_float() and (strange_count := int((~shaped[column.name].is_finite()).sum())):
            faults.append(f"{column.name} is not a finite number in {strange_count} rows")
        if column.allowed:
            strange = shaped[column.name].drop_nulls().unique().sort().to_list()
            strange = [word for word in strange if word not in column.allowed]
            if strange:
                faults.append(f"{column.name} holds {strange[:5]}, allowed are {list(column.allowed)}")
    repeated = shaped.height - shaped.select(table.key).n_unique() if shaped.height else 0
    if repeated:
        faults.append(f"key {table.key} repeats in {repeated} rows")
    if faults:
        raise ValueError(f"{table.name}: " + "; ".join(faults))
    return shaped.sort(table.key, nulls_last=True, maintain_order=True)


def _find_losses(frame: pl.DataFrame, table: Table) -> list[str]:
    """What a cast would drop without an error: the fraction of a number, the fields of a struct."""
    losses = []
    for column in table.columns:
        values = frame[column.name]
        if column.dtype.is_integer() and values.dtype.is_float():
            if fractions := int((values.is_finite() & (values != values.floor())).sum()):
                losses.append(f"{column.name} has a fraction in {fractions} rows")
        elif not _same_fields(values.dtype, column.dtype):
            losses.append(f"{column.name} is {values.dtype}, specified is {column.dtype}")
    return losses


def _same_fields(found: pl.DataType | DataTypeClass, specified: pl.DataType | DataTypeClass) -> bool:
    if isinstance(found, pl.List) and isinstance(specified, pl.List):
        return _same_fields(found.inner, specified.inner)
    if isinstance(found, pl.Struct) and isinstance(specified, pl.Struct):
        return {field.name for field in found.fields} == {field.name for field in specified.fields}
    return True
