"""Our own invariants: keys, types, nulls, closed vocabularies, and spans that prove themselves. A failure blocks.

Here: `judge_invariants`, `InvariantResult`. They follow from the table specification, so that a new table or column is
covered without a word here; the span proofs are stated below.
Not here: findings about what reports claim (`judgement`), which never block.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from expectations.checkpoint import Check, Outcome, run_checkpoint
from expectations.data_docs import Sheet, claim_folder, publish_docs
from expectations.scratch import escaped_text, existing_tables, open_scratch
from warehouse.tables import TABLES, Column, Table

# text[start:end] == quote in code points: DuckDB's substr counts code points, also outside the BMP, and from 1.
# A negative start would count from the end, so the bounds are proved first.
_SPANS = """
    SELECT mention.report_id, mention.start, mention."end" AS stop, mention.mention_number,
        CASE
            WHEN report.text IS NULL THEN 'no report'
            WHEN mention.start < 0 OR mention.start >= mention."end" OR mention."end" > length(report.text)
                THEN 'out of bounds'
            WHEN substr(report.text, mention.start + 1, mention."end" - mention.start) IS DISTINCT FROM mention.quote
                THEN 'other words'
            ELSE 'proved'
        END AS proof
    FROM fact_mention AS mention
    LEFT JOIN dim_report AS report USING (report_id)
"""
_FACTS = """
    SELECT fact.report_id, fact.indicator_id, fact.mention_start, fact.mention_end,
        CASE WHEN mention.report_id IS NULL THEN 'no mention' ELSE 'proved' END AS proof
    FROM fact_indicator AS fact
    LEFT JOIN (SELECT DISTINCT report_id, start, "end" AS stop FROM fact_mention) AS mention
        ON mention.report_id = fact.report_id AND mention.start = fact.mention_start AND mention.stop = fact.mention_end
"""
_PARENTS = """
    SELECT part.report_id, part.start, part.parent_start,
        CASE WHEN total.report_id IS NULL OR part.parent_start = part.start THEN 'no total' ELSE 'proved' END AS proof
    FROM fact_mention AS part
    LEFT JOIN (SELECT DISTINCT report_id, start FROM fact_mention) AS total
        ON total.report_id = part.report_id AND total.start = part.parent_start
    WHERE part.parent_start IS NOT NULL
