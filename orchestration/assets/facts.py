"""dim_report -> fact_mention -> fact_indicator, partitioned by report year.

Here: the assets whose rows are numbers. Each partition is made again only when its reports, or what is applied to
them, changed.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.decisions import refuse
from orchestration.assets.reports import read_lake_reports
from orchestration.measuring import measured
from orchestration.owed import fact_parts_owed, facts_owed, mention_parts_owed, mentions_owed
from orchestration.partitions import REPORT_YEARS, partitions_of
from orchestration.renewal import renew_rows
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_rows
from orchestration.workers import Workforce, cut_batches, map_batches
from transforms.decisions import DecisionError, correct_mentions
from transforms.extraction import extract, prepare_compiled
from transforms.extraction.units import unit_kinds
from transforms.facts import resolve_facts
from warehouse.lake import Lake
from warehouse.tables import DECIDED, FACT_MENTION

OWNERS = ["team:domain-analysis"]
_REPORTS_A_BATCH = 250
# From so many reports on it pays to compile the steps of extraction, where this machine has not done so before:
# compiling costs 76 seconds of a processor, and each report then 4.8 milliseconds less (docs/compiled_extraction.md).
_REPORTS_WORTH_COMPILING = 16_000


@dg.asset(
    deps=["dim_report", "dim_indicator", "decision"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="facts",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("fact_mention"),
)
@measured
def fact_mention(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Every number of every report with its exact span, and what it measures or why it measures nothing."""
    lake = warehouse_store.lake
    owed, parts = mentions_owed(lake), mention_parts_owed(lake)
    partitions = partitions_of(context)
    remade = []
    for partition in partitions:
        if partition not in owed:
            lake.remove("fact_mention", partition)
        elif not lake.is_current("fact_mention", partition, owed[partition]):
            mentions, extracted = _mentions_of(lake, partition, parts[partition], warehouse_store.workforce)
            context.log.info(
                f"extracted {extracted} reports of {partition}, {len(parts[partition]) - extracted} as before"
            )
            lake.write("fact_mention", mentions, partition, inputs=owed[partition], parts=parts[partition])
            remade.append(partition)
    rows = lake.scan("fact_mention", partitions)
    counts = dict(rows.group_by("disposition").len().sort("len", "disposition", descending=True).collect().iter_rows())
    numbers = sum(counts.values())
    context.log.info(f"fact_mention: {numbers} numbers{'' if remade else ' (nothing changed)'}")
    measured = rows.filter(pl.col("disposition") != "not_metric")
    return dg.MaterializeResult(metadata=describe_rows(measured, partitions_made=remade, numbers=numbers, **counts))


@dg.asset(
    deps=["dim_report", "fact_mention"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="facts",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("fact_indicator"),
)
@measured
def fact_indicator(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """One value a report, indicator and part; the mentions not chosen are kept with the reason."""
    lake = warehouse_store.lake
    owed, parts = facts_owed(lake), fact_parts_owed(lake)
    reports = read_lake_reports(lake)
    partitions = partitions_of(context)
    remade = []
    for partition in partitions:
        if partition not in owed:
            lake.remove("fact_indicator", partition)
        elif not lake.is_current("fact_indicator", partition, owed[partition]):

            def resolve(ids: list[str], partition: str = partition) -> pl.DataFrame:
                chosen = lake.scan("fact_mention", [partition]).filter(pl.col("report_id").is_in(ids)).collect()
                return resolve_facts(chosen, reports)

            facts, _ = renew_rows(lake, "fact_indicator", partition, parts[partition], resolve)
            lake.write("fact_indicator", facts, partition, inputs=owed[partition], parts=parts[partition])
            remade.append(partition)
    rows = lake.scan("fact_indicator", partitions)
    totals = rows.select(
        facts=pl.len(), indicators=pl.col("indicator_id").n_unique(), conflicts=pl.col("has_conflict").sum()
    ).collect()
    found, indicators, conflicts = totals.row(0)
    context.log.info(f"fact_indicator: {found} facts{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(
        metadata=describe_rows(rows, partitions_made=remade, indicators=indicators, conflicts=conflicts)
    )


def _mentions_of(
    lake: Lake, partition: str, parts: Mapping[str, str], workforce: Workforce
) -> tuple[pl.DataFrame, int]:
    """fact_mention of one partition; reports that were extracted from the same text by the same rules are not again."""

    def extract_changed(ids: list[str]) -> pl.DataFrame:
        columns = ["report_id", "text", "body_end", "report_year", "content_type"]
        changed = lake.read("dim_report", [partition], columns).filter(pl.col("report_id").is_in(ids))
        sections = lake.read("dim_section", [partition], ["report_id", "role", "start", "end"])
        return correct_numbers(find_mentions(changed, workforce, sections), changed, lake.read("decision"))

    return renew_rows(lake, "fact_mention", partition, parts, extract_changed)


def correct_numbers(mentions: pl.DataFrame, reports: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """The mentions of `reports` with the decisions about their numbers applied. Raises dg.Failure."""
    try:
        return correct_mentions(mentions, decisions.join(reports, on="report_id", how="semi"))
    except DecisionError as error:
        raise refuse(error) from None


def find_mentions(reports: pl.DataFrame, workforce: Workforce, sections: pl.DataFrame | None = None) -> pl.DataFrame:
    """fact_mention of dim_report rows (report_id, text, body_end, report_year, content_type).

    sections: their rows of dim_section (report_id, role, start, end); parts are found anew without them.
    """
    keyed = reports.select("report_year", "text", "body_end", report="report_id", document_type="content_type")
    if sections is not None:
        parts = sections.sort("start").group_by("report_id").agg(sections=pl.struct("role", "start", "end"))
        keyed = keyed.join(parts, left_on="report", right_on="report_id", how="left", maintain_order="left")
    is_compiled = keyed.height >= _REPORTS_WORTH_COMPILING
    if is_compiled:
        # Once, before each worker would do it.
        prepare_compiled()
    batches = [keyed.slice(batch[0], len(batch)) for batch in cut_batches(range(keyed.height), _REPORTS_A_BATCH)]
    mentions = pl.concat(map_batches(partial(extract, is_compiled=is_compiled), batches, workforce))
    years = reports.select("report_id", "report_year")
    return (
        mentions.rename({"report": "report_id", "indicator": "indicator_id"})
        .join(years, on="report_id", maintain_order="left")
        .with_columns(
            mention_number=pl.int_range(1, pl.len() + 1).over("report_id", "start", "end").cast(pl.Int32),
            decided=pl.lit(None, DECIDED),
            unit_group=pl.col("unit").replace_strict(unit_kinds(), default=None, return_dtype=pl.String),
        )
        .select(FACT_MENTION.schema.names())
    )
