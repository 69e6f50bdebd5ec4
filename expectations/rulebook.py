"""Consistency rules: the entries of `rules/consistency.yaml` as values.

Here: `load_rules`, `rule_frame`, and the types `Rule`, `Example` with the operands of each kind.
Not here: how a rule is compared with facts (`expectations.evaluation`), nor running it (`expectations.judgement`).
A new rule of a known kind is a new entry of the YAML file; a new kind is a new operand type here, a branch in the JSON
schema and a module in `expectations.evaluation`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from expectations.knowledge import KnowledgeRefused, read_knowledge
from warehouse.tables import QUALITY_RULE, conform


@dataclass(frozen=True)
class AtMost:
    """The sum of `left` does not exceed the sum of `right`. `open` operands may go unstated: then 0 or more."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    open: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartsEqualTotal:
    """The parts of a total add up to it."""

    total: str


@dataclass(frozen=True)
class PartsAtMostTotal:
    """The parts of a total do not exceed it: their `sum`, or `each` where parts may overlap."""

    total: str
    compare: str


@dataclass(frozen=True)
class StatedRate:
    """`rate` is 100 * numerator / denominator.

    Where reports use several denominators, the true one lies between `denominator_at_least` (as far as stated) and
    `denominator`.
    """

    rate: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    denominator_at_least: tuple[str, ...] = ()


@dataclass(frozen=True)
class PercentRange:
    """Percentages lie between `low` and `high`."""

    low: float
    high: float


Operands = AtMost | PartsEqualTotal | PartsAtMostTotal | StatedRate | PercentRange


@dataclass(frozen=True)
class ExampleNumber:
    """What extraction makes of one number of an example; `part_of` is the place of its total, from 1."""

    value: float | None = None
    indicator: str | None = None
    qualifier: str = "exact"
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    part_of: int | None = None
    breakdown: str | None = None
    period: str | None = None
    disposition: str = "fact"
    implicit: bool = False


@dataclass(frozen=True)
class Example:
    """A sentence with its numbers in {braces}, and one entry for each."""

    text: str
    numbers: tuple[ExampleNumber, ...]


@dataclass(frozen=True)
class Rule:
    """One consistency rule. `name` is the name of its check and expectation; severity says how certain a finding is."""

    rule_id: str
    name: str
    kind: str
    operands: Operands
    severity: str
    tolerance: float
    description: str
    description_zh: str
    source: str
    violates: tuple[Example, ...]
    holds: tuple[Example, ...]


def load_rules() -> tuple[Rule, ...]:
    """All rules in the order of the file.

    Raises KnowledgeRefused that names the file, the entry and the fault.
    """
    rules = tuple(_read_rule(entry) for entry in read_knowledge("consistency")["rules"])
    for field in ("rule_id", "name"):
        counted = Counter(getattr(rule, field) for rule in rules)
        if repeated := sorted(word for word, count in counted.items() if count > 1):
            raise KnowledgeRefused(f"consistency.yaml: {field} repeats: {repeated}")
    return rules


def rule_frame(rules: Sequence[Rule] | None = None) -> pl.DataFrame:
    """The rules as a frame of `quality_rule`."""
    rows = [
        {column: getattr(rule, column) for column in QUALITY_RULE.schema.names()}
        for rule in (load_rules() if rules is None else rules)
    ]
    return conform(pl.DataFrame(rows, schema=QUALITY_RULE.schema), QUALITY_RULE)


def _read_rule(entry: dict[str, Any]) -> Rule:
    where = f"consistency.yaml: {entry['id']}"
    operands = _read_operands(entry["kind"], entry["operands"])
    if isinstance(operands, AtMost):
        strange = set(operands.open) - {*operands.left, *operands.right}
        if strange:
            raise KnowledgeRefused(f"{where}: open names no operand: {sorted(strange)}")
        if set(operands.left) & set(operands.right):
            raise KnowledgeRefused(f"{where}: an indicator stands on both sides")
        if not set(operands.left + operands.right) - set(operands.open):
            raise KnowledgeRefused(f"{where}: every operand is open, so nothing could ever be compared")
    return Rule(
        rule_id=entry["id"],
        name=entry["name"],
        kind=entry["kind"],
        operands=operands,
        severity=entry["severity"],
        tolerance=float(entry["tolerance"]),
        description=entry["description"],
        description_zh=entry["description_zh"],
        source=entry["source"],
        violates=tuple(_read_example(where, example) for example in entry["violates"]),
        holds=tuple(_read_example(where, example) for example in entry["holds"]),
    )


def _read_operands(kind: str, entry: dict[str, Any]) -> Operands:
    operands: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    match kind:
        case "at_most":
            return AtMost(**operands)
        case "parts_equal_total":
            return PartsEqualTotal(**operands)
        case "parts_at_most_total":
            return PartsAtMostTotal(**operands)
        case "stated_rate_equals_counts":
            return StatedRate(**operands)
        case "percent_range":
            return PercentRange(**operands)
    raise KnowledgeRefused(f"consistency.yaml: no kind {kind!r}")


def _read_example(where: str, entry: dict[str, Any]) -> Example:
    numbers = tuple(ExampleNumber(**number) for number in entry["numbers"])
    if entry["text"].count("{") != len(numbers):
        raise KnowledgeRefused(f"{where}: {entry['text']!r} has not one entry for each number in braces")
    for place, number in enumerate(numbers, 1):
        if number.part_of is not None and (number.part_of > len(numbers) or number.part_of == place):
            raise KnowledgeRefused(f"{where}: {entry['text']!r}: number {place} is part of no other number")
    return Example(entry["text"], numbers)
