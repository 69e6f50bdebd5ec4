"""Report files -> dim_report, dim_section, dim_passage, quarantine; dim_region and dim_indicator.

Here: assets whose rows are documents, places and the catalogue. Not here: numbers (`facts`).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.sources import fingerprint_inputs, list_inputs, list_unfetched, open_sources
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.intake import REFUSAL_SCHEMA, ReportsFolderError, hash_files, read_files
from orchestration.places import add_sources, find_additions, find_regions_file, list_expected
from orchestration.resources import ReportsFolder, SourcesFile, WarehouseStore
from orchestration.sources import SourceList, name_sources
from orchestration.table_metadata import column_schema, describe_table
from orchestration.workers import cut_batches, map_batches
from transforms.catalog.indicators import load_indicators
from transforms.reading import describe_reports
from transforms.reading.region.table import list_regions
from warehouse.lake import Lake
from warehouse.tables import DIM_PASSAGE, DIM_REPORT, DIM_SECTION

OWNERS = ["team:data-engineering"]
_TABLES = ("dim_report", "dim_section", "dim_passage", "quarantine")
_REGIONS = ("transforms/catalog/regions", "transforms/catalog/divisions.py")
_DOCUMENTS_A_BATCH = 500


@dg.multi_asset(
    name="read_reports",
    group_name="reports",
    specs=[
        dg.AssetSpec(
            name,
            description=description,
            group_name="reports",
            kinds={"polars", "parquet"},
            owners=OWNERS,
            metadata=column_schema(name),
            deps=["fetch"],
        )
        for name, description in (
            ("dim_report", "Reports that could be read: text, title, publisher, type, year, place as written, dates."),
            (
                "dim_section",
                "Headed parts of each report with their role; it decides whether a number is a result or a plan.",
            ),
            (
                "dim_passage",
                "Paragraphs and table rows of web pages, Word files and PDFs: role, page, and place in the source.",
            ),
            ("quarantine", "Files that were not taken in, or only in part, with the reason."),
        )
    ],
)
def read_reports(
    context: dg.AssetExecutionContext,
    reports_folder: ReportsFolder,
    sources_file: SourcesFile,
    warehouse_store: WarehouseStore,
) -> Iterator[dg.MaterializeResult[Any]]:
    """Read the folder, or the list of sources. A bad file goes to quarantine and stops nothing.

    A folder or a list that cannot be used stops the run.
    """
    lake = warehouse_store.lake
    sources = open_sources(sources_file)
    listing = list_inputs(reports_folder, sources, warehouse_store)
    unfetched = list_unfetched(sources, lake)
    additions = _open_additions(reports_folder, sources)
    expected = list_expected(sources)
    applied = fingerprint_packages(
        "transforms/documents", "transforms/reading", "warehouse/tables", "orchestration/assets/reports.py", *_REGIONS
    )
    inputs = fingerprint_values(
        hash_files(listing), sorted(listing.names.items()), unfetched.rows(), expected, _rows_of(additions), applied
    )
    skipped = all(lake.is_current(table, None, inputs) for table in _TABLES)
    if not skipped:
        context.log.info(f"reading {len(listing.files)} files from {listing.root}")
        documents, refusals = (
            name_sources(frame, listing) for frame in read_files(listing, warehouse_store.worker_count)
        )
        reports, sections, passages, quarantined = _describe(
            add_sources(documents, expected), [refusals, unfetched], additions, warehouse_store.worker_count
        )
        # dim_report last: the others are current only together with it.
        lake.write("quarantine", quarantined, inputs=inputs)
        lake.write("dim_section", sections, inputs=inputs)
        lake.write("dim_passage", passages, inputs=inputs)
        lake.write("dim_report", reports, inputs=inputs)
    warehouse_store.listing_read.write_text(
        fingerprint_inputs(listing, sources, find_regions_file(reports_folder, sources)), encoding="utf-8"
    )
    frames = {table: lake.read(table) for table in _TABLES}
    for path, reason, message in frames["quarantine"].select("source_path", "reason", "message").iter_rows():
        context.log.warning(f"quarantine: {path}: {message} [{reason}]")
    context.log.info(f"dim_report: {frames['dim_report'].height} reports{' (nothing changed)' if skipped else ''}")
    for table in _TABLES:
        frame = frames[table].drop("text", strict=False)
        yield dg.MaterializeResult(
            asset_key=table,
            metadata=describe_table(frame, skipped=skipped, files=len(listing.files), other_files=listing.ignored),
            data_version=dg.DataVersion(lake.fingerprint(table) or ""),
        )


@dg.asset(
    deps=["dim_report"],
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("dim_region"),
)
def dim_region(
    context: dg.AssetExecutionContext,
    reports_folder: ReportsFolder,
    sources_file: SourcesFile,
    warehouse_store: WarehouseStore,
) -> dg.MaterializeResult[Any]:
    """China's divisions with their history, zones, places that users add, and what reports name beside them."""
    lake = warehouse_store.lake
    additions = _open_additions(reports_folder, open_sources(sources_file))
    reports = read_lake_reports(lake)
    named = reports.select("region_code", "region_name", "region_parent", "level").sort(pl.all())
    applied = fingerprint_packages("transforms/reading/region", "warehouse/tables", *_REGIONS)
    inputs = fingerprint_values(named.rows(), _rows_of(additions), applied)
    if not lake.is_current("dim_region", None, inputs):
        lake.write("dim_region", list_regions(reports, additions), inputs=inputs)
    states = dict(reports.group_by("region_state").len().sort("region_state").iter_rows())
    return dg.MaterializeResult(metadata=describe_table(lake.read("dim_region"), reports_by_state=states))


