"""Views of the warehouse: questions that everyone asks, answered once.

Here: `VIEWS`, each with the tables it needs and its meaning. Not here: numbers that are computed (transforms).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """One view: `query` is its SELECT, `tables` those that it reads."""

    name: str
    meaning: str
    meaning_zh: str
    tables: tuple[str, ...]
    query: str


# Spans count code points, as does DuckDB's `substring` (`substring_grapheme` would count a family of emoji as one).
# Every span has a mention number 1, so the join to fact_mention is by its whole key and repeats no fact.
VALUE_SENTENCE = View(
    name="value_sentence",
    meaning="Every value with the exact characters it was read from: quote, clause and sentence. "
    "Join any row that has report_id and mention_start.",
    meaning_zh="每个取值及其原文：数字、分句、句子和来源文件。",
    tables=("fact_indicator", "fact_mention", "dim_report"),
    query="""
SELECT
    fact.report_id,
    fact.issuer,
    fact.report_year,
    fact.indicator_id,
    fact.breakdown,
    fact.period,
    fact.value,
    fact.unit,
    fact.unit_kind,
    substring(report.text, fact.mention_start + 1, fact.mention_end - fact.mention_start) AS quote,
    mention.clause,
    ltrim(regexp_extract(substring(report.text, 1, fact.mention_start), '[^。！？!?\\r\\n\\f]*$'), ' 　')
        || substring(report.text, fact.mention_start + 1, fact.mention_end - fact.mention_start)
        || regexp_extract(substring(report.text, fact.mention_end + 1), '^[^。！？!?\\r\\n\\f]*[。！？!?]?')
        AS sentence,
    fact.mention_start,
    fact.mention_end,
    report.source_path
FROM fact_indicator AS fact
JOIN dim_report AS report ON report.report_id = fact.report_id
LEFT JOIN fact_mention AS mention
    ON mention.report_id = fact.report_id
    AND mention."start" = fact.mention_start
    AND mention."end" = fact.mention_end
    AND mention.mention_number = 1
""",
)

VIEWS: tuple[View, ...] = (VALUE_SENTENCE,)
