"""Rules about one value: within a range, within the range usual for its level, a whole number where things are counted.

Here: `compare_ranges`. Usual ranges stand with the indicator in dim_indicator. Not here: percentages (`percentages`),
values beside those of peers (`peers`) or of last year (`year_changes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.sql import fact_high, fact_low, is_readable, literal, status, values
from expectations.rule_kinds import UsualRange, ValueRange, WholeNumber
from expectations.rulebook import Rule

_LEVELS = values((("town", "town"), ("street", "town"), ("county", "county")))


def compare_ranges(rules: Sequence[tuple[Rule, ValueRange | UsualRange | WholeNumber]]) -> str:
    """SELECT of the comparisons of single values, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated only where no value within the bounds lies in the range. Usual ranges are those of a whole year and a whole
    unit: a part of the year, or a report of before the year's end, cannot fall below them.
    """
    return f"""
    WITH limited AS ({" UNION ALL BY NAME ".join(_limits(rule, one) for rule, one in rules)}),
    judged AS (
        SELECT *,
            CASE
                WHEN value_low > most + tolerance THEN false
                WHEN is_part_year THEN value_high < least - tolerance
                ELSE false
            END AS is_excused,
            coalesce(value_low > most + tolerance, false) OR coalesce(value_high < least - tolerance, false)
                OR coalesce(is_whole_wanted AND value_low = value_high AND value <> floor(value), false) AS is_broken
        FROM limited
    ),
    explained AS (
        SELECT *,
            CASE
                WHEN is_unreadable THEN 'a fraction without a unit that counts'
                WHEN is_excused THEN 'the value is of a part of the year'
            END AS obstacle
        FROM judged
    )
    SELECT
        rule_id, report_id, mention_start, value AS lhs,
        CASE WHEN is_whole_wanted THEN round(value) WHEN value_high < least THEN least ELSE coalesce(most, least) END
            AS rhs,
        words AS lhs_words,
        CASE WHEN is_whole_wanted THEN 'nearest whole number'
            WHEN value_high < least THEN least_words ELSE most_words END AS rhs_words,
        {status()} AS status, obstacle AS reason, [mention_start] AS starts
    FROM explained
    QUALIFY row_number() OVER (PARTITION BY rule_id, report_id, mention_start ORDER BY is_broken DESC, words) = 1
    """


def range_facts(one: ValueRange | UsualRange | WholeNumber) -> str:
    """FROM and WHERE of the facts that such a rule looks at."""
    indicator = "FROM fact_indicator AS fact JOIN dim_indicator AS indicator USING (indicator_id)"
    if isinstance(one, ValueRange):
        listed = ", ".join(map(literal, one.indicators))
        return f"{indicator} WHERE fact.breakdown = '' AND fact.is_main AND fact.indicator_id IN ({listed})"
    if isinstance(one, WholeNumber):
        spared = ", ".join(map(literal, one.unit_families_left_out))
        return f"""{indicator} WHERE indicator.measure_type = 'count' AND indicator.unit_family NOT IN ({spared})
            AND NOT fact.implicit"""
    return f"""{indicator}
        JOIN {_LEVELS} AS kind(level, of_level) ON kind.level = fact.level
        LEFT JOIN dim_report AS report ON report.report_id = fact.report_id
        WHERE fact.breakdown = '' AND fact.is_main AND NOT (indicator.measure_type = 'rate' AND fact.value > 100)
            AND CASE of_level WHEN 'town' THEN coalesce(town_low, town_high) ELSE coalesce(county_low, county_high) END
                IS NOT NULL"""


def _limits(rule: Rule, one: ValueRange | UsualRange | WholeNumber) -> str:
    shared = f"""
        SELECT {literal(rule.rule_id)} AS rule_id, {literal(rule.tolerance)} AS tolerance, fact.report_id,
            fact.mention_start, fact.value, {fact_low("fact")} AS value_low, {fact_high("fact")} AS value_high,
            indicator.name_zh AS words, NOT ({is_readable("fact")}) AS is_unreadable"""
    if isinstance(one, ValueRange):
        return f"""{shared}, {literal(one.low)} AS least, {literal(one.high)} AS most, false AS is_part_year,
            false AS is_whole_wanted, 'least possible' AS least_words, 'greatest possible' AS most_words
            {range_facts(one)}"""
    if isinstance(one, WholeNumber):
        return f"""{shared}, NULL::DOUBLE AS least, NULL::DOUBLE AS most, false AS is_part_year,
            true AS is_whole_wanted, '' AS least_words, '' AS most_words {range_facts(one)}"""
    return f"""{shared},
            CASE of_level WHEN 'town' THEN town_low ELSE county_low END AS least,
            CASE of_level WHEN 'town' THEN town_high ELSE county_high END AS most,
            fact.period <> '' OR indicator.stock_flow = 'flow' AND coalesce(
                coalesce(report.published_on, report.written_on, report.signed_on)
                    <= make_date(report.report_year, 12, 31), false) AS is_part_year,
            false AS is_whole_wanted,
            'least usual for a ' || of_level AS least_words, 'greatest usual for a ' || of_level AS most_words
            {range_facts(one)}"""
