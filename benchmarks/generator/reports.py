"""Reports of any number, each from its seed, place and year alone.

Here: `generate_report`, `generate_reports`, `GeneratedReport`. Belongs here: which sentences a report has and in what
order. Not here: values, wording, faults, files.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.generator.drafting import Draft, TrueNumber, locate_numbers
from benchmarks.generator.faults import Fault, Plan, plant
from benchmarks.generator.fixed_numbers import Mark
from benchmarks.generator.layout import add_head, add_signature, choose_dates, choose_title
from benchmarks.generator.library import Chosen, Library, Topic, library_for
from benchmarks.generator.places import make_place, mix
from benchmarks.generator.templates import Wording
from benchmarks.generator.values import Values
from benchmarks.generator.writing import make_style

DENSITIES = ("real", "dense")
DEFAULT_FAULT_RATE = 0.15
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
FIRST: tuple[Mark, ...] = ((0, 1, "list_number"),)
# （一）, 一是, 一、 and 1. with the place of their number.
BRACKETED = tuple((f"（{numeral}）", ((1, 1 + len(numeral), "list_number"),)) for numeral in NUMERALS)
ITEMS = tuple((f"{numeral}是", FIRST) for numeral in NUMERALS)
BLOCKS = tuple((f"{numeral}、", FIRST) for numeral in NUMERALS)
DIGITS = tuple((f"{number}.", FIRST) for number in range(1, 10))


@dataclass(slots=True)
class GeneratedReport:
    """A report and what is true of it. `numbers` and `faults` are worked out when they are asked for."""

    key: str
    text: str
    title: str
    region_path: tuple[str, ...]
    region_code: str
    level: str
    report_year: int
    published_on: datetime.date | None
    signed_on: datetime.date | None
    density: str
    draft: Draft = field(repr=False)
    plan: Plan = field(repr=False)

    @property
    def numbers(self) -> list[TrueNumber]:
        """Every number of the text, in order."""
        return locate_numbers(self.draft.parts, self.draft.numbers, self.draft.marks)

    @property
    def faults(self) -> list[Fault]:
        """What was planted, with its place."""
        return self.plan.locate(self.draft) if self.plan.entries else []

    @property
    def identity(self) -> dict[str, Any]:
        """Title, place, level, year and dates."""
        return {
            "title": self.title,
            "region_path": list(self.region_path),
            "region_code": self.region_code,
            "level": self.level,
            "document_type": "annual_report",
            "report_year": self.report_year,
            "published_on": self.published_on,
            "signed_on": self.signed_on,
        }


def generate_reports(
    places: int, years: Iterable[int], seed: int, density: str, fault_rate: float = DEFAULT_FAULT_RATE
) -> Iterator[GeneratedReport]:
    """Reports of places 0, 1, … in these years, place by place."""
    years = tuple(years)
    for index in range(places):
        for year in years:
            yield generate_report(seed, index, year, density, fault_rate)


def generate_report(
    seed: int, place_index: int, year: int, density: str, fault_rate: float = DEFAULT_FAULT_RATE
) -> GeneratedReport:
    """One report: the same arguments give the same bytes, whatever was generated before."""
    if density not in DENSITIES:
        raise ValueError(f"density is one of {', '.join(DENSITIES)}, not {density!r}")
    place = make_place(seed, place_index)
    library = library_for(place.kind, year)
    style = make_style(place.key, year)
    random = Random(mix(place.key, year * 2 + (density == "dense")))
    draft = Draft(place, year, style, Values(place, year), random)
    chosen = library.choose(draft, density)

    def last_year() -> GeneratedReport:
        return generate_report(seed, place_index, year - 1, density, fault_rate)

    plan = plant(draft, chosen, fault_rate, last_year)
    dates = choose_dates(place, year)
    title, year_at = choose_title(place, year)
    add_head(draft, title, year_at, dates)
    _add_body(draft, library, chosen, density)
    add_signature(draft, dates)
    text = "".join(draft.parts)
    if style.narrow:
        text = text.replace("，", ",").replace("（", "(").replace("）", ")").replace("；", ";").replace("：", ":")
    return GeneratedReport(
        f"{place.code}_{year}", text, title, place.path, place.code, place.level, year,
        dates.published, dates.signed, density, draft, plan,
    )  # fmt: skip


def _add_body(draft: Draft, library: Library, chosen: Chosen, density: str) -> None:
    style, common, key = draft.style, library.common, draft.place.key
    dense = density == "dense"
    indent = ("", "　　", "    ", "")[style.layout & 3]
    target = 4250 if dense else 3250 + int(1700 * draft.chance()) + (key >> 21 & 0xFF) * 7
    fixed = sum(wording.length for _, wordings in chosen for wording in wordings)
    small = dense or target < 3600
    prose = max(0, (target - fixed - (1300 if small else 1900)) // 46)
    draft.add(indent)
    draft.add_wording(common["opening"].one(draft))
    draft.add("\n\n" if style.separate_headings else "\n")
    order = ("ABCD", "ACBD", "ABCD", "CABD", "ABD")[style.order % 5]
    for number, block in enumerate(order):
        draft.add(*BLOCKS[number])
        draft.add_wording(common[f"heading_{block}"].one(draft))
        draft.add("\n")
        if block == "A":
            _add_topics(draft, chosen, prose, indent)
        elif block == "B":
            _add_listed(draft, library, "problem", 3 if small else 4, indent, style.layout >> 2 & 1)
        elif block == "C":
            _add_listed(draft, library, "leader", 2 if small else 4, indent, style.layout >> 3 & 1)
        else:
            _add_listed(draft, library, "plan", 3 if small else 5, indent, style.layout >> 4 & 1)
        if style.separate_headings:
            draft.add("\n")


def _add_topics(draft: Draft, chosen: Chosen, prose: int, indent: str) -> None:
    style = draft.style
    count = len(chosen)
    line = f"\n{indent}"
    for number, (topic, wordings) in enumerate(chosen):
        share = prose * (number + 1) // count - prose * number // count
        sentences = topic.prose.pick(draft, share)
        if not sentences and not wordings:
            sentences = topic.prose.pick(draft, 1)
        draft.add(indent)
        draft.add(*BRACKETED[number])
        draft.add_wording(topic.headings.one(draft))
        layout = (style.layout + number * 5) % 8
        draft.add("。" if layout & 1 else line)
        several = len(wordings) + len(sentences) > 1
        if layout < 3 and several:
            _add_items(draft, topic, wordings, sentences, ITEMS, "")
        elif layout < 5 and several:
            _add_items(draft, topic, wordings, sentences, DIGITS, line)
        else:
            draft.add_wordings(_mixed(wordings, sentences))
        draft.add("\n")


def _add_items(
    draft: Draft, topic: Topic, wordings: Sequence[Wording], prose: Sequence[Wording],
    marks: Sequence[tuple[str, tuple[Mark, ...]]], between: str,
) -> None:  # fmt: skip
    mixed = _mixed(wordings, prose)
    items = min(4, len(mixed), topic.leads.size)
    for number, lead in enumerate(topic.leads.pick(draft, items)):
        if number and between:
            draft.add(between)
        draft.add(*marks[number])
        draft.add_wording(lead)
        draft.add_wordings(mixed[len(mixed) * number // items : len(mixed) * (number + 1) // items])


def _mixed(wordings: Sequence[Wording], prose: Sequence[Wording]) -> list[Wording]:
    # Figures stand together at the end of what is told about them, as in reports by hand.
    out = list(prose)
    count = len(wordings)
    for number, wording in enumerate(wordings):
        out.insert(len(prose) * (number + 1) // count + number, wording)
    return out


def _add_listed(draft: Draft, library: Library, group: str, items: int, indent: str, listed: int) -> None:
    draft.add(indent)
    draft.add_wording(library.common[f"{group}_opening"].one(draft))
    if listed:
        draft.add("\n")
    for number, sentence in enumerate(library.common[group].pick(draft, items)):
        if listed:
            draft.add(indent)
            draft.add(*BRACKETED[number])
            draft.add_wording(sentence)
            draft.add("\n")
        else:
            draft.add(*ITEMS[number])
            draft.add_wording(sentence)
    if not listed:
        draft.add("\n")
