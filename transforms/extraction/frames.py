"""What stands around a number: the words of its own clause, of the clauses before, and the topic of the passage.

Here: `Frame`, `Sentence`, `cut_frames`. Belongs here: where a number's own words end and its neighbour's begin.
Not here: which indicator follows (`indicator_rules`).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from transforms.extraction.numbers import Number
from transforms.extraction.respective import matters_of
from transforms.extraction.segments import Segments, Topic
from transforms.extraction.vocabulary import Word, class_bit, find_words, union_of

# After these measure words the counted noun follows on the right: 3名律师, 11个村级网格, 7起难度大的纠纷.
_NOUN_FOLLOWS = frozenset(
    {"person", "piece", "firm", "case", "item", "site", "copy", "strip", "team", "case_time", "division", "none"}
)
# 41个区县（自治县）公共法律服务中心: a short bracket does not end a row of nouns.
_BRACKETED_OR_NOTHING = re.compile(r"[”\"]?(?:[（(][^（）()]{1,4}[)）])?[“\"]?")
_COUNTS_BODIES = frozenset({"piece", "firm", "site", "person", "household", "division", "team"})
_OPENING = re.compile(r"[（(](?![^（）()]{1,4}[)）][\u4e00-\u9fff、])")
_LEADS_ON = re.compile(r"(?:了|约|近|达|共|为|各类)?")
_ADJACENT = re.compile(r"\s*(?:共|共计|计|合计)?\s*")
_FILLER = re.compile(
    r"(?:共|达到?|由|从|下降|上升|减少|增加|精简|压减|压缩|提升|提高|增长|降低|扩大|调整|发展|增|减|升|降|扩展|优化|至|到|约|近|超过?|为|有|分别|和|及|与|其中|累计|(?:国家|部|省|市|州|县|区|镇|乡|村)级|[\s、，,（(“”])*"
)
_NO_NOUN = re.compile(
    r"共计?|总计|合计|累计|总共|达到?|了|为|有|约|近|超过?|各类|各种|数量?|总数|总量|总额|件数|分别|均|平均|其中|已|全部|等|的|"
    r"一共|成功|先后|约为|率|全年|今年|上年|去年|20\d\d年|\d{1,2}月|[^\u4e00-\u9fff]"
)
# 学习《安全生产法》《行政处罚法》等法律法规12次: titles that are read say nothing of what was done.
_EXAMPLE_TITLES = re.compile(
    r"(?:《[^》\n]{1,80}》[、，,和及]?)+等(?=[\u4e00-\u9fff]{0,8}(?:法律|法规|条例|党规|讲话|论述|精神|内容|书籍))"
)
# 覆盖20个村，3个地区获命名: a number that begins a clause brings its own noun; a verb or adverb (3个已完成) is none.
_OWN_NOUN = re.compile(r"[\u4e00-\u9fff]{2}")
_NO_OWN_NOUN = frozenset(
    "以左余多共其已均获被为达完正尚未通实参在得进率可经由予提拟列入纳评受立作到办结审转移属并全都按分"
)
_BRINGS_NOUN = frozenset({"piece", "firm"})
_NOUN = re.compile(r"(?!以上|左右|以下|以内|余|多)[\u4e00-\u9fff]")


@dataclass(slots=True)
class Frame:
    """Class bits around one number, by place. `head` is the counted noun nearest to the number."""

    group: str
    unit: str | None
    topic: Topic
    left_start: int
    left_words: list[Word]
    right_words: list[Word]
    left: int = 0
    left_head: int = 0
    right: int = 0
    clause_before: int = 0
    earlier: int = 0
    after_unit: int = 0
    head: int = 0
    noun_end: int = 0
    has_enumeration: bool = False
    has_unknown_noun: bool = False
    counts_bodies: bool = False
    is_bare: bool = False
    is_average: bool = False


def cut_frames(folded: str, segments: Segments, sentence: int, words: list[Word], numbers: list[Number]) -> list[Frame]:
    """One frame for each of `numbers` (measured ones, in order) of a sentence with its `words`."""
    start, end = segments.sentences[sentence]
    topic = segments.topic(sentence)
    words = _without_example_titles(folded, start, end, words)
    starts = [word.start for word in words]
    ends = [word.end for word in words]
    said = [0]
    for word in words:
        said.append(said[-1] | word.classes)
    matters = matters_of(folded, start, words, numbers)
    frames: list[Frame] = []
    previous_end = start
    for index, number in enumerate(numbers):
        clause_start, clause_end = segments.phrase_around(number.start, number.unit_end)
        left_start = max(clause_start, previous_end)
        if index and _ADJACENT.fullmatch(folded, previous_end, number.start):
            # 42批270人, 宣传单28种6000份: the second number counts what the first does.
            left_start = frames[-1].left_start
        next_start = numbers[index + 1].start if index + 1 < len(numbers) else end
        right_end = min(clause_end, next_start, end)
        if next_start < clause_end:
            right_end = _end_of_own_right(folded, number.unit_end, right_end)
        before = bisect_right(ends, number.start)
        own = min(bisect_left(starts, left_start), before)
        clause = min(bisect_left(starts, previous_end), own)
        behind = bisect_left(starts, number.unit_end)
        frame = Frame(
            number.group,
            number.unit,
            topic,
            left_start,
            matters.get(index, words[own:before]),
            words[behind : bisect_right(ends, right_end, behind)],
            earlier=said[clause],
        )
        if index + 1 < len(numbers) and numbers[index + 1].group != "percent":
            _leave_to_next(folded, number, frame.right_words, next_start)
        if header := segments.tables.header_of(number.start):
            frame.left_words = find_words(folded, header.start, header.end) + frame.left_words
        if index in matters:
            own_words = set(frame.left_words)
            frame.earlier = union_of(word for word in words[:clause] if word not in own_words)
        for word in frame.left_words:
            frame.left |= word.classes
            if word.head_classes:
                frame.left_head = word.head_classes
        for word in words[clause:own]:
            frame.clause_before |= word.classes
        for word in frame.right_words:
            frame.right |= word.classes
        frame.is_bare = not frame.right and (
            _FILLER.fullmatch(folded, left_start, number.start) is not None and index not in matters
        )
        # 住建局、公安局等11家单位: what stands before 等 are members, not what is counted.
        frame.has_enumeration = bool(
            folded[start : number.start].rstrip()[-1:] == "等" and _NOUN.match(folded, number.unit_end)
        )
        _find_noun_after_unit(folded, number, frame)
        frame.counts_bodies = _counts_bodies(folded, number, frame)
        # Words of a header or of a list that 分别 hands out do not stand before the number.
        stands_before = bool(frame.left_words) and frame.left_words[-1].start >= left_start and index not in matters
        is_unknown = (
            stands_before
            and not frame.after_unit
            and _is_unknown_between(folded, frame.left_words[-1].end, number.start)
        )
        frame.has_unknown_noun = is_unknown or _brings_unknown_noun(folded, number, frame)
        # 出台督察、案卷评查等配套措施15项: so are words before 等 where the noun behind it is unknown.
        frame.has_enumeration |= is_unknown and folded.startswith("等", frame.left_words[-1].end)
        frame.is_average = bool(
            frame.left_words
            and frame.left_words[-1].classes & class_bit("average")
            and _FILLER.fullmatch(folded, frame.left_words[-1].end, number.start)
        )
        frames.append(frame)
        previous_end = number.unit_end
    return frames


def _without_example_titles(folded: str, start: int, end: int, words: list[Word]) -> list[Word]:
    """`words` less those inside a row of titles that 等 and a noun follow."""
    if "》" not in folded[start:end]:
        return words
    titles = [match.span() for match in _EXAMPLE_TITLES.finditer(folded, start, end)]
    return [word for word in words if not any(left <= word.start and word.end <= right for left, right in titles)]


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


def _counts_bodies(folded: str, number: Number, frame: Frame) -> bool:
    """26个部门, 9个功能科室, 成员单位12家: organisations are counted, whatever else the clause speaks of."""
    if number.group not in _COUNTS_BODIES:
        return False
    if frame.right_words and frame.right_words[0].start <= number.unit_end + 1:
        row = frame.right_words[0]
        for word in frame.right_words[1:]:
            # 669个乡镇街道建立调解组织: the verb ends the row.
            is_noun = bool(word.head_classes or word.classes & class_bit("body"))
            if not is_noun or not _BRACKETED_OR_NOTHING.fullmatch(folded, row.end, word.start):
                break
            row = word
        return bool(row.classes & class_bit("body"))
    if frame.left_words and frame.left_words[-1].start >= frame.left_start and not frame.right_words:
        last = frame.left_words[-1]
        return bool(last.classes & class_bit("body")) and not _NO_NOUN.sub("", folded[last.end : number.start])
    return False


def _brings_unknown_noun(folded: str, number: Number, frame: Frame) -> bool:
    """Whether a number without words of its own is followed by a noun that the vocabulary does not know."""
    return (
        frame.is_bare
        and number.group in _BRINGS_NOUN
        and _OWN_NOUN.match(folded, number.unit_end) is not None
        and folded[number.unit_end] not in _NO_OWN_NOUN
        and folded[number.start - 2 : number.start] != "其中"
    )


def _is_unknown_between(folded: str, start: int, end: int) -> bool:
    """Whether a noun that the vocabulary does not know stands between the last known word and the number.

    撰写心得体会30篇: what is counted is neither drafted documents nor anything else that 撰写 usually stands with.
    """
    if end - start < 2:
        return False
    return len(_NO_NOUN.sub("", folded[start:end])) > 1


def _leave_to_next(folded: str, number: Number, words: list[Word], next_start: int) -> None:
    """Take from `words` those that lead to the next number: 隐患310处整改308处. A noun right after a unit stays."""
    while words and _LEADS_ON.fullmatch(folded, words[-1].end, next_start):
        if words[-1].start == number.unit_end and words[-1].head_classes:
            return
        next_start = words.pop().start


def _end_of_own_right(folded: str, position: int, end: int) -> int:
    """Where another number follows in the clause, the words before it belong to that one."""
    stop = folded.find("、", position, end)
    opening = _OPENING.search(folded, position, end)
    if stop < 0:
        stop = end
    if opening:
        stop = min(stop, opening.start())
    return stop
