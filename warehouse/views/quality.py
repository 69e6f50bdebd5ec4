"""What the checks found, beside the figures: flags of facts, consistency of sources, sentences that were copied.

Here: `fact_flagged`, `quality_source`, `copied_sentence`. Not here: how findings are made (expectations).
"""

from __future__ import annotations

from warehouse.views.specification import View

FACT_FLAGGED = View(
    name="fact_flagged",
    meaning="fact_indicator with the findings that its number is part of: quality_flag (ok, info, warn, error), the "
    "rules, and whether the report states another value. Filter by quality_flag to leave out what does not add up.",
    meaning_zh="指标取值及其质量标记：quality_flag 为 ok、info、warn 或 error，并列出所涉规则。",
    tables=("fact_indicator", "quality_offender"),
    columns={
        "quality_flag": ("ok, or the gravest finding that the number is part of: info, warn, error", "质量标记"),
        "broken_rules": ("Rules that the number breaks, alone or with others", "所违反的规则"),
    },
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
    meaning="The consistency of each source's reports: the mean score of a publishing body, and its findings. Reports "
    "that another took the place of are counted, not judged.",
    meaning_zh="各发布机构报告的数据一致性：平均得分与疑点数。已被取代的报告只计数，不检验。",
    tables=("quality_score", "dim_report"),
    columns={
        "source": ("Publishing body, else reporting unit", "发布机构"),
        "reports": ("Reports that stand", "报告数"),
        "superseded_reports": ("Reports that another took the place of", "已被取代的报告数"),
        "scored_reports": ("Reports with enough comparisons for a score", "有得分的报告数"),
        "mean_score": ("Mean of the scores of its reports", "平均得分"),
        "least_score": ("Lowest score of its reports", "最低得分"),
        "comparisons": ("Comparisons that could be made", "可检验数"),
        "errors": ("Findings that cannot be true", "错误数"),
        "warnings": ("Findings that are doubtful", "警告数"),
        "notes": ("Findings worth a look", "提示数"),
    },
    query="""
SELECT
    coalesce(score.publisher, score.issuer, 'unknown') AS source,
    count(*) FILTER (report.state <> 'superseded') AS reports,
    count(*) FILTER (report.state = 'superseded') AS superseded_reports,
    count(score) AS scored_reports,
    round(avg(score), 2) AS mean_score,
    min(score) AS least_score,
    sum(evaluated_count)::BIGINT AS comparisons,
    sum(error_count)::BIGINT AS errors,
    sum(warn_count)::BIGINT AS warnings,
    sum(info_count)::BIGINT AS notes
FROM quality_score AS score
JOIN dim_report AS report USING (report_id)
GROUP BY ALL
ORDER BY mean_score NULLS LAST, source
""",
)

COPIED_SENTENCE = View(
    name="copied_sentence",
    meaning="Sentences that stand in another report, each with the words of both.",
    meaning_zh="雷同句子及两份报告的原文。",
    tables=("fact_copied_sentence", "dim_report"),
    columns={
        "other_issuer": ("Reporting unit of the other report", "对比报告的主体"),
        "sentence": ("The sentence, in the report's words", "原句"),
        "other_sentence": ("The sentence in the other report's words", "对比报告原句"),
    },
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
