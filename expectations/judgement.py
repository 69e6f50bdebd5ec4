"""Findings about the sources: each consistency rule verified by Great Expectations, each finding with its sentence.

Here: `judge`, `Judgement`. A finding never blocks; what a rule means is in `rules/consistency.yaml`, how it is compared
in `expectations.evaluation`. Not here: our own invariants (`invariants`).

The comparisons are computed once, into a scratch database beside nothing of the caller's; Great Expectations verifies
that table, one expectation a rule. Its counts must agree with the rows that SQL stores, because its lists are cut.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from expectations.checkpoint import Check, Outcome, run_checkpoint
from expectations.data_docs import Sheet, claim_folder, publish_docs
from expectations.evaluation import evaluation_sql
from expectations.evaluation.owed import owed_sql
from expectations.rulebook import Rule, load_rules
from expectations.scratch import escaped_text, open_scratch
from warehouse.tables import QUALITY_OFFENDER, QUALITY_RESULT, conform

# Findings listed on the index page of the Data Docs; the table quality_offender has all.
LISTED_FINDINGS = 1000
# Name of the suite and of the site in Data Docs.
_NAME = "consistency"
_TABLES = ("dim_report", "dim_indicator", "fact_mention", "fact_indicator")


@dataclass(frozen=True)
class Judgement:
    """`result` conforms to quality_result, `offender` to quality_offender; `docs_index` is the page to open."""

    result: pl.DataFrame
    offender: pl.DataFrame
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
    A rule has failed, with the reason in `failure`, when Great Expectations raised, when its counts disagree with the
    rows stored, or when it saw less than the data owe it. A rule without operands in any report passes with
    evaluated_count 0 (`Judgement.unevaluated`, and said in Data Docs).
    Raises ValueError for an unknown rule id, for no rules at all, for a database without the
    tables, and when `docs` holds other files in its place; duckdb.Error when a connection of this process is writing.
    """
    rules = load_rules()
    if rule_ids is not None:
        if unknown := sorted(set(rule_ids) - {rule.rule_id for rule in rules}):
            raise ValueError(f"unknown rules: {unknown}")
        rules = tuple(rule for rule in rules if rule.rule_id in rule_ids)
    return judge_evaluation(database, docs, rules, evaluation_sql(rules))


def judge_evaluation(database: Path, docs: Path, rules: Sequence[Rule], evaluation: str) -> Judgement:
    """As `judge`, with the SELECT that evaluates the rules given."""
    claim_folder(docs, _NAME)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "judgement.duckdb"
        with open_scratch(scratch, database, _TABLES) as connection:
            connection.execute(
                f"CREATE TABLE scratch.quality_evaluation AS SELECT *, {_FINDING} AS finding FROM ({evaluation})"
            )
            counts = _rows_by_rule(connection, _COUNTS)
            owed = _rows_by_rule(connection, owed_sql(rules))
            found = connection.execute(_OFFENDERS).pl()
        site = Path(folder) / "site"
        outcomes = run_checkpoint(scratch, [_check(rule) for rule in rules], site, _NAME)
        result = _result_frame(rules, counts, owed, outcomes)
        severities = {rule.rule_id: rule.severity for rule in rules}
        offender = conform(
            found.with_columns(
                pl.col("rule_id").cast(pl.String).replace_strict(severities, default=None).alias("severity")
            ),
            QUALITY_OFFENDER,
        )
        index = publish_docs(site, docs, _NAME, "Consistency of what reports claim", _sheets(rules, result, offender))
    return Judgement(result, offender, index)


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
    FROM scratch.quality_evaluation
    GROUP BY rule_id
"""

_OFFENDERS = """
    SELECT
        found.rule_id, found.report_id, report.report_year, report.issuer, found.lhs, found.rhs,
        found.lhs_words, found.rhs_words, found.mention_start, found.other_start, found.quote
    FROM scratch.quality_evaluation AS found
    LEFT JOIN dim_report AS report USING (report_id)
    WHERE found.status = 'violated'
"""


def _rows_by_rule(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, dict[str, int]]:
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
    counts: dict[str, dict[str, int]],
    owed: dict[str, dict[str, int]],
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
