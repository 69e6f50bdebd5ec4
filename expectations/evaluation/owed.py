"""What the data owe to each rule, counted apart from the comparisons: no rule passes by looking at nothing.

Here: `owed_sql`. Not here: the comparisons themselves (sibling modules).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from expectations.evaluation.operands import Operand
from expectations.evaluation.pairs import REPORT_PAIRS, YEAR_VALUES
from expectations.evaluation.peers import PEER_VALUES
from expectations.evaluation.possible_rates import possible_rate_operands
from expectations.evaluation.quotients import quotient_operands
from expectations.evaluation.ranges import range_facts
from expectations.evaluation.report_patterns import FOLLOWING, REPEATABLE, ROUNDABLE
from expectations.evaluation.sql import IS_MEASURED, IS_STANDING, is_readable, literal
from expectations.evaluation.stated_rates import stated_rate_operands
from expectations.evaluation.sums import sum_operands
from expectations.evaluation.year_changes import year_change_members
from expectations.rule_kinds import (
    AtMost,
    CopiedSentence,
    MissingYear,
    PartsAtMostTotal,
    PartsEqualTotal,
    PeerOutlier,
    PercentRange,
    PossibleRate,
    QuotientRange,
    RepeatedValues,
    RoundValues,
    StatedChange,
    StatedRate,
    SumsEqual,
    UsualRange,
    ValueRange,
    WholeNumber,
    YearChange,
    ZeroForcesZero,
)
from expectations.rulebook import Rule
from expectations.wording import pattern

_NONE_OWED = "0 AS comparisons_owed"


def owed_sql(rules: Sequence[Rule]) -> str:
    """SELECT of rule_id, rows_owed, comparisons_owed, one row a rule.

    rows_owed: rows that `quality_evaluation` must hold, whatever their status. comparisons_owed: those among them that
    no reason excuses from being evaluated. Both are 0 where no report states an operand.
    """
    return "\nUNION ALL\n".join(
        f"SELECT {literal(rule.rule_id)} AS rule_id, rows_owed, comparisons_owed FROM ({_count(rule)})"
        for rule in rules
    )


def _count(rule: Rule) -> str:
    one: Any = rule.operands
    match one:
        case AtMost() | SumsEqual():
            excuse = "" if one.within == "report" else "AND false"
            return _count_facts(sum_operands([(rule, one)]), excuse)
        case StatedRate():
            counted = [operand for operand in stated_rate_operands([(rule, one)]) if operand.is_required]
            rate = literal(one.rate)
            zero = f"bool_or(indicator_id <> {rate} AND value = 0)"
            return _count_facts(counted, f"AND NOT bool_or(indicator_id = {rate} AND implicit) AND NOT {zero}")
        case PossibleRate():
            counted = [operand for operand in possible_rate_operands([(rule, one)]) if operand.is_required]
            return _count_facts(counted, "AND false")
        case QuotientRange() | ZeroForcesZero():
            return _count_facts(quotient_operands([(rule, one)]), "AND NOT bool_or(value = 0)", units="any")
        case PercentRange():
            return _count_percentages(one)
        case PartsEqualTotal() | PartsAtMostTotal():
            return _count_totals(one)
        case ValueRange() | UsualRange() | WholeNumber():
            excuse = "false" if isinstance(one, UsualRange) else "readable"
            return f"""
            SELECT count(DISTINCT (report_id, mention_start)) AS rows_owed,
                count(DISTINCT (report_id, mention_start)) FILTER ({excuse} AND standing) AS comparisons_owed
            FROM (SELECT fact.report_id, fact.mention_start, {is_readable("fact")} AS readable,
                fact.{IS_STANDING} AS standing {range_facts(one)})
            """
        case PeerOutlier():
            return f"SELECT count(DISTINCT (report_id, start)) AS rows_owed, {_NONE_OWED} FROM ({PEER_VALUES})"
        case YearChange():
            return _count_year_changes(rule, one)
        case RepeatedValues():
            return f"SELECT count(DISTINCT report_id) AS rows_owed, {_NONE_OWED} FROM ({REPEATABLE})"
        case RoundValues():
            return f"SELECT count(DISTINCT report_id) AS rows_owed, {_NONE_OWED} FROM ({ROUNDABLE})"
        case MissingYear():
            return f"SELECT count(*) AS rows_owed, count(*) AS comparisons_owed FROM ({FOLLOWING})"
        case StatedChange():
            return _count_stated_changes(one)
        case CopiedSentence():
            return f"""
            SELECT count(*) AS rows_owed, coalesce(sum(({IS_STANDING})::INTEGER), 0)::BIGINT AS comparisons_owed
            FROM fact_copied_sentence
            WHERE origin = {literal(one.origin)}
            """
    raise TypeError(f"{rule.rule_id}: nobody counts what is owed to {type(one).__name__}")


def _count_facts(operands: Sequence[Operand], excuse: str = "", units: str = "same") -> str:
    indicators = sorted({operand.indicator_id for operand in operands})
    listed = ", ".join(map(literal, indicators))
    alike = "true" if units == "any" else "count(DISTINCT unit) FILTER (unit <> '%') < 2"
    return f"""
    SELECT count(*) AS rows_owed, count(*) FILTER (is_complete) AS comparisons_owed
    FROM (
        SELECT
            count(*) = {len(indicators)} AND count(DISTINCT indicator_id) = {len(indicators)}
            AND {alike} AND count(DISTINCT scope) < 2 AND bool_and(standing) {excuse} AS is_complete
        FROM (
            SELECT fact.*, coalesce(scoped.scope, '') AS scope, fact.{IS_STANDING} AS standing
            FROM fact_indicator AS fact
            LEFT JOIN (
                SELECT DISTINCT report_id, start AS mention_start, scope FROM fact_mention WHERE scope <> ''
            ) AS scoped USING (report_id, mention_start)
        ) AS stated
        WHERE breakdown = '' AND indicator_id IN ({listed}) AND {is_readable("stated")}
        GROUP BY report_id, period
    )
    """


def _count_percentages(limits: PercentRange) -> str:
    return f"""
    SELECT
        count(DISTINCT (report_id, start)) AS rows_owed,
        count(DISTINCT (report_id, start)) FILTER (is_fact AND value BETWEEN {limits.low} AND {limits.high})
            AS comparisons_owed
    FROM (
        SELECT report_id, start, value, false AS is_fact FROM fact_mention WHERE {IS_MEASURED} AND unit = '%'
        UNION ALL
        SELECT report_id, mention_start, value, {IS_STANDING}
        FROM fact_indicator JOIN dim_indicator USING (indicator_id)
        WHERE measure_type = 'rate' AND fact_indicator.unit = '%'
    )
    """


def _count_totals(operands: PartsEqualTotal | PartsAtMostTotal) -> str:
    is_owed = "like_parts > 0" if isinstance(operands, PartsAtMostTotal) else "like_parts > 1 AND parts_sum = value"
    if operands.total == "*":
        others = ", ".join(map(literal, operands.left_out)) or "''"
        wanted = f"coalesce(total.indicator_id, '') NOT IN ({others}) AND total.unit IS DISTINCT FROM '%'"
        row = "all_parts > 0"
    else:
        wanted = f"total.indicator_id = {literal(operands.total)}"
        row = "all_parts > 0 OR parent_start IS NULL"
    return f"""
    WITH total AS (
        SELECT *, {IS_STANDING} AS standing FROM fact_mention AS total WHERE total.{IS_MEASURED} AND {wanted}
    ),
    -- An inner join, so that it is done by hashing: an outer one with the condition on periods compares all with all.
    linked AS (
        SELECT total.report_id, total.start, total.mention_number,
            count(*) AS all_parts,
            count(*) FILTER (part.unit = total.unit AND part.value IS NOT NULL) AS like_parts,
            sum(part.value) AS parts_sum
        FROM total
        JOIN fact_mention AS part ON part.report_id = total.report_id AND part.parent_start = total.start
        WHERE part.start <> total.start AND part.{IS_MEASURED} AND part.unit IS DISTINCT FROM '%'
            AND part.mention_number = 1 AND coalesce(part.period, '') IN ('', coalesce(total.period, ''))
        GROUP BY total.report_id, total.start, total.mention_number
    )
    SELECT
        count(DISTINCT (report_id, start)) FILTER ({row}) AS rows_owed,
        count(DISTINCT (report_id, start))
            FILTER (standing AND value IS NOT NULL AND all_parts = like_parts AND {is_owed}) AS comparisons_owed
    FROM (
        SELECT total.report_id, start, total.standing, total.value, total.parent_start, parts_sum,
            coalesce(all_parts, 0) AS all_parts, coalesce(like_parts, 0) AS like_parts
        FROM total
        LEFT JOIN linked USING (report_id, start, mention_number)
    )
    """


def _count_year_changes(rule: Rule, change: YearChange) -> str:
    return f"""
    SELECT count(DISTINCT (now.report_id, now.start)) AS rows_owed, {_NONE_OWED}
    FROM ({REPORT_PAIRS}) AS pair
    JOIN ({YEAR_VALUES}) AS now ON now.report_id = pair.report_id
    JOIN ({YEAR_VALUES}) AS before ON before.report_id = pair.previous_id AND before.indicator_id = now.indicator_id
    JOIN ({year_change_members([(rule, change)])}) AS member ON member.indicator_id = now.indicator_id
    """


def _count_stated_changes(change: StatedChange) -> str:
    # Of `both` and `start` nothing is owed that could be counted without repeating how values are linked.
    counted = {
        "growth": f"unit = '%' AND regexp_matches(clause, '(?:{pattern('rises')}|{pattern('falls')})' || quote)",
        "previous": "unit <> '%' AND regexp_matches(clause, '(?:上年|去年)的' || quote)",
        "both": "false",
        "start": "false",
    }[change.states]
    return f"""
    SELECT count(*) AS rows_owed, {_NONE_OWED}
    FROM fact_mention
    WHERE disposition = 'comparison' AND value IS NOT NULL AND mention_number = 1 AND NOT implicit
        AND regexp_matches(quote, '^[0-9]+(\\.[0-9]+)?%?$') AND {counted}
    """
