"""Pinyin glosses in brackets, 復(fù)議 and 31.5萬(wàn)余件, which some mirrors of official pages insert.

Here: `without_glosses`, which leaves them out for reading, and `Places`, which leads back to the source. Not here: any
other remark in brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_TONED = "āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜü"
# A gloss stands after a Han character and has a tone mark or is a plain syllable of small letters: 場(chǎng), 的(de).
_GLOSS = re.compile(rf"(?<=[\u4e00-\u9fff])[(（](?=[a-z{_TONED}]{{1,6}}[)）])[a-z{_TONED}]*[)）]")
_TONE = re.compile(f"[{_TONED}]")


class Offsets:
    """From offsets of a shortened text to those of its source."""

    def __init__(self, cuts: list[tuple[int, int]]) -> None:
        self._starts, self._removed = [], []
        removed = 0
        for start, end in cuts:
            self._starts.append(start - removed)
            removed += end - start
            self._removed.append(removed)

    def source_of(self, offset: int) -> int:
        """Offset in the source of the character at `offset`."""
        place = bisect_right(self._starts, offset)
        return offset + (self._removed[place - 1] if place else 0)


def without_glosses(text: str) -> tuple[str, Offsets] | None:
    """The text without pinyin glosses and the way back, or None where it has none (a toned one must be among them)."""
    if not _TONE.search(text):
        return None
    cuts = [match.span() for match in _GLOSS.finditer(text)]
    if not any(_TONE.search(text, *cut) for cut in cuts):
        return None
    pieces = [
        text[a:b]
        for a, b in zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)], strict=True)
    ]
    return "".join(pieces), Offsets(cuts)
