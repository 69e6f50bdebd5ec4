"""`make preview`: what the next release would change, without making one.

Here: `preview_changes`. The same assets run on a copy of the lake beside it, as far as the values of indicators; what
did not change is not computed there either. Not here: how releases are compared (`warehouse.release_diff`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import dagster as dg
import polars as pl

from orchestration.fingerprints import fingerprint_packages
from orchestration.side_runs import compute_beside, share_state
from warehouse.changes_page import find_clauses, render_changes
from warehouse.csv_export import export_csv
from warehouse.lake import Lake
from warehouse.release import Release, current_release
from warehouse.release_diff import compare_releases, differing_partitions, read_tables
from warehouse.tables.history import RELEASE_DIFF

# What lets a run skip what was done before. All of it is only ever replaced as a whole, and may be shared.
_SHARED = ("lake", "raw", "work/documents", "work/folder_index.json")
_SHOWN = 10


def preview_changes(options: argparse.Namespace) -> int:
    """Write OUT/preview/changes and print the values that would move most. Returns the exit status."""
    out = Path(options.out)
    current = current_release(out)
    if current is None:
        print(f"nothing was published to {out} yet: there is nothing to compare with", file=sys.stderr)
        return 1
    side = out / "preview"
    share_state(out, side, _SHARED)
    values = dg.AssetSelection.assets("fact_indicator").upstream().required_multi_asset_neighbors()
    if not compute_beside(options, side, values.without_checks()):
        return 1
    diff = _compare(current, side)
    page = side / "changes" / "index.html"
    _print(diff, current, page)
    return 0


def _compare(current: Release, side: Path) -> pl.DataFrame:
    lake = Lake(side / "lake")
    files = {
        f"parquet/{table}/{path.name}": content
        for table in ("dim_report", "fact_indicator")
        for path, content in lake.contents(table).items()
    }
    partitions = differing_partitions(current.manifest["files"], files)
    facts = current.manifest["facts"]
    same_rules = facts.get("catalogue", {}).get("fingerprint") == fingerprint_packages(
        "transforms/catalog"
    ) and facts.get("code", {}).get("fingerprint") == fingerprint_packages(
        "transforms", "warehouse", "expectations", "orchestration"
    )
    before = current.path / "parquet"
    diff = compare_releases(read_tables(before, partitions), read_tables(lake.root, partitions), same_rules=same_rules)
    folder = side / "changes"
    folder.mkdir()
    introduction = [
        f"与发布 {current.number} 比较，尚未发布。 Compared with release {current.number}; nothing is published."
    ]
    if diff.is_empty():
        introduction.append("指标值没有变化。 No value would change.")
    page = render_changes(diff, find_clauses(diff, before, lake.root), "预览：下次发布的变化", introduction)
    (folder / "index.html").write_text(page, encoding="utf-8")
    export_csv(RELEASE_DIFF, [diff], folder / "release_diff.csv")
    return diff


def _print(diff: pl.DataFrame, current: Release, page: Path) -> None:
    counts = {change: diff.filter(pl.col("change") == change).height for change in ("added", "removed", "changed")}
    moved = diff.filter("has_moved")
    print(
        f"compared with release {current.number}: {counts['added']} values added, {counts['removed']} removed, "
        f"{counts['changed']} changed, of which {moved.height} move by more than 1 %"
    )
    for row in moved.head(_SHOWN).iter_rows(named=True):
        print(
            f"  {row['issuer']} {row['report_year']} {row['indicator_id']} {row['breakdown']}: "
            f"{row['previous_value']:g} -> {row['value']:g} [{row['reason']}]"
        )
    if moved.height > _SHOWN:
        print(f"  and {moved.height - _SHOWN} more")
    print(f"nothing was published; the page: {page}")
