"""dim_report -> fact_mention -> fact_indicator, partitioned by report year.

Here: the assets whose rows are numbers. Each partition is made again only when its reports, or what is applied to
them, changed.
"""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.owed import facts_owed, mentions_owed
from orchestration.partitions import REPORT_YEARS, name_partition, partitions_of
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from orchestration.workers import cut_batches, map_batches
from transforms.extraction import extract
from transforms.extraction.units import unit_kinds
from transforms.facts import resolve_facts
from warehouse.tables import FACT_MENTION

OWNERS = ["team:domain-analysis"]
_REPORTS_A_BATCH = 250


@dg.asset(
    deps=["dim_report", "dim_indicator"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="facts",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("fact_mention"),
)
def fact_mention(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Every number of every report with its exact span, and what it measures or why it measures nothing."""
    lake = warehouse_store.lake
    owed = mentions_owed(lake)
    reports = lake.read("dim_report").select("report_id", "text", "body_end", "report_year", "content_type")
    names = pl.Series([name_partition(year) for year in reports["report_year"].to_list()], dtype=pl.String)
    partitions = partitions_of(context)
    remade = []
    for partition in partitions:
        if partition not in owed:
            lake.remove("fact_mention", partition)
        elif not lake.is_current("fact_mention", partition, owed[partition]):
            members = reports.filter(names == partition)
            context.log.info(f"extracting {members.height} reports of {partition}")
            mentions = find_mentions(members, warehouse_store.worker_count)
            lake.write("fact_mention", mentions, partition, inputs=owed[partition])
            remade.append(partition)
    mentions = lake.read("fact_mention", partitions)
    counts = dict(mentions["disposition"].value_counts(sort=True).iter_rows())
    context.log.info(f"fact_mention: {mentions.height} numbers{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(
        metadata=describe_table(
            mentions.filter(pl.col("disposition") != "not_metric"),
            partitions_made=remade,
            numbers=mentions.height,
            **counts,
        )
    )


@dg.asset(
    deps=["dim_report", "fact_mention"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="facts",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("fact_indicator"),
)
def fact_indicator(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """One value a report, indicator and part; the mentions not chosen are kept with the reason."""
    lake = warehouse_store.lake
    owed = facts_owed(lake)
    reports = read_lake_reports(lake)
    partitions = partitions_of(context)
    remade = []
    for partition in partitions:
        if partition not in owed:
            lake.remove("fact_indicator", partition)
        elif not lake.is_current("fact_indicator", partition, owed[partition]):
            facts = resolve_facts(lake.read("fact_mention", [partition]), reports)
            lake.write("fact_indicator", facts, partition, inputs=owed[partition])
            remade.append(partition)
    facts = lake.read("fact_indicator", partitions)
    context.log.info(f"fact_indicator: {facts.height} facts{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(
        metadata=describe_table(
            facts,
            partitions_made=remade,
            indicators=facts["indicator_id"].n_unique(),
            conflicts=int(facts["has_conflict"].sum()),
        )
    )


def find_mentions(reports: pl.DataFrame, workers: int) -> pl.DataFrame:
    """fact_mention of dim_report rows (report_id, text, body_end, report_year, content_type)."""
    keyed = reports.rename({"report_id": "report", "content_type": "document_type"})
    batches = [keyed.slice(batch[0], len(batch)) for batch in cut_batches(range(keyed.height), _REPORTS_A_BATCH)]
    mentions = pl.concat(map_batches(extract, batches, workers))
    years = reports.select("report_id", "report_year")
    return (
        mentions.rename({"report": "report_id", "indicator": "indicator_id"})
        .join(years, on="report_id", maintain_order="left")
        .with_columns(
            mention_number=pl.int_range(1, pl.len() + 1).over("report_id", "start", "end").cast(pl.Int32),
            unit_group=pl.col("unit").replace_strict(unit_kinds(), default=None, return_dtype=pl.String),
        )
        .select(FACT_MENTION.schema.names())
    )
