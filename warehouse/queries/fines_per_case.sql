/*
question: 11
title: Average fine per penalty case by unit and year, and what lies outside of a plausible range
title_zh: 各主体各年度案均罚没金额及超出合理区间的取值
parameters:
  least: {type: DOUBLE, default: 10, meaning: Lowest plausible yuan a case}
  most: {type: DOUBLE, default: 500000, meaning: Highest plausible yuan a case}
  year: {type: INTEGER, default: null, meaning: Report year; each of them without it}
columns:
  report_year: Year
  level: Level
  issuer: Reporting unit
  fine_yuan: Fines and confiscations as reported
  penalty_cases: Penalty cases of the same report
  yuan_per_case: Average
  is_outlier: Outside of the range asked for
  peer_count: Units of the level with an average that year (n)
  peer_median: Their median
  fine_quote: The clause of the fines
  cases_quote: The clause of the cases
notes: More or higher fines are neither good nor bad. Reports without the number of cases, or with none, have no average.
*/
SELECT
    mart.report_year,
    mart.level,
    mart.issuer,
    round(mart.value * mart.denominator, 2) AS fine_yuan,
    mart.denominator AS penalty_cases,
    mart.value AS yuan_per_case,
    mart.value NOT BETWEEN $least AND $most AS is_outlier,
    mart.peer_count,
    mart.peer_median,
    (
        SELECT min(fine.clause) FROM fact_mention AS fine
        WHERE fine.report_id = mart.report_id AND fine.start = mart.mention_start
            AND fine.indicator_id = 'enforcement.fine_amount'
    ) AS fine_quote,
    (
        SELECT min(cases.clause) FROM fact_mention AS cases
        WHERE cases.report_id = mart.report_id AND cases.start = mart.denominator_start
            AND cases.indicator_id = 'enforcement.penalty_cases'
    ) AS cases_quote
FROM mart_benchmark AS mart
WHERE
    mart.indicator_id = 'enforcement.fine_amount'
    AND mart.basis = 'per_case'
    AND mart.peer_kind = 'level'
    AND ($year IS NULL OR mart.report_year = $year)
ORDER BY mart.report_year, mart.level, mart.value DESC, mart.issuer
