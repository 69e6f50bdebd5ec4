/*
question: 13
title: "Administrative reconsideration step by step: received, accepted, concluded, corrected; and steps that widen"
title_zh: 行政复议各环节案件数（收到、受理、审结、纠错）及递减关系不成立的情形
parameters:
  level: {type: VARCHAR, default: county, meaning: Level; all levels without it}
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  received: Applications received
  carried_in: Cases carried in from the year before
  accepted: Applications accepted
  concluded: Cases concluded
  corrected: Cases corrected, where the report gives the total
  corrected_in_parts: Sum of kinds of correction (撤销, 确认违法), where it gives only these
  accepted_pct: Accepted in percent of received
  concluded_pct: Concluded in percent of accepted and carried in
  corrected_pct: Corrected, or the sum of its kinds, in percent of concluded
  violations: Steps that are larger than the step before even by the bounds of the values
  report_id: Report
notes: Cases carried in count with what is received and accepted. An empty cell is silence, not zero.
*/
WITH parts AS (
    SELECT fact.report_id, sum(fact.value) AS corrected_in_parts
    FROM fact_indicator AS fact
    WHERE fact.indicator_id = 'recon.corrected' AND fact.breakdown <> '' AND fact.period = '' AND fact.is_main
    GROUP BY fact.report_id
),
steps AS (
    SELECT
        recon.*,
        coalesce(recon.carried_in_case_high, 0) AS carried_in_most,
        CASE WHEN recon.corrected_case IS NULL THEN parts.corrected_in_parts END AS corrected_in_parts
    FROM fact_recon AS recon
    LEFT JOIN parts ON parts.report_id = recon.report_id
    WHERE
        coalesce(recon.received_case, recon.accepted_case, recon.concluded_case, recon.corrected_case) IS NOT NULL
)
SELECT
    steps.issuer,
    steps.report_year,
    steps.received_case AS received,
    steps.carried_in_case AS carried_in,
    steps.accepted_case AS accepted,
    steps.concluded_case AS concluded,
    steps.corrected_case AS corrected,
    steps.corrected_in_parts,
    round(100 * steps.accepted_case / nullif(steps.received_case, 0), 1) AS accepted_pct,
    round(
        100 * steps.concluded_case / nullif(steps.accepted_case + coalesce(steps.carried_in_case, 0), 0), 1
    ) AS concluded_pct,
    round(
        100 * coalesce(steps.corrected_case, steps.corrected_in_parts) / nullif(steps.concluded_case, 0), 1
    ) AS corrected_pct,
    list_filter(
        [
            CASE
                WHEN steps.accepted_case_low > steps.received_case_high + steps.carried_in_most
                    THEN 'accepted > received'
            END,
            CASE
                WHEN steps.concluded_case_low > steps.accepted_case_high + steps.carried_in_most
                    THEN 'concluded > accepted'
            END,
            CASE
                WHEN coalesce(steps.corrected_case_low, steps.corrected_in_parts) > steps.concluded_case_high
                    THEN 'corrected > concluded'
            END
        ],
        lambda violation: violation IS NOT NULL
    ) AS violations,
    steps.report_id
FROM steps
WHERE ($level IS NULL OR steps.level = $level) AND ($year IS NULL OR steps.report_year = $year)
ORDER BY steps.issuer, steps.report_year, steps.report_id
