"""What every code point is to the compiled steps, in one integer: its common form, its symbol, its kinds.

Here: `number_characters`. Not here: which sets make the symbols (`tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from transforms.extraction import characters, glosses
from transforms.extraction.kernel import layout
from transforms.extraction.kernel.character_sets import CODE_POINTS, CharacterSets, category
from transforms.extraction.kernel.machine import CODE_BITS, FLAG_SHIFT

_LAST_LETTER = 0x40000


def number_characters(
    sets: CharacterSets, implied: Sequence[Any], words: Sequence[str], name_words: Sequence[str]
) -> np.ndarray:
    """For each written code point its common form, symbol and kinds in one integer."""
    flags = np.zeros(CODE_POINTS, dtype=np.int64)
    flags |= characters._KIND.astype(np.int64) & 15
    for ranges, bit in ((category(r"\s"), layout.SPACE), (category(r"\d"), layout.DECIMAL)):
        for start, end in ranges:
            flags[start:end] |= bit
    # Beyond are no letters but signs for private use and tags.
    letters = np.array([chr(code).isalpha() for code in range(_LAST_LETTER)])
    flags[:_LAST_LETTER][letters] |= layout.LETTER
    starts = {word[0] for entry, _ in implied for word in entry["starts"]}
    for members, bit in (
        (characters.NUMERALS, layout.CHINESE_NUMERAL),
        ("我全本辖", layout.PLACE_SIGN),
        (starts, layout.IMPLIED_SIGN),
        ("|｜\t", layout.BAR),
        ({word[0] for word in words}, layout.WORD_SIGN),
        ({word[0] for word in name_words}, layout.NAME_WORD_SIGN),
        (glosses._TONED, layout.TONED),
    ):
        for member in members:
            flags[ord(member)] |= bit
    odd = (flags & layout.DECIMAL) != 0
    odd[ord("0") : ord("9") + 1] = False
    flags[odd] |= layout.ODD_DIGIT
    kinds = np.arange(CODE_POINTS, dtype=np.int64) | (sets.symbol_of << CODE_BITS) | (flags << FLAG_SHIFT)
    table: np.ndarray = kinds[characters._FOLD]
    return table
