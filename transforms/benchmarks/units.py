"""Who is compared: the reporting units of annual reports, told apart where several places share a name.

Here: `list_units` (one row a comparable report) and `assess_reports` (every report, with the reason if it is left out).
Not here: values (`comparable`).
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from transforms.catalog.loading import load_knowledge

_REPORT_COLUMNS = (
    "report_id",
    "state",
    "content_type",
    "level",
    "report_year",
    "current_region_code",
    "region_path",
    "region_name",
    "region_parent",
    "issuer",
    "published_on",
    "written_on",
    "signed_on",
)
# 云泽省澄川市青岚县 -> 云泽省 | 澄川市 | 青岚县
_PLACE = re.compile(r"[^省市县区州盟旗]+[省市县区州盟旗]")
_SEPARATOR = re.compile(r"[\s/>,，、·|-]+")

# Why a report is not compared; `assess_reports` says what each means.
UNCOMPARED_REASONS = (
    "superseded",
    "undecided",
    "not_annual_report",
    "year_unknown",
    "issuer_unknown",
    "place_ambiguous",
    "second_report_of_year",
)


# The last questions to `_name_units` with their answers: two, for a preview and a run may take turns.
_ANSWERED: deque[tuple[pl.DataFrame, pl.DataFrame]] = deque(maxlen=2)


@dataclass(frozen=True, slots=True)
class _Member:
    """One report with what tells its unit."""

    report_id: str
    issuer: str
    level: str | None
    code: str | None
    parent: str | None
    path: str | None
    year: int


def list_units(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports that can be compared, each with the unit that speaks in it.

    in: dim_report. out: report_id, reporting_unit, issuer, region_name, region_parent, region_code (of today), province
    (null where the place is not resolved), level (null where unknown), report_year, is_before_year_end; one row a
    report, at most one report a unit and year.
    `reporting_unit` is the issuer's name; where several places bear the name, the place follows in brackets:
    城关镇（甲县）, 城关镇（乙县）. A place with a code is one unit under whatever names and codes it had over the
    years, and goes by the name of its last report. Reports that are not here are in `list_left_out` with the reason.
    """
    assessed = assess_reports(reports)
    return assessed.filter(pl.col("reason").is_null()).drop("reason")


def assess_reports(reports: pl.DataFrame) -> pl.DataFrame:
    """Every report with its unit and, in `reason`, why it cannot be compared (null when it can).

    Reasons, the first that applies: `superseded` (another report took its place), `undecided` (it has a rival, and
    nothing says which counts), `not_annual_report`, `year_unknown`, `issuer_unknown`, `place_ambiguous` (several
    places bear the name and the report does not say which), `second_report_of_year` (two reports of one unit and year:
    which one counts is not guessed, so neither does). Raises ValueError when a column is missing.
    """
    missing = [name for name in _REPORT_COLUMNS if name not in reports.columns]
    if missing:
        raise ValueError(f"reports: missing columns {missing}")
    first_reason = (
        pl.when(pl.col("state").is_in(["superseded", "undecided"]))
        .then(pl.col("state"))
        .when(pl.col("content_type") != "annual_report")
        .then(pl.lit("not_annual_report"))
        .when(pl.col("report_year").is_null())
        .then(pl.lit("year_unknown"))
        .when(pl.col("issuer").is_null() | (pl.col("issuer").str.strip_chars() == ""))
        .then(pl.lit("issuer_unknown"))
        .otherwise(pl.lit(None, pl.String))
    )
    frame = reports.select(_REPORT_COLUMNS).sort("report_id").with_columns(reason=first_reason)
    names = _name_units_once(frame.filter(pl.col("reason").is_null()))
    frame = frame.join(names, on="report_id", how="left").with_columns(
        reason=pl.when(pl.col("reason").is_null() & pl.col("reporting_unit").is_null())
        .then(pl.lit("place_ambiguous"))
        .otherwise(pl.col("reason"))
    )
    same_year = pl.len().over("reporting_unit", "report_year", "reason")
    dated = pl.coalesce("published_on", "written_on", "signed_on")
    return (
        frame.with_columns(
            reason=pl.when(pl.col("reason").is_null() & (same_year > 1))
            .then(pl.lit("second_report_of_year"))
            .otherwise(pl.col("reason")),
            # 2021年度报告 of 2021-12-24: its counts end before the year does.
            region_code=pl.col("current_region_code"),
            province=pl.col("region_path").str.split("/").list.first(),
            is_before_year_end=(dated <= pl.date(pl.col("report_year"), 12, 31)).fill_null(False),
        )
        .select(
            "report_id",
            "reporting_unit",
            "issuer",
            "region_name",
            "region_parent",
            "region_code",
            "province",
            "level",
            "report_year",
            "is_before_year_end",
            "reason",
        )
        .sort("report_id")
    )


