"""Numbers that measure nothing: dates, ordinals, list marks, document numbers, slogans, names of laws, page furniture.

Here: `find_decoy`, which answers for one number with the reason and the rule that decided, and `is_part_of_word`, both
from catalog/decoys.yaml. Not here: numbers that could measure but turn out to be plain slogans for lack of a counted
thing (`worth`).
Set phrases and words are filed by two characters around the numeral, patterns by the characters that can stand right
before and after it: what cannot fit is never tried.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any, NamedTuple

from transforms.catalog.loading import load_knowledge
from transforms.extraction.characters import NUMERALS
from transforms.extraction.edge_characters import first_characters, last_characters
from transforms.extraction.qualifiers import more_marker_length
from transforms.extraction.units import match_unit

_REACH = 16
# So many patterns to try make it worth while to look for the characters that they need.
_MANY = 4
_MARKED = re.compile(r"(?<!\(\?)<(?![=!])([^<>]*)>")
_NUMERAL_CHARACTERS = frozenset(NUMERALS + "0123456789")
_VAGUE_BEFORE = frozenset("数几")
# 一般纠纷 is a word with 一般; 一起 is a word only where a verb follows (一起部署), otherwise a count (一起案件).
_TOGETHER = frozenset("部落考推抓参学开联共办谋商议研干建来去做走")


class Decoy(NamedTuple):
    """Why a number is not a metric: `reason` of the interface, `rule` for the audit."""

    reason: str
    rule: str


class _Pattern(NamedTuple):
    """One way of writing of an entry: `before` ends at the number, `after` begins behind it."""

    decoy: Decoy
    kind: str
    unless_unit: bool
    before: re.Pattern[str] | None
    number: re.Pattern[str] | None
    after: re.Pattern[str] | None
    needs_before: frozenset[str] | None
    can_precede: frozenset[str] | None
    can_follow: frozenset[str] | None


def find_decoy(folded: str, start: int, end: int, is_chinese: bool) -> Decoy | None:
    """The reason why the numeral folded[start:end] is no metric, or None."""
    phrase = _holding(_phrases(), folded, start, end)
    if phrase:
        return _phrase_decoys()[phrase]
    before, after = start, end
    while before and folded[before - 1] in " \t":
        before -= 1
    length = len(folded)
    while after < length and folded[after] in " \t":
        after += 1
    kind = "chinese" if is_chinese else "digit"
    candidates = _candidates(kind, folded[before - 1 : before] if before else "", folded[after : after + 1])
    window = folded[max(0, start - _REACH) : start] if len(candidates) > _MANY else ""
    for pattern in candidates:
        if window and pattern.needs_before and pattern.needs_before.isdisjoint(window):
            continue
        if pattern.number and not pattern.number.fullmatch(folded, start, end):
            continue
        if pattern.after and not pattern.after.match(folded, end, end + _REACH):
            continue
        if pattern.before and not pattern.before.search(folded, max(0, start - _REACH), start):
            continue
        if pattern.unless_unit and _has_unit(folded, end):
            continue
        return pattern.decoy
    return None


def _has_unit(folded: str, end: int) -> bool:
    return folded[end - 1] in "%‰" or match_unit(folded, end + more_marker_length(folded, end)) is not None


def is_part_of_word(folded: str, start: int, end: int) -> bool:
    """Whether a Chinese numeral is no number at all: 进一步, 统一, 数百."""
    if end - start == 1 and folded[start - 1 : start] in _VAGUE_BEFORE and folded[start] in "十百千万亿":
        return True
    if folded.startswith("一起", start) and end == start + 1 and folded[start + 2 : start + 3] in _TOGETHER:
        return True
    return _holding(_words(), folded, start, end) is not None


_Filed = dict[str, list[tuple[int, str]]]


def _holding(filed: _Filed, folded: str, start: int, end: int) -> str | None:
    """The longest filed expression around the numeral folded[start:end]."""
    for key in (folded[start : start + 2], folded[start - 1 : start + 1] if start else ""):
        for offset, expression in filed.get(key, ()):
            first = start - offset
            if first >= 0 and first + len(expression) >= end and folded.startswith(expression, first):
                return expression
    return None


def _file(expressions: list[str]) -> _Filed:
    """Expressions by each numeral in them with the character after it, or before it where it stands last."""
    filed: _Filed = defaultdict(list)
    for expression in sorted(set(expressions), key=lambda written: (-len(written), written)):
        for offset, character in enumerate(expression):
            if character in _NUMERAL_CHARACTERS:
                last = offset == len(expression) - 1
                filed[expression[offset - 1 : offset + 1] if last else expression[offset : offset + 2]].append(
                    (offset, expression)
                )
    return dict(filed)


@cache
def _phrases() -> _Filed:
    return _file(list(_phrase_decoys()))


@cache
def _phrase_decoys() -> dict[str, Decoy]:
    return {
        phrase: Decoy(reason, f"phrase:{phrase}")
        for reason, phrases in load_knowledge("decoys")["phrases"].items()
        for phrase in phrases
    }


@cache
def _words() -> _Filed:
    return _file(load_knowledge("decoys")["words"])


@lru_cache(maxsize=65536)
def _candidates(kind: str, before: str, after: str) -> tuple[_Pattern, ...]:
    return tuple(
        pattern
        for pattern in _patterns()
        if pattern.kind in ("any", kind)
        and (pattern.can_precede is None or before in pattern.can_precede)
        and (pattern.can_follow is None or after in pattern.can_follow)
    )


@cache
def _patterns() -> tuple[_Pattern, ...]:
    return tuple(
        _read_pattern(entry, written)
        for entry in load_knowledge("decoys")["patterns"]
        for written in ([entry["pattern"]] if isinstance(entry["pattern"], str) else entry["pattern"])
    )


def _read_pattern(entry: dict[str, Any], written: str) -> _Pattern:
    before, number, after = _MARKED.split(written)
    return _Pattern(
        decoy=Decoy(entry["reason"], f"decoy:{entry['id']}"),
        kind=entry["kind"],
        unless_unit=bool(entry.get("unless_unit")),
        before=re.compile(rf"(?:{before})\Z") if before else None,
        number=re.compile(number) if number else None,
        after=re.compile(after) if after else None,
        needs_before=_needed(before),
        can_precede=last_characters(before) if before else None,
        can_follow=first_characters(after) if after else None,
    )


def _needed(before: str) -> frozenset[str] | None:
    """Characters of which what stands before must hold one; None where it may hold nothing, at the text's beginning."""
    characters = first_characters(before) if before else None
    return None if characters is None or "" in characters else characters
