"""Rules about sums over the facts of one report: 调解成功件数 <= 调解件数, 收到 + 上年结转 = 办结 + 结转下年.

Here: `compare_sums`, `sum_operands`. Not here: parts and their total (`parts`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.operands import Operand, operand_rows
from expectations.evaluation.sql import different_words, differs, status, values, words_in_order
from expectations.rule_kinds import AtMost, SumsEqual
from expectations.rulebook import Rule

# Order of the operands of a rule.
_PLACE = "{'side': side, 'place': place}"


def compare_sums(rules: Sequence[tuple[Rule, AtMost | SumsEqual]]) -> str:
    """SELECT of the comparisons of `at_most` and `sums_equal`, with the columns of `sql.COMPARISON_COLUMNS`.

    `at_most` is violated only where the least left side exceeds the greatest right side (times its factor),
    `sums_equal` only where the two intervals do not meet. An open operand (上年结转) that is not stated is 0 or more:
    `at_most` then holds where it holds without it and is not evaluable otherwise, `sums_equal` needs every operand.
    """
    rows = operand_rows(sum_operands(rules))
    settings = values(
        (
            rule.rule_id,
            rule.tolerance,
            isinstance(sums, SumsEqual),
            sums.times if isinstance(sums, AtMost) else 1.0,
            isinstance(sums, AtMost) and sums.units == "any",
            sums.within,
        )
        for rule, sums in rules
    )
    return f"""
    WITH setting(rule_id, tolerance, is_equality, times, is_any_unit, within) AS {settings},
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
            {words_in_order("words", "place", "side = 'left' AND start IS NOT NULL", " + ")} AS lhs_words,
            {words_in_order("words", "place", "side = 'right' AND start IS NOT NULL", " + ")} AS rhs_words,
            arg_min(start, place) FILTER (side = 'left' AND start IS NOT NULL) AS left_start,
            arg_min(start, place) FILTER (side = 'right' AND start IS NOT NULL) AS right_start,
            list_sort(list(start) FILTER (start IS NOT NULL)) AS starts,
            {words_in_order("absent_words", _PLACE, "start IS NULL AND is_required")} AS missing,
            {words_in_order("indicator_id", _PLACE, "start IS NULL AND NOT is_required")} AS unstated,
            {words_in_order("indicator_id", _PLACE, "values_stated > 1")} AS several,
            CASE WHEN {differs("family")} THEN {different_words("unit")} END AS units,
            bool_and(parent_start IS NOT NULL) FILTER (side = 'left' AND start IS NOT NULL)
                AND min(parent_start) FILTER (side = 'left') = max(parent_start) FILTER (side = 'left')
                AND min(parent_start) FILTER (side = 'left') = min(start) FILTER (side = 'right') AS are_parts,
            CASE WHEN {differs("scope", "start IS NOT NULL")} THEN {different_words("nullif(scope, '')")} END AS scopes
        FROM ({rows})
        GROUP BY rule_id, report_id, period
    ),
    placed AS MATERIALIZED (
        SELECT side_by_side.*, setting.* EXCLUDE (rule_id)
        FROM side_by_side
        JOIN setting USING (rule_id)
    ),
    -- Texts are large: only where they decide are they joined at all.
    apart AS (
        SELECT rule_id, report_id, period
        FROM placed
        JOIN dim_report AS report USING (report_id)
        WHERE within = 'sentence' AND missing IS NULL
            AND regexp_matches(substr(report.text, starts[1] + 1, starts[-1] - starts[1]), '[。！？!?\\n\\r]')
    ),
    judged AS (
        SELECT placed.*,
            CASE
                WHEN missing IS NOT NULL THEN 'not stated: ' || missing
                WHEN several IS NOT NULL THEN 'different values are stated for: ' || several
                WHEN units IS NOT NULL AND NOT is_any_unit THEN 'counted in different units: ' || units
                WHEN scopes IS NOT NULL THEN 'of different bodies: the report''s own and ' || scopes
                WHEN within = 'parts' AND NOT coalesce(are_parts, false) THEN 'not listed as parts of the total'
                WHEN apart.report_id IS NOT NULL THEN 'the numbers stand in different sentences'
                WHEN unstated IS NULL THEN NULL
                WHEN is_equality THEN 'not stated: ' || unstated
                WHEN NOT coalesce(left_high <= times * right_low + tolerance, false)
                    THEN 'not stated, and it decides: ' || unstated
            END AS obstacle,
            coalesce(left_low > times * right_high + tolerance, false)
                OR is_equality AND coalesce(left_high < right_low - tolerance, false) AS is_broken
        FROM placed
        LEFT JOIN apart USING (rule_id, report_id, period)
    )
    SELECT
        rule_id, report_id,
        coalesce(left_start, right_start) AS mention_start,
        CASE WHEN left_start IS NOT NULL THEN right_start END AS other_start,
        lhs, rhs * times AS rhs, lhs_words,
        CASE WHEN times = 1 THEN rhs_words ELSE printf('%g × ', times) || rhs_words END AS rhs_words,
        {status()} AS status,
        obstacle AS reason,
        starts
    FROM judged
    """


def sum_operands(rules: Sequence[tuple[Rule, AtMost | SumsEqual]]) -> list[Operand]:
    """The operands of rules about sums, one entry an indicator and side."""
    return [
        Operand(rule.rule_id, side, place, indicator, indicator not in sums.open)
        for rule, sums in rules
        for side, indicators in (("left", sums.left), ("right", sums.right))
        for place, indicator in enumerate(indicators, 1)
    ]
