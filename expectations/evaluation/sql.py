"""Small pieces of SQL that every kind of rule uses.

Here: literals, rows of literals, the bounds of an approximate value. Not here: anything that knows a kind of rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from expectations.wording import unit_families

# What the SELECT of a kind returns. `starts` are the spans in report_id whose sentences are quoted, `other_starts`
# those in `other_report_id`, for rules that look at two reports; where that is null, other_start is in report_id.
COMPARISON_COLUMNS = (
    "rule_id",
    "report_id",
    "mention_start",
    "other_report_id",
    "other_start",
    "lhs",
    "rhs",
    "lhs_words",
    "rhs_words",
    "status",
    "reason",
    "starts",
    "other_starts",
)
# Why a mention that states another value was not chosen (transforms.facts).
_CONFLICTING = "('smaller or later', 'the chosen clause says total')"
# Reports that no other took the place of. What the others claim is compared by no rule.
IS_STANDING = "report_id NOT IN (SELECT report_id FROM dim_report WHERE state = 'superseded')"
# A number that was measured, as against planned, compared or no measurement at all.
IS_MEASURED = "disposition IN ('fact', 'profile')"


def literal(value: object) -> str:
    """A value as an SQL literal."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, int | float):
        return f"{float(value)!r}::DOUBLE"
    raise TypeError(f"{value!r} is no literal")


def values(rows: Iterable[Iterable[object]]) -> str:
    """`(VALUES (…), (…))` of literals."""
    return "(VALUES " + ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows) + ")"


def low(alias: str) -> str:
    """Lower bound of the value in `alias`; null where open."""
    return _bound(alias, "value_low")


def high(alias: str) -> str:
    """Upper bound of the value in `alias`; null where open."""
    return _bound(alias, "value_high")


def fact_low(alias: str) -> str:
    """Lower bound of the fact in `alias`: where the report states several values, of the least; null where open."""
    return _widened(alias, low(alias), "least", "list_min")


def fact_high(alias: str) -> str:
    """Upper bound of the fact in `alias`: where the report states several values, of the greatest; null where open."""
    return _widened(alias, high(alias), "greatest", "list_max")


def is_readable(alias: str) -> str:
    """Whether a fact can be compared: a fraction without a unit that counts (农田　19　5.37) is of something else."""
    counting = ", ".join(literal(unit) for unit in sorted(unit_families()))
    return f"({alias}.value = floor({alias}.value) OR {alias}.unit IN ('%', {counting}))"


def words_in_order(text: str, place: str, where: str, separator: str = ", ") -> str:
    """Aggregate: the texts of the rows of a group for which `where` holds, in the order of `place`; null for none.

    As string_agg(text, separator ORDER BY place), which over a million small groups costs DuckDB twenty times as much.
    """
    rows = f"list({{'place': {place}, 'text': {text}}}) FILTER ({where})"
    return f"array_to_string(list_transform(list_sort({rows}), lambda one: one.text), {literal(separator)})"


def different_words(text: str, where: str = "true") -> str:
    """Aggregate: the different texts of the rows of a group for which `where` holds, in their own order; null for none.

    As string_agg(DISTINCT text, ', ' ORDER BY text), at a fraction of the cost.
    """
    return f"nullif(array_to_string(list_sort(list_distinct(list({text}) FILTER ({where}))), ', '), '')"


def differs(column: str, where: str = "true") -> str:
    """Aggregate: whether the rows of a group for which `where` holds have more than one value; nulls are none."""
    return f"min({column}) FILTER ({where}) <> max({column}) FILTER ({where})"


def rounding(printed: str) -> str:
    """SQL of half a unit of the last digit in the text `printed`: 0.5 for 98%, 0.05 for 98.0%, 5 for 九成."""
    return (
        f"0.5 * pow(10, -length(regexp_extract({printed}, '[.．]([0-9０-９]+)', 1)))"
        f" * CASE WHEN {printed} LIKE '%成%' THEN 10 ELSE 1 END"
    )


def status(obstacle: str = "obstacle", is_broken: str = "is_broken") -> str:
    """SQL of the verdict: not_evaluable where there is an obstacle, else violated or ok."""
    return f"CASE WHEN {obstacle} IS NOT NULL THEN 'not_evaluable' WHEN {is_broken} THEN 'violated' ELSE 'ok' END"


def _widened(alias: str, bound: str, choose: str, aggregate: str) -> str:
    # Which of several values a report means is not known for certain: a rule is broken only if it is by all of them.
    others = (
        f"list_transform(list_filter({alias}.other_mentions, lambda one: one.reason IN {_CONFLICTING}), "
        "lambda one: one.value)"
    )
    return (
        f"CASE WHEN NOT {alias}.has_conflict THEN {bound} WHEN ({bound}) IS NULL THEN NULL "
        f"ELSE {choose}({bound}, {aggregate}({others})) END"
    )


def _bound(alias: str, column: str) -> str:
    bound = f"{alias}.{column}"
    return f"CASE WHEN {alias}.qualifier = 'exact' THEN coalesce({bound}, {alias}.value) ELSE {bound} END"
