"""Rules about a value beside last year's of the same unit: flows that jump, stocks that jump, 万元 written for 元.

Here: `compare_year_changes`, `year_change_members`. Not here: growth that a report states itself (`stated_changes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.pairs import REPORT_PAIRS, YEAR_VALUES
from expectations.evaluation.sql import literal, status, values
from expectations.rule_kinds import YearChange
from expectations.rulebook import Rule


def compare_year_changes(rules: Sequence[tuple[Rule, YearChange]]) -> str:
    """SELECT of the comparisons with last year's value, with the columns of `sql.COMPARISON_COLUMNS`.

    One row a rule and value that both reports state. Violated only where no values within the bounds stay within the
    factors. Flows of a report that was published before its year ended are not compared, nor are small values.
    """
    settings = values(
        (rule.rule_id, rule.tolerance, change.at_most_times, change.at_least_times, change.least)
        for rule, change in rules
    )
    return f"""
    WITH setting(rule_id, tolerance, at_most_times, at_least_times, least) AS {settings},
    member AS ({year_change_members(rules)}),
    pair AS ({REPORT_PAIRS}),
    stated AS MATERIALIZED ({YEAR_VALUES}),
    compared AS (
        SELECT
            setting.*, pair.*, now.value, now.low, now.high, now.start, before.value AS previous_value,
            before.low AS previous_low, before.high AS previous_high, before.start AS previous_start,
            indicator.name_zh AS words, indicator.stock_flow,
            greatest(now.values_stated, before.values_stated) AS values_stated,
            now.unit_kind IS DISTINCT FROM before.unit_kind AS differs_in_unit
        FROM pair
        JOIN stated AS now ON now.report_id = pair.report_id
        JOIN stated AS before ON before.report_id = pair.previous_id AND before.indicator_id = now.indicator_id
        JOIN member ON member.indicator_id = now.indicator_id
        JOIN setting USING (rule_id)
        JOIN dim_indicator AS indicator ON indicator.indicator_id = now.indicator_id
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN values_stated > 1 THEN 'different values are stated in one of the reports'
                WHEN differs_in_unit THEN 'counted in different units'
                WHEN is_early AND stock_flow = 'flow' THEN 'a report was published before its year ended'
                WHEN least(value, previous_value) < least THEN printf('a value is below %g', least)
            END AS obstacle,
            coalesce(low > at_most_times * previous_high + tolerance, false)
                OR coalesce(high < at_least_times * previous_low - tolerance, false) AS is_broken
        FROM compared
    )
    SELECT
        rule_id, report_id, start AS mention_start, previous_id AS other_report_id, previous_start AS other_start,
        value AS lhs, previous_value AS rhs,
        words || ' ' || report_year AS lhs_words, words || ' ' || (report_year - 1) AS rhs_words,
        {status()} AS status, obstacle AS reason, [start] AS starts, [previous_start] AS other_starts
    FROM judged
    QUALIFY row_number() OVER (PARTITION BY rule_id, report_id, start ORDER BY is_broken DESC, words) = 1
    """


def year_change_members(rules: Sequence[tuple[Rule, YearChange]]) -> str:
    """SELECT of rule_id, indicator_id: what each rule looks at."""
    return " UNION ALL ".join(
        f"SELECT {literal(rule.rule_id)} AS rule_id, indicator_id FROM dim_indicator WHERE {_condition(change)}"
        for rule, change in rules
    )


def _condition(change: YearChange) -> str:
    conditions = []
    if change.only:
        conditions.append(f"indicator_id IN ({', '.join(map(literal, change.only))})")
    if change.stock_flow:
        conditions.append(f"stock_flow = {literal(change.stock_flow)}")
    if change.measure_types:
        conditions.append(f"measure_type IN ({', '.join(map(literal, change.measure_types))})")
    if change.left_out:
        conditions.append(f"indicator_id NOT IN ({', '.join(map(literal, change.left_out))})")
    return " AND ".join(conditions) or "true"
