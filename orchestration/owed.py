"""What each partition ought to be made of now: the inputs that assets record and that a release checks.

Here: `mentions_owed`, `mention_parts_owed`, `facts_owed`, `sentences_owed`, `domains_owed`, `structure_owed`,
`trends_owed`, `yoy_owed`, `benchmarks_owed`, `indexes_owed`, `copies_owed`, `judgement_owed`, `list_stale`. A run over
one year after a rule was changed would leave the other years as they were: such a lake is not released. Not here:
making partitions (assets).
"""

from __future__ import annotations

import polars as pl

from orchestration.fingerprints import (
    fingerprint_frame,
    fingerprint_packages,
    fingerprint_rows,
    fingerprint_tables,
    fingerprint_values,
)
from transforms.benchmarks.units import assess_reports
from warehouse.lake import Lake, partition_names
from warehouse.tables import DOMAIN_TABLES, TABLES

INDEX_TABLES = ("mart_index", "mart_index_pillar", "mart_index_step", "mart_index_removal")

_REPORT_COLUMNS = (
    "report_id", "source_sha256", "report_year", "content_type", "level", "issuer", "region_name", "region_code",
    "state",
)  # fmt: skip
# The tables on which invariants are judged, and the names of these checks, which block.
JUDGED = (
    "decision",
    "dim_region",
    "dim_indicator",
    "dim_report",
    "dim_section",
    "dim_passage",
    "quarantine",
    "expected_report",
    "fact_mention",
    "fact_indicator",
    "fact_copied_sentence",
)
BLOCKING = tuple(f"{table}_invariants" for table in JUDGED)


def mentions_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_mention, for the years that have reports."""
    return {partition: fingerprint_values(parts) for partition, parts in mention_parts_owed(lake).items()}


def mention_parts_owed(lake: Lake) -> dict[str, dict[str, str]]:
    """Partition -> report_id -> what its mentions follow from: the file's bytes, as they are read, extracted and, where
    people decided about its numbers, corrected."""
    applied = fingerprint_values(
        fingerprint_packages(
            "transforms/documents", "transforms/extraction", "transforms/catalog", "transforms/reading"
        ),
        fingerprint_tables("fact_mention"),
    )[:16]
    columns = ("report_id", "source_sha256", "report_year", "content_type")
    corrections = _corrections(lake)
    return {
        partition: {
            report: f"{digest[:32]}, {year}, {content_type}, {applied}{corrections.get(report, '')}"
            for report, digest, year, content_type in members.select(columns).iter_rows()
        }
        for partition, members in _reports_by_partition(lake).items()
    }


def facts_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_indicator."""
    return _with_content(lake, ("fact_mention",), fact_parts_owed(lake))


def fact_parts_owed(lake: Lake) -> dict[str, dict[str, str]]:
    """Partition -> report_id -> what its facts follow from: its mentions, and what dim_report says of it."""
    applied = fingerprint_values(
        fingerprint_packages("transforms/facts", "transforms/catalog"), fingerprint_tables("fact_indicator")
    )[:16]
    mentions = mention_parts_owed(lake)
    return {
        partition: {
            report: fingerprint_values(mentions[partition][report], made, applied)[:32]
            for report, made in fingerprint_rows(members.drop("source_sha256")).items()
        }
        for partition, members in _reports_by_partition(lake).items()
    }


def sentences_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of dim_sentence."""
    return {partition: fingerprint_values(parts) for partition, parts in sentence_parts_owed(lake).items()}


def sentence_parts_owed(lake: Lake) -> dict[str, dict[str, str]]:
    """Partition -> report_id, which is a hash of the text -> what its sentences follow from."""
    applied, specified = fingerprint_packages("transforms/reading/sentences.py"), fingerprint_tables("dim_sentence")
    made_of = fingerprint_values(applied, specified)[:16]
    return {
        partition: {report: f"{year}, {made_of}" for report, year in members.select("report_id", "report_year").rows()}
        for partition, members in _reports_by_partition(lake).items()
    }


def domains_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of the tables of the domains."""
    applied = fingerprint_packages(
        "transforms/facts", "transforms/catalog/indicators.yaml", "transforms/catalog/units.yaml"
    )
    specified = fingerprint_tables(*(table.name for table in DOMAIN_TABLES.values()))
    return {
        partition: fingerprint_values(
            lake.fingerprint("fact_indicator", partition), fingerprint_frame(members), applied, specified
        )
        for partition, members in _reports_by_partition(lake).items()
    }


def structure_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of mart_structure."""
    return _with_content(lake, ("dim_report", "dim_section"), structure_parts_owed(lake))


def structure_parts_owed(lake: Lake) -> dict[str, dict[str, str]]:
    """Partition -> report_id -> what its row in mart_structure follows from: text, sections, what dim_report says.

    Reports that another took the place of have none.
    """
    applied = fingerprint_values(fingerprint_packages("transforms/reading"), fingerprint_tables("mart_structure"))[:16]
    owed: dict[str, dict[str, str]] = {}
    for partition in _reports_by_partition(lake):
        # As they were written: a report's rows in both tables follow from these, where the files can be relied on.
        written = [
            (lake.parts_made_of(table, partition), lake.fingerprint(table, partition))
            for table in ("dim_report", "dim_section")
        ]
        members = lake.read("dim_report", [partition], ["report_id", "state"]).filter(pl.col("state") != "superseded")
        owed[partition] = {
            report: fingerprint_values([made.get(report, content) for made, content in written], applied)[:32]
            for report in members["report_id"]
        }
    return owed


def trends_owed(lake: Lake) -> str:
    """Inputs of mart_trend, which spans all years."""
    return fingerprint_values(
        lake.fingerprint("fact_indicator"),
        lake.fingerprint("dim_report"),
        lake.fingerprint("dim_indicator"),
        fingerprint_packages("transforms/benchmarks", "transforms/catalog"),
        fingerprint_tables("mart_trend"),
    )


def yoy_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of mart_yoy: facts and reporting units of the year and of the year before."""
    return _comparisons_owed(lake, "mart_yoy", years_back=1)


