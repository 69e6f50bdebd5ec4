/*
question: 5
title: Reports published before their year ended, and which of their flow values are year-to-date
title_zh: 在报告年度结束前发布的报告及其按截至期间统计的流量指标
parameters:
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  published_on: Date of publication
  indicator_id: Catalogue id
  value: Value
  unit_reported: Unit as written
  period: Period as written; empty where the report names none
  why: Why the value covers only a part of the year
  sentence: The sentence
  report_id: Report
notes: Such values never stand beside values of whole years in mart_yoy and mart_benchmark.
*/
SELECT
    evidence.issuer,
    evidence.report_year,
    report.published_on,
    evidence.indicator_id,
    evidence.value,
    evidence.unit AS unit_reported,
    evidence.period,
    CASE
        WHEN evidence.period <> '' THEN 'the report names the period'
        ELSE 'published before the year ended'
    END AS why,
    evidence.sentence,
    evidence.report_id
FROM value_sentence AS evidence
JOIN dim_report AS report ON report.report_id = evidence.report_id
JOIN dim_indicator AS indicator ON indicator.indicator_id = evidence.indicator_id
WHERE
    indicator.stock_flow = 'flow'
    AND report.document_type = 'annual_report'
    AND (evidence.period <> '' OR report.published_on <= make_date(report.report_year, 12, 31))
    AND ($year IS NULL OR report.report_year = $year)
ORDER BY evidence.report_year, evidence.issuer, evidence.indicator_id, evidence.mention_start
