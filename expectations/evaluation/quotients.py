"""Rules about a quotient of two facts: 罚没金额 / 处罚件数, 法律明白人 / 村; and counts that force another to be 0.

Here: `compare_quotients`, `quotient_operands`. Bounds of approximate values are kept: 罚款约20万元 of 30余件 is an
interval. Not here: rates that are printed (`stated_rates`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.operands import Operand, operand_rows
from expectations.evaluation.sql import different_words, differs, status, values, words_in_order
from expectations.rule_kinds import QuotientRange, ZeroForcesZero
from expectations.rulebook import Rule


def compare_quotients(rules: Sequence[tuple[Rule, QuotientRange | ZeroForcesZero]]) -> str:
    """SELECT of the comparisons of quotients, with the columns of `sql.COMPARISON_COLUMNS`.

    `quotient_range` is violated where no quotient within the bounds lies in the range; `zero_forces_zero` where the
    denominator is exactly 0 and the numerator is not.
    """
    rows = operand_rows(quotient_operands(rules))
    settings = values(
        (
            rule.rule_id,
            rule.tolerance,
            isinstance(one, ZeroForcesZero),
            one.low if isinstance(one, QuotientRange) else None,
            one.high if isinstance(one, QuotientRange) else None,
        )
        for rule, one in rules
    )
    return f"""
    WITH setting(rule_id, tolerance, is_zero_rule, least, most) AS {settings},
    gathered AS (
        SELECT
            rule_id, report_id, period,
            {_of("value", "top")}, {_of("low", "top")}, {_of("high", "top")}, {_of("words", "top")},
            {_of("start", "top")}, {_of("value", "bottom")}, {_of("low", "bottom")}, {_of("high", "bottom")},
            {_of("words", "bottom")}, {_of("start", "bottom")},
            bool_or(implicit) FILTER (side = 'bottom') AS is_implied,
            list_sort(list(start) FILTER (start IS NOT NULL)) AS starts,
            {words_in_order("absent_words", "side = 'bottom'", "start IS NULL")} AS missing,
            {words_in_order("indicator_id", "side = 'bottom'", "values_stated > 1")} AS several,
            CASE WHEN {differs("scope", "start IS NOT NULL")} THEN {different_words("nullif(scope, '')")} END AS scopes
        FROM ({rows})
        GROUP BY rule_id, report_id, period
    ),
    judged AS (
        SELECT gathered.*, setting.* EXCLUDE (rule_id),
            CASE
                WHEN missing IS NOT NULL THEN 'not stated: ' || missing
                WHEN several IS NOT NULL THEN 'different values are stated for: ' || several
                WHEN scopes IS NOT NULL THEN 'of different bodies: the report''s own and ' || scopes
                WHEN is_zero_rule AND is_implied THEN 'the zero is implied by words'
                WHEN bottom_value = 0 AND NOT is_zero_rule THEN 'the denominator is 0'
            END AS obstacle,
            CASE
                WHEN is_zero_rule THEN bottom_high = 0 AND top_low > tolerance
                ELSE coalesce(top_low / nullif(bottom_high, 0) > most + tolerance, false)
                    OR coalesce(top_high / nullif(bottom_low, 0) < least - tolerance, false)
            END AS is_broken
        FROM gathered JOIN setting USING (rule_id)
    )
    SELECT
        rule_id, report_id,
        coalesce(top_start, bottom_start) AS mention_start,
        CASE WHEN top_start IS NOT NULL THEN bottom_start END AS other_start,
        CASE WHEN is_zero_rule THEN top_value ELSE round(top_value / nullif(bottom_value, 0), 4) END AS lhs,
        CASE
            WHEN is_zero_rule THEN bottom_value
            WHEN top_value / nullif(bottom_value, 0) < least THEN least
            ELSE coalesce(most, least)
        END AS rhs,
        CASE WHEN is_zero_rule THEN top_words ELSE top_words || ' / ' || bottom_words END AS lhs_words,
        CASE
            WHEN is_zero_rule THEN bottom_words
            WHEN top_value / nullif(bottom_value, 0) < least THEN 'least plausible'
            WHEN most IS NULL THEN 'least plausible'
            ELSE 'greatest plausible'
        END AS rhs_words,
        {status()} AS status,
        obstacle AS reason,
        starts
    FROM judged
    """


def quotient_operands(rules: Sequence[tuple[Rule, QuotientRange | ZeroForcesZero]]) -> list[Operand]:
    """The operands of quotients: a numerator `top` and a denominator `bottom`."""
    return [
        Operand(rule.rule_id, side, 1, indicator, True)
        for rule, one in rules
        for side, indicator in (("top", one.numerator), ("bottom", one.denominator))
    ]


def _of(column: str, side: str) -> str:
    return f"any_value({column}) FILTER (side = '{side}' AND start IS NOT NULL) AS {side}_{column}"
