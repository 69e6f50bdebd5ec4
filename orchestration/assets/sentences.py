"""dim_report -> dim_sentence: what is searched.

Here: the asset `dim_sentence`; files by report year, of which only those are made again that are not current.
Not here: how sentences are cut (transforms.reading.sentences).
"""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.measuring import measured
from orchestration.owed import sentence_parts_owed, sentences_owed
from orchestration.renewal import renew_rows
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, count_rows, describe_rows
from transforms.reading.sentences import list_sentences


@dg.asset(
    deps=["dim_report"],
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=["team:data-engineering"],
    metadata=column_schema("dim_sentence"),
)
@measured
def dim_sentence(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Sentences of the reports with their places, for searching."""
    lake = warehouse_store.lake
    owed, parts = sentences_owed(lake), sentence_parts_owed(lake)
    for partition in set(lake.partitions("dim_sentence")) - set(owed):
        lake.remove("dim_sentence", partition)
    due = [partition for partition, inputs in owed.items() if not lake.is_current("dim_sentence", partition, inputs)]
    for partition in due:

        def split(ids: list[str], partition: str = partition) -> pl.DataFrame:
            return list_sentences(lake.read("dim_report", [partition]).filter(pl.col("report_id").is_in(ids)))

        sentences, _ = renew_rows(lake, "dim_sentence", partition, parts[partition], split)
        lake.write("dim_sentence", sentences, partition, inputs=owed[partition], parts=parts[partition])
    rows = lake.scan("dim_sentence")
    context.log.info(f"dim_sentence: {count_rows(rows)} sentences{'' if due else ' (nothing changed)'}")
    return dg.MaterializeResult(metadata=describe_rows(rows, partitions_made=due))