@dg.asset(
    group_name="reports",
    kinds={"yaml", "parquet"},
    owners=["team:domain-analysis"],
    metadata=column_schema("dim_indicator"),
)
def dim_indicator(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """The indicator catalogue: what a number can measure."""
    lake = warehouse_store.lake
    inputs = fingerprint_packages("transforms/catalog", "warehouse/tables")
    if not lake.is_current("dim_indicator", None, inputs):
        lake.write("dim_indicator", load_indicators(), inputs=inputs)
    return dg.MaterializeResult(metadata=describe_table(lake.read("dim_indicator")))


def _open_additions(reports_folder: ReportsFolder, sources: SourceList | None) -> pl.DataFrame | None:
    """Places of the user's own. Raises dg.Failure with every fault."""
    try:
        return find_additions(reports_folder, sources)
    except ReportsFolderError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None


def _rows_of(additions: pl.DataFrame | None) -> list[tuple[Any, ...]]:
    return [] if additions is None else additions.rows()


def _describe(
    documents: pl.DataFrame, refusals: list[pl.DataFrame], additions: pl.DataFrame | None, workers: int
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    batches = [
        documents.slice(batch[0], len(batch)) for batch in cut_batches(range(documents.height), _DOCUMENTS_A_BATCH)
    ]
    described = list(map_batches(partial(describe_reports, additions=additions), batches, workers))
    reports = pl.concat([DIM_REPORT.empty(), *(reports for reports, _ in described)])
    sections = pl.concat([DIM_SECTION.empty(), *(sections for _, sections in described)])
    reports = reports.sort("source_path")
    first = reports.unique("report_id", keep="first", maintain_order=True)
    repeated = reports.join(
        first.select("report_id", pl.col("source_path").alias("first_path")), on="report_id"
    ).filter(pl.col("source_path") != pl.col("first_path"))
    quarantined = pl.concat(
        [
            *refusals,
            _held_back(repeated, "duplicate", pl.format("has the same text as {}, which is kept", "first_path")),
            _held_back(
                first.filter(pl.col("state") == "year_range"),
                "year_range",
                pl.lit(
                    "covers several years (first_year, last_year); kept in dim_report without a single year "
                    "and left out of comparisons"
                ),
            ),
            _held_back(
                first.filter(pl.col("state") == "year_unknown"),
                "year_unknown",
                pl.lit(
                    "names no year that it reports on; kept in dim_report without a year and left out of comparisons"
                ),
            ),
        ]
    )
    sections = sections.unique(["report_id", "start"], keep="first", maintain_order=True)
    return first, sections, _list_passages(documents, first), quarantined


def _list_passages(documents: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """dim_passage of the documents that are kept in `reports`."""
    return (
        documents.select("source_path", "passages")
        .join(reports.select("report_id", "source_path"), on="source_path")
        .explode("passages")
        .drop_nulls("passages")
        .unnest("passages")
        .select(DIM_PASSAGE.schema.names())
    )


def _held_back(reports: pl.DataFrame, reason: str, message: pl.Expr) -> pl.DataFrame:
    return reports.select(
        "source_path", "source_sha256", "source_bytes", pl.lit(reason).alias("reason"), message.alias("message")
    ).cast(REFUSAL_SCHEMA)


def read_lake_reports(lake: Lake) -> pl.DataFrame:
    """dim_report from the lake, without the texts."""
    return lake.read("dim_report").drop("text")
