"""Views, macros and named queries in a database, with their comments.

Here: `create_views`, `describe_views`. Not here: tables (`warehouse.build`), what the views say (sibling modules).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from warehouse.ddl import create_table, describe_column, loading_order, quote_name, quote_text
from warehouse.named_queries import load_queries
from warehouse.tables import TABLES, Table
from warehouse.tables.history import HISTORY_TABLES
from warehouse.views import MACROS, VIEWS, View


@dataclass(frozen=True)
class ViewColumn:
    """One column of a view: its DuckDB type and its comment."""

    name: str
    sql_type: str
    meaning: str


def create_views(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> None:
    """Create what rests on `tables` alone: views, macros, and the named queries when all tables are there."""
    made: set[str] = set()
    for view in VIEWS:
        if set(view.tables) <= set(tables) and set(view.after) <= made:
            name = quote_name(view.name)
            connection.execute(f"CREATE VIEW {name} AS {view.query}")
            connection.execute(f"COMMENT ON VIEW {name} IS {quote_text(f'{view.meaning} / {view.meaning_zh}')}")
            for column in _columns_of(connection, view, tables):
                comment = quote_text(column.meaning)
                connection.execute(f"COMMENT ON COLUMN {name}.{quote_name(column.name)} IS {comment}")
            made.add(view.name)
    for macro in MACROS:
        if set(macro.tables) <= set(tables) and set(macro.after) <= made:
            connection.execute(f"CREATE MACRO {macro.name}({macro.parameters}) AS TABLE {macro.query}")
            _comment_on_macro(connection, macro.name, macro.meaning, macro.meaning_zh)
    if set(tables) >= set(TABLES):
        # A database that is no release yet has no tables about releases.
        absent = set(HISTORY_TABLES) - set(tables)
        for query in load_queries().values():
            if absent & set(re.findall(r"\w+", query.sql)):
                continue
            connection.execute(query.create_macro())
            _comment_on_macro(connection, query.name, query.title, query.title_zh)


def describe_views() -> dict[str, list[ViewColumn]]:
    """Columns of every view, from a database without rows."""
    with duckdb.connect() as connection:
        for table in loading_order(TABLES):
            connection.execute(create_table(table, TABLES))
        create_views(connection, TABLES)
        return {view.name: _columns_of(connection, view, TABLES) for view in VIEWS}


def _columns_of(connection: duckdb.DuckDBPyConnection, view: View, tables: Mapping[str, Table]) -> list[ViewColumn]:
    """A column that a view does not explain is the column of that name of one of its tables."""
    inherited = {
        column.name: describe_column(column) for name in reversed(view.tables) for column in tables[name].columns
    }
    own = {name: " / ".join(meanings) for name, meanings in view.columns.items()}
    found = connection.execute(f"DESCRIBE {quote_name(view.name)}").fetchall()
    return [ViewColumn(name, sql_type, (inherited | own).get(name, "")) for name, sql_type, *_ in found]


def _comment_on_macro(connection: duckdb.DuckDBPyConnection, name: str, meaning: str, meaning_zh: str) -> None:
    connection.execute(f"COMMENT ON MACRO TABLE {name} IS {quote_text(f'{meaning} / {meaning_zh}')}")
