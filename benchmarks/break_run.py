"""A table of faults: each is done to a run some times, and then it is looked at what is left and what comes after.

    python -m benchmarks.break_run [--times 3] [--only "disk full"] [--reports 3] [--seed 1] [--json FILE]

After each fault the current release must be whole, open, and be no older than before (else: unreadable, lost); the next
run, that nobody prepares, must succeed (recovered), and give the Parquet files of an undisturbed run over the same
reports in a new folder, byte for byte (same). Exit status 1 when anything of this does not hold.
Here: the trials and the table. Not here: the faults (`faults`), kills (`kill_run`, `kill_publisher`).
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults import FAULTS, Impossible, Trial
from benchmarks.runs import change_reports, finish_run, list_differences, look_at, working_folder, write_small_reports
from warehouse.release import current_release

# Five releases of few reports need 300 MB, and the one that is built as much as one of them.
_DISK = "1500m"


@dataclass
class Row:
    """What was found of one fault."""

    fault: str
    tried: int = 0
    lost: int = 0
    unreadable: int = 0
    recovered: int = 0
    same: int = 0
    did: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether everything held that must hold."""
        return not self.lost and not self.unreadable and self.recovered == self.same == self.tried


def main(arguments: list[str] | None = None) -> int:
    """Try the faults, print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--only", action="append", default=[], choices=list(FAULTS))
    parser.add_argument("--reports", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args(arguments)
    root = working_folder("break-run-")
    root.chmod(0o755)
    rows = []
    try:
        trial = _prepare(root, options.reports, random.Random(options.seed))
        print(f"a run over a change in {options.reports} reports takes {trial.lasting:.0f} s, seed {options.seed}")
        for name in options.only or FAULTS:
            rows.append(_try(name, trial, options.times))
            print(_describe(rows[-1]), flush=True)
            if options.json:
                options.json.write_text(json.dumps([vars(row) for row in rows], ensure_ascii=False, indent=1))
    finally:
        if (root / "out").is_mount():
            # Lazily: processes of a daemon that was killed may take a moment to let go.
            subprocess.run(["umount", "-l", root / "out"], check=True)
        shutil.rmtree(root, ignore_errors=True)
    return 0 if all(row.is_well for row in rows) else 1


def _prepare(root: Path, reports: int, draw: random.Random) -> Trial:
    folder, out = root / "reports", root / "out"
    write_small_reports(folder, reports)
    out.mkdir()
    if os.geteuid() == 0:
        # Not everybody who is root may mount: then the one fault that needs it says so.
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_DISK},mode=755", "tmpfs", out], check=False)
    assert finish_run(folder, out, root / "progress.txt") == 0, (root / "progress.txt").read_text(encoding="utf-8")
    began = time.monotonic()
    change_reports(folder, draw)
    assert finish_run(folder, out) == 0
    return Trial(root, folder, out, draw, time.monotonic() - began)


def _try(name: str, trial: Trial, times: int) -> Row:
    row = Row(name)
    for _ in range(times):
        before = current_release(trial.out)
        assert before is not None
        change_reports(trial.reports, trial.draw)
        try:
            row.did[FAULTS[name](trial)] += 1
        except Impossible as error:
            row.remarks.append(f"not tried: {error}")
            return row
        except AssertionError as error:
            row.remarks.append(str(error))
        row.tried += 1
        found = look_at(trial.out, before.number)
        row.lost += any(words.startswith("release ") for words in found)
        row.unreadable += any(not words.startswith("release ") for words in found)
        row.remarks += found
        highest = current_release(trial.out)
        if (status := trial.finish()) != 0:
            row.remarks.append(f"the next run ended with {status}: {_last_words(trial.root / 'progress.txt')}")
            continue
        row.recovered += not look_at(trial.out, highest.number if highest else before.number)
        row.same += _is_same(trial, row)
    return row


def _is_same(trial: Trial, row: Row) -> bool:
    undisturbed = trial.root / "undisturbed"
    shutil.rmtree(undisturbed, ignore_errors=True)
    if (status := finish_run(trial.reports, undisturbed)) != 0:
        row.remarks.append(f"an undisturbed run ended with {status}")
        return False
    differing = list_differences(trial.out, undisturbed)
    row.remarks += [f"other bytes: {', '.join(differing[:5])}"] if differing else []
    return not differing


def _last_words(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-3:])


def _describe(row: Row) -> str:
    did = "; ".join(f"{words} ({count}x)" for words, count in row.did.most_common())
    counts = f"tried {row.tried}, lost {row.lost}, unreadable {row.unreadable}, recovered {row.recovered}, "
    lines = [f"{row.fault}: {counts}same bytes {row.same}  [{did}]", *(f"    {remark}" for remark in row.remarks)]
    return "\n".join(lines)


if __name__ == "__main__":
    raise SystemExit(main())
