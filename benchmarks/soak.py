"""Many good, bad and hostile files in one run, then run after run in one process: what grows?

    python -m benchmarks.soak [--files 10000] [--runs 20] [--reports 3] [--seed 1]

First a run over --files files: reports, files that are empty, cut, binary or without a year, files that were made to
crash or to fill memory. It must publish (exit 3), name every bad file, and keep every good one. Then --runs runs over a
small folder that changes before each, all in one process: memory, threads, open files, processes, the size of OUT and
of the temporary folder are printed after each. Exit status 1 when a run fails, a file is not accounted for,
or one of these is larger in the last third of the runs than in the middle third by more than its tolerance.
Here: making the files and measuring. Not here: what must come out of each kind of file (tests of documents and intake).
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass, fields
from pathlib import Path

from benchmarks.hostile_files import FILES
from benchmarks.runs import change_reports, finish_run, working_folder, write_small_report, write_small_reports
from warehouse.access import open_warehouse

_MEBIBYTE = 2**20
_FIRST, _SECOND = "青白石柳松古新云东西南北金银桃梅兰竹", "山河桥林泉溪坪岭湾口塘沟川原渡城庄店"
# These take seconds each: one of each is enough in ten thousand.
_HEAVY = ("zip_bomb.docx", "zip_bomb.zip", "inflating.pdf", "wide.html", "open_tags.html", "comments.html", "deep.html")
# What may differ between two thirds of the runs: share of the value, and so much besides.
_TOLERANCES = {
    "memory_mib": (0.08, 10), "threads": (0.0, 4), "open_files": (0.0, 3), "processes": (0.0, 1), "out_mib": (0.05, 5),
    "temporary_files": (0.0, 2), "releases": (0.0, 0),
}  # fmt: skip


@dataclass(frozen=True)
class Sizes:
    """What is looked at after each run."""

    memory_mib: float
    threads: float
    open_files: float
    processes: float
    out_mib: float
    temporary_files: float
    releases: float


def main(arguments: list[str] | None = None) -> int:
    """Run once over many files, then many times over few; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    root = working_folder("soak-")
    try:
        faults = run_over_many(root / "many", options.files, random.Random(options.seed)) if options.files else []
        if options.runs:
            faults += run_often(root / "often", options.reports, options.runs, random.Random(options.seed))
    finally:
        shutil.rmtree(root, ignore_errors=True)
    print(f"{len(faults)} faults")
    for fault in faults[:10]:
        print(f"  {fault}")
    return 1 if faults else 0


