"""Faults that are planted on purpose, each with the rule that should find it.

Here: `Fault`, `Plan`, `plant`. Not here: how a bent value is written (`drafting`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from benchmarks.generator.drafting import Draft, TrueNumber

if TYPE_CHECKING:
    from benchmarks.generator.library import Chosen


@dataclass(frozen=True, slots=True)
class Fault:
    """`rule` of the catalogue or a word of ours; the numbers concerned by their starts; the stretch of text."""

    rule: str
    kind: str
    indicators: tuple[str, ...]
    start: int
    end: int
    note: str


@dataclass(slots=True)
class Plan:
    """What was planted in one report."""

    entries: list[tuple[str, str, tuple[str, ...], str]] = field(default_factory=list)

    def locate(self, numbers: list[TrueNumber], text: str) -> list[Fault]:
        """The faults with the stretch of text that holds their numbers."""
        return []


def plant(draft: Draft, chosen: Chosen, rate: float) -> Plan:
    """Decide on a fault, and bend the values for it."""
    return Plan()
