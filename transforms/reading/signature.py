"""The signature at the end: who signs, on which day.

The date may be in Chinese numerals, may have lost its separators (2025112), may follow the body on one line; below it
come editors, footers and menus.
Belongs here: the last lines. Does not belong here: the head (`metadata`), choosing dates (`publication`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from transforms.reading.dates import find_dates, readings_of_broken_date
from transforms.reading.lines import Line, squeeze
from transforms.reading.simplified import simplified

LAST_LINES = 25
_ORGAN = re.compile(
    r"^[\u4e00-\u9fff（）()、]{2,40}?"
    r"(?:人民政府|办事处|委员会|管委会|领导小组|[局委办厅院社署队](?:机关)?|办公室|中心|街道|镇|乡)$"
)
_FOOTER = re.compile(
    r"主办|承办|版权|备案|ICP|标识码|电话|地址|邮编|编辑|审核|扫一扫|打印|关闭|分享|技术支持|浏览|网站|来源"
)
_ONLY_DATE = re.compile(r"^[\W_]*$")
_BROKEN_LINE = re.compile(r"^20\d\d\s*年?\s*\d{1,4}\s*月?\s*\d{0,2}\s*日?$")


@dataclass(frozen=True, slots=True)
class Signature:
    """The signing body as written, the date under it, and what a broken date may mean, each where it stands."""

    organ: str | None = None
    signed_on: date | None = None
    date_words: str | None = None
    date_start: int | None = None
    broken: tuple[date, ...] = ()


def find_signature(lines: list[Line]) -> Signature:
    """Signature among the last lines of a text; empty where there is none."""
    tail = lines[-LAST_LINES:]
    for index in range(len(tail) - 1, -1, -1):
        line = tail[index]
        words = squeeze(line.text)
        if len(words) > 60 or not words or words[-1] in "，。；：":
            continue
        found = find_dates(line.text)
        if len(found) == 1:
            before, after = line.text[: found[0].start], line.text[found[0].end :]
            organ = _ORGAN.match(simplified(squeeze(before).strip("（(")))
            if _ONLY_DATE.match(after) and (_ONLY_DATE.match(before) or organ):
                name = squeeze(before).strip("（(") if organ else _organ_above(tail, index)
                start = line.start + found[0].start
                return Signature(name, found[0].value, line.text[found[0].start : found[0].end], start)
        elif not found and _BROKEN_LINE.match(words):
            readings = readings_of_broken_date(words)
            if readings:
                return Signature(_organ_above(tail, index), None, line.text, line.start, tuple(readings))
    return Signature(_last_organ(tail))


def _organ_above(tail: list[Line], index: int) -> str | None:
    """The signing body in the two lines above the date."""
    for line in reversed(tail[max(0, index - 2) : index]):
        words = squeeze(line.text)
        if _ORGAN.match(simplified(words)) and not _FOOTER.search(words):
            return words
    return None


def _last_organ(tail: list[Line]) -> str | None:
    """A signing body without a date: a line of its own, below the body."""
    for line in reversed(tail):
        words = squeeze(line.text)
        if words.endswith(("。", "；")) and len(words) > 30:
            return None
        if _ORGAN.match(simplified(words)) and not _FOOTER.search(words) and len(words) >= 4:
            return words
    return None
