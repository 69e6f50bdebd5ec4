"""A web page -> its lines as a browser shows them, each with the element that holds it.

Here: `PageLine`, `Element`, `PageLines`, `read_page_lines`. Belongs here: block and inline elements, line breaks,
tables of data. Does not belong here: which lines are the report (`page_roles`).
One pass over the tree, linear in its size; nothing recurses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from transforms.documents.cells import Cell, write_rows
from transforms.documents.composing import tidy

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "button",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "frame",
        "frameset",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "optgroup",
        "option",
        "p",
        "pre",
        "search",
        "section",
        "select",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_SKIPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "svg",
        "math",
        "object",
        "iframe",
        "audio",
        "video",
        "canvas",
        "textarea",
    ]
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_LONGEST_CELL = 120
_MOST_LINES_OF_CELL = 8
_MOST_PATH_STEPS = 60


@dataclass(slots=True)
class Element:
    """An element of the page: its lines are lines[first:end]; `nth` counts the siblings of its kind."""

    tag: str
    parent: int
    nth: int
    mark: str
    name: str = ""
    first: int = 0
    end: int = 0


@dataclass(slots=True)
class PageLine:
    """A line, the index of the block that holds it, and how many of its characters are links."""

    text: str
    element: int
    link_count: int = 0
    is_row: bool = False
    is_hidden: bool = False

    @property
    def is_linked(self) -> bool:
        """Whether the line is hardly more than links."""
        return self.link_count >= 0.8 * len(self.text)


@dataclass(slots=True)
class _Table:
    element: int
    first: int
    rows: list[tuple[int, list[tuple[int, int, int, int]]]] = field(default_factory=list)
    holds_table: bool = False


@dataclass(slots=True)
class PageLines:
    """All lines of a page in order, and its elements in the order in which they begin; elements[0] is the body."""

    lines: list[PageLine]
    elements: list[Element]

    def place_of(self, index: int) -> str | None:
        """CSS selector of an element, None where it would be beyond use."""
        steps: list[str] = []
        while index >= 0:
            element = self.elements[index]
            if element.name:
                steps.append(f"#{element.name}")
                break
            steps.append(element.tag if element.tag == "body" else f"{element.tag}:nth-of-type({element.nth})")
            index = element.parent
            if len(steps) > _MOST_PATH_STEPS:
                return None
        return " > ".join(reversed(steps))


def read_page_lines(tree: LexborHTMLParser) -> PageLines:
    """Lines and elements of a parsed page; scripts and styles are none."""
    return _Walk().walk(tree.body)


class _Walk:
    """State of one pass: the open elements, the line under way, the open tables."""

    def __init__(self) -> None:
        self.page = PageLines([], [])
        self.open: list[int] = []
        self.pieces: list[str] = []
        self.link_count = 0
        self.links = self.hidden = self.verbatim = 0
        self.tables: list[_Table] = []
        self.names: set[str] = set()

    def walk(self, body: LexborNode | None) -> PageLines:
        node = body
        # (node, count of each tag among the siblings seen so far), innermost last
        counts: list[dict[str, int]] = [{}]
        path: list[LexborNode] = []
        while node is not None:
            entered = self._enter(node, counts[-1])
            below = node.child if entered else None
            if below is not None:
                path.append(node)
                counts.append({})
                node = below
                continue
            if entered:
                self._leave(node)
            following = node.next if path else None
            while following is None and path:
                node = path.pop()
                counts.pop()
                self._leave(node)
                following = node.next if path else None
            node = following
        self._flush()
        return self.page

    def _enter(self, node: LexborNode, counts: dict[str, int]) -> bool:
        """Take a node in; False where nothing below it is looked at and no leaving follows."""
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text_content or "")
            return False
        counts[tag] = counts.get(tag, 0) + 1
        if not tag or tag.startswith(("-", "!")) or tag in _SKIPPED:
            return False
        if tag in ("br", "hr"):
            self._flush()
            return False
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            self.hidden += 1
        if tag == "a":
            self.links += 1
        if tag in _BLOCKS:
            self._flush()
            self._open(tag, attributes, counts[tag])
        return True

    def _open(self, tag: str, attributes: dict[str, str | None], nth: int) -> None:
        name = attributes.get("id") or ""
        # The first element of a name is the one that a selector finds.
        own = name if re.fullmatch(r"[A-Za-z_][\w-]*", name, re.A) and name not in self.names else ""
        self.names.add(name)
        mark = f"{name} {attributes.get('class') or ''}".strip().lower()
        index, first = len(self.page.elements), len(self.page.lines)
        self.page.elements.append(
            Element(tag, self.open[-1] if self.open else -1, nth, mark, own, first=first, end=first)
        )
        self.open.append(index)
        if tag == "pre":
            self.verbatim += 1
        elif tag == "table":
            self.tables.append(_Table(index, first))
        elif tag == "tr" and self.tables:
            self.tables[-1].rows.append((index, []))
        elif tag in ("td", "th") and self.tables and self.tables[-1].rows:
            columns, rows = (_count(attributes.get(name)) for name in ("colspan", "rowspan"))
            self.tables[-1].rows[-1][1].append((first, first, columns, rows))

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag in _BLOCKS:
            self._flush()
            index = self.open.pop()
            if tag == "pre":
                self.verbatim -= 1
            elif tag in ("td", "th") and self.tables and self.tables[-1].rows and self.tables[-1].rows[-1][1]:
                first, _, columns, rows = self.tables[-1].rows[-1][1][-1]
                self.tables[-1].rows[-1][1][-1] = (first, len(self.page.lines), columns, rows)
            elif tag == "table":
                self._close_table(self.tables.pop())
            self.page.elements[index].end = len(self.page.lines)
        elif tag == "a":
            self.links -= 1
        attributes = node.attributes
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
            self.hidden -= 1

    def _add(self, text: str) -> None:
        if self.verbatim and "\n" in text:
            *whole, rest = text.split("\n")
            for line in whole:
                self.pieces.append(line)
                self._flush()
            text = rest
        self.pieces.append(text)
        if self.links:
            self.link_count += len(text.strip())

    def _flush(self) -> None:
        if not self.pieces:
            return
        text = tidy("".join(self.pieces))
        if text:
            element = self.open[-1] if self.open else 0
            self.page.lines.append(PageLine(text, element, self.link_count, is_hidden=self.hidden > 0))
        self.pieces, self.link_count = [], 0

    def _close_table(self, table: _Table) -> None:
        """Write a table of data as rows; a table that only arranges the page keeps its lines."""
        lines = self.page.lines
        if self.tables and len(lines) > table.first:
            self.tables[-1].holds_table = True
        if table.holds_table or not _is_data(table, lines):
            return
        grid = [
            [
                Cell(tidy("\n".join(line.text for line in lines[first:end])), columns, rows)
                for first, end, columns, rows in cells
            ]
            for _, cells in table.rows
        ]
        starts = [cells[0][0] for _, cells in table.rows if cells]
        written = lines[table.first : min(starts)]
        for (row, cells), text in zip(table.rows, write_rows(grid), strict=True):
            # A row without words has no line.
            element = self.page.elements[row]
            element.first = len(written) + table.first
            element.end = element.first + bool(text)
            if text:
                own = [line for first, end, _, _ in cells for line in lines[first:end]]
                hidden = bool(own) and all(line.is_hidden for line in own)
                written.append(PageLine(text, row, sum(line.link_count for line in own), True, hidden))
        # What stands after the last cell (a caption below) follows.
        written += lines[max(cell[1] for _, cells in table.rows for cell in cells) :]
        del lines[table.first :]
        lines += written
        rows = {row for row, _ in table.rows}
        for index in range(table.element + 1, len(self.page.elements)):
            if index not in rows:
                self.page.elements[index].first = self.page.elements[index].end = table.first


def _is_data(table: _Table, lines: list[PageLine]) -> bool:
    """Whether a table holds short cells, two or more in a row, rather than paragraphs."""
    cells = [cell for _, row in table.rows for cell in row]
    if not cells or max(len(row) for _, row in table.rows) < 2:
        return False
    filled = [[cell for cell in row if cell[1] > cell[0]] for _, row in table.rows]
    if sum(len(row) >= 2 for row in filled) * 2 < sum(len(row) >= 1 for row in filled):
        return False
    return all(
        end - first <= _MOST_LINES_OF_CELL and sum(len(line.text) for line in lines[first:end]) <= _LONGEST_CELL
        for first, end, _, _ in cells
    )


def _count(written: str | None) -> int:
    return min(int(written), 1_000) if written and written.isascii() and written.isdigit() else 1
