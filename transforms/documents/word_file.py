"""Word files (docx): paragraphs with their list numbers, tables, text boxes, notes, running headers and footers.

Here: `read_word_file`. Not here: the container (`zip_members`), XML (`office_xml`), list numbers (`list_numbers`).
Deleted text of tracked changes is left out and inserted text is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.documents.cells import Cell, write_rows
from transforms.documents.composing import Block, compose, tidy
from transforms.documents.document import Document, DocumentRefused
from transforms.documents.list_numbers import ListNumbers
from transforms.documents.office_xml import (
    MAX_PART_BYTES,
    attribute,
    child,
    local_name,
    parse_part,
    value_of,
    whole_number,
)
from transforms.documents.zip_members import ZipMembers

_MAIN = "word/document.xml"
_RUNNING = re.compile(r"^word/(header|footer)\d*\.xml$")
_LEFT_OUT = frozenset(
    [
        "del",
        "moveFrom",
        "instrText",
        "delText",
        "delInstrText",
        "pPr",
        "rPr",
        "sectPr",
        "rt",
        "Fallback",
        "fldData",
        "posOffset",
        "align",
    ]
)
_LONGEST_CELL = 200


def read_word_file(content: bytes) -> Document:
    """The document in `content`.

    Raises `DocumentRefused` with reason ``damaged``, ``too_large``, ``too_deep``, ``encrypted`` or
    ``forbidden_content``.
    """
    members = ZipMembers(content)
    names = set(members.names)
    main = _main_part(members)
    if main not in names:
        raise DocumentRefused("damaged", f"The Word file has no part {main}.")
    folder = main.rpartition("/")[0]
    root = _parse(members, main)
    numbers = ListNumbers(
        *(
            _parse(members, f"{folder}/{part}") if f"{folder}/{part}" in names else None
            for part in ("numbering.xml", "styles.xml")
        )
    )
    body = child(root, "body")
    blocks = list(_Walk(numbers).blocks(body)) if body is not None else []
    for part in ("footnotes.xml", "endnotes.xml"):
        if f"{folder}/{part}" in names:
            for note in _parse(members, f"{folder}/{part}"):
                if attribute(note, "type") in (None, "normal"):
                    blocks += [Block(text, "note", part.removesuffix("s.xml")) for text in _texts(note)]
    for name in sorted(names):
        if running := _RUNNING.match(name):
            role = f"running_{running[1]}"
            blocks += [Block(text, role, name.rpartition("/")[2]) for text in _texts(_parse(members, name))]
    text, passages = compose(blocks)
    return Document(text, None, "docx", passages)


def _main_part(members: ZipMembers) -> str:
    relations = members.read("_rels/.rels", MAX_PART_BYTES)
    for relation in parse_part(relations) if relations else ():
        if (attribute(relation, "Type") or "").endswith("/officeDocument"):
            return (attribute(relation, "Target") or _MAIN).lstrip("/")
    return _MAIN


def _parse(members: ZipMembers, name: str) -> Any:
    return parse_part(members.read(name, MAX_PART_BYTES) or b"")


def _texts(part: Any) -> Iterator[str]:
    """Texts of the paragraphs of a note, header or footer."""
    for block in _Walk(ListNumbers(None, None)).blocks(part):
        if block.text:
            yield block.text


class _Walk:
    """Counts paragraphs and tables while it goes through a part."""

    def __init__(self, numbers: ListNumbers) -> None:
        self._numbers = numbers
        self._paragraphs = 0
        self._tables = 0

    def blocks(self, container: Any) -> Iterator[Block]:
        """Blocks of all paragraphs and tables below `container`, in order."""
        for element in container:
            name = local_name(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name not in _LEFT_OUT:
                yield from self.blocks(element)

    def _paragraph(self, paragraph: Any) -> Iterator[Block]:
        self._paragraphs += 1
        place = f"paragraph {self._paragraphs}"
        pieces: list[str] = []
        boxes: list[Any] = []
        _gather(paragraph, pieces, boxes)
        lines = [tidy(line) for line in "".join(pieces).split("\v")]
        number = self._numbers.number_of(paragraph)
        if number and lines[0]:
            lines[0] = number + (" " if lines[0][0].isascii() and number[-1].isascii() else "") + lines[0]
        yield from (Block(line, "paragraph", place) for line in lines if line)
        for box in boxes:
            yield from self.blocks(box)

    def _table(self, table: Any) -> Iterator[Block]:
        self._tables += 1
        number = self._tables
        rows = [list(_cells(row)) for row in _below(table, "tr")]
        read = [[(list(self.blocks(cell)), columns, merged) for cell, columns, merged in row] for row in rows]
        if not _is_data(read):
            yield from (block for row in read for blocks, _, _ in row for block in blocks)
            return
        for index, line in enumerate(write_rows(_merge(read))):
            yield Block(line, "table_row" if " | " in line else "paragraph", f"table {number} row {index + 1}")


_ReadRow = list[tuple[list[Block], int, str | None]]


def _gather(element: Any, pieces: list[str], boxes: list[Any]) -> None:
    """Text of the runs below a paragraph; text boxes are put aside, as they are paragraphs of their own."""
    for below in element:
        name = local_name(below)
        if name == "t":
            pieces.append(below.text or "")
        elif name == "tab":
            pieces.append(" ")
        elif name in ("br", "cr"):
            pieces.append("\v")
        elif name == "noBreakHyphen":
            pieces.append("-")
        elif name == "txbxContent":
            boxes.append(below)
        elif name not in _LEFT_OUT:
            _gather(below, pieces, boxes)


def _below(element: Any, name: str) -> Iterator[Any]:
    """Children of that name, also inside content controls and tracked changes."""
    for below in element:
        if local_name(below) == name:
            yield below
        elif local_name(below) in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _below(below, name)


def _cells(row: Any) -> Iterator[tuple[Any, int, str | None]]:
    """Each cell with the columns it covers and how it is merged: `restart`, `continue` or None."""
    for cell in _below(row, "tc"):
        properties = child(cell, "tcPr")
        columns, merged = 1, None
        if properties is not None:
            columns = min(whole_number(value_of(properties, "gridSpan"), 1), 1_000)
            if child(properties, "vMerge") is not None:
                merged = value_of(properties, "vMerge") or "continue"
        yield cell, columns, merged


def _is_data(read: list[_ReadRow]) -> bool:
    sizes = [sum(len(block.text) for block in blocks) for row in read for blocks, _, _ in row]
    return bool(sizes) and max(sizes) <= _LONGEST_CELL and max(len(row) for row in read) >= 2


def _merge(read: list[_ReadRow]) -> list[list[Cell]]:
    """Cells with the rows that they cover; a continued cell belongs to the one above it."""
    placed: list[dict[int, list[Any]]] = []
    for row in read:
        column = 0
        places: dict[int, list[Any]] = {}
        for blocks, columns, merged in row:
            above = placed[-1].get(column) if placed and merged == "continue" else None
            if above is not None:
                above[2] += 1
                places[column] = above
            else:
                places[column] = [tidy("\n".join(block.text for block in blocks)), columns, 1, len(placed)]
            column += columns
        placed.append(places)
    return [
        [Cell(cell[0], cell[1], cell[2]) for _, cell in sorted(places.items()) if cell[3] == index]
        for index, places in enumerate(placed)
    ]
