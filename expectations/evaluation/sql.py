"""Small pieces of SQL that every kind of rule uses.

Here: literals, rows of literals, the bounds of an approximate value. Not here: anything that knows a kind of rule.
"""

from __future__ import annotations

from collections.abc import Iterable

# What the SELECT of a kind returns; `starts` are the spans whose sentences are quoted.
COMPARISON_COLUMNS = (
    "rule_id",
    "report_id",
    "mention_start",
    "other_start",
    "lhs",
    "rhs",
    "lhs_words",
    "rhs_words",
    "status",
    "reason",
    "starts",
)
# A number that was measured, as against planned, compared or no measurement at all.
IS_MEASURED = "disposition IN ('fact', 'profile')"


def literal(value: str | float | bool) -> str:
    """A value as an SQL literal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return f"{float(value)!r}::DOUBLE"


def values(rows: Iterable[Iterable[str | float | bool]]) -> str:
    """`(VALUES (…), (…))` of literals."""
    return "(VALUES " + ", ".join("(" + ", ".join(map(literal, row)) + ")" for row in rows) + ")"


def low(alias: str) -> str:
    """Lower bound of the value in `alias`; null where open."""
    return _bound(alias, "value_low")


def high(alias: str) -> str:
    """Upper bound of the value in `alias`; null where open."""
    return _bound(alias, "value_high")


def _bound(alias: str, column: str) -> str:
    bound = f"{alias}.{column}"
    return f"CASE WHEN {alias}.qualifier = 'exact' THEN coalesce({bound}, {alias}.value) ELSE {bound} END"
