"""Faults that are planted on purpose, each with the rule that should find it.

Here: `Fault`, `Plan`, `plant`. Belongs here: what can be wrong with a report. Not here: how a bent value is written
(`drafting`).

Kinds: parts_sum, rate_mismatch, order (mediated above received, …), over_100, unit_slip (万元 behind yuan), jump (more
than ten times last year's value), heaping (round figures only), repeated (last year's figures to the digit),
copied_sentence (last year's sentence), stated_previous (not what last year's report says). The last four and jump
compare with the report of the year before as it is generated, whether or not a run contains it.

A fault is planted only where whoever has the texts can see it: beside a value that last year's report prints in the
same unit, with figures that do not agree by chance (two counts of 3 do, two of 300 do not).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from benchmarks.generator.drafting import Draft, Record
from benchmarks.generator.knowledge import read_knowledge
from benchmarks.generator.layout import is_whole_year
from benchmarks.generator.templates import COPIED, TEXT, Wording, stocks
from benchmarks.generator.values import RANGE, SHARE, Values, recipes_for

if TYPE_CHECKING:
    from benchmarks.generator.library import Chosen
    from benchmarks.generator.reports import GeneratedReport

STATING = ("total", "part", "subset")
# Counts from here on hardly agree, or jump, by chance.
LARGE = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """`rule`: of the catalogue, or a word of ours; `start`, `end`: the stretch that holds the numbers concerned."""

    rule: str
    kind: str
    indicators: tuple[str, ...]
    start: int
    end: int
    note: str
    starts: tuple[int, ...]  # of the numbers concerned


@dataclass(slots=True)
class Plan:
    """What was planted in one report: rule, kind, indicators, note."""

    entries: list[tuple[str, str, tuple[str, ...], str]] = field(default_factory=list)

    def locate(self, draft: Draft) -> list[Fault]:
        """The faults with their places. One whose numbers were not printed is none."""
        starts = [0, *accumulate(map(len, draft.parts))]
        found = []
        for rule, kind, indicators, note in self.entries:
            wanted = ("comparison",) if kind == "stated_previous" else ("fact", "profile")
            pieces = [n[0] for n in draft.numbers if n[5] in indicators and n[4] in wanted and not n[7]]
            if pieces:
                places = tuple(sorted(starts[piece] for piece in pieces))
                found.append(Fault(rule, kind, indicators, places[0], starts[max(pieces) + 1], note, places))
        return found


NOTHING = Plan()


def plant(draft: Draft, chosen: Chosen, rate: float, last_year: Callable[[], GeneratedReport]) -> Plan:
    """With this probability bend the draft for a fault. `chosen` may get a sentence of last year's."""
    if draft.chance() >= rate:
        return NOTHING
    wordings = [wording for _, sentences in chosen for wording in sentences]
    printed = {slot.indicator for w in wordings for slot in w.slots if slot.role in STATING and slot.indicator}
    kinds = list(KINDS)
    while kinds:
        kind = kinds.pop(int(draft.chance() * len(kinds)))
        entry = KINDS[kind](draft, chosen, wordings, printed, last_year)
        if entry is not None:
            rule, indicators, note = entry
            return Plan([(rule, kind, indicators, note)])
    return NOTHING


Entry = tuple[str, tuple[str, ...], str] | None


