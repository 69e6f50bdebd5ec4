"""Lines of pages -> paragraphs and table rows; running headers, footers and page numbers are set aside.

Here: `join_paragraphs`. Belongs here: where a paragraph ends, what repeats from page to page. Does not belong here:
places of characters (`pdf_lines`).
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from statistics import median

from transforms.documents.composing import Block, tidy
from transforms.documents.pdf_lines import Line

_EDGE_LINES = 2
_EDGE_SHARE = 0.14
_INDENT = 1.2
_SHORT = 1.6
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"^[\s\-—–－·.]*(?:第\s*)?[\dⅠⅡⅢⅣⅤivx]{1,4}\s*(?:页)?[\s\-—–－·.]*(?:[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[\s\-—–－·.]*$"
)
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.．、](?!\d)|第[一二三四五六七八九十]+[章节部])"
)
_SENTENCE_END = "。！？；：”）"


def join_paragraphs(pages: list[list[Line]]) -> Iterator[Block]:
    """Blocks of a document in reading order."""
    furniture = _find_furniture(pages)
    body = [line for page in pages for line in page if id(line) not in furniture]
    left, right = _margins(body)
    current: list[Line] = []
    table: list[Line] = []
    for line in body:
        if len(line.cells) > 1:
            if current:
                yield _paragraph(current)
                current = []
            table.append(line)
            continue
        if table:
            yield from _rows(table)
            table = []
        if current and _begins(line, current[-1], left, right):
            yield _paragraph(current)
            current = []
        current.append(line)
    if current:
        yield _paragraph(current)
    if table:
        yield from _rows(table)
    for page in pages:
        for line in page:
            if role := furniture.get(id(line)):
                yield Block(tidy(line.text), role, None, line.page_number)


def _find_furniture(pages: list[list[Line]]) -> dict[int, str]:
    """Roles of lines at the edges of pages that are page numbers or that repeat but for their digits; watermarks."""
    roles: dict[int, str] = {}
    edges: list[tuple[Line, str]] = []
    for page in pages:
        upright = [line for line in page if not line.is_tilted]
        roles |= {id(line): "watermark" for line in page if line.is_tilted}
        for lines, role in ((upright[:_EDGE_LINES], "running_header"), (upright[-_EDGE_LINES:], "running_footer")):
            for line in lines:
                share = line.y / line.page_height if line.page_height else 0.5
                if (share > 1 - _EDGE_SHARE) if role == "running_header" else (share < _EDGE_SHARE):
                    edges.append((line, role))
    counts = Counter((_shape(line), role) for line, role in edges)
    for line, role in edges:
        if _PAGE_NUMBER.match(line.text):
            roles[id(line)] = "page_number"
        elif counts[(_shape(line), role)] >= max(2, len(pages) / 2):
            roles[id(line)] = role
    return roles


def _shape(line: Line) -> str:
    return _DIGITS.sub("#", line.text)


def _margins(lines: list[Line]) -> tuple[float, float]:
    """Left and right edge of full lines: the left edge most lines begin at, the right edge that long lines reach."""
    if not lines:
        return 0.0, 0.0
    widest = max(line.right - line.x for line in lines)
    full = [line for line in lines if line.right - line.x > 0.8 * widest] or lines
    rights = sorted(line.right for line in full)
    # Lines of a paragraph begin at the margin, its first one farther in.
    return min(line.x for line in full), rights[int(0.7 * (len(rights) - 1))]


def _begins(line: Line, before: Line, left: float, right: float) -> bool:
    """Whether a line begins a paragraph: indented, a heading, of another size, after a line that ended early."""
    if abs(line.em - before.em) > 0.15 * before.em:
        return True
    if _is_centred(line) and _is_centred(before) and before.right - before.x > 0.75 * (right - left):
        # A title that is too long for one line.
        return False
    if line.x - left > _INDENT * line.em:
        return True
    ended_early = right - before.right > _SHORT * before.em
    if ended_early:
        return True
    return bool(_HEADING.match(line.text)) and before.text[-1:] in _SENTENCE_END


def _is_centred(line: Line) -> bool:
    return abs((line.x + line.right) / 2 - line.page_width / 2) < line.em


def _paragraph(lines: list[Line]) -> Block:
    text = lines[0].text
    for before, line in itertools.pairwise(lines):
        glue = " " if before.text[-1:].isascii() and line.text[:1].isascii() and before.text[-1:].isalpha() else ""
        text += glue + line.text
    return Block(tidy(text), "paragraph", None, lines[0].page_number)


def _rows(lines: list[Line]) -> Iterator[Block]:
    """Rows of a table: cells go to the column whose place they overlap; what has no table around it is one line."""
    if len(lines) == 1:
        text = " ".join(cell for cell, _, _ in lines[0].cells)
        yield Block(tidy(text), "paragraph", None, lines[0].page_number)
        return
    columns = _columns(lines)
    for line in lines:
        row = [""] * len(columns)
        for cell, start, end in line.cells:
            place = min(range(len(columns)), key=lambda index: _distance(columns[index], start, end))
            row[place] = f"{row[place]}{cell}"
        cells = [tidy(cell).replace("|", "｜") for cell in row]
        text = " | ".join(cells)
        yield Block(text if cells[0] and cells[-1] else f"| {text} |", "table_row", None, line.page_number)


def _columns(lines: list[Line]) -> list[tuple[float, float]]:
    """Edges of the columns: those of the row with the most cells."""
    widest = max(lines, key=lambda line: len(line.cells))
    return [(start, end) for _, start, end in widest.cells]


def _distance(column: tuple[float, float], start: float, end: float) -> float:
    return abs(median(column) - (start + end) / 2)
