"""What the data owe to each rule, counted apart from the comparisons: no rule passes by looking at nothing.

Here: `owed_sql`. Not here: the comparisons themselves (sibling modules).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.at_most import at_most_operands
from expectations.evaluation.operands import Operand
from expectations.evaluation.sql import IS_MEASURED, literal
from expectations.evaluation.stated_rates import stated_rate_operands
from expectations.rulebook import AtMost, PartsAtMostTotal, PartsEqualTotal, PercentRange, Rule, StatedRate


def owed_sql(rules: Sequence[Rule]) -> str:
    """SELECT of rule_id, rows_owed, comparisons_owed, one row a rule.

    rows_owed: rows that `quality_evaluation` must hold, whatever their status. comparisons_owed: those among them that
    no reason excuses from being evaluated. Both are 0 where no report states an operand.
    """
    return "\nUNION ALL\n".join(
        f"SELECT {literal(rule.rule_id)} AS rule_id, rows_owed, comparisons_owed FROM ({_count(rule)})"
        for rule in rules
    )


def _count(rule: Rule) -> str:
    operands = rule.operands
    if isinstance(operands, AtMost):
        return _count_facts(at_most_operands([(rule, operands)]))
    if isinstance(operands, StatedRate):
        counted = [one for one in stated_rate_operands([(rule, operands)]) if one.is_required]
        rate = literal(operands.rate)
        zero = f"bool_or(indicator_id <> {rate} AND value = 0)"
        return _count_facts(counted, f"AND NOT bool_or(indicator_id = {rate} AND implicit) AND NOT {zero}")
    if isinstance(operands, PercentRange):
        return _count_percentages(operands)
    return _count_totals(operands)


def _count_facts(operands: Sequence[Operand], excuse: str = "") -> str:
    indicators = sorted({operand.indicator_id for operand in operands})
    listed = ", ".join(map(literal, indicators))
    return f"""
    SELECT count(*) AS rows_owed, count(*) FILTER (is_complete) AS comparisons_owed
    FROM (
        SELECT
            count(*) = {len(indicators)} AND count(DISTINCT indicator_id) = {len(indicators)}
            AND count(DISTINCT unit) FILTER (unit <> '%') < 2 {excuse} AS is_complete
        FROM fact_indicator
        WHERE breakdown = '' AND indicator_id IN ({listed})
        GROUP BY report_id, period
    )
    """


def _count_percentages(limits: PercentRange) -> str:
    return f"""
    SELECT
        count(DISTINCT (report_id, start)) AS rows_owed,
        count(DISTINCT (report_id, start)) FILTER (is_fact AND value BETWEEN {limits.low} AND {limits.high})
            AS comparisons_owed
    FROM (
        SELECT report_id, start, value, false AS is_fact FROM fact_mention WHERE {IS_MEASURED} AND unit = '%'
        UNION ALL
        SELECT report_id, mention_start, value, true FROM fact_indicator JOIN dim_indicator USING (indicator_id)
        WHERE measure_type = 'rate' AND fact_indicator.unit = '%'
    )
    """


def _count_totals(operands: PartsEqualTotal | PartsAtMostTotal) -> str:
    is_owed = "like_parts > 0" if isinstance(operands, PartsAtMostTotal) else "like_parts > 1 AND parts_sum = value"
    return f"""
    SELECT
        count(DISTINCT (report_id, start)) FILTER (all_parts > 0 OR parent_start IS NULL) AS rows_owed,
        count(DISTINCT (report_id, start)) FILTER (value IS NOT NULL AND all_parts = like_parts AND {is_owed})
            AS comparisons_owed
    FROM (
        SELECT total.report_id, total.start, total.value, total.parent_start,
            count(part.start) AS all_parts,
            count(part.start) FILTER (part.unit = total.unit AND part.value IS NOT NULL) AS like_parts,
            sum(part.value) AS parts_sum
        FROM fact_mention AS total
        LEFT JOIN fact_mention AS part
            ON part.report_id = total.report_id AND part.parent_start = total.start AND part.start <> total.start
            AND part.{IS_MEASURED} AND part.unit IS DISTINCT FROM '%'
            AND part.mention_number = 1 AND coalesce(part.period, '') IN ('', coalesce(total.period, ''))
        WHERE total.{IS_MEASURED} AND total.indicator_id = {literal(operands.total)}
        GROUP BY total.report_id, total.start, total.mention_number, total.value, total.parent_start
    )
    """
