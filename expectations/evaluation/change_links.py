"""What a comparison with last year is about: 较上年的852件下降7.3% and the 790件 before it.

Here: `LINKS`. Not here: whether the statement is true (`stated_changes`).
"""

from __future__ import annotations

from expectations.evaluation.pairs import REPORT_PAIRS
from expectations.evaluation.sql import IS_MEASURED, fact_high, fact_low, high, literal, low, values
from expectations.wording import pattern, unit_families

# Code points before and behind a comparison in which its number is looked for.
_BEFORE, _BEHIND = 120, 30
_LAST_YEAR, _RISES, _FALLS, _REACHES, _OTHER_SPAN = (
    literal(pattern(name)) for name in ("last_year", "rises", "falls", "reaches", "other_span")
)

# One row a comparison and number that it may qualify (one with fact_start null where there is none). `mode`: growth
# (%), points (个百分点), difference (增加7件), previous (上年的852件) or start (由230名发展到216名, which does not say
# since when); `stated` has the sign of the direction; `rank` orders the candidates; `beside_*` is last year's value
# that the same sentence states, `last_*` that of its report.
LINKS = f"""
    WITH unit_family(unit, family) AS {values(sorted(unit_families().items()))},
    pair AS MATERIALIZED ({REPORT_PAIRS}),
    spoken AS (
        SELECT mention.report_id, mention.report_year, mention.start, mention."end" AS stop, mention.quote,
            mention.clause, mention.value, {low("mention")} AS low, {high("mention")} AS high,
            coalesce(mention.unit, '') AS unit, mention.indicator_id, coalesce(mention.period, '') AS period,
            split_part(mention.clause, mention.quote, 1) AS lead,
            substr(mention.clause, length(split_part(mention.clause, mention.quote, 1)) + length(mention.quote) + 1)
                AS rest
        FROM fact_mention AS mention
        WHERE mention.disposition = 'comparison' AND mention.value IS NOT NULL AND mention.mention_number = 1
            AND NOT mention.implicit
    ),
    worded AS (
        SELECT *,
            regexp_matches(clause, {_LAST_YEAR}) AS says_last_year,
            regexp_matches(lead, '(?:由|从)[^，,]{{0,8}}$') AS is_from,
            regexp_extract(clause, '^(.*?)(?:' || {_LAST_YEAR} || '|$)', 1) AS subject,
            regexp_extract(lead, '(?:' || {_RISES} || '|' || {_FALLS} || ')(?:了|约|近|超|达到?|为|分别)*$') AS verb
        FROM spoken
    ),
    moded AS (
        SELECT *,
            CASE
                WHEN verb <> '' AND unit = '%' THEN 'growth'
                WHEN verb <> '' AND unit LIKE '%百分点%' THEN 'points'
                WHEN verb <> '' THEN 'difference'
                WHEN unit <> '%' AND (says_last_year OR period <> '') THEN 'previous'
                WHEN unit <> '%' AND is_from AND regexp_matches(rest, {_REACHES})
                    AND NOT regexp_matches(clause, {_OTHER_SPAN}) THEN 'start'
            END AS mode,
            CASE WHEN verb <> '' AND regexp_matches(verb, {_FALLS}) THEN -1 ELSE 1 END AS sign
        FROM worded
    ),
    statement AS (
        SELECT moded.* EXCLUDE (value, low, high),
            sign * value AS stated,
            CASE WHEN sign > 0 THEN low ELSE -high END AS stated_low,
            CASE WHEN sign > 0 THEN high ELSE -low END AS stated_high,
            coalesce(unit_family.family, moded.unit) AS family,
            pair.previous_id, coalesce(pair.is_early, false) AS is_early,
            CASE WHEN period = '' THEN NOT says_last_year ELSE period <> (moded.report_year - 1) || '年' END
                AS lacks_last_year,
            contains(clause, '分别') OR contains(clause, '均') AS is_distributed,
            length(trim(subject, '，,、；;：:（(） 　其中且')) > 0 AND mode NOT IN ('previous', 'start') AS has_subject
        FROM moded
        LEFT JOIN pair USING (report_id)
        LEFT JOIN unit_family ON unit_family.unit = moded.unit
        WHERE mode IS NOT NULL
    ),
    number AS (
        SELECT mention.*, coalesce(unit_family.family, mention.unit, '') AS family, {low("mention")} AS low,
            {high("mention")} AS high
        FROM fact_mention AS mention
        LEFT JOIN unit_family ON unit_family.unit = mention.unit
        WHERE mention.report_id IN (SELECT report_id FROM statement)
            AND mention.value IS NOT NULL AND NOT mention.implicit AND mention.mention_number = 1
            AND (mention.{IS_MEASURED} OR mention.disposition = 'comparison')
    ),
    beside AS (
        SELECT late.report_id, late.start,
            max(early.start) AS beside_start, arg_max(early.stated, early.start) AS beside_value,
            arg_max(early.stated_low, early.start) AS beside_low,
            arg_max(early.stated_high, early.start) AS beside_high,
            bool_or(NOT early.lacks_last_year) AS beside_is_last_year
        FROM statement AS late
        JOIN statement AS early ON early.report_id = late.report_id AND early.mode IN ('previous', 'start')
            AND late.mode IN ('growth', 'difference') AND early.start < late.start AND late.start - early.stop <= 16
            AND (late.mode = 'growth' OR late.family = early.family)
        GROUP BY late.report_id, late.start
    ),
    candidate AS MATERIALIZED (
        SELECT statement.report_id, statement.start, is_from, number.start AS fact_start, number."end" AS fact_stop,
            number.value AS fact_value, number.low AS fact_low, number.high AS fact_high,
            number.indicator_id AS fact_indicator, number.phrase, number.unit_group, coalesce(number.breakdown, '')
                AS breakdown,
            coalesce(indicator.name_zh, number.phrase, number.clause) AS fact_words,
            coalesce(indicator.stock_flow, 'flow') = 'flow' AS is_flow,
            number.parent_start IS NOT NULL AS is_nested
        FROM statement
        JOIN number ON number.report_id = statement.report_id AND number.disposition <> 'comparison'
            AND number.start BETWEEN statement.start - {_BEFORE} AND statement.start + {_BEHIND}
            AND (number.start < statement.start OR is_from)
            AND CASE mode WHEN 'growth' THEN number.unit IS DISTINCT FROM '%' WHEN 'points' THEN number.unit = '%'
                ELSE number.family = statement.family END
        LEFT JOIN dim_indicator AS indicator ON indicator.indicator_id = number.indicator_id
    ),
    -- Texts are large: they are joined to the few rows that are left.
    near AS (
        SELECT candidate.* EXCLUDE (is_from),
            row_number() OVER (
                PARTITION BY candidate.report_id, candidate.start
                ORDER BY (fact_start > start) = is_from DESC, abs(fact_start - start)
            ) AS rank
        FROM candidate
        JOIN dim_report AS report USING (report_id)
        WHERE NOT regexp_matches(
            substr(report.text, least(fact_start, start) + 1, abs(fact_start - start)), '[。！？!?\\n\\r]')
    ),
    -- What last year's report states of the same thing: the value chosen of an indicator, else numbers of the phrase.
    last AS (
        SELECT near.report_id, near.start, near.fact_start,
            count(DISTINCT coalesce(fact.value, open.value)) AS last_count,
            min(coalesce(fact.value, open.value)) AS last_value,
            min(CASE WHEN fact.value IS NULL THEN open.low ELSE {fact_low("fact")} END) AS last_low,
            max(CASE WHEN fact.value IS NULL THEN open.high ELSE {fact_high("fact")} END) AS last_high,
            min(coalesce(fact.mention_start, open.start)) AS last_start
        FROM near
        JOIN pair USING (report_id)
        LEFT JOIN fact_indicator AS fact ON fact.report_id = pair.previous_id
            -- Equalities alone: any other condition of an outer join makes DuckDB compare all with all.
            AND fact.indicator_id = CASE WHEN NOT near.is_nested THEN near.fact_indicator END
            AND fact.breakdown = near.breakdown AND fact.period = '' AND fact.is_main
        LEFT JOIN (
            SELECT mention.*, {low("mention")} AS low, {high("mention")} AS high FROM fact_mention AS mention
            WHERE mention.{IS_MEASURED} AND mention.indicator_id IS NULL AND mention.phrase IS NOT NULL
                AND mention.parent_start IS NULL AND mention.period IS NULL AND NOT mention.implicit
        ) AS open ON open.report_id = pair.previous_id
            AND open.phrase = CASE WHEN near.fact_indicator IS NULL THEN near.phrase END
            AND open.unit_group IS NOT DISTINCT FROM near.unit_group
        GROUP BY near.report_id, near.start, near.fact_start
    )
    SELECT statement.*, beside.* EXCLUDE (report_id, start), near.* EXCLUDE (report_id, start), last.* EXCLUDE
        (report_id, start, fact_start),
        lacks_last_year AND NOT coalesce(beside_is_last_year, false) AS not_last_year,
        has_subject AND beside.beside_start IS NULL AS names_subject
    FROM statement
    LEFT JOIN beside USING (report_id, start)
    LEFT JOIN near USING (report_id, start)
    LEFT JOIN last ON last.report_id = statement.report_id AND last.start = statement.start
        AND last.fact_start = near.fact_start
"""
