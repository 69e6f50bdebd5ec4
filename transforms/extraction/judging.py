"""How one rule fits the words around one number: which term stands where, what it counts, what stands in the way.

Here: `judge_rule`, `units_of`, `RuleFit`, `TermFit`, `PLACES`. It reads the weights of `indicator_rules`
and comes to the same score as `choose_indicator`, which keeps a shorter loop because it runs for every rule and number;
a test holds the two together on every example of catalog/rules.
Not here: the decision itself (`indicator_rules`), which words stood in a place (`explanations`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any, NamedTuple

from transforms.extraction import indicator_rules
from transforms.extraction.frames import Frame
from transforms.extraction.indicator_rules import Rule, rule_entries
from transforms.extraction.vocabulary import class_bit, class_names


class Place(NamedTuple):
    """A place around a number: its weight, the class bits that stand there, for which kinds of terms it counts."""

    name: str
    weight: float
    bits: Callable[[Frame], int]
    kinds: frozenset[str] = frozenset({"words", "about"})


# In the order in which a term is looked for: the first place that holds it counts.
PLACES = (
    Place("after_unit", indicator_rules.NOUN_AFTER_UNIT, lambda frame: frame.after_unit),
    Place("own_left", indicator_rules.OWN_LEFT, lambda frame: frame.left),
    Place("own_right", indicator_rules.OWN_RIGHT, lambda frame: frame.right),
    Place("clause_before", indicator_rules.CLAUSE_BEFORE, lambda frame: frame.clause_before),
    # 调解室、调解员达12家、45名: `words` look farther only for a number without words of its own.
    Place(
        "earlier", indicator_rules.EARLIER, lambda frame: frame.earlier if frame.is_bare else 0, frozenset({"words"})
    ),
    Place("earlier", indicator_rules.EARLIER, lambda frame: frame.earlier, frozenset({"about"})),
    Place("topic", indicator_rules.TOPIC, lambda frame: frame.topic.classes, frozenset({"about"})),
)
OWN_PLACES = frozenset({"after_unit", "own_left", "own_right"})


class TermFit(NamedTuple):
    """A term of a rule and the place that holds it, or None.

    `kind` is words or about; `written` as in the rule file; any of `bits` will do; `bonus` is what the term counts more
    for being the counted noun.
    """

    kind: str
    written: str
    bits: int
    place: Place | None
    bonus: float


@dataclass(frozen=True, slots=True)
class RuleFit:
    """A rule judged: `score` is what it would reach; it is out of the race where `obstacles` say why.

    `adjustments`: (name, amount) besides the terms. `obstacles`: unit (the rule is for other measure words), missing
    (a term stands nowhere), unwanted (a word of `not` is the counted noun), bodies (organisations are
    counted), average (so much a head or a case); each with the classes or units in question.
    """

    rule: Rule
    terms: tuple[TermFit, ...]
    adjustments: tuple[tuple[str, float], ...]
    obstacles: tuple[tuple[str, str], ...]
    score: float

    @property
    def could_win(self) -> bool:
        """It is in the race and reaches the threshold."""
        return not self.obstacles and self.score > indicator_rules.THRESHOLD - 1e-9


def judge_rule(rule: Rule, frame: Frame, previous_domain: str | None) -> RuleFit:
    """The fit of `rule` to `frame`; `previous_domain` as in `choose_indicator`."""
    terms = tuple(_fit_term(kind, term, bits, frame) for kind, term, bits in _terms(rule.id))
    obstacles = [("missing", term.written) for term in terms if term.place is None]
    if frame.group not in units_of(rule):
        obstacles.append(("unit", frame.unit or "none"))
    if rule.surfaces and frame.unit not in rule.surfaces:
        obstacles.append(("unit", frame.unit or "none"))
    if rule.unwanted & frame.head:
        obstacles.append(("unwanted", "|".join(class_names(rule.unwanted & frame.head))))
    if frame.counts_bodies and not rule.own & class_bit("body"):
        obstacles.append(("bodies", "body"))
    if frame.is_average and not rule.own & class_bit("average"):
        obstacles.append(("average", "average"))
    adjustments = tuple(_adjustments(rule, frame, previous_domain))
    reached = sum(term.place.weight + term.bonus for term in terms if term.place)
    return RuleFit(rule, terms, adjustments, tuple(obstacles), reached + sum(amount for _, amount in adjustments))


def units_of(rule: Rule) -> list[str]:
    """The groups of measure words that the rule is written for."""
    units: list[str] = _written(rule.id)["units"]
    return units


@cache
def _terms(identity: str) -> tuple[tuple[str, str, int], ...]:
    """Each term of a rule: words or about, as written, and the bits of its classes."""
    return tuple(
        (kind, term, reduce(or_, map(class_bit, term.split("|"))))
        for kind in ("words", "about")
        for term in _written(identity).get(kind, ())
    )


@cache
def _written(identity: str) -> dict[str, Any]:
    """The rule as it stands in its file."""
    indicator, number = identity.rsplit("#", 1)
    written: dict[str, Any] = rule_entries()[indicator]["rules"][int(number) - 1]
    return written


def _fit_term(kind: str, written: str, bits: int, frame: Frame) -> TermFit:
    for place in PLACES:
        if kind in place.kinds and bits & place.bits(frame):
            is_head = place.name == "own_left" and bits & frame.left_head
            return TermFit(kind, written, bits, place, indicator_rules.HEAD_BONUS if is_head else 0.0)
    return TermFit(kind, written, bits, None, 0.0)


def _adjustments(rule: Rule, frame: Frame, previous_domain: str | None) -> list[tuple[str, float]]:
    found = []
    if rule.weight:
        found.append(("weight", rule.weight))
    if frame.has_enumeration and not frame.after_unit & rule.own:
        found.append(("members_listed", -indicator_rules.ENUMERATION_PENALTY))
    if frame.head and not frame.head & rule.own:
        found.append(("other_noun_counted", -indicator_rules.OTHER_HEAD_PENALTY))
    if frame.has_unknown_noun:
        found.append(("unknown_noun", -indicator_rules.UNKNOWN_NOUN_PENALTY))
    if rule.unwanted & (frame.left | frame.right):
        found.append(("unwanted_word", -indicator_rules.UNWANTED_PENALTY))
    if rule.domain == previous_domain:
        found.append(("same_domain", indicator_rules.SAME_DOMAIN_BONUS))
    return found
