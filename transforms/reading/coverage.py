"""How much of its year a report covers: all of it, or up to a day (截至11月底, 1—10月, 上半年).

A report that was written before its year ended covers a part of it, whatever it says. One 截至9月 among the sentences
of a report on the whole year is the matter of that number alone and changes nothing.
Belongs here: the report's own period. Does not belong here: periods of single numbers (`transforms.extraction`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from transforms.reading.chinese_numerals import with_ascii_digits
from transforms.reading.dates import make_date
from transforms.reading.document_type import NOTICE, WORK_PLAN
from transforms.reading.publication import Publication
from transforms.reading.roles import MEASURES, OTHER
from transforms.reading.sections import Section
from transforms.reading.simplified import simplified

_CUT_OFF = re.compile(
    r"截[至止]到?(?:今年|本年度?|(?P<year>20\d\d)\s*年)?\s*(?P<month>1[0-2]|[1-9])\s*月(?:\s*(?P<day>[12]\d|3[01]|[1-9])\s*日|份?底|末)?"
    r"|(?:(?P<year2>20\d\d)\s*年)?(?<![\d.])1\s*月?份?\s*[-—－–~～至到]{1,2}\s*(?P<month2>1[0-2]|[2-9])\s*月(?!\s*\d{1,2}\s*日)"
)
_HALF = re.compile(r"上半年|前三季度|一季度|第一季度")
_HALVES = {"上半年": 6, "前三季度": 9, "一季度": 3, "第一季度": 3}
_HEAD = 500
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Coverage:
    """The day up to which the report's numbers run (null: the whole year) and the words or the date that say so."""

    covered_until: date | None = None
    evidence: str | None = None


def find_coverage(
    title: str | None,
    text: str,
    body: int,
    sections: list[Section],
    year: int | None,
    content_type: str,
    publication: Publication,
) -> Coverage:
    """What part of `year` a report covers: not more than up to the earliest of its dates.

    Nothing is said of plans, of notices and without a year.
    """
    if year is None or content_type in (WORK_PLAN, NOTICE):
        return Coverage()
    dated = (
        (publication.signed_on, publication.signed_evidence),
        (publication.written_on, publication.written_evidence),
        (publication.published_on, publication.evidence),
    )
    known = [(day, words) for day, words in dated if day is not None and day.year == year]
    said = _said_cut_off(title, text, body, sections, year)
    earliest = min(known, key=lambda pair: pair[0], default=None)
    if earliest is not None:
        if said is not None and said.covered_until is not None and said.covered_until <= earliest[0]:
            return said
        return Coverage(*earliest)
    return said or Coverage()


def _said_cut_off(title: str | None, text: str, body: int, sections: list[Section], year: int) -> Coverage | None:
    if title:
        shadow = with_ascii_digits(simplified(title))
        half = _HALF.search(shadow)
        if half:
            return Coverage(_month_end(year, _HALVES[half[0]]), f"标题：{half[0]}")
        found = _CUT_OFF.search(shadow)
        if found and (until := _until(found, year)):
            return Coverage(until, f"标题：{found[0]}")
    shadow = with_ascii_digits(simplified(text))
    first_heading = next(
        (section.start for section in sections if section.heading_level and section.start > body), None
    )
    head_end = min(body + _HEAD, len(text) if first_heading is None else first_heading)
    spans = [(s.start, s.end) for s in sections if s.role in (MEASURES, OTHER) and s.end > body]
    stated: list[tuple[date, str]] = []
    for found in _CUT_OFF.finditer(shadow, body):
        if not any(start <= found.start() < end for start, end in spans):
            continue
        until = _until(found, year)
        if until is None:
            continue
        if found.start() < head_end and until < date(year, 12, 31):
            return Coverage(until, f"开头：{found[0]}")
        stated.append((until, found[0]))
    if not stated:
        return None
    latest = max(stated)
    count = sum(until == latest[0] for until, _ in stated)
    if latest[0] >= date(year, 12, 31) or count < _ENOUGH:
        return None
    return Coverage(latest[0], f"正文{count}处：{latest[1]}")


def _until(found: re.Match[str], year: int) -> date | None:
    """The last day that a cut-off covers, or None where it is of another year or no day."""
    named = found["year"] or found["year2"]
    if named and int(named) != year:
        return None
    month = int(found["month"] or found["month2"])
    if found["day"]:
        return make_date(year, month, int(found["day"]))
    return _month_end(year, month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
