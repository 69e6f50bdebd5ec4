"""Rows of cells parted by bars: which header cell stands above a number, and the unit that it names.

Here: `Tables`. Belongs here: tables that reading has flattened into lines with ` | `. Not here: what a header means.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from transforms.extraction.numbers import Number
from transforms.extraction.units import match_unit

_BARS = re.compile(r"[|｜\t]")
_UNIT = re.compile(r"[（(]\s*(?:单位[：:])?([^（）()]{1,4})\s*[)）]\s*$")
_LEAST_CELLS = 2
_SCALE = {"万": 10_000, "亿": 100_000_000}


class Cell(NamedTuple):
    """A cell: half-open span of the text."""

    start: int
    end: int


class Tables:
    """Tables of one text. A header is the nearest row above with as many cells and no number that stands alone."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._starts: list[int] = []
        self._rows: list[tuple[list[Cell], list[Cell]]] = []
        if "|" in folded or "｜" in folded or "\t" in folded:
            self._read_rows()

    def header_of(self, offset: int) -> Cell | None:
        """The header cell above the cell at `offset`, or None outside of tables."""
        place = bisect_right(self._starts, offset) - 1
        if place < 0:
            return None
        cells, headers = self._rows[place]
        for cell, header in zip(cells, headers, strict=True):
            if cell.start <= offset < cell.end:
                return header
        return None

    def apply_unit(self, number: Number) -> None:
        """Give a number without a measure word the one of its header: 1753.79 under 罚没金额(万元) is yuan."""
        header = self.header_of(number.start) if self._rows and number.unit is None else None
        written = header and _UNIT.search(self._folded[header.start : header.end])
        if not written or number.value is None:
            return
        name = written[1]
        scale = _SCALE.get(name[0], 1)
        unit = match_unit(name if scale == 1 else name[1:], 0)
        if unit is None:
            return
        number.unit, number.group = unit.surface, unit.group
        number.value *= scale
        number.low = None if number.low is None else number.low * scale
        number.high = None if number.high is None else number.high * scale

    def _read_rows(self) -> None:
        header: list[Cell] | None = None
        start = 0
        for line in self._folded.split("\n"):
            cells = _cells(line, start)
            if len(cells) >= _LEAST_CELLS:
                if not any(_is_number(self._folded, cell) for cell in cells):
                    header = cells
                elif header and len(header) == len(cells):
                    self._starts.append(start)
                    self._rows.append((cells, header))
            elif line.strip():
                header = None
            start += len(line) + 1


def _cells(line: str, start: int) -> list[Cell]:
    edges = [match.start() for match in _BARS.finditer(line)]
    if not edges:
        return []
    cells = [Cell(start + a, start + b) for a, b in zip([0, *(e + 1 for e in edges)], [*edges, len(line)], strict=True)]
    if not line[edges[-1] + 1 :].strip():
        cells.pop()
    if cells and not line[: edges[0]].strip():
        cells.pop(0)
    return cells


def _is_number(folded: str, cell: Cell) -> bool:
    return re.fullmatch(r"\s*[\d.,%]+\s*", folded[cell.start : cell.end]) is not None
