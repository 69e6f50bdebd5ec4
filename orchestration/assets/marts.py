"""fact_indicator -> mart_yoy, mart_benchmark; dim_report -> mart_structure.

Here: the assets that compare and judge reports. Not here: the formulas (transforms.benchmarks, transforms.reading).
"""

from collections.abc import Callable
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.owed import comparisons_owed, structure_owed, trends_owed
from orchestration.partitions import REPORT_YEARS, name_partition, partitions_of
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.benchmarks import compare_regions, compare_years, follow_years
from transforms.reading import judge_structure
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


@dg.asset(
    deps=["dim_report", "dim_section"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_structure"),
)
def mart_structure(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Which of the four blocks each report has, and whether it was published in time."""
    lake = warehouse_store.lake
    owed = structure_owed(lake)
    partitions = partitions_of(context)
    for partition in set(partitions) - set(owed):
        lake.remove("mart_structure", partition)
    wanted = [partition for partition in partitions if partition in owed]
    remade = [name for name in wanted if not lake.is_current("mart_structure", name, owed[name])]
    if remade:
        reports, sections = lake.read("dim_report"), lake.read("dim_section")
        names = pl.Series([name_partition(year) for year in reports["report_year"].to_list()], dtype=pl.String)
        for partition in remade:
            members = reports.filter(names == partition)
            judged = judge_structure(members, sections.join(members.select("report_id"), on="report_id", how="semi"))
            lake.write("mart_structure", judged, partition, inputs=owed[partition])
    frame = lake.read("mart_structure", partitions)
    context.log.info(f"mart_structure: {frame.height} reports{'' if remade else ' (nothing changed)'}")
    counts = dict(frame["timeliness_class"].drop_nulls().value_counts(sort=True).iter_rows())
    return dg.MaterializeResult(metadata=describe_table(frame, partitions_made=remade, **counts))


@dg.asset(
    deps=["dim_report", "fact_indicator", "dim_indicator"],
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_trend"),
)
def mart_trend(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Course over three and more years; one file, since a course spans the years."""
    lake = warehouse_store.lake
    inputs = trends_owed(lake)
    if not lake.is_current("mart_trend", None, inputs):
        followed = follow_years(lake.read("fact_indicator"), read_lake_reports(lake), lake.read("dim_indicator"))
        lake.write("mart_trend", followed, inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(lake.read("mart_trend")))


def _compare(
    context: dg.AssetExecutionContext,
    lake: Lake,
    table: str,
    compare: Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame],
) -> dg.MaterializeResult[Any]:
    """Make the partitions of `table` that are not current."""
    owed = comparisons_owed(lake)
    partitions = partitions_of(context)
    for partition in set(partitions) - set(owed):
        lake.remove(table, partition)
    wanted = [partition for partition in partitions if partition in owed]
    remade = [partition for partition in wanted if not lake.is_current(table, partition, owed[partition])]
    if remade:
        compared = compare(lake.read("fact_indicator"), read_lake_reports(lake), lake.read("dim_indicator"))
        years = compared["report_year"].map_elements(name_partition, return_dtype=pl.String, skip_nulls=False)
        for partition in remade:
            lake.write(table, compared.filter(years == partition), partition, inputs=owed[partition])
    frame = lake.read(table, partitions)
    context.log.info(f"{table}: {frame.height} rows{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(metadata=describe_table(frame, partitions_made=remade))
