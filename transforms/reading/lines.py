"""The non-empty lines of a text, with their places, and the squeezing of blanks that layout put between characters."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
_EDGE = " \t\u3000\xa0\u2002\u2003\u2009\u200b\u200e\u200f\ufeff"
_RESIDUE = re.compile(r"\[bookmark:[^\]]*\]|[\u200b\u200e\u200f\ufeff\xad]")
_BLANK = re.compile(r"\s+")
_LATIN_GAP = re.compile(r"(?<=[A-Za-z])\s+(?=[A-Za-z])")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: code points `start` to `end` of the text, without the blanks at its edges."""

    text: str
    start: int
    end: int


def split_lines(text: str) -> list[Line]:
    """Lines that hold more than blanks, in order."""
    lines = []
    for found in _LINE.finditer(text):
        words = found[0]
        left = words.lstrip(_EDGE)
        if left:
            start = found.end() - len(left)
            left = left.rstrip(_EDGE)
            lines.append(Line(left, start, start + len(left)))
    return lines


def squeeze(words: str) -> str:
    """`words` without blanks (but between Latin words) and without what word processors leave behind."""
    cleaned = _RESIDUE.sub("", words)
    return _BLANK.sub("", _LATIN_GAP.sub("\u0001", cleaned)).replace("\u0001", " ")
