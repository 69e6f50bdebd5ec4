/*
question: 16
title: Share of reports that give each core indicator, by level and year
title_zh: 各核心指标在报告中的覆盖率，按层级和年度
parameters:
  tier: {type: VARCHAR, default: core, meaning: "Tier of indicators: core, extended, context; all without it"}
columns:
  indicator_id: Catalogue id
  name_zh: Name
  level: Level
  report_year: Year
  report_count: Annual reports (n)
  with_value: Reports with a value for the whole year
  share_pct: Their share in percent
notes: Silence is not zero. Indicators that only counties report are low for towns by nature.
*/
WITH reports AS (
    SELECT report.level, report.report_year, count(*) AS report_count
    FROM dim_report AS report
    WHERE report.document_type = 'annual_report' AND report.report_year IS NOT NULL AND report.state <> 'superseded'
    GROUP BY ALL
),
given AS (
    SELECT fact.indicator_id, report.level, report.report_year, count(DISTINCT fact.report_id) AS with_value
    FROM fact_indicator AS fact
    JOIN dim_report AS report ON report.report_id = fact.report_id
    WHERE report.document_type = 'annual_report' AND fact.breakdown = '' AND fact.period = ''
    GROUP BY ALL
)
SELECT
    indicator.indicator_id,
    indicator.name_zh,
    reports.level,
    reports.report_year,
    reports.report_count,
    coalesce(given.with_value, 0) AS with_value,
    round(100.0 * coalesce(given.with_value, 0) / reports.report_count, 1) AS share_pct
FROM dim_indicator AS indicator
CROSS JOIN reports
LEFT JOIN given
    ON given.indicator_id = indicator.indicator_id
    AND given.level IS NOT DISTINCT FROM reports.level
    AND given.report_year = reports.report_year
WHERE $tier IS NULL OR indicator.tier = $tier
ORDER BY indicator.indicator_id, reports.level, reports.report_year
