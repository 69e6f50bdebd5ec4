"""fact_indicator -> mart_yoy, mart_trend; dim_report -> mart_structure.

Here: the assets that compare years and judge reports, and `make_comparison`, which makes the years that are stale.
Not here: peers (`peers`), the formulas (transforms.benchmarks, transforms.reading).
"""

from collections.abc import Callable, Mapping
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.measuring import measured
from orchestration.owed import structure_owed, structure_parts_owed, trends_owed, years_needed, yoy_owed
from orchestration.partitions import REPORT_YEARS, partitions_of
from orchestration.renewal import renew_rows
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, count_rows, describe_rows, describe_table
from transforms.benchmarks import compare_years, follow_years
from transforms.reading import judge_structure
from warehouse.lake import Lake, partition_names

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
@measured
def mart_yoy(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Change from the year before, matched units only."""
    return make_comparison(context, warehouse_store.lake, "mart_yoy", compare_years, yoy_owed(warehouse_store.lake), 1)


@dg.asset(
    deps=["dim_report", "dim_section"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("mart_structure"),
)
@measured
def mart_structure(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Which of the four blocks each report has, and whether it was published in time."""
    lake = warehouse_store.lake
    owed = structure_owed(lake)
    partitions = partitions_of(context)
    for partition in set(partitions) - set(owed):
        lake.remove("mart_structure", partition)
    wanted = [partition for partition in partitions if partition in owed]
    remade = [name for name in wanted if not lake.is_current("mart_structure", name, owed[name])]
    parts = structure_parts_owed(lake)
    for partition in remade:

        def judge(ids: list[str], partition: str = partition) -> pl.DataFrame:
            reports, sections = (
                lake.read(table, [partition]).filter(pl.col("report_id").is_in(ids))
                for table in ("dim_report", "dim_section")
            )
            return judge_structure(reports, sections)

        rows, _ = renew_rows(lake, "mart_structure", partition, parts[partition], judge)
        lake.write("mart_structure", rows, partition, inputs=owed[partition], parts=parts[partition])
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
@measured
def mart_trend(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Course over three and more years; one file, since a course spans the years."""
    lake = warehouse_store.lake
    inputs = trends_owed(lake)
    if not lake.is_current("mart_trend", None, inputs):
        followed = follow_years(lake.read("fact_indicator"), read_lake_reports(lake), lake.read("dim_indicator"))
        lake.write("mart_trend", followed, inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(lake.read("mart_trend")))


def make_comparison(
    context: dg.AssetExecutionContext,
    lake: Lake,
    table: str,
    compare: Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame],
    owed: Mapping[str, str],
    years_back: int,
) -> dg.MaterializeResult[Any]:
    """Make the partitions of `table` that are not current, from their facts and those of the years before."""
    partitions = partitions_of(context)
    for partition in set(partitions) - set(owed):
        lake.remove(table, partition)
    wanted = [partition for partition in partitions if partition in owed]
    remade = [partition for partition in wanted if not lake.is_current(table, partition, owed[partition])]
    if remade:
        facts = lake.read("fact_indicator", years_needed(remade, years_back))
        compared = compare(facts, read_lake_reports(lake), lake.read("dim_indicator"))
        names = partition_names(compared["report_year"])
        for partition in remade:
            lake.write(table, compared.filter(names == partition), partition, inputs=owed[partition])
    rows = lake.scan(table, partitions)
    context.log.info(f"{table}: {count_rows(rows)} rows{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(metadata=describe_rows(rows, partitions_made=remade))
