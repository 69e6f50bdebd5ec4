"""Headings of a report: where a marked or unmarked heading begins and ends, and what kind of mark it bears.

Officials number in a fixed order, 一、 (一) 1. (1) 一是, but pages lose parts of it: 一)加强… (opening bracket), )加强…
(number), 三党政主要负责人… (the comma after the numeral), headings glued to the sentence that follows.
Belongs here: finding and delimiting headings. Does not belong here: what they mean (`roles`), which parts follow from
them (`sections`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.reading.chinese_numerals import read_number

FIRST, SECOND, THIRD, UNSURE = "一、", "（一）", "1.", "一"
PART, BARE, ATTACHMENT, PARAGRAPH = "第一部分", "unnumbered", "attachment", "paragraph"

_KINDS = {"part": PART, "first": FIRST, "third": THIRD}
_OTHER_LINE_ENDS = "\r\v\f\x85\u2028\u2029"
_INDENT = re.compile(r"(?:[\s\u200b\ufeff•●◆■□▶★*#>·]+|\[bookmark:[^\]]*\])*")
_INDENT_STARTS = frozenset("\u200b\ufeff•●◆■□▶★*#>·[")
# What a mark other than 1. may begin with: most lines that are no headings need no look at the expression.
_MARK_STARTS = frozenset("第〇零一二三四五六七八九十（()）附")
_MARK = re.compile(
    r"(?P<part>第[一二三四五六七八九十]{1,2}(?:部分|篇))[\s：:、，,]*"
    r"|(?P<first>[〇零一二三四五六七八九十]{1,3})\s?[、．.:：]\s*"
    r"|[（(]\s?(?P<second>[一二三四五六七八九十]{1,3})\s?[)）]\s*[、．.]?\s*"
    r"|(?P<broken>[一二三四五六七八九十]{1,3})[)）]\s*"
    r"|(?P<lost>[)）])\s*(?=[\u4e00-\u9fff])"
    r"|(?P<third>\d{1,2})\s?[.、．](?!\d)\s*"
    r"|(?P<bare>[一二三四五六七八九十]{1,3})[,，]?(?=[\u4e00-\u9fff])"
    r"|(?P<attachment>附(?:件|表)?\s?\d{0,2}\s?(?:[：:]|$))"
)
# Applied to a text whose other stops have become 。: an expression that begins with a character is found far sooner.
_OTHER_STOPS = "！；：;"
_INLINE = re.compile(
    r"。(?P<gap>[^\S\r\n]*)"
    r"(?:(?P<first>[一二三四五六七八九十]{1,3})、|[（(](?P<second>[一二三四五六七八九十]{1,3})[)）])"
)
_LINE_END = re.compile(r"[\r\n\v\f\x85\u2028\u2029]")
_STOP = re.compile(r"[。！；;：:\r\n]|[（(][一二三四五六七八九十]{1,3}[)）]")
_PAUSE = re.compile(r"[，,\s]")
_TRAILING = " \t\u3000\xa0\u2002\u2003。：:；;，,、."
# 三项制度, 一是, 二十大, 一年来: numerals that open a sentence, not a list.
_NOT_A_MARK = "是年项个名次件起场期份月日季届大中来方要种条类部所家直些切定般级批位把律站网旦手贯边样致线"
MAX_HEADING = 60
MAX_BARE = 34
MAX_LOST_MARK_LINE = 45


class Heading(NamedTuple):
    """A heading found: `kind` of its mark, `number` if it has one, the text without the mark and where it stands."""

    start: int
    end: int
    kind: str
    number: int | None
    title: str
    inline: bool = False


def find_headings(text: str) -> list[Heading]:
    """Every line as a marked heading, a line too short for a sentence (`BARE`) or a `PARAGRAPH`, in order of place.

    A numeral without its comma (三党政主要负责人…) has the kind `UNSURE`: only the numbers around it can tell.
    """
    headings = []
    end = -1
    for line in with_one_mark(text, _OTHER_LINE_ENDS, "\n").split("\n"):
        start = end + 1
        end = start + len(line)
        if line and (line[0] in _INDENT_STARTS or line[0].isspace()):
            start = _INDENT.match(text, start, end).end()  # type: ignore[union-attr]
        if start < end:
            headings.append(_read_line(text, start, end))
    return headings


def _read_line(text: str, start: int, end: int) -> Heading:
    """The line whose words stand from `start` to `end`."""
    first = text[start]
    mark = _MARK.match(text, start, end) if first in _MARK_STARTS or first.isdecimal() else None
    if mark is None:
        if end - start <= MAX_BARE and text[end - 1] not in "。；;，,":
            return Heading(start, end, BARE, None, _squeezed(text[start:end]))
        return Heading(start, end, PARAGRAPH, None, "")
    kind = mark.lastgroup or ""
    if kind == "attachment":
        return Heading(start, end, ATTACHMENT if end - start <= MAX_HEADING else PARAGRAPH, None, "")
    words = mark.end()
    if kind == "bare":
        if end - start > MAX_LOST_MARK_LINE or text[words] in _NOT_A_MARK or "。" in text[start:end]:
            return Heading(start, end, PARAGRAPH, None, "")
        return Heading(start, end, UNSURE, read_number(mark["bare"]), _squeezed(text[words:end]))
    number = None if kind in ("lost", "part") else read_number(mark[kind])
    stop = _heading_end(text, words, end)
    return Heading(start, stop, _KINDS.get(kind, SECOND), number, _squeezed(text[words:stop]))


def find_inline_headings(text: str) -> list[Heading]:
    """Headings glued behind the sentence before them: …基本完成。二、存在的问题 …"""
    headings = []
    for mark in _INLINE.finditer(with_one_mark(text, _OTHER_STOPS, "。")):
        kind = FIRST if mark["first"] else SECOND
        number = read_number(mark["first"] or mark["second"])
        words = mark.end()
        stop = _heading_end(text, words, _line_end(text, words))
        headings.append(Heading(mark.end("gap"), stop, kind, number, _squeezed(text[words:stop]), inline=True))
    return headings


def with_one_mark(text: str, others: str, mark: str) -> str:
    """`text` with each of the characters `others` replaced by `mark`; same length, so the same places."""
    for other in others:
        text = text.replace(other, mark)
    return text


def _line_end(text: str, start: int) -> int:
    found = _LINE_END.search(text, start)
    return found.start() if found else len(text)


def _heading_end(text: str, start: int, line_end: int) -> int:
    """End of the heading whose words begin at `start`: the stop after it, else a pause, else a fair length."""
    stop = _STOP.search(text, start, min(line_end, start + MAX_HEADING))
    if stop:
        return stop.start()
    if line_end - start <= MAX_HEADING:
        return start + len(text[start:line_end].rstrip(_TRAILING))
    pause = _PAUSE.search(text, start + 6, start + 40)
    return pause.start() if pause else start + 40


def _squeezed(words: str) -> str:
    return "".join(words.split()).strip(_TRAILING)
