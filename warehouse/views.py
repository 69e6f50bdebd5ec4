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

FACT_FLAGGED = View(
    name="fact_flagged",
    meaning="fact_indicator with the findings that its number is part of: quality_flag (ok, info, warn, error), the "
    "rules, and whether the report states another value. Filter by quality_flag to leave out what does not add up.",
    meaning_zh="指标取值及其质量标记：quality_flag 为 ok、info、warn 或 error，并列出所涉规则。",
    tables=("fact_indicator", "quality_offender"),
    query="""
WITH flagged AS (
    SELECT report_id, mention_start,
        CASE max(CASE severity WHEN 'error' THEN 3 WHEN 'warn' THEN 2 ELSE 1 END)
            WHEN 3 THEN 'error' WHEN 2 THEN 'warn' ELSE 'info' END AS quality_flag,
        list(DISTINCT rule_id ORDER BY rule_id) AS broken_rules
    FROM (SELECT report_id, severity, rule_id, unnest(starts) AS mention_start FROM quality_offender)
    GROUP BY report_id, mention_start
)
SELECT fact.*, coalesce(flagged.quality_flag, 'ok') AS quality_flag,
    coalesce(flagged.broken_rules, []) AS broken_rules
FROM fact_indicator AS fact
LEFT JOIN flagged USING (report_id, mention_start)
""",
)

QUALITY_SOURCE = View(
    name="quality_source",
    meaning="The consistency of each source's reports: the mean score of a publishing body, and its findings.",
    meaning_zh="各发布机构报告的数据一致性：平均得分与疑点数。",
    tables=("quality_score",),
    query="""
SELECT
    coalesce(publisher, issuer, 'unknown') AS source,
    count(*) AS reports,
    count(score) AS scored_reports,
    round(avg(score), 2) AS mean_score,
    min(score) AS least_score,
    sum(evaluated_count)::BIGINT AS comparisons,
    sum(error_count)::BIGINT AS errors,
    sum(warn_count)::BIGINT AS warnings,
    sum(info_count)::BIGINT AS notes
FROM quality_score
GROUP BY ALL
ORDER BY mean_score NULLS LAST, source
""",
)

COPIED_SENTENCE = View(
    name="copied_sentence",
    meaning="Sentences that stand in another report, each with the words of both.",
    meaning_zh="雷同句子及两份报告的原文。",
    tables=("fact_copied_sentence", "dim_report"),
    query="""
SELECT
    report.issuer, copied.report_year, copied.origin, other.issuer AS other_issuer, copied.other_report_year,
    copied.similarity, copied.has_same_numbers, copied.number_count, copied.unit_count,
    substring(report.text, copied."start" + 1, copied."end" - copied."start") AS sentence,
    substring(other.text, copied.other_start + 1, copied.other_end - copied.other_start) AS other_sentence,
    copied.report_id, copied."start", copied.other_report_id, copied.other_start
FROM fact_copied_sentence AS copied
JOIN dim_report AS report ON report.report_id = copied.report_id
JOIN dim_report AS other ON other.report_id = copied.other_report_id
""",
)

VIEWS: tuple[View, ...] = (VALUE_SENTENCE, OPEN_PHRASE, FACT_FLAGGED, QUALITY_SOURCE, COPIED_SENTENCE)
