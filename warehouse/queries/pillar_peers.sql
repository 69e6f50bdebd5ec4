/*
question: 18
title: Where a unit stands among its peers in each pillar of the index, and its five nearest peers
title_zh: 某主体在综合指数各维度中的百分位及最接近的五个主体
parameters:
  unit: {type: VARCHAR, default: null, meaning: "Reporting unit (issuer); without it each is held against all its peers, which takes long for thousands"}
  year: {type: INTEGER, default: null, meaning: Report year; each of them without it}
columns:
  report_year: Year
  issuer: Reporting unit
  pillar: Pillar of the index recipe
  peer_definition: Who the peers are
  pillar_score: Score, 100 is best
  peer_count: Units with a score of this pillar (n), this one included
  percentile_rank: Share of peers below plus half of the equal; null below 10 units
  nearest_peers: The five units with the nearest scores, nearest first
  nearest_scores: Their scores
notes: Made of what units say of themselves; a pillar that a unit reports too little of has no row.
*/
WITH own AS (
    SELECT pillar.* FROM mart_index_pillar AS pillar
    WHERE ($unit IS NULL OR pillar.issuer = $unit) AND ($year IS NULL OR pillar.report_year = $year)
),
compared AS (
    SELECT
        own.report_year,
        own.issuer,
        own.pillar,
        own.level,
        own.pillar_score,
        count(*) AS peer_count,
        100.0 * (
            count(*) FILTER (peer.pillar_score < own.pillar_score)
            + count(*) FILTER (peer.pillar_score = own.pillar_score) / 2
        ) / count(*) AS percentile_rank,
        list(
            peer.issuer ORDER BY abs(peer.pillar_score - own.pillar_score), peer.issuer
        ) FILTER (peer.report_id <> own.report_id) AS peers,
        list(
            peer.pillar_score ORDER BY abs(peer.pillar_score - own.pillar_score), peer.issuer
        ) FILTER (peer.report_id <> own.report_id) AS scores
    FROM own
    JOIN mart_index_pillar AS peer
        ON peer.report_year = own.report_year AND peer.level = own.level AND peer.pillar = own.pillar
    GROUP BY own.report_year, own.issuer, own.pillar, own.level, own.pillar_score, own.report_id
)
SELECT
    compared.report_year,
    compared.issuer,
    compared.pillar,
    'units of the level ' || compared.level || ' in ' || compared.report_year AS peer_definition,
    compared.pillar_score,
    compared.peer_count,
    CASE WHEN compared.peer_count >= 10 THEN compared.percentile_rank END AS percentile_rank,
    coalesce(compared.peers[:5], []) AS nearest_peers,
    coalesce(compared.scores[:5], []) AS nearest_scores
FROM compared
ORDER BY compared.report_year, compared.issuer, compared.pillar
