/*
question: 23
title: "The chain of one value: table cell, fact, mention and rule, span and sentence, raw file with its hash and the time of its fetch"
title_zh: 一个取值的完整链条：表格、指标取值、数字与规则、原文位置、源文件、哈希及抓取时间
parameters:
  report: {type: VARCHAR, default: null, meaning: report_id of the row; all reports without it}
  indicator: {type: VARCHAR, default: dispute.mediated, meaning: Catalogue id}
columns:
  domain_table: Table of the domain that holds the value as a column
  issuer: Reporting unit
  report_year: Year reported on
  indicator_id: Catalogue id
  breakdown: Part; empty for the whole
  value: Value
  choice: Why this mention was chosen
  candidate_count: Mentions that could have been the value, this one included
  rule: Rule that decided
  extraction_version: Version of the code and knowledge that read it
  catalogue_version: Version of the catalogue
  mention_start: First code point of the number in dim_report.text
  mention_end: Code point after it
  marked_sentence: The sentence, the number in 【】
  report_id: Report; first digits of the hash of its text
  page_number: Page of a PDF
  place: Where in a web page or Word file
  source_path: File, or URL
  source_sha256: SHA-256 of the file
  fetched_at: When these bytes came from the URL for the first time, UTC; empty for a file
*/
SELECT
    'fact_' || split_part(evidence.indicator_id, '.', 1) AS domain_table,
    evidence.issuer,
    evidence.report_year,
    evidence.indicator_id,
    evidence.breakdown,
    evidence.value,
    evidence.choice,
    1 + len(fact.other_mentions) AS candidate_count,
    evidence.rule,
    evidence.extraction_version,
    evidence.catalogue_version,
    evidence.mention_start,
    evidence.mention_end,
    evidence.marked_sentence,
    evidence.report_id,
    evidence.page_number,
    evidence.place,
    evidence.source_path,
    evidence.source_sha256,
    (
        SELECT min(fetched.fetched_at) FROM source_fetch AS fetched
        WHERE fetched.url = evidence.source_path AND fetched.sha256 = evidence.source_sha256
    ) AS fetched_at
FROM value_sentence AS evidence
JOIN fact_indicator AS fact
    ON fact.report_id = evidence.report_id
    AND fact.indicator_id = evidence.indicator_id
    AND fact.breakdown = evidence.breakdown
    AND fact.period = evidence.period
    AND fact.unit_kind = evidence.unit_kind
WHERE evidence.indicator_id = $indicator AND ($report IS NULL OR evidence.report_id = $report)
ORDER BY evidence.report_year, evidence.issuer, evidence.breakdown, evidence.period, evidence.mention_start
