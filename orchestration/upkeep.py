"""Keeping Dagster's instance in order: runs whose process is gone, and runs that nobody will look at any more.

Here: `tidy_instance`, called when the command line starts, and `announce_run`, by which a run shows that it lives.
Not here: releases, which `warehouse.release` clears itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from warehouse.durable import hold_lock, try_lock

KEPT_DAYS = 30
_DELETED_AT_ONCE = 200
_IN_PROCESS = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def tidy_instance(instance: dg.DagsterInstance, out: Path) -> None:
    """Report runs as failed that were killed with their machine, which would block the queue for ever; delete old runs.

    A run that works holds the lock of the output folder: when the lock is free, a run that is still marked as started
    is dead, or has just begun and not come to the lock yet, which it shows by `announce_run`.
    """
    with try_lock(out / ".run.lock") as is_free:
        for run in instance.get_runs(dg.RunsFilter(statuses=_IN_PROCESS)) if is_free else ():
            if not _is_alive(out, run.run_id):
                print(f"run {run.run_id} ended without saying so; it is marked as failed", file=sys.stderr)
                instance.report_run_failed(run, "The process of this run is gone.")
    long_ago = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    for run in instance.get_runs(dg.RunsFilter(statuses=_ENDED, created_before=long_ago), limit=_DELETED_AT_ONCE):
        instance.delete_run(run.run_id)


@contextmanager
def announce_run(out: Path, run_id: str) -> Iterator[None]:
    """Hold a lock in the name of a run from before it is recorded until after it has ended."""
    path = _alive_path(out, run_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    with hold_lock(path):
        yield
    path.unlink(missing_ok=True)


def _is_alive(out: Path, run_id: str) -> bool:
    path = _alive_path(out, run_id)
    if not path.exists():
        return False
    with try_lock(path) as is_free:
        if is_free:
            path.unlink(missing_ok=True)
        return not is_free


def _alive_path(out: Path, run_id: str) -> Path:
    return out / ".dagster" / "alive" / run_id
