/*
question: 21
title: Pairs of units of which one is at least as good in every pillar that both report
title_zh: 在共同报告的各维度上一方均不逊于另一方的主体对
parameters:
  least: {type: INTEGER, default: 2, meaning: Pillars that both must have}
  level: {type: VARCHAR, default: null, meaning: Level; each of them without it}
  year: {type: INTEGER, default: null, meaning: Report year; each of them without it}
columns:
  report_year: Year
  level: Level
  better: The unit that is at least as good in all of them and better in one
  worse: The other
  pillars: Pillars that both have
  smallest_lead: Smallest difference of the scores
  largest_lead: Largest difference
notes: No weights can turn such a pair round, as long as only these pillars count.
*/
WITH pairs AS (
    SELECT
        one.report_year,
        one.level,
        min(one.issuer) AS better,
        min(other.issuer) AS worse,
        list(one.pillar ORDER BY one.pillar) AS pillars,
        min(one.pillar_score - other.pillar_score) AS smallest_lead,
        max(one.pillar_score - other.pillar_score) AS largest_lead
    FROM mart_index_pillar AS one
    JOIN mart_index_pillar AS other
        ON other.report_year = one.report_year
        AND other.level = one.level
        AND other.pillar = one.pillar
        AND other.report_id <> one.report_id
    WHERE ($level IS NULL OR one.level = $level) AND ($year IS NULL OR one.report_year = $year)
    GROUP BY one.report_year, one.level, one.report_id, other.report_id
)
SELECT pairs.*
FROM pairs
WHERE len(pairs.pillars) >= $least AND pairs.smallest_lead >= 0 AND pairs.largest_lead > 0
ORDER BY pairs.report_year, pairs.level, pairs.better, pairs.worse
