"""The year a document reports on (or plans for), the words that say so, and the years that contradict it.

The title decides; then the text's own 现将2022年度…情况报告如下 and 20xx年…法治政府建设; then its headings and opening
sentence. A range (2021—2023年, 近三年, 规划（2021—2025年）) is no single year: its ends are kept and the year is null.
A date of publication proves nothing; it gives a guess, which is kept apart from the year.
Belongs here: choosing the year. Does not belong here: dates (`dates`, `publication`), the part of the year
(`coverage`).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from transforms.reading.certainty import CERTAIN, DOUBTFUL, LIKELY
from transforms.reading.chinese_numerals import read_year, with_ascii_digits
from transforms.reading.roles import MEASURES, OTHER, PLAN
from transforms.reading.sections import Section
from transforms.reading.simplified import simplified

_CHINESE = r"二[〇○零Ｏ０◯O0oｏ][一二三四五六七八九〇○零Ｏ０◯O0oｏ]{2}"
_YEAR = rf"(?<!\d)(?P<year>20[0-4]\d|{_CHINESE})(?!\d)"
_YEAR_WORD = rf"{_YEAR}\s*年度?(?!\s*\d{{1,2}}\s*月)"
_ENDS = rf"(?:20\d\d|{_CHINESE})"
_JOINED = r"(?:[-—－–~～至到]{1,2}|、|和|与)"
_RANGE = re.compile(
    rf"(?<!\d)(?P<first>{_ENDS})\s*年?度?\s*{_JOINED}\s*(?P<last>{_ENDS}|\d\d(?!\d))\s*年"
    r"|(?P<first_glued>20\d\d)(?P<last_glued>20\d\d)年"
)
_BRACKETED_RANGE = re.compile(
    rf"[（(]\s*(?P<first>{_ENDS})\s*年?\s*[-—－–~～至到]{{0,2}}\s*(?P<last>{_ENDS})\s*年?(?:度)?\s*[）)]"
)
_SPAN_OF_YEARS = re.compile(
    r"(?:近|过去|最近)?[一二两三四五六七八九十]+年(?:来|以来)?(?=.{0,12}(?:法治|依法|工作))|十[三四五]五"
)
_FIVE_YEAR_PLANS = {"十三五": (2016, 2020), "十四五": (2021, 2025), "十五五": (2026, 2030)}
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
_LAST_MONTH_OF_GUESS = 6
_YEARS_BEFORE_PUBLICATION = 3


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The year, null where the document names no single one, and the words it was read from.

    `certainty`: certain (the title says it and the text does not contradict it), likely (the text says it), doubtful
    (title and text contradict each other, or the year lies far from the date of publication); null without a year.
    `first_year` and `last_year` are the ends of the period: both the year itself unless a range is named. `in_title`
    and `in_text` are what each says by itself, null where it says none. `guess` is the year before a publication in
    January to June, given only where nothing else says a year.
    """

    year: int | None = None
    evidence: str | None = None
    certainty: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    in_title: int | None = None
    in_text: int | None = None
    guess: int | None = None
    is_range: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """A year that the text says; `expressly` where it says that it reports on it."""

    year: int | None
    evidence: str
    expressly: bool


def find_report_year(
    title: str | None, text: str, body: int, sections: list[Section], published_on: date | None = None
) -> ReportYear:
    """The year of a document, with its evidence, its period and what contradicts it.

    `title` is without blanks, `body` the place in `text` where the title ends, `sections` the parts of `text`.
    """
    named = _year_of_title(with_ascii_digits(simplified(title))) if title else None
    shadow = with_ascii_digits(simplified(text))
    shadow = _QUOTED.sub(_blank, shadow)
    shadow = _RANGE.sub(_blank, shadow)
    said = _year_of_body(shadow, body, sections)
    if named is not None and named.is_range:
        return ReportYear(
            evidence=named.evidence,
            first_year=named.first_year,
            last_year=named.last_year,
            in_text=said.year if said else None,
            is_range=True,
        )
    year, evidence, certainty = None, None, None
    if named is not None:
        year, evidence = named.year, named.evidence
        certainty = DOUBTFUL if said and _contradicts(said, year, shadow, body) else CERTAIN
    elif said is not None and said.year is not None:
        year, evidence = said.year, said.evidence
        certainty = LIKELY if said.expressly else DOUBTFUL
    if year is not None and published_on is not None:
        is_far = not -1 <= published_on.year - year <= _YEARS_BEFORE_PUBLICATION
        certainty = DOUBTFUL if is_far else certainty
    guess = None
    if year is None and published_on is not None and published_on.month <= _LAST_MONTH_OF_GUESS:
        guess = published_on.year - 1
    return ReportYear(
        year=year,
        evidence=evidence,
        certainty=certainty,
        first_year=year,
        last_year=year,
        in_title=named.year if named else None,
        in_text=said.year if said else None,
        guess=guess,
    )


