/*
question: 9
title: Parts that do not add up to their total, or exceed it (mediators by level, petitions by channel, disputes by kind)
title_zh: 分项之和与总数不符或分项超过总数的情形（调解员按层级、信访按渠道、纠纷按类型等）
parameters:
  indicator: {type: VARCHAR, default: null, meaning: Catalogue id of the total; all without it}
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  indicator_id: What the total measures; null when the catalogue has no name for it
  parts: The parts with their values, as written
  parts_sum: Their sum, or the part that is too large
  total: The total that the report gives
  difference: Parts less total
  rule_id: Consistency rule
  severity: How certain the finding is
  sentence: The sentence
  report_id: Report
  mention_start: First code point of the number that the finding hangs on
notes: Only parts that look like a whole partition are added up; two partitions of one total, nested parts and kinds that overlap are no finding.
*/
WITH measured AS (
    SELECT
        mention.report_id,
        mention."start" AS mention_start,
        min(mention.indicator_id) AS indicator_id
    FROM fact_mention AS mention
    GROUP BY mention.report_id, mention."start"
)
SELECT
    offender.issuer,
    offender.report_year,
    measured.indicator_id,
    offender.lhs_words AS parts,
    offender.lhs AS parts_sum,
    offender.rhs AS total,
    round(offender.lhs - offender.rhs, 4) AS difference,
    offender.rule_id,
    offender.severity,
    offender.quote AS sentence,
    offender.report_id,
    offender.mention_start
FROM quality_offender AS offender
JOIN quality_rule AS rule ON rule.rule_id = offender.rule_id
LEFT JOIN measured ON measured.report_id = offender.report_id AND measured.mention_start = offender.mention_start
WHERE
    rule.kind IN ('parts_equal_total', 'parts_at_most_total', 'sums_equal')
    AND ($indicator IS NULL OR measured.indicator_id = $indicator)
    AND ($year IS NULL OR offender.report_year = $year)
ORDER BY offender.report_year, offender.issuer, measured.indicator_id, offender.rule_id, offender.mention_start
