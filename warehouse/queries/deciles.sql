/*
question: 7
title: Lowest and highest tenth of an indicator among the units of a level and province, divided by villages or people
title_zh: 某指标按村均（或人均、案均）值居同省同层级前后各10%的主体
parameters:
  indicator: {type: VARCHAR, default: dispute.mediated, meaning: Catalogue id}
  basis: {type: VARCHAR, default: per_village, meaning: "reported, per_village, per_10k_people or per_case"}
  level: {type: VARCHAR, default: town, meaning: Level of the units}
  province: {type: VARCHAR, default: null, meaning: Province; each of them without it}
  year: {type: INTEGER, default: null, meaning: Report year; each of them without it}
columns:
  report_year: Year
  province: Province; null until the place is resolved
  issuer: Reporting unit
  value: Value on the basis
  denominator: What it is divided by, or the cases that a rate is a share of
  denominator_origin: "same_report, or region_year: the user's table"
  low_95: Lower end of the 95 % interval (Wilson for rates, Byar for counts); null where cases are not exact
  high_95: Upper end
  peer_count: Units of the level and province with a value (n)
  percentile_rank: Share below plus half of the equal, in percent; null below 10 units
  tenth: lowest, highest, or no rank below 10
notes: Below ten units all of them are shown and none is ranked. A place on the scale of values is no merit.
*/
WITH placed AS (
    SELECT
        mart.report_year,
        mart.province,
        mart.issuer,
        mart.value,
        mart.denominator,
        mart.denominator_origin,
        indicator.measure_type,
        CASE
            WHEN mart.value_low IS DISTINCT FROM mart.value_high OR indicator.measure_type = 'amount' THEN NULL
            WHEN indicator.measure_type = 'rate' THEN round(mart.value * mart.denominator / 100)
            WHEN mart.basis IN ('reported', 'per_village', 'per_10k_people')
                THEN round(mart.value * coalesce(mart.denominator, 1))
        END AS cases,
        coalesce(mart.denominator, 1) AS size,
        count(*) OVER places AS peer_count,
        100.0 * (
            rank() OVER (PARTITION BY mart.report_year, mart.province ORDER BY mart.value) - 1
            + count(*) OVER (PARTITION BY mart.report_year, mart.province, mart.value) / 2
        ) / count(*) OVER places AS percentile_rank
    FROM mart_benchmark AS mart
    JOIN dim_indicator AS indicator ON indicator.indicator_id = mart.indicator_id
    WHERE
        mart.indicator_id = $indicator
        AND mart.basis = $basis
        AND mart.level = $level
        AND mart.peer_kind = 'level'
        AND ($province IS NULL OR mart.province = $province)
        AND ($year IS NULL OR mart.report_year = $year)
    WINDOW places AS (PARTITION BY mart.report_year, mart.province)
),
bounded AS (
    SELECT
        placed.*,
        CASE
            WHEN placed.peer_count < 10 THEN 'no rank below 10'
            WHEN placed.percentile_rank <= 10 THEN 'lowest'
            WHEN placed.percentile_rank >= 90 THEN 'highest'
        END AS tenth,
        (placed.cases + 1.92073) / (placed.size + 3.84146) AS centre,
        1.959964 * sqrt(greatest(0, placed.cases * (1 - placed.cases / placed.size)) + 0.96036)
        / (placed.size + 3.84146) AS spread
    FROM placed
)
SELECT
    bounded.report_year,
    bounded.province,
    bounded.issuer,
    bounded.value,
    bounded.denominator,
    bounded.denominator_origin,
    CASE
        WHEN bounded.measure_type = 'rate' THEN 100 * (bounded.centre - bounded.spread)
        WHEN bounded.cases = 0 THEN 0
        ELSE
            bounded.cases * pow(1 - 1 / (9 * bounded.cases) - 1.959964 / (3 * sqrt(bounded.cases)), 3) / bounded.size
    END AS low_95,
    CASE
        WHEN bounded.measure_type = 'rate' THEN 100 * (bounded.centre + bounded.spread)
        ELSE
            (bounded.cases + 1)
            * pow(1 - 1 / (9 * (bounded.cases + 1)) + 1.959964 / (3 * sqrt(bounded.cases + 1)), 3)
            / bounded.size
    END AS high_95,
    bounded.peer_count,
    CASE WHEN bounded.peer_count >= 10 THEN bounded.percentile_rank END AS percentile_rank,
    bounded.tenth
FROM bounded
WHERE bounded.tenth IS NOT NULL
ORDER BY bounded.report_year, bounded.province, bounded.value DESC, bounded.issuer
