"""The groups of peers that users choose, and every value among its peers.

Here: the assets `peer_choice` and `mart_benchmark`. Not here: what is computed (`transforms.benchmarks.regions`), which
groups there are without users (transforms/catalog/peers.yaml).
"""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.marts import make_comparison
from orchestration.assets.sources import open_sources
from orchestration.fingerprints import fingerprint_tables, fingerprint_values
from orchestration.measuring import measured
from orchestration.owed import benchmarks_owed
from orchestration.partitions import REPORT_YEARS
from orchestration.places import find_peers_file
from orchestration.resources import ReportsFolder, SourcesFile, WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.benchmarks import compare_regions
from transforms.catalog.peers import read_peer_choices
from warehouse.tables import PEER_CHOICE

OWNERS = ["team:domain-analysis"]


@dg.asset(
    deps=["dim_region"],
    group_name="reports",
    kinds={"yaml", "parquet"},
    owners=OWNERS,
    metadata=column_schema("peer_choice"),
)
@measured
def peer_choice(
    context: dg.AssetExecutionContext,
    reports_folder: ReportsFolder,
    sources_file: SourcesFile,
    warehouse_store: WarehouseStore,
) -> dg.MaterializeResult[Any]:
    """Groups of peers from the YAML of users; empty without one. A fault in it stops the run."""
    lake = warehouse_store.lake
    file = find_peers_file(reports_folder, open_sources(sources_file))
    try:
        codes = frozenset(lake.read("dim_region")["region_code"].to_list()) if file else frozenset()
        rows = PEER_CHOICE.empty() if file is None else read_peer_choices(file.read_text(encoding="utf-8-sig"), codes)
    except (OSError, ValueError) as error:
        raise dg.Failure(description=f"{file}: {error}", allow_retries=False) from None
    inputs = fingerprint_values(rows.rows(), fingerprint_tables("peer_choice"))
    if not lake.is_current("peer_choice", None, inputs):
        lake.write("peer_choice", rows, inputs=inputs)
    context.log.info(f"peer_choice: {rows.height} members{f' from {file}' if file else ' (no peers.yaml)'}")
    return dg.MaterializeResult(metadata=describe_table(rows, file=str(file or "")))


@dg.asset(
    deps=["dim_report", "fact_indicator", "dim_indicator", "region_year", "peer_choice"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_benchmark"),
)
@measured
def mart_benchmark(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """A unit's value, as reported and divided, among each group of its peers of the year."""
    lake = warehouse_store.lake

    def compare(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
        return compare_regions(facts, reports, indicators, lake.read("region_year"), lake.read("peer_choice"))

    return make_comparison(context, lake, "mart_benchmark", compare, benchmarks_owed(lake), 0)
