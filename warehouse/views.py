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


def _sentence(text: str, start: str, end: str) -> str:
    """SQL of the sentence around the code points start to end of a text, without its indent."""
    return f"""ltrim(regexp_extract(substring({text}, 1, {start}), '[^。！？!?\\r\\n\\f]*$'), ' 　')
        || substring({text}, {start} + 1, {end} - {start})
        || regexp_extract(substring({text}, {end} + 1), '^[^。！？!?\\r\\n\\f]*[。！？!?]?')"""


# Spans count code points, as does DuckDB's `substring` (`substring_grapheme` would count a family of emoji as one).
# Every span has a mention number 1, so the join to fact_mention is by its whole key and repeats no fact.
VALUE_SENTENCE = View(
    name="value_sentence",
    meaning="Every value with the exact characters it was read from: quote, clause and sentence. "
    "Join any row that has report_id and mention_start.",
    meaning_zh="每个取值及其原文：数字、分句、句子和来源文件。",
    tables=("fact_indicator", "fact_mention", "dim_report"),
    query=f"""
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
    {_sentence("report.text", "fact.mention_start", "fact.mention_end")}
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

# A phrase without its unit would put 培训 by 场 and 培训 by 人 together.
OPEN_PHRASE = View(
    name="open_phrase",
    meaning="What reports count that the catalogue has no indicator for, by phrase and kind of unit: how many numbers, "
    "reports, places and years have it, the unit written most, one sentence. The phrase of the most places names the "
    "indicator to add next; where indicator_elsewhere is filled, other numbers of this phrase were recognised, and a "
    "rule lacks this wording.",
    meaning_zh="目录尚无指标的计数对象：按短语和单位归类统计出现次数、报告数、单位数、年份数及例句，用于决定下一步增补的指标。",
    tables=("fact_mention", "dim_report"),
    query=f"""
WITH counted AS (
    SELECT mention.*, report.issuer, report.source_path
    FROM fact_mention AS mention
    JOIN dim_report AS report ON report.report_id = mention.report_id
    WHERE mention.disposition = 'fact' AND mention.phrase IS NOT NULL AND NOT mention.implicit
),
found AS (
    SELECT
        phrase,
        unit_group,
        mode(unit ORDER BY unit) AS unit,
        count(*) AS numbers,
        count(DISTINCT report_id) AS reports,
        count(DISTINCT issuer) AS places,
        count(DISTINCT report_year) AS years,
        min(report_year) AS first_year,
        max(report_year) AS last_year,
        min(struct_pack(report_id := report_id, first_point := "start", end_point := "end")) AS example
    FROM counted
    WHERE indicator_id IS NULL
    GROUP BY phrase, unit_group
),
named AS (
    SELECT phrase, unit_group, mode(indicator_id ORDER BY indicator_id) AS indicator_elsewhere
    FROM counted
    WHERE indicator_id IS NOT NULL
    GROUP BY phrase, unit_group
)
SELECT
    found.* EXCLUDE (example),
    named.indicator_elsewhere,
    {_sentence("report.text", "found.example.first_point", "found.example.end_point")}
        AS example_sentence,
    report.report_id,
    found.example.first_point AS mention_start,
    report.source_path
FROM found
JOIN dim_report AS report ON report.report_id = found.example.report_id
LEFT JOIN named ON named.phrase = found.phrase AND named.unit_group IS NOT DISTINCT FROM found.unit_group
ORDER BY places DESC, reports DESC, numbers DESC, found.phrase, found.unit_group
""",
)

VIEWS: tuple[View, ...] = (VALUE_SENTENCE, OPEN_PHRASE)
