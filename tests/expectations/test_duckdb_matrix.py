"""Great Expectations on DuckDB: what works with the versions that are pinned together, and what is known not to.

Twelve expectations with known truth on one table, with buffered rows and without. A failure here after an upgrade says
that a verdict can no longer be trusted, or (the test without buffering) that the buffering is no longer needed.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy

from expectations.checkpoint import _buffer, _exception_of

ROWS = """
    CREATE TABLE fact AS SELECT
        i AS id, 'S' || (i % 5) AS site, 2010 + i % 10 AS year, 100 AS received,
        CASE WHEN i IN (7, 8) THEN 120 ELSE 90 END AS mediated,
        40 AS part_a, CASE WHEN i = 9 THEN 11 ELSE 60 END AS part_b,
        CASE WHEN i = 3 THEN 101.5 WHEN i = 4 THEN NULL ELSE 95.0 END::DOUBLE AS rate,
        CASE WHEN i = 5 THEN 'bogus' ELSE 'ok' END AS status
    FROM range(1000) AS numbers(i)
"""
FORMAT = {"result_format": "COMPLETE", "unexpected_index_column_names": ["id"]}
# name -> (expectation, arguments, condition on id, ids that break it; True or False where no rows are listed)
CASES: dict[str, tuple[str, dict[str, Any], tuple[str, int] | None, list[int] | bool]] = {
    "pair": (
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": "received", "column_B": "mediated", "or_equal": True},
        None,
        [7, 8],
    ),
    "between": ("ExpectColumnValuesToBeBetween", {"column": "rate", "min_value": 0, "max_value": 100}, None, [3]),
    "sum": ("ExpectMulticolumnSumToEqual", {"column_list": ["part_a", "part_b"], "sum_total": 100}, None, [9]),
    "set": ("ExpectColumnValuesToBeInSet", {"column": "status", "value_set": ["ok"]}, None, [5]),
    "not null": ("ExpectColumnValuesToNotBeNull", {"column": "rate"}, None, [4]),
    "condition is": (
        "ExpectColumnPairValuesAToBeGreaterThanB",
        {"column_A": "received", "column_B": "mediated", "or_equal": True},
        ("==", 8),
        [8],
    ),
    "condition from": ("ExpectColumnValuesToBeInSet", {"column": "status", "value_set": ["ok"]}, (">=", 5), [5]),
    "query": (
        "UnexpectedRowsExpectation",
        {"unexpected_rows_query": "SELECT id FROM {batch} WHERE mediated > received"},
        None,
        [7, 8],
    ),
    "greatest": ("ExpectColumnMaxToBeBetween", {"column": "rate", "max_value": 100}, None, False),
    "row count": ("ExpectTableRowCountToEqual", {"value": 1001}, None, True),
    "unique": ("ExpectColumnValuesToBeUnique", {"column": "id"}, None, [11, 11]),
    "compound": ("ExpectCompoundColumnsToBeUnique", {"column_list": ["id", "year"]}, None, False),
    "regex": ("ExpectColumnValuesToMatchRegex", {"column": "site", "regex": "^S[0-9]$"}, None, True),
}


def run_cases(database: Path, is_buffered: bool) -> dict[str, Any]:
    import great_expectations as gx
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_sql("matrix", connection_string=f"duckdb:///{database}", create_temp_table=False)
    engines = [source.get_engine(), source.get_execution_engine().engine]
    try:
        for engine in engines if is_buffered else []:
            sqlalchemy.event.listen(engine, "after_cursor_execute", _buffer)
        suite = context.suites.add(gx.ExpectationSuite("matrix"))
        for name, (kind, arguments, condition, _) in CASES.items():
            only = {}
            if condition is not None:
                column = Column("id")
                only = {"row_condition": column == condition[1] if condition[0] == "==" else column >= condition[1]}
            suite.add_expectation(getattr(gxe, kind)(**arguments, **only, meta={"name": name}))
        batch = source.add_table_asset("fact", table_name="fact").add_batch_definition_whole_table("whole")
        definition = context.validation_definitions.add(gx.ValidationDefinition(name="matrix", data=batch, suite=suite))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = definition.run(result_format=FORMAT)
        return {one.expectation_config.meta["name"]: one for one in found.results}
    finally:
        for engine in engines:
            engine.dispose()


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("matrix") / "matrix.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(ROWS)
        connection.execute("INSERT INTO fact SELECT * FROM fact WHERE id = 11")
    return path


@pytest.fixture(scope="module")
def buffered(database: Path) -> dict[str, Any]:
    return run_cases(database, is_buffered=True)


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("compound", "regex")])
def test_a_verdict_is_true(buffered: dict[str, Any], name: str) -> None:
    expected, found = CASES[name][3], buffered[name]
    assert _exception_of(found.exception_info) is None
    if isinstance(expected, bool):
        assert found.success is expected
        return
    assert not found.success
    if name == "query":
        listed = [entry["id"] for entry in found.result["details"]["unexpected_rows"]]
    else:
        assert found.result["unexpected_count"] == len(expected)
        listed = [entry["id"] for entry in found.result["unexpected_index_list"]]
    assert sorted(listed) == expected


def test_repeated_compound_keys_are_counted_but_not_listed(buffered: dict[str, Any]) -> None:
    found = buffered["compound"]
    assert not found.success
    assert found.result["unexpected_count"] == 2
    assert not found.result.get("unexpected_index_list")


def test_patterns_are_not_supported_on_duckdb(buffered: dict[str, Any]) -> None:
    assert "duckdb" in (_exception_of(buffered["regex"].exception_info) or "")


def test_without_buffering_rows_are_lost(database: Path) -> None:
    found = run_cases(database, is_buffered=False)
    trusted = [name for name, one in found.items() if _exception_of(one.exception_info) is None]
    assert trusted == [], "rows survive without buffering: checkpoint._buffer may be dropped"


def test_the_file_is_free_afterwards(database: Path, buffered: dict[str, Any]) -> None:
    assert buffered
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE OR REPLACE TABLE free AS SELECT 1")
