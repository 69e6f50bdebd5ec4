"""What a kill of a whole run leaves: SIGKILL at random moments from reading to publishing, and no hands to help.

    python -m benchmarks.kill_run [--kills 100] [--reports 6] [--complete-every 5] [--seed 1]

Before each run a report is changed or added. The run, with its processes, is killed at a random moment; then the
current release must be whole (every file as its checksum says), open, and be no older than before. After some kills a
run goes to its end: it must succeed, and give the Parquet files of an undisturbed run over the same reports in a new
folder, byte for byte. Exit status 1 when anything of this does not hold. Not here: the publisher alone with readers
(`kill_publisher`), power failure.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.generator import generate_report
from benchmarks.lakes import YEARS, write_reports
from warehouse.access import open_warehouse
from warehouse.release import current_release, list_damage

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
    parser.add_argument("--reports", type=int, default=6)
    parser.add_argument("--complete-every", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    root = Path(tempfile.mkdtemp(prefix="kill-run-"))
    try:
        return _run(root, options.kills, options.reports, options.complete_every, random.Random(options.seed))
    finally:
        shutil.rmtree(root, ignore_errors=True)


def _run(root: Path, kills: int, reports: int, complete_every: int, draw: random.Random) -> int:
    folder, out = root / "reports", root / "out"
    write_reports(folder, reports)
    started = time.monotonic()
    assert _start(folder, out).wait() == 0
    lasting = time.monotonic() - started
    tally, load = Tally(), os.getloadavg()[0]
    for number in range(1, kills + 1):
        _change(folder, draw)
        before = current_release(out)
        assert before is not None
        process = _start(folder, out, log=root / "progress.txt")
        time.sleep(draw.uniform(0.0, lasting))
        is_over = process.poll() is not None
        os.killpg(process.pid, signal.SIGKILL) if not is_over else None
        process.wait()
        tally.kills["after its end" if is_over else _phase_of(root / "progress.txt")] += 1
        _look(out, before.number, tally)
        if number % complete_every == 0:
            _complete(folder, out, root / "undisturbed", tally)
    print(f"{kills} kills of a run of {lasting:.0f} s over {reports} reports, load {load:.1f} at the start")
    for phase, count in tally.kills.most_common():
        print(f"  {count:4d}  {phase}")
    print(f"{tally.completed} runs, each after {complete_every} kills, ended with the bytes of an undisturbed run")
    print(f"{len(tally.faults)} faults")
    for line in tally.faults[:10]:
        print(f"  {line}")
    return 1 if tally.faults or not tally.completed else 0


def _start(reports: Path, out: Path, log: Path | None = None) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "orchestration", "run", "--reports", str(reports), "--out", str(out)]
    with (log or Path(os.devnull)).open("wb") as progress:
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=progress, start_new_session=True)


def _change(folder: Path, draw: random.Random) -> None:
    place = draw.randrange(10**6)
    report = generate_report(7, place, draw.choice(list(YEARS)), "real")
    files = sorted(folder.glob("*.txt"))
    # Another text in a file that is there, or one file more and one less: the folder stays as large.
    target = draw.choice(files)
    if draw.random() < 0.5:
        target.unlink()
        target = folder / f"{report.key}-{place}.txt"
    target.write_text(report.text, encoding="utf-8")


def _phase_of(log: Path) -> str:
    """The phase that the run was in: the one after the last that it said it had ended."""
    lines = [line.strip() for line in log.read_text(encoding="utf-8", errors="replace").splitlines()]
    ended = [place for place, start in enumerate(_PHASES) if any(line.startswith(start) for line in lines)]
    names = list(_PHASES.values())
    if not lines or not ended:
        return "starting, reading"
    return names[min(max(ended) + 1, len(names) - 1)]


def _look(out: Path, at_least: int, tally: Tally) -> None:
    try:
        release = current_release(out)
        assert release is not None, "nothing is current"
        assert release.number >= at_least, f"release {release.number} after {at_least}"
        assert not (damage := list_damage(release)), "; ".join(damage[:3])
        with open_warehouse(out) as connection:
            lost = connection.execute(
                "SELECT count(*) FROM fact_indicator ANTI JOIN dim_report USING (report_id)"
            ).fetchone()
        assert lost == (0,), lost
    except Exception as error:
        tally.faults.append(f"after a kill: {type(error).__name__}: {error}")


def _complete(folder: Path, out: Path, undisturbed: Path, tally: Tally) -> None:
    shutil.rmtree(undisturbed, ignore_errors=True)
    statuses = [_start(folder, place).wait() for place in (out, undisturbed)]
    releases = [current_release(place) for place in (out, undisturbed)]
    if statuses != [0, 0] or None in releases:
        tally.faults.append(f"a run after kills ended with {statuses[0]}, an undisturbed one with {statuses[1]}")
        return
    one, other = (
        {name: content for name, content in release.manifest["files"].items() if name.startswith("parquet/")}
        for release in releases
        if release is not None
    )
    if differing := sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name)):
        tally.faults.append(f"other bytes than an undisturbed run: {', '.join(differing[:5])}")
    else:
        tally.completed += 1


if __name__ == "__main__":
    raise SystemExit(main())
