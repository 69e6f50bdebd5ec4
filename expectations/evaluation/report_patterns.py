"""Rules about the figures of a report as a whole: repeated from last year, all round, a year without a report.

Here: `compare_repeated`, `compare_round`, `compare_missing_years`, with what each looks at.
Not here: single values (`year_changes`), copied sentences (`copied`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.pairs import REPORT_PAIRS, YEAR_VALUES, YEARLY_REPORTS
from expectations.evaluation.sql import status, values, words_in_order
from expectations.rule_kinds import MissingYear, RepeatedValues, RoundValues
from expectations.rulebook import Rule

# How far figures of these sizes repeat by themselves: a count of 5 often does, one of 105 hardly. Whole thousands count
# as their thousands: 8000 leaflets are an order.
SURPRISE = "log10(1 + CASE WHEN value % 1000 = 0 THEN value / 1000 ELSE value END / 10)"
# Flows above 0 that both reports of a pair state in the same way: 8000余 repeats 8000余.
REPEATABLE = f"""
    SELECT pair.*, now.indicator_id, now.value, now.start, before.value AS previous_value,
        before.start AS previous_start, indicator.name_zh AS words
    FROM ({REPORT_PAIRS}) AS pair
    JOIN ({YEAR_VALUES}) AS now ON now.report_id = pair.report_id
    JOIN ({YEAR_VALUES}) AS before ON before.report_id = pair.previous_id AND before.indicator_id = now.indicator_id
    JOIN dim_indicator AS indicator ON indicator.indicator_id = now.indicator_id
    WHERE indicator.stock_flow = 'flow' AND indicator.measure_type <> 'rate' AND now.value > 0
        AND now.qualifier = before.qualifier AND NOT now.implicit
"""
# Exact counts of 20 and more, the unit's own.
ROUNDABLE = f"""
    SELECT stated.report_id, stated.value, stated.start, indicator.name_zh AS words
    FROM ({YEAR_VALUES}) AS stated
    JOIN ({YEARLY_REPORTS}) AS yearly USING (report_id)
    JOIN dim_indicator AS indicator USING (indicator_id)
    WHERE indicator.measure_type = 'count' AND stated.value >= 20 AND stated.qualifier = 'exact'
        AND NOT stated.implicit AND stated.values_stated = 1
"""


def compare_repeated(rules: Sequence[tuple[Rule, RepeatedValues]]) -> str:
    """SELECT of one row a pair of reports: how many flows are last year's to the digit, beside how many may be."""
    settings = values((rule.rule_id, one.least_values, one.surprise) for rule, one in rules)
    return f"""
    WITH setting(rule_id, least_values, surprise) AS {settings},
    flow AS ({REPEATABLE}),
    counted AS (
        SELECT report_id, previous_id, count(*) AS compared,
            count(*) FILTER (value = previous_value) AS repeated,
            coalesce(sum({SURPRISE}) FILTER (value = previous_value), 0) AS surprise_found,
            {words_in_order("printf('%s %g', words, value)", "start", "value = previous_value", " + ")} AS words,
            list_sort(list(start) FILTER (value = previous_value)) AS starts,
            list_sort(list(previous_start) FILTER (value = previous_value)) AS other_starts,
            min(start) AS first_start
        FROM flow
        GROUP BY report_id, previous_id
    ),
    judged AS (
        SELECT *,
            CASE WHEN compared < least_values
                THEN printf('fewer than %g flows are stated in both years', least_values) END AS obstacle,
            repeated >= least_values AND surprise_found >= surprise AS is_broken
        FROM counted CROSS JOIN setting
    )
    SELECT rule_id, report_id, coalesce(starts[1], first_start) AS mention_start, previous_id AS other_report_id,
        other_starts[1] AS other_start, repeated AS lhs, least_values - 1 AS rhs,
        coalesce('repeated from last year: ' || words, 'no value is repeated') AS lhs_words,
        printf('repeated at most, of %d', compared) AS rhs_words,
        {status()} AS status, obstacle AS reason, coalesce(starts, []) AS starts, other_starts
    FROM judged
    """


def compare_round(rules: Sequence[tuple[Rule, RoundValues]]) -> str:
    """SELECT of one row a report: how many counts end in 0, and whether chance explains it (upper binomial tail)."""
    settings = values((rule.rule_id, one.least_values, one.share, one.probability) for rule, one in rules)
    return f"""
    WITH setting(rule_id, least_values, share, probability) AS {settings},
    found AS ({ROUNDABLE}),
    counted AS (
        SELECT report_id, count(*) AS compared, count(*) FILTER (value % 10 = 0) AS round_count,
            {words_in_order("printf('%s %g', words, value)", "start", "value % 10 = 0", " + ")} AS words,
            list_sort(list(start) FILTER (value % 10 = 0)) AS starts, min(start) AS first_start
        FROM found
        GROUP BY report_id
    ),
    judged AS (
        SELECT *,
            CASE WHEN compared < least_values THEN printf('fewer than %g counts of 20 or more', least_values) END
                AS obstacle,
            list_sum(list_transform(
                range(round_count, compared + 1),
                lambda k: exp(lgamma(compared + 1) - lgamma(k + 1) - lgamma(compared - k + 1)
                    + k * ln(share) + (compared - k) * ln(1 - share))
            )) <= probability AS is_broken
        FROM counted CROSS JOIN setting
    )
    SELECT rule_id, report_id, coalesce(starts[1], first_start) AS mention_start, round_count AS lhs,
        round(share * compared, 1) AS rhs,
        coalesce('ending in 0: ' || words, 'none ends in 0') AS lhs_words,
        printf('expected of %d counts', compared) AS rhs_words,
        {status(is_broken="coalesce(is_broken, false)")} AS status, obstacle AS reason, coalesce(starts, []) AS starts
    FROM judged
    """


# One row a report of a unit that has an earlier one; units whose name leaves two reports for one year are left out.
FOLLOWING = f"""
    SELECT *, lag(report_year) OVER unit AS previous_year, lag(report_id) OVER unit AS previous_id
    FROM (
        SELECT *, count(*) OVER (PARTITION BY issuer, coalesce(level, ''), report_year) AS namesakes
        FROM ({YEARLY_REPORTS})
    )
    WINDOW unit AS (PARTITION BY issuer, coalesce(level, '') ORDER BY report_year, report_id)
    QUALIFY previous_year IS NOT NULL
        AND max(namesakes) OVER (PARTITION BY issuer, coalesce(level, '')) = 1
        AND count(DISTINCT region_code) OVER (PARTITION BY issuer, coalesce(level, '')) <= 1
"""


def compare_missing_years(rules: Sequence[tuple[Rule, MissingYear]]) -> str:
    """SELECT of one row a report that has a predecessor: whether it follows the year before."""
    settings = values((rule.rule_id, one.years) for rule, one in rules)
    return f"""
    WITH setting(rule_id, years) AS {settings},
    following AS ({FOLLOWING})
    SELECT rule_id, report_id, 0 AS mention_start, previous_id AS other_report_id, 0 AS other_start,
        report_year - previous_year AS lhs, years AS rhs,
        printf('years from the report of %d to that of %d', previous_year, report_year) AS lhs_words,
        'years at most' AS rhs_words,
        CASE WHEN report_year - previous_year > years THEN 'violated' ELSE 'ok' END AS status,
        NULL::VARCHAR AS reason, [0] AS starts, [0] AS other_starts
    FROM following CROSS JOIN setting
    """
