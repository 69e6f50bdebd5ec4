"""One form of writing for matching, without moving a single character, and the places of the marks that matter.

Here: `fold`, which turns full-width digits and punctuation, odd spaces and traditional characters into the form that
rules are written in, one code point for one code point, so that offsets stay those of the source; `read_marks`, the
places of numerals, clause ends and sentence ends. Not here: meaning.
NFKC is not used: it changes lengths (℃, ½, ①) and would move every later span.
Texts are looked up in tables of all code points at once, which costs a tenth of `str.translate`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transforms.reading.traditional import simplified_characters

_WIDE = {chr(0xFF01 + i): chr(0x21 + i) for i in range(94)}
_WIDE |= {
    "\u3000": " ",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "○": "〇",
    "Ｏ": "〇",
    "﹪": "%",
    "．": ".",
}
# Punctuation that marks clauses stays Chinese, so that a rule can tell ，from the comma in 1,260.
for _kept in "，；：！？（）":
    _WIDE.pop(_kept, None)

NUMERALS = "零〇一二三四五六七八九十百千万亿两"
_CODE_POINTS = 0x110000
_NUMERAL, _CLAUSE, _PHRASE, _SENTENCE = 1, 2, 4, 8


class Marks(NamedTuple):
    """Offsets in order. Clauses end at ，。；！？ and line ends, phrases at colons too, sentences at all but commas."""

    numerals: list[int]
    clause_ends: list[int]
    phrase_ends: list[int]
    sentence_ends: list[int]


def fold(text: str) -> str:
    """The text with every character in its common form; same length, same offsets."""
    folded: str = _FOLD[_codes(text)].tobytes().decode("utf-32-le", "surrogatepass")
    return folded


def read_marks(folded: str) -> Marks:
    """Places of the numerals and marks of a folded text."""
    kinds = _KIND[_codes(folded)]
    clause, phrase, sentence, numeral = (
        np.flatnonzero(kinds & kind).tolist() for kind in (_CLAUSE, _PHRASE, _SENTENCE, _NUMERAL)
    )
    return Marks(numeral, clause, phrase, sentence)


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _fold_table() -> np.ndarray:
    table: np.ndarray = np.arange(_CODE_POINTS, dtype=np.uint32)
    for written, common in _WIDE.items():
        table[ord(written)] = ord(common)
    for traditional, simplified in simplified_characters().items():
        table[ord(traditional)] = ord(simplified)
    return table


def _kind_table() -> np.ndarray:
    table: np.ndarray = np.zeros(_CODE_POINTS, dtype=np.uint8)
    for characters, kind in (
        (NUMERALS + "0123456789", _NUMERAL),
        ("，,。；;！？!?\n", _CLAUSE),
        ("，,。；;！？!?\n：:", _PHRASE),
        ("。！？!?\n；;", _SENTENCE),
    ):
        for character in characters:
            table[ord(character)] |= kind
    return table


_FOLD, _KIND = _fold_table(), _kind_table()