def write_mixed_files(folder: Path, count: int, draw: random.Random) -> tuple[int, int]:
    """Write `count` files in folders of a thousand; returns how many are good, and how many bad or hostile."""
    names = [name for name in FILES if name not in _HEAVY]
    heavy, good = list(_HEAVY), 0
    for number in range(count):
        place = folder / f"{number // 1000:03}"
        place.mkdir(parents=True, exist_ok=True)
        kind = draw.random()
        if kind < 0.7 or number == 0:
            town = _FIRST[number % 18] + _FIRST[number // 6480 % 18] + _SECOND[number // 18 % 18] + "镇"
            year = 2005 + number // 324 % 20
            text = write_small_report(town, year, 10 + number)
            (place / f"{number}.txt").write_text(text, encoding="gb18030" if draw.random() < 0.2 else "utf-8")
            good += 1
        elif kind < 0.85:
            (place / f"{number}.txt").write_bytes(_make_bad(number, draw))
        elif heavy:
            name = heavy.pop()
            (place / f"{number}-{name}").write_bytes(FILES[name]())
        else:
            name = draw.choice(names)
            # A byte more at the end, so that no two files are the same and each is opened.
            (place / f"{number}-{name}").write_bytes(FILES[name]() + b"%d" % number)
    return good, count - good


def _make_bad(number: int, draw: random.Random) -> bytes:
    whole = write_small_report("柳溪镇", 2023, number).encode()
    return draw.choice([b"", os.urandom(500), whole[: draw.randint(1, 40)], b"\x00" * 300, b"<html><body>", whole[7:9]])


def run_over_many(root: Path, count: int, draw: random.Random) -> list[str]:
    """One run over many files; what is wrong with what it left."""
    good, bad = write_mixed_files(root / "reports", count, draw)
    began, load = time.monotonic(), os.getloadavg()[0]
    log = root / "progress.txt"
    status = finish_run(root / "reports", root / "out", log)
    seconds = time.monotonic() - began
    if status != 3:
        return [f"the run over {count} files ended with {status}: {log.read_text(encoding='utf-8')[-2000:]}"]
    with open_warehouse(root / "out") as connection:
        kept = {path for (path,) in connection.execute("SELECT source_path FROM dim_report").fetchall()}
        refused = {path for (path,) in connection.execute("SELECT source_path FROM quarantine").fetchall()}
        reasons = connection.execute("SELECT reason, count(*) FROM quarantine GROUP BY ALL ORDER BY 2 DESC").fetchall()
    files = [path.relative_to(root / "reports").as_posix() for path in (root / "reports").rglob("*") if path.is_file()]
    peak = _read_peak(root / "out")
    print(
        f"{count} files, {good} good and {bad} bad or hostile: {seconds:.0f} s, load {load:.1f}, "
        f"peak memory {peak:.0f} MiB, {len(kept)} reports, {len(refused)} files in quarantine"
    )
    print("  " + ", ".join(f"{reason} {number}" for reason, number in reasons), flush=True)
    accounted = kept | refused
    # What an archive holds is named below the archive; a name with control characters is shown escaped.
    archives = {path.rpartition("/")[0] for path in accounted}
    missing = [path for path in files if path not in accounted | archives and "control" not in path]
    faults = [f"{path} is neither kept nor named" for path in missing]
    if len(kept) < good * 0.99:
        faults.append(f"{good} good files, but {len(kept)} reports")
    return faults


def run_often(root: Path, reports: int, runs: int, draw: random.Random) -> list[str]:
    """Run after run in this process; what grows."""
    from orchestration.command_line import main as run_command

    folder, out, temporary = root / "reports", root / "out", root / "temporary"
    temporary.mkdir(parents=True)
    tempfile.tempdir = os.environ["TMPDIR"] = str(temporary)
    write_small_reports(folder, reports)
    seen: list[Sizes] = []
    began = time.monotonic()
    for number in range(1, runs + 1):
        change_reports(folder, draw)
        with (
            (root / "printed.txt").open("w", encoding="utf-8") as printed,
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(printed),
        ):
            status = run_command(["run", "--reports", str(folder), "--out", str(out), "--workers", "1"])
        if status != 0:
            return [f"run {number} ended with {status}: {(root / 'printed.txt').read_text(encoding='utf-8')[-2000:]}"]
        seen.append(_measure(out, temporary))
        figures = ", ".join(f"{field.name} {getattr(seen[-1], field.name):.0f}" for field in fields(Sizes))
        print(f"  run {number}: {figures}", flush=True)
    print(f"{runs} runs in one process over {reports} reports, a change before each: {time.monotonic() - began:.0f} s")
    return list_growth(seen)


def list_growth(seen: list[Sizes]) -> list[str]:
    """What is larger in the last third of the runs than in the middle one, by more than its tolerance."""
    third = len(seen) // 3
    if not third:
        return []
    grown = []
    for name, (share, more) in _TOLERANCES.items():
        middle = statistics.median(getattr(sizes, name) for sizes in seen[third : 2 * third])
        last = statistics.median(getattr(sizes, name) for sizes in seen[2 * third :])
        if last > middle * (1 + share) + more:
            grown.append(f"{name} grew from {middle:.1f} to {last:.1f}")
    return grown


def _measure(out: Path, temporary: Path) -> Sizes:
    status = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines() if ":" in line
    )
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
    return Sizes(
        memory_mib=int(status["VmRSS"].split()[0]) / 1024,
        threads=float(status["Threads"]),
        open_files=len(list(Path("/proc/self/fd").iterdir())),
        processes=len(children),
        # Files that several releases share count once, as they do on the disk.
        out_mib=sum({path.lstat().st_ino: path.lstat().st_size for path in out.rglob("*")}.values()) / _MEBIBYTE,
        temporary_files=sum(1 for path in temporary.rglob("*") if path.is_file()),
        releases=len(list((out / "releases").iterdir())),
    )


def _read_peak(out: Path) -> float:
    [summary] = (out / "runs").glob("*/summary.json")
    return float(json.loads(summary.read_text(encoding="utf-8"))["peak_memory_mib"])


if __name__ == "__main__":
    raise SystemExit(main())
