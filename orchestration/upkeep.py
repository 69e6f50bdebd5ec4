"""Keeping Dagster's instance in order: runs whose process is gone, and runs that nobody will look at any more.

Here: `tidy_instance`, called when the command line starts. Not here: releases, which `warehouse.release` clears itself.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from warehouse.durable import try_lock

KEPT_DAYS = 30
_DELETED_AT_ONCE = 200
_IN_PROCESS = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]


def tidy_instance(instance: dg.DagsterInstance, out: Path) -> None:
    """Report runs as failed that were killed with their machine, which would block the queue for ever; delete old runs.

    A run that works holds the lock of the output folder: when the lock is free, a run that is still marked as started
    is dead.
    """
    with try_lock(out / ".run.lock") as is_free:
        if is_free:
            for run in instance.get_runs(dg.RunsFilter(statuses=_IN_PROCESS)):
                print(f"run {run.run_id} ended without saying so; it is marked as failed", file=sys.stderr)
                instance.report_run_failed(run, "The process of this run is gone.")
    long_ago = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    for run in instance.get_runs(dg.RunsFilter(statuses=_ENDED, created_before=long_ago), limit=_DELETED_AT_ONCE):
        instance.delete_run(run.run_id)
