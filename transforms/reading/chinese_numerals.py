"""Chinese and full-width digits as they stand in years, dates and heading marks.

Belongs here: digits of years (二〇二二), days and months (十二), list marks (十一). Not here: amounts in running text,
which are the business of `transforms.extraction`.
"""

from __future__ import annotations

ZEROS = "〇○零Ｏ０◯O0oｏ"
DIGITS = "一二三四五六七八九"
_VALUES = {character: number for number, character in enumerate(DIGITS, start=1)} | dict.fromkeys(ZEROS, 0)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９：／－．", "0123456789:/-.")


def with_ascii_digits(text: str) -> str:
    """`text` with full-width digits, colons, slashes, dashes and dots in ASCII; same length."""
    return text.translate(_FULL_WIDTH)


def read_year(digits: str) -> int | None:
    """2022 from ``2022``, ``二〇二二``, ``二○二二``, ``二零二二``; None for anything else."""
    if digits.isascii() and digits.isdigit():
        return int(digits) if len(digits) == 4 else None
    if len(digits) != 4 or any(character not in _VALUES for character in digits):
        return None
    return int("".join(str(_VALUES[character]) for character in digits))


def read_number(numeral: str) -> int | None:
    """1 to 99 from ``3``, ``三``, ``十``, ``十二``, ``二十``, ``三十一``; None for anything else."""
    if numeral in _VALUES:
        return _VALUES[numeral]
    if numeral.isascii() and numeral.isdigit():
        return int(numeral)
    tens, ten, ones = numeral.partition("十")
    if not ten or len(tens) > 1 or len(ones) > 1:
        return None
    if (tens and tens not in DIGITS) or (ones and ones not in DIGITS):
        return None
    return (_VALUES[tens] if tens else 1) * 10 + (_VALUES[ones] if ones else 0)
