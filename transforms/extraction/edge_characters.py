"""The characters with which what an expression matches can begin or end.

Here: `first_characters`, `last_characters`, by which patterns are filed so that at each number only those are tried
that can fit. Not here: the patterns. Blanks are passed over on both sides: ` ` and tab never count as an edge.
"""

from __future__ import annotations

from collections.abc import Iterable
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

_BLANKS = frozenset(" \t")
# What \s matches besides blanks.
_OTHER_SPACES = frozenset(character for character in map(chr, range(0x3001)) if character.isspace()) - _BLANKS
_WIDEST_RANGE = 64


def first_characters(pattern: str) -> frozenset[str] | None:
    """Characters that can stand first, after blanks, in a match of `pattern`; "" where the text may end there.

    None where anything can: the pattern matches nothing at all, or a class is too wide to list.
    """
    return _edge(_parser.parse(pattern), backwards=False)


def last_characters(pattern: str) -> frozenset[str] | None:
    """Characters that can stand last, before blanks, in a match of `pattern`; "" where the text may begin there."""
    return _edge(_parser.parse(pattern), backwards=True)


def _edge(items: Iterable[Any], backwards: bool) -> frozenset[str] | None:
    found = _walk(list(items), backwards)
    return None if found is None or found[1] else frozenset(found[0])


def _walk(items: list[Any], backwards: bool) -> tuple[set[str], bool] | None:
    """Edge characters of a sequence, and whether it can match nothing; None for anything."""
    characters: set[str] = set()
    for operation, argument in reversed(items) if backwards else items:
        found = _of_one(operation, argument, backwards)
        if found is None:
            return None
        characters |= found[0]
        if not found[1]:
            return characters, False
    return characters, True


def _of_one(operation: Any, argument: Any, backwards: bool) -> tuple[set[str], bool] | None:
    if operation is _constants.LITERAL:
        return _seen({chr(argument)})
    if operation is _constants.IN:
        members = [_members(*member) for member in argument]
        return None if None in members else _seen({c for member in members for c in member or ()})
    if operation is _constants.BRANCH:
        branches = [_walk(list(branch), backwards) for branch in argument[1]]
        if None in branches:
            return None
        known = [branch for branch in branches if branch]
        return {c for characters, _ in known for c in characters}, any(empty for _, empty in known)
    if operation is _constants.SUBPATTERN:
        return _walk(list(argument[3]), backwards)
    if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        found = _walk(list(argument[2]), backwards)
        return None if found is None else (found[0], found[1] or argument[0] == 0)
    if operation is _constants.AT:
        return {""}, False
    if operation in (_constants.ASSERT, _constants.ASSERT_NOT):
        return set(), True
    return None


def _members(operation: Any, argument: Any) -> set[str] | None:
    if operation is _constants.LITERAL:
        return {chr(argument)}
    if operation is _constants.RANGE and argument[1] - argument[0] < _WIDEST_RANGE:
        return {chr(code) for code in range(argument[0], argument[1] + 1)}
    if operation is _constants.CATEGORY and argument is _constants.CATEGORY_SPACE:
        return set(_BLANKS | _OTHER_SPACES)
    return None


def _seen(characters: set[str]) -> tuple[set[str], bool]:
    """A blank may be passed over: then what follows it is the edge."""
    return characters - _BLANKS, bool(characters & _BLANKS)
