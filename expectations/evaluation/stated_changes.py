"""Rules about what a report says of last year: 同比增长12%, 较上年增加7件, 较上年的852件下降7.3%.

Here: `compare_stated_changes`. A comparison is linked to the number that it qualifies: the nearest number before it in
its sentence (由上年的31名增加到33名: the one behind it). Where another number of the sentence would make the statement
true, the statement is taken to be about that one, so that a wrong link accuses nobody.
Not here: jumps that no report speaks of (`year_changes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.change_links import LINKS
from expectations.evaluation.sql import rounding, status, values
from expectations.rule_kinds import StatedChange
from expectations.rulebook import Rule


def compare_stated_changes(rules: Sequence[tuple[Rule, StatedChange]]) -> str:
    """SELECT of the comparisons of stated changes, with the columns of `sql.COMPARISON_COLUMNS`.

    `states: growth` compares 同比增长12% and 较上年增加7件 with the change from last year's own report; `previous`
    compares 较上年的852件 with the value in that report; `start` compares 由230名发展到216名 with it, of stocks alone,
    because the words do not say since when; `both` compares the growth with the previous value that stands beside it.
    Values, growth and printed digits are intervals.
    """
    settings = values((rule.rule_id, rule.tolerance, change.states) for rule, change in rules)
    link = f"({LINKS})"
    return f"""
    WITH setting(rule_id, tolerance, states) AS {settings},
    link AS MATERIALIZED {link},
    asked AS (
        SELECT setting.*, link.*,
            CASE WHEN states = 'both' THEN beside_value ELSE last_value END AS base,
            CASE WHEN states = 'both' THEN beside_low ELSE last_low END AS base_low,
            CASE WHEN states = 'both' THEN beside_high ELSE last_high END AS base_high,
            CASE
                WHEN mode IN ('growth', 'points') THEN ({rounding("quote")})
                ELSE 0 END AS slack
        FROM link JOIN setting ON CASE states
            WHEN 'previous' THEN mode = 'previous'
            WHEN 'start' THEN mode = 'start'
            WHEN 'both' THEN mode IN ('growth', 'difference') AND beside_start IS NOT NULL
            ELSE mode NOT IN ('previous', 'start') END
    ),
    computed AS (
        SELECT *,
            CASE mode
                WHEN 'previous' THEN base_low WHEN 'start' THEN base_low
                WHEN 'growth' THEN 100 * (fact_low / nullif(base_high, 0) - 1)
                ELSE fact_low - base_high END AS least,
            CASE mode
                WHEN 'previous' THEN base_high WHEN 'start' THEN base_high
                WHEN 'growth' THEN 100 * (fact_high / nullif(base_low, 0) - 1)
                ELSE fact_high - base_low END AS most,
            CASE mode
                WHEN 'previous' THEN base WHEN 'start' THEN base
                WHEN 'growth' THEN round(100 * (fact_value / nullif(base, 0) - 1), 2)
                ELSE round(fact_value - base, 4) END AS computed_value
        FROM asked
    ),
    held AS (
        SELECT *,
            CASE WHEN computed_value IS NOT NULL THEN
                coalesce(stated_low - slack - tolerance > most, false)
                OR coalesce(stated_high + slack + tolerance < least, false) END AS is_off
        FROM computed
    ),
    -- One row a statement: the number that it stands next to, unless another one agrees.
    chosen AS (
        SELECT *, bool_or(NOT is_off) OVER statement AS has_agreeing
        FROM held
        WINDOW statement AS (PARTITION BY rule_id, report_id, start)
        QUALIFY row_number() OVER (
            PARTITION BY rule_id, report_id, start ORDER BY coalesce(NOT is_off, false) DESC, rank, fact_start
        ) = 1
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN coalesce(has_agreeing, false) THEN NULL
                WHEN CASE states WHEN 'both' THEN false WHEN 'start' THEN is_flow ELSE not_last_year END
                    THEN 'the words do not say that it is last year''s'
                WHEN states = 'growth' AND beside_start IS NOT NULL
                    THEN 'last year''s value stands beside it: other rules compare both'
                WHEN is_distributed THEN 'several numbers share the statement'
                WHEN names_subject THEN 'the clause names what it speaks of'
                WHEN fact_start IS NULL THEN 'no number in the sentence that it qualifies'
                WHEN is_nested THEN 'the nearest number is a part of another'
                WHEN states <> 'both' AND previous_id IS NULL THEN 'there is no report of the year before'
                WHEN states <> 'both' AND is_early AND is_flow THEN 'a report was published before its year ended'
                WHEN states <> 'both' AND last_count > 1 THEN 'last year''s report states different values'
                WHEN base IS NULL THEN 'last year''s report does not state it'
                WHEN is_off IS NULL THEN 'last year''s value is 0'
            END AS obstacle
        FROM chosen
    )
    SELECT
        rule_id, report_id, start AS mention_start,
        CASE WHEN states <> 'both' THEN previous_id END AS other_report_id,
        CASE WHEN states = 'both' THEN fact_start ELSE last_start END AS other_start,
        stated AS lhs, computed_value AS rhs,
        CASE mode WHEN 'previous' THEN 'stated as last year''s ' WHEN 'start' THEN 'stated as the earlier '
            ELSE 'stated change of ' END
            || coalesce(fact_words, clause) AS lhs_words,
        CASE
            WHEN mode IN ('previous', 'start') THEN printf('in the report of %d', report_year - 1)
            WHEN mode = 'growth' THEN printf('100 × (%g / %g - 1)', fact_value, base)
            ELSE printf('%g - %g', fact_value, base)
        END AS rhs_words,
        {status(is_broken="coalesce(is_off, false)")} AS status, obstacle AS reason,
        list_filter([start, fact_start, CASE WHEN states = 'both' THEN beside_start END], lambda one: one IS NOT NULL)
            AS starts,
        CASE WHEN states <> 'both' AND last_start IS NOT NULL THEN [last_start] END AS other_starts
    FROM judged
    """
