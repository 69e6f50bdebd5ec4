"""Characters of a page with their places -> its lines from top to bottom, wide gaps in them as bars between cells.

Here: `Glyph`, `Line`, `lay_out_lines`. Not here: what lines belong to one paragraph (`pdf_paragraphs`).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

_SAME_LINE = 0.45
_WORD_GAP = 0.2
_WIDE_GAP = 0.8
_BLANKS = " \u3000\xa0"
_CELL_GAP = 1.8
_RAISED = 0.75


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character: left end of its baseline, right edge and font size in points; y grows upward."""

    text: str
    x: float
    y: float
    right: float
    em: float
    is_tilted: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page: its cells (one where it is running text), its edges, and its place on the page."""

    cells: tuple[tuple[str, float, float], ...]
    page_number: int
    x: float
    y: float
    right: float
    em: float
    page_width: float
    page_height: float
    is_tilted: bool = False

    @property
    def text(self) -> str:
        """Words of the line, cells run together."""
        return "".join(cell for cell, _, _ in self.cells)


def lay_out_lines(glyphs: list[Glyph], page_number: int, size: tuple[float, float]) -> list[Line]:
    """Lines of a page; tilted characters (watermarks) make one line at the end."""
    upright = [glyph for glyph in glyphs if not glyph.is_tilted]
    tilted = [glyph for glyph in glyphs if glyph.is_tilted]
    lines = [_line(row, page_number, size) for row in _rows(upright)]
    if tilted:
        text = "".join(glyph.text for glyph in tilted)
        lines.append(Line(((text, 0.0, 0.0),), page_number, 0.0, 0.0, 0.0, tilted[0].em, *size, is_tilted=True))
    return lines


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs by their baseline, from the top; a raised or lowered small one belongs to the line that it stands in."""
    rows: list[list[Glyph]] = []
    base = 0.0
    for glyph in sorted(glyphs, key=lambda glyph: (-glyph.y, glyph.x)):
        if rows:
            reach = _SAME_LINE * max(glyph.em, rows[-1][0].em)
            if base - glyph.y <= reach:
                rows[-1].append(glyph)
                if glyph.em > rows[-1][0].em / _RAISED:
                    base = glyph.y
                continue
        rows.append([glyph])
        base = glyph.y
    return [sorted(row, key=lambda glyph: glyph.x) for row in rows]


def _line(row: list[Glyph], page_number: int, size: tuple[float, float]) -> Line:
    em = median(glyph.em for glyph in row)
    # Blanks at the edges (indentation by typing) are no part of the line's place.
    row = row[next((place for place, glyph in enumerate(row) if glyph.text not in _BLANKS), 0) :]
    while len(row) > 1 and row[-1].text in _BLANKS:
        row = row[:-1]
    cells: list[tuple[str, float, float]] = []
    text, start, right = "", row[0].x, row[0].x
    last: Glyph | None = None
    for glyph in row:
        gap = glyph.x - right
        if last is not None and abs(glyph.x - last.x) < 0.05 * em and glyph.text == last.text:
            # Bold type made by drawing a character twice.
            continue
        if text and gap > _CELL_GAP * em:
            cells.append((text, start, right))
            text, start = "", glyph.x
        elif text and gap > _WIDE_GAP * em and glyph.text not in _BLANKS and text[-1] not in _BLANKS:
            text += "\u3000"
        elif text and gap > _WORD_GAP * em and glyph.text.isascii() and text[-1].isascii():
            text += " "
        text += glyph.text
        right = max(right, glyph.right) if text != glyph.text else glyph.right
        last = glyph
    cells.append((text, start, right))
    return Line(tuple(cells), page_number, row[0].x, median(glyph.y for glyph in row), right, em, *size)
