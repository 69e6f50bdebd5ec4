/*
question: 17
title: Indicators for which one report says different things, which value was chosen and why
title_zh: 同一报告内数值冲突的指标：所选值、未选值及理由
parameters:
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  issuer: Reporting unit
  report_year: Year reported on
  indicator_id: Catalogue id
  breakdown: Part; empty for the whole
  period: Part of the year; empty for the whole year
  candidate_value: What the report says here
  is_chosen: Whether this is the value
  why: Why it was chosen, or not
  sentence: The sentence
  report_id: Report
  mention_start: First code point of the number
*/
SELECT
    candidate.issuer,
    candidate.report_year,
    candidate.indicator_id,
    candidate.breakdown,
    candidate.period,
    candidate.candidate_value,
    candidate.is_chosen,
    candidate.why,
    candidate.sentence,
    candidate.report_id,
    candidate.mention_start
FROM value_candidate AS candidate
WHERE candidate.has_conflict AND ($year IS NULL OR candidate.report_year = $year)
ORDER BY
    candidate.report_year,
    candidate.issuer,
    candidate.indicator_id,
    candidate.breakdown,
    candidate.period,
    candidate.unit_kind,
    candidate.is_chosen DESC,
    candidate.mention_start
