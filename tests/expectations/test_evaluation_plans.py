"""How DuckDB joins what the rules compare: nothing may take time by the square of the number of reports."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from example_warehouse import warehouse_frames

from expectations import load_rules
from expectations.evaluation import evaluation_sql
from expectations.evaluation.owed import owed_sql


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    examples = {one.text: one for rule in load_rules() for one in (*rule.violates, *rule.holds)}
    for name, frame in warehouse_frames(examples.values()).items():
        connection.register("frame", frame.to_arrow())
        connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
    return connection


@pytest.mark.parametrize("sql", [evaluation_sql(load_rules()), owed_sql(load_rules())], ids=["compared", "owed"])
def test_no_outer_join_compares_all_with_all(connection: duckdb.DuckDBPyConnection, sql: str, tmp_path: Path) -> None:
    connection.execute(f"PRAGMA enable_profiling = 'json'; PRAGMA profiling_output = '{tmp_path / 'plan.json'}'")
    connection.execute(sql).fetchall()
    plan = (tmp_path / "plan.json").read_text()

    assert "HASH_JOIN" in plan
    joins = [part for part in plan.split('"operator_type"')[1:] if part.lstrip(': "').startswith("BLOCKWISE_NL_JOIN")]
    assert not [part for part in joins if '"Join Type": "LEFT"' in part.split('"children"')[0]]
