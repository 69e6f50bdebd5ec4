"""Sentences with slots, taken apart once so that a report is only put together.

Slots of a wording (id: an indicator of the catalogue; unit as it is written):

    {id|unit}         the value                {-id|unit}      the value of the year before
    {+|unit}          a part of the total      {~id}           growth: 增长12.3%
    {+id|unit}        a part with its own id   {^id|unit}      difference: 增加12件
    {<|unit}          some of the total        {>id|unit|3-8}  what is planned; id may be empty
    {<id|unit}        some, with its own id    {?|unit|3-8}    a number that the catalogue has no name for
    {0id|unit|未发生}  zero said in words       {=id|全覆盖}     100 % said in words
    {Y} {Y-1} {Y+1}   years                    {self} {all} {party} … words of names.yaml
    {name} {county} {city} {full} {village}    names of the place

Total: the last {id|unit} of the wording. Here: `Slot`, `Wording`, `make_wording`. Not here: values, choice of
sentences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from benchmarks.generator.fixed_numbers import Mark, find_fixed_numbers
from benchmarks.generator.knowledge import read_knowledge

SLOT = re.compile(r"\{([^{}]*)\}")
NAMES = ("name", "county", "city", "full", "village")
YEARS = {"Y": 0, "Y-1": -1, "Y+1": 1}
ROLES = {
    "+": "part", "<": "subset", "-": "previous", "~": "growth", "^": "difference", ">": "target", "?": "open",
    "0": "zero", "=": "cover",
}  # fmt: skip
BEFORE = (
    (("不少于", "不低于", "至少", "超过"), "at_least"),
    (("不超过", "控制在"), "at_most"),
    (("约",), "about"),
)
AFTER = ((("以上",), "at_least"), (("以内", "以下"), "at_most"), (("左右",), "about"))


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a number. `parent`: index among the slots of the wording; `exact`: other numbers rest on this one."""

    role: str
    indicator: str | None
    unit: str
    low: int
    high: int
    exact: bool
    qualifier: str | None
    parent: int
    part: int
    parts: int
    word: str
    # What a number of this slot is called: unit in the truth, unit behind the digits, disposition, indicator.
    unit_name: str = ""
    unit_after: str = ""
    disposition: str = "fact"
    measures: str | None = None
    money: bool = False
    implicit: bool = False
    precise: bool = False  # a rate whose counts stand beside it keeps both decimals


# A piece of a sentence: a text with the numbers that stand in it, the name of a name, or a slot.
Piece = tuple[int, str, Any]
TEXT, NAME, NUMBER, COPIED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Wording:
    """One sentence for a kind of place and a year; `length` counts what is fixed. `text`, `marks`: a sentence without
    slots, `text` is empty where there are some."""

    text: str
    marks: tuple[Mark, ...]
    pieces: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    length: int
    salt: int


@cache
def stocks() -> frozenset[str]:
    """Indicators that say what there is rather than what was done."""
    return frozenset(read_knowledge("values")["profiles"])


@cache
def parse(text: str) -> tuple[tuple[Piece, ...], tuple[Slot, ...]]:
    """The pieces of a wording, words of places and years still in braces."""
    slots: list[Slot] = []
    pieces: list[Piece] = []
    end = 0
    total = -1
    for match in SLOT.finditer(text):
        inside = match.group(1)
        if inside[:1] in ROLES or "." in inside:
            before, after = text[end : match.start()], text[match.end() :]
            if before:
                pieces.append((TEXT, before, None))
            slot = _slot(inside, total, slots, text[: match.start()], after)
            if slot.role == "total":
                total = len(slots)
            slots.append(slot)
            pieces.append((NUMBER, "", slot))
            end = match.end()
        elif inside in NAMES:
            if text[end : match.start()]:
                pieces.append((TEXT, text[end : match.start()], None))
            pieces.append((NAME, inside, NAMES.index(inside)))
            end = match.end()
    if text[end:]:
        pieces.append((TEXT, text[end:], None))
    return _rest_on(tuple(pieces), slots)


def make_wording(text: str, words: dict[str, str], year: int) -> Wording:
    """The wording for places that use these words, in this year."""
    pieces, slots = parse(text)
    if len(pieces) == 1 and pieces[0][0] == TEXT:
        content, marks = _fill(text, words, year)
        return Wording(content, marks, ((TEXT, content, marks),), (), len(content), 0)
    filled: list[Piece] = []
    length = 0
    for kind, content, extra in pieces:
        if kind == TEXT:
            content, marks = _fill(content, words, year)
            length += len(content)
            filled.append((TEXT, content, marks))
        else:
            length += 4
            filled.append((kind, content, extra))
    return Wording("", (), tuple(filled), slots, length, _salt(text))


