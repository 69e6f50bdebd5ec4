"""Lakes of generated reports, made by the real assets, for benchmarks of what comes after.

Here: `write_reports`, `make_tables`, `make_lake`. Not here: what is measured (`build_release`, `kill_publisher`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import dagster as dg

from benchmarks.generator import generate_reports
from orchestration.definitions import defs
from orchestration.partitions import ALL_YEARS
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore
from warehouse.lake import Lake
from warehouse.tables import TABLES

YEARS = range(2019, 2025)
SEED = 5
# Judged by Great Expectations, which has a benchmark of its own.
JUDGED_LATER = tuple(name for name in TABLES if name.startswith("quality_"))


def write_reports(folder: Path, count: int, density: str = "real") -> None:
    """Write `count` reports of consecutive years as text files."""
    folder.mkdir(parents=True, exist_ok=True)
    places = -(-count // len(YEARS))
    for number, report in enumerate(generate_reports(places, YEARS, SEED, density)):
        if number < count:
            (folder / f"{report.key}.txt").write_text(report.text, encoding="utf-8")


def make_tables(reports: Path, out: Path, tables: Collection[str], workers: int) -> dict[str, float]:
    """Make tables below `out` as a run does, without checks and release; seconds of each step."""
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            list(defs().assets or ()),  # type: ignore[arg-type]
            selection=dg.AssetSelection.assets(*sorted(tables)),
            resources={
                "reports_folder": ReportsFolder(path=str(reports)),
                "sources_file": SourcesFile(),
                "decisions_folder": DecisionsFolder(path=str(out / "decisions")),
                "fetching": Fetching(),
                "warehouse_store": WarehouseStore(out=str(out), workers=workers),
            },
            tags=dict(ALL_YEARS),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            instance=instance,
        )
    return {
        event.step_key: event.step_success_data.duration_ms / 1000
        for event in result.all_events
        if event.event_type == dg.DagsterEventType.STEP_SUCCESS
    }


def make_lake(root: Path, count: int, without: Sequence[str] = JUDGED_LATER) -> Lake:
    """The lake of `count` generated reports, all tables but those judged."""
    write_reports(root / "reports", count)
    make_tables(root / "reports", root, set(TABLES) - set(without), workers=1)
    return Lake(root / "lake")
