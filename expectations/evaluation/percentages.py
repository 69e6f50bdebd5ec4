"""Rules that a percentage can be one: 办结率 between 0 and 100.

Here: `compare_percentages`. Compared are facts whose indicator is a rate, and every measured number with the unit %.
Not here: whether a rate agrees with its counts (`stated_rates`).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.sql import IS_MEASURED, high, literal, low, status, values
from expectations.rule_kinds import PercentRange
from expectations.rulebook import Rule
from expectations.wording import pattern

# How far around a number its clause is searched for words of growth (同比增长120%, 120%的增长). Code points.
_BEFORE, _AFTER = 40, 12

# Where a fact was chosen or corrected, its value counts, not that of the mention; else every measured % counts.
SHARES = f"""
    SELECT * FROM (
        SELECT
            fact.report_id, fact.mention_start AS start, fact.mention_end AS stop, fact.value,
            {low("fact")} AS low, {high("fact")} AS high,
            coalesce(indicator.name_zh, fact.indicator_id) AS words, 0 AS preference
        FROM fact_indicator AS fact
        JOIN dim_indicator AS indicator USING (indicator_id)
        WHERE indicator.measure_type = 'rate' AND coalesce(nullif(fact.unit, ''), '%') = '%'
        UNION ALL
        SELECT
            mention.report_id, mention.start, mention."end" AS stop, mention.value,
            {low("mention")} AS low, {high("mention")} AS high,
            coalesce(indicator.name_zh, mention.phrase, mention.clause) AS words, mention.mention_number AS preference
        FROM fact_mention AS mention
        LEFT JOIN dim_indicator AS indicator USING (indicator_id)
        WHERE mention.{IS_MEASURED}
            AND (mention.unit = '%' OR (nullif(mention.unit, '') IS NULL AND indicator.measure_type = 'rate'))
    )
    QUALIFY row_number() OVER (PARTITION BY report_id, start ORDER BY preference, words) = 1
"""


def compare_percentages(rules: Sequence[tuple[Rule, PercentRange]]) -> str:
    """SELECT of the comparisons of percentages, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated only where no value within the bounds lies in the range. A number out of range whose clause speaks of
    growth or of a plan fulfilled (完成全年任务的120%) is not evaluable.
    """
    ranges = values((rule.rule_id, rule.tolerance, limits.low, limits.high) for rule, limits in rules)
    return f"""
    WITH range_rule(rule_id, tolerance, least, most) AS {ranges},
    share AS ({SHARES}),
    ranged AS MATERIALIZED (
        SELECT
            rule_id, share.*, least, most,
            coalesce(low > most + tolerance, false) AS is_above,
            coalesce(high < least - tolerance, false) AS is_below
        FROM share CROSS JOIN range_rule
    ),
    -- Texts are large: only where they decide are they joined at all.
    clause AS (
        SELECT rule_id, report_id, start,
            regexp_extract(
                substr(report.text, greatest(start - {_BEFORE}, 0) + 1, least(start, {_BEFORE})),
                '[^，,；;。！？!?\\n\\r]*$')
            || regexp_extract(substr(report.text, stop + 1, {_AFTER}), '^[^，,；;。！？!?\\n\\r]*') AS context
        FROM ranged
        JOIN dim_report AS report USING (report_id)
        WHERE is_above OR is_below
    ),
    judged AS (
        SELECT ranged.*,
            CASE
                WHEN value IS NULL AND low IS NULL AND high IS NULL THEN 'the number has no value'
                WHEN (is_above OR is_below)
                    AND coalesce(regexp_matches(context, {literal(pattern("not_a_share"))}), false)
                    THEN 'the clause speaks of growth, a comparison or a plan'
            END AS obstacle
        FROM ranged
        LEFT JOIN clause USING (rule_id, report_id, start)
    )
    SELECT
        rule_id, report_id, start AS mention_start, NULL::BIGINT AS other_start,
        coalesce(value, low, high) AS lhs,
        CASE WHEN is_below THEN least ELSE most END AS rhs,
        words AS lhs_words,
        CASE WHEN is_below THEN 'least possible percentage' ELSE 'greatest possible percentage' END AS rhs_words,
        {status(is_broken="(is_above OR is_below)")} AS status,
        obstacle AS reason,
        [start] AS starts
    FROM judged
    """
