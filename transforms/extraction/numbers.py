"""Finding numerals in a text, and reading one: its exact span, value, measure word and qualifier.

Here: `find_numerals`, `read_number`, `Number`. Belongs here: the shapes in which numbers are written. Not here: what
they count (`frames`), and which of them are decoys (`decoys`). Works on folded text (`characters.fold`), whose offsets
are those of the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from transforms.extraction.characters import NUMERALS
from transforms.extraction.decoys import is_part_of_word
from transforms.extraction.numerals import numeral_value
from transforms.extraction.qualifiers import bounds, more_marker_length, near_bounds, read_qualifier
from transforms.extraction.units import Unit, match_unit

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_DIGITS = re.compile(
    r"(?P<fraction>\d{1,2}/\d{1,3}(?![\d/])(?=左右|以上|的|强|弱))"
    r"|(?P<digits>(?:\d{1,4}万\d千(?:\d百)?|\d{1,3}(?:[,，]\d{3})+(?!\d)"
    r"|\d{1,3}(?: \d{3})+(?!\d)|\d+(?:\.\d+)?)"
    r"(?:[余多]?(?:百万|千万|万亿|万|亿)|(?:千|百)(?=[余多]?[^\u4e00-\u9fff]?[件份人名册张条次户元])|千(?=余|多)|百(?=余|多))?"
    r"(?:\s?[%‰]|成(?![功立员为效果本熟都绩交就品分]))?)"
)
# What may follow plain digits where they are not the whole numeral.
_GOES_ON = frozenset(" ,，/万亿百千成%‰余多\n\r\t\x0b\x0c\x85\u2028\u2029")
_CHINESE = re.compile(
    rf"(?P<percent_words>(?:百|千)分之(?:[{NUMERALS}]+(?:点[{NUMERALS}]+)?|\d+(?:\.\d+)?))"
    rf"|(?P<fraction_words>[二三四五六七八九十]+分之[{NUMERALS}]+)"
    rf"|(?P<chinese>[{NUMERALS}]+(?:点[零〇一二三四五六七八九]+[万亿]?)?(?:[余多][万亿])?"
    r"(?:成(?![功立员为效果本熟都绩交就品分型长套年不]))?)"
)
# Larger than any count of anything in a country: an identifier, or digits run together.
_LARGEST = 10**15


class Numeral(NamedTuple):
    """Where a numeral stands and in which form: digits, fraction, chinese, percent_words or fraction_words."""

    start: int
    end: int
    form: str

    @property
    def is_chinese(self) -> bool:
        """Written in Chinese numerals, not as a share (三名, but not 百分之三)."""
        return self.form == "chinese"


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


def find_numerals(folded: str, places: list[int]) -> list[Numeral]:
    """All numerals of a text in order, decoys included. `places`: offsets of its numeral characters (`read_marks`)."""
    found = []
    reached = 0
    for start in places:
        if start < reached:
            continue
        if folded[start] in NUMERALS:
            match = _CHINESE.match(folded, start)
            assert match is not None
            reached = match.end()
            form = str(match.lastgroup)
            if form == "chinese" and is_part_of_word(folded, start, reached):
                continue
        else:
            if start and (folded[start - 1] == "." or folded[start - 1].isdecimal()):
                continue
            match = _PLAIN.match(folded, start)
            if match is None:
                continue
            reached = match.end()
            form = "digits"
            if folded[reached : reached + 1] in _GOES_ON:
                is_fraction = folded[reached : reached + 1] == "/" and folded[start - 1 : start] != "/"
                if (match := _DIGITS.match(folded, start)) and (match.lastgroup == "digits" or is_fraction):
                    reached, form = match.end(), str(match.lastgroup)
        found.append(Numeral(start, reached, form))
    return found


def read_number(folded: str, text: str, numeral: Numeral) -> Number:
    """Value, measure word and qualifier of a numeral. Both texts have the same length; the quote comes from `text`."""
    start, end, form = numeral
    written = folded[start:end]
    after = end + more_marker_length(folded, end)
    value, is_share = _value(written, form)
    unit = Unit("%", "percent", end) if is_share else match_unit(folded, after)
    if value is not None and abs(value) > _LARGEST:
        value = None
    unit_end = unit.end if unit else after
    qualifier = read_qualifier(folded, start, end, unit_end)
    low: float | None = None
    high: float | None = None
    if value is not None:
        low, high = bounds(value, qualifier, after > end or "余" in written or "多" in written)
        if qualifier == "about" and folded[start - 1 : start] == "近":
            low, high = near_bounds(value)
    return Number(
        start,
        end,
        text[start:end],
        value,
        form == "chinese",
        unit.surface if unit else None,
        unit.group if unit else "none",
        unit_end,
        qualifier,
        low,
        high,
    )


def value_of(written: str, form: str) -> Decimal | None:
    """Value of a numeral in base units; None where it has none that could be a count of anything."""
    value = _value(written, form)[0]
    return None if value is not None and abs(value) > _LARGEST else value


@lru_cache(maxsize=4096)
def _value(written: str, form: str) -> tuple[Decimal | None, bool]:
    """Value in base units, and whether it is a share: 98%, 百分之三, 八成, 1/4."""
    if form == "percent_words":
        value = numeral_value(written.split("分之")[1])
        return (value / 10 if value is not None and written[0] == "千" else value), True
    if form == "fraction_words":
        below, above = written.split("分之")
        denominator, numerator = numeral_value(below), numeral_value(above)
        return (numerator / denominator * 100 if denominator and numerator is not None else None), True
    if form == "fraction":
        above, below = written.split("/")
        return (Decimal(above) / Decimal(below) * 100 if int(below) else None), True
    if written[-1] in "%‰":
        value = numeral_value(written[:-1].strip())
        return (value / 10 if value is not None and written[-1] == "‰" else value), True
    if written[-1] == "成":
        value = numeral_value(written[:-1])
        return (None if value is None else value * 10), True
    return numeral_value(written), False
