"""Rules about a total and its parts: 调解员535名, 其中街道76人, 村居355人, 行业51人.

Here: `compare_parts`. Totals and parts are mentions; a part names its total by `parent_start`, and counts in a unit of
the total's family. Not here: indicators that are stages of each other (`at_most`).

Parts of one total need not exclude each other: 其中民事160件；非诉讼95件 counts 95 twice, and 网上862件、来信171件；
个人1030件、法人16件 divides one total in two ways. So parts are first cut into lists: a list ends where a sentence or
a stretch between semicolons ends, where 其中 begins anew, where something is said to be done (办结), or where the next
part is far away. Only the parts of one list are added up; of several lists that with the greatest sum is compared.
"""

from __future__ import annotations

from collections.abc import Sequence

from expectations.evaluation.sql import IS_MEASURED, high, literal, low, status, values, words_in_order
from expectations.rule_kinds import PartsAtMostTotal, PartsEqualTotal
from expectations.rulebook import Rule
from expectations.wording import alike_units, pattern

# Code points between two parts of one list, brackets taken out.
_WIDEST_GAP = 40
# Code points after the last part (and before the first, where the total follows) that may say 等 or 三类占.
_TAIL = 10
# Code points from the last linked part to the number that ends its list.
_NEXT = 12
_BRACKETS = literal("[（(][^（()）]*[)）]")
_WORDS = "coalesce(mention.breakdown, mention.phrase, '')"
# 婚姻、家庭纠纷109件 among 邻里131件、…: extraction names a part by what stands behind the last 、; here is what stands
# before it, where that is no other part with its number.
_BEFORE_MARK = f"""
    CASE WHEN {_WORDS} <> '' AND contains(mention.clause, '、' || {_WORDS}) THEN regexp_extract(
        mention.clause,
        '(?:[0-9][^0-9、]{{0,6}}、|其中：?|包括|分别为|含|^|[，,；;：:。（()）])([^0-9，,；;：:。（()）]*、)'
            || regexp_escape({_WORDS}) || '(?:各|共|为|有|达|约|近|超)*' || regexp_escape(mention.quote),
        1)
    ELSE '' END
"""

# Every total of a rule with each of its parts, whatever their units.
FAMILIES = f"""
    WITH parent AS (
        SELECT DISTINCT report_id, parent_start AS start FROM fact_mention WHERE parent_start IS NOT NULL
    ),
    named AS (
        SELECT part_rule.*, mention.start, mention.report_id, mention.mention_number
        FROM part_rule JOIN fact_mention AS mention USING (indicator_id)
        WHERE mention.{IS_MEASURED}
        UNION ALL
        SELECT part_rule.*, mention.start, mention.report_id, mention.mention_number
        FROM part_rule
        CROSS JOIN fact_mention AS mention
        SEMI JOIN parent ON parent.report_id = mention.report_id AND parent.start = mention.start
        WHERE part_rule.indicator_id = '*' AND mention.{IS_MEASURED} AND mention.unit IS DISTINCT FROM '%'
            AND NOT coalesce(list_contains(part_rule.left_out, mention.indicator_id), false)
    ),
    total AS (
        SELECT
            named.* EXCLUDE (start, mention_number, indicator_id, left_out),
            mention.indicator_id, mention.start AS total_start, mention."end" AS total_stop,
            mention.value AS total_value, {low("mention")} AS total_low, {high("mention")} AS total_high,
            nullif(mention.unit, '') AS total_unit, coalesce(mention.period, '') AS total_period,
            coalesce(mention.phrase, mention.clause) AS total_phrase, mention.parent_start
        FROM named
        JOIN fact_mention AS mention USING (report_id, start, mention_number)
        QUALIFY row_number() OVER (PARTITION BY rule_id, report_id, total_start ORDER BY mention.mention_number) = 1
    ),
    -- 家庭109件、邻里131件、其他42件: the last of a list in one clause belongs to it, also where nothing links it.
    tail AS (
        SELECT report_id, parent_start, max(start) AS last_start, arg_max("end", start) AS last_stop,
            arg_max(clause, start) AS clause, arg_max(unit, start) AS unit
        FROM fact_mention
        WHERE parent_start IS NOT NULL AND {IS_MEASURED} AND unit IS DISTINCT FROM '%' AND mention_number = 1
        GROUP BY report_id, parent_start
        HAVING count(*) > 1
    ),
    member AS (
        SELECT * FROM fact_mention WHERE parent_start IS NOT NULL
        UNION ALL
        SELECT mention.* REPLACE (tail.parent_start AS parent_start)
        FROM tail
        JOIN fact_mention AS mention ON mention.report_id = tail.report_id AND mention.clause = tail.clause
            AND mention.start > tail.last_start AND mention.start - tail.last_stop <= {_NEXT}
            AND mention.unit = tail.unit AND mention.parent_start IS NULL AND mention.indicator_id IS NULL
    ),
    part AS (
        SELECT
            mention.report_id, mention.parent_start AS total_start, mention.start, mention."end" AS stop,
            mention.value, {low("mention")} AS low, {high("mention")} AS high, nullif(mention.unit, '') AS unit,
            mention.quote, {_BEFORE_MARK} || {_WORDS} AS words,
            coalesce(mention.period, '') AS period,
            list(mention.indicator_id) OVER (PARTITION BY report_id, parent_start, start) AS indicators
        FROM member AS mention
        WHERE mention.{IS_MEASURED} AND mention.parent_start <> mention.start
            AND mention.unit IS DISTINCT FROM '%'
        QUALIFY row_number() OVER (PARTITION BY report_id, parent_start, start ORDER BY mention.mention_number) = 1
    ),
    -- Apart from the outer join below, which DuckDB hashes only where its conditions are equalities.
    timely AS (
        SELECT part.*, asked.total_period
        FROM (SELECT DISTINCT report_id, total_start, total_period FROM total) AS asked
        JOIN part USING (report_id, total_start)
        WHERE part.period IN ('', asked.total_period)
    )
    SELECT
        total.* EXCLUDE (parent_start), part.* EXCLUDE (report_id, total_start, total_period, indicators),
        -- A part that measures something else than its total (成功 among 调解) may overlap with its neighbours.
        len(list_filter(part.indicators, lambda found: found IS NOT NULL)) > 0
            AND NOT list_contains(part.indicators, total.indicator_id) AS measures_other,
        part.unit IS NULL OR part.unit IS NOT DISTINCT FROM total.total_unit OR alike_unit.part_unit IS NOT NULL
            AS is_alike
    FROM total
    LEFT JOIN timely AS part
        ON part.report_id = total.report_id AND part.total_start = total.total_start
        AND part.total_period = total.total_period
    LEFT JOIN alike_unit ON alike_unit.total_unit = total.total_unit AND alike_unit.part_unit = part.unit
    -- A part without parts of its own is no total.
    WHERE part.start IS NOT NULL OR total.parent_start IS NULL
"""


