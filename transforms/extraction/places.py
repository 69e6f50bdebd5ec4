"""Whose place 全县 is: the report's own, or a higher one that a town only quotes.

Here: `Places`. Not here: names of places (`transforms.reading`), codes.
"""

from __future__ import annotations

import re

# From small to large. 区 and 市 may be the report's own or a higher unit: what the report calls its own decides.
_LEVELS = (
    ("村", "社区"),
    ("镇", "乡", "街道", "街"),
    ("县", "区", "旗"),
    ("市", "州", "盟", "地区"),
    ("省", "自治区"),
    ("国",),
)
_LEVEL_OF = {unit: level for level, units in enumerate(_LEVELS) for unit in units}
_UNIT = "|".join(sorted(_LEVEL_OF, key=lambda unit: (-len(unit), unit)))
_NAMED = re.compile(rf"[我全本辖](?:{_UNIT})")


class Places:
    """The level that a text speaks of as its own (我镇, 全镇, 本镇), and the higher ones that it may quote."""

    def __init__(self, folded: str) -> None:
        counts = [0] * len(_LEVELS)
        for named in _NAMED.findall(folded):
            if named[0] != "辖":
                counts[_LEVEL_OF[named[1:]]] += 1
        own = max(range(1, len(_LEVELS) - 1), key=lambda level: (counts[level], -level))
        higher = _LEVELS[own + 1 :] if counts[own] else ()
        self._higher = frozenset("全" + unit for units in higher for unit in units)

    def named_before(self, sentence_left: str) -> str | None:
        """全县 or the like where the words before a number speak of a higher place last, otherwise None."""
        if "全" not in sentence_left or not self._higher:
            return None
        found = _NAMED.findall(sentence_left)
        return found[-1] if found and found[-1] in self._higher else None
