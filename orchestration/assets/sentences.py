"""dim_report -> dim_sentence: what is searched.

Here: the asset `dim_sentence`; files by report year, of which only those are made again that are not current.
Not here: how sentences are cut (transforms.reading.sentences).
"""

from typing import Any

import dagster as dg

from orchestration.owed import sentences_owed
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.reading.sentences import list_sentences


@dg.asset(
    deps=["dim_report"],
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=["team:data-engineering"],
    metadata=column_schema("dim_sentence"),
)
def dim_sentence(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Sentences of the reports with their places, for searching."""
    lake = warehouse_store.lake
    owed = sentences_owed(lake)
    for partition in set(lake.partitions("dim_sentence")) - set(owed):
        lake.remove("dim_sentence", partition)
    due = [partition for partition, inputs in owed.items() if not lake.is_current("dim_sentence", partition, inputs)]
    for partition in due:
        sentences = list_sentences(lake.read("dim_report", [partition]))
        lake.write("dim_sentence", sentences, partition, inputs=owed[partition])
    sentences = lake.read("dim_sentence")
    context.log.info(f"dim_sentence: {sentences.height} sentences{'' if due else ' (nothing changed)'}")
    return dg.MaterializeResult(metadata=describe_table(sentences, partitions_made=due))
