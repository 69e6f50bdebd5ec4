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
_NOUN_FOLLOWS = frozenset(
    {"person", "piece", "firm", "case", "item", "site", "copy", "strip", "team", "case_time", "division", "none"}
)
_OPENING = re.compile(r"[（(]")
_ADJACENT = re.compile(r"\s*(?:共|共计|计|合计)?\s*")
_FILLER = re.compile(
    r"(?:共|达到?|由|从|下降|上升|减少|增加|精简|压减|压缩|提升|提高|增长|降低|扩大|至|到|约|近|超过?|为|有|分别|和|及|与|其中|累计|[\s、，,（(“”])*"
)
_NOUN = re.compile(r"(?!以上|左右|以下|以内|余|多)[\u4e00-\u9fff]")
_ENUMERATED = re.compile(r"等\s*$")


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
    noun_end: int = 0
    has_enumeration: bool = False
    is_bare: bool = False


def cut_frames(folded: str, start: int, end: int, words: list[Word], numbers: list[Number], topic: int) -> list[Frame]:
    """One frame for each of `numbers` (measured ones, in order) of the sentence folded[start:end]."""
    frames: list[Frame] = []
    ends = [m.start() for m in _CLAUSE_END.finditer(folded, start, end)]
    for index, number in enumerate(numbers):
        previous_end = numbers[index - 1].unit_end if index else start
        clause_start = max([start, *(e + 1 for e in ends if e < number.start and not _is_inside(e, number))])
        clause_end = min([end, *(e for e in ends if e >= number.unit_end)])
        left_start = max(clause_start, previous_end)
        if index and _ADJACENT.fullmatch(folded, previous_end, number.start):
            # 42批270人, 宣传单28种6000份: the second number counts what the first does.
            left_start = frames[-1].left_start
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
        frame.is_bare = not frame.right and _FILLER.fullmatch(folded, left_start, number.start) is not None
        # 住建局、公安局等11家单位: what stands before 等 are members, not what is counted.
        frame.has_enumeration = bool(
            _ENUMERATED.search(folded, max(start, number.start - 3), number.start)
            and _NOUN.match(folded, number.unit_end)
        )
        _find_noun_after_unit(folded, number, frame)
        frames.append(frame)
    return frames


def _find_noun_after_unit(folded: str, number: Number, frame: Frame) -> None:
    """The noun right after a measure word is what is counted; a verb in between means that it is not (12个村开展…)."""
    if number.group in _NOUN_FOLLOWS:
        for word in frame.right_words:
            gap = folded[(position := frame.noun_end or number.unit_end) : word.start]
            if len(gap) > (1 if frame.noun_end else 3) or any(mark in gap for mark in "，。；、,;"):
                break
            if word.head_classes:
                # Of nouns in a row the last is counted: 11个“便民服务”微信群.
                frame.after_unit |= word.classes
                frame.head = word.head_classes
                frame.noun_end = word.end
            elif word.start > position + 2 or frame.noun_end:
                break
    if not frame.head:
        frame.head = frame.left_head


def _end_of_own_right(folded: str, position: int, end: int) -> int:
    """Where another number follows in the clause, the words before it belong to that one."""
    stop = folded.find("、", position, end)
    opening = _OPENING.search(folded, position, end)
    if stop < 0:
        stop = end
    if opening:
        stop = min(stop, opening.start())
    return stop


def _is_inside(position: int, number: Number) -> bool:
    return number.start <= position < number.end
