"""The value of a numeral as written: digits with separators, Chinese numerals, mixed forms, fractions.

Here: `numeral_value`. Belongs here: how numerals are read. Not here: where they stand (`numbers`) and what 余 or 近
do to bounds
(`qualifiers`). Decimal arithmetic keeps 1.2万 at 12000 exactly.
"""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "壹": 1, "贰": 2, "叁": 3}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
# Digits run together: no value that a count could have, and Python refuses to read thousands of them.
_LONGEST = 100
# 1万2千 is one number.
_MIXED = re.compile(r"\d+万\d千(?:\d百)?")
_MIXED_PART = re.compile(r"(\d+)([万千百])")


def numeral_value(numeral: str) -> Decimal | None:
    """Value of a folded numeral such as 1,260, 3.2万, 650余万, 三百二十, 二〇二二, 三点五; else None.

    余 and 多 inside are skipped: they belong to the qualifier.
    """
    plain = numeral.replace(",", "").replace("，", "").replace(" ", "").replace("余", "").replace("多", "")
    if len(plain) > _LONGEST:
        return None
    if _MIXED.fullmatch(plain):
        return sum(
            (Decimal(digits) * {**_SMALL, **_LARGE}[mark] for digits, mark in _MIXED_PART.findall(plain)), Decimal(0)
        )
    scale = Decimal(1)
    while plain and plain[-1] in "万亿千百" and plain[0] in "0123456789.":
        scale *= _LARGE.get(plain[-1]) or _SMALL[plain[-1]]
        plain = plain[:-1]
    if not plain:
        return None
    if plain[0] in "0123456789":
        try:
            return Decimal(plain) * scale
        except ArithmeticError:
            return None
    if "点" in plain:
        whole, _, fraction = plain.partition("点")
        tail = fraction.rstrip("万亿")
        value = _chinese(whole)
        if value is None or not tail or any(c not in _DIGITS for c in tail):
            return None
        result = Decimal(value) + Decimal("0." + "".join(str(_DIGITS[c]) for c in tail))
        for mark in fraction[len(tail) :]:
            result *= _LARGE[mark]
        return result
    chinese = _chinese(plain)
    return None if chinese is None else Decimal(chinese)


def _chinese(numeral: str) -> int | None:
    if not numeral:
        return None
    if all(c in _DIGITS for c in numeral):
        # 二〇二二 is read digit by digit; so is 八 alone.
        return int("".join(str(_DIGITS[c]) for c in numeral))
    total = section = current = 0
    last_unit = 0
    for c in numeral:
        if c in _DIGITS:
            current = _DIGITS[c]
        elif c in _SMALL:
            section += (current or (0 if section and last_unit and last_unit <= _SMALL[c] else 1)) * _SMALL[c]
            current, last_unit = 0, _SMALL[c]
        elif c in _LARGE:
            section += current
            total = (total + (section or 1)) * _LARGE[c] if c == "亿" else total + (section or 1) * _LARGE[c]
            section = current = 0
            last_unit = _LARGE[c]
        else:
            return None
    # 三百二 is 320, but only where no 零 and a unit above ten precede.
    if current and last_unit >= 100 and len(numeral) > 1 and numeral[-2] in "百千万亿":
        current *= last_unit // 10
    return total + section + current