def _salt(text: str) -> int:
    number = 7
    for character in text[:40]:
        number = (number * 131 + ord(character)) & 0xFFFFFFFF
    return number


def _fill(text: str, words: dict[str, str], year: int) -> tuple[str, tuple[Mark, ...]]:
    if "{" not in text:
        return text, find_fixed_numbers(text)
    out: list[str] = []
    marks: list[Mark] = []
    length = end = 0
    for match in SLOT.finditer(text):
        before, inside = text[end : match.start()], match.group(1)
        fill = str(year + YEARS[inside]) if inside in YEARS else words[inside]
        if inside in YEARS:
            at = length + len(before)
            marks.append((at, at + 4, "year"))
        out += (before, fill)
        length += len(before) + len(fill)
        end = match.end()
    out.append(text[end:])
    whole = "".join(out)
    taken = [(start, stop) for start, stop, _ in marks]
    marks += [m for m in find_fixed_numbers(whole) if not any(m[0] < stop and start < m[1] for start, stop in taken)]
    return whole, tuple(sorted(marks))


def _slot(inside: str, total: int, slots: list[Slot], before: str, after: str) -> Slot:
    role = ROLES.get(inside[0], "total")
    fields = (inside if role == "total" else inside[1:]).split("|")
    indicator: str | None = fields[0] or None
    low = high = 0
    word = ""
    if role in ("target", "open"):
        low, high = (int(x) for x in fields[2].split("-"))
    if role in ("zero", "cover"):
        word = fields[-1]
    unit = "%" if len(fields) == 1 or role == "cover" else fields[1]
    parent = total if role in ("part", "subset") else -1
    part = sum(slot.role == "part" and slot.parent == total and slot.indicator is None for slot in slots)
    if role in ("part", "subset") and total < 0:
        raise ValueError(f"no total before {{{inside}}} in {before}")
    qualifier = next((q for words, q in BEFORE if before.endswith(words)), None)
    qualifier = next((q for words, q in AFTER if after.startswith(words)), qualifier)
    return Slot(role, indicator, unit, low, high, False, qualifier, parent, part, 0, word)


def _rest_on(pieces: tuple[Piece, ...], slots: list[Slot]) -> tuple[tuple[Piece, ...], tuple[Slot, ...]]:
    recipes = read_knowledge("values")["values"]
    needed: set[str] = set()
    named = {slot.indicator for slot in slots if slot.role in ("total", "part", "subset")}
    for slot in slots:
        recipe = recipes.get(slot.indicator or "", {})
        if slot.role in ("total", "part", "subset") and "top" in recipe:
            needed |= {recipe["top"], recipe["bottom"]}
        if slot.role in ("previous", "growth", "difference") and slot.indicator:
            needed.add(slot.indicator)
        if slot.role == "total" and recipe.get("of", "") in named:
            # 受理153件，调解151件: round figures would set the second above the first.
            needed |= {recipe["of"], slot.indicator or ""}
    parents = {slot.parent for slot in slots if slot.parent >= 0}
    done: list[Slot] = []
    for at, slot in enumerate(slots):
        free = [s for s in slots if s.role == "part" and s.indicator is None and s.parent == slot.parent]
        indicator = slot.indicator
        recipe = recipes.get(indicator or "", {})
        if indicator is None and slot.role in ("part", "subset"):
            indicator = slots[slot.parent].indicator
        changed = slot.role in ("growth", "difference", "previous", "target")
        exact = changed or slot.parent >= 0 or at in parents or slot.qualifier is not None
        exact = exact or (slot.indicator or "") in needed
        parts = len(free) if slot.role == "part" and slot.indicator is None else 0
        implicit = slot.role in ("zero", "cover")
        done.append(
            replace(
                slot,
                exact=exact,
                parts=parts,
                indicator=indicator,
                unit_name="元" if slot.unit == "万元" else slot.unit,
                unit_after="" if implicit or slot.unit == "%" else "元" if slot.unit == "万元" else slot.unit,
                disposition=_disposition(slot.role, indicator),
                # A change measures no indicator: it is open.
                measures=None if slot.role in ("growth", "difference") else indicator,
                money=slot.unit in ("元", "万元"),
                implicit=implicit,
                precise={recipe.get("top", ""), recipe.get("bottom", "")} <= named,
            )
        )
    numbered = iter(done)
    return tuple((k, c, next(numbered)) if k == NUMBER else (k, c, e) for k, c, e in pieces), tuple(done)


def _disposition(role: str, indicator: str | None) -> str:
    if role == "target":
        return "target"
    if role in ("previous", "growth", "difference"):
        return "comparison"
    return "profile" if indicator in stocks() and role != "zero" else "fact"
