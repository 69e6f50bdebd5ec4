"""One percentage for several rates: 参考率、合格率均达100%.

Here: `rates_named_together`. Not here: which indicator each rate is (`indicator_rules`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from transforms.extraction.frames import Frame
from transforms.extraction.numbers import Number
from transforms.extraction.vocabulary import Word

_JOINED = re.compile(r"\s*(?:[、和及与，,]|以及)\s*")
_RATE = re.compile(r"(?:率|度|比例|面|比)$")


def rates_named_together(folded: str, number: Number, frame: Frame) -> list[Frame]:
    """A frame for each rate noun joined to the one nearest to the number, itself included; empty if it is alone."""
    rates = [word for word in frame.left_words if word.head_classes and _RATE.search(word.surface)]
    if not rates:
        return []
    group: list[Word] = [rates[-1]]
    for word in reversed(rates[:-1]):
        if not _JOINED.fullmatch(folded[word.end : group[0].start]):
            break
        group.insert(0, word)
    if len(group) == 1:
        return []
    every = 0
    for word in group:
        every |= word.classes
    return [
        replace(
            frame,
            left=(frame.left & ~every) | word.classes,
            left_head=word.head_classes,
            head=word.head_classes,
        )
        for word in group
    ]
