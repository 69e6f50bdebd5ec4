"""The one specification of every table: columns, types, units, keys and meaning.

Here: `TABLES`, in the order in which a release loads them, and the types behind it.
Everything else that describes a table (Parquet schema, DuckDB DDL and comments, Dagster column schema, data dictionary)
is derived from these entries. A new table is a new entry in the module of its kind.
Not here: frames, files, SQL that computes.
"""

from warehouse.tables.context import NATIONAL_SERIES, REGION_YEAR
from warehouse.tables.decisions import DECIDED, DECISION, REVIEW_QUEUE
from warehouse.tables.domains import DOMAIN_COLUMNS, DOMAIN_TABLES, DomainColumn
from warehouse.tables.facts import FACT_INDICATOR, FACT_MENTION
from warehouse.tables.indexes import MART_INDEX, MART_INDEX_PILLAR, MART_INDEX_REMOVAL, MART_INDEX_STEP
from warehouse.tables.marts import MART_STRUCTURE, MART_TREND, MART_YOY
from warehouse.tables.peers import MART_BENCHMARK, PEER_CHOICE, PEER_KINDS
from warehouse.tables.quality import (
    FACT_COPIED_SENTENCE,
    QUALITY_OFFENDER,
    QUALITY_RESULT,
    QUALITY_RULE,
    QUALITY_SCORE,
)
from warehouse.tables.reports import (
    BODY_ROLES,
    DIM_INDICATOR,
    DIM_PASSAGE,
    DIM_REGION,
    DIM_REPORT,
    DIM_SECTION,
    DIM_SENTENCE,
    FURNITURE_ROLES,
    PASSAGE_ROLES,
    QUARANTINE,
)
from warehouse.tables.sources import EXPECTED_REPORT, SOURCE_FETCH
from warehouse.tables.specification import Column, ForeignKey, Table, conform
from warehouse.tables.versions import DIM_VERSION

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        SOURCE_FETCH,
        DIM_VERSION,
        DECISION,
        DIM_REGION,
        PEER_CHOICE,
        REGION_YEAR,
        NATIONAL_SERIES,
        DIM_INDICATOR,
        DIM_REPORT,
        DIM_SECTION,
        DIM_PASSAGE,
        DIM_SENTENCE,
        QUARANTINE,
        EXPECTED_REPORT,
        FACT_MENTION,
        FACT_INDICATOR,
        *DOMAIN_TABLES.values(),
        FACT_COPIED_SENTENCE,
        MART_YOY,
        MART_TREND,
        MART_BENCHMARK,
        MART_INDEX,
        MART_INDEX_PILLAR,
        MART_INDEX_STEP,
        MART_INDEX_REMOVAL,
        MART_STRUCTURE,
        QUALITY_RULE,
        QUALITY_RESULT,
        QUALITY_OFFENDER,
        QUALITY_SCORE,
        REVIEW_QUEUE,
    )
}

__all__ = [
    "BODY_ROLES",
    "DECIDED",
    "DECISION",
    "DIM_INDICATOR",
    "DIM_PASSAGE",
    "DIM_REGION",
    "DIM_REPORT",
    "DIM_SECTION",
    "DIM_SENTENCE",
    "DIM_VERSION",
    "DOMAIN_COLUMNS",
    "DOMAIN_TABLES",
    "EXPECTED_REPORT",
    "FACT_COPIED_SENTENCE",
    "FACT_INDICATOR",
    "FACT_MENTION",
    "FURNITURE_ROLES",
    "MART_BENCHMARK",
    "MART_INDEX",
    "MART_INDEX_PILLAR",
    "MART_INDEX_REMOVAL",
    "MART_INDEX_STEP",
    "MART_STRUCTURE",
    "MART_TREND",
    "MART_YOY",
    "NATIONAL_SERIES",
    "PASSAGE_ROLES",
    "PEER_CHOICE",
    "PEER_KINDS",
    "QUALITY_OFFENDER",
    "QUALITY_RESULT",
    "QUALITY_RULE",
    "QUALITY_SCORE",
    "QUARANTINE",
    "REGION_YEAR",
    "REVIEW_QUEUE",
    "SOURCE_FETCH",
    "TABLES",
    "Column",
    "DomainColumn",
    "ForeignKey",
    "Table",
    "conform",
]
