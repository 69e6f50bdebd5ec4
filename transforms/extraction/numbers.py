"""Finding numerals in a text: their exact span, value, measure word and qualifier.

Here: `find_numbers` and `Number`. Belongs here: the shapes in which numbers are written. Not here: what they count
(`frames`), and
which of them are decoys (`decoys`). Works on folded text (`characters.fold`), whose offsets are those of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from transforms.catalog.loading import load_knowledge
from transforms.extraction.numerals import numeral_value
from transforms.extraction.qualifiers import bounds, more_marker_length, near_bounds, read_qualifier
from transforms.extraction.units import Unit, match_unit

_CN = "零〇一二三四五六七八九十百千万亿两"
_NUMERAL = re.compile(
    rf"(?P<percent_words>(?:百|千)分之(?:[{_CN}]+(?:点[{_CN}]+)?|\d+(?:\.\d+)?))"
    rf"|(?P<fraction_words>[二三四五六七八九十]+分之[{_CN}]+)"
    r"|(?P<fraction>(?<![\d/.])\d{1,2}/\d{1,3}(?![\d/])(?=左右|以上|的|强|弱))"
    r"|(?P<digits>(?<![\d.])(?:\d{1,4}万\d千(?:\d百)?|\d{1,3}(?:[,，]\d{3})+(?!\d)"
    r"|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"(?:[余多]?(?:百万|千万|万亿|万|亿)|(?:千|百)(?=[余多]?[^\u4e00-\u9fff]?[件份人名册张条次户元])|千(?=余|多)|百(?=余|多))?"
    r"(?:\s?[%‰]|成(?![功立员为效果本熟都绩交就品分]))?)"
    rf"|(?P<chinese>[{_CN}]+(?:点[零〇一二三四五六七八九]+[万亿]?)?(?:[余多][万亿])?"
    r"(?:成(?![功立员为效果本熟都绩交就品分型长套年不]))?)"
)
_VAGUE_BEFORE = frozenset("数几")
# Larger than any count of anything in a country: an identifier, or digits run together.
_LARGEST = 10**15


@dataclass(slots=True)
class Number:
    """A numeral in a text. Offsets count code points; `value` is in base units (万元 as 元, % as percent points)."""

    start: int
    end: int
    quote: str
    value: Decimal | None
    is_chinese: bool
    unit: str | None
    group: str
    unit_end: int
    qualifier: str
    low: float | None
    high: float | None


def find_numbers(folded: str, text: str) -> list[Number]:
    """All numerals of a text in order, decoys included. Both texts have the same length; quotes come from `text`."""
    found = []
    word_at = _word_ends(folded)
    for match in _NUMERAL.finditer(folded):
        start, end = match.span()
        kind = match.lastgroup or "digits"
        if kind == "chinese" and _is_part_of_word(folded, start, end, word_at):
            continue
        found.append(_number(folded, text, start, end, kind))
    return found


def _number(folded: str, text: str, start: int, end: int, kind: str) -> Number:
    numeral = folded[start:end]
    end = start + len(numeral)
    unit: Unit | None = None
    after = end + more_marker_length(folded[end : end + 4])
    if kind == "percent_words":
        value = numeral_value(numeral.split("分之")[1])
        if value is not None and numeral[0] == "千":
            value /= 10
        unit = Unit("%", "percent", end)
    elif kind == "fraction_words":
        below, above = numeral.split("分之")
        denominator, numerator = numeral_value(below), numeral_value(above)
        value = numerator / denominator * 100 if denominator and numerator is not None else None
        unit = Unit("%", "percent", end)
    elif kind == "fraction":
        above, below = numeral.split("/")
        value = Decimal(above) / Decimal(below) * 100 if int(below) else None
        unit = Unit("%", "percent", end)
    elif numeral[-1] in "%‰":
        value = numeral_value(numeral[:-1].strip())
        if value is not None and numeral[-1] == "‰":
            value /= 10
        unit = Unit("%", "percent", end)
    elif numeral[-1] == "成":
        value = numeral_value(numeral[:-1])
        value = None if value is None else value * 10
        unit = Unit("%", "percent", end)
    else:
        value = numeral_value(numeral)
        unit = match_unit(folded, after)
    if value is not None and abs(value) > _LARGEST:
        value = None
    unit_end = unit.end if unit else after
    surface = unit.surface if unit else None
    # 3万元 may be split as 3万 + 元 or, after 余, as 3 + 余 + 万元.
    qualifier = read_qualifier(
        folded[max(0, start - 8) : start], numeral, folded[end : end + 4], folded[unit_end : unit_end + 5]
    )
    low: float | None = None
    high: float | None = None
    if value is not None:
        has_more = after > end or "余" in numeral or "多" in numeral
        low, high = bounds(value, qualifier, has_more)
        if qualifier == "about" and re.search(r"近$", folded[max(0, start - 2) : start]):
            low, high = near_bounds(value)
    return Number(
        start,
        end,
        text[start:end],
        value,
        kind == "chinese",
        surface,
        unit.group if unit else "none",
        unit_end,
        qualifier,
        low,
        high,
    )


def _is_part_of_word(folded: str, start: int, end: int, word_at: dict[int, int]) -> bool:
    if folded[start - 1 : start] in _VAGUE_BEFORE and end - start == 1 and folded[start] in "十百千万亿":
        return True
    return word_at.get(start, -1) >= end


def _word_ends(folded: str) -> dict[int, int]:
    """Offset inside a word with a numeral -> end of that word."""
    return {offset: match.end() for match in _words().finditer(folded) for offset in range(*match.span())}


@cache
def _words() -> re.Pattern[str]:
    words = sorted(load_knowledge("decoys")["words"], key=lambda word: (-len(word), word))
    # 一般纠纷 is a word with 一般; 一起 is a word only where a verb follows (一起部署), otherwise a count (一起案件).
    return re.compile("|".join(map(re.escape, words)) + r"|一起(?=[部落考推抓参学开联共办谋商议研干建来去做走])")
