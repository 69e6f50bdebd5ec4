"""Work on a real Dask cluster of this machine's processes: the same rows, also where a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import dask
import polars as pl
import pytest
from distributed import LocalCluster
from test_incremental import PLACES, build, parquet_of, put

from benchmarks.generator import generate_reports
from orchestration import cluster as cluster_module
from orchestration import reading as reading_module
from orchestration.assets import facts as facts_module
from orchestration.assets.facts import find_mentions
from orchestration.cluster import ClusterFailed, fingerprint_work, map_on_cluster
from orchestration.workers import Workforce, cut_batches, map_batches


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    with (
        # A worker is started anew for each that is killed, which takes seconds.
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, memory_limit=0
        ) as started,
    ):
        yield started


def square(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def identify(numbers: list[int]) -> int:
    return os.getpid()


def kill_once(numbers: list[int], mark: Path) -> list[int]:
    if 30 in numbers and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return square(numbers)


def kill_always(numbers: list[int]) -> list[int]:
    if 30 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return square(numbers)


def raise_on_30(numbers: list[int]) -> list[int]:
    if 30 in numbers:
        raise ValueError("30 is not to be squared")
    return square(numbers)


def test_results_come_in_order_from_both_workers(cluster: Any) -> None:
    batches = cut_batches(range(200), 3)
    workforce = Workforce(1, cluster.scheduler_address)
    assert list(map_batches(square, batches, workforce)) == [square(batch) for batch in batches]
    workers = set(map_batches(identify, batches, workforce))
    assert len(workers) == 2
    assert os.getpid() not in workers


def test_a_worker_that_is_killed_loses_nothing(cluster: Any, tmp_path: Path) -> None:
    batches = cut_batches(range(200), 3)
    do = partial(kill_once, mark=tmp_path / "killed")
    assert list(map_on_cluster(do, batches, cluster.scheduler_address)) == [square(batch) for batch in batches]
    assert (tmp_path / "killed").exists()


def test_a_batch_that_kills_every_worker_is_named_as_the_cause(cluster: Any) -> None:
    with pytest.raises(ClusterFailed, match="a batch killed"):
        list(map_on_cluster(kill_always, cut_batches(range(60), 3), cluster.scheduler_address))


def test_what_the_work_raises_is_raised(cluster: Any) -> None:
    with pytest.raises(ValueError, match="30 is not to be squared"):
        list(map_on_cluster(raise_on_30, cut_batches(range(60), 3), cluster.scheduler_address))


def test_numbers_are_the_same_as_without_a_cluster(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "_REPORTS_A_BATCH", 5)
    rows = [
        {
            "report_id": report.key,
            "text": report.text,
            "body_end": len(report.text),
            "report_year": report.report_year,
            "content_type": "annual_report",
        }
        for report in generate_reports(20, (2021, 2022), 4, "real")
    ]
    reports = pl.DataFrame(rows, schema_overrides={"report_year": pl.Int32})
    here = find_mentions(reports, Workforce(1))
    assert here.height > 1000
    assert find_mentions(reports, Workforce(1, cluster.scheduler_address)).equals(here)


def test_a_cluster_makes_the_same_lake(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "_REPORTS_A_BATCH", 2)
    monkeypatch.setattr(reading_module, "_DOCUMENTS_A_BATCH", 2)
    reports = tmp_path / "reports"
    for year in (2021, 2022):
        for number, place in enumerate(PLACES):
            put(reports, f"{number}_{year}.txt", place, year, 40 + number)
    build(reports, tmp_path / "here")
    build(reports, tmp_path / "there", cluster=cluster.scheduler_address)
    assert parquet_of(tmp_path / "there") == parquet_of(tmp_path / "here") != {}


def test_workers_with_other_code_are_refused(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "fingerprint_work", lambda: "of other code")
    assert fingerprint_work() != "of other code"
    with pytest.raises(ClusterFailed, match="runs other code"):
        list(map_on_cluster(square, cut_batches(range(60), 3), cluster.scheduler_address))


def test_a_cluster_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_module, "PATIENCE_SECONDS", 1)
    with pytest.raises(ClusterFailed, match=r"tcp://127\.0\.0\.1:9"):
        list(map_on_cluster(square, [[1], [2]], "tcp://127.0.0.1:9"))
