"""Numbers that Word puts before paragraphs by itself: 一、 （一） 1. No text in the file, yet of the report.

Here: `ListNumbers`, which counts through a document. Belongs here: formats of list numbers. Does not belong here: text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from transforms.documents.office_xml import attribute, child, local_name, value_of, whole_number

_CHINESE = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_STEPS = 20


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    pattern: str
    start: int


class ListNumbers:
    """Counters of the lists of one document; `numbering` and `styles` are the roots of these parts, or None."""

    def __init__(self, numbering: Any | None, styles: Any | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str | None, str | None, str | None]] = {}
        if numbering is not None:
            self._read_numbering(numbering)
        if styles is not None and self._lists:
            for style in styles:
                if local_name(style) == "style" and (name := attribute(style, "styleId")):
                    number, level = _numbered(child(style, "pPr"))
                    self._styles[name] = (number, level, value_of(style, "basedOn"))

    def number_of(self, paragraph: Any) -> str:
        """What stands before the text of the next paragraph in order; empty where nothing does."""
        if not self._lists:
            return ""
        properties = child(paragraph, "pPr")
        number, level = _numbered(properties)
        style = value_of(properties, "pStyle") if properties is not None else None
        for _ in range(_STEPS):
            if number is not None or style not in self._styles:
                break
            number, styled, style = self._styles[style]
            level = level if level is not None else styled
        kind = self._lists.get(number or "")
        depth = whole_number(level, 0)
        if kind is None or depth not in self._levels.get(kind, {}):
            return ""
        return self._count(number or "", kind, depth)

    def _count(self, number: str, kind: str, depth: int) -> str:
        counters = self._counters.setdefault(kind, {})
        levels = self._levels[kind]
        starts = self._starts.pop(number, {})
        for level, start in starts.items():
            counters[level] = start - 1
        counters[depth] = counters.get(depth, levels[depth].start - 1) + 1
        for deeper in [level for level in counters if level > depth]:
            del counters[deeper]

        def write(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            own = levels.get(level)
            return write_number(counters.get(level, own.start), own.form) if own else ""

        return "" if levels[depth].form in ("bullet", "none") else re.sub(r"%(\d)", write, levels[depth].pattern)

    def _read_numbering(self, numbering: Any) -> None:
        for element in numbering:
            if local_name(element) == "abstractNum":
                kind = attribute(element, "abstractNumId") or ""
                self._levels[kind] = {
                    whole_number(attribute(level, "ilvl"), 0): _read_level(level)
                    for level in element
                    if local_name(level) == "lvl"
                }
            elif local_name(element) == "num":
                number = attribute(element, "numId") or ""
                self._lists[number] = value_of(element, "abstractNumId") or ""
                self._starts[number] = {
                    whole_number(attribute(override, "ilvl"), 0): start
                    for override in element
                    if local_name(override) == "lvlOverride"
                    and (start := whole_number(value_of(override, "startOverride"), -1)) >= 0
                }


def write_number(number: int, form: str) -> str:
    """A number in one of the formats of Word: 12 is 十二 as `chineseCounting`, ⑫ as `decimalEnclosedCircle`."""
    if form in ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCountingThousand"):
        return _in_chinese(number, _CHINESE, "十百")
    if form in ("chineseLegalSimplified", "ideographLegalTraditional"):
        return _in_chinese(number, _LEGAL, "拾佰")
    if form in ("ideographDigital", "taiwaneseDigital", "japaneseDigitalTenThousand", "taiwaneseCounting"):
        return "".join(_CHINESE[int(digit)] for digit in str(number))
    if form.startswith("decimalEnclosedCircle"):
        return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 % 10 + 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman"):
        written, rest = "", number % 400
        for value, numeral in _ROMAN:
            written += numeral * (rest // value)
            rest %= value
        return written if form == "upperRoman" else written.lower()
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    return str(number)


def _in_chinese(number: int, digits: str, places: str) -> str:
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = digits[hundreds] + places[1] if hundreds else ""
    if tens:
        written += (digits[tens] if tens > 1 or hundreds else "") + places[0]
    elif hundreds and ones:
        written += "零"
    return written + (digits[ones] if ones else "")


def _numbered(properties: Any | None) -> tuple[str | None, str | None]:
    if properties is None:
        return None, None
    return value_of(properties, "numPr", "numId"), value_of(properties, "numPr", "ilvl")


def _read_level(level: Any) -> _Level:
    return _Level(
        value_of(level, "numFmt") or "decimal",
        value_of(level, "lvlText") or "",
        whole_number(value_of(level, "start"), 1),
    )
