"""From the words around a number to the indicator that it measures, by the rules in catalog/rules.

Here: `choose_indicator`, `Rule`, `rules`. A rule says: for these unit groups, these words must stand in the number's
own clause (`words`),
these may stand anywhere in the sentence or be its topic (`about`), and these must not be in its own clause (`not`).
Each entry of `words`
and `about` is one class of the vocabulary or several joined by |. The rule whose words stand nearest wins; `weight`
shifts a rule against
its rivals. Not here: how the frame around a number is cut (`frames`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from transforms.catalog.loading import CATALOG, load_knowledge
from transforms.extraction.frames import Frame
from transforms.extraction.vocabulary import class_bit

# How much a term counts by where it is found. Right after a measure word stands the counted noun (3名律师), left of
# the number
# its verb and object (调解纠纷58件); what earlier clauses left implied counts less the farther away it is.
NOUN_AFTER_UNIT, OWN_LEFT, OWN_RIGHT, CLAUSE_BEFORE, EARLIER, TOPIC = 6.0, 5.0, 3.5, 3.0, 2.0, 1.0
HEAD_BONUS = 1.5
OTHER_HEAD_PENALTY = 2.5
SAME_DOMAIN_BONUS = 0.75
UNWANTED_PENALTY = 4.5
THRESHOLD = 2.5
ENUMERATION_PENALTY = 5.0


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write an indicator, with its class sets as bits."""

    id: str
    indicator: str
    domain: str
    words: tuple[int, ...]
    about: tuple[int, ...]
    unwanted: int
    own: int
    weight: float
    surfaces: frozenset[str]


def choose_indicator(frame: Frame, previous_domain: str | None) -> Rule | None:
    """The rule that fits `frame` best, or None. `previous_domain`: of the number before it in the sentence."""
    best: Rule | None = None
    best_score = THRESHOLD - 1e-9
    for rule in _rules_by_group().get(frame.group, ()):
        score = _score(rule, frame)
        if score is None:
            continue
        if rule.domain == previous_domain:
            score += SAME_DOMAIN_BONUS
        if score > best_score:
            best, best_score = rule, score
    return best


def _score(rule: Rule, frame: Frame) -> float | None:
    unwanted = rule.unwanted
    if unwanted & frame.head:
        return None
    if rule.surfaces and frame.unit not in rule.surfaces:
        return None
    score = rule.weight
    for term in rule.words:
        if term & frame.after_unit:
            score += NOUN_AFTER_UNIT
        elif term & frame.left:
            score += OWN_LEFT + (HEAD_BONUS if term & frame.left_head else 0.0)
        elif term & frame.right:
            score += OWN_RIGHT
        elif term & frame.clause_before:
            score += CLAUSE_BEFORE
        elif frame.is_bare and term & frame.earlier:
            # 调解组织、调解员达9.6万家、37.2万名: a number without words of its own takes those of its sentence.
            score += EARLIER
        else:
            return None
    for term in rule.about:
        if term & frame.after_unit:
            score += NOUN_AFTER_UNIT
        elif term & frame.left:
            score += OWN_LEFT + (HEAD_BONUS if term & frame.left_head else 0.0)
        elif term & frame.right:
            score += OWN_RIGHT
        elif term & frame.clause_before:
            score += CLAUSE_BEFORE
        elif term & frame.earlier:
            score += EARLIER
        elif term & frame.topic:
            score += TOPIC
        else:
            return None
    if frame.has_enumeration and not frame.after_unit & rule.own:
        score -= ENUMERATION_PENALTY
    if frame.head and not frame.head & rule.own:
        score -= OTHER_HEAD_PENALTY
    if unwanted & (frame.left | frame.right):
        score -= UNWANTED_PENALTY
    return score


def outcome_named(rule: Rule, frame: Frame) -> str | None:
    """The outcome that the clause names, where the indicator is counted by outcome (撤销6件)."""
    classes, wholes = _breakdowns().get(rule.indicator, (0, frozenset()))
    named = [word.surface for word in frame.left_words if word.classes & classes]
    return named[-1] if named and not wholes.intersection(named) else None


@cache
def _breakdowns() -> dict[str, tuple[int, frozenset[str]]]:
    return {
        name: (class_bit(entry["breakdown"]["class"]), frozenset(entry["breakdown"]["whole"]))
        for name, entry in rule_entries().items()
        if "breakdown" in entry
    }


@cache
def indicators_as_parts() -> dict[str, frozenset[str]]:
    """Indicator -> totals of whose indicator it is a part (来访 among 信访事项)."""
    return {name: frozenset(entry.get("as_part_of", ())) for name, entry in rule_entries().items()}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of their files and entries."""
    return tuple(rule for indicator, entry in rule_entries().items() for rule in _read_entry(indicator, entry))


@cache
def rule_entries() -> dict[str, Any]:
    """Indicator -> {rules, match, no_match} as written in catalog/rules/*.yaml."""
    entries: dict[str, Any] = {}
    for path in sorted((CATALOG / "rules").glob("*.yaml")):
        for indicator, entry in load_knowledge(f"rules/{path.stem}").items():
            if indicator in entries:
                raise ValueError(f"{path.name}: {indicator} has rules in two files")
            entries[indicator] = entry
    return entries


def _read_entry(indicator: str, entry: dict[str, Any]) -> list[Rule]:
    read = []
    for number, written in enumerate(entry["rules"], 1):
        words = tuple(_any_of(term) for term in written.get("words", ()))
        about = tuple(_any_of(term) for term in written.get("about", ()))
        unwanted = 0
        for name in written.get("not", ()):
            unwanted |= class_bit(name)
        own = 0
        for term in words + about:
            own |= term
        read.append(
            Rule(
                id=f"{indicator}#{number}",
                indicator=indicator,
                domain=indicator.split(".")[0],
                words=words,
                about=about,
                unwanted=unwanted & ~own,
                own=own,
                weight=float(written.get("weight", 0)),
                surfaces=frozenset(written.get("surfaces", ())),
            )
        )
    return read


def _any_of(term: str) -> int:
    bits = 0
    for name in term.split("|"):
        bits |= class_bit(name)
    return bits


@cache
def _rules_by_group() -> dict[str, tuple[Rule, ...]]:
    groups: dict[str, list[Rule]] = defaultdict(list)
    for indicator, entry in rule_entries().items():
        for written, rule in zip(entry["rules"], _read_entry(indicator, entry), strict=True):
            for group in written["units"]:
                groups[group].append(rule)
    return {group: tuple(members) for group, members in groups.items()}
