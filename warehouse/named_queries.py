"""Named queries: questions of analysts as SQL files, in the database as table macros and on the command line.

Here: `load_queries`, `NamedQuery`. A new question is a new file `warehouse/queries/NAME.sql`; nothing else is needed.
Not here: views that several queries share (`warehouse.views`).

A file begins with a comment that holds YAML:

    /*
    question: 6
    title: …                     what it answers, in English and in Chinese
    title_zh: …
    parameters:                  each has a DuckDB type, a default (null: no restriction), and a meaning
      indicator: {type: VARCHAR, default: dispute.mediated, meaning: …}
    columns:                     each column of the answer, in order
      report_year: …
    notes: …                     optional: what to be careful about
    */
    SELECT … WHERE fact.indicator_id = $indicator

In the database it is `FROM name(indicator := 'dispute.mediated')`. There a parameter hides a column of its name that is
written without its table: qualify columns.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from warehouse.ddl import quote_text

QUERIES = Path(__file__).parent / "queries"
_FILE = re.compile(r"\s*/\*(?P<header>.*?)\*/(?P<sql>.*)", re.DOTALL)
_TYPES = {"VARCHAR": str, "INTEGER": int, "DOUBLE": float}
_KEYS = {"question", "title", "title_zh", "parameters", "columns", "notes"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class QueryFault(ValueError):
    """A query file that cannot be used, or parameters that do not fit; the message names the query and the reason."""


@dataclass(frozen=True)
class Parameter:
    """One parameter: its DuckDB type, its default (None: no restriction), what it means."""

    name: str
    sql_type: str
    default: Any
    meaning: str


@dataclass(frozen=True)
class NamedQuery:
    """One question with its SQL; `$name` in `sql` stands for a parameter."""

    name: str
    question: int
    title: str
    title_zh: str
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, str]
    notes: str
    sql: str

    def create_macro(self) -> str:
        """CREATE MACRO of the query, with the defaults of its parameters."""
        signature = ", ".join(f"{one.name} := {_literal(one.default)}" for one in self.parameters)
        return f"CREATE MACRO {self.name}({signature}) AS TABLE {self._with_parameters('')}"

    def prepare(self, given: Mapping[str, str]) -> tuple[str, dict[str, Any]]:
        """The statement and the values of its parameters, from words as typed; an empty word means no restriction.

        Raises QueryFault for a parameter that the query does not have or a word that is not of its type.
        """
        known = {one.name: one for one in self.parameters}
        if strange := sorted(set(given) - set(known)):
            raise QueryFault(f"{self.name}: has no parameter {', '.join(strange)}; it has {', '.join(known) or 'none'}")
        values = {one.name: one.default for one in self.parameters}
        for name, word in given.items():
            try:
                values[name] = _TYPES[known[name].sql_type](word) if word else None
            except ValueError:
                raise QueryFault(f"{self.name}: {name} is {known[name].sql_type}, not {word!r}") from None
        return self._with_parameters("$"), values

    def _with_parameters(self, mark: str) -> str:
        types = {one.name: one.sql_type for one in self.parameters}
        return re.sub(r"\$(\w+)", lambda found: f"CAST({mark}{found[1]} AS {types[found[1]]})", self.sql)


@cache
def load_queries(folder: Path = QUERIES) -> dict[str, NamedQuery]:
    """Name -> query, by question and name. Raises QueryFault that names every file that is not well formed."""
    queries, faults = [], []
    for path in sorted(folder.glob("*.sql")):
        try:
            queries.append(_read(path))
        except QueryFault as fault:
            faults.append(str(fault))
    if faults:
        raise QueryFault("; ".join(faults))
    return {query.name: query for query in sorted(queries, key=lambda query: (query.question, query.name))}


def _read(path: Path) -> NamedQuery:
    match = _FILE.fullmatch(path.read_text(encoding="utf-8"))
    if not match or not _NAME.fullmatch(path.stem):
        raise QueryFault(f"{path.name}: begins with no /* header */, or its name is no plain lower-case word")
    try:
        header = yaml.safe_load(match["header"])
        parameters = tuple(
            Parameter(name, entry["type"], entry["default"], entry["meaning"])
            for name, entry in (header.get("parameters") or {}).items()
        )
        query = NamedQuery(
            path.stem,
            int(header["question"]),
            header["title"],
            header["title_zh"],
            parameters,
            header["columns"],
            header.get("notes", ""),
            match["sql"].strip().rstrip(";"),
        )
        words = [*header, *(word for one in parameters for word in (one.name, one.sql_type, one.meaning))]
        if not all(isinstance(word, str) for word in (*words, query.title, query.title_zh, query.notes)):
            raise TypeError("names, types and meanings are words")
    except yaml.YAMLError as error:
        raise QueryFault(f"{path.name}: the header cannot be read: {' '.join(str(error).split())}") from error
    except (LookupError, TypeError, AttributeError, ValueError, OverflowError, RecursionError) as error:
        raise QueryFault(f"{path.name}: the header cannot be read: {error!r}") from error
    named = set(re.findall(r"\$(\w+)", query.sql))
    declared = {one.name for one in parameters}
    if set(header) - _KEYS or named != declared or {one.sql_type for one in parameters} - set(_TYPES):
        raise QueryFault(
            f"{path.name}: unknown keys {sorted(set(header) - _KEYS)}, parameters that are only declared or only used "
            f"{sorted(named ^ declared)}, or a type that is not one of {', '.join(_TYPES)}"
        )
    return query


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return quote_text(value) if isinstance(value, str) else str(value)
