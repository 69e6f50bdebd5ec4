"""The place whose report it is: the unit's name as written -> a division's code, or candidates for a person to choose.

Four states: `resolved`, `resolved_unique` (the only place of this name, and nothing else speaks for it),
`needs_review` (candidates with reasons), `unresolved` (no place, or none that any list has). Never a guess: 88 towns
are called 城关镇, and one of them is taken only when the report says enough to leave the others behind.
Belongs here: the decision. Does not belong here: cutting names (`place_names`, `issuer`), weighing (`evidence`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from transforms.reading.place_names import COUNTY, PREFECTURE, PROVINCE, STREET, TOWN, ZONE, Place
from transforms.reading.region.credit_code import find_credit_divisions
from transforms.reading.region.evidence import Candidate, Clues, gather_candidates, weigh, weigh_towns_below
from transforms.reading.region.gazetteer import Division, Gazetteer
from transforms.reading.region.mentions import CHAIN, LOCATED, OWN, PASSING, find_mentions
from transforms.reading.region.names import written_forms
from transforms.reading.region.web_host import host_of

RESOLVED, RESOLVED_UNIQUE, NEEDS_REVIEW, UNRESOLVED = "resolved", "resolved_unique", "needs_review", "unresolved"
MOST_CANDIDATES = 4
ENOUGH, SURE, SOME, LITTLE = 2.5, 5.0, 1.4, 1.0
# With more places of one name than this, a county named once in passing says too little.
FEW_NAMESAKES = 8
# Counties of one name: more share only a form (高新区), whose towns are not looked for.
MOST_COUNTIES = 12
_STEMS = ("街道", "民族乡", "苏木", "镇", "乡")
_SAME_KIND = {
    PROVINCE: {PROVINCE},
    PREFECTURE: {PREFECTURE, COUNTY},
    COUNTY: {COUNTY, PREFECTURE, ZONE},
    ZONE: {ZONE, COUNTY, TOWN},
    TOWN: {TOWN, STREET, ZONE},
    STREET: {STREET, TOWN, ZONE},
}


@dataclass(frozen=True, slots=True)
class Named:
    """What a document writes: its unit's places from the highest down, and whether it is a station of a department;
    what stands around the text (title, publishers, signature, breadcrumbs, head, end), the text, URL and year; and the
    code of the place that a list of sources says it is, which helps among namesakes and never replaces the name."""

    places: tuple[Place, ...]
    around: str
    text: str
    url: str | None = None
    year: int | None = None
    is_station: bool = False
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Considered:
    """A place that was considered: code, path of names, level, score, and what speaks for and against it."""

    code: str
    path: str
    level: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RegionFound:
    """State, confidence from 0 to 1, the division (None unless resolved), its path and the places considered."""

    state: str
    confidence: float
    division: Division | None = None
    path: tuple[str, ...] = ()
    candidates: tuple[Considered, ...] = ()


def resolve_region(named: Named, gazetteer: Gazetteer) -> RegionFound:
    """The division that `named` speaks of, by its name, the places above it and what else the document shows."""
    credit = tuple(find_credit_divisions(named.around))
    if not named.places:
        return _without_name(credit, named, gazetteer)
    subject = named.places[-1]
    divisions = gazetteer.find(subject.name)
    of_kind = [division for division in divisions if division.level in _SAME_KIND.get(subject.level, ())]
    if not of_kind:
        return _not_in_any_list(named, credit, gazetteer)
    around = find_mentions(named.around, subject.name, gazetteer)
    clues = Clues(around, {}, credit, host_of(named.url), named.year, named.expected)
    candidates = _weigh_all(of_kind, clues, gazetteer)
    if candidates[0].county_clue < SURE or _margin(candidates) < SURE:
        # What stands around the text leaves it open: the text itself is looked at.
        clues = replace(clues, within=find_mentions(named.text, subject.name, gazetteer))
        candidates = _weigh_all(of_kind, clues, gazetteer)
    is_county = candidates[0].division.level not in (TOWN, STREET)
    if is_county and 1 < len(candidates) <= MOST_COUNTIES and _margin(candidates) < ENOUGH:
        weigh_towns_below(candidates, named.text, gazetteer)
        candidates.sort(key=_rank)
    best = candidates[0]
    best.conflicts += _find_conflicts(best, len(candidates), named, clues, gazetteer)
    state, confidence = _decide(candidates, clues, gazetteer)
    if state == NEEDS_REVIEW and _is_only_full_name(candidates, subject.name):
        state, confidence = RESOLVED_UNIQUE, 0.62
    if named.is_station and state in (RESOLVED, RESOLVED_UNIQUE):
        # 司法所 and 派出所 belong to a town that their title need not name.
        best.conflicts.append("派出机构，所在乡镇不明")
        state, confidence = NEEDS_REVIEW, 0.5
    considered = tuple(
        _consider(candidate, len(candidates), named.year, gazetteer) for candidate in candidates[:MOST_CANDIDATES]
    )
    if state not in (RESOLVED, RESOLVED_UNIQUE):
        return RegionFound(state, confidence, None, (), considered)
    return RegionFound(state, confidence, best.division, gazetteer.path(best.division, named.year), considered)


def _weigh_all(divisions: list[Division], clues: Clues, gazetteer: Gazetteer) -> list[Candidate]:
    candidates = gather_candidates(divisions, clues.year, gazetteer)
    for candidate in candidates:
        weigh(candidate, clues, gazetteer)
    return sorted(candidates, key=_rank)


def _rank(candidate: Candidate) -> tuple[float, int, str]:
    """The best first; of equals the one with the shorter name, which is the whole of what is written."""
    return -candidate.score, len(candidate.division.name), candidate.division.code


def _decide(candidates: list[Candidate], clues: Clues, gazetteer: Gazetteer) -> tuple[str, float]:
    best, margin = candidates[0], _margin(candidates)
    if best.conflicts:
        return NEEDS_REVIEW, 0.4
    if len(candidates) == 1:
        if best.clue >= ENOUGH or best.division.level in (PROVINCE, PREFECTURE):
            return RESOLVED, 0.98 if best.clue >= SURE else 0.95
        # Counties are listed without a gap, so a name borne once is that county; towns may be newer than the lists.
        is_town = best.division.level in (TOWN, STREET) or (
            len(best.division.code) == 9 and best.division.code.isdigit()
        )
        if best.clue >= LITTLE or (not is_town and best.years_off <= 1):
            return RESOLVED, 0.9
        return (RESOLVED_UNIQUE, 0.7) if best.years_off <= 2 else (NEEDS_REVIEW, 0.45)
    if best.clue >= ENOUGH and margin >= ENOUGH and (not best.passing_only or _is_only_county(best, clues, gazetteer)):
        return RESOLVED, round(min(0.98, 0.9 + 0.02 * (margin - ENOUGH)), 2)
    if best.clue >= SOME and margin >= SOME:
        if not best.passing_only:
            return RESOLVED, 0.87
        if len(candidates) <= FEW_NAMESAKES and _is_only_county(best, clues, gazetteer):
            return RESOLVED, 0.86
    return NEEDS_REVIEW, 0.3 if best.clue < SOME else 0.5


def _is_only_full_name(candidates: list[Candidate], written: str) -> bool:
    """Whether the best alone bears the whole name and nothing speaks for the others or against it.

    松坪乡 is a town's whole name, and the short form of a 松坪傈僳族彝族乡.
    """
    best, *others = candidates
    forms = written_forms(written)
    return (
        best.division.name in forms
        and best.years_off == 0
        and not best.conflicts
        and all(other.division.name not in forms and other.clue <= 0 for other in others)
    )


def _margin(candidates: list[Candidate]) -> float:
    return candidates[0].score - candidates[1].score if len(candidates) > 1 else candidates[0].score


def _is_only_county(best: Candidate, clues: Clues, gazetteer: Gazetteer) -> bool:
    """Whether the text names no other county in passing."""
    own = {place.name for code in best.above if (place := gazetteer.at(code, clues.year)) is not None}
    return not any(
        found.way in (PASSING, OWN) and (place := gazetteer.at(code, clues.year)) is not None
        and place.level == COUNTY and place.name not in own
        for code, found in clues.within.items()
    )  # fmt: skip


def _find_conflicts(best: Candidate, namesakes: int, named: Named, clues: Clues, gazetteer: Gazetteer) -> list[str]:
    """What the document says that cannot be true of `best`.

    One sentence that may speak of another county as one's own counts only where several places bear the name.
    """
    conflicts = []
    names_above = {form for code in best.above for form in _names(code, gazetteer)}
    for place in named.places[:-1]:
        known = {division.code for division in gazetteer.find(place.name)}
        if place.name not in names_above and not known & set(best.above):
            conflicts.append(f"所写上级{place.name}不是其上级")
    for code in clues.credit_divisions:
        known_code = gazetteer.at(code, None) is not None
        related = {code, gazetteer.successor(code)} & {*best.codes, *best.above}
        if known_code and not related and code not in {above[:6] for above in (*best.codes, *best.above)}:
            conflicts.append(f"信用代码登记地{code}不符")
    if best.division.level in (TOWN, STREET, ZONE) and best.county_clue < ENOUGH:
        for part in (clues.around, clues.within):
            for code, found in part.items():
                other = gazetteer.at(code, clues.year)
                if (
                    other is not None
                    and other.level == COUNTY
                    and (found.way in (CHAIN, LOCATED) or (found.way == OWN and (namesakes > 1 or found.count > 1)))
                    and other.name not in names_above
                ):
                    conflicts.append(f"文中上级似为{other.name}：{found.words}")
                    break
    return conflicts


def _names(code: str, gazetteer: Gazetteer) -> set[str]:
    return {division.name for division in gazetteer.names_of(code)}


def _without_name(credit: tuple[str, ...], named: Named, gazetteer: Gazetteer) -> RegionFound:
    """No place is written: a credit code names at most a candidate."""
    considered = _from_credit_codes(credit, named.year, gazetteer)
    return RegionFound(NEEDS_REVIEW if considered else UNRESOLVED, 0.2 if considered else 0.0, candidates=considered)


def _not_in_any_list(named: Named, credit: tuple[str, ...], gazetteer: Gazetteer) -> RegionFound:
    """The name is in no list: towns of the same stem below a place written above it, else that place itself."""
    subject = named.places[-1]
    considered: list[Considered] = []
    for place in reversed(named.places[:-1]):
        for division in gazetteer.find(place.name)[:MOST_CANDIDATES]:
            stem = next((subject.name.removesuffix(kind) for kind in _STEMS if subject.name.endswith(kind)), "")
            like = gazetteer.find_like(stem, division.code) if len(stem) >= 2 else []
            for town in like:
                reason = f"{subject.name}不在区划表，{division.name}有{town.name}"
                considered.append(_as_considered(town, 2.0, (reason,), named.year, gazetteer))
            reason = f"{subject.name}不在区划表，上级写作{place.name}"
            considered.append(_as_considered(division, 1.0, (reason,), named.year, gazetteer))
        if considered:
            break
    considered += _from_credit_codes(credit, named.year, gazetteer)
    if not considered:
        return RegionFound(UNRESOLVED, 0.0)
    return RegionFound(NEEDS_REVIEW, 0.2, candidates=tuple(considered[:MOST_CANDIDATES]))


def _from_credit_codes(credit: tuple[str, ...], year: int | None, gazetteer: Gazetteer) -> tuple[Considered, ...]:
    places = [place for code in credit if (place := gazetteer.at(code, year)) is not None]
    return tuple(_as_considered(place, 1.0, (f"信用代码登记地{place.code}",), year, gazetteer) for place in places)


def _consider(candidate: Candidate, namesakes: int, year: int | None, gazetteer: Gazetteer) -> Considered:
    reasons = [*candidate.reasons, *(f"矛盾：{conflict}" for conflict in candidate.conflicts)]
    if namesakes > 1:
        reasons.append(f"同名地{namesakes}处")
    if candidate.years_off:
        reasons.append(f"该年度区划表无此名（相差{candidate.years_off}年）")
    return _as_considered(candidate.division, candidate.score, tuple(reasons), year, gazetteer)


def _as_considered(
    division: Division, score: float, reasons: tuple[str, ...], year: int | None, gazetteer: Gazetteer
) -> Considered:
    path = "/".join(gazetteer.path(division, year))
    return Considered(division.code, path, division.level, round(score, 2), reasons)
