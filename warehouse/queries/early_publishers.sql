/*
question: 22
title: Whether reports that are published early give fewer indicators or higher rates than late ones
title_zh: 较早发布的报告是否指标更少或比率更高
parameters:
  level: {type: VARCHAR, default: null, meaning: Level; each of them without it}
  year: {type: INTEGER, default: null, meaning: Report year; all of them together without it}
columns:
  level: Level
  published: "When: in_year_itself, january, february, march, later, unknown"
  report_count: Reports (n)
  median_indicators: Median number of indicators with a value
  median_numbers: Median number of measured numbers in the text
  rate_count: Rates of which more is better (n)
  median_rate_pct: Their median
  full_rate_share_pct: Share of them that are 100 % or more
notes: Levels differ in what they report; compare within one. With few reports a difference says little.
*/
WITH reports AS (
    SELECT
        report.report_id,
        report.level,
        CASE
            WHEN report.published_on IS NULL THEN 'unknown'
            WHEN year(report.published_on) <= report.report_year THEN 'in_year_itself'
            WHEN year(report.published_on) > report.report_year + 1 OR month(report.published_on) > 3 THEN 'later'
            ELSE CAST(['january', 'february', 'march'][month(report.published_on)] AS VARCHAR)
        END AS published
    FROM dim_report AS report
    WHERE
        report.content_type = 'annual_report'
        AND report.report_year IS NOT NULL
        AND ($level IS NULL OR report.level = $level)
        AND ($year IS NULL OR report.report_year = $year)
),
numbers AS (
    SELECT mention.report_id, count(*) AS number_count
    FROM fact_mention AS mention
    WHERE mention.disposition IN ('fact', 'profile')
    GROUP BY mention.report_id
),
wholes AS (
    SELECT fact.report_id, count(DISTINCT fact.indicator_id) AS indicator_count
    FROM fact_indicator AS fact
    WHERE fact.breakdown = ''
    GROUP BY fact.report_id
),
rates AS (
    SELECT
        reports.level,
        reports.published,
        count(*) AS rate_count,
        median(fact.value) AS median_rate_pct,
        100.0 * count(*) FILTER (fact.value >= 100) / count(*) AS full_rate_share_pct
    FROM reports
    JOIN fact_indicator AS fact ON fact.report_id = reports.report_id
    JOIN dim_indicator AS indicator ON indicator.indicator_id = fact.indicator_id
    WHERE indicator.measure_type = 'rate' AND indicator.better_direction = 'higher' AND fact.breakdown = ''
        AND fact.period = ''
    GROUP BY reports.level, reports.published
)
SELECT
    reports.level,
    reports.published,
    count(*) AS report_count,
    median(coalesce(wholes.indicator_count, 0)) AS median_indicators,
    median(coalesce(numbers.number_count, 0)) AS median_numbers,
    coalesce(any_value(rates.rate_count), 0) AS rate_count,
    any_value(rates.median_rate_pct) AS median_rate_pct,
    round(any_value(rates.full_rate_share_pct), 1) AS full_rate_share_pct
FROM reports
LEFT JOIN wholes ON wholes.report_id = reports.report_id
LEFT JOIN numbers ON numbers.report_id = reports.report_id
LEFT JOIN rates ON rates.level IS NOT DISTINCT FROM reports.level AND rates.published = reports.published
GROUP BY reports.level, reports.published
ORDER BY
    reports.level,
    list_position(['in_year_itself', 'january', 'february', 'march', 'later', 'unknown'], reports.published)
