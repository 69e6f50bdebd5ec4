"""Rich text (rtf), the form in which some offices save what they call a doc.

Here: `read_rich_text`. Control words and code pages are the library's matter.
"""

from __future__ import annotations

import re

from striprtf.striprtf import rtf_to_text

from transforms.documents.composing import Block, compose, tidy
from transforms.documents.document import Document, DocumentRefused

_RAW = re.compile(rb"[\x80-\xff]")


def read_rich_text(content: bytes) -> Document:
    """The document in `content`; cells of a table row stand on one line. Raises `DocumentRefused`, ``damaged``."""
    # Characters of the code page that stand unescaped are escaped as the format wants it.
    escaped = _RAW.sub(lambda match: b"\\'%02x" % match[0][0], content).decode("ascii")
    try:
        text: str = rtf_to_text(escaped, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, TypeError, LookupError, OverflowError) as error:
        raise DocumentRefused("damaged", f"The rich text is broken: {error}.") from None
    blocks = [_block(line, number) for number, line in enumerate(text.split("\n"), 1)]
    composed, passages = compose(blocks)
    return Document(composed, None, "rtf", passages)


def _block(line: str, number: int) -> Block:
    cells = [tidy(cell) for cell in line.split("|")]
    if len(cells) > 2 and not cells[-1]:
        cells.pop()
    if len(cells) < 2:
        return Block(tidy(line), "paragraph", f"paragraph {number}")
    joined = " | ".join(cells)
    return Block(joined if cells[0] and cells[-1] else f"| {joined} |", "table_row", f"paragraph {number}")
