"""What is doubtful about a document's identity, as the flags of ``identity_flags.yaml``.

Belongs here: which flags hold. Does not belong here: finding type, year and dates, nor what people decide about them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

import jsonschema
import yaml

from transforms.reading.certainty import DOUBTFUL, LIKELY
from transforms.reading.coverage import Coverage
from transforms.reading.document_type import NOTICE, WORK_PLAN, DocumentType
from transforms.reading.publication import SIGNATURE, WRITTEN, Publication
from transforms.reading.report_year import ReportYear

_FIRST_MONTH_OF_REPORTS = 10
_LAST_DUE = 1  # years after the report year
_SHORT_NOTICE = 900


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag: its name, whether a person should look, and what it says in Chinese and English."""

    id: str
    review: bool
    zh: str
    en: str


@cache
def load_flags() -> tuple[Flag, ...]:
    """The flags in the order of the file; raises ValueError that names the file and place when it breaks its schema."""
    folder = files("transforms.reading")
    content = yaml.safe_load((folder / "identity_flags.yaml").read_text(encoding="utf-8"))
    schema = json.loads((folder / "identity_flags.schema.json").read_text(encoding="utf-8"))
    try:
        jsonschema.validate(content, schema)
    except jsonschema.ValidationError as error:
        place = "/".join(str(step) for step in error.absolute_path)
        raise ValueError(f"identity_flags.yaml at {place}: {error.message}") from error
    return tuple(Flag(**entry) for entry in content["flags"])


def find_flags(
    has_title: bool,
    kind: DocumentType,
    year: ReportYear,
    publication: Publication,
    coverage: Coverage,
    body_length: int,
    broken_dates: int,
) -> list[str]:
    """Names of the flags that hold, in the order of the file.

    `body_length` is the length of the text below the title, `broken_dates` how many dates of the text are none.
    """
    found = set(_flags_of_type(has_title, kind, body_length))
    found |= set(_flags_of_year(year))
    found |= set(_flags_of_dates(kind, year.year, publication, broken_dates))
    if coverage.covered_until is not None:
        found.add("part_year")
    return [flag.id for flag in load_flags() if flag.id in found]


def _flags_of_type(has_title: bool, kind: DocumentType, body_length: int) -> Iterator[str]:
    if not has_title:
        yield "title_missing"
    if kind.certainty == LIKELY:
        yield "type_from_text"
    if kind.certainty == DOUBTFUL:
        yield "type_doubtful"
    if kind.document_type == NOTICE != kind.content_type and body_length < _SHORT_NOTICE:
        yield "wrapped_text_missing"


def _flags_of_year(year: ReportYear) -> Iterator[str]:
    if year.is_range:
        yield "year_range"
    elif year.year is None:
        yield "year_missing" if year.guess is None else "year_guessed"
    elif year.in_title is None:
        yield "year_from_text" if year.certainty == LIKELY else "year_doubtful"
    if year.certainty == DOUBTFUL and year.in_title is not None and year.in_text not in (None, year.in_title):
        yield "year_contradicts_text"


def _flags_of_dates(kind: DocumentType, year: int | None, publication: Publication, broken_dates: int) -> Iterator[str]:
    published = publication.published_on
    if published is None:
        yield "date_missing"
    elif publication.basis in (WRITTEN, SIGNATURE):
        yield "date_inferred"
    if broken_dates > _read(publication):
        yield "date_broken"
    earlier = [day for day in (publication.written_on, publication.signed_on) if day is not None]
    if published is not None and any(day > published for day in earlier):
        yield "dates_contradict"
    if published is None or year is None or kind.content_type in (WORK_PLAN, NOTICE):
        return
    if published <= date(year, 12, 31):
        yield "published_before_year_end"
    if published < date(year, _FIRST_MONTH_OF_REPORTS, 1):
        yield "published_before_october"
    if published.year > year + _LAST_DUE:
        yield "published_years_later"


def _read(publication: Publication) -> int:
    """How many broken dates have a reading."""
    words = (publication.evidence, publication.written_evidence, publication.signed_evidence)
    return len({said for said in words if said and "读作" in said})
