"""What a run leaves as data: its log, line by line, and a summary of steps with time, memory and counts."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from orchestration import run_record
from orchestration.measuring import measured
from orchestration.progress import progress_logger
from orchestration.resources import WarehouseStore


@dg.asset
@measured
def quarantine(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    context.log.warning('bad "file"\nof two lines')
    return dg.MaterializeResult(metadata={"dagster/row_count": 3, "held": len(bytearray(150 * 2**20))})


@dg.multi_asset(specs=[dg.AssetSpec("one", deps=["quarantine"]), dg.AssetSpec("two", deps=["quarantine"])])
@measured
def pair(warehouse_store: WarehouseStore) -> Iterator[dg.MaterializeResult[Any]]:
    yield dg.MaterializeResult(asset_key="one", metadata={"dagster/row_count": 1})
    yield dg.MaterializeResult(asset_key="two", metadata={"dagster/row_count": 2})


@dg.asset(deps=["one"])
@measured
def broken(warehouse_store: WarehouseStore) -> None:
    raise ValueError("no such thing")


def run(assets: list[Any], out: Path) -> dict[str, Any]:
    with dg.DagsterInstance.ephemeral() as instance:
        ran = dg.materialize(
            assets, instance=instance, resources={"warehouse_store": WarehouseStore(out=str(out))}, raise_on_error=False
        )
    summary: dict[str, Any] = json.loads((out / "runs" / ran.run_id / "summary.json").read_text(encoding="utf-8"))
    return summary


def test_the_summary_has_steps_with_their_cost_and_counts(tmp_path: Path) -> None:
    summary = run([quarantine, pair], tmp_path)
    steps = {step["step"]: step for step in summary["steps"]}
    assert {step["state"] for step in steps.values()} == {"succeeded"}
    assert steps["quarantine"]["rows"] == {"quarantine": 3}
    assert steps["pair"]["rows"] == {"one": 1, "two": 2}
    assert all({"seconds", "processor_seconds", "peak_memory_mib"} <= step.keys() for step in steps.values())
    assert steps["quarantine"]["peak_memory_mib"] > 150
    assert steps["pair"]["peak_memory_mib"] < steps["quarantine"]["peak_memory_mib"] - 50, "counted anew"
    assert summary["counts"] == {"quarantine": 3}
    assert summary["failed"] == []


def test_a_run_that_fails_leaves_a_record_as_well(tmp_path: Path) -> None:
    summary = run([quarantine, pair, broken], tmp_path)
    assert summary["failed"] == ["broken"]
    [folder] = (tmp_path / "runs").iterdir()
    entries = [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"at", "level", "step", "kind", "message"} == set(entries[0])
    [warned] = [entry for entry in entries if entry["level"] == "warning"]
    assert (warned["step"], warned["message"]) == ("quarantine", 'bad "file"\nof two lines')
    assert [entry["step"] for entry in entries if entry["kind"] == "step_failure"] == ["broken"]


def test_a_record_that_cannot_be_written_fails_no_run(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way", encoding="utf-8")
    with dg.DagsterInstance.ephemeral() as instance:
        store = WarehouseStore(out=str(tmp_path))
        assert dg.materialize([quarantine], instance=instance, resources={"warehouse_store": store}).success


def test_old_records_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_record, "KEPT_RUNS", 2)
    for _ in range(4):
        run([quarantine], tmp_path)
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_results_of_a_generator_that_raises_are_not_lost() -> None:
    @measured
    def step() -> Iterator[str]:
        yield "found"
        raise ValueError("after it")

    results = step()
    assert next(results) == "found"
    with pytest.raises(ValueError, match="after it"):
        next(results)


def test_the_terminal_speaks_json_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FAZHI_LOG", "json")
    logger = progress_logger.logger_fn(dg.build_init_logger_context(logger_config={"log_level": "INFO"}))
    assert isinstance(logger, logging.Logger)
    logger.warning("柳溪镇\n2023")
    entry = json.loads(capsys.readouterr().err)
    assert (entry["level"], entry["message"]) == ("warning", "柳溪镇\n2023")
