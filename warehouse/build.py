"""A DuckDB database from the lake: every table with its types, keys, comments and rows, its views and its queries.

Here: `build_database`. Not here: the SQL of a table (`warehouse.ddl`), views, macros and queries
(`warehouse.views.creation`), where a release puts the file (`warehouse.release`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from warehouse.ddl import comment_on_table, create_table, loading_order, quote_name, quote_text
from warehouse.durable import sync
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
    if "?" in str(path):
        raise ValueError(f"{path}: DuckDB writes its log to another folder when the path has a question mark")
    aside = path.with_name(f".{path.name}.building")
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_database(aside)
    try:
        rows = _fill(aside, loads)
        if (log := _log_of(aside)).exists():
            raise RuntimeError(f"{log} is left after the checkpoint: the database is not whole without it")
        sync(aside)
        # The old write-ahead log first: DuckDB 1.5 would replay it into the new file without a word.
        _remove_database(path)
        os.replace(aside, path)
        sync(path.parent)
    finally:
        _remove_database(aside)
    return {name: rows[name] for name in (*tables, *(further.tables if further else ()))}


def _fill(path: Path, loads: Sequence[tuple[Lake, Table]]) -> dict[str, int]:
    rows: dict[str, int] = {}
    with duckdb.connect() as connection:
        # After two seconds DuckDB would draw a bar into the log of the run.
        connection.execute("SET enable_progress_bar = false")
        # Rows that do not fit into memory go beside the file, not into the working directory.
        connection.execute(f"SET temp_directory = {quote_text(f'{path}.tmp')}")
        connection.execute(
            f"ATTACH {quote_text(str(path))} AS building (STORAGE_VERSION {quote_text(STORAGE_VERSION)})"
        )
        connection.execute("USE building")
        # As one transaction: a thousand statements would each wait for the disk.
        connection.execute("BEGIN")
        for lake, table in loads:
            for statement in (create_table(table, lake.tables), *comment_on_table(table)):
                connection.execute(statement)
        create_views(connection, {table.name: table for _, table in loads})
        connection.execute("COMMIT")
        for lake, table in loads:
            rows[table.name] = _load(connection, table, lake.files(table.name))
        connection.execute("CHECKPOINT building")
        connection.execute("USE memory")
        connection.execute("DETACH building")
    return rows


def _load(connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[Path]) -> int:
    if not files:
        return 0
    # Names as text: for parameters DuckDB would import pandas, a second in every process.
    names = ", ".join(quote_text(str(file)) for file in files)
    try:
        inserted = connection.execute(
            f"INSERT INTO {quote_name(table.name)} BY NAME "
            f"SELECT * FROM read_parquet([{names}], hive_partitioning = false, union_by_name = false)"
        ).fetchone()
    except duckdb.IntegrityError as error:
        raise BuildRefused(f"{table.name}: {error}") from error
    return int(inserted[0]) if inserted else 0


def _remove_database(path: Path) -> None:
    path.unlink(missing_ok=True)
    _log_of(path).unlink(missing_ok=True)


def _log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.wal")
