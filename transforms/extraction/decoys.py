"""Numbers that measure nothing: dates, ordinals, list marks, document numbers, slogans, names of laws, page furniture.

Here: `Decoys.reason`, which answers for one number with the reason and the rule that decided, from catalog/decoys.yaml.
Not here: numbers that could measure but turn out to be plain slogans for lack of a counted thing (`engine`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from transforms.catalog.loading import load_knowledge
from transforms.extraction.numbers import Number

_OPEN, _CLOSE = "\ue000", "\ue001"
_REACH = 16


class Decoy(NamedTuple):
    """Why a number is not a metric: `reason` of the interface, `rule` for the audit."""

    reason: str
    rule: str


class Decoys:
    """Decoys of one text. Set phrases are found once; patterns look at the characters around a number."""

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._spans = [(m.start(), m.end(), _phrases()[m[0]]) for m in _phrase_pattern().finditer(folded)]
        self._starts = [span[0] for span in self._spans]

    def reason(self, number: Number) -> Decoy | None:
        """The reason why `number` is no metric, or None."""
        place = bisect_right(self._starts, number.start) - 1
        if place >= 0:
            start, end, reason = self._spans[place]
            if start <= number.start and number.end <= end:
                return Decoy(reason, f"phrase:{self._folded[start:end]}")
        window = (
            self._folded[max(0, number.start - _REACH) : number.start]
            + _OPEN
            + self._folded[number.start : number.end]
            + _CLOSE
            + self._folded[number.end : number.end + _REACH]
        )
        combined, rules = _patterns(number.is_chinese, number.unit is not None)
        if found := combined.search(window):
            return rules[found.lastgroup or ""]
        return None


@cache
def _phrases() -> dict[str, str]:
    return {phrase: reason for reason, phrases in load_knowledge("decoys")["phrases"].items() for phrase in phrases}


@cache
def _phrase_pattern() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase) for phrase in sorted(_phrases(), key=lambda p: (-len(p), p))))


def window_pattern(pattern: str) -> str:
    """A pattern of decoys.yaml as a regular expression on a window in which the number stands between marks."""
    return re.sub(
        r"(?<!\(\?)<(?![=!])([^<>]*)>",
        lambda m: f"{_OPEN}(?:{m[1] or f'[^{_CLOSE}]*'}){_CLOSE}",
        pattern,
    )


@cache
def _patterns(is_chinese: bool, has_unit: bool) -> tuple[re.Pattern[str], dict[str, Decoy]]:
    parts: list[str] = []
    rules: dict[str, Decoy] = {}
    for index, entry in enumerate(load_knowledge("decoys")["patterns"]):
        if entry["kind"] not in ("any", "chinese" if is_chinese else "digit") or (
            has_unit and entry.get("unless_unit")
        ):
            continue
        group = f"p{index}"
        parts.append(f"(?P<{group}>{window_pattern(entry['pattern'])})")
        rules[group] = Decoy(entry["reason"], f"decoy:{entry['id']}")
    return re.compile("|".join(parts)), rules
