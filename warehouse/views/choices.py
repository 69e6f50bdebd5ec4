"""What was chosen and what was not: every candidate of a value with the reason, mentions behind no value, parts.

Here: `value_candidate`, `unused_mention`, `value_part`. Not here: how a choice is made (transforms.facts.resolve).
"""

from __future__ import annotations

from warehouse.views.specification import View, sentence_around

_CANDIDATES = """
    SELECT fact.*, true AS is_chosen, fact.mention_start AS start, fact.value AS candidate, fact.choice AS why
    FROM fact_indicator AS fact
    UNION ALL
    SELECT fact.*, false, other.start, other.value, other.reason
    FROM fact_indicator AS fact, unnest(fact.other_mentions) AS listed(other)
"""

VALUE_CANDIDATE = View(
    name="value_candidate",
    meaning="Every mention that could have been the value, the one chosen and those that were not, each with the "
    "reason. Values with has_conflict are those for which the report says different things.",
    meaning_zh="每个取值的全部候选：所选与未选的数字及理由；has_conflict 表示报告内数值不一致。",
    tables=("fact_indicator", "fact_mention", "dim_report"),
    columns={
        "is_chosen": ("Whether this mention is the value", "是否被选用"),
        "candidate_value": ("What this mention says", "候选值"),
        "chosen_value": ("The value that was chosen", "所选值"),
        "why": ("Why it was chosen, or not", "选用或不选用的理由"),
        "sentence": ("The sentence of the candidate", "候选所在原句"),
        "mention_start": ("First code point of the candidate", "候选数字的起始偏移"),
    },
    query=f"""
SELECT
    candidate.report_id,
    candidate.issuer,
    candidate.report_year,
    candidate.indicator_id,
    candidate.breakdown,
    candidate.period,
    candidate.unit_kind,
    candidate.has_conflict,
    candidate.is_chosen,
    candidate.candidate AS candidate_value,
    candidate.value AS chosen_value,
    candidate.why,
    {sentence_around("report.text", "mention.start", 'mention."end"')} AS sentence,
    candidate.start AS mention_start,
    report.source_path
FROM ({_CANDIDATES}) AS candidate
JOIN dim_report AS report ON report.report_id = candidate.report_id
JOIN fact_mention AS mention
    ON mention.report_id = candidate.report_id
    AND mention.start = candidate.start
    AND mention.mention_number = 1
""",
)

UNUSED_MENTION = View(
    name="unused_mention",
    meaning="Numbers that measure an indicator of the catalogue but are no value of the report, and why: a target, a "
    "comparison, another place, another period, a work plan.",
    meaning_zh="计量了目录指标但未成为报告取值的数字及原因：目标、对比、其他地区、其他期间、工作计划。",
    tables=("fact_indicator", "fact_mention", "dim_report"),
    columns={
        "why": ("Why it is no value of the report", "未成为取值的原因"),
        "sentence": ("Its sentence", "原句"),
        "mention_start": ("First code point of the number", "数字的起始偏移"),
    },
    query=f"""
SELECT
    mention.report_id,
    report.issuer,
    mention.report_year,
    mention.indicator_id,
    mention.value,
    mention.unit,
    CASE
        WHEN mention.disposition = 'target' THEN 'a target, not a result'
        WHEN mention.disposition = 'comparison' THEN 'a comparison value'
        WHEN mention.disposition = 'not_metric' THEN 'not a measurement'
        WHEN mention.value IS NULL THEN 'no value can be read'
        WHEN report.document_type = 'work_plan' THEN 'in a work plan'
        WHEN mention.region IS NOT NULL THEN 'of another place'
        WHEN mention.period IS NOT NULL THEN 'of another period'
        ELSE 'left out'
    END AS why,
    mention.disposition,
    mention.region,
    mention.period,
    {sentence_around("report.text", "mention.start", 'mention."end"')} AS sentence,
    mention.start AS mention_start,
    report.source_path
FROM fact_mention AS mention
JOIN dim_report AS report ON report.report_id = mention.report_id
ANTI JOIN (
    SELECT report_id, indicator_id, mention_start AS start FROM fact_indicator
    UNION ALL
    SELECT report_id, indicator_id, other.start FROM fact_indicator, unnest(other_mentions) AS listed(other)
) AS used
    ON used.report_id = mention.report_id AND used.indicator_id = mention.indicator_id AND used.start = mention.start
WHERE mention.indicator_id IS NOT NULL
""",
)

VALUE_PART = View(
    name="value_part",
    meaning="Parts (其中) beside the total that they belong to, for indicators and for open facts alike.",
    meaning_zh="分项（其中）及其所属总数，含目录指标和未入目录的数字。",
    tables=("fact_mention", "dim_report"),
    columns={
        "total_value": ("Value of the total", "总数"),
        "total_indicator_id": ("Indicator of the total", "总数的指标"),
        "total_phrase": ("What the total counts", "总数的计数对象"),
        "share_pct": ("The part in percent of the total; null unless the units count alike", "占总数的百分比"),
        "sentence": ("The sentence of the part", "分项所在原句"),
        "mention_start": ("First code point of the part", "分项数字的起始偏移"),
        "total_start": ("First code point of the total", "总数数字的起始偏移"),
    },
    query=f"""
SELECT
    part.report_id,
    report.issuer,
    part.report_year,
    part.indicator_id,
    part.phrase,
    part.breakdown,
    part.value,
    part.unit,
    total.indicator_id AS total_indicator_id,
    total.phrase AS total_phrase,
    total.value AS total_value,
    CASE
        WHEN part.unit_group = total.unit_group AND part.unit <> '%' AND total.value > 0
        THEN 100 * part.value / total.value
    END AS share_pct,
    {sentence_around("report.text", "part.start", 'part."end"')} AS sentence,
    part.start AS mention_start,
    total.start AS total_start,
    report.source_path
FROM fact_mention AS part
JOIN fact_mention AS total
    ON total.report_id = part.report_id AND total.start = part.parent_start AND total.mention_number = 1
JOIN dim_report AS report ON report.report_id = part.report_id
WHERE part.disposition IN ('fact', 'profile')
""",
)
