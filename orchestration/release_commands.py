"""`make releases`, `make restore`: looking at the releases that are kept, and going back to one.

Here: `print_releases`, `restore_release`. Not here: what a release is (`warehouse.release`).
"""

from __future__ import annotations

import sys
from pathlib import Path

from warehouse.release import NoSuchRelease, Release, current_release, list_damage, list_releases, restore


def print_releases(out: Path, verify: bool) -> int:
    """List the releases, newest first; with `verify` compare every file with its checksum. Returns the exit status."""
    current = current_release(out)
    if current is None:
        print(f"nothing was published to {out} yet", file=sys.stderr)
        return 1
    damaged = False
    for release in reversed(list_releases(out)):
        print(_describe(release, release.number == current.number))
        if verify:
            damage = list_damage(release)
            damaged |= bool(damage)
            print("\n".join(f"      damaged: {line}" for line in damage) or "      every file is what it was")
    print(
        f"\nopen one in Python: warehouse.access.open_warehouse(Path({str(out)!r}), NUMBER)\n"
        "go back to one:     make restore RELEASE=NUMBER"
    )
    return 1 if damaged else 0


def restore_release(out: Path, number: int, keep: int) -> int:
    """Make an older release the current one. Returns the exit status."""
    try:
        release = restore(out, number, keep)
    except (NoSuchRelease, ValueError) as error:
        print(f"nothing was restored: {error}", file=sys.stderr)
        return 1
    print(
        f"release {release.number} is release {number} again; what changed: {release.path / 'changes' / 'index.html'}"
    )
    print("it stays until reports, code or catalogue change: a run over what was withdrawn publishes nothing")
    return 0


def _describe(release: Release, is_current: bool) -> str:
    manifest = release.manifest
    rows, changes = manifest["rows"], manifest.get("changes", {})
    restored = manifest.get("restored_from")
    return (
        f"{'→' if is_current else ' '} {release.number:6d}  {manifest['created_at']}  "
        f"{rows.get('dim_report', 0)} reports  {rows.get('fact_indicator', 0)} values  "
        f"+{changes.get('added', 0)} −{changes.get('removed', 0)} ~{changes.get('changed', 0)}"
        + (f"  restored from {restored}" if restored is not None else "")
        + f"\n      {release.path / 'warehouse.duckdb'}"
    )
