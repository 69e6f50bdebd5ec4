"""`make preview`: what the next release would change, without making one.

Here: `preview_changes`. The same assets run on a copy of the lake beside it, as far as the values of indicators; what
did not change is not computed there either. Not here: how releases are compared (`warehouse.release_diff`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import dagster as dg
import polars as pl

from orchestration.fingerprints import fingerprint_packages
from orchestration.partitions import ALL_YEARS
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.summary import reason_of_failure
from warehouse.changes_page import find_clauses, render_changes
from warehouse.csv_export import export_csv
from warehouse.durable import copy_or_link, hold_lock
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
    _copy_state(out, side)
    result = _compute(options, side)
    if not result.success:
        for event in result.all_events:
            if event.is_step_failure:
                print(f"  {event.step_key}: {reason_of_failure(event)}", file=sys.stderr)
        return 1
    diff = _compare(current, side)
    page = side / "changes" / "index.html"
    _print(diff, current, page)
    return 0


def _copy_state(out: Path, side: Path) -> None:
    with hold_lock(out / ".run.lock"):
        shutil.rmtree(side, ignore_errors=True)
        for name in _SHARED:
            place = out / name
            files = sorted(place.rglob("*")) if place.is_dir() else [place]
            for path in files:
                # A lock that was shared would make runs wait for the preview.
                if path.is_file() and not path.name.startswith("."):
                    target = side / path.relative_to(out)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    copy_or_link(path, target)


def _compute(options: argparse.Namespace, side: Path) -> dg.ExecuteInProcessResult:
    from orchestration.definitions import defs

    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize(
            list(defs().assets or ()),  # type: ignore[arg-type]
            # Pages as they were fetched last: a preview asks nobody.
            selection=dg.AssetSelection.assets("fact_indicator").upstream().required_multi_asset_neighbors()
            - dg.AssetSelection.assets("source_fetch"),
            resources={
                "reports_folder": ReportsFolder(
                    path=options.reports, regions=options.regions, region_year=options.region_year
                ),
                "sources_file": SourcesFile(path=options.sources, expected=options.expected),
                "decisions_folder": DecisionsFolder(path=options.decisions),
                "fetching": Fetching(),
                "warehouse_store": WarehouseStore(out=str(side), workers=options.workers),
            },
            tags=dict(ALL_YEARS),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            instance=instance,
            raise_on_error=False,
        )


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
