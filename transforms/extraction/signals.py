"""Words that say what kind of statement a number belongs to: target, comparison, stock, another period.

Here: `Signals` read around one number. The patterns stand in catalog/signals.yaml with examples. Not here: the
section's role, which the
caller passes in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from transforms.catalog.loading import load_knowledge


def find_signal(kind: str, left: str, number_and_unit: str, right: str, group: str) -> str | None:
    """Id of the first signal of `kind` around a number, or None.

    left: the clause up to the number; number_and_unit: numeral with measure word; right: up to 24 characters after it.
    """
    signals = _signals(kind, group)
    may_left = signals.left_has is None or signals.left_has.search(left) is not None
    if not may_left and (signals.right_has is None or not signals.right_has.search(right)):
        return None
    for entry in signals.entries:
        if entry.left_has is not None and not (may_left and entry.left_has.search(left)):
            continue
        if entry.right is not None and not entry.right.match(right):
            continue
        if entry.left is not None and not entry.left.search(left):
            continue
        if entry.without is not None and entry.without.search(left + number_and_unit + right):
            continue
        return entry.id
    return None


def may_stand_in(kind: str, stretch: str) -> bool:
    """Whether a stretch holds a word without which no signal of `kind` (one that needs words on its left) can fire."""
    needed = _signals(kind, None).left_has
    return needed is None or needed.search(stretch) is not None


# A period may be named anywhere in the sentence before the number; the other signals stand right before it.
_ANYWHERE = frozenset({"cumulative_period", "part_year"})


class _Entry:
    __slots__ = ("groups", "id", "left", "left_has", "right", "right_has", "without")

    def __init__(self, kind: str, written: dict[str, Any]) -> None:
        self.id = f"{kind}:{written['id']}"
        end = "" if kind in _ANYWHERE else "$"
        self.left = re.compile(f"(?:{written['left']}){end}") if "left" in written else None
        self.right = re.compile(written["right"]) if "right" in written else None
        self.without = re.compile(written["without"]) if "without" in written else None
        self.groups = frozenset(written.get("units", ()))
        self.left_has = _any_of(written.get("left_has", ()))
        self.right_has = _any_of(written.get("right_has", ()))


class _Signals(NamedTuple):
    """Signals of one kind for one group of measure words.

    `left_has`: what one of them needs on the left, None where one needs nothing there; `right_has`: what those need
    that look to the right only.
    """

    entries: tuple[_Entry, ...]
    left_has: re.Pattern[str] | None
    right_has: re.Pattern[str] | None


def _any_of(words: Iterable[str]) -> re.Pattern[str] | None:
    unique = sorted(set(words))
    return re.compile("|".join(map(re.escape, unique))) if unique else None


@cache
def _signals(kind: str, group: str | None) -> _Signals:
    """Signals for a group of measure words; for None those for any."""
    written = load_knowledge("signals")[kind]
    chosen = [one for one in written if group is None or not one.get("units") or group in one["units"]]
    to_left = [one for one in chosen if "right_has" not in one]
    needs_nothing = any("left_has" not in one for one in to_left)
    return _Signals(
        entries=tuple(_Entry(kind, one) for one in chosen),
        left_has=None if needs_nothing else _any_of(word for one in to_left for word in one["left_has"]),
        right_has=_any_of(word for one in chosen for word in one.get("right_has", ())),
    )
