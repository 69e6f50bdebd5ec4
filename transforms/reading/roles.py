"""What a heading or the opening words of a paragraph say the text is for: the roles of `dim_section`.

Here: applying the patterns of ``section_roles.yaml``. Not here: the patterns, nor the parts of a text (`sections`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from transforms.reading.patterns import joined, load_patterns

MEASURES, PROBLEMS, LEADER, PLAN = "measures_and_results", "problems", "leader_duty", "next_year_plan"
GUIDING, GOALS, REQUIREMENTS, OTHER = "guiding_thought", "goals", "requirements", "other"

_HEADING_YEAR = re.compile(r"^(20\d\d)年")
_SHORTCOMINGS = ("问题", "不足", "短板", "差距", "薄弱", "困难", "弱项")
# What the expressions that open a plan begin with: a cheap test before them.
PLAN_OPENINGS = frozenset("在下接今明来新我本全2针对围为")
_INTENTION = re.compile("打算|安排|计划|思路|建议|措施|方向")
_SENTENCE = 220
# Joins what one heading announces: 存在问题及下步打算.
AND = re.compile(r"以及|[和及与暨、]")
_COMING = re.compile(r"(?:重点|任务|目标|举措|措施|工作|方向)$")


@cache
def _expressions(*uses: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """One expression a role for the patterns with one of `uses`, in the order of the file."""
    chosen = [pattern for pattern in load_patterns("section_roles") if pattern.use in uses]
    labels = dict.fromkeys(pattern.label for pattern in chosen)
    return tuple((label, joined(tuple(p for p in chosen if p.label == label))) for label in labels)


@lru_cache(maxsize=8192)
def role_of_heading(title: str) -> tuple[str | None, int | None]:
    """Role that the heading `title` names first, or None, and a year: in a text on an earlier year it is a plan."""
    found = _first_named(title, _expressions("heading", "subheading"))
    if found == PROBLEMS:
        # 工作开展情况和存在的问题: an expression on the whole heading hides that the results stand first.
        first, *others = AND.split(title, maxsplit=1)
        if others and role_of_bare_line(first) == MEASURES:
            found = MEASURES
    named = _HEADING_YEAR.match(title) if found in (None, MEASURES) else None
    if named and (found is None or _COMING.search(title)):
        return found, int(named[1])
    return found, None


@lru_cache(maxsize=8192)
def role_of_subheading(title: str) -> str | None:
    """Role of a heading below the first level: only where the heading as a whole says it."""
    return _first_named(title, _expressions("subheading"))


@lru_cache(maxsize=8192)
def role_of_bare_line(title: str) -> str | None:
    """Role of a line without a mark that stands alone, or None where it is no heading."""
    return _first_named(title, _expressions("subheading", "unnumbered"))


@lru_cache(maxsize=8192)
def role_of_plan_heading(title: str) -> str | None:
    """Role of a heading of a plan or notice."""
    for role, expression in _expressions("plan_heading"):
        if expression.search(title):
            return role
    return None


def _first_named(title: str, expressions: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    """Role whose words stand first in `title`: 存在问题及下步打算 is about problems first."""
    found: tuple[int, str] | None = None
    for role, expression in expressions:
        match = expression.search(title)
        if match and (found is None or match.start() < found[0]):
            found = (match.start(), role)
    return found[1] if found else None


def role_of_opening(text: str, position: int, role: str) -> str | None:
    """Role that the words at `position` open without a heading, inside a part whose role is `role`."""
    uses = ("lead", "lead_in_problems") if role == PROBLEMS else ("lead",)
    for opened, expression in _expressions(*uses):
        if opened == PLAN and text[position] not in PLAN_OPENINGS:
            continue
        if opened == PROBLEMS and not _names_shortcomings(text, position):
            continue
        if expression.match(text, position):
            return opened
    return None


def _names_shortcomings(text: str, position: int) -> bool:
    """Whether the first sentence of a line holds a word for shortcomings: a cheap test before a costly expression."""
    end = text.find("\n", position, position + _SENTENCE)
    line = text[position : end if end >= 0 else position + _SENTENCE]
    if "存在" not in line and "有" not in line:
        return False
    sentence, _, _ = line.partition("。")
    return any(word in sentence for word in _SHORTCOMINGS)


@lru_cache(maxsize=8192)
def names_plan_and_problems(title: str) -> bool:
    """Whether one heading announces both: 存在问题及下步工作安排."""
    expressions = dict(_expressions("heading", "subheading"))
    return bool(expressions[PROBLEMS].search(title)) and bool(
        expressions[PLAN].search(title) or _INTENTION.search(title)
    )
