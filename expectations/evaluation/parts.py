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

from expectations.evaluation.sql import IS_MEASURED, high, literal, low, values
from expectations.rulebook import PartsAtMostTotal, PartsEqualTotal, Rule
from expectations.wording import alike_units, pattern

# Code points between two parts of one list, brackets taken out.
_WIDEST_GAP = 40
# Code points after the last part (and before the first, where the total follows) that may say 等 or 三类占.
_TAIL = 10
_BRACKETS = literal("[（(][^（()）]*[)）]")

# Every total of a rule with each of its parts, whatever their units.
FAMILIES = f"""
    WITH total AS (
        SELECT
            part_rule.*, mention.report_id, mention.start AS total_start, mention."end" AS total_stop,
            mention.value AS total_value, {low("mention")} AS total_low, {high("mention")} AS total_high,
            nullif(mention.unit, '') AS total_unit, coalesce(mention.period, '') AS total_period, mention.parent_start
        FROM part_rule
        JOIN fact_mention AS mention USING (indicator_id)
        WHERE mention.{IS_MEASURED}
        QUALIFY row_number() OVER (PARTITION BY rule_id, report_id, total_start ORDER BY mention.mention_number) = 1
    ),
    part AS (
        SELECT
            mention.report_id, mention.parent_start AS total_start, mention.start, mention."end" AS stop,
            mention.value, {low("mention")} AS low, {high("mention")} AS high, nullif(mention.unit, '') AS unit,
            mention.quote, coalesce(mention.breakdown, mention.phrase, '') AS words,
            coalesce(mention.period, '') AS period,
            list(mention.indicator_id) OVER (PARTITION BY report_id, parent_start, start) AS indicators
        FROM fact_mention AS mention
        WHERE mention.{IS_MEASURED} AND mention.parent_start <> mention.start
            AND mention.unit IS DISTINCT FROM '%'
        QUALIFY row_number() OVER (PARTITION BY report_id, parent_start, start ORDER BY mention.mention_number) = 1
    )
    SELECT
        total.* EXCLUDE (parent_start), part.* EXCLUDE (report_id, total_start, indicators),
        -- A part that measures something else than its total (成功 among 调解) may overlap with its neighbours.
        len(list_filter(part.indicators, lambda found: found IS NOT NULL)) > 0
            AND NOT list_contains(part.indicators, total.indicator_id) AS measures_other,
        part.unit IS NULL OR part.unit IS NOT DISTINCT FROM total.total_unit OR alike_unit.part_unit IS NOT NULL
            AS is_alike
    FROM total
    LEFT JOIN part
        ON part.report_id = total.report_id AND part.total_start = total.total_start
        AND part.period IN ('', total.total_period)
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
    WITH part_rule(rule_id, kind, indicator_id, compare, tolerance) AS {part_rule_rows(rules)},
    alike_unit(total_unit, part_unit) AS {values(alike_units())},
    family AS ({FAMILIES}),
    spaced AS (
        SELECT family.*, report.text,
            regexp_replace(
                substr(report.text, lag(stop) OVER neighbours + 1, start - lag(stop) OVER neighbours),
                {_BRACKETS}, '', 'g') AS gap
        FROM family
        LEFT JOIN dim_report AS report USING (report_id)
        WHERE is_alike AND start IS NOT NULL
        WINDOW neighbours AS (PARTITION BY rule_id, report_id, total_start ORDER BY start)
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
            string_agg(trim(words || ' ' || quote), ' + ' ORDER BY start) AS parts_words,
            list(start ORDER BY start) AS part_starts,
            CASE WHEN min(start) > total_start
                THEN substr(any_value(text), any_value(total_stop) + 1, max(stop) - any_value(total_stop))
                ELSE substr(any_value(text), greatest(min(start) - {_TAIL}, 0) + 1, max(stop) - min(start) + {_TAIL})
            END || regexp_extract(substr(any_value(text), max(stop) + 1, {_TAIL}), '^[^。；;\\n]*') AS passage
        FROM numbered
        GROUP BY rule_id, report_id, total_start, list_number
    ),
    summed AS (
        SELECT
            rule_id, kind, compare, tolerance, report_id, total_start,
            any_value(total_value) AS total_value, any_value(total_low) AS total_low,
            any_value(total_high) AS total_high, any_value(indicator_id) AS indicator_id,
            count(start) AS all_parts, count(start) FILTER (is_alike) AS alike_parts,
            sum(value) FILTER (is_alike) AS all_value, coalesce(sum(low) FILTER (is_alike), 0) AS all_low,
            string_agg(trim(words || ' ' || quote), ' + ' ORDER BY start) FILTER (is_alike) AS all_words,
            CASE WHEN bool_or(is_alike AND high IS NULL) THEN NULL ELSE sum(high) FILTER (is_alike) END AS all_high,
            arg_max(struct_pack(value := value, low := low, words := words, quote := quote, start := start), low)
                FILTER (is_alike) AS largest
        FROM family
        GROUP BY rule_id, kind, compare, tolerance, report_id, total_start
    ),
    chosen AS (
        SELECT * FROM listed
        QUALIFY row_number() OVER (
            PARTITION BY rule_id, report_id, total_start ORDER BY parts_low DESC, parts DESC, list_number) = 1
    ),
    compared AS (
        SELECT
            summed.*, chosen.* EXCLUDE (rule_id, report_id, total_start),
            coalesce(indicator.name_zh, summed.indicator_id) AS total_words,
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
        CASE WHEN obstacle IS NOT NULL THEN 'not_evaluable' WHEN is_broken THEN 'violated' ELSE 'ok' END AS status,
        obstacle AS reason,
        list_prepend(
            total_start,
            CASE WHEN takes_largest AND largest IS NOT NULL THEN [largest.start] ELSE coalesce(part_starts, []) END
        ) AS starts
    FROM judged
    """


def part_rule_rows(rules: Sequence[tuple[Rule, PartsEqualTotal | PartsAtMostTotal]]) -> str:
    """Literal rows (rule_id, kind, indicator_id, compare, tolerance)."""
    return values(
        (
            rule.rule_id,
            rule.kind,
            parts.total,
            parts.compare if isinstance(parts, PartsAtMostTotal) else "sum",
            rule.tolerance,
        )
        for rule, parts in rules
    )
