"""The database of a release out of that of the release before: copied, and only the reports that differ replaced.

Here: `patch_database`. What it gives has the rows of a database built anew (`warehouse.build`), in another order: a
query that wants an order says so. Not here: when a patch may be tried (`warehouse.release_files`).
Adding one report to 100,000 would load 30 million rows anew to change a hundred.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from warehouse.build import count_rows, load_rows, make_aside, open_aside, read_files
from warehouse.ddl import has_primary_key, loading_order, quote_name, quote_names
from warehouse.keys import KeyFault, choose_indexed, prove_keys
from warehouse.lake import Lake
from warehouse.tables import Table


class PatchFailed(Exception):
    """The database before cannot be made into the one wanted; it has to be built."""


def patch_database(
    path: Path, previous: Path, before: Lake, after: Lake, changed: Mapping[str, Sequence[str]], further: Lake
) -> dict[str, int]:
    """Make the database of `after` and `further` at `path` from the one of `before`; returns the rows of each table.

    `previous` is the database of `before`, built by the same code from the same specification. `changed`: table ->
    partitions whose files differ, or are in one of both only. The tables of `further`, those about the release itself,
    are replaced.
    Raises PatchFailed, with `path` as it was, when the tables do not fit into what is there: a row that others point
    at has to be changed, a table has grown beyond what is indexed, a key repeats.
    """
    files = {name: after.files(name) for name in after.tables}
    rows = {name: count_rows(members) for name, members in files.items()}
    indexed = choose_indexed(after.tables, rows)
    order = [table for table in loading_order(after.tables) if changed.get(table.name)]
    with make_aside(path) as aside:
        shutil.copyfile(previous, aside)
        aside.chmod(0o644)
        try:
            with open_aside(aside) as connection:
                _expect_indexes(connection, after.tables, indexed)
                # What points at a report goes before the report, and comes after it.
                for table in reversed(order):
                    _remove_rows(connection, table, before, after, changed[table.name])
                for table in order:
                    _add_rows(connection, table, after, changed[table.name])
                    prove_keys(connection, table, after.tables, indexed)
                for table in reversed(loading_order(further.tables)):
                    connection.execute(f"DELETE FROM {quote_name(table.name)}")
                for table in loading_order(further.tables):
                    rows[table.name] = load_rows(connection, table, further.files(table.name))
                _expect_counts(connection, rows)
        except (duckdb.Error, KeyFault) as error:
            raise PatchFailed(str(error)) from error
    return rows


def _remove_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, before: Lake, after: Lake, partitions: Sequence[str]
) -> None:
    """Remove the rows of what differs, and remember what that was."""
    group = _group(table)
    words = quote_names(group)
    either = ", ".join(f"coalesce(old.{name}, new.{name}) AS {name}" for name in map(quote_name, group))
    old, new = (_digest(lake, table, partitions, words) for lake in (before, after))
    connection.execute(
        f"CREATE TABLE {_differing(table)} AS SELECT {either} "
        f"FROM ({old}) AS old FULL JOIN ({new}) AS new ON {_same(group, 'old', 'new')} "
        f"WHERE old.digest IS DISTINCT FROM new.digest"
    )
    connection.execute(
        f"DELETE FROM {quote_name(table.name)} AS line USING {_differing(table)} AS differing "
        f"WHERE {_same(group, 'line', 'differing')}"
    )


def _add_rows(connection: duckdb.DuckDBPyConnection, table: Table, after: Lake, partitions: Sequence[str]) -> None:
    if files := after.files(table.name, partitions):
        connection.execute(
            f"INSERT INTO {quote_name(table.name)} BY NAME SELECT line.* FROM {read_files(files)} AS line "
            f"SEMI JOIN {_differing(table)} AS differing ON {_same(_group(table), 'line', 'differing')}"
        )
    connection.execute(f"DROP TABLE {_differing(table)}")


def _group(table: Table) -> tuple[str, ...]:
    """What is replaced as one: the rows of a report, or one row."""
    return ("report_id",) if "report_id" in table.schema else table.key


def _digest(lake: Lake, table: Table, partitions: Sequence[str], words: str) -> str:
    """SQL of the group and a digest of its rows, whatever their order."""
    files = lake.files(table.name, partitions)
    if not files:
        return f"SELECT {words}, NULL::HUGEINT AS digest FROM {quote_name(table.name)} WHERE false"
    return f"SELECT {words}, sum(hash(line)::HUGEINT) AS digest FROM {read_files(files)} AS line GROUP BY ALL"


def _differing(table: Table) -> str:
    return f"memory.main.{quote_name(f'differing_{table.name}')}"


def _same(group: Sequence[str], one: str, other: str) -> str:
    """SQL of two lines of one group; a part of a key may be null."""
    return " AND ".join(f"{one}.{quote_name(name)} IS NOT DISTINCT FROM {other}.{quote_name(name)}" for name in group)


def _expect_indexes(
    connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table], indexed: frozenset[str]
) -> None:
    there = {
        name
        for (name,) in connection.execute(
            "SELECT table_name FROM duckdb_constraints() "
            "WHERE database_name = 'building' AND constraint_type = 'PRIMARY KEY'"
        ).fetchall()
    }
    wanted = {name for name, table in tables.items() if name in indexed and has_primary_key(table)}
    if there & set(tables) != wanted:
        raise PatchFailed(f"indexed otherwise: {', '.join(sorted(there.symmetric_difference(wanted)))}")


def _expect_counts(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, int]) -> None:
    for name, wanted in rows.items():
        [found] = connection.execute(f"SELECT count(*) FROM {quote_name(name)}").fetchone() or (None,)
        if found != wanted:
            raise PatchFailed(f"{name} has {found} rows instead of {wanted}")
