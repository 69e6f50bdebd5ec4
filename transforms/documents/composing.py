"""Blocks read from a source -> one text with its passages.

Here: `Block`, `compose`, `tidy`. Belongs here: what all formats other than plain text share in writing their text.
Does not belong here: finding blocks and their roles (one module a format).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from transforms.documents.document import Passage
from warehouse.tables import FURNITURE_ROLES

# East Asian letters and marks, beside which a line break of the source is no blank.
_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f“”‘’…—"
_BREAK_IN_CHINESE = re.compile(rf"(?<=[{_WIDE}])[ \t]*[\r\n][ \t\r\n]*|[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}])")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
# Radicals and compatibility forms look like the plain character and stand for it in badly made PDF and Word files.
_LOOKALIKE = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
# Rich text and PDF write a rare character as two halves, and a broken file holds one half: no table can hold that.
_HALF = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or table row on its way into the text; fields as in `Passage`."""

    text: str
    role: str = "paragraph"
    place: str | None = None
    page_number: int | None = None


def compose(blocks: Iterable[Block]) -> tuple[str, tuple[Passage, ...]]:
    """One text, a line a block, the report before the furniture with an empty line between; blocks without text go."""
    kept = [block for block in blocks if block.text]
    kept.sort(key=lambda block: block.role in FURNITURE_ROLES)
    lines: list[str] = []
    passages: list[Passage] = []
    start, below = 0, False
    for block in kept:
        if not below and block.role in FURNITURE_ROLES:
            below = True
            if lines:
                lines.append("")
                start += 1
        end = start + len(block.text)
        passages.append(Passage(start, end, block.role, block.page_number, block.place))
        lines.append(block.text)
        start = end + 1
    return "\n".join(lines), tuple(passages)


def tidy(text: str) -> str:
    """The text of one block on one line, as a reader of the source sees it.

    White space is one blank, and none where a line of the source breaks beside a Chinese character; invisible
    characters go; look-alikes (⼯ for 工) become the plain character; halves of a character are put together, and one
    alone is U+FFFD. The result holds no line break.
    """
    if _HALF.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _DROPPED.sub("", text)
    if "\n" in text or "\r" in text:
        text = _BREAK_IN_CHINESE.sub("", text)
    text = _BLANKS.sub(" ", text)
    if _LOOKALIKE.search(text):
        text = _LOOKALIKE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return text.strip().replace("\x85", " ")
