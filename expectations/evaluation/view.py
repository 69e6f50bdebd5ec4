"""`quality_evaluation`: every comparison of every rule, from the tables of the warehouse.

Here: `evaluation_sql`, `create_evaluation_view`. Not here: how one kind of rule compares (sibling modules).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from expectations.evaluation.at_most import compare_at_most
from expectations.evaluation.parts import compare_parts
from expectations.evaluation.percentages import compare_percentages
from expectations.evaluation.quotes import quotes
from expectations.evaluation.sql import COMPARISON_COLUMNS
from expectations.evaluation.stated_rates import compare_stated_rates
from expectations.rulebook import AtMost, PartsAtMostTotal, PartsEqualTotal, PercentRange, Rule, StatedRate

EVALUATION_COLUMNS = (
    "rule_id",
    "report_id",
    "mention_start",
    "other_start",
    "lhs",
    "rhs",
    "lhs_words",
    "rhs_words",
    "status",
    "reason",
    "quote",
)


def evaluation_sql(rules: Sequence[Rule]) -> str:
    """SELECT of EVALUATION_COLUMNS: one row a rule and comparison for which at least one operand is stated.

    `status` is ok, violated or not_evaluable, the last with its `reason`; `mention_start` and `other_start` are places
    in `dim_report.text`; `quote` holds the sentences of all operands in text order, joined by ' … '.
    Reads dim_report, dim_indicator, fact_mention and fact_indicator. Raises ValueError without rules.
    """
    if not rules:
        raise ValueError("no rules to evaluate")
    columns = ", ".join(COMPARISON_COLUMNS)
    comparisons = "\nUNION ALL\n".join(f"SELECT {columns} FROM ({kind})" for kind in _kinds(rules))
    return f"""
    WITH comparison AS MATERIALIZED (
        SELECT row_number() OVER () AS comparison_number, * FROM ({comparisons})
    ),
    operand_place AS (SELECT comparison_number, report_id, unnest(starts) AS start FROM comparison),
    quoted AS ({quotes("operand_place")})
    SELECT {", ".join(EVALUATION_COLUMNS[:-1])}, coalesce(quoted.quote, '') AS quote
    FROM comparison LEFT JOIN quoted USING (comparison_number)
    """


def create_evaluation_view(connection: duckdb.DuckDBPyConnection, rules: Sequence[Rule]) -> None:
    """Create or replace the view `quality_evaluation` of `rules` in a database with the tables of the warehouse."""
    connection.execute(f"CREATE OR REPLACE VIEW quality_evaluation AS {evaluation_sql(rules)}")


def _kinds(rules: Sequence[Rule]) -> list[str]:
    stages = [(rule, rule.operands) for rule in rules if isinstance(rule.operands, AtMost)]
    wholes = [(rule, rule.operands) for rule in rules if isinstance(rule.operands, PartsEqualTotal | PartsAtMostTotal)]
    rates = [(rule, rule.operands) for rule in rules if isinstance(rule.operands, StatedRate)]
    ranges = [(rule, rule.operands) for rule in rules if isinstance(rule.operands, PercentRange)]
    return [
        *([compare_at_most(stages)] if stages else []),
        *([compare_parts(wholes)] if wholes else []),
        *([compare_stated_rates(rates)] if rates else []),
        *([compare_percentages(ranges)] if ranges else []),
    ]
