"""Rules `sum(left) <= sum(right)` over the facts of one report: 调解成功件数 <= 调解件数.

Here: `compare_at_most`. Not here: parts and their total (`parts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.operands import Operand, operand_rows
from expectations.evaluation.sql import values
from expectations.rulebook import AtMost, Rule


def compare_at_most(rules: Sequence[tuple[Rule, AtMost]]) -> str:
    """SELECT of the comparisons of `at_most` rules, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated only where the least left side exceeds the greatest right side. An open operand (上年结转) that is not
    stated is 0 or more: the rule then holds where it holds without it and is not evaluable otherwise.
    """
    rows = operand_rows(at_most_operands(rules))
    tolerances = values((rule.rule_id, rule.tolerance) for rule, _ in rules)
    return f"""
    WITH tolerated(rule_id, tolerance) AS {tolerances},
    side_by_side AS (
        SELECT
            rule_id, report_id, period,
            sum(value) FILTER (side = 'left') AS lhs,
            sum(value) FILTER (side = 'right') AS rhs,
            coalesce(sum(low) FILTER (side = 'left'), 0) AS left_low,
            CASE WHEN bool_or(side = 'left' AND high IS NULL) THEN NULL ELSE sum(high) FILTER (side = 'left') END
                AS left_high,
            coalesce(sum(low) FILTER (side = 'right'), 0) AS right_low,
            CASE WHEN bool_or(side = 'right' AND high IS NULL) THEN NULL ELSE sum(high) FILTER (side = 'right') END
                AS right_high,
            string_agg(words, ' + ' ORDER BY place) FILTER (side = 'left' AND start IS NOT NULL) AS lhs_words,
            string_agg(words, ' + ' ORDER BY place) FILTER (side = 'right' AND start IS NOT NULL) AS rhs_words,
            first(start ORDER BY place) FILTER (side = 'left' AND start IS NOT NULL) AS left_start,
            first(start ORDER BY place) FILTER (side = 'right' AND start IS NOT NULL) AS right_start,
            list(start ORDER BY start) FILTER (start IS NOT NULL) AS starts,
            string_agg(indicator_id, ', ' ORDER BY side, place) FILTER (start IS NULL AND is_required) AS missing,
            string_agg(indicator_id, ', ' ORDER BY side, place) FILTER (start IS NULL AND NOT is_required) AS unstated,
            string_agg(indicator_id, ', ' ORDER BY side, place) FILTER (values_stated > 1) AS several,
            CASE WHEN count(DISTINCT family) > 1 THEN string_agg(DISTINCT unit, ', ' ORDER BY unit) END AS units
        FROM ({rows})
        GROUP BY rule_id, report_id, period
    ),
    judged AS (
        SELECT
            side_by_side.*,
            CASE
                WHEN missing IS NOT NULL THEN 'not stated: ' || missing
                WHEN several IS NOT NULL THEN 'different values are stated for: ' || several
                WHEN units IS NOT NULL THEN 'counted in different units: ' || units
                WHEN unstated IS NOT NULL AND NOT coalesce(left_high <= right_low + tolerance, false)
                    THEN 'not stated, and it decides: ' || unstated
            END AS obstacle,
            coalesce(left_low > right_high + tolerance, false) AS is_broken
        FROM side_by_side JOIN tolerated USING (rule_id)
    )
    SELECT
        rule_id, report_id,
        coalesce(left_start, right_start) AS mention_start,
        CASE WHEN left_start IS NOT NULL THEN right_start END AS other_start,
        lhs, rhs, lhs_words, rhs_words,
        CASE WHEN obstacle IS NOT NULL THEN 'not_evaluable' WHEN is_broken THEN 'violated' ELSE 'ok' END AS status,
        obstacle AS reason,
        starts
    FROM judged
    """


def at_most_operands(rules: Sequence[tuple[Rule, AtMost]]) -> list[Operand]:
    """The operands of `at_most` rules, one entry an indicator and side."""
    return [
        Operand(rule.rule_id, side, place, indicator, indicator not in operands.open)
        for rule, operands in rules
        for side, indicators in (("left", operands.left), ("right", operands.right))
        for place, indicator in enumerate(indicators, 1)
    ]
