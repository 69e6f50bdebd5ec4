/*
question: 25
title: "What people decided, by which role, why, and what it changed: before and after, with the words it is about"
title_zh: 人工核定记录：决定、角色、理由、更正前后的取值及所涉原文
parameters:
  role: {type: VARCHAR, default: null, meaning: Role of who decided; all roles without it}
  status: {type: VARCHAR, default: null, meaning: "active or withdrawn; both without it"}
columns:
  decided_on: Day of the decision
  decision_id: Id of the decision
  role: Role of who decided
  kind: About a report, duplicates, or a number
  action: What is done
  status: A withdrawn decision is not applied
  issuer: Reporting unit of the report
  report_year: Year reported on
  indicator_id: What the number measures now; empty where it is no number, or measures nothing
  field: Column that was changed; empty where a decision confirms, or tells reports apart
  before: Value before
  after: Value after
  reason: Why
  sentence: The sentence of the number
  report_id: Report
  mention_start: First code point of the number
  file: File that holds the decision
notes: make reproduce shows that a run from raw with these decisions gives the current release byte for byte.
*/
WITH touched AS (
    SELECT
        change.decision_id,
        change.field,
        change.before,
        change.after,
        mention.report_id,
        mention."start" AS mention_start,
        mention.indicator_id
    FROM fact_mention AS mention, unnest(mention.decided) AS listed(change)
    UNION ALL
    SELECT change.decision_id, change.field, change.before, change.after, report.report_id, NULL, NULL
    FROM dim_report AS report, unnest(report.decided) AS listed(change)
    UNION ALL
    SELECT decision.decision_id, 'superseded_by', NULL, decision.report_id, other.report_id, NULL, NULL
    FROM decision, unnest(decision.other_reports) AS other(report_id)
    WHERE decision.action = 'keep' AND decision.status = 'active'
)
SELECT
    decision.decided_on,
    decision.decision_id,
    decision.role,
    decision.kind,
    decision.action,
    decision.status,
    report.issuer,
    report.report_year,
    touched.indicator_id,
    nullif(touched.field, '') AS field,
    touched.before,
    touched.after,
    decision.reason,
    (
        SELECT substring(report.text, sentence."start" + 1, sentence."end" - sentence."start")
        FROM dim_sentence AS sentence
        WHERE sentence.report_id = touched.report_id
            AND sentence."start" <= touched.mention_start AND sentence."end" > touched.mention_start
    ) AS sentence,
    report.report_id,
    touched.mention_start,
    decision.file
FROM decision
LEFT JOIN touched ON touched.decision_id = decision.decision_id
LEFT JOIN dim_report AS report ON report.report_id = coalesce(touched.report_id, decision.report_id)
WHERE ($role IS NULL OR decision.role = $role) AND ($status IS NULL OR decision.status = $status)
ORDER BY decision.decided_on, decision.decision_id, touched.report_id, touched.mention_start, touched.field
