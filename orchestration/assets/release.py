"""Everything -> a release: the asset that publishes, in one atomic step, what readers open.

Here: `release`. Not here: how a release is built (warehouse.release).
"""

import os
import platform
from importlib.metadata import version
from typing import Any

import dagster as dg

from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.measuring import measured
from orchestration.owed import BLOCKING, list_stale
from orchestration.resources import WarehouseStore
from warehouse.lake import Lake
from warehouse.release import Release, current_release, publish
from warehouse.tables import TABLES


@dg.asset(
    deps=[*TABLES, "chart", "site"],
    group_name="publication",
    kinds={"duckdb"},
    owners=["team:data-engineering"],
)
@measured
def release(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """The published warehouse: DuckDB file, Parquet, CSV, charts, site, Data Docs, what changed, manifest.

    All blocking checks have passed on exactly these tables: without that quality_result is not current, and stale.
    """
    lake = warehouse_store.lake
    if stale := list_stale(lake):
        raise dg.Failure(
            f"not released: {', '.join(stale[:5])}{' …' if stale[5:] else ''} rest on other inputs than the others; "
            "run over all years",
            allow_retries=False,
        )
    folders = {name: warehouse_store.work / name for name in ("charts", "data_docs", "site")}
    facts = gather_facts(lake)
    inputs = fingerprint_values(
        # `source_fetch` holds times: asking pages that did not change makes no new release.
        {table: lake.fingerprint(table) for table in TABLES if table != "source_fetch"},
        *((folders[name] / "inputs.txt").read_text(encoding="utf-8") for name in ("charts", "site")),
        fingerprint_packages("warehouse", "expectations"),
    )
    current = current_release(warehouse_store.root)
    if current is not None and inputs in (current.manifest["facts"].get(key) for key in ("inputs", "withdrawn")):
        restored = current.manifest.get("restored_from")
        context.log.info(
            f"release: {current.number} is current, nothing changed"
            + (f" since {restored} was restored" if restored is not None else "")
        )
        _note_listing(warehouse_store)
        return _describe(current, published=False)
    published = publish(
        warehouse_store.root,
        lake,
        folders,
        {"inputs": inputs, "run_id": context.run.run_id, **facts},
        warehouse_store.keep_releases,
    )
    changes = published.manifest["changes"]
    context.log.info(
        f"release: published {published.number}; values added {changes['added']}, removed {changes['removed']}, "
        f"changed {changes['changed']}, moved by more than 1 % {changes['moved']}"
    )
    _note_listing(warehouse_store)
    return _describe(published, published=True)


def gather_facts(lake: Lake) -> dict[str, Any]:
    """What a manifest says of how its tables came about: inputs with their hashes, code, catalogue, checks."""
    results = lake.read("quality_result").join(
        lake.read("quality_rule").select("rule_id", "name", "severity"), on="rule_id", how="left"
    )
    return {
        "code": {
            "version": version("fazhi-warehouse"),
            "fingerprint": fingerprint_packages("transforms", "warehouse", "expectations", "orchestration"),
            "python": platform.python_version(),
            "libraries": {name: version(name) for name in ("dagster", "duckdb", "great-expectations", "polars")},
        },
        "catalogue": {
            "fingerprint": fingerprint_packages("transforms/catalog"),
            "indicators": lake.read("dim_indicator").height,
        },
        "sources": [
            {"source_path": path, "source_sha256": digest}
            for path, digest in lake.read("dim_report", columns=["source_path", "source_sha256"])
            .sort("source_path")
            .iter_rows()
        ],
        "decisions": lake.read("decision").select("decision_id", "file", "status").sort("decision_id").to_dicts(),
        "quarantined": lake.read("quarantine")
        .select("source_path", "source_sha256", "reason")
        .sort("source_path", "reason")
        .to_dicts(),
        "checks": {
            "blocking": [{"name": name, "passed": True} for name in BLOCKING],
            "findings": results.select(
                "rule_id", "name", "severity", "passed", "evaluated_count", "violated_count"
            ).to_dicts(),
        },
    }


def _note_listing(warehouse_store: WarehouseStore) -> None:
    """What the sensor compares the folder with: the listing that the current release was made of."""
    read = warehouse_store.listing_read
    if read.exists():
        read.replace(warehouse_store.listing_published)


def _describe(released: Release, published: bool) -> dg.MaterializeResult[Any]:
    return dg.MaterializeResult(
        metadata={
            "release": released.number,
            "published": published,
            "folder": dg.MetadataValue.path(str(released.path)),
            "database": dg.MetadataValue.path(str(released.path / "warehouse.duckdb")),
            "data_docs": _page(released, "data_docs"),
            "site": _page(released, "site"),
            "changes": _page(released, "changes"),
            "changed_values": dg.MetadataValue.json(released.manifest["changes"]),
            "rows": dg.MetadataValue.json(released.manifest["rows"]),
        },
        data_version=dg.DataVersion(str(released.number)),
    )


def _page(released: Release, name: str) -> dg.MetadataValue[Any]:
    """An address where `ui` serves the pages of the current release, else the file."""
    if served := os.environ.get("FAZHI_PAGES"):
        return dg.MetadataValue.url(f"{served}/{name}/index.html")
    return dg.MetadataValue.path(str(released.path / name / "index.html"))
