"""A scratch DuckDB database that reads another one: what is verified is computed here, never in the caller's file.

Here: `open_scratch`, `escaped_text`, `MEMORY_LIMIT`, `QUIET`. Not here: what is computed (`judgement`, `invariants`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

# What DuckDB may keep in memory; what exceeds it is spilled beside the scratch file.
MEMORY_LIMIT = "4GB"
# After two seconds DuckDB draws a bar into whatever log is being written.
QUIET = "SET enable_progress_bar = false"


@contextmanager
def open_scratch(scratch: Path, source: Path, tables: Sequence[str]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection in which plain table names are those of `source` (read only) and `scratch.NAME` can be written.

    Both files are closed at the end. Raises ValueError that names the file when it does not exist, and the tables that
    it lacks; duckdb.Error when it is no database or a connection of this process is writing to it.
    """
    if not source.is_file():
        raise ValueError(f"there is no database {source}")
    connection = duckdb.connect(
        config={"memory_limit": MEMORY_LIMIT, "temp_directory": f"{scratch}.tmp", "preserve_insertion_order": "false"}
    )
    try:
        connection.execute(QUIET)
        for path, name, mode in ((scratch, "scratch", ""), (source, "source", " (READ_ONLY)")):
            escaped = str(path).replace("'", "''")
            connection.execute(f"ATTACH '{escaped}' AS {name}{mode}")
        held = existing_tables(connection)
        if missing := [name for name in tables if name not in held]:
            raise ValueError(f"{source} lacks the tables {missing}")
        connection.execute("USE source")
        yield connection
    finally:
        connection.close()


def existing_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Names of the tables of the attached database `source`."""
    rows = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'source' AND schema_name = 'main'"
    ).fetchall()
    return {str(name) for (name,) in rows}


def escaped_text(expression: str) -> str:
    """SQL of a text with the characters replaced that mean something in HTML or in templates; distinct texts stay so.

    Great Expectations puts values into its pages as they are, and takes $name in them for a parameter.
    """
    for character, entity in (
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ('"', "&#34;"),
        ("''", "&#39;"),
        ("$", "&#36;"),
    ):
        expression = f"replace({expression}, '{character}', '{entity}')"
    return expression
