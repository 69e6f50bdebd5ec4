/*
question: 12
title: Claims that heads of agencies attended every hearing, beside how few cases they rest on, split by definition
title_zh: 负责人出庭应诉率100%的表述及其案件基数，按口径区分
parameters:
  few: {type: INTEGER, default: 5, meaning: Up to so many cases are few}
  many: {type: INTEGER, default: 20, meaning: More than so many cases are many}
  year: {type: INTEGER, default: null, meaning: Year reported on; all years without it}
columns:
  definition: "What the rate is of, by the sentence: mandatory (应出庭), heard (开庭), unspecified"
  size_class: "few, some or many cases; unknown where the report gives none"
  claims_in_class: Claims of this definition and size
  issuer: Reporting unit
  level: Level
  report_year: Year reported on
  case_count: Cases that the claim rests on (n)
  case_basis: Indicator that n was taken from; null where there is none
  is_printed: Whether 100 % is printed; else it follows from the counts
  wilson_low_pct: Lower end of the 95 % Wilson interval of n out of n
  sentence: The sentence
  report_id: Report
  mention_start: First code point of the rate or count
notes: 5 of 5 is compatible with a true rate of 57 %. Never rank mandatory cases and all cases heard together.
*/
WITH wholes AS (
    SELECT fact.*
    FROM fact_indicator AS fact
    WHERE fact.breakdown = '' AND fact.period = '' AND fact.is_main
),
based AS (
    SELECT
        wholes.report_id,
        arg_min(
            struct_pack(case_count := wholes.value, case_basis := wholes.indicator_id),
            list_position(
                ['litigation.should_appear', 'litigation.concluded', 'litigation.first_instance'], wholes.indicator_id
            )
        ) AS base
    FROM wholes
    WHERE
        wholes.indicator_id IN ('litigation.should_appear', 'litigation.concluded', 'litigation.first_instance')
        AND wholes.value > 0
    GROUP BY wholes.report_id
),
claimed AS (
    SELECT wholes.*, TRUE AS is_printed
    FROM wholes
    WHERE wholes.indicator_id = 'litigation.head_appearance_rate' AND wholes.value = 100
    UNION ALL
    SELECT appeared.*, FALSE AS is_printed
    FROM wholes AS appeared
    JOIN wholes AS due ON due.report_id = appeared.report_id AND due.indicator_id = 'litigation.should_appear'
    WHERE
        appeared.indicator_id = 'litigation.head_appearances'
        AND appeared.value > 0
        AND appeared.value = due.value
        AND appeared.mention_start <> due.mention_start
        AND NOT EXISTS (
            FROM wholes AS printed
            WHERE printed.report_id = appeared.report_id AND printed.indicator_id = 'litigation.head_appearance_rate'
        )
),
described AS (
    SELECT
        claimed.*,
        CASE
            WHEN regexp_matches(evidence.sentence, '应(?:当|由|该)?[^，。；]{0,12}出庭(?:的|案)|应出庭') THEN 'mandatory'
            WHEN contains(evidence.sentence, '开庭') THEN 'heard'
            ELSE 'unspecified'
        END AS definition,
        evidence.sentence,
        based.base.case_count AS case_count,
        based.base.case_basis AS case_basis
    FROM claimed
    JOIN value_sentence AS evidence
        ON evidence.report_id = claimed.report_id
        AND evidence.indicator_id = claimed.indicator_id
        AND evidence.breakdown = claimed.breakdown
        AND evidence.period = claimed.period
        AND evidence.unit_kind = claimed.unit_kind
    LEFT JOIN based ON based.report_id = claimed.report_id
),
classed AS (
    SELECT
        described.*,
        CASE
            WHEN described.case_count IS NULL THEN 'unknown'
            WHEN described.case_count <= $few THEN 'few'
            WHEN described.case_count > $many THEN 'many'
            ELSE 'some'
        END AS size_class
    FROM described
)
SELECT
    classed.definition,
    classed.size_class,
    count(*) OVER (PARTITION BY classed.definition, classed.size_class) AS claims_in_class,
    classed.issuer,
    classed.level,
    classed.report_year,
    classed.case_count,
    classed.case_basis,
    classed.is_printed,
    round(100 * classed.case_count / (classed.case_count + 1.959963984540054 ** 2), 1) AS wilson_low_pct,
    classed.sentence,
    classed.report_id,
    classed.mention_start
FROM classed
WHERE $year IS NULL OR classed.report_year = $year
ORDER BY classed.definition, classed.size_class, classed.case_count, classed.issuer, classed.report_year
