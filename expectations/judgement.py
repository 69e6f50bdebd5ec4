"""Findings about the sources: each consistency rule verified by Great Expectations, each finding with its sentence.

Here: `judge`, `Judgement`. A finding never blocks; what a rule means is in `rules/consistency.yaml`, how it is compared
in `expectations.evaluation`. Not here: our own invariants (`invariants`).

The comparisons are computed once, into a scratch database beside nothing of the caller's, one group of kinds after the
other, so that memory holds one group; Great Expectations verifies that table, one expectation a rule. Its counts must
agree with the rows that SQL stores, because its lists are cut.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.checkpoint import Check, Outcome, run_checkpoint
from expectations.data_docs import Sheet, claim_folder, publish_docs
from expectations.evaluation import EVALUATED_TABLES, evaluation_sql, rules_by_kinds
from expectations.evaluation.owed import owed_sql
from expectations.evaluation.sql import values
from expectations.findings import findings_page
from expectations.rulebook import Rule, load_rules
from expectations.scratch import escaped_text, open_scratch
from warehouse.tables import QUALITY_OFFENDER, QUALITY_RESULT, QUALITY_SCORE, conform

logger = logging.getLogger(__name__)

# Findings listed on the index page of the Data Docs; the table quality_offender has all.
LISTED_FINDINGS = 1000
# Name of the suite and of the site in Data Docs.
_NAME = "consistency"
# A score is a share: below so many comparisons it says nothing.
LEAST_COMPARISONS = 5
# What a finding weighs in a score.
WEIGHTS = {"error": 4.0, "warn": 2.0, "info": 1.0}
# Reasons why comparisons could not be made that are kept with a result.
KEPT_REASONS = 10


@dataclass(frozen=True)
class Judgement:
    """Frames of quality_result, quality_offender and quality_score; `docs_index` is the page to open."""

    result: pl.DataFrame
    offender: pl.DataFrame
    score: pl.DataFrame
    docs_index: Path

    @property
    def unevaluated(self) -> tuple[str, ...]:
        """Rules that passed because no comparison could be made: they say nothing about any report."""
        silent = self.result.filter(pl.col("passed") & (pl.col("evaluated_count") == 0))
        return tuple(silent["rule_id"].to_list())


def judge(database: Path, docs: Path, rule_ids: Collection[str] | None = None) -> Judgement:
    """Judge the reports of a database with the tables of the warehouse by all rules, or by those of `rule_ids`.

    The database is only read and is let go of before this returns; close connections of this process that may write.
    Data Docs are written below the folder `docs`, in place of those of an earlier call.
    A rule has failed, with the reason in `failure`, when its SQL or Great Expectations raised, when its counts disagree
    with the rows stored, or when it saw less than the data owe it. A rule without operands in any report passes with
    evaluated_count 0 (`Judgement.unevaluated`, and said in Data Docs).
    Raises ValueError for an unknown rule id, for no rules at all, for a database without the
    tables, and when `docs` holds other files in its place; duckdb.Error when a connection of this process is writing.
    """
    rules = load_rules()
    if rule_ids is not None:
        if unknown := sorted(set(rule_ids) - {rule.rule_id for rule in rules}):
            raise ValueError(f"unknown rules: {unknown}")
        rules = tuple(rule for rule in rules if rule.rule_id in rule_ids)
    if not rules:
        raise ValueError("no rules to judge by")
    evaluations = [(group, evaluation_sql(group, quoted=("violated",))) for group in rules_by_kinds(rules)]
    return judge_evaluation(database, docs, rules, evaluations)


def judge_evaluation(
    database: Path, docs: Path, rules: Sequence[Rule], evaluations: Sequence[tuple[Sequence[Rule], str]]
) -> Judgement:
    """As `judge`, with the SELECTs that evaluate the rules given, each with the rules that it evaluates."""
    claim_folder(docs, _NAME)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "judgement.duckdb"
        with open_scratch(scratch, database, EVALUATED_TABLES) as connection:
            failures = _evaluate(connection, evaluations)
            # What Great Expectations sees: it knows no lists.
            connection.execute(
                "CREATE TABLE scratch.quality_evaluation AS SELECT rule_id, finding FROM scratch.evaluated"
            )
            counts = _rows_by_rule(connection, _COUNTS)
            reasons = _rows_by_rule(connection, _REASONS)
            owed = {rule.rule_id: _rows_by_rule(connection, owed_sql((rule,)))[rule.rule_id] for rule in rules}
            found = connection.execute(_OFFENDERS).pl()
            weights = values((rule.rule_id, rule.severity, WEIGHTS[rule.severity]) for rule in rules)
            superseded = connection.execute(_SUPERSEDED).fetchall()[0][0]
            score = conform(connection.execute(_SCORES.format(weights=weights)).pl(), QUALITY_SCORE)
        site = Path(folder) / "site"
        outcomes = run_checkpoint(scratch, [_check(rule) for rule in rules], site, _NAME)
        outcomes |= {rule_id: Outcome(False, failure=failure) for rule_id, failure in failures.items()}
        result = _result_frame(rules, counts, reasons, owed, outcomes)
        severities = {rule.rule_id: rule.severity for rule in rules}
        offender = conform(
            found.with_columns(pl.col("rule_id").replace_strict(severities, default=None).alias("severity")),
            QUALITY_OFFENDER,
        )
        index = publish_docs(
            site,
            docs,
            _NAME,
            "Consistency of what reports claim",
            _sheets(rules, result, offender),
            {"findings.html": ("数据疑点 · What does not add up", findings_page(rules, offender, score, superseded))},
        )
    return Judgement(result, offender, score, index)


def _evaluate(
    connection: duckdb.DuckDBPyConnection, evaluations: Sequence[tuple[Sequence[Rule], str]]
) -> dict[str, str]:
    """Write `scratch.evaluated` and return what was raised, by rule: the rules of the other groups are judged."""
    connection.execute(_EVALUATED)
    failures: dict[str, str] = {}
    for group, evaluation in evaluations:
        try:
            connection.execute(
                f"INSERT INTO scratch.evaluated BY NAME SELECT *, {_FINDING} AS finding FROM ({evaluation})"
            )
        except duckdb.Error as error:
            logger.exception("the evaluation of %s raised", ", ".join(rule.rule_id for rule in group))
            failures |= {rule.rule_id: f"{type(error).__name__}: {error}" for rule in group}
    return failures


_EVALUATED = """
    CREATE TABLE scratch.evaluated (
        rule_id VARCHAR, report_id VARCHAR, mention_start BIGINT, other_report_id VARCHAR, other_start BIGINT,
        lhs DOUBLE, rhs DOUBLE, lhs_words VARCHAR, rhs_words VARCHAR, status VARCHAR, reason VARCHAR, starts BIGINT[],
        other_starts BIGINT[], quote VARCHAR, other_quote VARCHAR, finding VARCHAR
    )
