/*
question: 6
title: All values of one indicator for one reporting unit over all years, each with its sentence and where it stands
title_zh: 某单位某项指标历年取值及其原句、位置、文件哈希和抽取版本
parameters:
  unit: {type: VARCHAR, default: null, meaning: "Reporting unit (issuer), exactly; all units without it"}
  indicator: {type: VARCHAR, default: dispute.mediated, meaning: Catalogue id}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  breakdown: Part; empty for the whole
  period: Part of the year; empty for the whole year
  value: Value in base units
  unit_reported: Unit as written
  marked_sentence: The sentence, the number in 【】
  mention_start: First code point of the number in the text
  page_number: Page of a PDF
  place: Where in a web page or Word file
  source_path: File
  source_sha256: SHA-256 of the file
  rule: Rule that decided
  extraction_version: Version of the code and knowledge that read it
*/
SELECT
    evidence.issuer,
    evidence.report_year,
    evidence.breakdown,
    evidence.period,
    evidence.value,
    evidence.unit AS unit_reported,
    evidence.marked_sentence,
    evidence.mention_start,
    evidence.page_number,
    evidence.place,
    evidence.source_path,
    evidence.source_sha256,
    evidence.rule,
    evidence.extraction_version
FROM value_sentence AS evidence
WHERE evidence.indicator_id = $indicator AND ($unit IS NULL OR evidence.issuer = $unit)
ORDER BY evidence.issuer, evidence.report_year, evidence.breakdown, evidence.period, evidence.mention_start
