"""Rules that a printed rate can follow from its denominator: no 95% of 7 cases.

Here: `compare_possible_rates`, `possible_rate_operands`. Not here: rates whose numerator is stated (`stated_rates`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.operands import Operand, operand_rows
from expectations.evaluation.sql import differs, rounding, status, values, words_in_order
from expectations.rule_kinds import PossibleRate
from expectations.rulebook import Rule


def compare_possible_rates(rules: Sequence[tuple[Rule, PossibleRate]]) -> str:
    """SELECT of the comparisons of possible rates, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated where no whole numerator gives the rate, whether its last digit was rounded or cut off.
    """
    rows = operand_rows(possible_rate_operands(rules))
    return f"""
    WITH setting(rule_id, tolerance) AS {values((rule.rule_id, rule.tolerance) for rule, _ in rules)},
    gathered AS (
        SELECT rule_id, report_id, period,
            any_value(value) FILTER (side = 'rate') AS rate, any_value(start) FILTER (side = 'rate') AS rate_start,
            any_value(stop) FILTER (side = 'rate') AS rate_stop, any_value(words) FILTER (side = 'rate') AS rate_words,
            bool_or(low IS DISTINCT FROM high OR implicit) FILTER (start IS NOT NULL AND side <> 'numerator')
                AS is_approximate,
            any_value(value) FILTER (side = 'denominator') AS denominator,
            any_value(start) FILTER (side = 'denominator') AS denominator_start,
            any_value(words) FILTER (side = 'denominator') AS denominator_words,
            any_value(start) FILTER (side = 'numerator') AS numerator_start,
            max(values_stated) AS values_stated, list_sort(list(start) FILTER (start IS NOT NULL)) AS starts,
            {differs("scope", "start IS NOT NULL")} AS has_scopes,
            {words_in_order("absent_words", "side", "start IS NULL AND is_required")} AS missing
        FROM ({rows})
        GROUP BY rule_id, report_id, period
        HAVING count(start) FILTER (side <> 'numerator') > 0
    ),
    bounded AS (
        SELECT gathered.*, 2 * ({rounding("printed")}) + tolerance AS slack
        FROM (
            SELECT gathered.*, tolerance, coalesce(mention.quote, '') AS printed
            FROM gathered
            JOIN setting USING (rule_id)
            LEFT JOIN fact_mention AS mention ON mention.report_id = gathered.report_id AND mention.start = rate_start
                AND mention."end" = rate_stop AND mention.mention_number = 1
        ) AS gathered
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN missing IS NOT NULL THEN 'not stated: ' || missing
                WHEN values_stated > 1 THEN 'different values are stated'
                WHEN has_scopes THEN 'of different bodies'
                WHEN numerator_start IS NOT NULL THEN 'the numerator is stated: another rule compares it'
                WHEN is_approximate THEN 'a number is approximate'
                WHEN denominator = 0 THEN 'the denominator is 0'
            END AS obstacle,
            floor(denominator * least(rate + slack, 100) / 100 + 1e-9)
                < ceil(denominator * (rate - slack) / 100 - 1e-9) AS is_impossible
        FROM bounded
    )
    SELECT rule_id, report_id, coalesce(rate_start, denominator_start) AS mention_start,
        CASE WHEN rate_start IS NOT NULL THEN denominator_start END AS other_start,
        rate AS lhs, round(100 * round(denominator * rate / 100) / nullif(denominator, 0), 4) AS rhs,
        rate_words AS lhs_words,
        'nearest rate that ' || denominator_words || ' = ' || denominator || ' allows' AS rhs_words,
        {status(is_broken="coalesce(is_impossible, false)")} AS status, obstacle AS reason, starts
    FROM judged
    """


def possible_rate_operands(rules: Sequence[tuple[Rule, PossibleRate]]) -> list[Operand]:
    """The operands of possible rates. The numerator is only looked for: where it is stated the rate is recomputed."""
    return [
        Operand(rule.rule_id, side, 1, indicator, side != "numerator")
        for rule, one in rules
        for side, indicator in (("rate", one.rate), ("denominator", one.denominator), ("numerator", one.numerator))
    ]
