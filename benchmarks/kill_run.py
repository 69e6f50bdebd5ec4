"""What a kill of a whole run leaves: SIGKILL at random moments from reading to publishing, and no hands to help.

    python -m benchmarks.kill_run [--kills 100] [--minutes 0] [--reports 3] [--complete-every 5] [--seed 1]

Before each run a report is changed or added. The run, with its processes, is killed: half of the times at a random
moment, half of the times within two seconds after a phase drawn at random began, so that short phases are hit as well.
Then the current release must be whole (every file as its checksum says), open, and be no older than before. After some
kills a run goes to its end: it must succeed, and give the Parquet files of an undisturbed run over the same reports in
a new folder, byte for byte. Exit status 1 when anything of this does not hold. With --minutes it ends then, however
many kills were done. Not here: the publisher alone with readers (`kill_publisher`), other faults (`break_run`), power
failure.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from benchmarks.runs import (
    change_reports,
    finish_run,
    kill_run,
    list_differences,
    look_at,
    start_run,
    working_folder,
    write_small_reports,
)
from warehouse.release import current_release

# What a line of progress begins with, and the phase that it ends.
_PHASES = {
    "opened": "reading",
    "extracted": "extraction",
    "fact_indicator": "facts",
    "judge_facts": "checks",
    "mart": "comparisons",
    "chart": "charts",
    "site": "site",
    "release": "publishing",
}


@dataclass
class Tally:
    """What was found over all kills."""

    kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    completed: int = 0


def main(arguments: list[str] | None = None) -> int:
    """Kill, look, complete; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--minutes", type=float, default=0.0)
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--complete-every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    root = working_folder("kill-run-")
    try:
        return _run(root, options)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(root: Path, options: argparse.Namespace) -> int:
    draw, began, load = random.Random(options.seed), time.monotonic(), os.getloadavg()[0]
    folder, out = root / "reports", root / "out"
    write_small_reports(folder, options.reports)
    assert finish_run(folder, out, root / "progress.txt") == 0, (root / "progress.txt").read_text()
    started = time.monotonic()
    change_reports(folder, draw)
    assert finish_run(folder, out) == 0
    lasting = time.monotonic() - started
    tally = Tally()
    for number in range(1, options.kills + 1):
        change_reports(folder, draw)
        before = current_release(out)
        assert before is not None
        process = start_run(folder, out, log=root / "progress.txt")
        _wait_for_the_moment(process, root / "progress.txt", lasting, draw)
        was_alive = kill_run(process)
        tally.kills[_phase_of(root / "progress.txt") if was_alive else "after its end"] += 1
        tally.faults += [f"after kill {number}: {fault}" for fault in look_at(out, before.number)]
        is_late = options.minutes and time.monotonic() - began > options.minutes * 60
        if number % options.complete_every == 0 or number == options.kills or is_late:
            _complete(folder, out, root / "undisturbed", tally)
            done = f"{number} kills, {tally.completed} runs completed, {len(tally.faults)} faults"
            print(f"{time.monotonic() - began:6.0f} s: {done}", flush=True)
        if is_late:
            break
    kills = tally.kills.total()
    print(
        f"{kills} kills of a run of {lasting:.0f} s over {options.reports} reports, seed {options.seed}, "
        f"load {load:.1f} at the start and {os.getloadavg()[0]:.1f} at the end"
    )
    for phase, count in tally.kills.most_common():
        print(f"  {count:4d}  {phase}")
    print(f"{tally.completed} runs after kills ended with the bytes of an undisturbed run")
    print(f"{len(tally.faults)} faults")
    for line in tally.faults[:10]:
        print(f"  {line}")
    return 1 if tally.faults or not tally.completed else 0


def _wait_for_the_moment(process: ForkServerProcess, log: Path, lasting: float, draw: random.Random) -> None:
    if draw.random() < 0.5:
        process.join(draw.uniform(0.0, lasting))
        return
    # The phases' names are those that follow: the one drawn begins when the one before has said that it ended.
    awaited = draw.choice(list(_PHASES)[:-1])
    deadline = time.monotonic() + 3 * lasting
    while process.exitcode is None and time.monotonic() < deadline:
        if any(line.startswith(awaited) for line in _lines(log)):
            process.join(draw.uniform(0.0, 2.0))
            return
        process.join(0.05)


def _lines(log: Path) -> list[str]:
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
    return [line.strip() for line in text.splitlines()]


def _phase_of(log: Path) -> str:
    """The phase that the run was in: the one after the last that it said it had ended."""
    lines = _lines(log)
    ended = [place for place, start in enumerate(_PHASES) if any(line.startswith(start) for line in lines)]
    names = list(_PHASES.values())
    if not lines or not ended:
        return "starting, reading"
    return names[min(max(ended) + 1, len(names) - 1)]


def _complete(folder: Path, out: Path, undisturbed: Path, tally: Tally) -> None:
    shutil.rmtree(undisturbed, ignore_errors=True)
    statuses = [finish_run(folder, place) for place in (out, undisturbed)]
    if statuses != [0, 0]:
        tally.faults.append(f"a run after kills ended with {statuses[0]}, an undisturbed one with {statuses[1]}")
    elif differing := list_differences(out, undisturbed):
        tally.faults.append(f"other bytes than an undisturbed run: {', '.join(differing[:5])}")
    else:
        tally.completed += 1


if __name__ == "__main__":
    raise SystemExit(main())
