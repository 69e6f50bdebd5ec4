"""What kills leave in the lake: SIGKILL at random moments from reading to the last comparison, many in a short time.

    python -m benchmarks.kill_tables [--kills 200] [--minutes 0] [--reports 3] [--complete-every 10] [--seed 1]

The steps that make the tables, without the checks, pages and the release that take most of the time of a run over few
reports (`kill_run` kills those as well). Before each kill a report is changed or added. After some kills the steps go
to their end, and the lake must have the bytes of one that was made undisturbed. Exit status 1 when it has not.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import time
from pathlib import Path

from benchmarks.lakes import JUDGED_LATER, make_tables
from benchmarks.runs import change_reports, kill_run, start_process, working_folder, write_small_reports
from warehouse.lake import Lake
from warehouse.tables import TABLES

_MADE = sorted(set(TABLES) - set(JUDGED_LATER))


def main(arguments: list[str] | None = None) -> int:
    """Kill, complete, compare; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--complete-every", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    root = working_folder("kill-tables-")
    try:
        return _run(root, options)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def make(reports: str, out: str) -> int:
    """All steps, in a process that may be killed; returns an exit status."""
    make_tables(Path(reports), Path(out), _MADE, 1)
    return 0


def _run(root: Path, options: argparse.Namespace) -> int:
    draw, began, load = random.Random(options.seed), time.monotonic(), os.getloadavg()[0]
    reports, out = root / "reports", root / "out"
    write_small_reports(reports, options.reports)
    _finish(reports, out, root)
    started = time.monotonic()
    change_reports(reports, draw)
    _finish(reports, out, root)
    lasting = time.monotonic() - started
    kills = hits = completed = 0
    faults: list[str] = []
    for number in range(1, options.kills + 1):
        change_reports(reports, draw)
        process = start_process(make, (str(reports), str(out)), root / "log.txt")
        process.join(draw.uniform(0.0, lasting))
        kills, hits = kills + 1, hits + kill_run(process)
        is_late = bool(options.minutes) and time.monotonic() - began > options.minutes * 60
        if number % options.complete_every == 0 or number == options.kills or is_late:
            faults += _complete(reports, out, root)
            completed += 1
            print(
                f"{time.monotonic() - began:6.0f} s: {kills} kills, {completed} completed, {len(faults)} faults",
                flush=True,
            )
        if is_late:
            break
    print(
        f"{kills} kills of steps that take {lasting:.0f} s over {options.reports} reports, {hits} before their end; "
        f"seed {options.seed}, load {load:.1f} at the start; {completed} times completed, {len(faults)} faults"
    )
    for fault in faults[:10]:
        print(f"  {fault}")
    return 1 if faults or not hits else 0


def _complete(reports: Path, out: Path, root: Path) -> list[str]:
    undisturbed = root / "undisturbed"
    shutil.rmtree(undisturbed, ignore_errors=True)
    try:
        for place in (out, undisturbed):
            _finish(reports, place, root)
    except AssertionError as error:
        return [str(error)]
    one, other = (
        {
            f"{table}/{path.name}": content
            for table in _MADE
            for path, content in Lake(place / "lake").contents(table).items()
        }
        for place in (out, undisturbed)
    )
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    return [f"other bytes: {', '.join(differing[:5])}"] if differing else []


def _finish(reports: Path, out: Path, root: Path) -> None:
    process = start_process(make, (str(reports), str(out)), root / "log.txt")
    process.join()
    assert process.exitcode == 0, (root / "log.txt").read_text(encoding="utf-8", errors="replace")[-1500:]


if __name__ == "__main__":
    raise SystemExit(main())
