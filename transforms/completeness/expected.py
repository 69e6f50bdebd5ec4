"""The list of expected reports against the reports that came, both ways.

Here: `compare_expected`. A report is found for a line by the line's own source, or by unit and year. Not here: the list
as a file (`orchestration.sources`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from warehouse.tables import EXPECTED_REPORT, conform

# 青岚县柳溪镇人民政府 reports for 青岚县柳溪镇; 松坪街道办事处 for 松坪街道.
_BODY_OF_PLACE = re.compile(r"(?:人民政府(?:办公室)?|党政(?:综合)?办(?:公室)?|办事处|管理?委员?会)$")
_BLANK = re.compile(r"\s+")
_SHORTEST_NAME = 2
_LENGTH_OF_COUNTY_CODES = 6


def compare_expected(lines: pl.DataFrame, reports: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """The table expected_report.

    in: lines of a list (line, publisher, region_code, region_name, report_year, url, path, note); dim_report without
    texts; quarantine. out: one row a line, and one for each annual report that no line stands for.
    A line without a report says why: its page was not fetched, its file was refused, or there is none.
    """
    found = _Found(reports)
    refused = {
        path: f"{reason}: {message}"
        for path, reason, message in refusals.select("source_path", "reason", "message").iter_rows()
    }
    claimed: dict[str, int] = {}
    rows = []
    for line in lines.sort("line").iter_rows(named=True):
        rows.append(_judge_line(line, found, refused, claimed))
    # A rival that is undecided belongs to the line that one of the versions was found for.
    known = set(claimed) | {other for row in rows for other in row.get("other_reports") or ()}
    rows += [
        {
            "entry": report["report_id"],
            "status": "unexpected",
            "publisher": report["issuer"],
            "region_code": report["region_code"],
            "region_name": report["region_name"],
            "report_year": report["report_year"],
            "source": report["source_path"],
            "report_id": report["report_id"],
            "reason": "no line of the list asks for this unit and year",
        }
        for report in found.standing
        if lines.height and report["content_type"] == "annual_report" and report["report_id"] not in known
    ]
    return conform(pl.DataFrame(rows, schema=EXPECTED_REPORT.schema, orient="row"), EXPECTED_REPORT)


class _Found:
    """The reports, by source and by unit and year."""

    def __init__(self, reports: pl.DataFrame) -> None:
        rows = reports.sort("report_id").to_dicts()
        self.by_id = {row["report_id"]: row for row in rows}
        self.by_source = {source: row for row in rows for source in (row["source_path"], *(row["also_at"] or ()))}
        self.standing = [row for row in rows if row["state"] != "superseded"]
        # By name, and places by code too.
        self._by_unit: dict[tuple[str, int], list[dict[str, Any]]] = defaultdict(list)
        for row in self.standing:
            if row["report_year"] is not None:
                codes = set() if row["level"] == "department" else _codes_of(row)
                for unit in filter(None, (_own_name(row), *sorted(codes))):
                    self._by_unit[unit, row["report_year"]].append(row)

    def of_unit(self, line: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Annual reports of the line's unit and year that stand."""
        found = {
            row["report_id"]: row
            for unit in (_code_of(line) or "", *(part for name in _names(line) for part in _endings(name)))
            for row in self._by_unit.get((unit, line["report_year"]), ())
            if row["content_type"] == "annual_report" and is_of_unit(line, row)
        }
        return list(found.values())


def is_of_unit(line: Mapping[str, Any], report: Mapping[str, Any]) -> bool:
    """Whether a report may be by the unit of a line. A line without a unit accepts every report."""
    names = _names(line)
    own = _own_name(report)
    is_place = report["level"] != "department" and _asks_for_place(line)
    wanted, codes = _code_of(line), _codes_of(report)
    if is_place and wanted and codes:
        return wanted in codes
    if not names:
        return not (wanted and codes) or wanted in codes
    parent = _BLANK.sub("", report["region_parent"] or "")
    return own is not None and any(_is_name_of(name, own, parent) for name in names)


