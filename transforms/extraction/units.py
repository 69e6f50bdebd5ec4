"""Measure words: which surface follows a number, and to which group it belongs.

Here: `match_unit` and the table behind it, from catalog/units.yaml. Not here: what a unit measures (rules decide with
the words around it).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.catalog.loading import load_knowledge


class Unit(NamedTuple):
    """A measure word found: `surface` (full-width ％ as %), `group` of units.yaml, `end` offset."""

    surface: str
    group: str
    end: int


def match_unit(text: str, position: int) -> Unit | None:
    """The measure word that starts at `position` of a folded text (after spaces), or None."""
    pattern, groups, not_before = _table()
    found = pattern.match(text, position)
    while found:
        surface = found[1]
        following = text[found.end() : found.end() + 1]
        if following not in not_before.get(surface, ()):
            return Unit(surface, groups[surface], found.end())
        shorter = [s for s in groups if len(s) < len(surface) and surface.startswith(s)]
        if not shorter:
            return None
        surface = max(shorter, key=len)
        end = found.start(1) + len(surface)
        if text[end : end + 1] in not_before.get(surface, ()):
            return None
        return Unit(surface, groups[surface], end)
    return None


@cache
def unit_groups() -> dict[str, str]:
    """Surface -> group."""
    return _table()[1]


@cache
def _table() -> tuple[re.Pattern[str], dict[str, str], dict[str, frozenset[str]]]:
    knowledge = load_knowledge("units")
    groups = {surface: group for group, surfaces in knowledge["groups"].items() for surface in surfaces}
    longest_first = sorted(groups, key=lambda surface: (-len(surface), surface))
    pattern = re.compile(r"\s*(" + "|".join(map(re.escape, longest_first)) + ")")
    return pattern, groups, {unit: frozenset(words) for unit, words in knowledge["not_before"].items()}
