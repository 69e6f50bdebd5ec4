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
notes: A unit is told by the code of its place where it has one, else by its name; it goes by the name of its last report.
*/
WITH reported AS (
    SELECT
        coalesce(CASE WHEN report.level <> 'department' THEN report.current_region_code END, report.issuer) AS unit,
        report.level,
        report.report_year,
        min(report.issuer) AS issuer
    FROM dim_report AS report
    WHERE report.document_type = 'annual_report' AND report.report_year IS NOT NULL AND report.issuer IS NOT NULL
    GROUP BY ALL
),
runs AS (
    SELECT
        reported.*,
        reported.report_year - row_number() OVER (
            PARTITION BY reported.unit, reported.level ORDER BY reported.report_year
        ) AS run
    FROM reported
),
lengths AS (
    SELECT
        runs.unit,
        runs.level,
        runs.run,
        count(*) AS length,
        list(runs.report_year) AS run_years,
        max_by(runs.issuer, runs.report_year) AS issuer,
        max(runs.report_year) AS last_year
    FROM runs
    GROUP BY runs.unit, runs.level, runs.run
),
units AS (
    SELECT
        max_by(lengths.issuer, lengths.last_year) AS issuer,
        lengths.level,
        list_sort(flatten(list(lengths.run_years))) AS years,
        max(lengths.length) AS longest_run
    FROM lengths
    GROUP BY lengths.unit, lengths.level
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
