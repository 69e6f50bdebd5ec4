"""Rules about sentences that stand in an earlier report, or in another place's, with the same numbers.

Here: `compare_copied`, `copied_sentences`. Not here: finding them (transforms.benchmarks.copied_sentences).
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.sql import literal, status, values
from expectations.rule_kinds import CopiedSentence
from expectations.rulebook import Rule


def compare_copied(rules: Sequence[tuple[Rule, CopiedSentence]]) -> str:
    """SELECT of one row a copied sentence with numbers, with the columns of `sql.COMPARISON_COLUMNS`.

    Violated where enough numbers that measure something are the other report's to the digit.
    """
    settings = values((rule.rule_id, one.origin, one.least_numbers) for rule, one in rules)
    return f"""
    WITH setting(rule_id, origin, least_numbers) AS {settings},
    copied AS ({copied_sentences([one.origin for _, one in rules])})
    SELECT rule_id, report_id, start AS mention_start, other_report_id, other_start, measured_count AS lhs,
        least_numbers - 1 AS rhs, 'numbers of a sentence that are those of the other report' AS lhs_words,
        'numbers at most' AS rhs_words,
        {status(obstacle="NULL", is_broken="has_same_numbers AND measured_count >= least_numbers")} AS status,
        NULL::VARCHAR AS reason, [start] AS starts, [other_start] AS other_starts
    FROM copied JOIN setting USING (origin)
    """


def copied_sentences(origins: Sequence[str]) -> str:
    """SELECT of the copied sentences of these origins with the numbers in them that measure flows."""
    listed = ", ".join(map(literal, origins))
    return f"""
    SELECT copied.*, count(mention.start) AS measured_count
    FROM fact_copied_sentence AS copied
    LEFT JOIN fact_mention AS mention ON mention.report_id = copied.report_id AND mention.disposition = 'fact'
        AND NOT mention.implicit AND mention.mention_number = 1
        AND mention.start >= copied.start AND mention.start < copied."end"
    WHERE copied.origin IN ({listed})
    GROUP BY ALL
    """
