"""Readers that never stop while releases are published: errors, half states, and how long a read takes.

    python -m benchmarks.load [--minutes 1] [--readers 10] [--reports 24]

A publisher in a process of its own makes release after release. Each reader opens the current release, by
`open_warehouse` and by the fixed path, asks queries whose answers must fit each other and the manifest, and begins
again. Exit status 1 when a reader met an error or a half state, saw an older release after a newer one, or nothing was
published or read. Not here: kills (`kill_publisher`, whose publisher and readers these are), whole runs (`break_run`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import time
from pathlib import Path

from benchmarks.kill_publisher import KEPT, TABLES_PUBLISHED, start_role
from benchmarks.lakes import make_lake
from benchmarks.runs import working_folder
from warehouse.lake import Lake
from warehouse.release import publish


def main(arguments: list[str] | None = None) -> int:
    """Publish and read for a while, say what was found; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--readers", type=int, default=10)
    parser.add_argument("--reports", type=int, default=24)
    options = parser.parse_args(arguments)
    root = working_folder("load-")
    try:
        return _run(root, options.minutes, options.readers, options.reports)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(root: Path, minutes: float, readers: int, reports: int) -> int:
    lakes = [make_lake(root / f"lake{size}", size).root for size in (reports, reports + 6)]
    out, stop, load = root / "out", root / "stop", os.getloadavg()[0]
    publish(out, Lake(lakes[0], TABLES_PUBLISHED), {}, {"size": 0}, KEPT)
    began = time.monotonic()
    reading = [start_role("reader", out, stop, 0.5 if number == 0 else 0.0) for number in range(readers)]
    publisher = start_role("publisher", out, *lakes)
    time.sleep(minutes * 60)
    publisher.send_signal(signal.SIGKILL)
    published = len(publisher.communicate()[0].split()) - 1  # the first line says that it is ready
    stop.touch()
    found = [json.loads(reader.communicate(timeout=600)[0]) for reader in reading]
    seconds = sorted(second for reader in found for second in reader["seconds"])
    reads, errors = sum(reader["reads"] for reader in found), sum(reader["error_count"] for reader in found)
    print(
        f"{time.monotonic() - began:.0f} s, load {load:.1f} before and {os.getloadavg()[0]:.1f} after: {published} "
        f"releases published, {readers} readers, {reads} reads (each opens twice), {errors} errors, "
        f"{min(reader['releases'] for reader in found)} to {max(reader['releases'] for reader in found)} releases seen "
        "by a reader"
    )
    if seconds:
        middle, most = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.99)]
        print(f"a read took {middle:.2f} s at p50, {most:.2f} s at p99, {seconds[-1]:.2f} s at most")
    for error in [error for reader in found for error in reader["errors"]][:10]:
        print(f"  {error}")
    return 1 if errors or not reads or not published else 0


if __name__ == "__main__":
    raise SystemExit(main())
