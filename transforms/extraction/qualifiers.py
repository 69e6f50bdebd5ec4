"""How exact a number is meant: 余, 多, 近, 约, 超, 以上 … and the bounds that follow.

Here: `read_qualifier`, `bounds`. Source of the bounds: the convention of the extraction interface (X余 reaches to one
unit of its last non-zero digit, 近X from 0.9 X, 约X ± 10 %). Not here: finding numbers.
"""

from __future__ import annotations

import re
from decimal import Decimal

_BEFORE = re.compile(
    r"(?:(?P<about>超过近|接近|将近|近|大约|约为|约占|约|大概|上下)"
    r"|(?P<at_least>超过|超出|超|逾|突破|不少于|不低于|不下于|不下|至少|最少|不小于|多于|高于|大于|起码|达到或超过)"
    r"|(?P<at_most>不超过|不多于|不高于|至多|最多|少于|低于|小于|不足|不到|不大于|控制在))"
    r"(?:达到?|为|有|了)?\s*$"
)
# Last characters of the words above and of what may stand between them and the number.
_BEFORE_ENDS = frozenset("近约为占概下过出超逾破于少多码足到在达有了")
_AFTER_NUMBER = re.compile(r"\s*(?P<more>有余|余|多|来)")
_AFTER_UNIT = re.compile(
    r"\s*(?:[（(]?(?P<at_least>及?以上|之上|起步|有余)|(?P<about>左右|上下)|(?P<at_most>及?以下|以内|之内))"
)
_MORE_STARTS = frozenset("有余多来")
_AFTER_STARTS = frozenset("（(及以之起有左上")
_NINE_TENTHS, _ELEVEN_TENTHS = Decimal("0.9"), Decimal("1.1")


def read_qualifier(folded: str, start: int, end: int, unit_end: int) -> str:
    """exact, at_least, at_most or about, from the words around the numeral folded[start:end] with its measure word.

    约400余人次 is at_least: 余 gives a floor that 约 does not take away; 超过近50% is about.
    """
    numeral = folded[start:end]
    if "余" in numeral or "多" in numeral or more_marker_length(folded, end):
        return "at_least"
    for position in (unit_end, end):
        if _starts_with(folded, position, _AFTER_STARTS) and (found := _AFTER_UNIT.match(folded, position)):
            return str(found.lastgroup)
    before = folded[max(0, start - 8) : start].rstrip()
    if before and before[-1] in _BEFORE_ENDS and (found := _BEFORE.search(before)):
        return str(found.lastgroup)
    return "exact"


def more_marker_length(folded: str, position: int) -> int:
    """Length of 余, 多, 有余 or 来 at `position`, right after the numeral and before the measure word."""
    if not _starts_with(folded, position, _MORE_STARTS):
        return 0
    found = _AFTER_NUMBER.match(folded, position)
    return found.end() - position if found else 0


def _starts_with(folded: str, position: int, characters: frozenset[str]) -> bool:
    first = folded[position : position + 1]
    return first in characters or first.isspace()


def bounds(value: Decimal, qualifier: str, has_more_marker: bool) -> tuple[float | None, float | None]:
    """Lowest and highest value that the words allow; None where a side is open."""
    number = float(value)
    if qualifier == "exact":
        return number, number
    if qualifier == "about":
        return float(value * _NINE_TENTHS), float(value * _ELEVEN_TENTHS)
    if qualifier == "at_most":
        return None, number
    if not has_more_marker:
        return number, None
    return number, float(value + _last_unit(value))


def near_bounds(value: Decimal) -> tuple[float, float]:
    """近X: from 0.9 X to X."""
    return float(value * _NINE_TENTHS), float(value)


def _last_unit(value: Decimal) -> Decimal:
    """One unit of the last non-zero digit: 300 -> 100, 4268 -> 1, 5.3万 -> 1000."""
    if value == 0:
        return Decimal(1)
    reduced = value.normalize()
    exponent = reduced.as_tuple().exponent
    return Decimal(1).scaleb(int(exponent)) if isinstance(exponent, int) else Decimal(1)