"""

_SHOWN = """concat(
    report_id, ' @ ', mention_start, ': ', lhs_words, ' = ', lhs, ' / ', rhs_words, ' = ', rhs, ': ', quote)"""
# What Data Docs show of a comparison: its status, or for a finding where it is and what is said there.
_FINDING = f"CASE WHEN status = 'violated' THEN {escaped_text(_SHOWN)} ELSE status END"

_COUNTS = """
    SELECT
        rule_id, count(*) AS row_count,
        count(*) FILTER (status IN ('ok', 'violated')) AS evaluated,
        count(*) FILTER (status = 'not_evaluable') AS not_evaluable,
        count(*) FILTER (status = 'violated') AS violated
    FROM scratch.evaluated
    GROUP BY rule_id
"""

_REASONS = f"""
    SELECT rule_id, list(struct_pack(reason := reason, "count" := number) ORDER BY number DESC, reason)[:{KEPT_REASONS}]
        AS reasons
    FROM (
        SELECT rule_id, reason, count(*) AS number
        FROM scratch.evaluated
        WHERE status = 'not_evaluable'
        GROUP BY rule_id, reason
    )
    GROUP BY rule_id
"""

_OFFENDERS = """
    SELECT
        found.rule_id, found.report_id, report.report_year, report.issuer, found.lhs, found.rhs,
        found.lhs_words, found.rhs_words, found.mention_start, found.other_start, found.starts, found.other_report_id,
        other.report_year AS other_report_year, found.quote, found.other_quote
    FROM scratch.evaluated AS found
    LEFT JOIN dim_report AS report USING (report_id)
    LEFT JOIN dim_report AS other ON other.report_id = found.other_report_id
    WHERE found.status = 'violated'
"""

_SUPERSEDED = "SELECT count(*) FROM dim_report WHERE state = 'superseded'"

_SCORES = f"""
    WITH rule(rule_id, severity, weight) AS {{weights}},
    counted AS (
        SELECT
            report_id,
            count(*) FILTER (status <> 'not_evaluable') AS evaluated_count,
            count(*) FILTER (status = 'not_evaluable') AS not_evaluable_count,
            count(*) FILTER (status = 'violated' AND severity = 'error') AS error_count,
            count(*) FILTER (status = 'violated' AND severity = 'warn') AS warn_count,
            count(*) FILTER (status = 'violated' AND severity = 'info') AS info_count,
            100 * sum(weight) FILTER (status = 'ok') / nullif(sum(weight) FILTER (status <> 'not_evaluable'), 0)
                AS share
        FROM scratch.evaluated AS evaluated
        JOIN rule USING (rule_id)
        GROUP BY report_id
    )
    SELECT
        report.report_id, report.report_year, report.issuer, report.publisher,
        coalesce(evaluated_count, 0) AS evaluated_count, coalesce(not_evaluable_count, 0) AS not_evaluable_count,
        coalesce(error_count, 0) AS error_count, coalesce(warn_count, 0) AS warn_count,
        coalesce(info_count, 0) AS info_count,
        CASE WHEN evaluated_count >= {LEAST_COMPARISONS} THEN round(coalesce(share, 0), 2) END AS score
    FROM dim_report AS report
    LEFT JOIN counted USING (report_id)
