"""How a value is written: 362, 360余, 近400, 1.5万余, 3 260, 二十四, 97.79%.

Here: `Style`, `write_count`, `write_amount`, `write_rate`. Each gives (word before, digits, word after, the value that
the digits say, qualifier). Not here: which value it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from benchmarks.generator.places import mix

Written = tuple[str, str, str, float, str]
ONES = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Style:
    """Habits of the clerk who writes for a place for some years."""

    about: float  # share of larger counts that are not exact
    myriads: bool  # 1.5万 rather than 15000
    separator: str  # between thousands
    chinese: bool  # small counts as 三, 二十四
    decimals: int  # of rates
    wide_percent: bool  # ％
    narrow: bool  # half-width commas and brackets
    separate_headings: bool
    layout: int
    order: int


@lru_cache(maxsize=256)
def make_style(place_key: int, year: int) -> Style:
    """The clerk changes every few years, in another year for each place."""
    bits = mix(place_key, 0xC1E2 + (year + place_key % 5) // 5)
    return Style(
        about=(0.05, 0.15, 0.25, 0.4)[bits & 3],
        myriads=bits >> 2 & 3 > 1,
        separator=("", ",", " ")[max(0, (bits >> 4 & 31) - 28)] if bits >> 4 & 31 < 31 else "",
        chinese=(bits >> 9 & 15) == 0,
        decimals=(2, 2, 1, 0)[bits >> 13 & 3],
        wide_percent=(bits >> 15 & 31) == 0,
        narrow=(bits >> 20 & 7) > 4,
        separate_headings=bool(bits >> 23 & 1),
        layout=bits >> 24 & 63,
        order=bits >> 30 & 63,
    )


def write_count(value: float, style: Style, chance: float, exact: bool) -> Written:
    """A count of things."""
    count = int(value)
    if not exact and count >= 60 and chance < style.about:
        step = 10 if count < 1000 else 100 if count < 10000 else 1000 if count < 100000 else 10000
        kind = chance / style.about
        if kind < 0.8:
            floor = count - count % step
            return "", _digits(floor, style, True), "余", floor, "at_least"
        if kind < 0.92:
            ceiling = count - count % step + step
            return "近", _digits(ceiling, style, True), "", ceiling, "about"
        middle = (count + step // 2) // step * step
        return "约", _digits(middle, style, True), "", middle, "about"
    if count >= 10000 and style.myriads and not exact:
        hundreds = (count + 50) // 100
        return "", _myriads(hundreds * 100), "", hundreds * 100, "exact"
    return "", _digits(count, style, False), "", count, "exact"


def write_amount(value: float, style: Style, myriad: bool) -> Written:
    """An amount of yuan: in 万元 where the sentence says so."""
    yuan = int(value)
    if not myriad:
        return "", _digits(yuan, style, False), "", yuan, "exact"
    hundreds = (yuan + 50) // 100
    return "", _myriads(hundreds * 100), "", hundreds * 100, "exact"


def write_rate(value: float, style: Style, precise: bool = False) -> Written:
    """A percentage, rounded to the decimals that the clerk likes."""
    scale = 100 if precise else (1, 10, 100)[style.decimals]
    steps = int(value * scale + 0.5)
    if value < 100 <= steps / scale:  # 99.96 is not written as 100
        scale, steps = 100, int(value * 100 + 0.5)
    if steps % scale == 0:
        digits = str(steps // scale)
    else:
        digits = f"{steps // scale}.{steps % scale:0{len(str(scale)) - 1}d}".rstrip("0")
    return "", digits + ("％" if style.wide_percent else "%"), "", steps / scale, "exact"


def _myriads(count: int) -> str:
    whole, rest = divmod(count, 10000)
    return (f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)) + "万"


def _digits(count: int, style: Style, rounded: bool) -> str:
    if count >= 10000:
        if rounded and style.myriads:
            return _myriads(count)
        if style.separator:
            return f"{count:,}".replace(",", style.separator)
        return str(count)
    if count >= 1000 and style.separator:
        return f"{count:,}".replace(",", style.separator)
    if style.chinese:
        if 0 < count < 100:
            return _chinese(count)
        if rounded and count % 100 == 0:
            return (ONES[count // 1000] + "千" if count >= 1000 else "") + (
                ONES[count % 1000 // 100] + "百" if count % 1000 else ""
            )
    return str(count)


def _chinese(count: int) -> str:
    if count <= 10:
        return "两" if count == 2 else ONES[count]
    tens, ones = divmod(count, 10)
    return (ONES[tens] if tens > 1 else "") + "十" + (ONES[ones] if ones else "")
