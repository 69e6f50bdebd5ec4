/*
question: 10
title: Every finding of the consistency rules, the gravest first, with how often its rule and its source are found
title_zh: 一致性规则的全部疑点，按严重程度排列，并列出该规则及该来源的疑点数
parameters:
  rule: {type: VARCHAR, default: null, meaning: "Rule, such as R04; all rules without it"}
  severity: {type: VARCHAR, default: null, meaning: "error, warn or info; all without it"}
  source: {type: VARCHAR, default: null, meaning: Source site as in the column; all without it}
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  severity: "How certain the finding is: error (cannot be true), warn (doubtful), info (worth a look)"
  rule_id: Rule
  description_zh: What is compared
  source: Host of the page, else the publishing body, else the reporting unit
  issuer: Reporting unit
  report_year: Year reported on
  lhs: Left side of the comparison
  lhs_words: What it is
  rhs: Right side
  rhs_words: What it is
  findings_of_rule: Findings of this rule among the rows shown
  findings_of_source: Findings of this source among the rows shown
  sentence: The sentence
  report_id: Report
  mention_start: First code point of the number that the finding hangs on
notes: A finding says that a report contradicts itself, its past or what is usual; it says nothing about who is right.
*/
WITH found AS (
    SELECT
        offender.*,
        rule.description_zh,
        coalesce(
            nullif(regexp_extract(report.source_path, '^https?://([^/]+)', 1), ''), report.publisher, report.issuer
        ) AS source
    FROM quality_offender AS offender
    JOIN quality_rule AS rule ON rule.rule_id = offender.rule_id
    JOIN dim_report AS report ON report.report_id = offender.report_id
)
SELECT
    found.severity,
    found.rule_id,
    found.description_zh,
    found.source,
    found.issuer,
    found.report_year,
    found.lhs,
    found.lhs_words,
    found.rhs,
    found.rhs_words,
    count(*) OVER (PARTITION BY found.rule_id) AS findings_of_rule,
    count(*) OVER (PARTITION BY found.source) AS findings_of_source,
    found.quote AS sentence,
    found.report_id,
    found.mention_start
FROM found
WHERE
    ($rule IS NULL OR found.rule_id = $rule)
    AND ($severity IS NULL OR found.severity = $severity)
    AND ($source IS NULL OR found.source = $source)
    AND ($year IS NULL OR found.report_year = $year)
ORDER BY
    CASE found.severity WHEN 'error' THEN 0 WHEN 'warn' THEN 1 ELSE 2 END,
    found.rule_id,
    found.report_year,
    found.issuer,
    found.report_id,
    found.mention_start
