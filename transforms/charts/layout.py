"""Line breaks for Chinese and English: how wide words are, and where they may be broken.

Here: `text_width`, `wrap_text`, `cut_text`, `name_some`. Not here: fonts (`theme`), the words themselves (`texts`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

# A Chinese character is one em wide and breaks anywhere; a Latin word or a number holds together.
_PIECE = re.compile(r"[A-Za-z0-9.,%'’()–≥≤≈=+]+-?|\s+|.", re.DOTALL)
_NARROW = 0.5
_NOT_FIRST = frozenset("，。、；：！？）》」』”’,.;:!?)%")


def text_width(text: str) -> float:
    """Approximate width of one line in em."""
    return sum(1.0 if east_asian_width(character) in "WFA" else _NARROW for character in text)


def wrap_text(text: str, width: float) -> list[str]:
    """Lines of at most `width` em, a closing mark may hang over; a word wider than the line is cut.

    Control characters and line breaks become spaces, since texts of reports may hold any character.
    """
    clean = "".join(character if character.isprintable() else " " for character in text)
    lines, line = [], ""
    for piece in _pieces(clean, width):
        hangs = piece in _NOT_FIRST and text_width(line) <= width
        if line and text_width(line + piece.rstrip()) > width and not hangs:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def cut_text(text: str, width: float) -> str:
    """The text, or as much of it as fits into `width` em with an ellipsis."""
    clean = "".join(character if character.isprintable() else " " for character in text)
    if text_width(clean) <= width:
        return clean
    kept = ""
    for character in clean:
        if text_width(kept + character) > width - 1:
            break
        kept += character
    return kept + "…"


def name_some(names: Sequence[str], width: float) -> str:
    """The names with 、 between them, as many as fit into `width` em; the rest as 等 (and others)."""
    shown: list[str] = []
    for name in names:
        if shown and text_width("、".join([*shown, name])) > width:
            return "、".join(shown) + "等"
        shown.append(name)
    return "、".join(shown)


def _pieces(text: str, width: float) -> list[str]:
    """Words and characters; words that no line can hold are cut into characters."""
    pieces: list[str] = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        pieces.extend(piece if text_width(piece) > width else (piece,))
    return pieces
