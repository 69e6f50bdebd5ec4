/*
question: 19
title: Change from the year before by province and level, of the units that give both years
title_zh: 按省份和层级的同比变化中位数（仅匹配两年均有数值的主体）
parameters:
  indicators: {type: VARCHAR, default: "dispute.mediated,enforcement.penalty_cases,petition.handled", meaning: "Catalogue ids, with commas between; all without it"}
  level: {type: VARCHAR, default: null, meaning: Level; each of them without it}
columns:
  indicator_id: Catalogue id
  province: Province; null until the place is resolved
  level: Level
  report_year: The later year
  matched_count: Units with a comparable value in both years (n)
  unmatched_count: Units with one in only one of the two years
  median_change: Median of the changes; percentage points for rates
  median_change_pct: Median of the changes in percent, of those with a base of 20 and more
  rising_count: Units whose value rose
  falling_count: Units whose value fell
  structural_break: Change of law between the years; null for none
notes: Units of one year only would shift a mean of all units. Part-year values and other definitions are in neither count.
*/
WITH given AS (
    SELECT mart.indicator_id, mart.province, mart.level, mart.report_year, mart.report_id
    FROM mart_benchmark AS mart
    WHERE
        mart.basis = 'reported'
        AND mart.peer_kind = 'level'
        AND ($indicators IS NULL OR list_contains(string_split($indicators, ','), mart.indicator_id))
        AND ($level IS NULL OR mart.level = $level)
),
years AS (SELECT DISTINCT report.report_year FROM dim_report AS report),
pairs AS (
    SELECT
        given.indicator_id, given.province, given.level, given.report_year,
        yoy.change, yoy.change_pct, yoy.structural_break, yoy.report_id IS NOT NULL AS is_matched
    FROM given
    JOIN years ON years.report_year = given.report_year - 1
    LEFT JOIN mart_yoy AS yoy ON yoy.report_id = given.report_id AND yoy.indicator_id = given.indicator_id
    UNION ALL
    SELECT
        given.indicator_id, given.province, given.level, given.report_year + 1, NULL, NULL, NULL, FALSE
    FROM given
    JOIN years ON years.report_year = given.report_year + 1
    ANTI JOIN mart_yoy AS yoy
        ON yoy.previous_report_id = given.report_id AND yoy.indicator_id = given.indicator_id
)
SELECT
    pairs.indicator_id,
    pairs.province,
    pairs.level,
    pairs.report_year,
    count(*) FILTER (pairs.is_matched) AS matched_count,
    count(*) FILTER (NOT pairs.is_matched) AS unmatched_count,
    median(pairs.change) AS median_change,
    median(pairs.change_pct) AS median_change_pct,
    count(*) FILTER (pairs.change > 0) AS rising_count,
    count(*) FILTER (pairs.change < 0) AS falling_count,
    max(pairs.structural_break) AS structural_break
FROM pairs
GROUP BY pairs.indicator_id, pairs.province, pairs.level, pairs.report_year
ORDER BY pairs.indicator_id, pairs.province, pairs.level, pairs.report_year
