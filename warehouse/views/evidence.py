"""From a value to its words: the views that lead from any figure to its sentence, and from words to what they count.

Here: `value_sentence`, `open_phrase`. Not here: values that were not chosen (`choices`), macros that search (`search`).
"""

from __future__ import annotations

from warehouse.views.specification import View, sentence_after, sentence_around, sentence_before

# Spans count code points, as does DuckDB's `substring` (`substring_grapheme` would count a family of emoji as one).
# Every span has a mention number 1, so the join to fact_mention is by its whole key and repeats no fact.
VALUE_SENTENCE = View(
    name="value_sentence",
    meaning="Every value with the exact characters it was read from: quote, clause and sentence (marked_sentence has "
    "the number in 【】), the file with its hash, the rule and the version of the catalogue. "
    "Join any row that has report_id and mention_start.",
    meaning_zh="每个取值及其原文：数字、分句、句子（数字以【】标出）、来源文件及哈希、判定规则和目录版本。",
    tables=("fact_indicator", "fact_mention", "dim_report", "dim_passage", "dim_version"),
    columns={
        "sentence": ("The sentence, in the report's words", "原句"),
        "marked_sentence": ("The sentence with the number in 【】", "标出数字的原句"),
        "page_number": ("Page of a PDF, from 1; null for other formats", "页码"),
        "place": ("Where in a web page or Word file; null for plain text", "在源文件中的位置"),
        "catalogue_version": ("Version of the catalogue of this release", "目录版本"),
        "extraction_version": ("Version of the code and knowledge that read the number", "抽取程序版本"),
    },
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
    {sentence_around("report.text", "fact.mention_start", "fact.mention_end")}
        AS sentence,
    {sentence_before("report.text", "fact.mention_start")}
        || '【' || substring(report.text, fact.mention_start + 1, fact.mention_end - fact.mention_start) || '】'
        || {sentence_after("report.text", "fact.mention_end")}
        AS marked_sentence,
    fact.mention_start,
    fact.mention_end,
    report.title,
    (
        SELECT min(passage.page_number) FROM dim_passage AS passage
        WHERE passage.report_id = fact.report_id
            AND passage.start <= fact.mention_start AND passage."end" > fact.mention_start
    ) AS page_number,
    (
        SELECT min(passage.place) FROM dim_passage AS passage
        WHERE passage.report_id = fact.report_id
            AND passage.start <= fact.mention_start AND passage."end" > fact.mention_start
    ) AS place,
    report.source_path,
    report.source_sha256,
    fact.rule,
    fact.choice,
    fact.has_conflict,
    (SELECT version FROM dim_version WHERE part = 'catalogue') AS catalogue_version,
    (SELECT version FROM dim_version WHERE part = 'extraction') AS extraction_version
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
    columns={
        "numbers": ("Numbers that count it", "出现次数"),
        "reports": ("Reports that count it", "报告数"),
        "places": ("Reporting units that count it", "单位数"),
        "years": ("Years in which it is counted", "年份数"),
        "first_year": ("First year", "最早年份"),
        "last_year": ("Last year", "最晚年份"),
        "indicator_elsewhere": ("Indicator that other numbers of this phrase were read as", "同短语在他处的指标"),
        "example_sentence": ("A sentence with such a number", "例句"),
        "mention_start": ("First code point of the number in the example", "例句中数字的起始偏移"),
    },
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
    {sentence_around("report.text", "found.example.first_point", "found.example.end_point")}
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
