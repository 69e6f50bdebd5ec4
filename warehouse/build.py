"""A DuckDB database from the lake: every table with its types, keys, comments and rows, its views and its queries.

Here: `build_database`, and its steps for who builds otherwise (`warehouse.patch`). Not here: the SQL of a table
(`warehouse.ddl`), views, macros and queries (`warehouse.views.creation`), where a release puts the file
(`warehouse.release`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import polars as pl

from warehouse.ddl import comment_on_table, create_table, loading_order, quote_name, quote_text
from warehouse.durable import sync
from warehouse.keys import KeyFault, choose_indexed, prove_keys
from warehouse.lake import Lake
from warehouse.tables import TABLES, Table
from warehouse.views.creation import create_views

# Read by DuckDB 1.5 and by 2.0: the default of 1.5 is older and larger, that of 2.0 is not read by 1.5.
STORAGE_VERSION = "v1.5.0"


class BuildRefused(ValueError):
    """The rows of the lake break the specification: names the table and the row's fault."""


def build_database(
    path: Path, lake: Lake, tables: Mapping[str, Table] = TABLES, further: Lake | None = None
) -> dict[str, int]:
    """Build a database of `tables` at `path` from the Parquet files of `lake`; returns the rows of each table.

    `further` is another lake whose tables are added (those about the release itself).

    The file is built aside and takes the place of what was at `path` when it is whole: checkpointed, without a
    write-ahead log, on disk. A table that was never written to the lake is there without rows.
    Raises BuildRefused when a key repeats, a foreign key has no target, or a null stands where none may be, and
    ValueError when a Parquet file has other columns than specified or the specification cannot be kept.
    """
    # One specification for both: the files are checked against the tables that are built.
    specified = Lake(lake.root, tables)
    loads = [(specified, table) for table in loading_order(tables)]
    if further is not None:
        loads += [(further, table) for table in loading_order(further.tables)]
    with make_aside(path) as aside:
        rows = _fill(aside, loads)
    return {name: rows[name] for name in (*tables, *(further.tables if further else ()))}


@contextmanager
def make_aside(path: Path) -> Iterator[Path]:
    """A place for a database in the making; it takes the place of `path` when the block ends without an error.

    By then it has to be checkpointed and closed. Raises ValueError for a path that DuckDB cannot have.
    """
    if "?" in str(path):
        raise ValueError(f"{path}: DuckDB writes its log to another folder when the path has a question mark")
    aside = path.with_name(f".{path.name}.building")
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_database(aside)
    try:
        yield aside
        if (log := _log_of(aside)).exists():
            raise RuntimeError(f"{log} is left after the checkpoint: the database is not whole without it")
        sync(aside)
        # The old write-ahead log first: DuckDB 1.5 would replay it into the new file without a word.
        _remove_database(path)
        os.replace(aside, path)
        sync(path.parent)
    finally:
        _remove_database(aside)


@contextmanager
def open_aside(aside: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that uses the database at `aside`, which is made when it is not there; checkpointed at the end."""
    with duckdb.connect() as connection:
        # After two seconds DuckDB would draw a bar into the log of the run.
        connection.execute("SET enable_progress_bar = false")
        # Rows that do not fit into memory go beside the file, not into the working directory.
        connection.execute(f"SET temp_directory = {quote_text(f'{aside}.tmp')}")
        connection.execute(
            f"ATTACH {quote_text(str(aside))} AS building (STORAGE_VERSION {quote_text(STORAGE_VERSION)})"
        )
        connection.execute("USE building")
        yield connection
        connection.execute("CHECKPOINT building")
        connection.execute("USE memory")
        connection.execute("DETACH building")


def count_rows(files: Sequence[Path]) -> int:
    """Rows of some Parquet files, from their footers."""
    return int(pl.scan_parquet(list(files), glob=False).select(pl.len()).collect().item()) if files else 0


def _fill(path: Path, loads: Sequence[tuple[Lake, Table]]) -> dict[str, int]:
    files = {table.name: lake.files(table.name) for lake, table in loads}
    tables = {table.name: table for _, table in loads}
    indexed = choose_indexed(tables, {name: count_rows(members) for name, members in files.items()})
    rows: dict[str, int] = {}
    with open_aside(path) as connection:
        # As one transaction: a thousand statements would each wait for the disk.
        connection.execute("BEGIN")
        for lake, table in loads:
            for statement in (create_table(table, lake.tables, indexed), *comment_on_table(table)):
                connection.execute(statement)
        create_views(connection, tables)
        connection.execute("COMMIT")
        for lake, table in loads:
            try:
                rows[table.name] = load_rows(connection, table, files[table.name])
                prove_keys(connection, table, lake.tables, indexed)
            except (duckdb.IntegrityError, KeyFault) as error:
                raise BuildRefused(f"{table.name}: {error}") from error
    return rows


def load_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[Path], condition: str = "true"
) -> int:
    """Insert the rows of Parquet files that fulfil an SQL condition; returns how many."""
    if not files:
        return 0
    inserted = connection.execute(
        f"INSERT INTO {quote_name(table.name)} BY NAME SELECT * FROM {read_files(files)} WHERE {condition}"
    ).fetchone()
    return int(inserted[0]) if inserted else 0


def read_files(files: Sequence[Path]) -> str:
    """SQL that reads Parquet files."""
    # Names as text: for parameters DuckDB would import pandas, a second in every process.
    names = ", ".join(quote_text(str(file)) for file in files)
    return f"read_parquet([{names}], hive_partitioning = false, union_by_name = false)"


def _remove_database(path: Path) -> None:
    path.unlink(missing_ok=True)
    _log_of(path).unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
