"""dim_report -> fact_copied_sentence, partitioned by report year.

Here: the asset that compares texts. Not here: how sentences are compared (transforms.benchmarks.copied_sentences).
"""

from collections.abc import Mapping
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_tables, fingerprint_values
from orchestration.measuring import measured
from orchestration.owed import copies_owed, years_needed
from orchestration.partitions import REPORT_YEARS, partitions_of
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.benchmarks import find_copied_sentences
from transforms.benchmarks.units import list_units
from warehouse.lake import Lake, partition_names
from warehouse.tables import TABLES


@dg.asset(
    deps=["dim_report"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=["team:quality"],
    metadata=column_schema("fact_copied_sentence"),
)
@measured
def fact_copied_sentence(
    context: dg.AssetExecutionContext, warehouse_store: WarehouseStore
) -> dg.MaterializeResult[Any]:
    """Sentences of last year's report, or of another place's, with both spans."""
    lake = warehouse_store.lake
    owed = copies_owed(lake)
    partitions = partitions_of(context)
    for partition in set(partitions) - set(owed):
        lake.remove("fact_copied_sentence", partition)
    remade = [
        partition
        for partition in partitions
        if partition in owed and not lake.is_current("fact_copied_sentence", partition, owed[partition])
    ]
    if remade:
        reports = read_lake_reports(lake)
        applied = fingerprint_values(
            fingerprint_packages("transforms/benchmarks"), fingerprint_tables("fact_copied_sentence")
        )[:16]
        units = list_units(reports).select("report_id", "reporting_unit", "report_year")
        for partition in remade:
            needed = years_needed([partition], 1)
            members = units.filter(partition_names(units["report_year"]).is_in(needed))
            # Year and unit of all reports that are compared: a report's id is a hash of its text.
            made_of = {report: f"{applied} {year} {unit}" for report, unit, year in members.iter_rows()}
            found = TABLES["fact_copied_sentence"].empty()
            if partition.isdigit():
                texts = lake.read("dim_report", needed, ["report_id", "text"])
                # Units are told apart by the names of all reports, but only these texts are compared.
                compared = reports.join(texts, on="report_id", how="left")
                settled = _list_settled(lake, partition, made_of)
                found = find_copied_sentences(compared, [int(partition)], settled)
            lake.write("fact_copied_sentence", found, partition, inputs=owed[partition], parts=made_of)
    copied = lake.read("fact_copied_sentence", partitions)
    context.log.info(f"fact_copied_sentence: {copied.height} sentences{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(
        metadata=describe_table(
            copied, partitions_made=remade, with_the_same_figures=int(copied["has_same_numbers"].sum())
        )
    )


def _list_settled(lake: Lake, partition: str, made_of: Mapping[str, str]) -> pl.DataFrame | None:
    """Rows of the reports of whose unit no report came, went or changed since; None when nothing can be relied on."""
    before = lake.parts_made_of("fact_copied_sentence", partition)
    if not before:
        return None
    # What a report is made of ends with its unit: one that changed its unit touches both.
    touched = {_unit_of(words) for _, words in before.items() ^ made_of.items()}
    settled = [report for report, words in made_of.items() if _unit_of(words) not in touched]
    rows = lake.read("fact_copied_sentence", [partition])
    return pl.DataFrame({"report_id": settled}, schema={"report_id": pl.String}).join(rows, on="report_id", how="left")


def _unit_of(words: str) -> str:
    return words.split(" ", 2)[2]
