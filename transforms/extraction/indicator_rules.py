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

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from transforms.catalog.loading import CATALOG, load_knowledge
from transforms.extraction.frames import Frame
from transforms.extraction.vocabulary import class_bit

# How much a term counts by where it is found. Right after a measure word stands the counted noun (3名律师), left of
# the number
# its verb and object (调解纠纷58件); what earlier clauses left implied counts less the farther away it is.
NOUN_AFTER_UNIT, OWN_LEFT, OWN_RIGHT, CLAUSE_BEFORE, EARLIER, TOPIC = 6.0, 5.0, 3.5, 3.0, 2.0, 1.0
HEAD_BONUS = 1.5
OTHER_HEAD_PENALTY = 2.0
SAME_DOMAIN_BONUS = 0.75
UNWANTED_PENALTY = 6.0
THRESHOLD = 2.5
ENUMERATION_PENALTY = 5.0
UNKNOWN_NOUN_PENALTY = 2.5


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write an indicator, with its class sets as bits."""

    id: str
    order: int
    indicator: str
    domain: str
    # Each term, and whether it may also stand earlier in the sentence or be its topic.
    terms: tuple[tuple[int, bool], ...]
    # Classes without which the rule cannot apply, and the one that it is filed under.
    required: int
    filed_under: int
    unwanted: int
    own: int
    weight: float
    surfaces: frozenset[str]
    # Totals of whose indicator a number that this rule reads is a part: 邻里纠纷12件 among 受理纠纷58件.
    as_part_of: frozenset[str]


def choose_indicator(frame: Frame, previous_domain: str | None) -> Rule | None:
    """The rule that fits `frame` best, or None. `previous_domain`: of the number before it in the sentence."""
    index = _rules_by_group().get(frame.group)
    if index is None:
        return None
    reach = frame.after_unit | frame.left | frame.right | frame.clause_before
    if frame.is_bare:
        reach |= frame.earlier
    best: Rule | None = None
    best_score = THRESHOLD - 1e-9
    for rule in _candidates(index, reach):
        if rule.required & ~reach or rule.unwanted & frame.head:
            continue
        score = _score(rule, frame)
        if score is None:
            continue
        if rule.domain == previous_domain:
            score += SAME_DOMAIN_BONUS
        if score > best_score or (score == best_score and best is not None and rule.order < best.order):
            best, best_score = rule, score
    return best


def _candidates(index: _Index, reach: int) -> list[Rule]:
    candidates = list(index.unfiled)
    bits = reach & index.filed
    while bits:
        bit = bits & -bits
        candidates += index.by_class[bit]
        bits ^= bit
    return candidates


def _score(rule: Rule, frame: Frame) -> float | None:
    if rule.surfaces and frame.unit not in rule.surfaces:
        return None
    if frame.counts_bodies and not rule.own & class_bit("body"):
        return None
    if frame.is_average and not rule.own & class_bit("average"):
        # 法律明白人620名，村均5名: no rule for sums fits an average.
        return None
    score = rule.weight
    for term, is_about in rule.terms:
        if term & frame.after_unit:
            score += NOUN_AFTER_UNIT
        elif term & frame.left:
            score += OWN_LEFT + (HEAD_BONUS if term & frame.left_head else 0.0)
        elif term & frame.right:
            score += OWN_RIGHT
        elif term & frame.clause_before:
            score += CLAUSE_BEFORE
        elif (is_about or frame.is_bare) and term & frame.earlier:
            # 调解室、调解员达12家、45名: a number without words of its own takes those of its sentence.
            score += EARLIER
        elif is_about and term & frame.topic.classes:
            score += TOPIC
        else:
            return None
    if frame.has_enumeration and not frame.after_unit & rule.own:
        score -= ENUMERATION_PENALTY
    if frame.head and not frame.head & rule.own:
        score -= OTHER_HEAD_PENALTY
    if frame.has_unknown_noun:
        score -= UNKNOWN_NOUN_PENALTY
    if rule.unwanted & (frame.left | frame.right):
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
def rules_as_parts() -> dict[str, frozenset[str]]:
    """Rule -> totals of whose indicator a number that it reads is a part (来访 among 信访事项)."""
    return {rule.id: rule.as_part_of for rule in rules() if rule.as_part_of}


@cache
def rules() -> tuple[Rule, ...]:
    """All rules in the order of their files and entries."""
    return tuple(rule for rule, _ in _read_rules())


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


@cache
def _read_rules() -> tuple[tuple[Rule, tuple[str, ...]], ...]:
    """Each rule with the unit groups it is for."""
    read: list[tuple[Rule, tuple[str, ...]]] = []
    for indicator, entry in rule_entries().items():
        for number, written in enumerate(entry["rules"], 1):
            as_part_of = written.get("as_part_of", entry.get("as_part_of", ()))
            rule = _read_rule(f"{indicator}#{number}", len(read), indicator, written, frozenset(as_part_of))
            read.append((rule, tuple(written["units"])))
    return tuple(read)


def _read_rule(name: str, order: int, indicator: str, written: dict[str, Any], as_part_of: frozenset[str]) -> Rule:
    words = [_any_of(term) for term in written.get("words", ())]
    about = [_any_of(term) for term in written.get("about", ())]
    unwanted = own = required = 0
    for class_name in written.get("not", ()):
        unwanted |= class_bit(class_name)
    for term in words + about:
        own |= term
    for term in words:
        if term.bit_count() == 1:
            required |= term
    return Rule(
        id=name,
        order=order,
        indicator=indicator,
        domain=indicator.split(".")[0],
        terms=tuple([(term, False) for term in words] + [(term, True) for term in about]),
        required=required,
        filed_under=min(words, key=int.bit_count, default=0),
        unwanted=unwanted & ~own,
        own=own,
        weight=float(written.get("weight", 0)),
        surfaces=frozenset(written.get("surfaces", ())),
        as_part_of=as_part_of,
    )


def _any_of(term: str) -> int:
    bits = 0
    for name in term.split("|"):
        bits |= class_bit(name)
    return bits


class _Index(NamedTuple):
    """Rules of one unit group by a class that they cannot do without; `filed`: all of these classes."""

    by_class: dict[int, list[Rule]]
    filed: int
    unfiled: list[Rule]


@cache
def _rules_by_group() -> dict[str, _Index]:
    groups: dict[str, _Index] = {}
    for rule, names in _read_rules():
        for name in names:
            index = groups.setdefault(name, _Index({}, 0, []))
            if not rule.filed_under:
                index.unfiled.append(rule)
            bits = rule.filed_under
            while bits:
                bit = bits & -bits
                index.by_class.setdefault(bit, []).append(rule)
                bits ^= bit
    return {name: index._replace(filed=sum(index.by_class)) for name, index in groups.items()}
