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
from transforms.reading.outline import (
    BLANK,
    BRACKET,
    BULLET,
    COLON,
    DIGIT,
    LINE_END,
    NUMERAL,
    ODD_LINE_END,
    OTHER_MARK,
    PAUSE,
)

FIRST, SECOND, THIRD, UNSURE = "一、", "（一）", "1.", "一"
PART, BARE, ATTACHMENT, PARAGRAPH = "第一部分", "unnumbered", "attachment", "paragraph"

_KINDS = {"first": FIRST, "second": SECOND, "broken": SECOND, "third": THIRD}
_GLUED = (SECOND, FIRST, THIRD, PART)
_INDENTS = BLANK + BULLET
_MARKS = NUMERAL + BRACKET + DIGIT + OTHER_MARK
_INDENT = re.compile(r"(?:[\s\u200b\ufeff•●◆■□▶★*#>·]+|\[bookmark:[^\]]*\])*")
MAX_HEADING = 60
MAX_BARE = 34
MAX_LOST_MARK_LINE = 45
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
_INLINE = re.compile(r"(?P<first>[一二三四五六七八九十]{1,3})、|[（(](?P<second>[一二三四五六七八九十]{1,3})[)）]")
# What may be such a mark, in an outline; and where one stands behind a colon.
INLINE_OUTLINE = rf"{NUMERAL}{{1,3}}{PAUSE}|\{BRACKET}{NUMERAL}{{1,3}}{OTHER_MARK}"
_BEHIND_COLON = re.compile(f"{COLON}[{BLANK}{ODD_LINE_END}]*(?={INLINE_OUTLINE})")
# The class stands first and what it must be after it: an alternation at the beginning would be tried everywhere.
_STOP = re.compile(r"[。！；;：:（(](?:(?<![（(])|[一二三四五六七八九十]{1,3}[)）])")
_LINE_END = re.compile(f"[^{LINE_END}{ODD_LINE_END}]*")
_PAUSE = re.compile(r"[，,\s]")
_TRAILING = " \t\u3000\xa0\u2002\u2003。：:；;，,、."
# A well-written mark and the words to the stop behind them, by the letter of the outline that the line begins with:
# most headings are read by these alone.
_WORDS = rf"([^。！；;：:（(]{{0,{MAX_HEADING - 1}}}+)(?=[。！；;：:]|\Z)"
_PLAIN = {
    NUMERAL: (FIRST, re.compile(r"([一二三四五六七八九十][〇零一二三四五六七八九十]{0,2})\s?[、．.:：]\s*" + _WORDS)),
    BRACKET: (SECOND, re.compile(r"[（(]\s?([一二三四五六七八九十]{1,3})\s?[)）]\s*[、．.]?\s*" + _WORDS)),
    DIGIT: (THIRD, re.compile(r"(\d{1,2})\s?[.、．](?!\d)\s*" + _WORDS)),
}
# 三项制度, 一是, 二十大, 一年来: numerals that open a sentence, not a list.
NOT_A_MARK = "是年项个名次件起场期份月日季届大中来方要种条类部所家直些切定般级批位把律站网旦手贯边样致线"


class Heading(NamedTuple):
    """A heading found: it starts with its mark of some `kind`, `words` is where its words begin.

    `number` is that of the mark, if it has one. `plain_words` are the words where a stop or the line's end follows them
    at once; of others, `end_of` finds where they end.
    """

    start: int
    words: int
    line_end: int
    kind: str
    number: int | None
    plain_words: str | None = None
    inline: bool = False


def find_headings(text: str, outline: str) -> list[Heading]:
    """Every line as a marked heading, a line too short for a sentence (`BARE`) or a `PARAGRAPH`, in order of place.

    A numeral without its comma (三党政主要负责人…) has the kind `UNSURE`: only the numbers around it can tell.
    `outline` is that of the text.
    """
    headings = []
    end = -1
    for line in outline.replace(ODD_LINE_END, LINE_END).split(LINE_END):
        start = end + 1
        end = start + len(line)
        if not line:
            continue
        if line[0] in _INDENTS:
            start = _INDENT.match(text, start, end).end()  # type: ignore[union-attr]
            if start == end:
                continue
        letter = outline[start]
        if letter in _PLAIN:
            kind, plain = _PLAIN[letter]
            mark = plain.match(text, start, end)
            if mark is not None:
                numeral, words = mark.groups()
                headings.append(Heading(start, mark.start(2), end, kind, read_number(numeral), words))
                continue
        mark = _MARK.match(text, start, end) if letter in _MARKS else None
        if mark is not None:
            headings.append(_read_mark(text, mark, start, end))
        elif end - start <= MAX_BARE and text[end - 1] not in "。；;，,":
            headings.append(Heading(start, start, end, BARE, None, text[start:end]))
        else:
            headings.append(Heading(start, start, end, PARAGRAPH, None))
    return headings


def _read_mark(text: str, mark: re.Match[str], start: int, end: int) -> Heading:
    """What the line from `start` to `end` is by its mark."""
    kind = mark.lastgroup or ""
    words = mark.end()
    if kind in _KINDS:
        return Heading(start, words, end, _KINDS[kind], read_number(mark[kind]))
    if kind == "part":
        return Heading(start, words, end, PART, None)
    if kind == "lost":
        return Heading(start, words, end, SECOND, None)
    if kind == "attachment":
        return Heading(start, start, end, ATTACHMENT if end - start <= MAX_HEADING else PARAGRAPH, None)
    if end - start > MAX_LOST_MARK_LINE or text[words] in NOT_A_MARK or "。" in text[start:end]:
        return Heading(start, start, end, PARAGRAPH, None)
    return Heading(start, words, end, UNSURE, read_number(mark["bare"]))


def find_inline_headings(text: str, outline: str, sentences: list[int]) -> list[Heading]:
    """Headings glued behind the sentence before them: …基本完成。二、存在的问题 …

    `sentences` are places where sentences begin inside lines; headings behind colons are looked for here.
    """
    places = [place for place in sentences if outline[place] in (NUMERAL, BRACKET)]
    if COLON in outline:
        places = sorted(places + [colon.end() for colon in _BEHIND_COLON.finditer(outline)])
    headings = []
    for start in places:
        mark = _INLINE.match(text, start)
        if mark:
            kind = mark.lastgroup or ""
            line_end = _LINE_END.match(outline, mark.end()).end()  # type: ignore[union-attr]
            headings.append(Heading(start, mark.end(), line_end, _KINDS[kind], read_number(mark[kind]), inline=True))
    return headings


def end_of(text: str, heading: Heading) -> int:
    """Where a heading ends: a marked one at a stop, else a pause, else after a fair length; others with the line."""
    start, line_end = heading.words, heading.line_end
    if heading.kind not in _GLUED:
        return line_end
    is_short = line_end - start <= MAX_HEADING
    stop = _STOP.search(text, start, line_end if is_short else start + MAX_HEADING)
    if stop:
        return stop.start()
    if is_short:
        return start + len(text[start:line_end].rstrip(_TRAILING))
    pause = _PAUSE.search(text, start + 6, start + 40)
    return pause.start() if pause else start + 40


def title_of(text: str, heading: Heading) -> str:
    """The words of a heading without mark, inner blanks and end punctuation."""
    words = heading.plain_words
    if words is None:
        words = text[heading.words : end_of(text, heading)]
    return "".join(words.split()).strip(_TRAILING)