def _blank(words: re.Match[str]) -> str:
    return "　" * len(words[0])


def _year_of_title(title: str) -> ReportYear | None:
    """The single year or the range that a title names, or None."""
    bracketed = _BRACKETED_RANGE.search(title)
    plain = _DOCUMENT_NUMBER.sub("", _BRACKETED_RANGE.sub("", title))
    span = _RANGE.search(plain)
    if span:
        return _period(span["first"] or span["first_glued"], span["last"] or span["last_glued"], span[0])
    found = _TITLE_YEAR.search(plain)
    if found:
        return ReportYear(read_year(found["year"]), f"标题：{found[0]}")
    if bracketed:
        return _period(bracketed["first"], bracketed["last"], bracketed[0])
    several = _SPAN_OF_YEARS.search(plain)
    if several:
        first, last = _FIVE_YEAR_PLANS.get(several[0], (None, None))
        return ReportYear(evidence=f"标题：{several[0]}", first_year=first, last_year=last, is_range=True)
    return None


def _period(first: str, last: str, words: str) -> ReportYear:
    start, end = read_year(first), read_year(last if len(last) > 2 else first[:2] + last)
    if start == end:
        return ReportYear(start, f"标题：{words}")
    return ReportYear(evidence=f"标题：{words}", first_year=start, last_year=end, is_range=True)


def _contradicts(said: _Said, year: int | None, shadow: str, body: int) -> bool:
    """Whether the text says another year than the title: expressly, or without ever naming the title's."""
    if said.year is None or said.year == year:
        return False
    return said.expressly or not any(read_year(found["year"]) == year for found in _ANY.finditer(shadow, body))


def _year_of_body(shadow: str, body: int, sections: list[Section]) -> _Said | None:
    plans = [(section.start, section.end) for section in sections if section.role == PLAN]
    reported = _NOW_REPORTED.search(shadow, body, body + 2500)
    if reported:
        return _Said(read_year(reported["year"] or reported["year2"]), f"正文：{_around(shadow, reported)}", True)
    about = [
        found
        for found in _ABOUT.finditer(shadow, body)
        if not any(start <= found.start() < end for start, end in plans) or len(plans) == len(sections) - 1
    ]
    headed = _year_of_measures_heading(shadow, sections)
    if about:
        counts = Counter(found["year"] for found in about)
        most = max(counts.values())
        chosen = next(found for found in about if counts[found["year"]] == most)
        year = read_year(chosen["year"])
        return _Said(year, f"正文：{_around(shadow, chosen)}", headed is None or headed.year == year)
    if headed is not None:
        return headed
    for section in sections:
        if section.role in (OTHER, MEASURES) and section.end > body:
            start = max(section.start, body)
            opening = _ANY.search(shadow, start, min(section.end, start + _SENTENCES))
            if opening:
                return _Said(read_year(opening["year"]), f"开头：{_around(shadow, opening)}", False)
            break
    return None


def _year_of_measures_heading(shadow: str, sections: list[Section]) -> _Said | None:
    """一、2022年法治政府建设主要举措: the year in a top heading over what was done."""
    for section in sections:
        if section.role == MEASURES and section.heading_level == 1:
            found = _ANY.search(shadow, section.start, section.start + len(section.heading))
            if found:
                return _Said(read_year(found["year"]), f"章节：{section.heading}", True)
    return None


def _around(shadow: str, found: re.Match[str]) -> str:
    """The words found with what follows them up to the next pause."""
    following = re.split(r"[。；，,：:\s]", shadow[found.end() : found.end() + 14])[0]
    return "".join(found[0].split()) + following
