"""run_checkpoint(): exceptions of Great Expectations and missing results are failures, and the file is let go of."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from expectations.checkpoint import Check, run_checkpoint


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "numbers.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE number AS SELECT range AS n, 'kind' AS kind FROM range(10)")
    return path


def check(key: str, column: str, expectation: str = "ExpectColumnValuesToNotBeNull", table: str = "number") -> Check:
    return Check(key, table, expectation, {"column": column}, "words")


def test_one_exception_leaves_the_other_results_alone(database: Path, tmp_path: Path) -> None:
    outcomes = run_checkpoint(database, [check("good", "n"), check("bad", "absent")], tmp_path / "site", "one")
    assert outcomes["good"].success
    assert outcomes["good"].failure is None
    assert outcomes["good"].element_count == 10
    assert not outcomes["bad"].success
    assert "absent" in (outcomes["bad"].failure or "")


@pytest.mark.parametrize(
    "broken",
    [check("broken", "n", expectation="ExpectNothingKnown"), check("broken", "n", table="no_table")],
)
def test_an_exception_of_the_whole_run_fails_every_check(database: Path, tmp_path: Path, broken: Check) -> None:
    outcomes = run_checkpoint(database, [check("good", "n"), broken], tmp_path / "site", "two")
    assert set(outcomes) == {"good", "broken"}
    assert not any(outcome.success for outcome in outcomes.values())
    assert all(outcome.failure for outcome in outcomes.values())
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE free AS SELECT 1")


def test_a_condition_restricts_the_rows(database: Path, tmp_path: Path) -> None:
    some = Check("some", "number", "ExpectColumnValuesToNotBeNull", {"column": "n"}, "words", only=("kind", "kind"))
    none = Check("none", "number", "ExpectColumnValuesToNotBeNull", {"column": "n"}, "words", only=("kind", "other"))
    outcomes = run_checkpoint(database, [some, none], tmp_path / "site", "three")
    assert (outcomes["some"].element_count, outcomes["none"].element_count) == (10, 0)


def test_progress_bars_are_off(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run_checkpoint(database, [check("good", "n")], tmp_path / "site", "four")
    printed = capfd.readouterr()
    assert "Calculating Metrics" not in printed.out + printed.err
