"""The year a document reports on (or plans for), and the words that say so.

The title decides; then the text's own 现将2022年度…情况报告如下 and 20xx年…法治政府建设; then its headings and opening
sentence. A range (2021—2023年, 近三年) is no single year: null. A date of publication alone says nothing.
Belongs here: choosing the year. Does not belong here: dates (`dates`, `publication`).
"""

from __future__ import annotations

import re
from collections import Counter

from transforms.reading.chinese_numerals import read_year, with_ascii_digits
from transforms.reading.roles import MEASURES, OTHER, PLAN
from transforms.reading.sections import Section
from transforms.reading.simplified import simplified

_CHINESE = r"二[〇○零Ｏ０◯O0oｏ][一二三四五六七八九〇○零Ｏ０◯O0oｏ]{2}"
_YEAR = rf"(?<!\d)(?P<year>20[0-4]\d|{_CHINESE})(?!\d)"
_YEAR_WORD = rf"{_YEAR}\s*年度?(?!\s*\d{{1,2}}\s*月)"
_RANGE = re.compile(
    rf"(?:20\d\d|{_CHINESE})\s*年?度?\s*(?:[-—－–~～至到]{{1,2}}|、|和|与)\s*(?:20\d\d|{_CHINESE})\s*年|20\d\d20\d\d年"
)
_BRACKETED_RANGE = re.compile(
    rf"[（(]\s*(?:20\d\d|{_CHINESE})\s*年?\s*[-—－–~～至到]{{0,2}}\s*(?:20\d\d|{_CHINESE})\s*年?\s*[）)]"
)
_SPAN_OF_YEARS = re.compile(
    r"(?:近|过去|最近)?[一二两三四五六七八九十]+年(?:来|以来)?(?=.{0,12}(?:法治|依法|工作))|十[三四五]五"
)
_DOCUMENT_NUMBER = re.compile(r"[〔\[【（(]\s*20\d\d\s*[〕\]】）)]")
_TITLE_YEAR = re.compile(rf"{_YEAR}\s*(?:年度?)?")
_QUOTED = re.compile(r"《[^》\n]{0,80}》")
_NOW_REPORTED = re.compile(
    rf"现[将就把](?:[^。；\n]{{0,24}}?){_YEAR_WORD}|{_YEAR_WORD.replace('?P<year>', '?P<year2>')}"
    r"[^。；\n]{0,20}(?:法治政府|依法行政|法治建设)[^。；\n]{0,16}(?:报告|汇报|总结|公布|公开|通报)如下"
)
_ABOUT = re.compile(rf"{_YEAR_WORD}(?=[^。；，,\n]{{0,12}}(?:法治政府|依法行政|法治建设))")
_ANY = re.compile(_YEAR_WORD)
_SENTENCES = 160


def find_report_year(title: str | None, text: str, body: int, sections: list[Section]) -> tuple[int | None, str | None]:
    """Year and the words it was read from; (None, words) when they name no single year, (None, None) without any.

    `title` is without blanks, `body` the place in `text` where the title ends, `sections` the parts of `text`.
    """
    if title:
        year, words = _year_of_title(with_ascii_digits(simplified(title)))
        if words is not None:
            return year, f"标题：{words}"
    shadow = with_ascii_digits(simplified(text))
    shadow = _QUOTED.sub(lambda quoted: "　" * len(quoted[0]), shadow)
    shadow = _RANGE.sub(lambda span: "　" * len(span[0]), shadow)
    return _year_of_body(shadow, body, sections)


def _year_of_title(title: str) -> tuple[int | None, str | None]:
    title = _BRACKETED_RANGE.sub("", title)
    title = _DOCUMENT_NUMBER.sub("", title)
    span = _RANGE.search(title)
    if span:
        return None, span[0]
    found = _TITLE_YEAR.search(title)
    if found:
        return read_year(found["year"]), found[0]
    several = _SPAN_OF_YEARS.search(title)
    return (None, several[0]) if several else (None, None)


def _year_of_body(shadow: str, body: int, sections: list[Section]) -> tuple[int | None, str | None]:
    plans = [(section.start, section.end) for section in sections if section.role == PLAN]
    reported = _NOW_REPORTED.search(shadow, body, body + 2500)
    if reported:
        return read_year(reported["year"] or reported["year2"]), f"正文：{_around(shadow, reported)}"
    about = [
        found
        for found in _ABOUT.finditer(shadow, body)
        if not any(start <= found.start() < end for start, end in plans) or len(plans) == len(sections) - 1
    ]
    if about:
        counts = Counter(found["year"] for found in about)
        most = max(counts.values())
        chosen = next(found for found in about if counts[found["year"]] == most)
        return read_year(chosen["year"]), f"正文：{_around(shadow, chosen)}"
    for section in sections:
        if section.role == MEASURES and section.heading_level == 1:
            found_heading = _ANY.search(shadow, section.start, section.start + len(section.heading))
            if found_heading:
                return read_year(found_heading["year"]), f"章节：{section.heading}"
    for section in sections:
        if section.role in (OTHER, MEASURES) and section.end > body:
            start = max(section.start, body)
            opening = _ANY.search(shadow, start, min(section.end, start + _SENTENCES))
            if opening:
                return read_year(opening["year"]), f"开头：{_around(shadow, opening)}"
            break
    return None, None


def _around(shadow: str, found: re.Match[str]) -> str:
    """The words found with what follows them up to the next pause."""
    following = re.split(r"[。；，,：:\s]", shadow[found.end() : found.end() + 14])[0]
    return "".join(found[0].split()) + following
