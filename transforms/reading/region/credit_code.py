"""Unified social credit codes (GB 32100-2015) in a page's head: they name the county that registered the body.

115001010086458821/2025-00001 as 索引号 -> 500101: characters 3 to 8 are the division, the last one checks the others.
Belongs here: finding and checking codes. Does not belong here: what the division is (`gazetteer`).
"""

from __future__ import annotations

import re

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# 1x: bodies of the state; N2 and the like: collectives of villages.
_CODE = re.compile(r"(?<![0-9A-Za-z])(?:1[1-9]|N[1-9])[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Za-z])")


def find_credit_divisions(text: str) -> list[str]:
    """Six-digit division codes of the valid credit codes in `text`, each once, in order."""
    found = (match[0] for match in _CODE.finditer(text))
    return list(dict.fromkeys(code[2:8] for code in found if is_credit_code(code)))


def is_credit_code(code: str) -> bool:
    """Whether `code` has 18 characters of the standard's alphabet and the right check character."""
    if len(code) != 18 or any(character not in _VALUES for character in code):
        return False
    weighted = sum(_VALUES[character] * weight for character, weight in zip(code[:17], _WEIGHTS, strict=True))
    return _VALUES[code[17]] == (31 - weighted % 31) % 31
