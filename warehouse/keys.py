"""Keys of tables that are too large for an index: proven once, when the database is built, instead of indexed.

Here: `INDEXED_ROWS`, `choose_indexed`, `prove_keys`. Not here: keys that DuckDB itself keeps (`warehouse.ddl`).
DuckDB keeps a primary key by an index that has to fit into memory and that triples the size of the file (measured with
10,000 reports: 333 MiB and 10 s with indexes, 105 MiB and 6 s without). A release is never written to again, so a proof
when it is built says the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import duckdb

from warehouse.ddl import has_primary_key, quote_name, quote_names
from warehouse.tables import Table

INDEXED_ROWS = 1_000_000


class KeyFault(ValueError):
    """A key that repeats, or that points at nothing; the message names table and key."""


def choose_indexed(tables: Mapping[str, Table], rows: Mapping[str, int]) -> frozenset[str]:
    """Names of the tables whose keys DuckDB keeps by an index."""
    return frozenset(name for name in tables if rows.get(name, 0) <= INDEXED_ROWS)


def prove_keys(
    connection: duckdb.DuckDBPyConnection, table: Table, tables: Mapping[str, Table], indexed: Collection[str]
) -> None:
    """Check the keys of `table` that no index keeps. Raises KeyFault.

    The rows of one Parquet file were checked when it was written (`conform`): what is left is a key in two files, which
    for a key with a report means a report in two years.
    """
    name = quote_name(table.name)
    if table.name not in indexed and has_primary_key(table) and table.partitioned:
        key = ("report_id",) if "report_id" in table.key else table.key
        words = quote_names(key)
        repeated = connection.execute(
            f"SELECT {words} FROM (SELECT DISTINCT {words}, report_year FROM {name}) "
            f"GROUP BY ALL HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
        ).fetchone()
        if repeated:
            raise KeyFault(f"PRIMARY KEY ({', '.join(table.key)}): {repeated[0]} is in more than one year")
    for foreign in table.foreign_keys:
        if foreign.target not in tables or (table.name in indexed and foreign.target in indexed):
            continue
        own, target = foreign.columns, quote_name(foreign.target)
        joined = " AND ".join(
            f"target.{quote_name(there)} = own.{quote_name(here)}"
            for here, there in zip(own, foreign.target_columns, strict=True)
        )
        filled = " AND ".join(f"{quote_name(column)} IS NOT NULL" for column in own)
        lost = connection.execute(
            f"SELECT {quote_names(own)} FROM (SELECT DISTINCT {quote_names(own)} FROM {name} WHERE {filled}) AS own "
            f"ANTI JOIN {target} AS target ON {joined} ORDER BY ALL LIMIT 1"
        ).fetchone()
        if lost:
            raise KeyFault(f"foreign key ({', '.join(own)}): {', '.join(map(str, lost))} is not in {foreign.target}")
