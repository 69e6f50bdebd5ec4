"""The three dates of a report and the words each was read from.

published_on comes from a label of the page's head (发布日期, 发布时间, 时间, 发文日期) or an unlabelled date line right
below the title; failing that it is the date of writing, then that of the signature. The first date of a page is often
that of its banner, and is never taken.
Belongs here: choosing among dates found. Does not belong here: finding them (`metadata`, `signature`, `dates`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from transforms.reading.dates import find_dates
from transforms.reading.lines import Line, squeeze
from transforms.reading.metadata import Labelled
from transforms.reading.signature import Signature

MAX_DAYS_BEFORE_PUBLICATION = 120
_FIELDS = ("published", "published_plain", "issued")
_RUNNING_TEXT = re.compile(r"[。；]|[，,].*[，,]")
_SPEECH_DATE = re.compile(r"^[（(][^）)]{0,12}20\d\d年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Publication:
    """Dates of publication, writing and signature; `evidence` says which words gave the first."""

    published_on: date | None
    written_on: date | None
    signed_on: date | None
    evidence: str | None


def find_publication(labelled: list[Labelled], below_title: list[Line], signature: Signature) -> Publication:
    """Dates from the labels of the head, the lines right below the title and the signature.

    A broken signature date is read only where exactly one of its readings falls 0 to 120 days before publication.
    """
    published, evidence = _labelled_date(labelled, _FIELDS)
    if published is None:
        published, evidence = _date_line(below_title)
    written, written_words = _labelled_date(labelled, ("written",))
    if written is None:
        written, written_words = _speech_date(below_title)
    signed = signature.signed_on
    reference = published or written
    if signed is None and signature.broken and reference is not None:
        near = [day for day in signature.broken if 0 <= (reference - day).days <= MAX_DAYS_BEFORE_PUBLICATION]
        signed = near[0] if len(near) == 1 else None
    if published is None and written is not None:
        published, evidence = written, written_words
    if published is None and signed is not None:
        published, evidence = signed, f"落款：{squeeze(signature.date_words or '')}"
    return Publication(published, written, signed, evidence)


def _labelled_date(labelled: list[Labelled], fields: tuple[str, ...]) -> tuple[date | None, str | None]:
    """First date with a label of the first of `fields` that has one."""
    for field in fields:
        for value in labelled:
            if value.field == field:
                found = find_dates(value.value)
                if found and found[0].start <= 1 and not _RUNNING_TEXT.search(value.value):
                    words = value.value[found[0].start :].strip()
                    return found[0].value, f"{value.label}：{words}"
    return None, None


def _date_line(below_title: list[Line]) -> tuple[date | None, str | None]:
    """A line like `2020-06-22 16:34 来源: …` among the two below the title."""
    for line in below_title:
        if len(line.text) <= 70 and not _RUNNING_TEXT.search(line.text) and not _SPEECH_DATE.match(squeeze(line.text)):
            found = find_dates(line.text)
            if len(found) == 1:
                return found[0].value, f"标题下：{line.text[found[0].start : found[0].end]}"
    return None, None


def _speech_date(below_title: list[Line]) -> tuple[date | None, str | None]:
    """（2023年3月1日） below the title: the day the report was given."""
    for line in below_title:
        if _SPEECH_DATE.match(squeeze(line.text)):
            found = find_dates(squeeze(line.text))
            if found:
                return found[0].value, f"标题下：{squeeze(line.text)}"
    return None, None
