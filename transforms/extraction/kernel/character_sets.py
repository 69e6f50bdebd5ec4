"""Sets of code points and the partition that they make: each character becomes the number of the sets that it is in.

Here: `CharacterSets`. All expressions of the project ask for some hundred sets ([余多], \\s, [^，。]); characters that
are in the same ones are alike to every expression and share a symbol: a set is one short row of bits over symbols.
Not here: expressions (`programs`).
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np

CODE_POINTS = 0x110000
# Half-open ranges of code points in order.
Ranges = tuple[tuple[int, int], ...]
EVERYTHING: Ranges = ((0, CODE_POINTS),)


class CharacterSets:
    """Collects sets, then numbers the characters. Add all sets before the first question."""

    def __init__(self) -> None:
        self._index: dict[Ranges, int] = {}
        self._membership: np.ndarray | None = None
        self.symbol_of = np.zeros(0, dtype=np.int64)

    def add(self, ranges: Ranges) -> None:
        """Let the partition tell the members of a set from all others."""
        if self._membership is not None:
            raise RuntimeError("the characters are numbered already")
        self._index.setdefault(ranges, len(self._index))

    def number_characters(self) -> None:
        """Give each code point its symbol."""
        edges = sorted({0, CODE_POINTS} | {edge for ranges in self._index for span in ranges for edge in span})
        place = {edge: index for index, edge in enumerate(edges)}
        inside = np.zeros((len(edges) - 1, len(self._index)), dtype=np.bool_)
        for ranges, index in self._index.items():
            for start, end in ranges:
                inside[place[start] : place[end], index] = True
        rows, symbols = np.unique(np.packbits(inside, axis=1), axis=0, return_inverse=True)
        self._membership = np.unpackbits(rows, axis=1, count=len(self._index)).astype(np.bool_)
        self.symbol_of = np.repeat(symbols.reshape(-1), np.diff(edges)).astype(np.int64)

    @property
    def symbol_count(self) -> int:
        """How many symbols there are."""
        assert self._membership is not None
        return len(self._membership)

    def members(self, ranges: Ranges) -> np.ndarray:
        """For each symbol whether its characters are in the set, which must have been added."""
        assert self._membership is not None
        return self._membership[:, self._index[ranges]]


def ranges_of(codes: set[int]) -> Ranges:
    """The ranges that hold exactly `codes`."""
    ranges: list[tuple[int, int]] = []
    for code in sorted(codes):
        if ranges and ranges[-1][1] == code:
            ranges[-1] = (ranges[-1][0], code + 1)
        else:
            ranges.append((code, code + 1))
    return tuple(ranges)


def union(parts: list[Ranges]) -> Ranges:
    """The ranges that hold what any of `parts` holds."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for part in parts for span in part):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def complement(ranges: Ranges) -> Ranges:
    """All other code points."""
    found = []
    reached = 0
    for start, end in ranges:
        if start > reached:
            found.append((reached, start))
        reached = end
    if reached < CODE_POINTS:
        found.append((reached, CODE_POINTS))
    return tuple(found)


@cache
def category(written: str) -> Ranges:
    r"""What `\s`, `\d` or `\w` matches."""
    everything = "".join(map(chr, range(CODE_POINTS)))
    return tuple(match.span() for match in re.finditer(written + "+", everything))
