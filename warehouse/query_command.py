"""The command line of the named queries: `make query NAME=values_of_unit UNIT=青岚县柳溪镇`.

Here: arguments and forms of output. Not here: the queries (`warehouse.named_queries`).
    0  answered (also without rows), or the queries are listed      1  no release, no such query or parameter
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import polars as pl

from warehouse.access import open_warehouse
from warehouse.csv_export import neutralise_formulas
from warehouse.named_queries import NamedQuery, QueryFault, load_queries

# Variables of the Makefile that are no parameters of a query, when they come from its command line.
_OF_MAKE = {"PYTHON", "REPORTS", "SOURCES", "REGIONS", "REGION_YEAR", "HOST", "PORT", "VENV", "BIN", "READY"}


def main(arguments: list[str] | None = None) -> int:
    """Answer one query, or list them all without a name; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m warehouse.query_command", description=__doc__)
    parser.add_argument("--out", default="data", help="folder of the warehouse")
    parser.add_argument("--make", action="store_true", help="take the words from the command line of make")
    parser.add_argument("words", nargs="*", help="NAME=query, FORMAT=table|csv|json, and PARAMETER=value")
    options = parser.parse_args(arguments)
    given: dict[str, str] = {}
    for word in [*(_words_of_make(os.environ) if options.make else ()), *options.words]:
        key, mark, value = word.partition("=")
        if not mark:
            parser.error(f"{word!r} is not of the form PARAMETER=value")
        if key.upper() not in _OF_MAKE:
            given[key.lower()] = value
    out, name = given.pop("out", options.out), given.pop("name", "")
    form = given.pop("format", "table")
    try:
        if not name:
            print(_list_queries())
            return 0
        if form not in ("table", "csv", "json"):
            raise QueryFault(f"FORMAT is table, csv or json, not {form!r}")
        _print_answer(_find(name), given, Path(out), form)
    except (QueryFault, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _words_of_make(environment: Mapping[str, str]) -> list[str]:
    """What was given to make as NAME=value; its values come by the environment, past the shell and its quoting."""
    names = dict.fromkeys(re.findall(r"(?:^|\s)([A-Z][A-Z_]*)=", environment.get("MAKEFLAGS", "")))
    return [f"{name}={environment[name]}" for name in names if name in environment]


def _find(name: str) -> NamedQuery:
    queries = load_queries()
    if name not in queries:
        raise QueryFault(f"there is no query {name}; there are {', '.join(queries)}")
    return queries[name]


def _list_queries() -> str:
    lines = []
    for query in load_queries().values():
        lines.append(f"{query.name}  ({query.question}) {query.title}\n    {query.title_zh}")
        for one in query.parameters:
            default = "" if one.default is None else f" (default {one.default})"
            lines.append(f"    {one.name.upper()}={one.sql_type.lower()}  {one.meaning}{default}")
    return "\n".join(lines)


def _print_answer(query: NamedQuery, given: dict[str, str], out: Path, form: str) -> None:
    statement, values = query.prepare(given)
    with open_warehouse(out) as connection:
        if form == "table":
            # For reading: DuckDB cuts what does not fit; CSV and JSON are whole.
            relation = connection.sql(statement, params=values) if values else connection.sql(statement)
            print(query.title, query.title_zh, sep="\n")
            relation.show(max_width=200, max_rows=200)
        else:
            frame = _fetch(connection, statement, values)
            sys.stdout.write(_as_csv(frame) if form == "csv" else _as_json_lines(frame))
    if query.notes and form == "table":
        print(query.notes)


def _fetch(connection: duckdb.DuckDBPyConnection, statement: str, values: dict[str, object]) -> pl.DataFrame:
    return connection.execute(statement, values).pl()


def _as_csv(frame: pl.DataFrame) -> str:
    return neutralise_formulas(frame).write_csv(include_bom=True)


def _as_json_lines(frame: pl.DataFrame) -> str:
    return "".join(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in frame.iter_rows(named=True))


if __name__ == "__main__":
    sys.exit(main())