def compare_parts(rules: Sequence[tuple[Rule, PartsEqualTotal | PartsAtMostTotal]]) -> str:
    """SELECT of the comparisons of totals with their parts, with the columns of `sql.COMPARISON_COLUMNS`.

    One row a rule and total. `parts_equal_total` is decided only for what looks like a partition: two parts or more in
    one list, in like units, none measuring something else, and no word that the list is incomplete.
    """
    return f"""
    WITH part_rule(rule_id, kind, indicator_id, compare, tolerance, least_share, left_out) AS {part_rule_rows(rules)},
    alike_unit(total_unit, part_unit) AS {values(alike_units())},
    family AS ({FAMILIES}),
    ordered AS (
        SELECT *, lag(stop) OVER (PARTITION BY rule_id, report_id, total_start ORDER BY start) AS stop_before
        FROM family
        WHERE is_alike AND start IS NOT NULL
    ),
    -- Texts are large: what is needed of them is cut out before rows are sorted or grouped.
    spaced AS (
        SELECT ordered.*,
            regexp_replace(substr(report.text, stop_before + 1, start - stop_before), {_BRACKETS}, '', 'g') AS gap
        FROM ordered
        LEFT JOIN dim_report AS report USING (report_id)
    ),
    numbered AS (
        SELECT *,
            count(*) FILTER (
                gap IS NULL OR length(gap) > {_WIDEST_GAP} OR regexp_matches(gap, {literal(pattern("new_list"))})
            ) OVER (PARTITION BY rule_id, report_id, total_start ORDER BY start) AS list_number
        FROM spaced
    ),
    listed AS (
        SELECT
            rule_id, report_id, total_start, list_number,
            count(*) AS parts, sum(value) AS parts_value, coalesce(sum(low), 0) AS parts_low,
            CASE WHEN bool_or(high IS NULL) THEN NULL ELSE sum(high) END AS parts_high,
            bool_or(measures_other) AS measures_other, bool_or(value IS NULL) AS has_blank,
            {words_in_order("trim(words || ' ' || quote)", "start", "true", " + ")} AS parts_words,
            list_sort(list(start)) AS part_starts, any_value(total_stop) AS total_stop,
            max(stop) AS last_stop
        FROM numbered
        GROUP BY rule_id, report_id, total_start, list_number
    ),
    summed AS (
        SELECT
            rule_id, kind, compare, tolerance, report_id, total_start,
            any_value(total_value) AS total_value, any_value(total_low) AS total_low,
            any_value(total_high) AS total_high, any_value(indicator_id) AS indicator_id,
            any_value(total_phrase) AS total_phrase, any_value(least_share) AS least_share,
            count(start) AS all_parts, count(start) FILTER (is_alike) AS alike_parts,
            sum(value) FILTER (is_alike) AS all_value, coalesce(sum(low) FILTER (is_alike), 0) AS all_low,
            {words_in_order("trim(words || ' ' || quote)", "start", "is_alike", " + ")} AS all_words,
            CASE WHEN bool_or(is_alike AND high IS NULL) THEN NULL ELSE sum(high) FILTER (is_alike) END AS all_high,
            -- Of equal ones the first: 其中民事4件、刑事4件.
            arg_max(
                struct_pack(value := value, low := low, words := words, quote := quote, start := start),
                {{'low': low, 'first': -start}}
            ) FILTER (is_alike AND low IS NOT NULL) AS largest
        FROM family
        GROUP BY rule_id, kind, compare, tolerance, report_id, total_start
    ),
    greatest_list AS (
        SELECT * FROM listed
        QUALIFY row_number() OVER (
            PARTITION BY rule_id, report_id, total_start ORDER BY parts_low DESC, parts DESC, list_number) = 1
    ),
    chosen AS (
        SELECT one.* EXCLUDE (total_stop, last_stop),
            CASE WHEN part_starts[1] > total_start
                THEN substr(report.text, total_stop + 1, last_stop - total_stop)
                ELSE substr(
                    report.text, greatest(part_starts[1] - {_TAIL}, 0) + 1, last_stop - part_starts[1] + {_TAIL})
            END || regexp_extract(substr(report.text, last_stop + 1, {_TAIL}), '^[^。；;\\n]*') AS passage
        FROM greatest_list AS one
        LEFT JOIN dim_report AS report USING (report_id)
    ),
    compared AS (
        SELECT
            summed.*, chosen.* EXCLUDE (rule_id, report_id, total_start),
            coalesce(indicator.name_zh, summed.indicator_id, summed.total_phrase) AS total_words,
            kind = 'parts_at_most_total' AND (compare = 'each' OR measures_other) AS takes_largest,
            coalesce(parts_low > total_high + tolerance, false) AS is_above,
            coalesce(parts_high < total_low - tolerance, false) AS is_below,
            coalesce(all_low > total_high + tolerance, false) OR coalesce(all_high < total_low - tolerance, false)
                AS is_unequal_overall,
            kind = 'parts_equal_total' AND NOT is_unequal_overall AS takes_all
        FROM summed
        LEFT JOIN chosen USING (rule_id, report_id, total_start)
        LEFT JOIN dim_indicator AS indicator USING (indicator_id)
    ),
    judged AS (
        SELECT *,
            CASE
                WHEN all_parts = 0 THEN 'no parts are stated'
                WHEN alike_parts = 0 THEN 'the parts are counted in other units'
                WHEN total_value IS NULL OR has_blank THEN 'a number has no value'
                WHEN kind = 'parts_at_most_total' THEN NULL
                WHEN alike_parts = 1 AND NOT is_above THEN 'one part is a subset, not a partition'
                WHEN NOT is_unequal_overall THEN NULL
                WHEN parts = 1 AND NOT is_above THEN 'the parts stand in separate lists'
                WHEN NOT (is_above OR is_below) THEN NULL
                WHEN measures_other THEN 'a part measures another indicator'
                WHEN is_above THEN NULL
                WHEN alike_parts < all_parts THEN 'a part is counted in another unit'
                WHEN parts < alike_parts THEN 'the parts stand in separate lists'
                WHEN regexp_matches(passage, {literal(pattern("incomplete_list"))})
                    OR parts_high < least_share * total_low
                    THEN 'the list does not claim to be complete'
            END AS obstacle,
            CASE
                WHEN takes_largest THEN coalesce(largest.low > total_high + tolerance, false)
                WHEN kind = 'parts_at_most_total' THEN is_above
                ELSE is_unequal_overall AND (is_above OR is_below)
            END AS is_broken
        FROM compared
    )
    SELECT
        rule_id, report_id, total_start AS mention_start,
        CASE WHEN takes_largest THEN largest.start ELSE part_starts[1] END AS other_start,
        CASE WHEN takes_largest THEN largest.value WHEN takes_all THEN all_value ELSE parts_value END AS lhs,
        total_value AS rhs,
        CASE
            WHEN takes_largest THEN trim(largest.words || ' ' || largest.quote)
            WHEN takes_all THEN all_words
            ELSE parts_words
        END AS lhs_words,
        total_words AS rhs_words,
        {status()} AS status,
        obstacle AS reason,
        list_prepend(
            total_start,
            CASE WHEN takes_largest AND largest IS NOT NULL THEN [largest.start] ELSE coalesce(part_starts, []) END
        ) AS starts
    FROM judged
    """


def part_rule_rows(rules: Sequence[tuple[Rule, PartsEqualTotal | PartsAtMostTotal]]) -> str:
    """Relation of (rule_id, kind, indicator_id, compare, tolerance, least_share, left_out)."""
    return "(" + " UNION ALL ".join(_rule_row(rule, parts) for rule, parts in rules) + ")"


def _rule_row(rule: Rule, parts: PartsEqualTotal | PartsAtMostTotal) -> str:
    compare = parts.compare if isinstance(parts, PartsAtMostTotal) else "sum"
    share = parts.least_share if isinstance(parts, PartsEqualTotal) else 0.0
    left_out = ", ".join(map(literal, parts.left_out))
    fields = ", ".join(map(literal, (rule.rule_id, rule.kind, parts.total, compare, rule.tolerance, share)))
    return f"SELECT {fields}, [{left_out}]::VARCHAR[]"