def _name_units_once(frame: pl.DataFrame) -> pl.DataFrame:
    """`_name_units`, which every comparison of a run asks of the same reports."""
    for asked, answered in tuple(_ANSWERED):
        if asked.equals(frame):
            return answered
    answer = _name_units(frame)
    _ANSWERED.append((frame, answer))
    return answer


def _name_units(frame: pl.DataFrame) -> pl.DataFrame:
    """report_id, reporting_unit (null where the place cannot be told)."""
    columns = ("report_id", "issuer", "level", "current_region_code", "region_parent", "region_path", "report_year")
    members = [_Member(*row) for row in frame.select(columns).rows()]
    levels: dict[str, set[str]] = defaultdict(set)
    for member in members:
        if member.level:
            levels[member.issuer].add(member.level)
    bodies: dict[tuple[str, str], list[_Member]] = defaultdict(list)
    found: list[tuple[str, str, str, str | None]] = []
    for body in _join_by_code(members):
        newest = max(body, key=lambda member: (member.year, member.report_id))
        if newest.code is not None:
            above = (newest.path or "").rpartition("/")[0].replace("/", "")
            unit = newest.issuer, newest.level or "", f"{above} {newest.code}".strip()
            found += [(member.report_id, *unit) for member in body]
            continue
        for member in body:
            # A report whose level was not recognised belongs to the only level that its name has elsewhere.
            named = levels[member.issuer]
            bodies[member.issuer, member.level or (next(iter(named)) if len(named) == 1 else "")].append(member)
    coded: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, issuer, level, place in found:
        if place is not None:
            coded[issuer, level].add(place)
    for (issuer, level), namesakes in bodies.items():
        known = coded.get((issuer, level), set())
        left = []
        for member in namesakes:
            parent = _PLACE.findall(_SEPARATOR.sub("", member.parent or ""))
            if not known or (parent and not any(parent[-1] in words for words in known)):
                left.append((member.report_id, _SEPARATOR.sub("", member.parent or "")))
            else:
                # 青岚县柳溪镇 is one place, also in a year whose report left its code open.
                found.append((member.report_id, issuer, level, next(iter(known)) if len(known) == 1 else None))
        found += [(report_id, issuer, level, place) for report_id, place in _tell_places_apart(left).items()]
    places_of_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for _, issuer, level, place in found:
        if place is not None:
            places_of_name[issuer].add((level, place))
    rows = [
        (report_id, None if place is None else _label(issuer, level, place, places_of_name[issuer]))
        for report_id, issuer, level, place in found
    ]
    return pl.DataFrame(rows, schema={"report_id": pl.String, "reporting_unit": pl.String}, orient="row")


def _join_by_code(members: list[_Member]) -> list[list[_Member]]:
    """Members of one place and body together: the place by its code of today, a department by its name as well."""
    bodies: dict[tuple[str, ...], list[_Member]] = defaultdict(list)
    for member in members:
        if member.code is None:
            bodies["report", member.report_id].append(member)
            continue
        department = (
            member.issuer.removeprefix((member.path or "").rpartition("/")[2]) if member.level == "department" else ""
        )
        bodies["place", member.code, department].append(member)
    return list(bodies.values())


def _label(issuer: str, level: str, place: str, places: set[tuple[str, str]]) -> str:
    """The issuer, with as much of place and level as tells it from the others of its name."""
    if len(places) == 1:
        return issuer
    same_place = sum(1 for _, other in places if other == place)
    level_words = load_knowledge("chart_texts")["levels"][level]["zh"] if level else "层级不明"
    words = [place] if place else []
    if same_place > 1 or not place:
        words.append(level_words)
    return f"{issuer}（{'，'.join(words)}）"


def _tell_places_apart(members: list[tuple[str, str]]) -> dict[str, str | None]:
    """Which place each report (id, higher units as written) of one name and level without a code belongs to.

    "" when there is only one place, None when it is open: 青岚县 and 云泽省澄川市青岚县 can be one place, 青岚县 and
    石塘县 cannot.
    """
    parents = {parent for _, parent in members if parent}
    fullest = {parent for parent in parents if not any(_is_part(parent, other) for other in parents - {parent})}
    if len(fullest) <= 1:
        return {report_id: "" for report_id, _ in members}
    places: dict[str, str | None] = {}
    for report_id, parent in members:
        fitting = [place for place in fullest if parent and (place == parent or _is_part(parent, place))]
        places[report_id] = fitting[0] if len(fitting) == 1 else None
    return places


def _is_part(short: str, long: str) -> bool:
    """Whether the units of `short` all occur in `long`, in that order, and both end in the same unit."""
    short_units, long_units = _PLACE.findall(short) or [short], _PLACE.findall(long) or [long]
    return short_units[-1] == long_units[-1] and _in_order(short_units, long_units) and len(short) < len(long)


def _in_order(wanted: Iterable[str], units: Iterable[str]) -> bool:
    remaining = iter(units)
    return all(unit in remaining for unit in wanted)
