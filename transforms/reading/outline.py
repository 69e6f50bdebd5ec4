"""The outline of a text: for each character one letter that says what it can mean to the layout.

Headings and opening words stand at few places of a text. In the outline they are found by searching for a letter,
which costs a tenth of an expression that tries classes of characters at every place of the text.
Here: the letters and `read_outline`. Not here: what stands at the places found (`headings`, `sections`).
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

from transforms.reading.simplified import TRADITIONAL_SIGNS

LINE_END, ODD_LINE_END, BLANK, BULLET = "\n", "\v", " ", "*"
# A numeral (一、) or opening bracket may begin a mark anywhere, a digit (1.) and other marks only where a line begins.
NUMERAL, BRACKET, DIGIT, OTHER_MARK = "n", "(", "1", "m"
SENTENCE_END, COLON, PAUSE, OPENING, TRADITIONAL, OTHER = ".", ":", ",", "w", "t", "-"
_CODE_POINTS, _BASIC = 0x110000, 0x10000
_LETTERS = {
    LINE_END: "\r\n",
    ODD_LINE_END: "\v\f\x85\u2028\u2029",
    BULLET: "\u200b\ufeff•●◆■□▶★*#>·[",
    NUMERAL: "一二三四五六七八九十",
    BRACKET: "（(",
    OTHER_MARK: "第〇零)）附",
    SENTENCE_END: "。；;！",
    COLON: "：",
    PAUSE: "、",
    TRADITIONAL: "".join(TRADITIONAL_SIGNS),
    # 在今后…, 下一步…, 接下来…, 今后…, 明年…, 来年…, 新的一年…, 我镇将…, 针对…, 为此…, 对此…
    OPENING: "在下接今明来新我针为对",
}


def read_outline(text: str) -> str:
    """A letter for each character of `text`; `TRADITIONAL` in it tells that the text is to be simplified first."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    letters: str = _table().take(codes).tobytes().decode("ascii")
    return letters


@cache
def _table() -> np.ndarray:
    """The letter of every code point; beyond the basic plane all may be marks, for the sake of digits (𝟏.)."""
    basic = "".join(map(chr, range(_BASIC)))
    table = np.full(_CODE_POINTS, ord(OTHER), dtype=np.uint8)
    table[_BASIC:] = ord(OTHER_MARK)
    # Line ends are blanks too: the later entry counts.
    entries = [(BLANK, re.findall(r"\s", basic)), (DIGIT, re.findall(r"\d", basic)), *_LETTERS.items()]
    for letter, characters in entries:
        table[[ord(character) for character in characters]] = ord(letter)
    return table
