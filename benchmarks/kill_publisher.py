"""What a kill of the publishing process leaves: SIGKILL at random moments, with readers that never stop.

    python -m benchmarks.kill_publisher [--kills 100] [--readers 3] [--reports 24] [--seed 1]

A publisher makes release after release of two lakes of generated reports in turn: reports, numbers and values, a few
tables of all, so that kills hit every step and not only the longest. It is killed at a random moment and started again.
Readers in other processes open the current release again and again: by `open_warehouse`, by the fixed path as a program
that knows nothing of releases does, and one keeps each connection open for a while. After every kill the current
release is checked: no older than the last one acknowledged, every file as its checksum says, every table as many rows
as the manifest says. Exit status 1 when anything was unreadable or lost, or a reader met an error.
Not here: power failure, other file systems.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from benchmarks.lakes import make_lake
from warehouse.access import open_warehouse
from warehouse.lake import Lake
from warehouse.release import Release, current_release, list_damage, publish
from warehouse.tables import TABLES

KEPT = 3
TABLES_PUBLISHED = {
    name: TABLES[name]
    for name in (
        "dim_region",
        "dim_indicator",
        "dim_report",
        "dim_section",
        "dim_passage",
        "dim_version",
        "quarantine",
        "fact_mention",
        "fact_indicator",
    )
}


@dataclass
class Tally:
    """What was found over all kills."""

    kills: int = 0
    in_a_build: int = 0
    acknowledged: int = 0
    lost: int = 0
    unreadable: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run one role; returns the exit status."""
    if arguments is None:
        arguments = sys.argv[1:]
    if arguments and arguments[0] == "publisher":
        return publish_for_ever(Path(arguments[1]), [Path(place) for place in arguments[2:]])
    if arguments and arguments[0] == "reader":
        return read_until(Path(arguments[1]), Path(arguments[2]), float(arguments[3]))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--readers", type=int, default=3)
    parser.add_argument("--reports", type=int, default=24)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    root = Path(tempfile.mkdtemp(prefix="kill-publisher-"))
    try:
        return run(root, options.kills, options.readers, options.reports, options.seed)
    finally:
        shutil.rmtree(root, ignore_errors=True)


def run(root: Path, kills: int, readers: int, reports: int, seed: int) -> int:
    """The benchmark in the folder `root`; prints what was found."""
    lakes = [make_lake(root / f"lake{size}", size).root for size in (reports, reports + 6)]
    out, stop = root / "out", root / "stop"
    started = time.monotonic()
    first = publish(out, Lake(lakes[0], TABLES_PUBLISHED), {}, {"size": 0}, KEPT)
    one_publish = time.monotonic() - started
    reading = [start_role("reader", out, stop, 0.5 if number == 0 else 0.0) for number in range(readers)]
    tally, draw = Tally(), random.Random(seed)
    highest = first.number
    for _ in range(kills):
        publisher = start_role("publisher", out, *lakes)
        assert publisher.stdout is not None
        publisher.stdout.readline()
        time.sleep(draw.uniform(0.0, 2.5 * one_publish))
        publisher.send_signal(signal.SIGKILL)
        said, _ = publisher.communicate()
        numbers = [int(line) for line in said.split()]
        tally.kills += 1
        tally.acknowledged += len(numbers)
        highest = _check(out, max([highest, *numbers]), tally)
    stop.touch()
    results = [json.loads(reader.communicate(timeout=120)[0]) for reader in reading]
    return _report(tally, results, one_publish, highest)


def publish_for_ever(out: Path, lakes: list[Path]) -> int:
    """The publisher: a release of each lake in turn, its number said once it is published."""
    print("ready", flush=True)
    size = 0
    while True:
        for root in lakes:
            size += 1
            print(publish(out, Lake(root, TABLES_PUBLISHED), {}, {"size": size}, KEPT).number, flush=True)


def read_until(out: Path, stop: Path, hold_seconds: float) -> int:
    """A reader: open and count until `stop` is there; prints what it did as JSON."""
    reads, numbers, errors, last, seconds = 0, set(), [], 0, []
    while not stop.exists():
        try:
            began = time.monotonic()
            release = current_release(out)
            assert release is not None, "nothing is current"
            assert release.number >= last, f"release {release.number} after {last}"
            last = release.number
            with open_warehouse(out) as connection:
                _count_rows(connection, None)
                time.sleep(hold_seconds)
                _count_rows(connection, None)
            with duckdb.connect(str(out / "warehouse.duckdb"), read_only=True) as connection:
                _count_rows(connection, None)
            reads += 1
            numbers.add(last)
            if not hold_seconds:
                seconds.append(round(time.monotonic() - began, 3))
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
    counted = {"reads": reads, "releases": len(numbers), "errors": errors[:5], "error_count": len(errors)}
    print(json.dumps({**counted, "seconds": seconds}))
    return 0


def _count_rows(connection: duckdb.DuckDBPyConnection, release: Release | None) -> None:
    """Tables that belong together: every value has its mention, every mention its report, and as many as were made."""
    orphans = connection.execute(
        "SELECT (SELECT count(*) FROM fact_indicator ANTI JOIN dim_report USING (report_id)), "
        "(SELECT count(*) FROM value_sentence WHERE quote IS NULL OR quote = ''), "
        "(SELECT count(*) - (SELECT last(report_count ORDER BY release_number) FROM release) FROM dim_report)"
    ).fetchone()
    assert orphans == (0, 0, 0), orphans
    for table, rows in (release.manifest["rows"] if release else {}).items():
        [found] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() or (None,)
        assert found == rows, (table, found, rows)


def _check(out: Path, acknowledged: int, tally: Tally) -> int:
    """Judge what a kill left; returns the number of the current release."""
    try:
        release = current_release(out)
        assert release is not None, "nothing is current"
        if damage := list_damage(release):
            raise AssertionError("; ".join(damage[:3]))
        with open_warehouse(out) as connection:
            _count_rows(connection, release)
    except Exception as error:
        tally.unreadable.append(f"{type(error).__name__}: {error}")
        return acknowledged
    tally.lost += release.number < acknowledged
    left = [path.name for path in (out / "releases").iterdir()]
    tally.in_a_build += any(name.startswith(".") or int(name) > release.number for name in left)
    return release.number


def _report(tally: Tally, readers: list[dict[str, object]], one_publish: float, highest: int) -> int:
    reads = sum(int(str(reader["reads"])) for reader in readers)
    errors = sum(int(str(reader["error_count"])) for reader in readers)
    print(
        f"{tally.kills} kills, {tally.in_a_build} in the middle of a build; a publish takes {one_publish:.2f} s\n"
        f"{tally.acknowledged} releases acknowledged, {tally.lost} lost, {len(tally.unreadable)} unreadable after a "
        f"kill; last release {highest}\n"
        f"{len(readers)} readers: {reads} reads, {errors} errors"
    )
    for line in [*tally.unreadable[:5], *(str(error) for reader in readers for error in reader["errors"])]:  # type: ignore[attr-defined]
        print(f"  {line}")
    if not reads or not tally.in_a_build:
        print("nothing was shown: no reader read, or no kill hit a build")
        return 1
    return 1 if tally.lost or tally.unreadable or errors else 0


def start_role(role: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "benchmarks.kill_publisher", role, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


if __name__ == "__main__":
    raise SystemExit(main())
