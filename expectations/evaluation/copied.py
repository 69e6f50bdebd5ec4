"""Rules about sentences that stand in an earlier report, or in another place's, with the same numbers.

Here: `compare_copied`. Not here: finding them (transforms.benchmarks.copied_sentences).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.report_patterns import SURPRISE
from expectations.evaluation.sql import status, values
from expectations.rule_kinds import CopiedSentence
from expectations.rulebook import Rule


def compare_copied(rules: Sequence[tuple[Rule, CopiedSentence]]) -> str:
    """SELECT of one row a copied sentence, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated where enough numbers that measure something are the other report's to the digit, and where they are large
    enough not to agree by chance (`report_patterns.SURPRISE`).
    """
    settings = values((rule.rule_id, one.origin, one.least_numbers, one.surprise) for rule, one in rules)
    is_broken = "coalesce(numbers >= least_numbers AND weight >= surprise, false)"
    return f"""
    WITH setting(rule_id, origin, least_numbers, surprise) AS {settings},
    -- Each value once: 参考44人，合格44人 agrees with another place by one coincidence.
    measured AS (
        SELECT copied.report_id, copied.start, copied.origin, mention.value, count(*) AS mentioned,
            list(mention.start) AS starts
        FROM fact_copied_sentence AS copied
        JOIN fact_mention AS mention ON mention.report_id = copied.report_id AND mention.disposition = 'fact'
            AND NOT mention.implicit AND mention.mention_number = 1 AND mention.value IS NOT NULL
            AND mention.unit IS DISTINCT FROM '%'
            AND mention.start >= copied.start AND mention.start < copied."end"
        WHERE copied.has_same_numbers
        GROUP BY ALL
    ),
    weighed AS (
        SELECT report_id, start, origin, sum(mentioned) AS numbers, sum({SURPRISE}) AS weight,
            list_sort(flatten(list(starts))) AS starts
        FROM measured
        GROUP BY ALL
    )
    SELECT rule_id, report_id, start AS mention_start, other_report_id, other_start, coalesce(numbers, 0) AS lhs,
        least_numbers - 1 AS rhs, 'numbers of a sentence that are those of the other report' AS lhs_words,
        'numbers at most' AS rhs_words,
        {status("NULL", is_broken)} AS status,
        NULL::VARCHAR AS reason, coalesce(starts, [start]) AS starts, [other_start] AS other_starts
    FROM fact_copied_sentence
    JOIN setting USING (origin)
    LEFT JOIN weighed USING (report_id, start, origin)
    """
