"""`quality_evaluation`: every comparison of every rule, from the tables of the warehouse.

Here: `evaluation_sql`, `rules_by_kinds`, `create_evaluation_view`, `EVALUATED_TABLES`. Not here: how one kind of rule
compares (sibling modules).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import duckdb

from expectations.evaluation.copied import compare_copied
from expectations.evaluation.parts import compare_parts
from expectations.evaluation.peers import compare_peers
from expectations.evaluation.percentages import compare_percentages
from expectations.evaluation.possible_rates import compare_possible_rates
from expectations.evaluation.quotes import quotes
from expectations.evaluation.quotients import compare_quotients
from expectations.evaluation.ranges import compare_ranges
from expectations.evaluation.report_patterns import compare_missing_years, compare_repeated, compare_round
from expectations.evaluation.sql import COMPARISON_COLUMNS, IS_STANDING, literal
from expectations.evaluation.stated_changes import compare_stated_changes
from expectations.evaluation.stated_rates import compare_stated_rates
from expectations.evaluation.sums import compare_sums
from expectations.evaluation.year_changes import compare_year_changes
from expectations.rulebook import Rule

EVALUATED_TABLES = ("dim_report", "dim_indicator", "fact_mention", "fact_indicator", "fact_copied_sentence")
EVALUATION_COLUMNS = (*COMPARISON_COLUMNS, "quote", "other_quote")
STATUSES = ("ok", "violated", "not_evaluable")
# Why nothing that a superseded report claims is compared: whoever reads it is shown the report that stands.
SUPERSEDED = "another report took its place"
# The function that compares the rules of these kinds.
_COMPARING: tuple[tuple[tuple[str, ...], Callable[[Any], str]], ...] = (
    (("at_most", "sums_equal"), compare_sums),
    (("parts_equal_total", "parts_at_most_total"), compare_parts),
    (("stated_rate_equals_counts",), compare_stated_rates),
    (("possible_rate",), compare_possible_rates),
    (("percent_range",), compare_percentages),
    (("quotient_range", "zero_forces_zero"), compare_quotients),
    (("value_range", "usual_range", "whole_number"), compare_ranges),
    (("peer_outlier",), compare_peers),
    (("year_change",), compare_year_changes),
    (("repeated_values",), compare_repeated),
    (("round_values",), compare_round),
    (("missing_year",), compare_missing_years),
    (("stated_change",), compare_stated_changes),
    (("copied_sentence",), compare_copied),
)


def evaluation_sql(rules: Sequence[Rule], quoted: Sequence[str] = STATUSES) -> str:
    """SELECT of EVALUATION_COLUMNS: one row a rule and comparison for which at least one operand is stated.

    `status` is ok, violated or not_evaluable, the last with its `reason`; `mention_start` and `starts` are places in
    the text of report_id, `other_starts` in that of `other_report_id`, if the rule looks at two; `other_start` is in
    the latter, or in report_id where there is no other. Of a superseded report every comparison is not_evaluable.
    `quote` and `other_quote` hold the sentences of these places in text order, joined by ' … ', for the statuses in
    `quoted`, else ''.
    Reads EVALUATED_TABLES. Raises ValueError without rules.
    """
    if not rules:
        raise ValueError("no rules to evaluate")
    comparisons = "\nUNION ALL BY NAME\n".join(f"SELECT * FROM ({query})" for query in comparison_queries(rules))
    typed = "SELECT NULL::VARCHAR AS other_report_id, NULL::BIGINT AS other_start, NULL::BIGINT[] AS other_starts"
    kept = ", ".join(map(literal, quoted))
    return f"""
    WITH found AS ({comparisons} UNION ALL BY NAME {typed} WHERE false),
    comparison AS MATERIALIZED (
        SELECT row_number() OVER () AS comparison_number, * REPLACE (
            CASE WHEN {IS_STANDING} THEN status ELSE 'not_evaluable' END AS status,
            CASE WHEN {IS_STANDING} THEN reason ELSE {literal(SUPERSEDED)} END AS reason)
        FROM found
    ),
    operand_place AS (
        SELECT comparison_number, report_id, unnest(starts) AS start FROM comparison WHERE status IN ({kept})
    ),
    other_place AS (
        SELECT comparison_number, other_report_id AS report_id, unnest(other_starts) AS start
        FROM comparison
        WHERE other_report_id IS NOT NULL AND status IN ({kept})
    ),
    quoted AS ({quotes("operand_place")}),
    other_quoted AS (SELECT comparison_number, quote AS other_quote FROM ({quotes("other_place")}))
    SELECT {", ".join(COMPARISON_COLUMNS)}, coalesce(quoted.quote, '') AS quote, other_quoted.other_quote
    FROM comparison
    LEFT JOIN quoted USING (comparison_number)
    LEFT JOIN other_quoted USING (comparison_number)
    """


def comparison_queries(rules: Sequence[Rule]) -> list[str]:
    """One SELECT for each group of kinds that `rules` have."""
    compared_by = {kind: compare for kinds, compare in _COMPARING for kind in kinds}
    return [compared_by[group[0].kind]([(rule, rule.operands) for rule in group]) for group in rules_by_kinds(rules)]


def rules_by_kinds(rules: Sequence[Rule]) -> list[tuple[Rule, ...]]:
    """The rules in groups that one module compares: evaluated one group after the other they need the least memory."""
    groups = [tuple(rule for rule in rules if rule.kind in kinds) for kinds, _ in _COMPARING]
    return [group for group in groups if group]


def create_evaluation_view(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """Create or replace the view `quality_evaluation` of `rules` in a database with the tables of the warehouse."""
    connection.execute(f"CREATE OR REPLACE VIEW quality_evaluation AS {evaluation_sql(rules)}")
