"""What a warehouse of many reports costs: time a step, peak memory, size; and what one report more costs.

    python -m benchmarks.build_release --reports 1000 [--distinct 1000] [--density real] [--workers 1] [--keep DIR]

Writes generated reports as files, makes all tables but the judgement by the real assets, publishes; then adds one
report, makes what changed, publishes again. Up to `--distinct` every report is generated, read and extracted. Beyond,
reports repeat these (see `repeats`), and what was read and extracted is handed on: what comes after extraction can then
be measured at any size. Steps are told in seconds of the clock; the load of the machine is printed. Not here: the
checks (`quality_checks`), extraction alone (`extraction_speed`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.generator import generate_report
from benchmarks.lakes import JUDGED_LATER, YEARS, make_tables, write_reports
from orchestration.measuring import highest_memory
from warehouse.lake import Lake
from warehouse.release import Release, publish
from warehouse.tables import TABLES

MADE = sorted(set(TABLES) - set(JUDGED_LATER))
KEPT = 2


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--distinct", type=int, default=1000, help="reports that are generated, read and extracted")
    parser.add_argument("--density", choices=("real", "dense"), default="real")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", default="", help="folder to work in, which stays")
    options = parser.parse_args(arguments)
    root = Path(options.keep) if options.keep else Path(tempfile.mkdtemp(prefix="build-release-"))
    try:
        measure(root, options.reports, options.distinct, options.density, options.workers)
    finally:
        if not options.keep:
            shutil.rmtree(root, ignore_errors=True)
    return 0


def measure(root: Path, count: int, distinct: int, density: str, workers: int) -> None:
    """The benchmark in the folder `root`."""
    reports, out = root / "reports", root / "out"
    write_reports(reports, min(count, distinct), density)
    repeated = count > distinct
    if repeated:
        # In another process, whose memory is not counted.
        command = [sys.executable, "-m", "benchmarks.repeats", str(reports), str(out), str(count)]
        subprocess.run(command, check=True)
    print(f"{count} reports ({density}), {workers} worker, load {os.getloadavg()[0]:.1f}")
    _print_size("report files", reports)
    _round("all", reports, out, workers, handed_on=("fact_mention",) if repeated else ())
    one_more = generate_report(99, 10**6, YEARS[2], density)
    (reports / "one-more.txt").write_text(one_more.text, encoding="utf-8")
    _round("one report more", reports, out, workers)
    _round("nothing changed", reports, out, workers)


def _round(name: str, reports: Path, out: Path, workers: int, handed_on: tuple[str, ...] = ()) -> None:
    started, began = time.monotonic(), _cpu_seconds()
    before = _files_of(out / "lake")
    steps = make_tables(reports, out, MADE, workers)
    made = time.monotonic() - started
    release = publish(out, Lake(out / "lake"), {}, {"code": "same", "catalogue": "same"}, KEPT)
    published = time.monotonic() - started - made
    written = [path for path, inode in _files_of(out / "lake").items() if before.get(path) != inode]
    print(
        f"\n{name}: {made + published:.1f} s of the clock, of which tables {made:.1f}, release {published:.1f}; "
        f"{_cpu_seconds() - began:.1f} s of the processors; load {os.getloadavg()[0]:.1f}",
    )
    for step, seconds in sorted(steps.items(), key=lambda item: -item[1]):
        if seconds >= 0.5:
            print(f"  {step:28s} {seconds:8.1f} s{'  (handed on)' if step in handed_on else ''}")
    peak = highest_memory() / 2**30
    print(f"  peak memory {peak:.2f} GiB; {len(written)} of {len(_files_of(out / 'lake'))} Parquet files written")
    _print_release(release)


def _print_release(release: Release) -> None:
    rows = release.manifest["rows"]
    print(
        f"  release {release.number}: {rows['dim_report']} reports, {rows['fact_mention']} numbers, "
        f"{rows['fact_indicator']} values; changes {release.manifest['changes']}"
    )
    for name in ("parquet", "csv"):
        _print_size(name, release.path / name)
    print(f"  warehouse.duckdb {(release.path / 'warehouse.duckdb').stat().st_size / 2**20:.0f} MiB")


def _print_size(name: str, folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"  {name} {size / 2**20:.0f} MiB")


def _cpu_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _files_of(lake: Path) -> dict[Path, int]:
    return {path: path.stat().st_ino for path in lake.rglob("*.parquet")}


if __name__ == "__main__":
    raise SystemExit(main())