def _parts_sum(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    able = [(w, s) for w in wordings for s in w.slots if s.role == "part" and s.parts > 1 and s.part == s.parts - 1]
    if not able:
        return None
    wording, slot = _one_of(draft, able)
    more = 2 + int(draft.chance() * 9)
    draft.bent[wording.salt] = more
    indicator = str(slot.indicator)
    return _rules()["sums"].get(indicator, "parts_sum"), (indicator,), f"the parts are {more} above their total"


def _rate_mismatch(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    recipes = read_knowledge("values")["values"]
    units = _units(wordings)
    able = [
        name for name in sorted(printed)
        if "top" in recipes.get(name, {}) and {recipes[name]["top"], recipes[name]["bottom"]} <= printed
        # 出庭21件次 of 开庭20件 is no rate.
        and units.get(recipes[name]["top"]) == units.get(recipes[name]["bottom"])
    ]  # fmt: skip
    if not able:
        return None
    name = _one_of(draft, able)
    value = draft.values.get(name)
    change = 2 + int(draft.chance() * 40) / 10
    is_bound = name in _rules()["may_be_higher"] and draft.values.get(recipes[name]["top"]) > 0
    change = -change if value + change > 100 or is_bound else change
    if value + change < 0:
        return None
    draft.bent[f"rate:{name}"] = change
    concerned = (name, recipes[name]["top"], recipes[name]["bottom"])
    return (
        _rules()["rates"].get(name, "rate_mismatch"),
        concerned,
        f"{change:+.2f} from what the counts give",
    )


def _order(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    units = _units(wordings)
    able = [
        o
        for o in _rules()["ordered"]
        if o["small"] in printed
        and o["big"] in printed
        and not printed & set(o["unless"])
        # 调处268件 of 线索266条 is no contradiction.
        and (units.get(o["small"]) == units.get(o["big"]) or o.get("units_differ", False))
    ]
    if not able:
        return None
    order = _one_of(draft, able)
    big = draft.values.get(order["big"])
    stated = big + 1 + int(draft.chance() * (3 + big * 0.06))
    draft.values.put(order["small"], stated)
    draft.stated = frozenset({order["small"], order["big"]})
    return order["rule"], (order["small"], order["big"]), f"{stated:.0f} of {big:.0f}"


def _over_100(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    able = sorted({str(s.indicator) for w in wordings for s in w.slots if s.role == "total" and s.unit == "%"})
    if not able:
        return None
    name = _one_of(draft, able)
    stated = 101 + int(draft.chance() * 40) / 10
    draft.bent[f"rate:{name}"] = stated - draft.values.get(name)
    return "R33", (name,), "a rate above 100 %"


def _unit_slip(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    able = sorted({s.indicator for w in wordings for s in w.slots if s.unit == "万元" and s.indicator})
    if not able or not draft.values.get(able[0]):
        return None
    name = able[0]
    draft.bent[f"slip:{name}"] = 10000
    return _rules()["slips"].get(name, "unit_slip"), (name,), f"{draft.values.get(name):.0f} yuan written as 万元"


def _jump(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    recipes = recipes_for(draft.place.kind)
    units = _units(wordings)
    able = [
        n
        for n in sorted(printed)
        if n in recipes and recipes[n][0] == RANGE and n not in stocks() and draft.last_year().get(n) >= LARGE
    ]
    if not able or not (is_whole_year(draft.place, draft.year) and is_whole_year(draft.place, draft.year - 1)):
        return None
    before_stated = {(n[5], n[1], n[2]) for n in _stated(last_year().draft)}
    able = [n for n in able if (n, draft.last_year().get(n), units.get(n)) in before_stated]
    if not able:
        return None
    name = _one_of(draft, able)
    before = draft.last_year().get(name)
    stated = int(before * (11 + draft.chance() * 6))
    draft.values.put(name, stated)
    draft.stated = frozenset({name})
    return "R35", (name,), f"{before:.0f} the year before, {stated} stated"


def _heaping(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    draft.values = Values(draft.place, draft.year)
    draft.values.heaped = True
    recipes = recipes_for(draft.place.kind)
    heaped = [
        n for n in sorted(printed) if n in recipes and recipes[n][0] in (RANGE, SHARE) and draft.values.get(n) >= LARGE
    ]
    if len(heaped) < 6:
        draft.values = Values(draft.place, draft.year)
        return None
    draft.stated = frozenset(heaped)
    return "heaping", tuple(heaped), f"{len(heaped)} values are round"


def _repeated(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    before = last_year()
    values = Values(draft.place, draft.year - 1)
    recipes = recipes_for(draft.place.kind)
    units = _units(wordings)
    stated = {(n[5], n[1], n[2]) for n in _stated(before.draft)}
    names = [
        n for n in sorted(printed)
        if n in recipes and recipes[n][0] in (RANGE, SHARE) and n not in stocks()
        and (n, values.get(n), units.get(n)) in stated and not _is_money(wordings, n) and values.get(n) > 0
    ]  # fmt: skip
    if sum(values.get(name) >= LARGE for name in names) < 3:
        return None
    draft.values = values
    draft.stated = frozenset(names)
    return "R37", tuple(names), f"{len(names)} values are those of the year before"


def _copied_sentence(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    before: Draft = last_year().draft
    slots_of = {wording: at for at, (wording, _, _, _) in enumerate(before.sentences)}
    recipes = recipes_for(draft.place.kind)
    able = []
    for _, sentences in chosen:
        for at, wording in enumerate(sentences):
            own = {slot.indicator for slot in wording.slots if slot.role in STATING}
            for old, number in slots_of.items():
                theirs = {slot.indicator for slot in old.slots if slot.role in STATING}
                if (
                    len(theirs) > 1
                    and theirs & own
                    and not theirs & (printed - own)
                    and theirs - {None} <= set(recipes)
                    and len(_large_counts(before, number)) > 1
                ):
                    able.append((sentences, at, number))
    if not able:
        return None
    sentences, at, number = _one_of(draft, able)
    sentences[at] = _frozen(before, number)
    names = {slot.indicator for slot in before.sentences[number][0].slots if slot.role in STATING and slot.indicator}
    return "copied_sentence", tuple(sorted(names)), "the sentence of the year before, with its figures"


def _stated_previous(draft: Draft, chosen: Chosen, wordings: list[Wording], printed: set[str], last_year: Any) -> Entry:
    able = sorted({str(s.indicator) for w in wordings for s in w.slots if s.role == "previous"})
    if not able or not (is_whole_year(draft.place, draft.year) and is_whole_year(draft.place, draft.year - 1)):
        return None
    before_stated = {(n[5], n[1]) for n in _stated(last_year().draft)}
    able = [name for name in able if (name, draft.last_year().get(name)) in before_stated]
    if not able:
        return None
    name = _one_of(draft, able)
    value = draft.last_year().get(name)
    change = 2 + int(draft.chance() * (4 + value * 0.1))
    draft.bent[f"previous:{name}"] = change
    return "stated_previous", (name,), f"{value:.0f} the year before, stated as {value + change:.0f}"


KINDS: dict[str, Callable[..., Entry]] = {
    "parts_sum": _parts_sum,
    "rate_mismatch": _rate_mismatch,
    "order": _order,
    "over_100": _over_100,
    "unit_slip": _unit_slip,
    "jump": _jump,
    "heaping": _heaping,
    "repeated": _repeated,
    "copied_sentence": _copied_sentence,
    "stated_previous": _stated_previous,
}


@cache
def _rules() -> dict[str, Any]:
    return read_knowledge("faults")


def _one_of(draft: Draft, options: list[Any]) -> Any:
    return options[int(draft.chance() * len(options))]


def _units(wordings: list[Wording]) -> dict[str, str]:
    """What each indicator is counted in."""
    return {
        slot.indicator: slot.unit_name
        for wording in wordings
        for slot in wording.slots
        if slot.role in STATING and slot.indicator
    }


def _stated(draft: Draft) -> list[Record]:
    """Numbers that a report prints to the digit as totals of its own."""
    return [number for number in draft.numbers if number[3] == "exact" and number[4] == "fact" and number[6] < 0]


def _large_counts(draft: Draft, number: int) -> set[float]:
    """Different counts of a measured sentence that hardly come out the same twice."""
    wording, _, _, first = draft.sentences[number]
    records = draft.numbers[first : first + len(wording.slots)]
    return {n[1] for n in records if n[4] == "fact" and n[2] != "%" and not n[7] and n[1] >= LARGE and n[1] % 1000}


def _is_money(wordings: list[Wording], name: str) -> bool:
    return any(slot.money and slot.indicator == name for wording in wordings for slot in wording.slots)


def _frozen(draft: Draft, number: int) -> Wording:
    """A measured sentence of a draft as it was written."""
    wording, first, last, first_number = draft.sentences[number]
    records: dict[int, Record] = {n[0]: n for n in draft.numbers[first_number : first_number + len(wording.slots)]}
    places = {at: order for order, at in enumerate(sorted(records))}
    marks = {at: inner for at, inner in draft.marks if first <= at < last}
    pieces: list[tuple[int, str, Any]] = []
    for at in range(first, last):
        if at in records:
            record = records[at]
            pieces.append((COPIED, draft.parts[at], (*record[:6], places.get(record[6], -1), record[7])))
        else:
            pieces.append((TEXT, draft.parts[at], marks.get(at, ())))
    return Wording("", (), tuple(pieces), wording.slots, wording.length, wording.salt)
