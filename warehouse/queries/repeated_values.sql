/*
question: 15
title: Units whose report gives several counts of the year's work to the digit as last year's report did
title_zh: 多项年度工作量与上年报告完全相同的单位和年度
parameters:
  least: {type: INTEGER, default: 3, meaning: Repeated values from which a report is listed}
  year: {type: INTEGER, default: null, meaning: The later year; all years without it}
columns:
  issuer: Reporting unit
  level: Level
  report_year: The later year
  compared_count: Flow values that both reports give
  repeated_count: Those that are the same to the digit
  repeated_share_pct: Their share in percent
  repeated: The values that are repeated, with their indicators
  report_id: Report of the later year
  previous_report_id: Report of the year before
notes: Zeros and rates are left out. Small counts (5 meetings) repeat by themselves; copied sentences are in copied_sentence.
*/
WITH compared AS (
    SELECT yoy.*, yoy.value = yoy.previous_value AS is_repeated
    FROM mart_yoy AS yoy
    JOIN dim_indicator AS indicator ON indicator.indicator_id = yoy.indicator_id
    WHERE indicator.stock_flow = 'flow' AND indicator.measure_type <> 'rate' AND yoy.value > 0
),
counted AS (
    SELECT
        compared.issuer,
        compared.level,
        compared.report_year,
        compared.report_id,
        compared.previous_report_id,
        count(*) AS compared_count,
        count(*) FILTER (compared.is_repeated) AS repeated_count,
        list(
            struct_pack(indicator_id := compared.indicator_id, value := compared.value)
            ORDER BY compared.indicator_id
        ) FILTER (compared.is_repeated) AS repeated
    FROM compared
    GROUP BY
        compared.issuer, compared.level, compared.report_year, compared.report_id, compared.previous_report_id
)
SELECT
    counted.issuer,
    counted.level,
    counted.report_year,
    counted.compared_count,
    counted.repeated_count,
    round(100.0 * counted.repeated_count / counted.compared_count, 1) AS repeated_share_pct,
    counted.repeated,
    counted.report_id,
    counted.previous_report_id
FROM counted
WHERE counted.repeated_count >= $least AND ($year IS NULL OR counted.report_year = $year)
ORDER BY counted.repeated_count DESC, counted.report_year, counted.issuer, counted.report_id
