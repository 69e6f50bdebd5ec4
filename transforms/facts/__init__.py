"""Mentions -> facts: one value a report, indicator and part, with the reason for the choice.

Belongs here: choosing, breaking down, correcting by human decisions. Not here: reading numbers (extraction),
comparing (benchmarks).
"""

from transforms.facts.domains import spread_facts
from transforms.facts.resolve import resolve_facts

__all__ = ["resolve_facts", "spread_facts"]
