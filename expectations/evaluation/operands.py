"""Operands that are whole-report facts: one row a rule, report, period and operand, stated or not.

Here: `Operand`, `operand_rows`. A fact is an operand where `breakdown` is empty, so that a part never stands for its
whole, and operands meet only within one report and one period. Of facts in several kinds of unit (42批, 270人次) the
main kind counts.
Not here: what is done with the rows (`at_most`, `stated_rates`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from expectations.evaluation.sql import fact_high, fact_low, is_readable, values, words_in_order
from expectations.wording import unit_families


@dataclass(frozen=True)
class Operand:
    """An indicator on one side of a rule. Without a required operand the rule cannot be evaluated."""

    rule_id: str
    side: str
    place: int
    indicator_id: str
    is_required: bool


def operand_rows(operands: Sequence[Operand]) -> str:
    """SELECT of rule_id, report_id, period, side, place, indicator_id, is_required and what is stated for it.

    What is stated: value, low, high, unit, family (of the unit), start, stop, implicit, words, values_stated (how many
    different values the report gives), parent_start, scope (a subordinate body, or ''); absent_words
    names an operand that is not stated, with the periods for which it is.
    All null where the report is silent. A rule and period appear where at least one operand is stated.
    """
    listed = values(
        (operand.rule_id, operand.side, operand.place, operand.indicator_id, operand.is_required)
        for operand in operands
    )
    return f"""
    WITH operand(rule_id, side, place, indicator_id, is_required) AS {listed},
    unit_family(unit, family) AS {values(sorted(unit_families().items()))},
    stated AS (
        SELECT
            fact.report_id, fact.period, fact.indicator_id, fact.value, fact.implicit,
            fact.mention_start AS start, fact.mention_end AS stop, nullif(fact.unit, '') AS unit, fact.parent_start,
            {fact_low("fact")} AS low, {fact_high("fact")} AS high
        FROM fact_indicator AS fact
        WHERE fact.breakdown = '' AND fact.indicator_id IN (SELECT indicator_id FROM operand)
            AND {is_readable("fact")}
        QUALIFY fact.is_main = bool_or(fact.is_main) OVER (PARTITION BY report_id, period, indicator_id)
    ),
    whole AS (
        SELECT
            report_id, period, indicator_id,
            count(DISTINCT {{'value': value, 'low': low, 'high': high}}) AS values_stated,
            first(value ORDER BY start) AS value, first(low ORDER BY start) AS low, first(high ORDER BY start) AS high,
            first(implicit ORDER BY start) AS implicit, first(unit ORDER BY start) AS unit,
            min(start) AS start, first(stop ORDER BY start) AS stop, first(parent_start ORDER BY start) AS parent_start
        FROM stated
        GROUP BY report_id, period, indicator_id
    ),
    -- A subordinate body's number (司法所调解20件) is not the report's own.
    scoped AS (SELECT report_id, start, any_value(scope) AS scope FROM fact_mention WHERE scope <> '' GROUP BY ALL),
    elsewhere AS (
        SELECT report_id, indicator_id,
            {words_in_order("CASE WHEN period = '' THEN 'the whole year' ELSE period END", "period", "true")} AS periods
        FROM whole
        GROUP BY report_id, indicator_id
    ),
    met AS (
        SELECT DISTINCT operand.rule_id, whole.report_id, whole.period
        FROM operand JOIN whole USING (indicator_id)
    )
    SELECT
        met.rule_id, met.report_id, met.period, operand.side, operand.place, operand.indicator_id, operand.is_required,
        whole.value, whole.low, whole.high, whole.start, whole.stop, whole.implicit, whole.values_stated, whole.unit,
        whole.parent_start,
        coalesce(unit_family.family, whole.unit) AS family,
        coalesce(indicator.name_zh, operand.indicator_id) AS words,
        coalesce(scoped.scope, '') AS scope,
        operand.indicator_id || CASE WHEN whole.start IS NULL AND elsewhere.periods IS NOT NULL
            THEN ' (stated only for ' || elsewhere.periods || ')' ELSE '' END AS absent_words
    FROM met
    JOIN operand USING (rule_id)
    LEFT JOIN whole USING (report_id, period, indicator_id)
    LEFT JOIN scoped ON scoped.report_id = whole.report_id AND scoped.start = whole.start
    -- By equality alone: any other condition of an outer join makes DuckDB compare all with all.
    LEFT JOIN elsewhere ON elsewhere.report_id = met.report_id AND elsewhere.indicator_id = operand.indicator_id
    LEFT JOIN unit_family ON unit_family.unit = whole.unit
    LEFT JOIN dim_indicator AS indicator USING (indicator_id)
    """
