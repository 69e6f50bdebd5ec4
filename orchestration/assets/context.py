"""What reports are held against: region_year from the file of users, national_series from the catalogue.

Here: the assets `region_year` and `national_series`. Not here: reading the file (`orchestration.denominators`).
"""

from typing import Any

import dagster as dg

from orchestration.assets.sources import open_sources
from orchestration.denominators import find_denominators_file, read_denominators
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.intake import ReportsFolderError
from orchestration.measuring import measured
from orchestration.resources import ReportsFolder, SourcesFile, WarehouseStore
from orchestration.table_metadata import column_schema, describe_table
from transforms.catalog.national import load_national_series
from warehouse.tables import REGION_YEAR

OWNERS = ["team:domain-analysis"]


@dg.asset(
    deps=["dim_region"],
    group_name="reports",
    kinds={"csv", "parquet"},
    owners=OWNERS,
    metadata=column_schema("region_year"),
)
@measured
def region_year(
    context: dg.AssetExecutionContext,
    reports_folder: ReportsFolder,
    sources_file: SourcesFile,
    warehouse_store: WarehouseStore,
) -> dg.MaterializeResult[Any]:
    """Population and other denominators from the CSV of users; empty without one. A fault in it stops the run."""
    lake = warehouse_store.lake
    file = find_denominators_file(reports_folder, open_sources(sources_file))
    try:
        codes = frozenset(lake.read("dim_region")["region_code"].to_list()) if file else frozenset()
        rows = REGION_YEAR.empty() if file is None else read_denominators(file, codes)
    except ReportsFolderError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None
    inputs = fingerprint_values(rows.rows(), fingerprint_packages("warehouse/tables/context.py"))
    if not lake.is_current("region_year", None, inputs):
        lake.write("region_year", rows, inputs=inputs)
    context.log.info(f"region_year: {rows.height} values{f' from {file}' if file else ' (no region_year.csv)'}")
    return dg.MaterializeResult(metadata=describe_table(rows, file=str(file or "")))


@dg.asset(group_name="reports", kinds={"yaml", "parquet"}, owners=OWNERS, metadata=column_schema("national_series"))
@measured
def national_series(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """National figures with source and vintage, from the catalogue."""
    lake = warehouse_store.lake
    rows = load_national_series()
    inputs = fingerprint_values(rows.rows(), fingerprint_packages("warehouse/tables/context.py"))
    if not lake.is_current("national_series", None, inputs):
        lake.write("national_series", rows, inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(rows))
