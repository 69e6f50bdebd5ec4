/*
question: 8
title: Rates that a report prints and that its own counts do not give, by more than half a point
title_zh: 报告所写比率与按其自身件数计算的比率相差超过0.5个百分点的情形
parameters:
  rate: {type: VARCHAR, default: dispute.success_rate, meaning: Catalogue id of the rate; all rates that have counts without it}
  points: {type: DOUBLE, default: 0.5, meaning: Difference in percentage points that is still accepted}
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  indicator_id: Rate
  printed_pct: Rate as printed
  computed_pct: 100 times the part over the base
  difference_points: Printed less computed
  is_certain: Whether the bounds of approximate values leave no other reading
  part_indicator: What is counted above the line
  part_value: Its value
  base_indicator: What is counted below the line
  base_value: Its value
  broken_rules: Consistency rules that found the same
  sentence: The sentence with the rate
  report_id: Report
  mention_start: First code point of the rate
notes: Wholes of one period only. A loss rate among judged cases differs from one among all concluded without being wrong.
*/
WITH pairs AS (
    SELECT pair.*
    FROM (
        VALUES
        ('dispute.success_rate', 'dispute.resolved', 'dispute.mediated'),
        ('recon.correction_rate', 'recon.corrected', 'recon.concluded'),
        ('litigation.loss_rate', 'litigation.lost', 'litigation.concluded'),
        ('litigation.head_appearance_rate', 'litigation.head_appearances', 'litigation.should_appear'),
        ('study.exam_pass_rate', 'study.exam_passed', 'study.exam_participants'),
        ('safety.rectification_rate', 'safety.hazards_rectified', 'safety.hazards_found'),
        ('normdoc.filing_rate', 'normdoc.filed', 'normdoc.issued')
    ) AS pair (rate_indicator, part_indicator, base_indicator)
),
wholes AS (
    SELECT fact.*
    FROM fact_flagged AS fact
    WHERE fact.breakdown = '' AND fact.is_main
),
compared AS (
    SELECT
        printed.*,
        pairs.part_indicator,
        part.value AS part_value,
        pairs.base_indicator,
        base.value AS base_value,
        100 * part.value / base.value AS computed_pct,
        100 * part.value_low / base.value_high AS computed_low,
        100 * part.value_high / nullif(base.value_low, 0) AS computed_high
    FROM pairs
    JOIN wholes AS printed ON printed.indicator_id = pairs.rate_indicator
    JOIN wholes AS part
        ON part.indicator_id = pairs.part_indicator
        AND part.report_id = printed.report_id
        AND part.period = printed.period
    JOIN wholes AS base
        ON base.indicator_id = pairs.base_indicator
        AND base.report_id = printed.report_id
        AND base.period = printed.period
    WHERE base.value > 0
)
SELECT
    compared.issuer,
    compared.report_year,
    compared.indicator_id,
    compared.value AS printed_pct,
    round(compared.computed_pct, 2) AS computed_pct,
    round(compared.value - compared.computed_pct, 2) AS difference_points,
    coalesce(
        compared.value_low > compared.computed_high + $points OR compared.value_high < compared.computed_low - $points,
        FALSE
    ) AS is_certain,
    compared.part_indicator,
    compared.part_value,
    compared.base_indicator,
    compared.base_value,
    compared.broken_rules,
    evidence.sentence,
    compared.report_id,
    compared.mention_start
FROM compared
JOIN value_sentence AS evidence
    ON evidence.report_id = compared.report_id
    AND evidence.indicator_id = compared.indicator_id
    AND evidence.breakdown = compared.breakdown
    AND evidence.period = compared.period
    AND evidence.unit_kind = compared.unit_kind
WHERE
    abs(compared.value - compared.computed_pct) > $points
    AND ($rate IS NULL OR compared.indicator_id = $rate)
    AND ($year IS NULL OR compared.report_year = $year)
ORDER BY abs(compared.value - compared.computed_pct) DESC, compared.issuer, compared.report_year, compared.indicator_id
