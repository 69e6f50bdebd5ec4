"""Runs on an output folder of their own, that publish nothing and ask no page.

Here: `share_state`, `compute_beside`, for `preview` and `reproduce`. Not here: runs that publish (`automation`).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import dagster as dg

from orchestration.partitions import ALL_YEARS
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.summary import reason_of_failure
from warehouse.durable import copy_or_link, hold_lock


def share_state(out: Path, side: Path, names: Iterable[str]) -> None:
    """Make `side` anew with some files and folders of `out`: all of them such as are only ever replaced as a whole."""
    with hold_lock(out / ".run.lock"):
        shutil.rmtree(side, ignore_errors=True)
        side.mkdir(parents=True)
        for name in names:
            place = out / name
            files = sorted(place.rglob("*")) if place.is_dir() else [place]
            for path in files:
                # A lock that was shared would make runs wait for each other.
                if path.is_file() and not path.name.startswith("."):
                    target = side / path.relative_to(out)
                    target.parent.mkdir(parents=True, exist_ok=True)
                    copy_or_link(path, target)


def compute_beside(options: argparse.Namespace, side: Path, selection: dg.AssetSelection) -> bool:
    """Make assets, and the checks on them, in `side`, with pages as they were fetched last; says on stderr what failed.

    `options`: places and workers of the command line. Returns whether all succeeded.
    """
    from orchestration.definitions import defs

    definitions = defs()
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            [*(definitions.assets or ()), *(definitions.asset_checks or ())],  # type: ignore[list-item]
            selection=selection - dg.AssetSelection.assets("source_fetch"),
            resources={
                "reports_folder": ReportsFolder(
                    path=options.reports, regions=options.regions, region_year=options.region_year
                ),
                "sources_file": SourcesFile(path=options.sources, expected=options.expected),
                "decisions_folder": DecisionsFolder(path=options.decisions),
                "fetching": Fetching(),
                "warehouse_store": WarehouseStore(
                    out=str(side), workers=options.workers, cluster=os.environ.get("FAZHI_CLUSTER", "")
                ),
            },
            tags=dict(ALL_YEARS),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            instance=instance,
            raise_on_error=False,
        )
        for event in result.all_events:
            if event.is_step_failure:
                print(f"  {event.step_key}: {reason_of_failure(event)}", file=sys.stderr)
    return result.success
