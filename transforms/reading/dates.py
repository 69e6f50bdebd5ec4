"""Dates as pages and signatures write them, and the readings of dates that lost a separator.

`2023-02-10 09:42`, `2023年2月8日`, `二〇二三年二月八日`, `2023/2/8`, `20230208`, full-width digits. A date that lost a
separator (`2025112`, `20242月27日`) is not a date but has readings. Not here: which date means what (`metadata`,
`signature`, `publication`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from transforms.reading.chinese_numerals import DIGITS, ZEROS, read_number, read_year, with_ascii_digits

_YEAR_DIGIT = f"[{DIGITS}{ZEROS}]"
_NUMERAL = f"[{DIGITS}十]{{1,3}}"
DATE = re.compile(
    r"(?<!\d)(?:"
    r"(?P<y>(?:19|20)\d\d)\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})(?!\d)\s*日?"
    r"|(?P<yc>(?:19|20)\d\d(?=\s*年)|[一二]" + _YEAR_DIGIT + r"{3})\s*年\s*(?P<mc>" + _NUMERAL + r"|\d{1,2})\s*月\s*"
    r"(?P<dc>" + _NUMERAL + r"|\d{1,2})\s*日"
    r"|(?P<compact>20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
    r")"
)
_BROKEN = re.compile(r"(20\d\d)\s*(年?)\s*(\d{1,4})\s*(月?)\s*(\d{0,2})\s*(日?)")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date and where it stands in the text searched."""

    value: date
    start: int
    end: int


def find_dates(text: str, start: int = 0, end: int | None = None) -> list[DateFound]:
    """Whole dates between `start` and `end` of `text`, in order; impossible ones (2月30日) are left out."""
    ascii_text = with_ascii_digits(text)
    found = []
    for match in DATE.finditer(ascii_text, start, len(text) if end is None else end):
        value = _value(match)
        if value is not None:
            found.append(DateFound(value, match.start(), match.end()))
    return found


def _value(match: re.Match[str]) -> date | None:
    if match["compact"]:
        digits = match["compact"]
        return make_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    if match["y"]:
        return make_date(int(match["y"]), int(match["m"]), int(match["d"]))
    return make_date(read_year(match["yc"]), read_number(match["mc"]), read_number(match["dc"]))


def make_date(year: int | None, month: int | None, day: int | None) -> date | None:
    """The date, or None when there is no such day."""
    if year is None or month is None or day is None:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def readings_of_broken_date(words: str) -> list[date]:
    """All dates that `words` may stand for when separators were lost; empty when it is a whole date or none at all.

    ``2025112`` -> 2025-01-12, 2025-11-02; ``20242月27日`` -> 2024-02-27; ``2023年2月8日`` -> [].
    """
    match = _BROKEN.fullmatch(with_ascii_digits(words).strip())
    if match is None:
        return []
    year, year_sign, first, month_sign, second, day_sign = match.groups()
    if year_sign and month_sign:
        return []
    if not (second or year_sign or month_sign or day_sign) and len(first) == 4 and int(first[:2]) in range(1, 13):
        return []
    if month_sign:
        splits = [(first, second)]
    elif second:
        return []
    else:
        splits = [(first[:cut], first[cut:]) for cut in (1, 2)]
    readings = set()
    for month, day in splits:
        if not month or not day or len(month) > 2 or len(day) > 2:
            continue
        value = make_date(int(year), int(month), int(day))
        if value is not None:
            readings.add(value)
    return sorted(readings)
