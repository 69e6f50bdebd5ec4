"""The named queries on a release of five real reports, with answers read in the reports by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.access import open_warehouse
from warehouse.named_queries import load_queries

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / ".." / "shared" / "reports"
QUERIES = load_queries()
pytestmark = pytest.mark.skipif(not REPORTS.is_dir(), reason=f"the five reports are not at {REPORTS}")


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    out = tmp_path_factory.mktemp("five") / "out"
    command = [sys.executable, "-m", "orchestration", "run", "--reports", str(REPORTS), "--out", str(out)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("FAZHI_", "DAGSTER_"))}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    with open_warehouse(out) as connection:
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[dict[str, Any]]:
    statement, values = QUERIES[name].prepare(given)
    return connection.execute(statement, values).pl().to_dicts()


@pytest.mark.parametrize("name", QUERIES)
def test_every_question_is_answered(five: duckdb.DuckDBPyConnection, name: str) -> None:
    statement, values = QUERIES[name].prepare({})
    assert five.execute(statement, values).pl().columns == list(QUERIES[name].columns)


def test_disputes_mediated(five: duckdb.DuckDBPyConnection) -> None:
    rows = ask(five, "values_of_unit", indicator="dispute.mediated")
    assert {(row["issuer"], row["report_year"], row["value"]) for row in rows if not row["breakdown"]} == {
        ("宝坻区牛家牌镇", 2022, 4.0), ("城口县高观镇", 2022, 36.0), ("城关区", 2021, 204.0), ("万州区后山镇", 2024, 153.0),
    }  # fmt: skip
    parts = {row["breakdown"]: row["value"] for row in rows if row["breakdown"]}
    assert parts.items() >= {"简易纠纷": 11.0, "一般纠纷": 20.0}.items()


def test_the_work_plan_is_no_annual_report(five: duckdb.DuckDBPyConnection) -> None:
    [row] = ask(five, "documents_in_doubt")
    assert row["source_path"].startswith("004_")
    assert (row["document_type"], row["report_year"]) == ("work_plan", 2020)


def test_mediators_by_place_are_fewer_than_all(five: duckdb.DuckDBPyConnection) -> None:
    # 535名调解员 = 76 + 355 + 51 is 53 short; 法律援助案件180件 with 160 and 95 is no partition.
    [row] = ask(five, "parts_and_totals")
    assert (row["issuer"], row["indicator_id"], row["parts_sum"], row["total"]) == (
        "城关区", "dispute.mediators", 482.0, 535.0,
    )  # fmt: skip


def test_a_report_of_december_is_not_of_the_whole_year(five: duckdb.DuckDBPyConnection) -> None:
    rows = ask(five, "premature_values")
    assert {(row["issuer"], str(row["published_on"])) for row in rows} == {("城关区", "2021-12-24")}
    assert 204.0 in {row["value"] for row in rows if row["indicator_id"] == "dispute.mediated"}


def test_lineage_ends_in_the_characters_of_the_file(five: duckdb.DuckDBPyConnection) -> None:
    rows = ask(five, "lineage")
    assert rows
    for row in rows:
        text = (REPORTS / row["source_path"]).read_bytes().decode("utf-8").removeprefix("\ufeff")
        assert f"【{text[row['mention_start'] : row['mention_end']]}】" in row["marked_sentence"]
