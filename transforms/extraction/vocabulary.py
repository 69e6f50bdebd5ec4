"""The words of catalog/vocabulary.yaml in a text: which classes each carries and where it stands.

Here: `find_words`, `Word`, `class_bit`. A class is one bit, so that a stretch of text is described by one integer.
Not here: rules.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from transforms.catalog.loading import load_knowledge


class Word(NamedTuple):
    """A vocabulary word: span, surface, bits of its classes, and of those that are objects or rates."""

    start: int
    end: int
    surface: str
    classes: int
    head_classes: int


def find_words(folded: str, start: int, end: int) -> list[Word]:
    """Words of folded[start:end] in order, longest first where they overlap; offsets are those of the whole text."""
    automaton, surfaces = _automaton()
    words = []
    for pattern, a, b in automaton.find_matches_as_indexes(folded[start:end]):
        surface, classes, heads = surfaces[pattern]
        words.append(Word(start + a, start + b, surface, classes, heads))
    return words


def union_of(words: Iterable[Word]) -> int:
    """Bits of all classes that `words` carry."""
    bits = 0
    for word in words:
        bits |= word.classes
    return bits


def classes_of(folded: str, start: int, end: int) -> int:
    """Bits of all classes that the words of folded[start:end] carry."""
    automaton, surfaces = _automaton()
    bits = 0
    for pattern, _, _ in automaton.find_matches_as_indexes(folded[start:end]):
        bits |= surfaces[pattern][1]
    return bits


def class_bit(name: str) -> int:
    """The bit of a class; raises KeyError that names an unknown class."""
    try:
        return _bits()[name]
    except KeyError:
        raise KeyError(f"vocabulary.yaml has no class {name!r}") from None


def class_names(bits: int) -> list[str]:
    """Names of the classes whose bits are set, in the order of the vocabulary."""
    return [name for name, bit in _bits().items() if bits & bit]


@cache
def _bits() -> dict[str, int]:
    names = [name for kind in load_knowledge("vocabulary").values() for name in kind]
    return {name: 1 << index for index, name in enumerate(names)}


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, list[tuple[str, int, int]]]:
    classes: dict[str, int] = {}
    heads: dict[str, int] = {}
    for kind, groups in load_knowledge("vocabulary").items():
        for name, surfaces in groups.items():
            for surface in surfaces:
                classes[surface] = classes.get(surface, 0) | _bits()[name]
                if kind in ("object", "rate"):
                    heads[surface] = heads.get(surface, 0) | _bits()[name]
    ordered = sorted(classes)
    automaton = ahocorasick_rs.AhoCorasick(
        ordered,
        matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        implementation=ahocorasick_rs.Implementation.ContiguousNFA,
    )
    return automaton, [(surface, classes[surface], heads.get(surface, 0)) for surface in ordered]
