"""The three dates of a report and the words each was read from.

`published_on` comes from a label of the page's head (发布日期, 发布时间, 时间, 发文日期) or an unlabelled date line
right below the title; failing that it is the date of writing, then that of the signature. The first date of a page is
often that of its banner, and is never taken.
Belongs here: choosing among dates found. Does not belong here: finding them (`metadata`, `signature`, `dates`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from transforms.reading.dates import find_dates, readings_of_broken_date
from transforms.reading.lines import Line, squeeze
from transforms.reading.metadata import Labelled
from transforms.reading.signature import Signature

MAX_DAYS_BEFORE_PUBLICATION = 120
LABEL, BELOW_TITLE, WRITTEN, SIGNATURE = "label", "below_title", "written", "signature"
_FIELDS = ("published", "published_plain", "issued")
_RUNNING_TEXT = re.compile(r"[。；]|[，,].*[，,]")
_SPEECH_DATE = re.compile(r"^[（(][^）)]{0,12}20\d\d年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Publication:
    """Dates of publication, writing and signature, each with the words that gave it.

    `basis` says what `published_on` rests on: a label of the head, a line below the title, or, where nothing tells when
    the report was published, the date of writing or of the signature. `broken` are labelled dates that are none.
    """

    published_on: date | None = None
    written_on: date | None = None
    signed_on: date | None = None
    evidence: str | None = None
    written_evidence: str | None = None
    signed_evidence: str | None = None
    basis: str | None = None
    broken: tuple[Labelled, ...] = ()


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date and the words that gave it."""

    day: date
    words: str


def find_publication(labelled: list[Labelled], below_title: list[Line], signature: Signature) -> Publication:
    """Dates from the labels of the head, the lines right below the title and the signature.

    A broken date of the signature is read only where exactly one of its readings falls 0 to 120 days before
    publication, a broken date of a label only where it has one reading, or one that falls 0 to 120 days after
    the signature.
    """
    published, basis = _labelled_date(labelled, _FIELDS, signature.signed_on), LABEL
    if published is None:
        published, basis = _date_line(below_title), BELOW_TITLE
    written = _labelled_date(labelled, ("written",), None) or _speech_date(below_title)
    signed = _signed(signature, published or written)
    if published is None:
        published, basis = (written, WRITTEN) if written else (signed, SIGNATURE)
    return Publication(
        published_on=published.day if published else None,
        written_on=written.day if written else None,
        signed_on=signed.day if signed else None,
        evidence=published.words if published else None,
        written_evidence=written.words if written else None,
        signed_evidence=signed.words if signed else None,
        basis=basis if published else None,
        broken=tuple(
            value for value in labelled if value.field in (*_FIELDS, "written") and readings_of_broken_date(value.value)
        ),
    )


def _signed(signature: Signature, reference: _Dated | None) -> _Dated | None:
    """The date of the signature; a broken one as its only reading that fits the date of publication."""
    words = f"落款：{squeeze(signature.date_words or '')}"
    if signature.signed_on is not None:
        return _Dated(signature.signed_on, words)
    if reference is None:
        return None
    near = [day for day in signature.broken if _is_before(day, reference.day)]
    return _Dated(near[0], f"{words}（读作{near[0].isoformat()}）") if len(near) == 1 else None


def _is_before(day: date, published: date) -> bool:
    return 0 <= (published - day).days <= MAX_DAYS_BEFORE_PUBLICATION


def _labelled_date(labelled: list[Labelled], fields: tuple[str, ...], signed_on: date | None) -> _Dated | None:
    """First date with a label of the first of `fields` that has one."""
    for field in fields:
        for value in labelled:
            if value.field != field:
                continue
            found = find_dates(value.value)
            if found and found[0].start <= 1 and not _RUNNING_TEXT.search(value.value):
                return _Dated(found[0].value, f"{value.label}：{value.value[found[0].start :].strip()}")
            readings = readings_of_broken_date(value.value)
            fitting = [day for day in readings if signed_on is not None and _is_before(signed_on, day)]
            only = readings if len(readings) == 1 else fitting
            if len(only) == 1:
                return _Dated(only[0], f"{value.label}：{value.value}（读作{only[0].isoformat()}）")
    return None


def _date_line(below_title: list[Line]) -> _Dated | None:
    """A line like `2020-06-22 16:34 来源: …` among the two below the title."""
    for line in below_title:
        if len(line.text) <= 70 and not _RUNNING_TEXT.search(line.text) and not _SPEECH_DATE.match(squeeze(line.text)):
            found = find_dates(line.text)
            if len(found) == 1:
                return _Dated(found[0].value, f"标题下：{line.text[found[0].start : found[0].end]}")
    return None


def _speech_date(below_title: list[Line]) -> _Dated | None:
    """（2023年3月1日） below the title: the day the report was given."""
    for line in below_title:
        if _SPEECH_DATE.match(squeeze(line.text)):
            found = find_dates(squeeze(line.text))
            if found:
                return _Dated(found[0].value, f"标题下：{squeeze(line.text)}")
    return None
