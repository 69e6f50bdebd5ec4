"""Faults in mid-run cost that run alone: the next one, or the retry, ends with the bytes of an undisturbed run."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from test_incremental import build, parquet_of, put

import warehouse.lake
from orchestration.resources import WarehouseStore
from warehouse.durable import hold_lock, replace_file
from warehouse.lake import Lake


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    """Reports, and what is made of them when nothing goes wrong."""
    root = tmp_path_factory.mktemp("undisturbed")
    for place, year, mediated in (("柳溪镇", 2022, 40), ("柳溪镇", 2023, 55), ("松坪乡", 2023, 61)):
        put(root / "reports", f"{place}{year}.txt", place, year, mediated)
    build(root / "reports", root / "out")
    return root / "reports", parquet_of(root / "out")


@pytest.mark.parametrize("room", [2, 25, 90])
def test_a_disk_that_is_full_in_mid_run(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    reports, expected = undisturbed
    written = 0

    def write_while_there_is_room(path: Path, write: Callable[[Path], object]) -> str:
        nonlocal written
        written += 1
        if written > room:
            # Half of a file lies there when the disk is full.
            path.with_name(f".{path.name}.writing").write_bytes(b"PAR1 half of it")
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return replace_file(path, write)

    with monkeypatch.context() as full:
        full.setattr(warehouse.lake, "replace_file", write_while_there_is_room)
        with pytest.raises(OSError, match="No space left"):
            build(reports, tmp_path / "out")
    assert parquet_of(tmp_path / "out") != expected
    build(reports, tmp_path / "out")
    assert parquet_of(tmp_path / "out") == expected
    assert not list((tmp_path / "out" / "lake").rglob("*.writing"))


def test_a_step_that_is_retried_by_dagster_ends_where_it_would_have_ended_at_once(
    undisturbed: tuple[Path, dict[str, bytes]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports, expected = undisturbed
    write, failed = Lake.write, []

    def write_and_fail_once(self: Lake, table: str, *arguments: Any, **more: Any) -> str:
        content = write(self, table, *arguments, **more)
        if table in ("fact_mention", "fact_indicator", "dim_report", "fact_dispute") and table not in failed:
            # After the first partition, when the others of the step are still to be made.
            failed.append(table)
            raise dg.RetryRequested(max_retries=1)
        return content

    monkeypatch.setattr(Lake, "write", write_and_fail_once)
    result = build(reports, tmp_path / "out")
    restarted = [event for event in result.all_events if event.event_type == dg.DagsterEventType.STEP_RESTARTED]
    assert len(failed) == len(restarted) == 4
    assert parquet_of(tmp_path / "out") == expected


def test_a_run_waits_for_another_on_the_same_folder(tmp_path: Path) -> None:
    entered = []

    @dg.asset
    def working(warehouse_store: WarehouseStore) -> None:
        entered.append("working")

    # Of files, as two threads look into it.
    (tmp_path / "instance").mkdir()
    instance = dg.DagsterInstance.local_temp(str(tmp_path / "instance"))
    with instance, hold_lock(tmp_path / ".run.lock"):
        waiting = threading.Thread(
            target=lambda: dg.materialize(
                [working], instance=instance, resources={"warehouse_store": WarehouseStore(out=str(tmp_path))}
            )
        )
        waiting.start()
        while not instance.get_runs_count(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED])):
            time.sleep(0.01)
        entered.append("the other ended")
    waiting.join()
    assert entered == ["the other ended", "working"]
