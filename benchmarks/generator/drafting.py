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
from benchmarks.generator.templates import NAME, TEXT, Slot, Wording
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
        "_names",
        "_previous",
        "bent",
        "marks",
        "numbers",
        "parts",
        "place",
        "random",
        "style",
        "values",
        "year",
    )

    def __init__(self, place: Place, year: int, style: Style, values: Values, random: Random) -> None:
        self.place, self.year, self.style, self.values, self.random = place, year, style, values, random
        self.parts: list[str] = []
        self.numbers: list[Record] = []
        self.marks: list[tuple[int, tuple[Mark, ...]]] = []
        # What a fault has changed: "part", "rate:ID" or "slip:ID" with the difference.
        self.bent: dict[str, float] = {}
        self._names = {
            "name": place.name,
            "county": place.county,
            "city": place.city,
            "full": place.full_name,
            "village": place.villages[year % 3],
        }
        self._previous: Values | None = None

    def add(self, text: str, marks: tuple[Mark, ...] = ()) -> None:
        """Put down a text; the marks say where its numbers stand."""
        if marks:
            self.marks.append((len(self.parts), marks))
        self.parts.append(text)

    def add_wording(self, wording: Wording) -> None:
        """Put down a wording with the values of the place and year."""
        parts, marks = self.parts, self.marks
        where: list[int] = []
        written: list[float] = []
        for kind, content, extra in wording.pieces:
            if kind == TEXT:
                if extra:
                    marks.append((len(parts), extra))  # type: ignore[arg-type]
                parts.append(content)
            elif kind == NAME:
                parts.append(self._names[content])
            else:
                self._add_number(extra, wording, where, written)  # type: ignore[arg-type]

    def _add_number(self, slot: Slot, wording: Wording, where: list[int], written: list[float]) -> None:
        role = slot.role
        if role in ("zero", "cover"):
            value = 0.0 if role == "zero" else 100.0
            self._put(slot, ("", slot.word, "", value, "exact"), "fact", where, written, implicit=True)
            return
        if role in ("growth", "difference"):
            self._add_change(slot, where, written)
            return
        unit = slot.unit
        if role == "part" and slot.parts:
            total = int(written[slot.parent])
            shares = split(total, slot.parts, self.place, self.year, wording.salt + slot.parent)
            value = float(shares[slot.part])
            if slot.part == slot.parts - 1 and "part" in self.bent:
                value += self.bent.pop("part")
        elif role == "subset" and slot.indicator == wording.slots[slot.parent].indicator:
            share = 0.2 + ((self.place.key >> 9) & 0xFF) / 480
            value = float(int(written[slot.parent] * share + 0.5))
        elif role in ("target", "open"):
            value = slot.low + int((slot.high - slot.low + 1) * self.random.random())
        elif role == "previous":
            value = self.last_year().get(slot.indicator or "")
        else:
            value = self.values.get(slot.indicator or "")
        text: Written
        if unit == "%":
            text = write_rate(value + self.bent.get(f"rate:{slot.indicator}", 0.0), self.style)
        elif unit in ("元", "万元"):
            value *= self.bent.get(f"slip:{slot.indicator}", 1.0)
            text = write_amount(value, self.style, unit == "万元")
        else:
            text = write_count(value, self.style, self.random.random(), slot.exact or role == "target")
        if role == "target":
            disposition = "target"
        elif role == "previous":
            disposition = "comparison"
        else:
            disposition = "profile" if slot.stock else "fact"
        self._put(slot, text, disposition, where, written)

    def _put(
        self,
        slot: Slot,
        text: Written,
        disposition: str,
        where: list[int],
        written: list[float],
        implicit: bool = False,
    ) -> None:
        before, digits, after, value, qualifier = text
        parts = self.parts
        if before:
            parts.append(before)
        at = len(parts)
        parts.append(digits)
        unit = slot.unit
        if not implicit and unit != "%":
            parts.append(after + (unit[1:] if unit == "万元" else unit))
        parent = where[slot.parent] if slot.parent >= 0 else -1
        where.append(at)
        written.append(value)
        self.numbers.append(
            (
                at,
                value,
                MYRIAD_UNITS.get(unit, unit),
                slot.qualifier or qualifier,
                disposition,
                slot.indicator,
                parent,
                implicit,
            )
        )

    def _add_change(self, slot: Slot, where: list[int], written: list[float]) -> None:
        now, before = self.values.get(slot.indicator or ""), self.last_year().get(slot.indicator or "")
        up = now >= before
        if slot.role == "difference":
            self.parts.append("增加" if up else "减少")
            text: Written = ("", str(int(abs(now - before))), "", abs(now - before), "exact")
        else:
            self.parts.append(("增长", "上升")[self.year & 1] if up else "下降")
            tenths = int(abs(now - before) * 1000 / before + 0.5) if before else 0
            text = ("", f"{tenths / 10:g}%", "", tenths / 10, "exact")
        self._put(slot, text, "comparison", where, written)
        # A change measures no indicator: it is open.
        self.numbers[-1] = (*self.numbers[-1][:5], None, *self.numbers[-1][6:])

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
    rows.sort()
    return rows
