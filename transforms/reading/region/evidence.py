"""How much speaks for each place that bears the reporting unit's name.

A candidate is one place under all its codes (南江县 -> 南江区 is one place). What speaks for it: the places above it as
the report names them, the division in a credit code, the page's host, towns below it; what speaks against it: a higher
place that is not its own. Weights are in `WEIGHTS`; docs/regions.md explains them.
Belongs here: weighing. Does not belong here: deciding (`resolve`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log

from transforms.reading.region.gazetteer import Division, Gazetteer
from transforms.reading.region.mentions import CHAIN, LOCATED, OTHERS, OWN, PASSING, SHORT, Mentions
from transforms.reading.region.web_host import FEW_LETTERS, LETTERS, WHOLE, fit_host, labels_of

# Around the text (title, publisher, signature, breadcrumb, head, end) and within it; credit code, hosts, towns below.
WEIGHTS = {
    "around": {CHAIN: 6.0, LOCATED: 5.0, OWN: 4.0, PASSING: 3.5, SHORT: 1.0, OTHERS: 0.0},
    "within": {CHAIN: 5.0, LOCATED: 5.0, OWN: 3.0, PASSING: 1.5, SHORT: 0.3, OTHERS: 0.0},
}
CREDIT_CODE, CREDIT_CODE_ABOVE, CONFIRMED_HOST, EXPECTED = 6.0, 3.0, 6.0, 4.0
HOSTS = {WHOLE: 4.0, LETTERS: 3.0, FEW_LETTERS: 0.8}
TOWN_BELOW, MOST_TOWNS_BELOW = 1.2, 4.0
# The nearer the place above, the fewer namesakes share it.
LEVEL_SHARE = {"zone": 1.0, "county": 1.0, "prefecture": 0.7, "province": 0.5}
NEAREST_SHARE = 0.85
REPEATED, OTHER_PART, A_YEAR_OFF, MOST_YEARS_OFF = 0.4, 0.25, 0.5, 2.0
_WAYS = {CHAIN: "紧接其前", LOCATED: "位于其中", OWN: "作为上级", PASSING: "提及", SHORT: "简称"}


@dataclass
class Candidate:
    """One place with what speaks for it (`clue`, `reasons`) and against it (`conflicts`)."""

    division: Division
    codes: tuple[str, ...]
    above: tuple[str, ...]
    clue: float = 0.0
    county_clue: float = 0.0
    passing_only: bool = False
    years_off: int = 0
    reasons: list[str] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """What speaks for it, less what its dates take."""
        return self.clue - min(MOST_YEARS_OFF, A_YEAR_OFF * self.years_off)


@dataclass(frozen=True)
class Clues:
    """What a document says besides the name: mentions around and within its text, credit codes, host, year."""

    around: dict[str, Mentions]
    within: dict[str, Mentions]
    credit_divisions: tuple[str, ...]
    host: str | None
    year: int | None
    expected: str | None = None
    named: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", frozenset(self.around) | frozenset(self.within))


def gather_candidates(divisions: list[Division], year: int | None, gazetteer: Gazetteer) -> list[Candidate]:
    """Places among `divisions`, codes of one place together; each stands with the code that it had in `year`."""
    places: list[list[Division]] = []
    known: dict[tuple[str | None, str], list[Division]] = {}
    for division in divisions:
        # One code is one place; and no county has two places of one name, so two codes there are one as well.
        now = gazetteer.successor(division.code)
        keys = (now, ""), (gazetteer.parent(now), division.name)
        same = known.get(keys[0]) or known.get(keys[1])
        if same is None:
            same = []
            places.append(same)
        same.append(division)
        known[keys[0]] = known[keys[1]] = same
    candidates = []
    for same in places:
        if len(same) > 1:
            same.sort(key=lambda division: division.nearness(year))
        codes = tuple(division.code for division in same)
        above = gazetteer.ancestors(codes[0])
        if len(codes) > 1:
            above = tuple(dict.fromkeys(code for own in codes for code in gazetteer.ancestors(own)))
        candidates.append(Candidate(same[0], codes, above, years_off=same[0].years_from(year)))
    return candidates


def weigh(candidate: Candidate, clues: Clues, gazetteer: Gazetteer) -> None:
    """Add what `clues` say for `candidate`."""
    if not clues.named.isdisjoint(candidate.above):
        _weigh_places_above(candidate, clues, gazetteer)
    for code in clues.credit_divisions:
        current = gazetteer.successor(code)
        if (
            current in candidate.above[:1]
            or current in candidate.codes
            or code in (*candidate.above[:1], *candidate.codes)
        ):
            candidate.clue += CREDIT_CODE
            candidate.county_clue += CREDIT_CODE
            candidate.reasons.append(f"信用代码登记地{code}")
        elif code in candidate.above:
            candidate.clue += CREDIT_CODE_ABOVE
            candidate.reasons.append(f"信用代码登记地{code}")
    if clues.expected is not None and gazetteer.successor(clues.expected) in map(gazetteer.successor, candidate.codes):
        candidate.clue += EXPECTED
        candidate.county_clue += EXPECTED
        candidate.reasons.append(f"来源清单注明{clues.expected}")
    if clues.host is not None:
        _weigh_host(candidate, clues.host, gazetteer)


def weigh_towns_below(candidates: list[Candidate], text: str, gazetteer: Gazetteer) -> None:
    """Add the towns of each candidate that `text` names and that lie in no other candidate."""
    towns = {id(c): {name for code in c.codes for name in gazetteer.children(code)} for c in candidates}
    for candidate in candidates:
        others = set().union(*(towns[id(other)] for other in candidates if other is not candidate))
        named = sorted(name for name in towns[id(candidate)] - others if len(name) > 2 and name in text)
        if named:
            candidate.clue += min(MOST_TOWNS_BELOW, TOWN_BELOW * len(named))
            candidate.reasons.append("文中下辖：" + "、".join(named[:4]))


def _weigh_places_above(candidate: Candidate, clues: Clues, gazetteer: Gazetteer) -> None:
    ways: list[str] = []
    for position, code in enumerate(candidate.above):
        around, within = clues.around.get(code), clues.within.get(code)
        if around is None and within is None:
            continue
        place = gazetteer.at(code, clues.year)
        if place is None:
            continue
        weights = sorted(
            (
                WEIGHTS[part][found.way] + (REPEATED * log(found.count) if found.count > 1 else 0.0)
                for part, found in (("around", around), ("within", within))
                if found is not None and found.way != OTHERS
            ),
            reverse=True,
        )
        if not weights:
            continue
        share = LEVEL_SHARE.get(place.level, 1.0)
        weight = (weights[0] + OTHER_PART * sum(weights[1:])) * (max(share, NEAREST_SHARE) if position == 0 else share)
        candidate.clue += weight
        if place.level in ("county", "zone") or position == 0:
            candidate.county_clue += weight
        best = around if around is not None and around.way != OTHERS else within
        assert best is not None
        ways.append(best.way if best.count == 1 or best.way != PASSING else OWN)
        candidate.reasons.append(f"上级{place.name}{_WAYS.get(best.way, '')}：{best.words}")
    candidate.passing_only = bool(ways) and all(way in (PASSING, SHORT) for way in ways)


def _weigh_host(candidate: Candidate, host: str, gazetteer: Gazetteer) -> None:
    own = (*candidate.codes, *candidate.above)
    if any(host in gazetteer.hosts(code) for code in own):
        candidate.clue += CONFIRMED_HOST
        candidate.county_clue += CONFIRMED_HOST
        candidate.reasons.append(f"已确认网址{host}")
        return
    labels = labels_of(host)
    letters = [(code, gazetteer.latin(code)) for code in own if len(code) == 6]
    best = 0.0
    for position, (code, syllables) in enumerate(letters):
        fit = fit_host(labels, syllables, tuple(above for _, above in letters[position + 1 :]))
        place = gazetteer.at(code, None)
        if fit is not None and place is not None:
            best = max(best, HOSTS[fit] * LEVEL_SHARE.get(place.level, 1.0))
    if best:
        candidate.clue += best
        candidate.county_clue += best
        candidate.reasons.append(f"网址{host}")
