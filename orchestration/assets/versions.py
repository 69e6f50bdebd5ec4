"""The code and knowledge applied -> dim_version.

Here: `dim_version`, `list_versions`. Not here: what is skipped by fingerprints (`orchestration.owed`).
"""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.fingerprints import fingerprint_packages, fingerprint_tables, fingerprint_values
from orchestration.measuring import measured
from orchestration.resources import WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from warehouse.tables import DIM_VERSION, conform

_COVERED = {
    "catalogue": ("transforms/catalog",),
    "reading": ("transforms/documents", "transforms/reading"),
    "extraction": ("transforms/extraction", "transforms/catalog", "transforms/reading"),
    "facts": ("transforms/facts", "transforms/catalog"),
    "comparison": ("transforms/benchmarks",),
    "rules": ("expectations",),
}
_DIGITS = 12


@dg.asset(
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=["team:data-engineering"],
    metadata=column_schema("dim_version"),
)
@measured
def dim_version(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Versions of the knowledge and code that the tables are made with."""
    lake = warehouse_store.lake
    versions = list_versions()
    inputs = fingerprint_values(versions.rows(), fingerprint_tables("dim_version"))
    if not lake.is_current("dim_version", None, inputs):
        lake.write("dim_version", versions, inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(versions))


def list_versions() -> pl.DataFrame:
    """The table dim_version."""
    rows = [
        {"part": part, "version": fingerprint_packages(*folders)[:_DIGITS], "covers": ", ".join(folders)}
        for part, folders in _COVERED.items()
    ]
    return conform(pl.DataFrame(rows), DIM_VERSION)
