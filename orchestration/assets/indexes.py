"""fact_indicator -> the composite index: mart_index, mart_index_pillar, mart_index_step, mart_index_removal.

Here: one step that makes the four tables, a Parquet file a report year, only the years that are not current. Not here:
the recipe (transforms/catalog/index_recipe.yaml) and the arithmetic (transforms.benchmarks.index).
"""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from orchestration.assets.reports import read_lake_reports
from orchestration.measuring import measured
from orchestration.owed import INDEX_TABLES, indexes_owed
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_rows
from transforms.benchmarks.index import build_index
from warehouse.lake import partition_names
from warehouse.tables import TABLES


@dg.multi_asset(
    name="build_index",
    group_name="comparison",
    specs=[
        dg.AssetSpec(
            name,
            deps=["fact_indicator", "dim_report", "dim_indicator", "region_year"],
            description=f"{TABLES[name].meaning}（{TABLES[name].meaning_zh}）",
            kinds={"polars", "parquet"},
            owners=["team:domain-analysis"],
            metadata=column_schema(name),
        )
        for name in INDEX_TABLES
    ],
)
@measured
def build_composite_index(
    context: dg.AssetExecutionContext, warehouse_store: WarehouseStore
) -> Iterator[dg.MaterializeResult[Any]]:
    """Score and rank the units of each level and year; a year without a score has empty tables."""
    lake = warehouse_store.lake
    owed = indexes_owed(lake)
    for name in INDEX_TABLES:
        for partition in set(lake.partitions(name)) - set(owed):
            lake.remove(name, partition)
    remade = [
        partition
        for partition, inputs in owed.items()
        if not all(lake.is_current(name, partition, inputs) for name in INDEX_TABLES)
    ]
    reports, indicators = read_lake_reports(lake), lake.read("dim_indicator")
    region_years = lake.read("region_year")
    years = partition_names(reports["report_year"])
    for partition in remade:
        facts, of_year = lake.read("fact_indicator", [partition]), reports.filter(years == partition)
        tables = build_index(facts, of_year, indicators, region_years)
        for name, frame in zip(INDEX_TABLES, tables, strict=True):
            lake.write(name, frame, partition, inputs=owed[partition])
    context.log.info(f"index: {len(remade)} years{'' if remade else ' (nothing changed)'}")
    for name in INDEX_TABLES:
        yield dg.MaterializeResult(asset_key=name, metadata=describe_rows(lake.scan(name), partitions_made=remade))
