/*
question: 4
title: How reports are built, by level and year, and which lack the block on the leaders as first responsible (C)
title_zh: 各层级各年度报告结构得分分布，以及缺少第一责任人履职内容（C块）的报告
parameters:
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  level: Level of the reporting unit
  report_year: Year reported on
  report_count: Annual reports (n)
  score_min: Lowest structure score
  score_quartile_1: First quartile
  score_median: Median
  score_quartile_3: Third quartile
  score_max: Highest structure score
  without_leader_duty: Reports without block C
  reports_without_leader_duty: Their reporting units
notes: Own heading 1, shared heading or inline 0.5, absent 0, mean of the four blocks; a long block is no better block.
*/
SELECT
    structure.level,
    structure.report_year,
    count(*) AS report_count,
    min(structure.structure_score) AS score_min,
    quantile_cont(structure.structure_score, 0.25) AS score_quartile_1,
    median(structure.structure_score) AS score_median,
    quantile_cont(structure.structure_score, 0.75) AS score_quartile_3,
    max(structure.structure_score) AS score_max,
    count(*) FILTER (structure.leader_duty_form = 'absent') AS without_leader_duty,
    coalesce(
        list(structure.issuer ORDER BY structure.issuer) FILTER (structure.leader_duty_form = 'absent'), []
    ) AS reports_without_leader_duty
FROM mart_structure AS structure
WHERE structure.content_type = 'annual_report' AND ($year IS NULL OR structure.report_year = $year)
GROUP BY structure.level, structure.report_year
ORDER BY structure.level, structure.report_year
