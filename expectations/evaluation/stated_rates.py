"""Rules that recompute a printed rate from printed counts: 成功率 against 成功件数 / 调解件数.

Here: `compare_stated_rates`. Not here: whether a percentage is possible at all (`percentages`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.operands import Operand, operand_rows
from expectations.evaluation.sql import different_words, differs, rounding, status, values, words_in_order
from expectations.rule_kinds import StatedRate
from expectations.rulebook import Rule


def compare_stated_rates(rules: Sequence[tuple[Rule, StatedRate]]) -> str:
    """SELECT of the comparisons of stated rates, with the columns of `sql.COMPARISON_COLUMNS`.

    Counts and rate are intervals, the rate widened by the rounding of its printed digits and by the tolerance. Violated
    only where no rate within the bounds agrees. A rate that no digit states (全部化解) is not compared.
    """
    rows = operand_rows(stated_rate_operands(rules))
    tolerances = values((rule.rule_id, rule.tolerance, bool(rate.denominator_at_least)) for rule, rate in rules)
    return f"""
    WITH tolerated(rule_id, tolerance, has_least) AS {tolerances},
    gathered AS (
        SELECT
            rule_id, report_id, period,
            max(value) FILTER (side = 'rate') AS rate,
            max(low) FILTER (side = 'rate') AS rate_low,
            max(high) FILTER (side = 'rate') AS rate_high,
            max(start) FILTER (side = 'rate') AS rate_start,
            max(stop) FILTER (side = 'rate') AS rate_stop,
            bool_or(implicit) FILTER (side = 'rate') AS is_implied,
            max(words) FILTER (side = 'rate') AS rate_words,
            sum(value) FILTER (side = 'numerator') AS numerator,
            coalesce(sum(low) FILTER (side = 'numerator'), 0) AS numerator_low,
            CASE WHEN bool_or(side = 'numerator' AND high IS NULL) THEN NULL
                ELSE sum(high) FILTER (side = 'numerator') END AS numerator_high,
            {words_in_order("words", "place", "side = 'numerator'", " + ")} AS numerator_words,
            sum(value) FILTER (side = 'denominator') AS denominator,
            coalesce(sum(low) FILTER (side = 'denominator'), 0) AS denominator_low,
            CASE WHEN bool_or(side = 'denominator' AND high IS NULL) THEN NULL
                ELSE sum(high) FILTER (side = 'denominator') END AS denominator_high,
            coalesce(sum(low) FILTER (side = 'denominator_at_least'), 0) AS least_low,
            {words_in_order("words", "place", "side = 'denominator'", " + ")} AS denominator_words,
            arg_min(start, place) FILTER (side = 'numerator' AND start IS NOT NULL) AS numerator_start,
            min(start) AS first_start,
            list_sort(list_distinct(list(start) FILTER (start IS NOT NULL))) AS starts,
            {different_words("absent_words", "start IS NULL AND is_required")} AS missing,
            {different_words("indicator_id", "values_stated > 1")} AS several,
            CASE WHEN {differs("family", "side <> 'rate'")} THEN {different_words("unit", "side <> 'rate'")} END
                AS units,
            CASE WHEN {differs("scope", "start IS NOT NULL")} THEN {different_words("nullif(scope, '')")} END AS scopes
        FROM ({rows})
        GROUP BY rule_id, report_id, period
    ),
    printed AS (
        SELECT gathered.*, tolerance, has_least,
            coalesce(mention.quote, '') AS printed
        FROM gathered
        JOIN tolerated USING (rule_id)
        LEFT JOIN fact_mention AS mention ON mention.report_id = gathered.report_id AND mention.start = rate_start
            AND mention."end" = rate_stop AND mention.mention_number = 1
    ),
    computed AS (
        SELECT *,
            tolerance + ({rounding("printed")}) AS slack,
            coalesce(100 * numerator_low / nullif(denominator_high, 0), 0) AS computed_low,
            -- Of whatever number of cases, none lost is 0 %.
            CASE WHEN numerator_high = 0 THEN 0
                ELSE 100 * numerator_high / nullif(CASE WHEN has_least THEN least_low ELSE denominator_low END, 0)
            END AS computed_high
        FROM printed
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN missing IS NOT NULL THEN 'not stated: ' || missing
                WHEN several IS NOT NULL THEN 'different values are stated for: ' || several
                WHEN units IS NOT NULL THEN 'counted in different units: ' || units
                WHEN scopes IS NOT NULL THEN 'of different bodies: the report''s own and ' || scopes
                WHEN is_implied THEN 'the rate is implied by words, not printed'
                WHEN denominator = 0 THEN 'the denominator is 0'
            END AS obstacle,
            coalesce(computed_low > rate_high + slack, false) OR coalesce(computed_high < rate_low - slack, false)
                AS is_broken
        FROM computed
    )
    SELECT
        rule_id, report_id,
        coalesce(rate_start, first_start) AS mention_start,
        CASE WHEN rate_start IS NOT NULL THEN numerator_start END AS other_start,
        rate AS lhs,
        round(100 * numerator / nullif(denominator, 0), 4) AS rhs,
        rate_words AS lhs_words,
        '100 × (' || numerator_words || ') / (' || denominator_words || ')' AS rhs_words,
        {status()} AS status,
        obstacle AS reason,
        starts
    FROM judged
    """


def stated_rate_operands(rules: Sequence[tuple[Rule, StatedRate]]) -> list[Operand]:
    """The operands of stated rates; those that only bound the denominator from below may go unstated."""
    return [
        Operand(rule.rule_id, side, place, indicator, side != "denominator_at_least")
        for rule, rate in rules
        for side, indicators in (
            ("rate", (rate.rate,)),
            ("numerator", rate.numerator),
            ("denominator", rate.denominator),
            ("denominator_at_least", rate.denominator_at_least),
        )
        for place, indicator in enumerate(indicators, 1)
    ]
