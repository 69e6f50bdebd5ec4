"""`make fuzz`: search inputs that break a promise, target by target, and report what was tried and found.

    python -m benchmarks.fuzz --minutes 10 [--target html] [--folder data/fuzz]
    python -m benchmarks.fuzz --replay data/fuzz/findings/html/AssertionError-0123456789ab
    python -m benchmarks.fuzz --totals

Here: sharing the time, restarting a target that died, the report, replaying one input, the sum of all runs.
Not here: one target (`loop`). Exit status: 0 nothing found, 1 something found, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.fuzz.targets import TARGETS

_LEAST_SECONDS = 5
_COLUMNS = "target", "seconds", "executions", "coverage", "corpus", "findings"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="of all targets together")
    parser.add_argument("--target", action="append", choices=sorted(TARGETS), help="only this one; may be repeated")
    parser.add_argument("--folder", type=Path, default=Path("data/fuzz"), help="where corpora and findings are kept")
    parser.add_argument("--replay", type=Path, help="one input, in a folder with the name of its target")
    parser.add_argument("--totals", action="store_true", help="the sum of all runs kept in the folder")
    options = parser.parse_args()
    record = options.folder / "runs.jsonl"
    if options.replay:
        return replay(options.replay)
    if options.totals:
        print_totals(record)
        return 0
    targets = options.target or list(TARGETS)
    seconds = max(_LEAST_SECONDS, int(60 * options.minutes / len(targets)))
    begun = time.monotonic()
    print_row(dict.fromkeys(_COLUMNS) | {name: name for name in _COLUMNS})
    found = 0
    for name in targets:
        row = search_for(name, seconds, options.folder)
        print_row(row)
        found += int(row["findings"])
        with record.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({"at": datetime.now(UTC).isoformat(timespec="seconds"), **row}) + "\n")
    print(f"{(time.monotonic() - begun) / 60:.1f} minutes, {found} findings")
    if found:
        print(f"Replay one: {sys.executable} -m benchmarks.fuzz --replay {options.folder}/findings/TARGET/FILE")
    return 1 if found else 0


def search_for(name: str, seconds: int, folder: Path) -> dict[str, object]:
    """Search one target; where its process dies, the input is a finding and the search goes on."""
    findings = folder / "findings" / name
    findings.mkdir(parents=True, exist_ok=True)
    before = set(findings.iterdir())
    begun, executions, coverage = time.monotonic(), 0, 0
    while (left := seconds - int(time.monotonic() - begun)) > 0:
        command = [sys.executable, "-m", "benchmarks.fuzz.loop", name, str(left), str(folder)]
        ran = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        said = re.findall(r"stat::number_of_executed_units:\s*(\d+)", ran.stderr) or re.findall(
            r"(?m)^#(\d+)\s", ran.stderr
        )
        executions += int(said[-1]) if said else 0
        coverage = max([coverage, *map(int, re.findall(r"\bcov: (\d+)", ran.stderr))])
        if not said:
            raise SystemExit(f"{name}: the search did not begin:\n{ran.stderr[-2000:]}")
    new = {path for path in set(findings.iterdir()) - before if path.suffix != ".txt"}
    return {
        "target": name,
        "seconds": round(time.monotonic() - begun),
        "executions": executions,
        "coverage": coverage,
        "corpus": sum(1 for _ in (folder / "corpus" / name).iterdir()),
        # An input that was slow and came to an end is kept beside the findings and is none.
        "findings": sum(not path.name.startswith("slow-unit") for path in new),
    }


def replay(path: Path) -> int:
    """Try one input again; a fault comes with its traceback."""
    name = path.resolve().parent.name
    if name not in TARGETS:
        print(f"{path}: its folder is not named after a target: {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    begun = time.process_time()
    TARGETS[name].check(path.read_bytes())
    print(f"{path}: every promise of {name} is kept, in {time.process_time() - begun:.2f} seconds of CPU")
    return 0


def print_totals(record: Path) -> None:
    """Seconds, executions and findings by target, of all runs."""
    sums: dict[str, dict[str, int]] = {}
    for line in record.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        total = sums.setdefault(row["target"], dict.fromkeys(_COLUMNS[1:], 0))
        for column in ("seconds", "executions", "findings"):
            total[column] += row[column]
        for column in ("coverage", "corpus"):
            total[column] = max(total[column], row[column])
    print_row(dict.fromkeys(_COLUMNS) | {name: name for name in _COLUMNS})
    for name, total in sums.items():
        print_row({"target": name, **total})
    whole = {name: sum(total[name] for total in sums.values()) for name in _COLUMNS[1:]}
    print_row({"target": "all", **whole})


def print_row(row: dict[str, object]) -> None:
    """One line of a table."""
    print(f"{row['target']!s:14}" + "".join(f"{row[name]!s:>12}" for name in _COLUMNS[1:]), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
