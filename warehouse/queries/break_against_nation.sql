/*
question: 20
title: Volumes of reconsideration and litigation by year beside the national figures, each vintage by itself
title_zh: 行政复议和行政诉讼案件量历年变化与各版本全国数据对照
parameters:
  indicators: {type: VARCHAR, default: "recon.received,recon.accepted,recon.concluded,litigation.first_instance", meaning: "Catalogue ids, with commas between; all without it"}
  level: {type: VARCHAR, default: county, meaning: Level of the units; all without it}
columns:
  indicator_id: Catalogue id
  report_year: Year
  unit_count: Units with a comparable value (n)
  total: Sum of their values
  matched_count: Units that also give the year before (n)
  matched_total: Sum of these units
  matched_before: Sum of the same units the year before
  matched_change_pct: Change of the matched sums in percent; null below a base of 20
  structural_break: Change of law from the year before; null for none
  national: "National figures of the year: value (vintage, scope)"
notes: Sums of all units move with who reports; the matched ones do not. Compare national figures within one vintage and scope only.
*/
WITH given AS (
    SELECT
        mart.indicator_id,
        mart.report_year,
        count(*) AS unit_count,
        sum(mart.value) AS total
    FROM mart_benchmark AS mart
    WHERE
        mart.basis = 'reported'
        AND mart.peer_kind = 'level'
        AND ($indicators IS NULL OR list_contains(string_split($indicators, ','), mart.indicator_id))
        AND ($level IS NULL OR mart.level = $level)
    GROUP BY mart.indicator_id, mart.report_year
),
matched AS (
    SELECT
        yoy.indicator_id,
        yoy.report_year,
        count(*) AS matched_count,
        sum(yoy.value) AS matched_total,
        sum(yoy.previous_value) AS matched_before,
        max(yoy.structural_break) AS structural_break
    FROM mart_yoy AS yoy
    WHERE $level IS NULL OR yoy.level = $level
    GROUP BY yoy.indicator_id, yoy.report_year
),
nation AS (
    SELECT
        series.indicator_id,
        series.year,
        list(
            format('{:d}', CAST(series.value AS BIGINT)) || ' (' || series.vintage || ', ' || series.scope || ')'
            ORDER BY series.vintage, series.series_id
        ) AS figures
    FROM national_series AS series
    WHERE series.indicator_id IS NOT NULL AND series.unit = 'case'
    GROUP BY series.indicator_id, series.year
)
SELECT
    given.indicator_id,
    given.report_year,
    given.unit_count,
    given.total,
    coalesce(matched.matched_count, 0) AS matched_count,
    matched.matched_total,
    matched.matched_before,
    CASE
        WHEN matched.matched_before >= 20
            THEN round(100 * (matched.matched_total / matched.matched_before - 1), 1)
    END AS matched_change_pct,
    matched.structural_break,
    coalesce(nation.figures, []) AS national
FROM given
LEFT JOIN matched ON matched.indicator_id = given.indicator_id AND matched.report_year = given.report_year
LEFT JOIN nation ON nation.indicator_id = given.indicator_id AND nation.year = given.report_year
ORDER BY given.indicator_id, given.report_year
