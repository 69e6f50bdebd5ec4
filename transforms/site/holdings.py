"""What the pages are made of: units, comparable values with their peers and findings, rules, scores.

Here: `Holdings`, `gather`. Not here: texts of reports and mentions, which are looked at year by year (`report_pages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from transforms.benchmarks.comparable import select_comparable
from transforms.charts.texts import Text
from transforms.site.addresses import list_units_of_site
from transforms.site.finding_words import FindingWords
from transforms.site.texts import name_of_indicator
from warehouse.tables.peers import BASES, PEER_KINDS

SEVERITIES = ("error", "warn", "info")
TABLES = (
    "dim_indicator",
    "fact_indicator",
    "mart_benchmark",
    "mart_yoy",
    "mart_index",
    "mart_structure",
    "quality_rule",
    "quality_result",
    "quality_offender",
    "quality_score",
    "quarantine",
)
_PEERS = ("peer_count", "peer_median", "peer_lower_quartile", "peer_upper_quartile", "percentile_rank")
_COMPARED = (
    "report_id", "indicator_id", "basis", "peer_kind", "peer_group", "is_finest", "value", *_PEERS, "funnel_position",
)  # fmt: skip


@dataclass(frozen=True)
class Holdings:
    """Frames that several kinds of page look at.

    units: `list_units_of_site`. values: the columns of `select_comparable` with `slug`, `province`, `clause`, the
    peers of mart_benchmark, what mart_yoy says of the change, and `flag` (severity of the worst finding).
    """

    units: pl.DataFrame
    values: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]

    @cached_property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Rows of dim_indicator by id, in the order of the catalogue's domains."""
        frame = self.tables["dim_indicator"]
        return {row["indicator_id"]: row for row in frame.iter_rows(named=True)}

    @cached_property
    def rules(self) -> dict[str, dict[str, Any]]:
        """Rows of quality_rule by id."""
        return {row["rule_id"]: row for row in self.tables["quality_rule"].iter_rows(named=True)}

    @cached_property
    def unit_of_report(self) -> dict[str, dict[str, Any]]:
        """Rows of `units` by report."""
        return {row["report_id"]: row for row in self.units.iter_rows(named=True)}

    @cached_property
    def findings_of_report(self) -> dict[str, list[dict[str, Any]]]:
        """Rows of quality_offender by report, the gravest first."""
        return group_rows(sort_findings(self.tables["quality_offender"]), "report_id")

    @cached_property
    def peers_of_value(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Rows of mart_benchmark by report and indicator: as reported first, the level before finer groups."""
        found: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in self.tables["mart_benchmark"].iter_rows(named=True):
            found.setdefault((row["report_id"], row["indicator_id"]), []).append(row)
        for rows in found.values():
            rows.sort(
                key=lambda row: (BASES.index(row["basis"]), PEER_KINDS.index(row["peer_kind"]), row["peer_group"])
            )
        return found

    @cached_property
    def finding_words(self) -> FindingWords:
        """What findings say of these indicators, in both languages."""
        return FindingWords(self.indicators)

    def say_finding(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        """A row of quality_offender with the words of both sides as texts."""
        sides = {side: self.finding_words.operand(finding[side]) for side in ("lhs_words", "rhs_words")}
        return {**finding, **sides}

    def name(self, indicator_id: str) -> Text:
        """An indicator's name."""
        return name_of_indicator(self.indicators.get(indicator_id), indicator_id)


def gather(reports: pl.DataFrame, tables: Mapping[str, pl.DataFrame], mentions: pl.LazyFrame) -> Holdings:
    """Join what belongs together.

    reports: dim_report, its text may be left out; tables: those named in `TABLES` (mart_benchmark as
    `select_peers` gives it); mentions: fact_mention, of which only the clauses of comparable values are read.
    """
    units = list_units_of_site(reports)
    keys = ["report_id", "indicator_id"]
    benchmark = tables["mart_benchmark"]
    peers = benchmark.filter((pl.col("basis") == "reported") & (pl.col("peer_kind") == "level")).select(*keys, *_PEERS)
    changes = (
        tables["mart_yoy"]
        .select(*keys, "previous_value", "change", "change_pct", "is_significant", "structural_break")
        .unique(keys, keep="first", maintain_order=True)
    )
    comparable = select_comparable(tables["fact_indicator"], reports, tables["dim_indicator"])
    spots = ["report_id", "mention_start", "mention_end"]
    clauses = (
        mentions.filter(pl.col("mention_number") == 1)
        .select("report_id", pl.col("start").alias("mention_start"), pl.col("end").alias("mention_end"), "clause")
        .join(comparable.lazy().select(spots), on=spots, how="semi")
        .unique(spots)
        .collect()
    )
    values = (
        comparable.join(clauses, on=spots, how="left")
        .join(units.select("report_id", "slug", "province"), on="report_id", how="left")
        .join(peers, on=keys, how="left")
        .join(changes, on=keys, how="left")
        .join(_worst(tables["quality_offender"]), on=["report_id", "mention_start"], how="left")
        .sort("indicator_id", "report_year", "reporting_unit")
    )
    return Holdings(units, values, tables)


def select_peers(benchmark: pl.LazyFrame) -> pl.DataFrame:
    """What pages show of mart_benchmark: all units of the level, the finest group, and groups that users chose."""
    is_level = (pl.col("basis") == "reported") & (pl.col("peer_kind") == "level")
    return (
        benchmark.filter(is_level | pl.col("is_finest") | (pl.col("peer_kind") == "own_choice"))
        .select(_COMPARED)
        .sort(_COMPARED[:5])
        .collect()
    )


def group_rows(frame: pl.DataFrame, column: str) -> dict[str, list[dict[str, Any]]]:
    """Rows by the value of a column, in their order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        groups.setdefault(row[column], []).append(row)
    return groups


def sort_findings(offenders: pl.DataFrame) -> pl.DataFrame:
    """Findings, the gravest first."""
    grade = pl.col("severity").replace_strict(dict(zip(SEVERITIES, range(3), strict=True)), return_dtype=pl.Int32)
    return offenders.sort(grade, "rule_id", "report_year", "report_id", "mention_start")


def _worst(offenders: pl.DataFrame) -> pl.DataFrame:
    """report_id, mention_start, flag: the gravest finding that a number is part of."""
    sides = [
        offenders.select("report_id", "mention_start", "severity"),
        offenders.filter(pl.col("other_report_id").is_null()).select(
            "report_id", pl.col("other_start").alias("mention_start"), "severity"
        ),
        offenders.filter(pl.col("other_report_id").is_not_null()).select(
            pl.col("other_report_id").alias("report_id"), pl.col("other_start").alias("mention_start"), "severity"
        ),
    ]
    grade = pl.col("severity").replace_strict(dict(zip(SEVERITIES, range(3), strict=True)), return_dtype=pl.Int32)
    return (
        pl.concat(sides)
        .drop_nulls("mention_start")
        .sort(grade)
        .unique(["report_id", "mention_start"], keep="first", maintain_order=True)
        .select("report_id", "mention_start", flag="severity")
    )