"""
_PROOFS: dict[str, tuple[tuple[str, ...], str, str, str]] = {
    "fact_mention_spans_are_proved": (
        ("dim_report", "fact_mention"),
        "fact_mention",
        _SPANS,
        "The report's text from start to end is the quote of the mention.",
    ),
    "fact_mention_parts_have_a_total": (
        ("fact_mention",),
        "fact_mention",
        _PARENTS,
        "parent_start of a mention is the start of another mention of its report.",
    ),
    "fact_indicator_values_have_a_mention": (
        ("fact_indicator", "fact_mention"),
        "fact_indicator",
        _FACTS,
        "The mention that a fact was chosen from is in fact_mention.",
    ),
}
# Name of the site in Data Docs.
_NAME = "invariants"
# Tables that may not be empty.
_NEVER_EMPTY = ("dim_report",)


@dataclass(frozen=True)
class InvariantResult:
    """One invariant of one table. `evaluated` and `violated` count rows (columns for the column invariant);
    `message` is empty where it holds, else says what is wrong, with examples, or why it could not be verified."""

    name: str
    table: str
    passed: bool
    evaluated: int
    violated: int
    message: str


@dataclass(frozen=True)
class _Invariant:
    """`check` is what Great Expectations verifies, `broken` the same as a SELECT of what identifies the broken rows."""

    check: Check
    owner: str
    broken: str
    population: str


def judge_invariants(database: Path, docs: Path, tables: Mapping[str, Table] = TABLES) -> tuple[InvariantResult, ...]:
    """Verify a warehouse database against the specification of `tables`, and the spans of its mentions.

    For each table: it exists, its columns and types are those specified, keys are unique, columns that must not be null
    are not, closed vocabularies hold; `dim_report` has rows; every span proves itself. An invariant fails, with the
    reason in `message`, also when Great Expectations raised or its counts disagree with SQL.
    The database is read only and let go of before this returns; Data Docs go below the folder `docs`.
    Raises ValueError when there is no such file, and duckdb.Error when it is no database.
    """
    claim_folder(docs, _NAME)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "invariants.duckdb"
        with open_scratch(scratch, database, ()) as connection:
            held = existing_tables(connection)
            absent = [_absent(name) for name in tables if name not in held]
            present = {name: table for name, table in tables.items() if name in held}
            differing = _write_columns(connection, present)
            sound = {name: table for name, table in present.items() if name not in differing}
            invariants = [_columns_invariant(name) for name in present]
            for table in sound.values():
                _write_view(connection, table)
                invariants += _table_invariants(table)
            unproved = []
            for name, (needed, owner, query, description) in _PROOFS.items():
                if all(table in sound for table in needed):
                    connection.execute(f"CREATE TABLE scratch.{name} AS {query}")
                    invariants.append(_proof_invariant(name, owner, description))
                elif owner in tables:
                    unproved.append(InvariantResult(name, owner, False, 0, 0, f"needs sound tables {list(needed)}"))
            counted = {one.check.key: _count(connection, one) for one in invariants}
        site = Path(folder) / "site"
        outcomes = run_checkpoint(scratch, [one.check for one in invariants], site, _NAME, database)
        results = [
            *absent,
            *unproved,
            *(_result(one, *counted[one.check.key], outcomes[one.check.key]) for one in invariants),
        ]
        results.sort(key=lambda result: (list(tables).index(result.table), result.name))
        publish_docs(site, docs, _NAME, "Invariants of the warehouse", [_sheet(results)])
    return tuple(results)


def _absent(name: str) -> InvariantResult:
    return InvariantResult(f"{name}_exists", name, False, 0, 0, "the table is missing")


def _write_columns(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table]) -> set[str]:
    """Write `scratch.table_columns`, specified against found, and return the tables that differ."""
    connection.execute(
        "CREATE TABLE scratch.table_columns (table_name VARCHAR, column_name VARCHAR, specified VARCHAR, found VARCHAR)"
    )
    for table in tables.values():
        connection.register("specified", table.empty().to_arrow())
        specified = {row[0]: row[1] for row in connection.execute("DESCRIBE SELECT * FROM specified").fetchall()}
        connection.unregister("specified")
        found = {
            row[0]: row[1]
            for row in connection.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE database_name = 'source' AND table_name = ?",
                [table.name],
            ).fetchall()
        }
        for column in dict.fromkeys([*specified, *found]):
            connection.execute(
                "INSERT INTO scratch.table_columns VALUES (?, ?, ?, ?)",
                [table.name, column, specified.get(column), found.get(column)],
            )
    connection.execute("ALTER TABLE scratch.table_columns ADD COLUMN state VARCHAR")
    connection.execute(
        """
        UPDATE scratch.table_columns SET state = CASE
            WHEN specified IS NULL THEN 'not specified'
            WHEN found IS NULL THEN 'missing'
            WHEN specified <> found THEN 'of another type'
            ELSE 'as specified' END
        """
    )
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM scratch.table_columns WHERE state <> 'as specified'"
    ).fetchall()
    return {str(name) for (name,) in rows}


def _write_view(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """A view of the table for Great Expectations: texts that it may print are escaped, lists are only null or not."""
    printed = {*table.key, *(column.name for column in table.columns if column.allowed)}

    def shown(column: Column) -> str:
        name = _name(column.name)
        if column.dtype.is_nested():
            return f"CASE WHEN {name} IS NOT NULL THEN 'list' END AS {name}"
        is_text = column.name in printed and column.dtype == pl.String()
        return f"{escaped_text(name)} AS {name}" if is_text else name

    columns = ", ".join(map(shown, table.columns))
    connection.execute(
        f"CREATE VIEW scratch.{_name(table.name)} AS SELECT {columns} FROM source.main.{_name(table.name)}"
    )


def _columns_invariant(table: str) -> _Invariant:
    return _Invariant(
        Check(
            key=f"{table}_columns_are_as_specified",
            table="table_columns",
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "state", "value_set": ["as specified"]},
            description=f"{table} has the columns and types of its specification.",
            only=("table_name", table),
        ),
        owner=table,
        broken="SELECT column_name, state, specified, found FROM scratch.table_columns "
        f"WHERE table_name = '{table}' AND state <> 'as specified'",
        population=f"SELECT count(*) FROM scratch.table_columns WHERE table_name = '{table}'",
    )


def _table_invariants(table: Table) -> list[_Invariant]:
    place = f"source.main.{_name(table.name)}"
    population = f"SELECT count(*) FROM {place}"
    key = ", ".join(_name(column) for column in table.key)

    def invariant(
        name: str, expectation: str, arguments: dict[str, object], description: str, condition: str
    ) -> _Invariant:
        return _Invariant(
            Check(f"{table.name}_{name}", table.name, expectation, arguments, description),
            owner=table.name,
            broken=f"SELECT {key} FROM {place} {condition}",
            population=population,
        )

    several = len(table.key) > 1
    found = [
        invariant(
            "key_is_unique",
            "ExpectCompoundColumnsToBeUnique" if several else "ExpectColumnValuesToBeUnique",
            {"column_list": list(table.key)} if several else {"column": table.key[0]},
            f"No two rows of {table.name} have the same {', '.join(table.key)}.",
            f"QUALIFY count(*) OVER (PARTITION BY {key}) > 1",
        )
    ]
    if table.name in _NEVER_EMPTY:
        found.append(
            invariant(
                "is_not_empty",
                "ExpectTableRowCountToBeBetween",
                {"min_value": 1},
                f"{table.name} has rows.",
                f"WHERE (SELECT count(*) FROM {place}) = 0",
            )
        )
    for column in table.columns:
        name = _name(column.name)
        if not column.nullable:
            found.append(
                invariant(
                    f"{column.name}_is_not_null",
                    "ExpectColumnValuesToNotBeNull",
                    {"column": column.name},
                    f"{table.name}.{column.name} is never null.",
                    f"WHERE {name} IS NULL",
                )
            )
        if column.allowed:
            words = ", ".join(f"'{word}'" for word in column.allowed)
            found.append(
                invariant(
                    f"{column.name}_is_allowed",
                    "ExpectColumnValuesToBeInSet",
                    {"column": column.name, "value_set": list(column.allowed)},
                    f"{table.name}.{column.name} is one of {', '.join(column.allowed)}.",
                    f"WHERE {name} NOT IN ({words})",
                )
            )
    return found


def _proof_invariant(name: str, owner: str, description: str) -> _Invariant:
    return _Invariant(
        Check(
            key=name,
            table=name,
            expectation="ExpectColumnValuesToBeInSet",
            arguments={"column": "proof", "value_set": ["proved"]},
            description=description,
        ),
        owner=owner,
        broken=f"SELECT * FROM scratch.{name} WHERE proof <> 'proved'",
        population=f"SELECT count(*) FROM scratch.{name}",
    )


def _count(connection: duckdb.DuckDBPyConnection, invariant: _Invariant) -> tuple[int, int, str]:
    """Rows there are, rows that break the invariant, and the first of these in words."""
    population = connection.execute(invariant.population).fetchall()[0][0]
    broken = connection.execute(f"SELECT count(*) FROM ({invariant.broken})").fetchall()[0][0]
    if not broken:
        return int(population), 0, ""
    result = connection.execute(f"SELECT * FROM ({invariant.broken}) ORDER BY ALL LIMIT 3")
    names = [column[0] for column in result.description or []]
    examples = "; ".join(
        ", ".join(f"{name}={value}" for name, value in zip(names, row, strict=True)) for row in result.fetchall()
    )
    return int(population), int(broken), examples


def _result(invariant: _Invariant, population: int, broken: int, examples: str, outcome: Outcome) -> InvariantResult:
    is_count = invariant.check.expectation == "ExpectTableRowCountToBeBetween"
    if is_count:
        broken = 0 if population else 1
        seen, unexpected = outcome.observed, 0 if outcome.success else 1
    else:
        seen, unexpected = outcome.element_count, outcome.unexpected_count or 0
    message = ""
    if outcome.failure:
        message = outcome.failure
    elif (seen, unexpected) != (population, broken) or outcome.success != (broken == 0):
        message = (
            f"Great Expectations saw {seen} rows and {unexpected} faults (success={outcome.success}), "
            f"SQL {population} and {broken}"
        )
    elif broken:
        message = "the table is empty" if is_count else f"{broken} of {population}: {examples}"
    return InvariantResult(invariant.check.key, invariant.owner, not message, population, broken, message)


def _sheet(results: list[InvariantResult]) -> Sheet:
    columns = ("name", "table", "passed", "evaluated", "violated", "message")
    failed = sum(not result.passed for result in results)
    return Sheet(
        "Invariants",
        columns,
        [
            tuple(getattr(result, column) for column in columns)
            for result in sorted(results, key=lambda one: one.passed)
        ],
        f"{failed} of {len(results)} failed.",
    )


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
