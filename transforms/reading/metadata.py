"""Labelled values of a page's head: 发布日期, 成文日期, 发布机构, 来源, 标题.

Heads come as `[ 发布日期 ] 2025-01-16`, `发布时间：2023-03-30 14:27`, `成文日期: | 2022-02-11 |`, a label alone on its
line with the value on the next, several on one line, with blanks inside a label (索 引 号), and twice over.
Belongs here: cutting labels and values. Does not belong here: which lines are the head (`page`), what the date is used
for (`publication`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.reading.chinese_numerals import with_ascii_digits
from transforms.reading.lines import Line
from transforms.reading.patterns import load_patterns
from transforms.reading.simplified import simplified

# "信息来源: 区司法局发布时间:2025-11-07": a date label may be glued to the value before it.
_OPENING = r"(?:(?<![\u4e00-\u9fff])[\[【〔•·|｜\s]*|(?=(?:发布|成文|发文|更新)(?:时间|日期)[:：]\s*20))"
_BRACKETED = r"\s*[\]】〕]\s*[:：]?"
_DELIMITED = r"\s*(?:[:：]\s*[|｜]?|[|｜])"
_VALUE_END = re.compile(r"[\[【〔|｜]|\s{2,}|\u3000")
_EDGE = " \t\u3000\xa0\u2002\u2003:：|｜[]【】〔〕•·"
MAX_VALUE = 80
MAX_LINE = 600


@dataclass(frozen=True, slots=True)
class Labelled:
    """A value, the field its label stands for, the label as written (without blanks), and where the value begins."""

    field: str
    label: str
    value: str
    start: int


@cache
def _labels() -> tuple[re.Pattern[str], dict[str, str]]:
    """One expression for all labels with blanks allowed inside, and the field of each label."""
    fields: dict[str, str] = {}
    for pattern in load_patterns("metadata_labels"):
        for word in pattern.regex.pattern.split("|"):
            fields[word.replace("?", "")] = pattern.label
            if word.endswith("?"):
                fields[word[:-2]] = pattern.label
    words = sorted(fields, key=lambda word: (-len(word), word))
    spaced = "|".join(r"\s{0,4}".join(word) for word in words)
    expression = (
        f"{_OPENING}(?P<label>{spaced})(?:(?P<bracketed>{_BRACKETED})|(?P<delimited>{_DELIMITED})|(?P<end>\\s*$))"
    )
    return re.compile(expression), fields


def find_labelled(lines: list[Line]) -> list[Labelled]:
    """Labelled values in `lines`, in order; a label alone on its line takes the next line if that has no label."""
    expression, fields = _labels()
    shadows = [_shadow(line.text) for line in lines]
    labels = [[match for match in expression.finditer(shadow) if _is_label(match, shadow)] for shadow in shadows]
    found = []
    for index, line in enumerate(lines):
        for position, match in enumerate(labels[index]):
            last = position + 1 == len(labels[index])
            limit = len(line.text) if last else labels[index][position + 1].start()
            start, value = _cut(line.text, match.end(), limit)
            offset = line.start + start
            if not value and last and index + 1 < len(lines) and not labels[index + 1]:
                value, offset = lines[index + 1].text.strip(_EDGE), lines[index + 1].start
            if value and len(value) <= MAX_VALUE:
                label = "".join(match["label"].split())
                found.append(Labelled(fields[label], label, value, offset))
    return found


def has_label(text: str) -> bool:
    """Whether a line bears any label of a page's head."""
    shadow = _shadow(text)
    return any(_is_label(match, shadow) for match in _labels()[0].finditer(shadow))


def first_label(text: str) -> int | None:
    """Where the first label of a line begins, or None."""
    shadow = _shadow(text)
    return next((match.start() for match in _labels()[0].finditer(shadow) if _is_label(match, shadow)), None)


def _shadow(text: str) -> str:
    """What labels are looked for in: the beginning of a line, in simplified script with ASCII digits."""
    return with_ascii_digits(simplified(text[:MAX_LINE]))


def _is_label(match: re.Match[str], shadow: str) -> bool:
    """A word at the line's end counts as a label only when it is the whole line."""
    return match["end"] is None or (match.start() == 0 and bool(shadow.strip()))


def _cut(text: str, start: int, limit: int) -> tuple[int, str]:
    while start < limit and text[start] in _EDGE:
        start += 1
    stop = _VALUE_END.search(text, start, limit)
    end = stop.start() if stop else limit
    return start, text[start:end].strip(_EDGE)
