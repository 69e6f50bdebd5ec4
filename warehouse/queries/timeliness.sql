/*
question: 1
title: Share of reports published on time, late, before the year ended or at an unknown date, by the place above and level
title_zh: 各地各层级报告按时、迟发、提前及发布日期不明的占比
parameters:
  year: {type: INTEGER, default: 2022, meaning: Year reported on}
columns:
  place_above: The highest place above the unit that the report writes (its province when it does)
  level: Level of the reporting unit
  report_count: Annual reports (n)
  on_time_pct: Published before 1 April of the next year, in percent
  deadline_day_pct: Published on 1 April, which 之前 does not clearly include
  late_pct: Published later
  premature_pct: Published before the year ended
  unknown_pct: Date of publication unknown
notes: Shares of few reports say little; n stands beside them.
*/
SELECT
    split_part(report.region_parent, '/', 1) AS place_above,
    structure.level,
    count(*) AS report_count,
    round(100.0 * count(*) FILTER (structure.timeliness_class = 'on_time') / count(*), 1) AS on_time_pct,
    round(100.0 * count(*) FILTER (structure.timeliness_class = 'deadline_day') / count(*), 1) AS deadline_day_pct,
    round(100.0 * count(*) FILTER (structure.timeliness_class = 'late') / count(*), 1) AS late_pct,
    round(100.0 * count(*) FILTER (structure.timeliness_class = 'premature') / count(*), 1) AS premature_pct,
    round(100.0 * count(*) FILTER (structure.timeliness_class = 'unknown') / count(*), 1) AS unknown_pct
FROM mart_structure AS structure
JOIN dim_report AS report ON report.report_id = structure.report_id
WHERE structure.content_type = 'annual_report' AND ($year IS NULL OR structure.report_year = $year)
GROUP BY ALL
ORDER BY report_count DESC, place_above, structure.level
