"""Words that say what kind of statement a number belongs to: target, comparison, stock, another period.

Here: `Signals` read around one number. The patterns stand in catalog/signals.yaml with examples. Not here: the
section's role, which the
caller passes in.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from transforms.catalog.loading import load_knowledge


def find_signal(kind: str, left: str, number_and_unit: str, right: str, group: str) -> str | None:
    """Id of the first signal of `kind` around a number, or None.

    left: the clause up to the number; number_and_unit: numeral with measure word; right: up to 24 characters after it.
    """
    standing = set(left)
    for entry in _entries(kind, group):
        if entry.left_has and entry.left_has.isdisjoint(standing):
            continue
        if entry.right_has and entry.right_has.isdisjoint(right):
            continue
        if entry.right is not None and not entry.right.match(right):
            continue
        if entry.left is not None and not entry.left.search(left):
            continue
        if entry.without is not None and entry.without.search(left + number_and_unit + right):
            continue
        return entry.id
    return None


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
        self.left_has = frozenset(written.get("left_has", ""))
        self.right_has = frozenset(written.get("right_has", ""))


@cache
def _entries(kind: str, group: str) -> tuple[_Entry, ...]:
    entries = [_Entry(kind, written) for written in load_knowledge("signals")[kind]]
    return tuple(entry for entry in entries if not entry.groups or group in entry.groups)