def _judge_line(
    line: Mapping[str, Any], found: _Found, refused: Mapping[str, str], claimed: dict[str, int]
) -> dict[str, Any]:
    source = line["url"] or line["path"]
    row = {name: line[name] for name in ("publisher", "region_code", "region_name", "report_year", "note")} | {
        "entry": f"line {line['line']}",
        "source": source,
    }
    came = found.by_source.get(source) if source else None
    if came is not None and (fault := _find_mismatch(line, came)):
        # Whatever the source gave, it is accounted for: it is not unexpected.
        claimed.setdefault(came["report_id"], line["line"])
        return row | {"status": "mismatch", "report_id": came["report_id"], "reason": fault}
    if came is None:
        candidates = found.of_unit(line) if line["report_year"] is not None else []
        if not candidates:
            why = refused.get(source) if source else None
            return row | {"status": "missing", "reason": why or "no report of this unit and year"}
        came, *rest = candidates
        others = [other["report_id"] for other in rest]
    else:
        others = [other["report_id"] for other in found.of_unit(line) if other["report_id"] != came["report_id"]]
    row |= {"report_id": came["report_id"], "other_reports": others or None}
    if came["state"] == "superseded":
        claimed.setdefault(came["report_id"], line["line"])
        return row | {
            "status": "duplicate",
            "report_id": came["superseded_by"],
            "other_reports": sorted({came["report_id"], *others} - {came["superseded_by"]}),
            "reason": f"{came['report_id']} was superseded: {came['state_reason']}",
        }
    first = claimed.setdefault(came["report_id"], line["line"])
    if first != line["line"]:
        return row | {"status": "duplicate", "reason": f"the same report as line {first}"}
    if others:
        return row | {"status": "duplicate", "reason": f"{1 + len(others)} reports of this unit and year"}
    return row | {"status": "received"}


def _find_mismatch(line: Mapping[str, Any], report: Mapping[str, Any]) -> str | None:
    """What the report that came from a line's source is instead of what the line expects."""
    faults = []
    if report["content_type"] != "annual_report":
        faults.append(f"it is a document of type {report['content_type']}")
    if line["report_year"] is not None and report["report_year"] != line["report_year"]:
        faults.append(f"its year is {report['report_year'] or 'not known'}")
    if not is_of_unit(line, report):
        faults.append(f"it is by {report['issuer'] or 'an unknown unit'}")
    return "; ".join(faults) or None


def _codes_of(report: Mapping[str, Any]) -> set[str]:
    """The code that the place had, and the one that it has now."""
    return {code for code in (report["region_code"], report["current_region_code"]) if code}


def _code_of(line: Mapping[str, Any]) -> str | None:
    """The code of a line as divisions have it: 510115001000 is 510115001, 510115000 is 510115."""
    code: str = line["region_code"] or ""
    while len(code) > _LENGTH_OF_COUNTY_CODES and code.endswith("000"):
        code = code[:-3]
    return code or None


def _own_name(report: Mapping[str, Any]) -> str | None:
    name = report["issuer"] if report["level"] == "department" else report["region_name"]
    return _BLANK.sub("", name) if name else None


def _asks_for_place(line: Mapping[str, Any]) -> bool:
    """Whether a line wants the report of a place itself, not of one of its departments."""
    publisher, region = (_BLANK.sub("", line[name] or "") for name in ("publisher", "region_name"))
    place = _BODY_OF_PLACE.sub("", publisher)
    return not publisher or place != publisher or bool(region and (region.endswith(place) or place.endswith(region)))


def _names(line: Mapping[str, Any]) -> list[str]:
    """Full names that a line's unit may have, as far as the line says where it is."""
    publisher, region = (_BLANK.sub("", line[name] or "") for name in ("publisher", "region_name"))
    if not publisher:
        return [region] if region else []
    if not _asks_for_place(line):
        return [publisher] if publisher.startswith(region) else [publisher, region + publisher]
    place = _BODY_OF_PLACE.sub("", publisher)
    if region and (region.endswith(place) or place.endswith(region)):
        return [max(region, place, key=len)]
    return [place]


def _endings(name: str) -> Iterator[str]:
    """青岚县柳溪镇 -> itself, 岚县柳溪镇, 县柳溪镇, 柳溪镇, 溪镇."""
    return (name[start:] for start in range(len(name) - _SHORTEST_NAME + 1))


def _is_name_of(name: str, own: str, parent: str) -> bool:
    """Whether the name of a line is that of the unit `own` below `parent`, as far as either says where it is."""
    if not name.endswith(own):
        return False
    above = name[: len(name) - len(own)]
    return not above or not parent or parent.endswith(above) or above.endswith(parent)
