"""Who is compared: the reporting units of annual reports, told apart where several places share a name.

Here: `list_units` (one row a comparable report) and `assess_reports` (every report, with the reason if it is left out).
Not here: values (`comparable`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

import polars as pl

from transforms.catalog.loading import load_knowledge

_REPORT_COLUMNS = (
    "report_id",
    "content_type",
    "level",
    "report_year",
    "region_code",
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


def list_units(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports that can be compared, each with the unit that speaks in it.

    in: dim_report. out: report_id, reporting_unit, issuer, region_name, region_parent, level (null where unknown),
    report_year, is_before_year_end; one row a report, at most one report a unit and year.
    `reporting_unit` is the issuer's name; where several places bear the name, the place follows in brackets:
    城关镇（甲县）, 城关镇（乙县）. Reports that are not here are in `list_left_out` with the reason.
    """
    assessed = assess_reports(reports)
    return assessed.filter(pl.col("reason").is_null()).drop("reason")


def assess_reports(reports: pl.DataFrame) -> pl.DataFrame:
    """Every report with its unit and, in `reason`, why it cannot be compared (null when it can).

    Reasons, the first that applies: `not_annual_report`, `year_unknown`, `issuer_unknown`, `place_ambiguous` (several
    places bear the name and the report does not say which), `second_report_of_year` (two reports of one unit and year:
    which one counts is not guessed, so neither does). Raises ValueError when a column is missing.
    """
    missing = [name for name in _REPORT_COLUMNS if name not in reports.columns]
    if missing:
        raise ValueError(f"reports: missing columns {missing}")
    first_reason = (
        pl.when(pl.col("content_type") != "annual_report")
        .then(pl.lit("not_annual_report"))
        .when(pl.col("report_year").is_null())
        .then(pl.lit("year_unknown"))
        .when(pl.col("issuer").is_null() | (pl.col("issuer").str.strip_chars() == ""))
        .then(pl.lit("issuer_unknown"))
        .otherwise(pl.lit(None, pl.String))
    )
    frame = reports.select(_REPORT_COLUMNS).sort("report_id").with_columns(reason=first_reason)
    names = _name_units(frame.filter(pl.col("reason").is_null()))
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
            is_before_year_end=(dated <= pl.date(pl.col("report_year"), 12, 31)).fill_null(False),
        )
        .select(
            "report_id",
            "reporting_unit",
            "issuer",
            "region_name",
            "region_parent",
            "level",
            "report_year",
            "is_before_year_end",
            "reason",
        )
        .sort("report_id")
    )


def _name_units(frame: pl.DataFrame) -> pl.DataFrame:
    """report_id, reporting_unit (null where the place cannot be told)."""
    members = frame.select("report_id", "issuer", "level", "region_code", "region_parent").rows()
    levels: dict[str, set[str]] = defaultdict(set)
    for _, issuer, level, _, _ in members:
        if level:
            levels[issuer].add(level)
    bodies: dict[tuple[str, str], list[tuple[str, str | None, str]]] = defaultdict(list)
    for report_id, issuer, level, code, parent in members:
        # A report whose level was not recognised belongs to the only level that its name has elsewhere.
        known = level or (next(iter(levels[issuer])) if len(levels[issuer]) == 1 else "")
        bodies[issuer, known].append((report_id, code, _SEPARATOR.sub("", parent or "")))
    places_of_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
    found: list[tuple[str, str, str, str | None]] = []
    for (issuer, level), namesakes in bodies.items():
        for report_id, place in _tell_places_apart(namesakes).items():
            found.append((report_id, issuer, level, place))
            if place is not None:
                places_of_name[issuer].add((level, place))
    rows = [
        (report_id, None if place is None else _label(issuer, level, place, places_of_name[issuer]))
        for report_id, issuer, level, place in found
    ]
    return pl.DataFrame(rows, schema={"report_id": pl.String, "reporting_unit": pl.String}, orient="row")


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


def _tell_places_apart(members: list[tuple[str, str | None, str]]) -> dict[str, str | None]:
    """Which place each report of one name and level belongs to; "" when there is only one, None when it is open.

    Codes decide where every report has one. Else the higher units as written decide: 青岚县 and 云泽省澄川市青岚县 can
    be one place, 青岚县 and 石塘县 cannot.
    """
    codes = {code for _, code, _ in members}
    if None not in codes:
        single = len(codes) == 1
        return {report_id: "" if single else _full_parent(code, members) for report_id, code, _ in members}
    parents = {parent for _, _, parent in members if parent}
    fullest = {parent for parent in parents if not any(_is_part(parent, other) for other in parents - {parent})}
    if len(fullest) <= 1:
        return {report_id: "" for report_id, _, _ in members}
    places: dict[str, str | None] = {}
    for report_id, _, parent in members:
        fitting = [place for place in fullest if parent and (place == parent or _is_part(parent, place))]
        places[report_id] = fitting[0] if len(fitting) == 1 else None
    return places


def _full_parent(code: str | None, members: list[tuple[str, str | None, str]]) -> str:
    """The place of a code in words with the code, which alone is certain to be distinct."""
    longest = max((parent for _, other, parent in members if other == code), key=lambda word: (len(word), word))
    return f"{longest} {code}".strip()


def _is_part(short: str, long: str) -> bool:
    """Whether the units of `short` all occur in `long`, in that order, and both end in the same unit."""
    short_units, long_units = _PLACE.findall(short) or [short], _PLACE.findall(long) or [long]
    return short_units[-1] == long_units[-1] and _in_order(short_units, long_units) and len(short) < len(long)


def _in_order(wanted: Iterable[str], units: Iterable[str]) -> bool:
    remaining = iter(units)
    return all(unit in remaining for unit in wanted)
