"""Lists of matters with a list of values: 受理、审结分别为5件、4件; 排查、调解纠纷分别为5件、3件.

Here: `matters_of`. Not here: one value for several rates (`rates`), parts of a total (`part_marks`).
"""

from __future__ import annotations

import re

from transforms.extraction.numbers import Number
from transforms.extraction.vocabulary import Word

_RESPECTIVELY = re.compile(r"分别(?:为|是|达到?|有|约|占|办理|完成|同比(?:增长|下降|上升))?[约近超]?\s*$")
_BETWEEN_VALUES = re.compile(r"[余多]?\s*(?:[、，,和与及]|以及)\s*[约近超]?")
_BETWEEN_MATTERS = re.compile(r"[、和与及]|以及")
_CLAUSE_START = "，,。；;：:\n"


def matters_of(folded: str, start: int, words: list[Word], numbers: list[Number]) -> dict[int, list[Word]]:
    """Index of a number -> the words of its own matter, for the numbers of a sentence from `start` that 分别 hands out.

    A matter without a noun of its own takes that of the last (or the first): 受理、审结行政复议案件.
    """
    found: dict[int, list[Word]] = {}
    for index, number in enumerate(numbers):
        place = folded.rfind("分别", start, number.start)
        if place < 0 or index in found or not _RESPECTIVELY.fullmatch(folded, place, number.start):
            continue
        count = 1
        while index + count < len(numbers) and _BETWEEN_VALUES.fullmatch(
            folded, numbers[index + count - 1].unit_end, numbers[index + count].start
        ):
            count += 1
        earlier = numbers[index - 1].unit_end if index else start
        first = max(earlier, *(folded.rfind(mark, start, place) + 1 for mark in _CLAUSE_START))
        items = _items(folded, first, place)
        if count < 2 or len(items) != count:
            continue
        listed = [[word for word in words if a <= word.start and word.end <= b] for a, b in items]
        for offset, own in enumerate(listed):
            found[index + offset] = own if _has_noun(own) else own + _nouns(listed)
    return found


def _items(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    items = []
    for mark in _BETWEEN_MATTERS.finditer(folded, start, end):
        items.append((start, mark.start()))
        start = mark.end()
    return [*items, (start, end)]


def _has_noun(words: list[Word]) -> bool:
    return any(word.head_classes for word in words)


def _nouns(listed: list[list[Word]]) -> list[Word]:
    for words in (listed[-1], listed[0]):
        nouns = [word for word in words if word.head_classes]
        if nouns:
            return nouns
    return []
