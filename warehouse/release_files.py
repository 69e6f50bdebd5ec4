"""The files of a release in the making: Parquet, CSV, database, history, checksums; what did not change is linked.

Here: `Building`, `fill_release`, `write_history`. Not here: numbers, the lock, the step that publishes, retention
(`warehouse.release`).
A file that is the same as in the release before is a hard link to it: a release never changes, so it may be shared, and
costs neither time nor space. Nothing is linked to the lake, which does change.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from warehouse.bill_of_materials import BILL, bill_of_materials
from warehouse.build import build_database
from warehouse.changes_page import changes_page, find_clauses
from warehouse.csv_export import export_csv
from warehouse.data_package import PACKAGE, write_data_package
from warehouse.dictionary import write_dictionary
from warehouse.durable import copy_or_link, hash_file
from warehouse.lake import WHOLE, Lake
from warehouse.patch import PatchFailed, patch_database
from warehouse.release_diff import compare_releases, differing_partitions, read_tables
from warehouse.tables import Table, conform
from warehouse.tables.history import HISTORY_TABLES, QUALITY_HISTORY, RELEASE, RELEASE_DIFF

DATABASE, MANIFEST = "warehouse.duckdb", "manifest.json"
OWN_NAMES = ("parquet", "csv", "history", "changes", "dictionary", PACKAGE, BILL, DATABASE, MANIFEST)
# What a spreadsheet opens in one sheet, the header left out; a larger table gets one CSV file a year.
SHEET_ROWS = 1_048_575
# A patched file keeps holes where rows were: after so many patches it is built anew.
MOST_PATCHES = 10
_LOG = logging.getLogger(__name__)


class Building:
    """A release that grows in `folder`; `files` has the SHA-256 of each file by its name below it.

    `previous` is the folder of the release before and `previous_files` its checksums: None and nothing for the first.
    """

    def __init__(self, folder: Path, previous: Path | None, previous_files: Mapping[str, str]) -> None:
        self.folder, self.previous, self.previous_files = folder, previous, previous_files
        self.files: dict[str, str] = {}

    def add(self, source: Path, name: str, content: str) -> None:
        """Put the bytes of `source`, whose SHA-256 was `content`, at `name`."""
        if self.previous_files.get(name) == content and self.link(name):
            return
        # The source may have been replaced since it was hashed: what counts is what is in the release.
        self.files[name] = hash_file(Path(shutil.copyfile(source, self.place(name))))

    def link(self, name: str) -> bool:
        """Take a file over from the release before; whether it is there and still what it was."""
        if self.previous is None or not self.is_whole(name):
            return False
        copy_or_link(self.previous / name, self.place(name))
        self.files[name] = self.previous_files[name]
        return True

    def is_whole(self, name: str) -> bool:
        """Whether a file of the release before is there and still what it was."""
        if self.previous is None or name not in self.previous_files or not (self.previous / name).is_file():
            return False
        return hash_file(self.previous / name) == self.previous_files[name]

    def place(self, name: str) -> Path:
        """Where a file goes; its folder is made."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def note(self, *names: str) -> None:
        """Record files that were written in place."""
        self.files |= {name: hash_file(self.folder / name) for name in names}


def fill_release(
    building: Building,
    lake: Lake,
    folders: Mapping[str, Path],
    number: int,
    created_at: str,
    *,
    same_rules: bool,
    patches: int,
) -> dict[str, Any]:
    """Put everything but the manifest into the folder; returns `rows`, `absent`, `changes`, `patches` for the manifest.

    `same_rules`: code and catalogue are those of the release before. `patches`: how often its database was patched
    since it was built.
    """
    # Parquet first, and everything else made of it: what is written to the lake meanwhile cannot come between.
    absent = [table for table in lake.tables if not _add_table(building, lake, table)]
    snapshot = Lake(building.folder / "parquet", lake.tables)
    changes = write_history(building, number, created_at, same_rules=same_rules)
    history = Lake(building.folder / "history", HISTORY_TABLES)
    rows, patches = _make_database(building, snapshot, history, patches if same_rules else MOST_PATCHES)
    (building.folder / DATABASE).chmod(0o444)
    building.note(DATABASE)
    for name, table in lake.tables.items():
        _add_csv(building, snapshot, table, rows[name], may_link=same_rules)
    write_data_package(building.folder, lake.tables)
    building.place("dictionary/index.html")
    write_dictionary(building.folder / "dictionary")
    building.place(BILL).write_text(bill_of_materials(), encoding="utf-8")
    building.note(BILL, PACKAGE, "dictionary/index.html", "dictionary/dictionary.md")
    for name, folder in folders.items():
        (building.folder / name).mkdir()
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                building.add(path, (Path(name) / path.relative_to(folder)).as_posix(), hash_file(path))
            else:
                (building.folder / name / path.relative_to(folder)).mkdir(parents=True, exist_ok=True)
    return {
        "rows": {name: rows[name] for name in lake.tables},
        "absent": absent,
        "changes": changes,
        "patches": patches,
    }


