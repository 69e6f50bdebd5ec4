/*
question: 24
title: "What this release changed since the one before: values added, dropped, re-mapped to another indicator, changed; those that moved first"
title_zh: 本次发布相对上次的变化：新增、移除、改归其他指标、数值变化，变动超过1%者在前
parameters:
  reason: {type: VARCHAR, default: null, meaning: "Reason, such as changed_rule (another version of catalogue or code); all without it"}
  kind: {type: VARCHAR, default: null, meaning: "added, dropped, re-mapped or changed; all without it"}
columns:
  kind: "What happened: added, dropped, re-mapped (the same number measures another indicator now), changed"
  reason: Why
  has_moved: The value moved by more than 1 %
  moved_pct: Change in percent of the earlier value
  issuer: Reporting unit
  report_year: Year reported on
  indicator_id: Catalogue id
  other_indicator: For a re-mapped number the indicator on the other side
  breakdown: Part; empty for the whole
  previous_value: Value before
  value: Value now
  previous_rule: Rule that decided before
  rule: Rule that decides now
  source_path: File
  report_id: Report, now or before
  mention_start: First code point of the number, now or before
notes: The table release lists all releases; older ones that are kept have their own release_diff.
*/
WITH changes AS (
    SELECT
        diff.*,
        CASE
            WHEN diff.change = 'removed' THEN gained.indicator_id
            WHEN diff.change = 'added' THEN lost.indicator_id
        END AS other_indicator
    FROM release_diff AS diff
    LEFT JOIN (
        SELECT DISTINCT ON (added.report_id, added.mention_start) added.*
        FROM release_diff AS added
        WHERE added.change = 'added'
        ORDER BY added.report_id, added.mention_start, added.place
    ) AS gained
        ON diff.change = 'removed'
        AND gained.report_id = diff.previous_report_id
        AND gained.mention_start = diff.previous_mention_start
        AND gained.indicator_id <> diff.indicator_id
    LEFT JOIN (
        SELECT DISTINCT ON (removed.previous_report_id, removed.previous_mention_start) removed.*
        FROM release_diff AS removed
        WHERE removed.change = 'removed'
        ORDER BY removed.previous_report_id, removed.previous_mention_start, removed.place
    ) AS lost
        ON diff.change = 'added'
        AND lost.previous_report_id = diff.report_id
        AND lost.previous_mention_start = diff.mention_start
        AND lost.indicator_id <> diff.indicator_id
),
named AS (
    SELECT
        changes.*,
        CASE
            WHEN changes.other_indicator IS NOT NULL THEN 're-mapped'
            WHEN changes.change = 'removed' THEN 'dropped'
            ELSE changes.change
        END AS kind
    FROM changes
)
SELECT
    named.kind,
    named.reason,
    named.has_moved,
    named.moved_pct,
    named.issuer,
    named.report_year,
    named.indicator_id,
    named.other_indicator,
    named.breakdown,
    named.previous_value,
    named.value,
    named.previous_rule,
    named.rule,
    named.source_path,
    coalesce(named.report_id, named.previous_report_id) AS report_id,
    coalesce(named.mention_start, named.previous_mention_start) AS mention_start
FROM named
WHERE ($reason IS NULL OR named.reason = $reason) AND ($kind IS NULL OR named.kind = $kind)
ORDER BY named.place
