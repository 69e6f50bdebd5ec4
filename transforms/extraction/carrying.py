"""What a number without words of its own takes from its neighbours in the sentence.

Here: `choose_rules`, `Choice`. Officials leave out what was just said (中心组学法7次，干部职工8次) and say it once
for two numbers (8名科长及36名科员参加考试). Not here: what one number's own words say (`indicator_rules`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.extraction.frames import Frame
from transforms.extraction.indicator_rules import Rule, choose_indicator
from transforms.extraction.numbers import Number
from transforms.extraction.vocabulary import class_bit

_JOINED = re.compile(r"[\u4e00-\u9fff]{0,6}(?:及|和|与|、|以及)[\u4e00-\u9fff]{0,2}")
# 打造2个国家级、7个省级、36个市级示范村: the noun is said once.
_GRADES = re.compile(r"(?:国家|部|省|市|州|县|区|镇|乡)级、")
_PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆|四川|贵州|"
    "云南|西藏|陕西|甘肃|青海|宁夏|新疆|兵团"
)
# 东浦镇36项, 西川等重点镇28项, | 河北 | 12: whose number it is, and nothing else.
_WHOSE = re.compile(
    rf"[\s|｜、，,；;：:和及]*(?:[\u4e00-\u9fff]{{1,6}}(?:省|市|县|区|州|盟|旗|镇|乡|街道|村|社区|苏木)|{_PROVINCES}|(?:全|本|市|区|县)本?级|各[区县市镇乡])"
    r"(?:等(?:重点|一般|其他)?\d*个?[镇乡县区市]?)?(?:分别|为|有|共)?[\s|｜]*"
)
_NEXT_CELL = re.compile(r"[\s；;]*[\u4e00-\u9fff]{2,10}\s*[|｜]\s*|\s*[|｜]\s*[\u4e00-\u9fff]{2,10}\s*[|｜]\s*")
# 较多的是甲州(13起)、乙阳(9起)；较少的是丙阳(2起)
_NEXT_BRACKET = re.compile(r"[)）][、，,；;]?\s*(?:[\u4e00-\u9fff]{1,8}[是为：:])?[\u4e00-\u9fff]{2,8}[(（]")
# 文件9份、合同6份合法性审查, 95%服务事项和98%许可事项网上可办: one verb after both numbers.
_IN_ONE_ROW = re.compile(r"[^，,。；;：:\n]{0,14}?(?:、|和|及|与)[^，,。；;：:、\n]{0,8}")
# 对9份文件、6份合同进行合法性审查: nouns behind their numbers, the verb behind all; these words open such a row.
_OPENS_ROW = ("对", "就", "将", "完成", "完成了")
_NEXT_OBJECT = re.compile(r"[\u4e00-\u9fff]{1,14}?(?:、|和|及|与|以及)")
# 县政府出庭率98%，部门和乡镇95%: the rate is said once.
_NEXT_BODY = re.compile(r"[，,、；;]\s*[^，,。；;、占增降升比提]{1,10}")
_MONEY_SCALE = re.compile(r"[万亿]$")


class Told(NamedTuple):
    """The last number of a paragraph that an indicator was found for."""

    number: Number
    rule: Rule


class Choice(NamedTuple):
    """The rule of a number, or None, and where it is from.

    `source`: its own_words, or the number_before, number_after or list_before (of places) it took the rule from.
    `previous_domain` is what favoured rules of the same domain while its own words were judged.
    """

    rule: Rule | None
    source: str
    previous_domain: str | None


def choose_rules(folded: str, numbers: list[Number], frames: list[Frame], told: Told | None = None) -> list[Choice]:
    """The choice for each number of a sentence. `told`: what the paragraph said last before it."""
    _share_verb_behind(folded, numbers, frames)
    chosen: list[Choice] = []
    domain: str | None = None
    for index, (number, frame) in enumerate(zip(numbers, frames, strict=True)):
        _supply_yuan(number, frame)
        choice = Choice(choose_indicator(frame, domain), "own_words", domain)
        previous = numbers[index - 1] if index else None
        if choice.rule is None and previous and _repeats(previous, number, frame):
            choice = Choice(chosen[-1].rule, "number_before", domain)
        if choice.rule is None and previous and _is_next_body(folded, previous, number, frame):
            choice = Choice(chosen[-1].rule, "number_before", domain)
        if choice.rule is None and told and _goes_on(folded, told.number, number, previous):
            choice = Choice(told.rule, "list_before", domain)
        if choice.rule:
            told, domain = Told(number, choice.rule), choice.rule.domain
        chosen.append(choice)
    for index in range(len(numbers) - 2, -1, -1):
        following = numbers[index + 1]
        if chosen[index].rule is None and numbers[index].group == following.group:
            between = folded[numbers[index].unit_end : following.start]
            own = frames[index].left_head if _GRADES.fullmatch(between) else frames[index].left
            if _JOINED.fullmatch(between) and not own & _counted_classes():
                chosen[index] = Choice(chosen[index + 1].rule, "number_after", chosen[index].previous_domain)
            elif frames[index + 1].right and _IN_ONE_ROW.fullmatch(between):
                frames[index].right |= frames[index + 1].right
                frames[index].right_words += frames[index + 1].right_words
                chosen[index] = Choice(choose_indicator(frames[index], None), "own_words", None)
    return chosen


def _share_verb_behind(folded: str, numbers: list[Number], frames: list[Frame]) -> None:
    """Give the verb behind the last number of a row to all of them: 对9份文件、6份合同进行合法性审查."""
    first = 0
    while first < len(numbers):
        last = first
        if frames[first].noun_end and folded.endswith(_OPENS_ROW, 0, numbers[first].start):
            while last + 1 < len(numbers) and _is_next_object(
                folded, numbers[last], numbers[last + 1], frames[last + 1]
            ):
                last += 1
        verbs = frames[last].right_words[1:]
        for frame in frames[first:last]:
            frame.right_words += verbs
            for word in verbs:
                frame.right |= word.classes
        for frame in frames[first + 1 : last + 1]:
            # What stands before is the object of the number before.
            frame.left_words, frame.left, frame.left_head = [], 0, 0
        first = last + 1


def _is_next_object(folded: str, previous: Number, number: Number, frame: Frame) -> bool:
    return bool(frame.noun_end) and _NEXT_OBJECT.fullmatch(folded, previous.unit_end, number.start) is not None


def _is_next_body(folded: str, previous: Number, number: Number, frame: Frame) -> bool:
    """A rate of which only the body is said anew."""
    return (
        previous.group == number.group == "percent"
        and bool(frame.left)
        and not (frame.left | frame.right) & ~(_actor_classes() | class_bit("body"))
        and _NEXT_BODY.fullmatch(folded, previous.unit_end, number.start) is not None
    )


def _goes_on(folded: str, last: Number, number: Number, previous: Number | None) -> bool:
    """事项共92项；东浦镇36项、西川等镇56项: a list by places goes on with what was counted."""
    if number.group != last.group or number.unit != last.unit or number.group in ("percent", "yuan"):
        return False
    start = max(last.unit_end, previous.unit_end if previous else 0)
    if _NEXT_BRACKET.fullmatch(folded, start, number.start) and folded[last.start - 1] in "(（":
        return True
    return bool(_WHOSE.fullmatch(folded, start, number.start)) or (
        number.unit is None and bool(_NEXT_CELL.fullmatch(folded, start, number.start))
    )


def _repeats(previous: Number, number: Number, frame: Frame) -> bool:
    """Same measure word, and only who did it is said anew."""
    return (
        previous.group == number.group
        and number.group not in ("percent", "none", "yuan")
        and not (frame.left | frame.right) & ~_actor_classes()
        and bool(frame.left)
    )


def _supply_yuan(number: Number, frame: Frame) -> None:
    """工伤赔偿约500万: with 万 or 亿 and a word for money, 元 is left out."""
    if number.group == "none" and _MONEY_SCALE.search(number.quote) and frame.left_head & _money_classes():
        number.unit, number.group = "元", "yuan"
        frame.unit, frame.group = "元", "yuan"


@cache
def _actor_classes() -> int:
    return _union("official", "public", "leaders", "village", "officer", "judicial_office", "place_visited")


@cache
def _money_classes() -> int:
    return _union("money_involved", "wage", "loss", "fine")


@cache
def _counted_classes() -> int:
    return ~_actor_classes()


def _union(*names: str) -> int:
    bits = 0
    for name in names:
        bits |= class_bit(name)
    return bits
