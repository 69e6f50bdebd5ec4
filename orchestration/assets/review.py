"""What came against what was expected, and everything that people have to decide: expected_report, review_queue.

Here: the two assets. Not here: how they are computed (transforms.completeness, transforms.decisions).
"""

from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.assets.sources import latest_fetches, open_expected, open_sources
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.measuring import measured
from orchestration.resources import SourcesFile, WarehouseStore
from orchestration.sources import SOURCE_SCHEMA
from orchestration.table_metadata import column_schema, describe_table
from transforms.completeness import compare_expected
from transforms.decisions.review import CANDIDATE_COLUMNS, list_questions


@dg.asset(
    deps=["dim_report", "quarantine"],
    group_name="reports",
    kinds={"polars", "parquet"},
    owners=["team:data-engineering"],
    metadata=column_schema("expected_report"),
)
@measured
def expected_report(
    context: dg.AssetExecutionContext, sources_file: SourcesFile, warehouse_store: WarehouseStore
) -> dg.MaterializeResult[Any]:
    """The list of expected reports against those that came, both ways; empty without a list."""
    lake = warehouse_store.lake
    expected = open_expected(sources_file)
    made_of = {table: lake.fingerprint(table) or "" for table in ("dim_report", "quarantine")}
    inputs = fingerprint_values(
        expected.sha256 if expected else None,
        made_of,
        fingerprint_packages("transforms/completeness", "warehouse/tables", "orchestration/sources.py"),
    )
    skipped = lake.is_current("expected_report", None, inputs)
    if not skipped:
        lines = expected.lines if expected else pl.DataFrame(schema=SOURCE_SCHEMA)
        compared = compare_expected(lines, read_lake_reports(lake), lake.read("quarantine"))
        lake.write("expected_report", compared, inputs=inputs, parts=made_of)
    frame = lake.read("expected_report")
    counts = dict(frame["status"].value_counts(sort=True).iter_rows())
    told = ", ".join(f"{count} {status}" for status, count in counts.items())
    context.log.info(f"expected_report: {told or 'no list'}{' (nothing changed)' if skipped else ''}")
    return dg.MaterializeResult(metadata=describe_table(frame, skipped=skipped, **counts))


@dg.asset(
    deps=["dim_report", "quarantine", "expected_report", "source_fetch", "fact_mention", "fact_indicator"],
    group_name="quality",
    kinds={"polars", "parquet"},
    owners=["team:domain-analysis"],
    metadata=column_schema("review_queue"),
)
@measured
def review_queue(
    context: dg.AssetExecutionContext, sources_file: SourcesFile, warehouse_store: WarehouseStore
) -> dg.MaterializeResult[Any]:
    """Everything that people have to decide, with the evidence, the candidates and a decision to be completed."""
    lake = warehouse_store.lake
    sources = open_sources(sources_file)
    fetches = latest_fetches(lake.read("source_fetch")).filter(pl.col("url").is_in(sources.urls if sources else []))
    failed = fetches.filter(pl.col("outcome") == "failed")
    made_of = {
        table: lake.fingerprint(table) or ""
        for table in ("dim_report", "quarantine", "expected_report", "fact_mention", "fact_indicator")
    }
    inputs = fingerprint_values(
        made_of,
        # Without the time: the same failure is the same question in every run.
        failed.select("url", "error", "body_sha256").rows(),
        fingerprint_packages("transforms/decisions", "warehouse/tables"),
    )
    skipped = lake.is_current("review_queue", None, inputs)
    if not skipped:
        conflicts = lake.scan("fact_indicator").filter("has_conflict").collect()
        questions = list_questions(
            read_lake_reports(lake),
            lake.read("quarantine"),
            lake.read("expected_report"),
            failed,
            conflicts,
            # Few of the numbers, whose words do not belong into memory all.
            lake.scan("fact_mention")
            .join(conflicts.lazy().select("report_id").unique(), on="report_id", how="semi")
            .select(*CANDIDATE_COLUMNS)
            .collect(),
        )
        lake.write("review_queue", questions, inputs=inputs, parts=made_of)
    frame = lake.read("review_queue")
    counts = dict(frame["kind"].value_counts(sort=True).iter_rows())
    context.log.info(f"review_queue: {frame.height} to decide{' (nothing changed)' if skipped else ''}")
    return dg.MaterializeResult(metadata=describe_table(frame, skipped=skipped, **counts))
