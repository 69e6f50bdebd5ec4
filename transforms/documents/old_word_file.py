"""Old Word files (doc, and wps, which Kingsoft's office writes on the same base): text by the piece table.

Here: `read_old_word_file`. Format: [MS-DOC], the file information block, the piece table (Clx), the parts of the text.
Numbers that Word puts before paragraphs by itself are not in the text of this format and are not written.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import olefile

from transforms.documents.cells import Cell, write_rows
from transforms.documents.composing import Block, compose, tidy
from transforms.documents.document import Document, DocumentRefused

MAX_CHARACTERS = 2_000_000
_SMALLEST = 1536
_IDENTITY = 0xA5EC
_FIRST_97 = 0xC0
_ENCRYPTED, _OTHER_TABLE, _COMPRESSED = 0x0100, 0x0200, 0x40000000
_CELL_END = "\x07"
# A field is its code, what it shows, and marks around both: 19 code 20 shown 21.
_FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
_MARKS = re.compile("[\x01-\x06\x08\x13-\x15\x1f]")
# Parts of the text in their order, with the offset of their length in the information block and their role.
_PARTS = (
    (0x4C, "paragraph"),
    (0x50, "note"),
    (0x54, "running_header"),
    (0x58, ""),
    (0x5C, ""),
    (0x60, "note"),
    (0x64, "paragraph"),
    (0x68, "running_header"),
)


def read_old_word_file(content: bytes) -> Document:
    """The document in `content`. Raises `DocumentRefused` with reason ``damaged``, ``encrypted`` or ``too_large``."""
    try:
        main, table = _streams(content)
        text = "".join(_pieces(main, table))
        lengths = [(struct.unpack_from("<i", main, offset)[0], role) for offset, role in _PARTS]
    except (OSError, ValueError, IndexError, KeyError, TypeError, struct.error) as error:
        raise DocumentRefused("damaged", f"The Word file is cut off or broken: {error}.") from None
    blocks: list[Block] = []
    start = paragraphs = 0
    for length, role in lengths:
        part = text[start : start + max(length, 0)]
        start += max(length, 0)
        if role:
            blocks += [
                Block(block.text, role if block.role == "paragraph" else block.role, block.place)
                for block in _blocks(part, paragraphs)
            ]
        paragraphs += part.count("\r")
    composed, passages = compose(blocks)
    return Document(composed, None, "doc", passages)


def _streams(content: bytes) -> tuple[bytes, bytes]:
    """The main stream and the table stream that it points to."""
    if len(content) < _SMALLEST:
        raise ValueError("it is shorter than the smallest container")
    with olefile.OleFileIO(content) as container:
        if container.num_mini_fat_sectors * container.sector_size > len(content):
            raise ValueError("its table of small sectors is longer than the file")
        main = _stream(container, "WordDocument", len(content))
        identity, version = struct.unpack_from("<HH", main, 0)
        flags = struct.unpack_from("<H", main, 0x0A)[0]
        if identity != _IDENTITY or version < _FIRST_97:
            raise DocumentRefused("unsupported_format", "The file is of Word 95 or older. Save it as docx.")
        if flags & _ENCRYPTED:
            raise DocumentRefused("encrypted", "The Word file is protected by a password.")
        return main, _stream(container, "1Table" if flags & _OTHER_TABLE else "0Table", len(content))


def _stream(container: Any, name: str, file_size: int) -> bytes:
    """Bytes of a stream. One that claims more than the file holds is a chain of sectors that goes in a circle."""
    if container.get_size(name) > file_size:
        raise ValueError(f"its stream {name} is longer than the file")
    content: bytes = container.openstream(name).read()
    return content


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    """Text of the pieces in order; each says where it lies and whether it takes one byte a character or two."""
    start, size = struct.unpack_from("<ii", main, 0x01A2)
    place, end = start, start + size
    if start < 0 or size <= 0 or end > len(table):
        raise ValueError("its piece table lies outside of the file")
    while place < end and table[place] == 1:
        place += 3 + struct.unpack_from("<H", table, place + 1)[0]
    if place >= end or table[place] != 2:
        raise ValueError("it has no piece table")
    count = (struct.unpack_from("<i", table, place + 1)[0] - 4) // 12
    place += 5
    if count < 1 or place + 12 * count + 4 > len(table):
        raise ValueError("its piece table is cut off")
    edges = struct.unpack_from(f"<{count + 1}i", table, place)
    if edges[-1] > MAX_CHARACTERS:
        raise DocumentRefused("too_large", f"The text has {edges[-1]} characters; the limit is {MAX_CHARACTERS}.")
    for index in range(count):
        length = edges[index + 1] - edges[index]
        if length < 0:
            raise ValueError("its pieces are out of order")
        where = struct.unpack_from("<I", table, place + 4 * (count + 1) + 8 * index + 2)[0]
        if where & _COMPRESSED:
            first = (where & ~_COMPRESSED) // 2
            piece = main[first : first + length].decode("cp1252", errors="replace")
        else:
            piece = main[where : where + 2 * length].decode("utf-16-le", errors="replace")
        if len(piece) < length and index + 1 < count:
            raise ValueError("a piece lies outside of the file")
        yield piece


def _blocks(part: str, paragraphs: int) -> Iterator[Block]:
    """Paragraphs, and tables, whose cells end with a mark of their own."""
    part = _MARKS.sub("", _FIELD_CODE.sub("", part)).replace("\x1e", "-")
    pieces: list[tuple[bool, str, int]] = []
    number, text = paragraphs + 1, ""
    for character in re.split("([\r\x07\x0c])", part):
        if character == _CELL_END:
            pieces.append((True, text, number))
            text = ""
        elif character in ("\r", "\x0c"):
            pieces.append((False, text, number))
            number, text = number + (character == "\r"), ""
        else:
            text = character
    pieces.append((False, text, number))
    for is_cell, group in groupby(pieces, key=lambda piece: piece[0]):
        if is_cell:
            cells = list(group)
            rows = _rows([cell for _, cell, _ in cells])
            for line in write_rows([[Cell(tidy(cell.replace("\x0b", "\n"))) for cell in row] for row in rows]):
                yield Block(line, "table_row" if " | " in line else "paragraph", f"paragraph {cells[0][2]}")
        else:
            for _, words, place in group:
                for line in words.split("\x0b"):
                    yield Block(tidy(line), "paragraph", f"paragraph {place}")


def _rows(cells: list[str]) -> list[list[str]]:
    """Rows of a table: a row ends with a mark after an empty cell; its first row tells how many cells there are."""
    width = cells.index("") if "" in cells else len(cells)
    rows: list[list[str]] = []
    place = 0
    while place < len(cells):
        end = place + width
        if width and end < len(cells) and cells[end] == "":
            rows.append(cells[place:end])
            place = end + 1
            continue
        # Another number of cells than in the first row.
        end = next((index for index in range(place + 1, len(cells)) if cells[index] == ""), len(cells))
        rows.append(cells[place:end])
        place = end + 1
    return rows
