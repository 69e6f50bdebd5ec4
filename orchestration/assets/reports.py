"""Report files -> dim_report, dim_section, dim_passage, quarantine; dim_region and dim_indicator.

Here: assets whose rows are documents, places and the catalogue. Not here: numbers (`facts`).
"""

from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.decisions import settle_reports
from orchestration.assets.sources import (
    fingerprint_inputs,
    list_inputs,
    list_supplied,
    list_unfetched,
    open_sources,
)
from orchestration.fingerprints import (
    fingerprint_frame,
    fingerprint_packages,
    fingerprint_rows,
    fingerprint_tables,
    fingerprint_values,
)
from orchestration.folder_index import FolderIndex
from orchestration.intake import REFUSAL_SCHEMA, ReportsFolderError
from orchestration.measuring import measured
from orchestration.places import Places, find_additions, list_expected
from orchestration.reading import SHELF_SCHEMA, Reading, read_folder
from orchestration.renewal import renew_rows
from orchestration.resources import ReportsFolder, SourcesFile, WarehouseStore
from orchestration.sources import SourceList
from orchestration.table_metadata import column_schema, describe_table
from transforms.catalog.indicators import load_indicators
from transforms.decisions import list_retyped
from transforms.reading import divide_reports
from transforms.reading.region.gazetteer import Gazetteer, gazetteer_of
from transforms.reading.region.table import list_regions
from warehouse.lake import Lake, partition_names
from warehouse.shelf import Shelf
from warehouse.tables import DIM_REPORT, TABLES

OWNERS = ["team:data-engineering"]
_TABLES = ("dim_report", "dim_section", "dim_passage", "quarantine")
_REGIONS = ("transforms/catalog/regions", "transforms/catalog/divisions.py")


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
            deps=["source_fetch", "decision"],
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
@measured
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
    places = Places(_open_additions(reports_folder, sources), tuple(list_expected(sources)))
    digests = FolderIndex(warehouse_store.work / "folder_index.json").hash_files(listing)
    applied = fingerprint_values(
        fingerprint_packages(
            "transforms/documents",
            "transforms/reading",
            "orchestration/intake.py",
            "orchestration/guarded.py",
            "orchestration/reading.py",
            "orchestration/places.py",
            *_REGIONS,
        ),
        fingerprint_tables("dim_report", "dim_section", "dim_passage"),
        _rows_of(places.additions),
    )
    shelf = Shelf(warehouse_store.work / "documents", applied, SHELF_SCHEMA, "file_key")
    reading = read_folder(listing, digests, shelf, warehouse_store.workforce, places)
    reports, quarantined = choose_reports(
        reading, list_unfetched(sources, lake), lake.read("decision"), gazetteer_of(places.additions)
    )
    context.log.info(f"opened {reading.opened} of {len(listing.files)} files in {listing.root}")
    remade = _write(lake, reading, reports, quarantined)
    decisions = warehouse_store.decisions_read.read_text(encoding="utf-8")
    supplied = list_supplied(reports_folder, sources_file, sources)
    warehouse_store.listing_read.write_text(
        fingerprint_inputs(listing, sources, *supplied, decisions=decisions), encoding="utf-8"
    )
    for path, reason, message in quarantined.select("source_path", "reason", "message").iter_rows():
        context.log.warning(f"quarantine: {path}: {message} [{reason}]")
    context.log.info(f"dim_report: {reports.height} reports{'' if remade['dim_report'] else ' (nothing changed)'}")
    for table in _TABLES:
        # The texts of all reports do not belong into memory for a preview.
        columns = [name for name in TABLES[table].schema.names() if name != "text"]
        yield dg.MaterializeResult(
            asset_key=table,
            metadata=describe_table(
                lake.read(table, columns=columns),
                partitions_made=remade[table],
                files=len(listing.files),
                files_opened=reading.opened,
                other_files=listing.ignored,
            ),
            data_version=dg.DataVersion(lake.fingerprint(table) or ""),
        )