"""


def _rows_by_rule(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[str, Any]]:
    return {row["rule_id"]: row for row in connection.execute(query).pl().to_dicts()}


def _check(rule: Rule) -> Check:
    return Check(
        key=rule.rule_id,
        table="quality_evaluation",
        expectation="ExpectColumnValuesToBeInSet",
        arguments={"column": "finding", "value_set": ["ok", "not_evaluable"]},
        description=f"{rule.rule_id} {rule.name}: {rule.description} {rule.description_zh}",
        severity=rule.severity,
        only=("rule_id", rule.rule_id),
    )


def _result_frame(
    rules: Sequence[Rule],
    counts: dict[str, dict[str, Any]],
    reasons: dict[str, dict[str, Any]],
    owed: dict[str, dict[str, Any]],
    outcomes: dict[str, Outcome],
) -> pl.DataFrame:
    nothing = {"row_count": 0, "evaluated": 0, "not_evaluable": 0, "violated": 0}
    rows = []
    for rule in rules:
        count, outcome = counts.get(rule.rule_id, nothing), outcomes[rule.rule_id]
        failure = outcome.failure or _disagreement(count, owed[rule.rule_id], outcome)
        rows.append(
            {
                "rule_id": rule.rule_id,
                "passed": outcome.success and failure is None,
                "evaluated_count": count["evaluated"],
                "not_evaluable_count": count["not_evaluable"],
                "violated_count": count["violated"],
                "not_evaluable_reasons": reasons.get(rule.rule_id, {"reasons": []})["reasons"],
                "failure": failure,
            }
        )
    return conform(pl.DataFrame(rows, schema=QUALITY_RESULT.schema), QUALITY_RESULT)


def _disagreement(count: dict[str, int], owed: dict[str, int], outcome: Outcome) -> str | None:
    """Why the outcome cannot be trusted, or None."""
    seen = (outcome.element_count, outcome.unexpected_count or 0)
    stored = (count["row_count"], count["violated"])
    if seen != stored:
        return f"Great Expectations saw {seen[0]} rows and {seen[1]} findings, SQL stored {stored[0]} and {stored[1]}"
    if outcome.success != (count["violated"] == 0):
        return f"Great Expectations says success={outcome.success} with {count['violated']} findings"
    if count["row_count"] < owed["rows_owed"]:
        return f"vacuous: {count['row_count']} rows were looked at, the data owe {owed['rows_owed']}"
    if count["evaluated"] == 0 and owed["comparisons_owed"]:
        return f"vacuous: nothing was evaluated, all operands are stated {owed['comparisons_owed']} times"
    return None


def _sheets(rules: Sequence[Rule], result: pl.DataFrame, offender: pl.DataFrame) -> list[Sheet]:
    described = {rule.rule_id: rule for rule in rules}
    columns = ("passed", "evaluated_count", "not_evaluable_count", "violated_count", "failure")
    silent = result.filter(pl.col("passed") & (pl.col("evaluated_count") == 0)).height
    rows = [
        (
            row["rule_id"],
            rule.name,
            rule.severity,
            rule.description,
            rule.description_zh,
            *(row[name] for name in columns),
        )
        for row in result.to_dicts()
        for rule in (described[row["rule_id"]],)
    ]
    shown = (
        "rule_id",
        "severity",
        "report_id",
        "report_year",
        "issuer",
        "lhs_words",
        "lhs",
        "rhs_words",
        "rhs",
        "quote",
    )
    return [
        Sheet(
            "Rules",
            (
                "rule",
                "name",
                "severity",
                "description",
                "说明",
                "passed",
                "evaluated",
                "not evaluable",
                "violated",
                "failure",
            ),
            rows,
            f"{silent} rules passed with nothing to evaluate: no report states their operands." if silent else "",
        ),
        Sheet(
            "Findings",
            shown,
            offender.select(shown).head(LISTED_FINDINGS).rows(),
            f"{min(offender.height, LISTED_FINDINGS)} of {offender.height} findings; quality_offender has all.",
        ),
    ]