def benchmarks_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of mart_benchmark: facts and reporting units of the year, and what users supply."""
    return {
        partition: fingerprint_values(
            inputs, {table: lake.fingerprint(table) for table in ("region_year", "peer_choice")}
        )
        for partition, inputs in _comparisons_owed(lake, "mart_benchmark", years_back=0).items()
    }


def judgement_owed(lake: Lake) -> str:
    """Inputs of quality_result and quality_offender. They are written only when every blocking check has passed."""
    applied = fingerprint_packages("expectations", "warehouse/tables", "warehouse/build.py", "warehouse/ddl.py")
    return fingerprint_values({table: lake.fingerprint(table) for table in JUDGED}, applied)


def indexes_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of the tables of the composite index: a year's facts, and the table of users."""
    applied = fingerprint_packages("transforms/benchmarks", "transforms/catalog")
    specified = fingerprint_tables(*INDEX_TABLES)
    return {
        partition: fingerprint_values(
            lake.fingerprint("fact_indicator", partition),
            lake.fingerprint("dim_report", partition),
            lake.fingerprint("region_year"),
            applied,
            specified,
        )
        for partition in _reports_by_partition(lake)
    }


def copies_owed(lake: Lake) -> dict[str, str]:
    """Partition -> inputs of fact_copied_sentence: texts and reporting units of the year and of the year before."""
    return _comparisons_owed(lake, "fact_copied_sentence", years_back=1, compared="dim_report")


def list_stale(lake: Lake) -> list[str]:
    """Tables and partitions that were made of other inputs than they ought to be now, or should not be there."""
    owed = {
        "fact_mention": mentions_owed(lake),
        "fact_indicator": facts_owed(lake),
        **dict.fromkeys((table.name for table in DOMAIN_TABLES.values()), domains_owed(lake)),
        "mart_structure": structure_owed(lake),
        "fact_copied_sentence": copies_owed(lake),
        "dim_sentence": sentences_owed(lake),
        "mart_yoy": yoy_owed(lake),
        "mart_benchmark": benchmarks_owed(lake),
        **dict.fromkeys(INDEX_TABLES, indexes_owed(lake)),
    }
    judged = judgement_owed(lake)
    return [
        *(
            f"{table} of {partition}"
            for table, wanted in owed.items()
            for partition in sorted({*wanted, *lake.partitions(table)})
            if partition not in wanted or not lake.is_current(table, partition, wanted[partition])
        ),
        *(table for table in ("quality_result", "quality_offender") if not lake.is_current(table, None, judged)),
        *(
            f"{table}: {source} has changed since"
            for table in ("quarantine", "expected_report", "review_queue")
            for source, content in lake.parts_made_of(table).items()
            if content != (lake.fingerprint(source) or "")
        ),
    ]


def years_needed(partitions: list[str], years_back: int) -> list[str]:
    """The partitions whose facts a comparison of `partitions` looks at."""
    before = [str(int(name) - back) for name in partitions if name.isdigit() for back in range(1, years_back + 1)]
    return sorted({*partitions, *before})


def _comparisons_owed(lake: Lake, table: str, years_back: int, compared: str = "fact_indicator") -> dict[str, str]:
    reports = lake.read("dim_report", columns=[name for name in TABLES["dim_report"].schema.names() if name != "text"])
    # How a unit is called depends on its namesakes in all years: a new 城关镇 may change the names of old ones.
    units = assess_reports(reports)
    names = partition_names(units["report_year"])
    by_partition = {name: fingerprint_frame(units.filter(names == name)) for name in sorted(set(names))}
    applied = fingerprint_values(
        lake.fingerprint("dim_indicator"),
        fingerprint_packages(
            "transforms/benchmarks",
            "transforms/catalog/chart_texts.yaml",
            "transforms/catalog/peers.py",
            "transforms/catalog/peers.yaml",
            "transforms/catalog/structural_breaks.yaml",
        ),
        fingerprint_tables(table),
    )
    return {
        partition: fingerprint_values(
            {
                year: (lake.fingerprint(compared, year), by_partition.get(year))
                for year in years_needed([partition], years_back)
            },
            applied,
        )
        for partition in by_partition
    }


def _with_content(lake: Lake, tables: tuple[str, ...], parts: dict[str, dict[str, str]]) -> dict[str, str]:
    """Partition -> inputs: what its parts follow from, and the rows of `tables` as they are."""
    return {
        partition: fingerprint_values([lake.fingerprint(table, partition) for table in tables], made_of)
        for partition, made_of in parts.items()
    }


def _corrections(lake: Lake) -> dict[str, str]:
    """report_id -> what people decided about its numbers, for the few reports that have such decisions."""
    decisions = lake.read("decision").filter((pl.col("kind") == "number") & (pl.col("status") == "active"))
    code = fingerprint_packages("transforms/decisions/numbers.py")
    return {
        str(report): f", {fingerprint_values(members.rows(), code)[:16]}"
        for (report,), members in decisions.partition_by("report_id", as_dict=True).items()
    }


def _reports_by_partition(lake: Lake) -> dict[str, pl.DataFrame]:
    reports = lake.read("dim_report", columns=_REPORT_COLUMNS)
    grouped = reports.with_columns(partition=partition_names(reports["report_year"])).partition_by(
        "partition", as_dict=True, maintain_order=True, include_key=False
    )
    return {str(key[0]): members for key, members in sorted(grouped.items())}
