"""Rules about a value among its peers: units of one level that state the indicator for one year.

Here: `compare_peers`, `PEER_VALUES`. Not here: percentiles and charts (transforms.benchmarks).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.pairs import YEAR_VALUES, YEARLY_REPORTS
from expectations.evaluation.sql import status, values
from expectations.rule_kinds import PeerOutlier
from expectations.rulebook import Rule

# Counts and amounts above 0 of a whole year, of units whose level is known.
PEER_VALUES = f"""
    SELECT stated.*, yearly.level, yearly.report_year, indicator.name_zh AS words
    FROM ({YEAR_VALUES}) AS stated
    JOIN ({YEARLY_REPORTS}) AS yearly USING (report_id)
    JOIN dim_indicator AS indicator USING (indicator_id)
    WHERE yearly.level IS NOT NULL AND indicator.measure_type <> 'rate' AND stated.value > 0 AND NOT stated.implicit
        AND NOT (yearly.is_early AND indicator.stock_flow = 'flow')
"""


def compare_peers(rules: Sequence[tuple[Rule, PeerOutlier]]) -> str:
    """SELECT of the comparisons with peers, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated where the value is further from the median than both limits allow: orders of magnitude (log10), and the
    modified z-score of Iglewicz and Hoaglin on log(1 + value), 0.6745 * deviation / median absolute deviation.
    A lower bound of 0 (不足10件) is endlessly far down: the upper one decides.
    """
    settings = values(
        (rule.rule_id, peers.least_peers, peers.orders_of_magnitude, peers.modified_z) for rule, peers in rules
    )
    return f"""
    WITH setting(rule_id, least_peers, orders, most_z) AS {settings},
    peer AS ({PEER_VALUES}),
    centred AS (
        SELECT *, count(*) OVER peers AS peer_count, median(value) OVER peers AS middle,
            abs(ln(1 + value) - median(ln(1 + value)) OVER peers) AS deviation
        FROM peer
        WINDOW peers AS (PARTITION BY indicator_id, level, report_year, unit_kind)
    ),
    scaled AS (
        SELECT *, median(deviation) OVER (PARTITION BY indicator_id, level, report_year, unit_kind) AS spread
        FROM centred
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN values_stated > 1 THEN 'different values are stated'
                WHEN peer_count < least_peers THEN printf('fewer than %g peers', least_peers)
                WHEN spread = 0 THEN 'the peers do not differ'
            END AS obstacle,
            least(abs(log10(nullif(low, 0) / middle)), abs(log10(high / middle))) > orders
                AND 0.6745 * deviation / nullif(spread, 0) > most_z AS is_far
        FROM scaled CROSS JOIN setting
    )
    SELECT
        rule_id, report_id, start AS mention_start, value AS lhs, middle AS rhs, words AS lhs_words,
        printf('median of %d %s reports of %d', peer_count, level, report_year) AS rhs_words,
        {status(is_broken="coalesce(is_far, false)")} AS status, obstacle AS reason, [start] AS starts
    FROM judged
    QUALIFY row_number() OVER (PARTITION BY rule_id, report_id, start ORDER BY is_far DESC NULLS LAST, words) = 1
    """