def write_history(
    building: Building, number: int, created_at: str, *, same_rules: bool, restored_from: int | None = None
) -> dict[str, int]:
    """Compare with the release before: the tables in `history`, the page and CSV in `changes`; returns the counts."""
    parquet = building.folder / "parquet"
    diff = RELEASE_DIFF.empty()
    if building.previous is not None:
        partitions = differing_partitions(building.previous_files, building.files)
        before, after = read_tables(building.previous / "parquet", partitions), read_tables(parquet, partitions)
        diff = compare_releases(before, after, same_rules=same_rules, is_restored=restored_from is not None)
    counts = {change: diff.filter(pl.col("change") == change).height for change in ("added", "removed", "changed")}
    counts["moved"] = int(diff["has_moved"].sum())
    releases = pl.concat(
        [_earlier(building.previous, RELEASE), _describe(parquet, number, created_at, restored_from, counts)]
    )
    quality = pl.concat([_earlier(building.previous, QUALITY_HISTORY), _describe_quality(parquet, number)])
    history = Lake(building.folder / "history", HISTORY_TABLES)
    building.place("history/release/all.parquet")
    history.write("release", releases)
    history.write("release_diff", diff)
    history.write("quality_history", quality)
    clauses = find_clauses(diff, building.previous / "parquet" if building.previous else None, parquet)
    building.place("changes/index.html").write_text(changes_page(diff, releases, clauses), encoding="utf-8")
    export_csv(RELEASE_DIFF, [diff], building.folder / "changes" / "release_diff.csv")
    for table in HISTORY_TABLES:
        # Locks and states are the lake's own.
        for path in (building.folder / "history" / table).iterdir():
            if path.suffix != ".parquet":
                path.unlink()
        building.note(f"history/{table}/{WHOLE}.parquet")
    building.note("changes/index.html", "changes/release_diff.csv")
    return counts


def _earlier(previous: Path | None, table: Table) -> pl.DataFrame:
    path = previous / "history" / table.name / f"{WHOLE}.parquet" if previous else None
    if path is None or not path.is_file():
        return table.empty()
    # Written by an earlier version: columns that came since are null.
    return pl.concat([table.empty(), pl.read_parquet(path, hive_partitioning=False)], how="diagonal").select(
        table.schema.names()
    )


def _describe(
    parquet: Path, number: int, created_at: str, restored_from: int | None, counts: Mapping[str, int]
) -> pl.DataFrame:
    values = {
        "release_number": number,
        "created_at": created_at,
        "restored_from": restored_from,
        "report_count": _count(parquet / "dim_report"),
        "fact_count": _count(parquet / "fact_indicator"),
        **{f"{name}_count": count for name, count in counts.items()},
    }
    return pl.DataFrame([values], schema=RELEASE.schema)


def _describe_quality(parquet: Path, number: int) -> pl.DataFrame:
    results, rules = ([*(parquet / table).glob("*.parquet")] for table in ("quality_result", "quality_rule"))
    if not results:
        return QUALITY_HISTORY.empty()
    found = pl.read_parquet(results, hive_partitioning=False)
    known = pl.read_parquet(rules, hive_partitioning=False) if rules else QUALITY_HISTORY.empty()
    found = found.join(known.select("rule_id", "severity"), on="rule_id", how="left", maintain_order="left")
    found = found.with_columns(pl.lit(number, dtype=pl.Int64).alias("release_number"))
    return conform(found.select(QUALITY_HISTORY.schema.names()), QUALITY_HISTORY)


def _count(folder: Path) -> int:
    files = sorted(folder.glob("*.parquet"))
    return int(pl.scan_parquet(files).select(pl.len()).collect().item()) if files else 0


def _add_table(building: Building, lake: Lake, table: str) -> bool:
    """Copy or link the partitions of a table; whether there were any."""
    (building.folder / "parquet" / table).mkdir(parents=True)
    contents = lake.contents(table)
    for path, content in contents.items():
        building.add(path, f"parquet/{table}/{path.name}", content)
    return bool(contents)


def _make_database(building: Building, snapshot: Lake, history: Lake, patches: int) -> tuple[dict[str, int], int]:
    """The database, patched or built; returns the rows of each table, and how often it was patched since."""
    path = building.folder / DATABASE
    before = building.previous
    changed = {
        name
        for name in {*building.previous_files, *building.files}
        if name.startswith("parquet/") and building.previous_files.get(name) != building.files.get(name)
    }
    needed = [DATABASE, *(changed & set(building.previous_files))]
    if before is not None and patches < MOST_PATCHES and all(map(building.is_whole, needed)):
        earlier = Lake(before / "parquet", snapshot.tables)
        partitions = {
            table: [Path(name).stem for name in sorted(changed) if Path(name).parent.name == table]
            for table in snapshot.tables
        }
        try:
            return patch_database(path, before / DATABASE, earlier, snapshot, partitions, history), patches + 1
        except PatchFailed as reason:
            _LOG.info("the database is built anew: %s", reason)
    return build_database(path, snapshot, snapshot.tables, history), 0


def _add_csv(building: Building, snapshot: Lake, table: Table, rows: int, *, may_link: bool) -> None:
    partitions = snapshot.partitions(table.name)
    prefix = f"parquet/{table.name}/"
    is_divided = table.partitioned and rows > SHEET_ROWS
    sheets = (
        {f"csv/{table.name}/{partition}.csv": [partition] for partition in partitions}
        if is_divided
        else {f"csv/{table.name}.csv": partitions}
    )
    before = {name: content for name, content in building.previous_files.items() if name.startswith(prefix)}
    now = {name: content for name, content in building.files.items() if name.startswith(prefix)}
    for sheet, members in sheets.items():
        own = f"{prefix}{members[0]}.parquet" if is_divided else None
        is_unchanged = before.get(own) == now[own] if own else before == now
        if not (may_link and is_unchanged and building.link(sheet)):
            export_csv(table, (snapshot.read(table.name, [partition]) for partition in members), building.place(sheet))
            building.note(sheet)
