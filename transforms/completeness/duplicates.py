"""Two reports of one unit about one year: the same twice, a corrected re-publication, or not to be decided.

Here: `list_rivals`, `settle_duplicates`. The newest wins where the texts have most in common and the dates say which is
newer; two texts that differ in nothing but page furniture are one; everything else is left to people. Nothing is lost:
a superseded report stays in dim_report with the report that took its place, and gives no facts.
Not here: equal texts, which are one row of dim_report from the start.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import polars as pl
from rapidfuzz.distance import Indel

# Share of characters in common, in order. Two reports of one town about different years have 0.2 to 0.4, two of the
# same year by different bodies less; a corrected page has more than 0.9.
REPUBLISHED = 0.5
# Where it is not certain that two places of one name are one, their texts must agree more: neighbours share templates.
SAME_PLACE = 0.8
NEARLY_IDENTICAL = 0.95
# A corrected page is rarely longer; whoever publishes a book gets no comparison that takes minutes.
_COMPARED_CHARACTERS = 40_000
_TYPES = ("annual_report", "work_plan")
_BLANK = re.compile(r"[\s\u3000\u200b\ufeff]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_KEY = ("report_year", "content_type")
_PLACE = ("current_region_code", "region_parent")


def list_rivals(reports: pl.DataFrame) -> pl.DataFrame:
    """Reports that may be of one unit, year and type: report_id and `group`, a number for each such group.

    in: dim_report (report_id, region_name, current_region_code, region_parent, issuer, level, report_year,
    content_type).
    A notice that hands a report on is a rival of that report. A department is told by its own name, a place by the
    place's, whatever stands before it: 柳溪镇 and 青岚县柳溪镇. Places of one name that their reports tell apart are no
    rivals.
    """
    # A place is known by its code, whatever name each report gives it.
    one_name = pl.col("region_name").min().over("current_region_code")
    place = pl.when(pl.col("current_region_code").is_not_null()).then(one_name).otherwise(pl.col("region_name"))
    unit = pl.when(pl.col("level") == "department").then(pl.col("issuer")).otherwise(place)
    namesakes = (
        reports.filter(pl.col("report_year").is_not_null() & pl.col("content_type").is_in(_TYPES))
        .with_columns(unit=unit)
        .drop_nulls("unit")
        .filter(pl.len().over("unit", *_KEY) > 1)
        .sort("unit", *_KEY, "report_id")
        .select("report_id", *_PLACE, group=pl.struct("unit", *_KEY).rank("dense").cast(pl.Int64))
    )
    # 88 towns are called 城关镇: most of them are no matter of texts, which are many and long.
    rivals = set()
    for members in namesakes.partition_by("group", maintain_order=True):
        for one, other in combinations(members.iter_rows(named=True), 2):
            if _same_place(one, other) != "other":
                rivals |= {one["report_id"], other["report_id"]}
    return namesakes.filter(pl.col("report_id").is_in(sorted(rivals))).select("report_id", "group")


def settle_duplicates(reports: pl.DataFrame, texts: Mapping[str, str], decisions: pl.DataFrame) -> pl.DataFrame:
    """`reports` with `state`, `superseded_by` and `state_reason` set for those that have rivals.

    in: rows of dim_report, with or without `text`; the texts of `list_rivals(reports)` by report_id; decision.
    out: the same rows and columns. `superseded`: another report of the same unit, year and type took its place.
    `undecided`: it has a rival and nothing says which counts. A decision of a person goes before everything.
    """
    settled: dict[str, tuple[str, str | None, str]] = {}
    duplicates = decisions.filter((pl.col("kind") == "duplicate") & (pl.col("status") == "active")).to_dicts()
    apart = {
        frozenset(pair): row["decision_id"]
        for row in duplicates
        if row["action"] == "distinct"
        for pair in combinations(row["other_reports"], 2)
    }
    for row in (row for row in duplicates if row["action"] == "keep"):
        for report in row["other_reports"]:
            settled[report] = ("superseded", row["report_id"], f"decision {row['decision_id']}: {row['reason']}")
    groups: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rivals = reports.join(list_rivals(reports), on="report_id", how="inner")
    for row in rivals.sort("group", "report_id").iter_rows(named=True):
        if row["report_id"] not in settled:
            groups[row["group"]].append(row)
    for members in groups.values():
        settled |= _settle_group(members, texts, apart)
    if not settled:
        return reports
    changes = pl.DataFrame(
        [(report, *outcome) for report, outcome in settled.items()],
        schema={"report_id": pl.String, "new_state": pl.String, "new_by": pl.String, "new_reason": pl.String},
        orient="row",
    )
    return (
        reports.join(changes, on="report_id", how="left", maintain_order="left")
        .with_columns(
            state=pl.coalesce("new_state", "state"),
            superseded_by=pl.coalesce("new_by", "superseded_by"),
            state_reason=pl.coalesce("new_reason", "state_reason"),
        )
        .select(reports.columns)
    )


def _settle_group(
    members: list[dict[str, Any]], texts: Mapping[str, str], apart: Mapping[frozenset[str], str]
) -> dict[str, tuple[str, str | None, str]]:
    shapes = {row["report_id"]: _Shape(texts[row["report_id"]]) for row in members}
    alike: dict[frozenset[str], float] = {}
    unclear: dict[str, set[str]] = defaultdict(set)
    for one, other in combinations(members, 2):
        pair = frozenset((one["report_id"], other["report_id"]))
        sameness = _same_place(one, other)
        if pair in apart or sameness == "other":
            continue
        needed = REPUBLISHED if sameness == "same" else SAME_PLACE
        likeness = shapes[one["report_id"]].likeness(shapes[other["report_id"]], needed)
        if likeness >= needed:
            alike[pair] = likeness
        else:
            unclear[one["report_id"]].add(other["report_id"])
            unclear[other["report_id"]].add(one["report_id"])
    settled: dict[str, tuple[str, str | None, str]] = {}
    rows = {row["report_id"]: row for row in members}
    for component in _components(rows, alike):
        if len(component) > 1:
            settled |= _choose([rows[report] for report in component], shapes, alike)
    for report, others in sorted(unclear.items()):
        standing = sorted(other for other in others if settled.get(other, ("",))[0] != "superseded")
        if standing and settled.get(report, ("",))[0] != "superseded":
            settled[report] = (
                "undecided",
                None,
                f"same unit, year and type as {', '.join(standing)}, but little text in common",
            )
    return settled


def _choose(
    members: list[dict[str, Any]], shapes: Mapping[str, _Shape], alike: Mapping[frozenset[str], float]
) -> dict[str, tuple[str, str | None, str]]:
    """Which report of one unit, year and type stands, and why."""
    ids = [row["report_id"] for row in members]
    dates = {row["report_id"]: row["published_on"] for row in members}
    if all(dates.values()):
        newest = max(dates.values())
        standing = [report for report in ids if dates[report] == newest]
    else:
        newest, standing = None, ids
    same = all(shapes[one].says_the_same(shapes[other]) for one, other in combinations(standing, 2))
    if len(standing) > 1 and not same:
        words = f"all published on {newest}" if newest else "not all with a date of publication"
        return {
            report: ("undecided", None, f"{len(ids)} versions that differ, {words}: {', '.join(sorted(ids))}")
            for report in ids
        }
    # Of equals the one that says when it was published, then the first by path.
    kept = min(standing, key=lambda report: (dates[report] is None, _path(members, report)))
    outcome: dict[str, tuple[str, str | None, str]] = {}
    for report in ids:
        if report == kept:
            continue
        if report in standing:
            reason = f"the same text and numbers as {kept} but for the page around it"
        else:
            likeness = alike.get(frozenset((report, kept)))
            common = f"; {100 * likeness:.0f} % of the text in common" if likeness else ""
            reason = f"published on {dates[report]}, again on {newest}{common}"
        outcome[report] = ("superseded", kept, reason)
    return outcome


def _path(members: list[dict[str, Any]], report: str) -> str:
    return next(str(row["source_path"]) for row in members if row["report_id"] == report)


class _Shape:
    """What of a text is compared: its characters without blanks, and the numbers of its prose."""

    def __init__(self, text: str) -> None:
        self._characters = _BLANK.sub("", text)[:_COMPARED_CHARACTERS]
        # Visitor counts, times and links of the page stand in lines without a full stop.
        prose = "\n".join(line for line in text.splitlines() if "。" in line or "；" in line)
        self._prose = _BLANK.sub("", prose)[:_COMPARED_CHARACTERS]
        self._numbers = Counter(_NUMBER.findall(prose))

    def likeness(self, other: _Shape, needed: float) -> float:
        """Share of characters in common, in order; 0 where it is below `needed`."""
        return _likeness(self._characters, other._characters, needed)

    def says_the_same(self, other: _Shape) -> bool:
        """Whether two texts differ in nothing but the page around them: the same numbers in nearly the same prose."""
        return (
            self._numbers == other._numbers
            and _likeness(self._prose, other._prose, NEARLY_IDENTICAL) >= NEARLY_IDENTICAL
        )


def _likeness(one: str, other: str, needed: float) -> float:
    return float(Indel.normalized_similarity(one, other, score_cutoff=needed))


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Whether two units of one name are in one place: `same`, `other`, or `open` where the reports do not say."""
    codes = one["current_region_code"], other["current_region_code"]
    if all(codes):
        return "same" if codes[0] == codes[1] else "other"
    first, second = (_BLANK.sub("", row["region_parent"] or "") for row in (one, other))
    if not first or not second:
        return "open"
    return "same" if first.endswith(second) or second.endswith(first) else "other"


def _components(nodes: Iterable[str], edges: Iterable[frozenset[str]]) -> list[list[str]]:
    """Reports that are joined by likeness, directly or through others, in order."""
    leader = {node: node for node in nodes}

    def find(node: str) -> str:
        while leader[node] != node:
            node = leader[node]
        return node

    for edge in edges:
        first, second = sorted(find(node) for node in edge)
        leader[second] = first
    groups: dict[str, list[str]] = defaultdict(list)
    for node in sorted(leader):
        groups[find(node)].append(node)
    return list(groups.values())
