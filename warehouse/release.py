"""Releases: what readers open. Each is a folder that never changes again; one link says which is the current one.

Here: `publish` and `current_release`.
    OUT/releases/NNNNNN/     warehouse.duckdb, parquet/, csv/, the folders given (charts/, data_docs/), manifest.json
    OUT/current              link to releases/NNNNNN; replacing it is the one step that publishes
    OUT/warehouse.duckdb     link to current/warehouse.duckdb, never changed
Not here: how the database is built (`warehouse.build`), how it is opened (`warehouse.access`).

Publishers wait for each other (an operating-system lock on OUT/.publish.lock); readers never wait. A publisher that is
killed leaves the current release as it was and a folder whose name begins with a dot, which the next one clears.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.build import build_database
from warehouse.csv_export import export_csv
from warehouse.durable import hash_file, hold_lock, replace_link, sync, sync_tree
from warehouse.lake import Lake

DATABASE = "warehouse.duckdb"
MANIFEST = "manifest.json"
_FIXED_TARGET = f"current/{DATABASE}"
_OWN_NAMES = ("parquet", "csv", DATABASE, MANIFEST)
_NUMBER = re.compile(r"(?:\.building-|\.removing-)?([0-9]{6,})")


@dataclass(frozen=True)
class Release:
    """One release: its number, its folder, and what its manifest says."""

    number: int
    path: Path
    manifest: dict[str, Any]


def publish(out: Path, lake: Lake, folders: Mapping[str, Path], facts: Mapping[str, object], keep: int) -> Release:
    """Make a release of the lake and of `folders` (copied under their keys), and make it the current one.

    The manifest has `release`, `created_at` (UTC), `rows` a table, `absent` (tables never written to the lake),
    `files` (SHA-256 of each) and `facts` as given (JSON values). The last `keep` releases stay. Numbers only grow.
    Raises ValueError or FileNotFoundError for arguments that cannot be used, and what `build_database` raises; the
    current release is then what it was before.
    """
    if keep < 1:
        raise ValueError(f"keep is {keep}: at least the release that is published must stay")
    _check_folders(folders)
    # As they will be read back, so that the release returned is the release on disk.
    facts = json.loads(json.dumps(dict(facts), allow_nan=False))
    out.mkdir(parents=True, exist_ok=True)
    with hold_lock(out / ".publish.lock"):
        releases = out / "releases"
        releases.mkdir(exist_ok=True)
        _check_link(out)
        number = _last_number(out) + 1
        _clear_leftovers(out)
        building = releases / f".building-{number:06d}"
        finished = releases / f"{number:06d}"
        try:
            manifest = _fill(building, number, lake, folders, facts)
            os.rename(building, finished)
        finally:
            shutil.rmtree(building, ignore_errors=True)
        sync(releases)
        if not (out / DATABASE).is_symlink():
            replace_link(out / DATABASE, _FIXED_TARGET)
        replace_link(out / "current", f"releases/{finished.name}")
        _remove_old(releases, keep)
    return Release(number, finished.resolve(), manifest)


def current_release(out: Path) -> Release | None:
    """The release that `OUT/current` points at, or None when nothing was published.

    Raises FileNotFoundError when the release that it points at is not there or not whole.
    """
    link = out / "current"
    while link.is_symlink():
        target = os.readlink(link)
        path = (out / target).resolve()
        try:
            manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            return Release(manifest["release"], path, manifest)
        except FileNotFoundError as error:
            # Between the two lines a publisher may have gone on and removed the release: then the link has changed.
            if link.is_symlink() and os.readlink(link) == target:
                raise FileNotFoundError(f"{link} points at {target}, where there is no release: {error}") from error
    return None


def _fill(
    building: Path, number: int, lake: Lake, folders: Mapping[str, Path], facts: Mapping[str, object]
) -> dict[str, Any]:
    building.mkdir()
    # Copied first, and everything else made of the copy: what is written to the lake meanwhile cannot come between.
    absent = [table for table in lake.tables if not _copy_table(lake, table, building / "parquet" / table)]
    snapshot = Lake(building / "parquet", lake.tables)
    rows = build_database(building / DATABASE, snapshot, lake.tables)
    (building / DATABASE).chmod(0o444)
    (building / "csv").mkdir()
    for name, table in lake.tables.items():
        frames = (snapshot.read(name, [partition]) for partition in snapshot.partitions(name))
        export_csv(table, frames, building / "csv" / f"{name}.csv")
    for name, folder in folders.items():
        shutil.copytree(folder, building / name)
    manifest: dict[str, Any] = {
        "release": number,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": rows,
        "absent": absent,
        "files": _hash_files(building),
        "facts": dict(facts),
    }
    (building / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sync_tree(building)
    return manifest


def _copy_table(lake: Lake, table: str, target: Path) -> bool:
    files = lake.files(table)
    target.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, target / file.name)
    return bool(files)


def _hash_files(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): hash_file(path) for path in files}


def _check_folders(folders: Mapping[str, Path]) -> None:
    for name, folder in folders.items():
        if not name or name in _OWN_NAMES or name.startswith(".") or Path(name).name != name:
            raise ValueError(f"folder {name!r}: not a name for a folder in a release beside {', '.join(_OWN_NAMES)}")
        if not folder.is_dir():
            raise FileNotFoundError(f"folder {name!r}: {folder} is no folder")


def _check_link(out: Path) -> None:
    for link in (out / "current", out / DATABASE):
        if link.exists() and not link.is_symlink():
            raise FileExistsError(f"{link} is not the link that a release needs there: move it away")
    if (out / DATABASE).is_symlink() and os.readlink(out / DATABASE) != _FIXED_TARGET:
        raise FileExistsError(f"{out / DATABASE} points at {os.readlink(out / DATABASE)}: move it away")


def _last_number(out: Path) -> int:
    """The highest number ever seen: of releases, of builds that were killed, and of the current link."""
    names = [path.name for path in (out / "releases").iterdir()]
    if (out / "current").is_symlink():
        names.append(Path(os.readlink(out / "current")).name)
    return max((int(match[1]) for name in names if (match := _NUMBER.fullmatch(name))), default=0)


def _clear_leftovers(out: Path) -> None:
    for path in (out / "releases").glob(".*-*"):
        if _NUMBER.fullmatch(path.name):
            # What cannot be removed now (a file that is open on a network drive) is tried again by the next publish.
            shutil.rmtree(path, ignore_errors=True)


def _remove_old(releases: Path, keep: int) -> None:
    numbers = sorted(int(path.name) for path in releases.iterdir() if path.name.isdigit() and len(path.name) >= 6)
    for number in numbers[:-keep]:
        # Renamed first, so that a release that is half removed does not look like one.
        leaving = releases / f".removing-{number:06d}"
        os.rename(releases / f"{number:06d}", leaving)
        shutil.rmtree(leaving, ignore_errors=True)
