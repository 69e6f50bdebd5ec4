"""What was only the means: 通过讲座、网课等方式学习宪法8次 counts no lectures.

Here: `without_instruments`. Not here: the words (catalog/vocabulary.yaml).
"""

from __future__ import annotations

import re

from transforms.extraction.vocabulary import Word

_INSTRUMENT = re.compile(
    r"(?:通过|采取|采用|利用|借助|运用|以)[^，,。；;0-9]{2,48}?(?:等(?:多种|各种|不同|线上线下|有效)?|的)(?:形式|方式|手段|途径|渠道|载体|平台|方法)"
)
_ENDS = ("形式", "方式", "手段", "途径", "渠道", "载体", "平台", "方法")


def without_instruments(folded: str, start: int, end: int, words: list[Word]) -> list[Word]:
    """The words of a sentence but those that name by which means something was done."""
    if not any(folded.find(ending, start, end) >= 0 for ending in _ENDS):
        return words
    spans = [match.span() for match in _INSTRUMENT.finditer(folded, start, end)]
    return [word for word in words if not any(a <= word.start and word.end <= b for a, b in spans)]
