/*
question: 21
title: Ranks of the composite index with their 5 to 95 % band under other normalisation, weights and aggregation
title_zh: 综合指数名次及其在不同标准化、权重和合成方法下的5%至95%区间
parameters:
  level: {type: VARCHAR, default: null, meaning: Level; each of them without it}
  year: {type: INTEGER, default: null, meaning: Report year; each of them without it}
columns:
  report_year: Year
  level: Level that makes the group
  issuer: Reporting unit
  score: Score, 100 is best; null with too few pillars
  rank: 1 is best; null where it is too unsure to publish
  rank_median: Median rank of the runs
  rank_low: 5th percentile of the rank
  rank_high: 95th percentile of the rank
  ranked_count: Units of the group with a score (n)
  pillar_count: Pillars that the unit reports enough of
  rank_state: ranked, or why there is no rank
  dominates: Units of the group that it beats or equals in every pillar that both have, at least two of them
notes: Two ranks whose bands overlap are not told apart. Where one unit dominates another no weights can turn them round.
*/
WITH pairs AS (
    SELECT one.report_id, other.report_id AS other_id
    FROM mart_index_pillar AS one
    JOIN mart_index_pillar AS other
        ON other.report_year = one.report_year
        AND other.level = one.level
        AND other.pillar = one.pillar
        AND other.report_id <> one.report_id
    WHERE ($level IS NULL OR one.level = $level) AND ($year IS NULL OR one.report_year = $year)
    GROUP BY one.report_id, other.report_id
    HAVING
        count(*) >= 2
        AND bool_and(one.pillar_score >= other.pillar_score)
        AND bool_or(one.pillar_score > other.pillar_score)
),
dominated AS (SELECT pairs.report_id, count(*) AS dominates FROM pairs GROUP BY pairs.report_id)
SELECT
    mart.report_year,
    mart.level,
    mart.issuer,
    mart.score,
    mart.rank,
    mart.rank_median,
    mart.rank_low,
    mart.rank_high,
    mart.ranked_count,
    mart.pillar_count,
    mart.rank_state,
    coalesce(dominated.dominates, 0) AS dominates
FROM mart_index AS mart
LEFT JOIN dominated ON dominated.report_id = mart.report_id
WHERE ($level IS NULL OR mart.level = $level) AND ($year IS NULL OR mart.report_year = $year)
ORDER BY mart.report_year, mart.level, mart.score DESC NULLS LAST, mart.issuer
