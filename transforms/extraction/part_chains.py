"""The measured numbers of a paragraph in a row, and which of them count alike.

Here: `Chain`, `chains_of`, `same_kind`. Not here: which number is a part of which (`part_marks`, `part_sums`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extraction.mentions import Mention
from transforms.extraction.units import kind_of

_BRACKETED = re.compile(r"[（(][^（）()\n]{1,200}[)）]")
MOST_IN_CHAIN = 400
"""Numbers that are looked at together. No paragraph of a report has as many; without an end, a text that has lost its
line ends, or was made to do harm, would cost the square of its length."""
_NO_PART = frozenset({"percent", "point", "multiple", "day", "hour", "score"})


class Chain(NamedTuple):
    """Measured numbers of one paragraph in order, with the brackets between them."""

    folded: str
    mentions: list[Mention]
    brackets: list[tuple[int, int]]

    def between(self, index: int) -> str:
        """What stands between the number before `index` and that number, without bracketed remarks."""
        start = self.mentions[index - 1].unit_end if index else max(0, self.mentions[0].start - 40)
        between = self.folded[start : self.mentions[index].start]
        return _BRACKETED.sub("", between) if self.brackets else between

    def bracket_of(self, mention: Mention) -> tuple[int, int] | None:
        """The bracket in which a number stands, or None."""
        for start, end in self.brackets:
            if start < mention.start < end:
                return start, end
        return None


def chains_of(folded: str, mentions: list[Mention]) -> list[Chain]:
    """One chain for each paragraph with two or more measured numbers that digits or numerals express."""
    rows: list[list[Mention]] = []
    reached = -1
    for mention in mentions:
        if mention.disposition == "not_metric" or mention.implicit or mention.order > 1:
            continue
        is_full = bool(rows) and len(rows[-1]) >= MOST_IN_CHAIN
        if not rows or reached < 0 or is_full or folded.find("\n", reached, mention.start) >= 0:
            rows.append([])
        rows[-1].append(mention)
        reached = mention.unit_end
    chains = []
    for row in rows:
        if len(row) > 1:
            first = max(0, row[0].start - 2)
            stretch = folded[first : row[-1].unit_end + 40]
            brackets = []
            if "（" in stretch or "(" in stretch:
                brackets = [(first + m.start(), first + m.end()) for m in _BRACKETED.finditer(stretch)]
            chains.append(Chain(folded, row, brackets))
    return chains


def same_kind(total: Mention, part: Mention, loosely: bool = False) -> bool:
    """Whether `part` counts what `total` does and is not larger; `loosely`: copies and cases of documents are alike."""
    if (total.value or 0) < (part.value or 0):
        return False
    if total.group in _NO_PART or part.group in _NO_PART:
        return False
    if "yuan" in (total.group, part.group):
        return total.group == part.group
    if total.disposition != part.disposition and "comparison" in (total.disposition, part.disposition):
        return False
    if kind_of(total.group) == kind_of(part.group):
        return True
    return loosely and {kind_of(total.group), kind_of(part.group)} == {"case", "copy"}
