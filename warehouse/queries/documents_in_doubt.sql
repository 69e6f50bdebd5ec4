/*
question: 3
title: Documents that are no annual reports, or whose title or name of file has another year than the text
title_zh: 非年度报告的文件，以及标题年份与正文不符的报告
parameters: {}
columns:
  source_path: File
  title: Title
  document_type: What kind of document it is
  report_year: Year reported on, by the text
  title_years: Years in the title
  why: What is in doubt
notes: A report on 2023 that was published in 2024 often has 2024 in its title; only a title without the year reported on is listed.
*/
WITH titled AS (
    SELECT
        report.*,
        list_transform(
            regexp_extract_all(coalesce(report.title, ''), '20[0-9]{2}(?:年|[^0-9]|$)'),
            lambda word: CAST(substring(word, 1, 4) AS INTEGER)
        ) AS title_years
    FROM dim_report AS report
)
SELECT
    titled.source_path,
    titled.title,
    titled.document_type,
    titled.report_year,
    titled.title_years,
    CASE
        WHEN titled.document_type <> 'annual_report' THEN 'no annual report'
        WHEN titled.report_year IS NULL THEN 'no certain year'
        ELSE 'the title has another year than the text'
    END AS why
FROM titled
WHERE
    titled.document_type <> 'annual_report'
    OR titled.report_year IS NULL
    OR (len(titled.title_years) > 0 AND NOT list_contains(titled.title_years, titled.report_year))
ORDER BY why, titled.source_path
