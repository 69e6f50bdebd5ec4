"""What each partition ought to be made of now: the inputs that assets record and that a release checks.

Here: `mentions_owed`, `facts_owed`, `domains_owed`, `structure_owed`, `comparisons_owed`, `copies_owed`,
`indexes_owed`, `list_stale`. A run over one year after a rule was changed would leave the other years as they were:
such a lake is not released. Not here: making partitions (assets).
"""

from __future__ import annotations

import polars as pl

from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.partitions import name_partition
from warehouse.lake import Lake
from warehouse.tables import DOMAIN_TABLES

INDEX_TABLES = ("mart_index", "mart_index_pillar", "mart_index_step", "mart_index_removal")

_REPORT_COLUMNS = (
    "report_id", "source_sha256", "report_year", "content_type", "level", "issuer", "region_name", "region_code",
)  # fmt: skip


def mentions_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_mention, for the years that have reports."""
    applied = fingerprint_packages(
        "transforms/documents", "transforms/extraction", "transforms/catalog", "transforms/reading", "warehouse/tables"
    )
    # report_id stands for the report; the page furniture below it follows from the file's bytes.
    columns = ("report_id", "source_sha256", "report_year", "content_type")
    return {
        partition: fingerprint_values(members.select(columns).rows(), applied)
        for partition, members in _reports_by_partition(lake).items()
    }


def facts_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_indicator."""
    applied = fingerprint_packages("transforms/facts", "transforms/catalog", "warehouse/tables")
    return {
        partition: fingerprint_values(
            lake.fingerprint("fact_mention", partition), members.drop("source_sha256").rows(), applied
        )
        for partition, members in _reports_by_partition(lake).items()
    }


def domains_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of the tables of the domains."""
    applied = fingerprint_packages(
        "transforms/facts", "transforms/catalog/indicators.yaml", "transforms/catalog/units.yaml", "warehouse/tables"
    )
    return {
        partition: fingerprint_values(lake.fingerprint("fact_indicator", partition), members.rows(), applied)
        for partition, members in _reports_by_partition(lake).items()
    }


def structure_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of mart_structure."""
    inputs = fingerprint_values(
        lake.fingerprint("dim_report"),
        lake.fingerprint("dim_section"),
        fingerprint_packages("transforms/reading", "warehouse/tables"),
    )
    return dict.fromkeys(_reports_by_partition(lake), inputs)


def comparisons_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of mart_yoy and mart_benchmark: a year's comparison looks at all years before it as well."""
    return dict.fromkeys(_reports_by_partition(lake), trends_owed(lake))


def trends_owed(lake: Lake) -> str:
    """Inputs of mart_trend, which spans all years."""
    return fingerprint_values(
        lake.fingerprint("fact_indicator"),
        lake.fingerprint("dim_report"),
        lake.fingerprint("dim_indicator"),
        fingerprint_packages("transforms/benchmarks", "transforms/catalog", "warehouse/tables"),
    )


def indexes_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of the tables of the composite index: a year's index looks at that year alone."""
    applied = fingerprint_packages("transforms/benchmarks", "transforms/catalog", "warehouse/tables")
    return {
        partition: fingerprint_values(lake.fingerprint("fact_indicator", partition), members.rows(), applied)
        for partition, members in _reports_by_partition(lake).items()
    }


def copies_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_copied_sentence. Who is a unit of its own depends on the names of all reports."""
    inputs = fingerprint_values(
        lake.fingerprint("dim_report"), fingerprint_packages("transforms/benchmarks", "warehouse/tables")
    )
    return dict.fromkeys(_reports_by_partition(lake), inputs)


def list_stale(lake: Lake) -> list[str]:
    """Partitions that were made of other inputs than they ought to be now, or should not be there."""
    owed = {
        "fact_mention": mentions_owed(lake),
        "fact_indicator": facts_owed(lake),
        **dict.fromkeys((table.name for table in DOMAIN_TABLES.values()), domains_owed(lake)),
        "mart_structure": structure_owed(lake),
        "fact_copied_sentence": copies_owed(lake),
        "mart_yoy": comparisons_owed(lake),
        "mart_benchmark": comparisons_owed(lake),
        **dict.fromkeys(INDEX_TABLES, indexes_owed(lake)),
    }
    return [
        f"{table} of {partition}"
        for table, wanted in owed.items()
        for partition in sorted({*wanted, *lake.partitions(table)})
        if partition not in wanted or not lake.is_current(table, partition, wanted[partition])
    ]


def _reports_by_partition(lake: Lake) -> dict[str, pl.DataFrame]:
    reports = lake.read("dim_report").select(_REPORT_COLUMNS)
    names = [name_partition(year) for year in reports["report_year"].to_list()]
    grouped = reports.with_columns(partition=pl.Series(names, dtype=pl.String)).partition_by(
        "partition", as_dict=True, maintain_order=True, include_key=False
    )
    return {str(key[0]): members for key, members in sorted(grouped.items())}
