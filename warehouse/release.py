"""Releases: what readers open. Each is a folder that never changes again; one link says which is the current one.

Here: `publish`, `restore`, `current_release`, `find_release`, `list_releases`, `list_damage`.
    OUT/releases/NNNNNN/     warehouse.duckdb, parquet/, csv/, datapackage.json, dictionary/, manifest.json,
                             the folders given (charts/, data_docs/),
                             history/ and changes/: which releases there were, and what this one changed
    OUT/current              link to releases/NNNNNN; replacing it is the one step that publishes
    OUT/warehouse.duckdb     link to current/warehouse.duckdb, never changed
Not here: which files a release has (`warehouse.release_files`), how it is opened (`warehouse.access`).

Publishers wait for each other (an operating-system lock on OUT/.publish.lock); readers never wait. A publisher that is
killed leaves the current release as it was, and a folder that the next one clears. The release before is always kept:
a reader may have resolved the link and not yet opened the file. What is open stays readable when its folder is removed.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warehouse.durable import copy_or_link, hash_file, hold_lock, replace_link, sync, sync_tree
from warehouse.lake import Lake
from warehouse.release_files import DATABASE, MANIFEST, OWN_NAMES, Building, fill_release, write_history

LEAST_KEPT = 2
_FIXED_TARGET = f"current/{DATABASE}"
_NUMBER = re.compile(r"(?:\.building-|\.removing-)?([0-9]{6,})")
# Facts of a manifest that say what the values follow from besides the sources.
_RULES = ("code", "catalogue")


class NoSuchRelease(FileNotFoundError):
    """The release asked for is not there; the message says which are."""


@dataclass(frozen=True)
class Release:
    """One release: its number, its folder, and what its manifest says."""

    number: int
    path: Path
    manifest: dict[str, Any]


def publish(out: Path, lake: Lake, folders: Mapping[str, Path], facts: Mapping[str, object], keep: int) -> Release:
    """Make a release of the lake and of `folders` (copied under their keys), and make it the current one.

    The manifest has `release`, `created_at` (UTC), `restored_from` (null), `rows` a table, `absent` (tables never
    written to the lake), `changes` (values added, removed, changed, moved by more than 1 %), `patches` (how often the
    database was patched since it was built, see `warehouse.patch`), `files` (SHA-256 of each) and `facts` as given
    (JSON values). The last `keep` releases stay, and the one before in any case. Numbers only grow.
    Raises ValueError or FileNotFoundError for arguments that cannot be used, and what `build_database` raises; the
    current release is then what it was before.
    """
    _check_folders(folders)
    # As they will be read back, so that the release returned is the release on disk.
    facts = json.loads(json.dumps(dict(facts), allow_nan=False))

    def fill(building: Building, number: int, created_at: str, previous: Release | None) -> dict[str, Any]:
        before = previous.manifest["facts"] if previous else {}
        same_rules = previous is not None and all(before.get(name) == facts.get(name) for name in _RULES)
        patches = previous.manifest.get("patches", 0) if previous else 0
        described = fill_release(building, lake, folders, number, created_at, same_rules=same_rules, patches=patches)
        return {"restored_from": None, **described, "files": building.files, "facts": facts}

    return _publish(out, keep, fill)


def restore(out: Path, number: int, keep: int) -> Release:
    """Make an older release the current one, as a new release with the same files; nothing is computed again.

    The manifest's `restored_from` names the older one; the facts are the older one's, with `withdrawn` for the `inputs`
    of the release that it takes the place of, so that who publishes can tell that these inputs are not wanted.
    Raises NoSuchRelease when it is not among those that are kept, and ValueError when a file of it is not what it was.
    """
    find_release(out, number)  # before a folder is made

    def fill(building: Building, new_number: int, created_at: str, previous: Release | None) -> dict[str, Any]:
        older = find_release(out, number)
        if damage := list_damage(older):
            raise ValueError(f"release {number} is not what it was when it was published: {'; '.join(damage[:5])}")
        for name, content in older.manifest["files"].items():
            if not name.startswith(("history/", "changes/")):
                copy_or_link(older.path / name, building.place(name))
                building.files[name] = content
        for table in older.manifest["absent"]:
            (building.folder / "parquet" / table).mkdir(parents=True, exist_ok=True)
        changes = write_history(building, new_number, created_at, same_rules=False, restored_from=number)
        withdrawn = previous.manifest["facts"].get("inputs") if previous else None
        return {
            "restored_from": number,
            "rows": older.manifest["rows"],
            "absent": older.manifest["absent"],
            "changes": changes,
            "patches": older.manifest["patches"],
            "files": building.files,
            "facts": {**older.manifest["facts"], "withdrawn": withdrawn},
        }

    return _publish(out, keep, fill)


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


def find_release(out: Path, number: int) -> Release:
    """A release that is kept, current or not. Raises NoSuchRelease when it is not there."""
    for release in list_releases(out):
        if release.number == number:
            return release
    kept = ", ".join(str(release.number) for release in list_releases(out)) or "none"
    raise NoSuchRelease(f"there is no release {number} in {out}; kept are: {kept}")


def list_releases(out: Path) -> list[Release]:
    """The releases that are kept, oldest first; those that were never current (a publisher was killed) are left out."""
    current = current_release(out)
    if current is None:
        return []
    found = []
    for path in sorted((out / "releases").iterdir()):
        if path.name.isdigit() and len(path.name) >= 6 and int(path.name) <= current.number:
            try:
                manifest = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
            except (FileNotFoundError, NotADirectoryError):
                continue  # none of ours, or a publisher has just removed it
            found.append(Release(manifest["release"], path.resolve(), manifest))
    return sorted(found, key=lambda release: release.number)


def list_damage(release: Release) -> list[str]:
    """Files of a release that are missing, were added, or are not what they were when it was published."""
    there = {path.relative_to(release.path).as_posix() for path in release.path.rglob("*") if path.is_file()}
    expected = release.manifest["files"]
    return [
        *(f"{name} is missing" for name in sorted({*expected, MANIFEST} - there)),
        *(f"{name} does not belong there" for name in sorted(there - {*expected, MANIFEST})),
        *(
            f"{name} has other bytes"
            for name in sorted(there & set(expected))
            if hash_file(release.path / name) != expected[name]
        ),
    ]


def _publish(out: Path, keep: int, fill: Callable[[Building, int, str, Release | None], dict[str, Any]]) -> Release:
    """Let `fill` make the files of a release aside and say what its manifest holds; then publish it."""
    if keep < LEAST_KEPT:
        raise ValueError(f"keep is {keep}: the release published and the one before must stay, for readers")
    out.mkdir(parents=True, exist_ok=True)
    with hold_lock(out / ".publish.lock"):
        releases = out / "releases"
        releases.mkdir(exist_ok=True)
        _check_link(out)
        number = _last_number(out) + 1
        previous = _previous_release(out)
        _clear_leftovers(out, previous)
        folder = releases / f".building-{number:06d}"
        finished = releases / f"{number:06d}"
        created_at = datetime.now(UTC).isoformat(timespec="seconds")
        try:
            folder.mkdir()
            building = Building(
                folder, previous.path if previous else None, previous.manifest["files"] if previous else {}
            )
            manifest = {"release": number, "created_at": created_at, **fill(building, number, created_at, previous)}
            text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
            (folder / MANIFEST).write_text(text, encoding="utf-8")
            sync_tree(folder)
            os.rename(folder, finished)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        sync(releases)
        if not (out / DATABASE).is_symlink():
            replace_link(out / DATABASE, _FIXED_TARGET)
        replace_link(out / "current", f"releases/{finished.name}")
        _remove_old(releases, keep, previous)
    return Release(number, finished.resolve(), manifest)


def _previous_release(out: Path) -> Release | None:
    """The current release, to compare with and to link to; none when it was moved away or damaged."""
    try:
        previous = current_release(out)
    except FileNotFoundError:
        return None
    return previous if previous is not None and "files" in previous.manifest else None


def _check_folders(folders: Mapping[str, Path]) -> None:
    for name, folder in folders.items():
        if not name or name in OWN_NAMES or name.startswith(".") or Path(name).name != name:
            raise ValueError(f"folder {name!r}: not a name for a folder in a release beside {', '.join(OWN_NAMES)}")
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


def _clear_leftovers(out: Path, current: Release | None) -> None:
    """Remove what killed publishers left: builds, removals, and whole releases that never became current."""
    for path in (out / "releases").iterdir():
        match = _NUMBER.fullmatch(path.name)
        never_current = current is not None and path.name.isdigit() and int(path.name) > current.number
        if match and (path.name.startswith(".") or never_current):
            # What cannot be removed now (a file that is open on a network drive) is tried again by the next publish.
            shutil.rmtree(path, ignore_errors=True)


def _remove_old(releases: Path, keep: int, previous: Release | None) -> None:
    numbers = sorted(int(path.name) for path in releases.iterdir() if path.name.isdigit() and len(path.name) >= 6)
    for number in numbers[:-keep]:
        if previous is not None and number == previous.number:
            continue
        # Renamed first, so that a release that is half removed does not look like one.
        leaving = releases / f".removing-{number:06d}"
        os.rename(releases / f"{number:06d}", leaving)
        shutil.rmtree(leaving, ignore_errors=True)
