"""fact_indicator -> mart_yoy, mart_benchmark.

Here: the assets that compare. Not here: the formulas (transforms.benchmarks).
"""

from collections.abc import Callable
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.partitions import REPORT_YEARS, name_partition
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.benchmarks import compare_regions, compare_years
from warehouse.lake import Lake

OWNERS = ["team:domain-analysis"]


@dg.asset(
    deps=["dim_report", "fact_indicator", "dim_indicator"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_yoy"),
)
def mart_yoy(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Change from the year before, matched units only."""
    return _compare(context, warehouse_store.lake, "mart_yoy", compare_years)


@dg.asset(
    deps=["dim_report", "fact_indicator", "dim_indicator"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_benchmark"),
)
def mart_benchmark(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """A unit's value among its peers of the year."""
    return _compare(context, warehouse_store.lake, "mart_benchmark", compare_regions)


def _compare(
    context: dg.AssetExecutionContext,
    lake: Lake,
    table: str,
    compare: Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame],
) -> dg.MaterializeResult[Any]:
    """Make the partitions of `table` that are not current. A year's comparison looks at all years before it as well."""
    inputs = fingerprint_values(
        lake.fingerprint("fact_indicator"),
        lake.fingerprint("dim_report"),
        lake.fingerprint("dim_indicator"),
        fingerprint_packages("transforms/benchmarks", "warehouse/tables"),
    )
    owed = [partition for partition in context.partition_keys if partition in lake.partitions("fact_indicator")]
    for partition in set(context.partition_keys) - set(owed):
        lake.remove(table, partition)
    remade = [partition for partition in owed if not lake.is_current(table, partition, inputs)]
    if remade:
        compared = compare(lake.read("fact_indicator"), read_lake_reports(lake), lake.read("dim_indicator"))
        years = compared["report_year"].map_elements(name_partition, return_dtype=pl.String, skip_nulls=False)
        for partition in remade:
            lake.write(table, compared.filter(years == partition), partition, inputs=inputs)
    frame = lake.read(table, context.partition_keys)
    context.log.info(f"{table}: {frame.height} rows{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(metadata=describe_table(frame, partitions_made=remade))
