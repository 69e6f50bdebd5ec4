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
NUMERALS = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四", "十五")
LIST: tuple[Mark, ...] = ((0, 1, "list_number"),)


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
    _draft: Draft = field(repr=False)
    _plan: Plan = field(repr=False)

    @property
    def numbers(self) -> list[TrueNumber]:
        """Every number of the text, in order."""
        return locate_numbers(self._draft.parts, self._draft.numbers, self._draft.marks)

    @property
    def faults(self) -> list[Fault]:
        """What was planted, with its place."""
        return self._plan.locate(self.numbers, self.text)

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
    random = Random(mix(place.key, year * 2 + (density == "dense")))
    library = library_for(place.kind, year)
    style = make_style(place.key, year)
    draft = Draft(place, year, style, Values(place, year), random)
    dates = choose_dates(place, year)
    title, year_at = choose_title(place, year)
    chosen = library.choose(draft, density)
    plan = plant(draft, chosen, fault_rate)
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
    random, style = draft.random, draft.style
    indent = ("", "　　", "    ", "")[style.layout & 3]
    target = 3000 + int(3600 * (random.random() + (draft.place.key >> 21 & 0xFF) / 256) / 2)
    if density == "dense":
        target = 3900
    fixed = sum(wording.length for _, wordings in chosen for wording in wordings)
    small = target < 3300 or density == "dense"
    rest = target - fixed - (700 if density == "dense" else 500 + (900 if small else 1500))
    prose = max(0 if density == "dense" else len(chosen), rest // 50)
    draft.add(indent)
    _sentences(draft, library.pick(draft, "opening", 1))
    draft.add("\n\n" if style.separate_headings else "\n")
    order = ("ABCD", "ACBD", "ABCD", "CABD", "ABD")[style.order % 5]
    for number, block in enumerate(order):
        heading = library.pick(draft, f"heading_{block}", 1)
        draft.add(f"{NUMERALS[number]}、", LIST)
        _sentences(draft, heading)
        draft.add("\n")
        if block == "A":
            _add_topics(draft, chosen, prose, indent)
        elif block == "B":
            _add_listed(draft, library, "problem", 3 if small else 4, indent, style.layout >> 2 & 1)
        elif block == "C":
            _add_listed(draft, library, "leader", 2 if small else 3, indent, style.layout >> 3 & 1)
        else:
            _add_listed(draft, library, "plan", 3 if small else 5, indent, style.layout >> 4 & 1)
        if style.separate_headings:
            draft.add("\n")


def _add_topics(draft: Draft, chosen: Chosen, prose: int, indent: str) -> None:
    style, random = draft.style, draft.random
    count = len(chosen)
    for number, (topic, wordings) in enumerate(chosen):
        share = prose * (number + 1) // count - prose * number // count
        numeral = NUMERALS[number]
        draft.add(f"{indent}（", ())
        draft.add(numeral, ((0, len(numeral), "list_number"),))
        draft.add("）")
        _sentences(draft, topic.pick_heading(draft))
        layout = (style.layout + number * 5) % 8
        draft.add("。" if layout & 1 else f"\n{indent}")
        sentences = topic.pick_prose(draft, share)
        if layout < 3 and len(wordings) + len(sentences) > 1:
            _add_items(draft, topic, wordings, sentences)
        elif layout == 3 and len(wordings) > 1:
            _add_numbered(draft, topic, wordings, sentences, indent)
        else:
            _interleave(draft, wordings, sentences, random)
        draft.add("\n")


def _add_items(draft: Draft, topic: Topic, wordings: Sequence[Wording], prose: Sequence[Wording]) -> None:
    items = max(min(4, len(prose) + len(wordings)), min(6, len(wordings)), 2)
    leads = topic.pick_leads(draft, items)
    mixed = _mixed(wordings, prose)
    for number in range(items):
        draft.add(f"{NUMERALS[number]}是", LIST)
        draft.add_wording(leads[number])
        draft.add("。")
        for wording in mixed[len(mixed) * number // items : len(mixed) * (number + 1) // items]:
            draft.add_wording(wording)


def _add_numbered(
    draft: Draft, topic: Topic, wordings: Sequence[Wording], prose: Sequence[Wording], indent: str
) -> None:
    items = min(4, len(wordings))
    leads = topic.pick_leads(draft, items)
    mixed = _mixed(wordings, prose)
    for number in range(items):
        if number:
            draft.add(f"\n{indent}")
        draft.add(f"{number + 1}", LIST)
        draft.add(".")
        draft.add_wording(leads[number])
        draft.add("。")
        for wording in mixed[len(mixed) * number // items : len(mixed) * (number + 1) // items]:
            draft.add_wording(wording)


def _interleave(draft: Draft, wordings: Sequence[Wording], prose: Sequence[Wording], random: Random) -> None:
    for wording in _mixed(wordings, prose):
        draft.add_wording(wording)


def _mixed(wordings: Sequence[Wording], prose: Sequence[Wording]) -> list[Wording]:
    # Prose leads, figures follow, the rest of the prose closes.
    if not wordings:
        return list(prose)
    out: list[Wording] = []
    count = len(wordings)
    for number, wording in enumerate(wordings):
        out += prose[len(prose) * number // count : len(prose) * (number + 1) // count]
        out.append(wording)
    return out


def _add_listed(draft: Draft, library: Library, group: str, items: int, indent: str, listed: int) -> None:
    draft.add(indent)
    _sentences(draft, library.pick(draft, f"{group}_opening", 1))
    sentences = library.pick(draft, group, items)
    if listed:
        draft.add("\n")
    for number, sentence in enumerate(sentences):
        if listed:
            draft.add(f"{indent}（")
            draft.add(NUMERALS[number], LIST)
            draft.add("）")
        else:
            draft.add(f"{NUMERALS[number]}是", LIST)
        draft.add_wording(sentence)
        if listed:
            draft.add("\n")
    if not listed:
        draft.add("\n")


def _sentences(draft: Draft, wordings: Iterable[Wording]) -> None:
    for wording in wordings:
        draft.add_wording(wording)
