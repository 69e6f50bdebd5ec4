"""A report while it is being put together: pieces of text, and which of them are numbers.

Here: `Draft`, `TrueNumber`, `locate_numbers`. Belongs here: putting a wording down with its values. Not here: which
wordings a report has (`reports`).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import NamedTuple

from benchmarks.generator.fixed_numbers import Mark
from benchmarks.generator.places import Place
from benchmarks.generator.templates import NAME, NUMBER, TEXT, Slot, Wording
from benchmarks.generator.values import Values, split
from benchmarks.generator.writing import Style, Written, write_amount, write_count, write_rate

MYRIAD_UNITS = {"万元": "元"}


class TrueNumber(NamedTuple):
    """One number of a text: `text[start:end]` is its quote; `implicit` where a word says 0 or 100 %."""

    start: int
    end: int
    value: float | None
    unit: str | None
    qualifier: str
    disposition: str
    reason: str | None
    indicator: str | None
    parent_start: int | None
    implicit: bool


# Piece, value, unit, qualifier, disposition, indicator, piece of the total, implicit.
Record = tuple[int, float, str, str, str, str | None, int, bool]


class Draft:
    """Pieces of text in order. `numbers` and `marks` say which pieces are, or hold, numbers."""

    __slots__ = (
        "_names", "_previous", "bent", "chance", "marks", "numbers", "parts", "place", "plain", "sentences", "stated",
        "style", "values", "year",
    )  # fmt: skip

    def __init__(self, place: Place, year: int, style: Style, values: Values, random: Random) -> None:
        self.place, self.year, self.style, self.values = place, year, style, values
        self.chance = random.random
        self.parts: list[str] = []
        self.numbers: list[Record] = []
        self.marks: list[tuple[int, tuple[Mark, ...]]] = []
        # Measured sentences: the wording, its first piece, the piece behind it, its first number.
        self.sentences: list[tuple[Wording, int, int, int]] = []
        # What a fault has changed, and the indicators that it needs written to the digit.
        self.bent: dict[str | int, float] = {}
        self.stated: frozenset[str] = frozenset()
        self.plain = not style.separator and not style.chinese
        self._names = (place.name, place.county, place.city, place.full_name, place.villages[year % 3])
        self._previous: Values | None = None

    def add(self, text: str, marks: tuple[Mark, ...] = ()) -> None:
        """Put down a text; the marks say where its numbers stand."""
        if marks:
            self.marks.append((len(self.parts), marks))
        self.parts.append(text)

    def add_wordings(self, wordings: Sequence[Wording]) -> None:
        """Put down several; most are one text, and a call for each would be half the cost of a report."""
        parts, marks = self.parts, self.marks
        for wording in wordings:
            if wording.text:
                if wording.marks:
                    marks.append((len(parts), wording.marks))
                parts.append(wording.text)
            else:
                self.add_wording(wording)

    def add_wording(self, wording: Wording) -> None:
        """Put down a wording with the values of the place and year."""
        parts = self.parts
        if wording.text:
            if wording.marks:
                self.marks.append((len(parts), wording.marks))
            parts.append(wording.text)
            return
        first, first_number = len(parts), len(self.numbers)
        where: list[int] = []
        written: list[float] = []
        for kind, content, extra in wording.pieces:
            if kind == TEXT:
                if extra:
                    self.marks.append((len(parts), extra))
                parts.append(content)
            elif kind == NUMBER:
                self._add_number(extra, wording, where, written)
            elif kind == NAME:
                parts.append(self._names[extra])
            else:
                self._add_copied(content, extra, where)
        if wording.slots:
            self.sentences.append((wording, first, len(parts), first_number))

    def _add_number(self, slot: Slot, wording: Wording, where: list[int], written: list[float]) -> None:
        role = slot.role
        value: float
        if role == "total":
            value = self.values.get(slot.indicator)  # type: ignore[arg-type]
        elif role == "part" and slot.parts:
            value = split(int(written[slot.parent]), slot.parts, self.place.key, self.year, wording.salt + slot.parent)[
                slot.part
            ]
        elif role == "subset" and slot.indicator == wording.slots[slot.parent].indicator:
            value = int(written[slot.parent] * (0.2 + (self.place.key >> 9 & 0xFF) / 480) + 0.5)
        elif role in ("target", "open"):
            value = slot.low + int((slot.high - slot.low + 1) * self.chance())
            if slot.unit == "万元":
                value *= 10000
        elif role in ("growth", "difference"):
            self._add_change(slot, where, written)
            return
        elif role in ("zero", "cover"):
            value = 0.0 if role == "zero" else 100.0
            self._put(slot, "", slot.word, "", value, "exact", "fact", where, written)
            return
        elif role == "previous":
            value = self.last_year().get(slot.indicator or "")
        else:
            value = self.values.get(slot.indicator or "")
        if self.bent:
            value = self._bend(value, slot, wording)
        unit = slot.unit
        if unit == "%":
            before, digits, after, value, qualifier = write_rate(value, self.style, slot.precise)
        elif slot.money:
            before, digits, after, value, qualifier = write_amount(value, self.style, unit == "万元")
        elif value < 60 and self.plain:
            before, digits, after, qualifier = "", str(value), "", "exact"
        else:
            exact = slot.exact or (slot.indicator in self.stated)
            before, digits, after, value, qualifier = write_count(value, self.style, self.chance(), exact)
        parts = self.parts
        if before:
            parts.append(before)
        at = len(parts)
        parts.append(digits)
        parts.append(after + slot.unit_after)
        where.append(at)
        written.append(value)
        parent = slot.parent
        self.numbers.append(
            (
                at, value, slot.unit_name, slot.qualifier or qualifier, slot.disposition, slot.measures,
                where[parent] if parent >= 0 else -1, False,
            )
        )  # fmt: skip

    def _put(
        self, slot: Slot, before: str, digits: str, after: str, value: float, qualifier: str, disposition: str,
        where: list[int], written: list[float],
    ) -> None:  # fmt: skip
        parts = self.parts
        if before:
            parts.append(before)
        at = len(parts)
        parts.append(digits)
        parts.append(after + slot.unit_after)
        parent = slot.parent
        where.append(at)
        written.append(value)
        self.numbers.append(
            (
                at, value, slot.unit_name, slot.qualifier or qualifier, disposition, slot.measures,
                where[parent] if parent >= 0 else -1, slot.implicit,
            )
        )  # fmt: skip

    def _add_change(self, slot: Slot, where: list[int], written: list[float]) -> None:
        now, before = self.values.get(slot.indicator or ""), self.last_year().get(slot.indicator or "")
        if now == before:
            self.parts.append("持平")
            where.append(-1)
            written.append(now)
            return
        up = now > before
        if slot.role == "difference":
            self.parts.append("增加" if up else "减少")
            value = float(abs(now - before))
            text: Written = ("", str(int(value)), "", value, "exact")
        else:
            self.parts.append(("增长", "上升")[self.year & 1] if up else "下降")
            value = (int(abs(now - before) * 1000 / before + 0.5) if before else 0) / 10
            text = ("", f"{value:g}%", "", value, "exact")
        self._put(slot, *text, "comparison", where, written)

    def _bend(self, value: float, slot: Slot, wording: Wording) -> float:
        bent = self.bent
        if slot.role == "part" and slot.part == slot.parts - 1 and wording.salt in bent:
            return value + bent[wording.salt]
        if slot.role == "previous":
            return value + bent.get(f"previous:{slot.indicator}", 0)
        if slot.role == "total" or slot.role == "subset":
            value = value * bent.get(f"slip:{slot.indicator}", 1)
            if slot.unit == "%":
                value += bent.get(f"rate:{slot.indicator}", 0.0)
        return value

    def _add_copied(self, digits: str, record: Record, where: list[int]) -> None:
        _, value, unit, qualifier, disposition, indicator, parent, implicit = record
        where.append(len(self.parts))
        at = where[parent] if parent >= 0 else -1
        self.numbers.append((len(self.parts), value, unit, qualifier, disposition, indicator, at, implicit))
        self.parts.append(digits)

    def last_year(self) -> Values:
        """Values of the year before, as they were without faults."""
        if self._previous is None:
            self._previous = Values(self.place, self.year - 1)
        return self._previous


def locate_numbers(
    parts: Sequence[str], numbers: Sequence[Record], marks: Sequence[tuple[int, tuple[Mark, ...]]]
) -> list[TrueNumber]:
    """All numbers with their places in the joined text, in order."""
    starts = [0, *accumulate(map(len, parts))]
    rows = [
        TrueNumber(starts[at] + start, starts[at] + end, None, None, "exact", "not_metric", reason, None, None, False)
        for at, inner in marks
        for start, end, reason in inner
    ]
    rows += [
        TrueNumber(
            starts[at], starts[at + 1], value, unit, qualifier, disposition, None, indicator,
            starts[parent] if parent >= 0 else None, implicit,
        )
        for at, value, unit, qualifier, disposition, indicator, parent, implicit in numbers
    ]  # fmt: skip
    rows.sort(key=lambda row: row[:2])
    return rows
