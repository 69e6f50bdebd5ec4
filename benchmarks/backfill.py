"""A backfill of ten years, a process a step, and the same as ten runs that are started at once.

    python -m benchmarks.backfill [--years 10]

Facts and comparisons of all years are taken out of a lake and made again: first by one run with Dagster's multiprocess
executor, then by a run a year, all started at the same moment. Each must succeed, and every Parquet file must have the
bytes that it had before. Exit status 1 otherwise. Not here: whole runs that meet (`break_run`).
"""

from __future__ import annotations

import argparse
import shutil
import time
from pathlib import Path

import dagster as dg

from benchmarks.lakes import JUDGED_LATER, make_tables
from benchmarks.runs import start_process, working_folder, write_small_report
from orchestration.definitions import defs
from orchestration.partitions import ALL_YEARS
from warehouse.lake import Lake
from warehouse.tables import TABLES

_REMADE = ("fact_mention", "fact_indicator", "mart_yoy", "mart_benchmark")
_START, _END = ALL_YEARS


def main(arguments: list[str] | None = None) -> int:
    """Take out, make again, compare; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args(arguments)
    root = working_folder("backfill-")
    try:
        return _run(root, [str(year) for year in range(2015, 2015 + options.years)])
    finally:
        shutil.rmtree(root, ignore_errors=True)


def backfill_job() -> dg.JobDefinition:
    """The job of the backfill, as each of its processes builds it."""
    whole = defs()
    job = dg.define_asset_job(
        "backfill",
        selection=dg.AssetSelection.assets(*_REMADE),
        executor_def=dg.multiprocess_executor.configured({"max_concurrent": 3}),
    )
    return dg.Definitions(assets=whole.assets, jobs=[job], resources=whole.resources).resolve_job_def("backfill")


def remake_years(root: str, first: str, last: str) -> int:
    """One run over some years; returns an exit status."""
    with (
        dg.DagsterInstance.from_config(str(Path(root) / "instance")) as instance,
        dg.execute_job(
            dg.reconstructable(backfill_job),
            instance=instance,
            tags={_START: first, _END: last},
            run_config={"resources": {"warehouse_store": {"config": {"out": str(Path(root) / "out"), "workers": 1}}}},
        ) as result,
    ):
        return 0 if result.success else 1


def _run(root: Path, years: list[str]) -> int:
    reports, out = root / "reports", root / "out"
    reports.mkdir()
    (root / "instance").mkdir()
    (root / "instance" / "dagster.yaml").write_text("telemetry:\n  enabled: false\n", encoding="utf-8")
    for number, year in enumerate(years):
        for place in ("柳溪镇", "松坪乡"):
            text = write_small_report(place, int(year), 40 + 3 * number)
            (reports / f"{place}{year}.txt").write_text(text, encoding="utf-8")
    make_tables(reports, out, set(TABLES) - set(JUDGED_LATER), 1)
    lake = Lake(out / "lake")
    before, faults = _bytes(lake), 0
    ways = {
        "one run, a process a step": [(years[0], years[-1])],
        f"{len(years)} runs at once, a process a step": [(year, year) for year in years],
    }
    for way, ranges in ways.items():
        for table in _REMADE:
            for year in years:
                lake.remove(table, year)
        began = time.monotonic()
        runs = [start_process(remake_years, (str(root), *span), root / f"log{span[0]}.txt") for span in ranges]
        for run in runs:
            run.join()
        failed = sum(run.exitcode != 0 for run in runs)
        differing = sorted(name for name, content in before.items() if _bytes(lake).get(name) != content)
        faults += failed + len(differing)
        print(
            f"{way}: {time.monotonic() - began:.0f} s, {failed} failed, {len(differing)} files with other bytes",
            flush=True,
        )
        if failed:
            print((root / f"log{ranges[0][0]}.txt").read_text(encoding="utf-8")[-1500:])
    return 1 if faults else 0


def _bytes(lake: Lake) -> dict[str, str]:
    return {f"{table}/{path.name}": content for table in TABLES for path, content in lake.contents(table).items()}


if __name__ == "__main__":
    raise SystemExit(main())
