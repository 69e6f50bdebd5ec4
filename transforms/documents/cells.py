"""Tables -> lines of cells parted by bars, as extraction reads them: `事项 | 受理（件） | 办结（件）`.

Here: `Cell`, `write_rows`. Belongs here: merged cells and headings of two rows. Does not belong here: where tables
stand in a source (one module a format), what a heading means (`transforms.extraction.tables`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

MAX_COLUMNS = 200
"""Cells farther right are left out: no report has them, and merged cells are a way to ask for memory."""
_NUMBER = re.compile(r"\s*[\d.,%％]+\s*")


@dataclass(frozen=True, slots=True)
class Cell:
    """Words of a cell and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


class _Place(NamedTuple):
    """One place of the grid: the words there, and whether a merged cell only reaches over to here."""

    text: str
    from_left: bool = False
    from_above: bool = False


def write_rows(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """A line for each row, empty where nothing is to be written.

    Every line has as many cells as the table has columns. Words that cover the whole width are a caption without bars.
    A heading of several rows becomes one line that tells what each column counts: 调解 over 受理 | 办结 gives
    调解受理 | 调解办结. Below it a cell that covers several rows is repeated where it is words, and never where it is a
    number. A bar opens and closes lines whose first or last cell is empty.
    """
    grid = _spread(rows)
    lines = []
    heading: list[_Place] | None = None
    complete = False
    for index, row in enumerate(grid):
        if _is_caption(row):
            lines.append(row[0].text)
        elif complete:
            lines.append(_line([_written(place) for place in row]))
        else:
            heading = [_below(over, own) for over, own in zip(heading or row, row, strict=True)] if heading else row
            below = grid[index + 1] if index + 1 < len(grid) else ()
            complete = not any(place.from_above for place in below) and not any(place.from_left for place in row)
            complete = complete or any(_is_number(place.text) for place in below)
            lines.append(_line([place.text for place in heading]) if complete or not below else "")
    return lines


def _spread(rows: Sequence[Sequence[Cell]]) -> list[list[_Place]]:
    """A rectangular grid: merged cells stand at every place that they cover."""
    grid: list[dict[int, _Place]] = [{} for _ in rows]
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in grid[index]:
                column += 1
            text = cell.text.replace("|", "｜")
            right = min(column + max(cell.columns, 1), MAX_COLUMNS)
            for below in range(index, min(index + max(cell.rows, 1), len(rows))):
                for place in range(column, right):
                    grid[below].setdefault(place, _Place(text, place > column, below > index))
            column = max(right, column)
    width = max((max(row, default=-1) + 1 for row in grid), default=0)
    return [[row.get(column, _Place("")) for column in range(width)] for row in grid]


def _is_caption(row: list[_Place]) -> bool:
    return bool(row) and bool(row[0].text) and not row[0].from_above and all(place.from_left for place in row[1:])


def _below(over: _Place, own: _Place) -> _Place:
    if own.from_above or not own.text or not over.text or over.text == own.text:
        return own._replace(text=own.text or over.text)
    return own._replace(text=over.text + own.text)


def _written(place: _Place) -> str:
    if place.from_left or (place.from_above and re.search(r"\d", place.text)):
        return ""
    return place.text


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _line(cells: list[str]) -> str:
    if not any(cells):
        return ""
    if len(cells) > 1 and not (cells[0] and cells[-1]):
        return f"| {' | '.join(cells)} |"
    return " | ".join(cells)
