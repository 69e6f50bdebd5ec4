"""dim_report -> fact_copied_sentence, partitioned by report year.

Here: the asset that compares texts. Not here: how sentences are compared (transforms.benchmarks.copied_sentences).
"""

from typing import Any

import dagster as dg

from orchestration.assets.reports import read_lake_reports
from orchestration.owed import copies_owed, years_needed
from orchestration.partitions import REPORT_YEARS, partitions_of
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.benchmarks import find_copied_sentences
from warehouse.lake import partition_names


@dg.asset(
    deps=["dim_report"],
    partitions_def=REPORT_YEARS,
    backfill_policy=dg.BackfillPolicy.single_run(),
    group_name="comparison",
    kinds={"polars", "parquet"},
    owners=["team:quality"],
    metadata=column_schema("fact_copied_sentence"),
)
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
        years = [int(partition) for partition in remade if partition.isdigit()]
        texts = lake.read("dim_report", years_needed(remade, 1), ["report_id", "text"])
        # Units are told apart by the names of all reports, but only these texts are compared.
        found = find_copied_sentences(read_lake_reports(lake).join(texts, on="report_id", how="left"), years)
        names = partition_names(found["report_year"])
        for partition in remade:
            lake.write("fact_copied_sentence", found.filter(names == partition), partition, inputs=owed[partition])
    copied = lake.read("fact_copied_sentence", partitions)
    context.log.info(f"fact_copied_sentence: {copied.height} sentences{'' if remade else ' (nothing changed)'}")
    return dg.MaterializeResult(
        metadata=describe_table(
            copied, partitions_made=remade, with_the_same_figures=int(copied["has_same_numbers"].sum())
        )
    )
