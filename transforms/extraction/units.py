"""Measure words: which surface follows a number, and to which group it belongs.

Here: `match_unit`, and which of them count alike (`kind_of`, `unit_kinds`), from catalog/units.yaml. Not here: what a
unit measures (rules decide with the words around it).
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from transforms.catalog.loading import load_knowledge


class Unit(NamedTuple):
    """A measure word found: `surface` (full-width ％ as %), `group` of units.yaml, `end` offset."""

    surface: str
    group: str
    end: int


def match_unit(text: str, position: int) -> Unit | None:
    """The measure word that starts at `position` of a folded text (after spaces, on its line), or None.

    The longest surface that is not the beginning of another word: 件次 before 件, but no 人 in 人民.
    """
    first = text[position : position + 1]
    # The next line is another cell or matter: 罚没 5.37 at the end of a row, 市容环境 at the start of the next.
    while first.isspace() and first != "\n":
        position += 1
        first = text[position : position + 1]
    for surface, group, not_before in _by_first_character().get(first, ()):
        if text.startswith(surface, position):
            end = position + len(surface)
            if text[end : end + 1] not in not_before:
                return Unit(surface, group, end)
    return None


@cache
def unit_groups() -> dict[str, str]:
    """Surface -> group."""
    return {surface: group for group, surfaces in load_knowledge("units")["groups"].items() for surface in surfaces}


@cache
def kind_of(group: str) -> str:
    """The first of the groups that count alike, by which 件, 起 and 件次 are one kind (case)."""
    for kind in load_knowledge("units")["kinds"]:
        if group in kind:
            return str(kind[0])
    return group


@cache
def unit_kinds() -> dict[str, str]:
    """Measure word -> its kind."""
    return {surface: kind_of(group) for surface, group in unit_groups().items()}


@cache
def _by_first_character() -> dict[str, tuple[tuple[str, str, frozenset[str]], ...]]:
    not_before = load_knowledge("units")["not_before"]
    filed: dict[str, list[tuple[str, str, frozenset[str]]]] = {}
    for surface, group in sorted(unit_groups().items(), key=lambda entry: (-len(entry[0]), entry[0])):
        filed.setdefault(surface[0], []).append((surface, group, frozenset(not_before.get(surface, ()))))
    return {first: tuple(entries) for first, entries in filed.items()}
