"""Traditional characters and their simplified forms, one for one.

Here: `simplified_characters`, from OpenCC's character table. Words are not converted (後 may be 后 or 後 by the word),
so every text keeps its length and its offsets. Not here: applying it (`simplified`, `transforms.extraction.characters`).
"""

from __future__ import annotations

from functools import cache

import opencc

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))


@cache
def simplified_characters() -> dict[str, str]:
    """Each traditional character -> its simplified form, a single character."""
    characters = [chr(code) for codes in _HAN for code in codes]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    return {a: b for a, b in zip(characters, converted, strict=True) if a != b and len(b) == 1}