@dg.asset(
    deps=["dim_report"],
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=OWNERS,
    metadata=column_schema("dim_region"),
)
@measured
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
    applied = fingerprint_packages("transforms/reading/region", *_REGIONS)
    inputs = fingerprint_values(named.rows(), _rows_of(additions), applied, fingerprint_tables("dim_region"))
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
@measured
def dim_indicator(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """The indicator catalogue: what a number can measure."""
    lake = warehouse_store.lake
    inputs = fingerprint_values(fingerprint_packages("transforms/catalog"), fingerprint_tables("dim_indicator"))
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


def choose_reports(
    reading: Reading, unfetched: pl.DataFrame, decisions: pl.DataFrame, gazetteer: Gazetteer
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """dim_report without texts, one row a distinct text, and quarantine with the others and all that is held back.

    What people decided is applied, and which of several reports of one unit and year stands. Raises dg.Failure.
    """
    reports = reading.reports
    first = reports.unique("report_id", keep="first", maintain_order=True)
    repeated = reports.join(
        first.select("report_id", pl.col("source_path").alias("first_path")), on="report_id"
    ).filter(pl.col("source_path") != pl.col("first_path"))
    also_at = repeated.group_by("report_id").agg(pl.col("source_path").sort().alias("also_at"))
    first = first.drop("also_at").join(also_at, on="report_id", how="left").select(first.columns)

    def texts_of(wanted: Collection[str]) -> dict[str, str]:
        rows = reading.with_texts(first.filter(pl.col("report_id").is_in(list(wanted))))
        return dict(rows.select("report_id", "text").iter_rows())

    first = settle_reports(first, decisions, gazetteer, texts_of)
    quarantined = pl.concat(
        [
            reading.refusals,
            unfetched,
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
    return first, quarantined


def _divide(reading: Reading, reports: pl.DataFrame) -> pl.DataFrame:
    """dim_section of `reports`: read anew where a person decided what kind of document it is."""
    retyped = list_retyped(reports)
    others = reports.join(retyped, on="report_id", how="anti")
    return pl.concat([reading.sections_of(others), divide_reports(reading.with_texts(retyped))])


def _write(lake: Lake, reading: Reading, reports: pl.DataFrame, quarantined: pl.DataFrame) -> dict[str, list[str]]:
    """Write what changed of the tables, year by year, and quarantine; returns the partitions written."""
    by_year = {
        str(name): members
        for (name,), members in reports.with_columns(partition=partition_names(reports["report_year"]))
        .partition_by("partition", as_dict=True, include_key=False)
        .items()
    }
    made_of = {name: _made_of(members, reading.applied) for name, members in by_year.items()}
    inputs = {name: fingerprint_values(parts) for name, parts in made_of.items()}
    remade: dict[str, list[str]] = {}
    for table, assemble in (
        ("dim_section", partial(_divide, reading)),
        ("dim_passage", reading.passages_of),
        ("dim_report", reading.with_texts),
    ):
        remade[table] = [name for name in inputs if not lake.is_current(table, name, inputs[name])]
        for name in remade[table]:
            rows, _ = renew_rows(lake, table, name, made_of[name], partial(_assemble, assemble, by_year[name]))
            lake.write(table, rows, name, inputs=inputs[name], parts=made_of[name])
        lake.keep_partitions(table, by_year)
    held_back = fingerprint_frame(quarantined)
    # What follows from a decision anywhere in these tables is judged here, in every run.
    decided = {"decision": lake.fingerprint("decision") or ""}
    is_current = lake.is_current("quarantine", None, held_back) and lake.parts_made_of("quarantine") == decided
    remade["quarantine"] = [] if is_current else ["all"]
    if remade["quarantine"]:
        lake.write("quarantine", quarantined, inputs=held_back, parts=decided)
    return remade


def _assemble(assemble: Callable[[pl.DataFrame], pl.DataFrame], members: pl.DataFrame, ids: list[str]) -> pl.DataFrame:
    return assemble(members.filter(pl.col("report_id").is_in(ids)))


def _made_of(members: pl.DataFrame, applied: str) -> dict[str, str]:
    """report_id -> what its rows follow from: all that was read in its file and decided about it, and our code."""
    return {report: f"{made[:32]} {applied[:16]}" for report, made in fingerprint_rows(members).items()}


def _held_back(reports: pl.DataFrame, reason: str, message: pl.Expr) -> pl.DataFrame:
    return reports.select(
        "source_path", "source_sha256", "source_bytes", pl.lit(reason).alias("reason"), message.alias("message")
    ).cast(REFUSAL_SCHEMA)


def read_standing_reports(lake: Lake) -> pl.DataFrame:
    """dim_report without those that another report took the place of, and without the texts."""
    return read_lake_reports(lake).filter(pl.col("state") != "superseded")


def read_lake_reports(lake: Lake) -> pl.DataFrame:
    """dim_report from the lake, without the texts."""
    return lake.read("dim_report", columns=[name for name in DIM_REPORT.schema.names() if name != "text"])
