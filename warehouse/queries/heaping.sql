/*
question: 14
title: Round numbers among the values of an indicator (materials handed out), by the place above and level
title_zh: 指标取值的整数堆积（如发放宣传资料份数），按上级地区和层级
parameters:
  indicator: {type: VARCHAR, default: publicity.materials, meaning: Catalogue id of a count}
  divisor: {type: INTEGER, default: 1000, meaning: Values divisible by it are round}
columns:
  province: Province; null until the place is resolved
  level: Level
  value_count: Values (n)
  round_count: Values divisible by the divisor
  round_share_pct: Share of round values in percent
  expected_share_pct: Share that would be expected of even last digits
  median_per_village: Median of value per village and community, where the report gives their number
  villages_known: Values with a number of villages
notes: With n below 10 a share says little. Only wholes of the full year in the main unit.
*/
WITH given AS (
    SELECT
        split_part(report.region_parent, '/', 1) AS province,
        fact.level,
        fact.value % $divisor = 0 AS is_round,
        fact.value / nullif(villages.villages_place, 0) AS per_village,
        villages.villages_place AS villages
    FROM fact_indicator AS fact
    JOIN dim_report AS report ON report.report_id = fact.report_id
    LEFT JOIN fact_context AS villages ON villages.report_id = fact.report_id
    WHERE
        fact.indicator_id = $indicator
        AND fact.breakdown = ''
        AND fact.period = ''
        AND fact.is_main
        AND fact.value > 0
)
SELECT
    given.province,
    given.level,
    count(*) AS value_count,
    count(*) FILTER (given.is_round) AS round_count,
    round(100.0 * count(*) FILTER (given.is_round) / count(*), 1) AS round_share_pct,
    any_value(expected.share_pct) AS expected_share_pct,
    median(given.per_village) AS median_per_village,
    count(given.villages) AS villages_known
FROM given
CROSS JOIN (SELECT round(100.0 / $divisor, 2) AS share_pct) AS expected
GROUP BY given.province, given.level
ORDER BY value_count DESC, given.province, given.level
