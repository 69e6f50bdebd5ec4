"""What stands around a number: the words of its own clause, of the clauses before, and the topic of the passage.

Here: `Frame`, `Sentence`, `cut_frames`. Belongs here: where a number's own words end and its neighbour's begin.
Not here: which indicator follows (`indicator_rules`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from transforms.extraction.numbers import Number
from transforms.extraction.vocabulary import Word

_CLAUSE_END = re.compile(r"[，,。；;！？!?\n：:]")
# After these measure words the counted noun follows on the right: 3名律师, 11个村级网格, 7起难度大的纠纷.
_NOUN_FOLLOWS = frozenset({"person", "piece", "firm", "case", "item", "site", "copy", "strip", "team", "case_time", "division", "none"})
_OPENING = re.compile(r"[（(]")


@dataclass(slots=True)
class Frame:
    """Class bits around one number, by place. `head` is the counted noun nearest to the number."""

    group: str
    unit: str | None
    after_unit: int = 0
    left: int = 0
    left_head: int = 0
    right: int = 0
    clause_before: int = 0
    earlier: int = 0
    topic: int = 0
    head: int = 0
    left_words: list[Word] = field(default_factory=list)
    right_words: list[Word] = field(default_factory=list)
    left_start: int = 0


def cut_frames(folded: str, start: int, end: int, words: list[Word], numbers: list[Number], topic: int) -> list[Frame]:
    """One frame for each of `numbers` (measured ones, in order) of the sentence folded[start:end]."""
    frames = []
    ends = [m.start() for m in _CLAUSE_END.finditer(folded, start, end)]
    for index, number in enumerate(numbers):
        previous_end = numbers[index - 1].unit_end if index else start
        clause_start = max([start, *(e + 1 for e in ends if e < number.start and not _is_inside(e, number))])
        clause_end = min([end, *(e for e in ends if e >= number.unit_end)])
        left_start = max(clause_start, previous_end)
        next_start = numbers[index + 1].start if index + 1 < len(numbers) else end
        right_end = min(clause_end, next_start)
        if next_start < clause_end:
            right_end = _end_of_own_right(folded, number.unit_end, right_end)
        frame = Frame(number.group, number.unit, topic=topic, left_start=left_start)
        for word in words:
            if word.end <= number.start:
                if word.start >= left_start:
                    frame.left |= word.classes
                    frame.left_words.append(word)
                    if word.head_classes:
                        frame.left_head = word.head_classes
                elif word.start >= previous_end:
                    frame.clause_before |= word.classes
                else:
                    frame.earlier |= word.classes
            elif word.start >= number.unit_end and word.end <= right_end:
                frame.right |= word.classes
                frame.right_words.append(word)
        _find_noun_after_unit(folded, number, frame)
        frames.append(frame)
    return frames


def _find_noun_after_unit(folded: str, number: Number, frame: Frame) -> None:
    """The noun right after a measure word is what is counted; a verb in between means that it is not (12个村开展…)."""
    if number.group in _NOUN_FOLLOWS:
        for word in frame.right_words:
            gap = folded[number.unit_end : word.start]
            if len(gap) > 6 or any(mark in gap for mark in "，。；、,;"):
                break
            if word.head_classes:
                frame.after_unit |= word.classes
                frame.head = word.head_classes
                return
            if word.start > number.unit_end + 2:
                break
    frame.head = frame.left_head


def _end_of_own_right(folded: str, position: int, end: int) -> int:
    """Where another number follows in the clause, the words up to it belong to it, except a noun tied to this measure word."""
    stop = folded.find("、", position, end)
    opening = _OPENING.search(folded, position, end)
    if stop < 0:
        stop = end
    if opening:
        stop = min(stop, opening.start())
    return stop


def _is_inside(position: int, number: Number) -> bool:
    return number.start <= position < number.end
