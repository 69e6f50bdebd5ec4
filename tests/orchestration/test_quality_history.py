"""What every run found is kept beside the lake, one file a run."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from orchestration.quality_history import append_history, read_history
from warehouse.tables import QUALITY_RESULT


def result(violated: int) -> pl.DataFrame:
    row = {column.name: None for column in QUALITY_RESULT.columns}
    row |= {"rule_id": "R01", "passed": not violated, "evaluated_count": 9, "not_evaluable_count": 1}
    row |= {"violated_count": violated, "not_evaluable_reasons": []}
    return pl.DataFrame([row], schema=QUALITY_RESULT.schema)


def test_runs_are_kept_oldest_first_and_a_run_once(tmp_path: Path) -> None:
    assert read_history(tmp_path).is_empty()
    append_history(tmp_path, "first", "a", result(2))
    append_history(tmp_path, "second", "b", result(0))
    append_history(tmp_path, "first", "a", result(3))
    kept = read_history(tmp_path)
    assert sorted(kept.select("run_id", "violated_count").rows()) == [("first", 3), ("second", 0)]
    assert kept["judged_at"].is_sorted()
    assert not list((tmp_path / "history").rglob("*.writing"))
