"""Consistency rules: the entries of `rules/consistency.yaml` as values.

Here: `load_rules`, `rule_frame`, and the types `Rule` and `Example`. A new rule of a known kind is a new entry of the
YAML file. Not here: the kinds and their operands (`expectations.rule_kinds`), how a rule is compared with facts
(`expectations.evaluation`), nor running it (`expectations.judgement`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from expectations.knowledge import KnowledgeRefused, read_knowledge
from expectations.rule_kinds import KINDS, AtMost, Operands, SumsEqual
from warehouse.tables import QUALITY_RULE, conform


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
    phrase: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Example:
    """A report with its numbers in {braces}, and one entry for each.

    `previous`: the report of the same unit of `years_before` years earlier, `elsewhere`: one of another place and the
    same year; `peers`: what so many other units of its level state for the first number's indicator.
    """

    text: str
    numbers: tuple[ExampleNumber, ...] = ()
    level: str | None = None
    previous: Example | None = None
    years_before: int = 1
    elsewhere: Example | None = None
    peers: tuple[float, ...] = ()


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
    reason: str
    reason_zh: str
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
    if isinstance(operands, AtMost | SumsEqual):
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
        reason=entry["reason"],
        reason_zh=entry["reason_zh"],
        source=entry["source"],
        violates=tuple(_read_example(where, example) for example in entry["violates"]),
        holds=tuple(_read_example(where, example) for example in entry["holds"]),
    )


def _read_operands(kind: str, entry: dict[str, Any]) -> Operands:
    operands: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()
    }
    return KINDS[kind](**operands)


def _read_example(where: str, entry: dict[str, Any]) -> Example:
    numbers = tuple(ExampleNumber(**number) for number in entry.get("numbers", []))
    if entry["text"].count("{") != len(numbers):
        raise KnowledgeRefused(f"{where}: {entry['text']!r} has not one entry for each number in braces")
    for place, number in enumerate(numbers, 1):
        if number.part_of is not None and (number.part_of > len(numbers) or number.part_of == place):
            raise KnowledgeRefused(f"{where}: {entry['text']!r}: number {place} is part of no other number")
    others = {name: _read_example(where, entry[name]) for name in ("previous", "elsewhere") if name in entry}
    return Example(
        entry["text"],
        numbers,
        level=entry.get("level"),
        years_before=entry.get("years_before", 1),
        peers=tuple(map(float, entry.get("peers", []))),
        **others,
    )
