/*
question: 2
title: Which units published several years in a row, and which skipped a year in between
title_zh: 哪些单位连续多年发布报告，哪些中间缺年
parameters:
  least: {type: INTEGER, default: 3, meaning: Years in a row that are asked for}
columns:
  issuer: Reporting unit
  level: Level of the unit
  years: Years with an annual report
  longest_run: Most years in a row
  is_in_a_row: Whether the longest run has at least the years asked for
  skipped_years: Years without a report between the first and the last
notes: A unit is told by its name as reported; years are those reported on, of annual reports with a certain year.
*/
WITH reported AS (
    SELECT DISTINCT report.issuer, report.level, report.report_year
    FROM dim_report AS report
    WHERE report.document_type = 'annual_report' AND report.report_year IS NOT NULL AND report.issuer IS NOT NULL
),
runs AS (
    SELECT
        reported.*,
        reported.report_year - row_number() OVER (
            PARTITION BY reported.issuer, reported.level ORDER BY reported.report_year
        ) AS run
    FROM reported
),
lengths AS (
    SELECT runs.issuer, runs.level, runs.run, count(*) AS length, list(runs.report_year) AS run_years
    FROM runs
    GROUP BY ALL
),
units AS (
    SELECT
        lengths.issuer,
        lengths.level,
        list_sort(flatten(list(lengths.run_years))) AS years,
        max(lengths.length) AS longest_run
    FROM lengths
    GROUP BY lengths.issuer, lengths.level
)
SELECT
    units.issuer,
    units.level,
    units.years,
    units.longest_run,
    units.longest_run >= $least AS is_in_a_row,
    list_filter(
        range(units.years[1], units.years[-1]), lambda between: NOT list_contains(units.years, between)
    ) AS skipped_years
FROM units
ORDER BY units.longest_run DESC, len(skipped_years), units.issuer
