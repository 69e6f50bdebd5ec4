"""Runs whose process is gone are marked as failed when the command line starts; runs that live are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from orchestration.upkeep import announce_run, tidy_instance
from warehouse.durable import hold_lock


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as made:
        yield made


def begin(instance: dg.DagsterInstance) -> str:
    run = dg.DagsterRun("publish_warehouse", status=dg.DagsterRunStatus.STARTED)  # type: ignore[call-arg]
    return instance.add_run(run).run_id


def status_of(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def test_a_run_without_a_process_is_marked_as_failed(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = begin(instance)
    tidy_instance(instance, tmp_path)
    assert status_of(instance, run_id) == dg.DagsterRunStatus.FAILURE


def test_a_run_that_works_is_left_alone(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = begin(instance)
    with hold_lock(tmp_path / ".run.lock"):
        tidy_instance(instance, tmp_path)
    assert status_of(instance, run_id) == dg.DagsterRunStatus.STARTED


def test_a_run_that_has_not_come_to_the_lock_yet_is_left_alone(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id, other = begin(instance), begin(instance)
    with announce_run(tmp_path, run_id):
        tidy_instance(instance, tmp_path)
    assert status_of(instance, run_id) == dg.DagsterRunStatus.STARTED
    assert status_of(instance, other) == dg.DagsterRunStatus.FAILURE


def test_an_announced_run_that_was_killed_is_marked_as_failed(instance: dg.DagsterInstance, tmp_path: Path) -> None:
    run_id = begin(instance)
    with announce_run(tmp_path, run_id):
        pass
    announcement = tmp_path / ".dagster" / "alive" / run_id
    assert not announcement.exists()
    announcement.touch()  # what a killed process leaves: the file without its lock
    tidy_instance(instance, tmp_path)
    assert status_of(instance, run_id) == dg.DagsterRunStatus.FAILURE
    assert not announcement.exists()
