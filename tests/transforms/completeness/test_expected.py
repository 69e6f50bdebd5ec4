"""The list of expected reports against those that came, both ways."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms.completeness import compare_expected
from warehouse.tables import DIM_REPORT, QUARANTINE

LINES = pl.Schema(
    {
        "line": pl.Int64, "publisher": pl.String, "region_code": pl.String, "region_name": pl.String, "report_year": pl.Int32,
        "url": pl.String, "path": pl.String, "note": pl.String,
    }
)  # fmt: skip


def line(
    number: int, region_name: str | None = "青岚县柳溪镇", report_year: int | None = 2023, **more: Any
) -> dict[str, Any]:
    return {"line": number, "region_name": region_name, "report_year": report_year, **more}


def report(
    report_id: str, region_name: str | None = "柳溪镇", report_year: int | None = 2023, **more: Any
) -> dict[str, Any]:
    whole = {
        "report_id": report_id, "source_path": f"{report_id}.txt", "source_sha256": "0", "source_bytes": 1, "source_format": "txt", "text": "",
        "char_count": 1, "document_type": "annual_report", "content_type": "annual_report", "level": "town", "report_year": report_year, "region_name": region_name,
        "region_parent": "青岚县", "issuer": f"青岚县{region_name}", "anomalies": [], "state": "accepted", **more,
    }  # fmt: skip
    return whole


def compare(
    lines: list[dict[str, Any]], reports: list[dict[str, Any]], refusals: list[dict[str, Any]] | None = None
) -> dict[str, dict[str, Any]]:
    rows = compare_expected(
        pl.DataFrame(lines, schema=LINES, orient="row"),
        pl.DataFrame(reports, schema=DIM_REPORT.schema, orient="row"),
        pl.DataFrame(refusals or [], schema=QUARANTINE.schema, orient="row"),
    )
    return {row["entry"]: row for row in rows.to_dicts()}


def statuses(*parts: Any) -> dict[str, str]:
    return {entry: row["status"] for entry, row in compare(*parts).items()}


def test_without_a_list_nothing_is_expected_and_nothing_unexpected() -> None:
    assert compare([], [report("a")]) == {}


def test_both_ways() -> None:
    lines = [line(2), line(3, "青岚县白鹭镇"), line(4, report_year=2022)]
    reports = [report("a"), report("b", "松坪乡"), report("c", report_year=2021)]
    found = compare(lines, reports)
    assert {entry: row["status"] for entry, row in found.items()} == {
        "line 2": "received", "line 3": "missing", "line 4": "missing", "b": "unexpected", "c": "unexpected",
    }  # fmt: skip
    assert found["line 2"]["report_id"] == "a"
    assert (found["b"]["region_name"], found["b"]["report_year"], found["b"]["source"]) == ("松坪乡", 2023, "b.txt")


@pytest.mark.parametrize(
    "wanted",
    [
        {"region_name": "柳溪镇"},
        {"region_name": "青岚县柳溪镇"},
        {"region_name": "云泽省澄川市青岚县柳溪镇"},
        {"region_name": None, "publisher": "青岚县柳溪镇人民政府"},
        {"region_name": "柳溪镇", "publisher": "柳溪镇人民政府"},
        {"region_name": " 青岚县 柳溪镇 ", "publisher": "柳溪镇党政办公室"},
        {"region_name": None, "region_code": "510001001"},
        {"region_name": None, "region_code": "510001001000"},
        {"region_name": "另一个写法", "region_code": "510001001"},
    ],
)
def test_a_unit_is_found_by_its_names_and_its_code(wanted: dict[str, Any]) -> None:
    came = report("a", region_code="510001001" if wanted.get("region_code") else None)
    assert statuses([line(2, **wanted)], [came]) == {"line 2": "received"}


@pytest.mark.parametrize("wanted", ["石塘县柳溪镇", "溪口镇", "青岚县", "柳溪"])
def test_other_places_are_not_taken_for_it(wanted: str) -> None:
    assert statuses([line(2, wanted)], [report("a")]) == {"line 2": "missing", "a": "unexpected"}


def test_a_department_is_not_its_county() -> None:
    bureau = report("a", "青岚县", level="department", issuer="青岚县司法局", region_parent=None)
    county = report("b", "青岚县", level="county", region_parent=None)
    lines = [line(2, "青岚县", publisher="青岚县司法局"), line(3, "青岚县", publisher="青岚县人民政府")]
    found = compare(lines, [bureau, county])
    assert [found["line 2"]["report_id"], found["line 3"]["report_id"]] == ["a", "b"]
    assert statuses(lines, [county]) == {"line 2": "missing", "line 3": "received"}


def test_a_report_from_the_line_s_own_source_is_checked() -> None:
    own = {"url": "https://a.example/1"}
    page = {"source_path": "https://a.example/1"}
    assert statuses([line(2, **own)], [report("a", **page)]) == {"line 2": "received"}
    assert statuses([line(2, None, **own)], [report("a", **page)]) == {"line 2": "received"}
    for wrong, words in (
        ({"report_year": 2022}, "its year is 2022"),
        ({"report_year": None, "state": "year_unknown"}, "its year is not known"),
        ({"region_name": "松坪乡"}, "it is by 青岚县松坪乡"),
        ({"content_type": "work_plan"}, "work_plan"),
    ):
        found = compare([line(2, **own)], [report("a", **page, **wrong)])
        assert list(found) == ["line 2"], "accounted for, not unexpected as well"
        assert (found["line 2"]["status"], found["line 2"]["report_id"]) == ("mismatch", "a")
        assert words in found["line 2"]["reason"]


def test_the_same_text_at_two_addresses_is_a_duplicate() -> None:
    lines = [line(2, url="https://a.example/1"), line(3, url="https://b.example/1")]
    found = compare(lines, [report("a", source_path="https://a.example/1", also_at=["https://b.example/1"])])
    assert [found[entry]["status"] for entry in ("line 2", "line 3")] == ["received", "duplicate"]
    assert "line 2" in found["line 3"]["reason"]


def test_a_superseded_page_is_a_duplicate_of_what_took_its_place() -> None:
    lines = [line(2, url="https://a.example/1"), line(3, url="https://b.example/1")]
    old = report(
        "a", source_path="https://a.example/1", state="superseded", superseded_by="b", state_reason="published again"
    )
    found = compare(lines, [old, report("b", source_path="https://b.example/1")])
    assert [found[entry]["status"] for entry in ("line 2", "line 3")] == ["duplicate", "received"]
    assert (found["line 2"]["report_id"], found["line 2"]["other_reports"]) == ("b", ["a"])
    assert "published again" in found["line 2"]["reason"]


def test_rivals_that_nobody_decided_are_a_duplicate_and_not_unexpected() -> None:
    found = compare([line(2)], [report("a", state="undecided"), report("b", state="undecided")])
    assert list(found) == ["line 2"]
    assert (found["line 2"]["status"], found["line 2"]["other_reports"]) == ("duplicate", ["b"])


def test_what_is_missing_says_why() -> None:
    refusals = [
        {"source_path": "https://a.example/1", "reason": "not_fetched", "message": "answers with status 404"},
        {"source_path": "b.doc", "reason": "empty", "message": "holds no bytes"},
    ]
    lines = [line(2, url="https://a.example/1"), line(3, "松坪乡", path="b.doc"), line(4, "白鹭镇")]
    found = compare(lines, [], refusals)
    assert [row["status"] for row in found.values()] == ["missing"] * 3
    assert "404" in found["line 2"]["reason"]
    assert "holds no bytes" in found["line 3"]["reason"]


def test_a_report_elsewhere_answers_a_line_whose_page_is_gone() -> None:
    found = compare([line(2, url="https://a.example/gone")], [report("a")])
    assert (found["line 2"]["status"], found["line 2"]["report_id"]) == ("received", "a")


def test_plans_are_not_unexpected_and_no_report() -> None:
    assert statuses([line(2)], [report("a", content_type="work_plan")]) == {"line 2": "missing"}
