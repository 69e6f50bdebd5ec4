"""`make reproduce`: does everything, made again from the raw files, give the bytes of the current release?

Here: `reproduce_release`. Everything is read, extracted, judged and compared in an empty folder; the Parquet files are
held against the checksums in the manifest. Pages are those that were fetched for the release. Not here: whether the
release is still what was published (`make releases VERIFY=1`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import dagster as dg

from orchestration.checks import FOUND
from orchestration.fingerprints import fingerprint_packages
from orchestration.side_runs import compute_beside, share_state
from warehouse.lake import Lake
from warehouse.release import Release, current_release
from warehouse.tables import TABLES

# What came from outside and cannot be made again. source_fetch holds times, and is taken over with the pages.
_RAW = ("raw", "lake/source_fetch")
_MADE = sorted(set(TABLES) - {"source_fetch"})
# Written by the checks, which come with what they check.
_ASKED = sorted(set(_MADE) - set(FOUND))
_SHOWN = 20


def reproduce_release(options: argparse.Namespace) -> int:
    """Print which files differ. Returns the exit status: 0 when all Parquet files have the bytes of the release."""
    out = Path(options.out)
    current = current_release(out)
    if current is None:
        print(f"nothing was published to {out} yet: there is nothing to reproduce", file=sys.stderr)
        return 1
    side = out / "reproduced"
    share_state(out, side, _RAW)
    try:
        selection = dg.AssetSelection.assets(*_ASKED)
        if not compute_beside(options, side, selection | selection.required_multi_asset_neighbors()):
            return 1
        return _compare(current, Lake(side / "lake"))
    finally:
        shutil.rmtree(side, ignore_errors=True)


def _compare(current: Release, lake: Lake) -> int:
    made = {
        f"parquet/{table}/{path.name}": content for table in _MADE for path, content in lake.contents(table).items()
    }
    published = {
        name: content
        for name, content in current.manifest["files"].items()
        if name.startswith("parquet/") and Path(name).parent.name in _MADE
    }
    differing = {name for name in made.keys() & published.keys() if made[name] != published[name]}
    lines = [
        *(f"{name}: other bytes" for name in sorted(differing)),
        *(f"{name}: only in the release" for name in sorted(published.keys() - made.keys())),
        *(f"{name}: not in the release" for name in sorted(made.keys() - published.keys())),
    ]
    same = len(made.keys() & published.keys()) - len(differing)
    print(f"release {current.number}: {same} of {len(published)} Parquet files are the same, byte for byte")
    for line in lines[:_SHOWN]:
        print(f"  {line}")
    if len(lines) > _SHOWN:
        print(f"  and {len(lines) - _SHOWN} more")
    if lines:
        then = current.manifest["facts"].get("code", {}).get("fingerprint")
        now = fingerprint_packages("transforms", "warehouse", "expectations", "orchestration")
        print(
            "code and catalogue are not those of the release"
            if then != now
            else "code and catalogue are those of the release: reports, decisions or other inputs changed since"
        )
    return 1 if lines else 0
