"""What a number without words of its own takes from its neighbours in the sentence.

Here: `choose_rules`, `Choice`. Officials leave out what was just said (中心组学法7次，干部职工8次) and say it once
for two numbers (14名市管干部及128名区管干部参加考试). Not here: what one number's own words say (`indicator_rules`).
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
_MONEY_SCALE = re.compile(r"[万亿]$")


class Choice(NamedTuple):
    """The rule of a number, or None; `source`: its own_words, or the number_before or number_after it took it from.

    `previous_domain` is what favoured rules of the same domain while its own words were judged.
    """

    rule: Rule | None
    source: str
    previous_domain: str | None


def choose_rules(folded: str, numbers: list[Number], frames: list[Frame]) -> list[Choice]:
    """The choice for each number of a sentence."""
    chosen: list[Choice] = []
    domain: str | None = None
    for index, (number, frame) in enumerate(zip(numbers, frames, strict=True)):
        _supply_yuan(number, frame)
        choice = Choice(choose_indicator(frame, domain), "own_words", domain)
        if choice.rule is None and index and _repeats(numbers[index - 1], number, frame):
            choice = Choice(chosen[-1].rule, "number_before", domain)
        chosen.append(choice)
        domain = choice.rule.domain if choice.rule else domain
    for index in range(len(numbers) - 2, -1, -1):
        following = numbers[index + 1]
        if chosen[index].rule is None and numbers[index].group == following.group:
            between = folded[numbers[index].unit_end : following.start]
            if _JOINED.fullmatch(between) and not frames[index].left & _counted_classes():
                chosen[index] = Choice(chosen[index + 1].rule, "number_after", chosen[index].previous_domain)
    return chosen


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
    return _union("official", "public", "leaders", "village", "officer", "judicial_office")


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
