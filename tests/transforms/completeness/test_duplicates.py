"""Two reports of one unit and year: which stands, which is superseded, and what is left to people."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
import yaml

from transforms.completeness import list_rivals, settle_duplicates
from transforms.decisions import parse_decisions
from warehouse.tables import DIM_REPORT

A, B, C = "a" * 16, "b" * 16, "c" * 16
BODY = (
    "松坪乡2023年法治政府建设年度报告\n"
    "全年调解纠纷47件，开展宣讲12场；乡里的法律顾问每周到集镇坐班，老乡有事随到随问。\n"
    "一年来，我们把门口的小事当成自己的事，村组干部跟着司法所跑了个遍，谁家有疙瘩都记在本子上。\n"
    "问题也有：年轻人外出多，夜校凑不齐人；执法队里懂文书的只有两位。\n"
)
UNLIKE = (
    "松坪乡二〇二三年依法行政情况\n" + "春耕时节，水利员与护林员联手巡查沟渠，把上游的堵点逐个疏通，处置隐患9处。" * 6
)


def report(report_id: str, text: str = BODY, **changes: Any) -> dict[str, Any]:
    return {
        "report_id": report_id, "source_path": f"{report_id[0]}.txt", "source_sha256": "0", "source_bytes": 1, "source_format": "txt",
        "text": text, "char_count": len(text), "document_type": "annual_report", "content_type": "annual_report", "level": "town", "report_year": 2023,
        "region_name": "松坪乡", "region_parent": "青岚县", "issuer": "青岚县松坪乡", "published_on": date(2024, 2, 5), "anomalies": [],
        "state": "accepted", **changes,
    }  # fmt: skip


def settle(*rows: dict[str, Any], decisions: list[dict[str, Any]] | None = None) -> dict[str, tuple[str, str | None]]:
    """Report -> state and what took its place."""
    frame = pl.DataFrame(list(rows), schema=DIM_REPORT.schema, orient="row")
    whole = [
        {"reason": "看过两页", "role": "reviewer", "date": "2026-03-02", "kind": "duplicate", **entry}
        for entry in decisions or []
    ]
    parsed = parse_decisions({"a.yaml": yaml.safe_dump({"decisions": whole}, allow_unicode=True)})
    texts = dict(frame.select("report_id", "text").iter_rows())
    rivals = set(list_rivals(frame)["report_id"])
    settled = settle_duplicates(frame, {report: texts[report] for report in rivals}, parsed)
    assert settled.drop("state", "superseded_by", "state_reason").equals(
        frame.drop("state", "superseded_by", "state_reason")
    )
    for row in settled.to_dicts():
        assert (row["state_reason"] is None) == (row["state"] in ("accepted", "year_unknown"))
        assert (row["superseded_by"] is None) == (row["state"] != "superseded")
    return {row["report_id"]: (row["state"], row["superseded_by"]) for row in settled.to_dicts()}


ACCEPTED, UNDECIDED = ("accepted", None), ("undecided", None)


def test_a_corrected_page_takes_the_place_of_the_older_one() -> None:
    corrected = report(B, BODY.replace("47件", "74件"), published_on=date(2024, 3, 1))
    assert settle(report(A), corrected) == {A: ("superseded", B), B: ACCEPTED}


def test_of_three_versions_the_newest_stands() -> None:
    rows = [
        report(key, BODY.replace("47", str(40 + day)), published_on=date(2024, 3, day))
        for key, day in ((A, 2), (B, 9), (C, 5))
    ]
    assert settle(*rows) == {A: ("superseded", B), B: ACCEPTED, C: ("superseded", B)}


def test_one_report_at_two_addresses_stands_once() -> None:
    page = report(B, "您现在的位置：首页\n浏览次数：132\n" + BODY + "打印本页\n", published_on=None)
    assert settle(report(A, published_on=None), page) == {A: ACCEPTED, B: ("superseded", A)}
    assert settle(page, report(C)) == {B: ("superseded", C), C: ACCEPTED}, "the one that says when it was published"


@pytest.mark.parametrize("published", [(None, None), (date(2024, 2, 5), None), (date(2024, 2, 5), date(2024, 2, 5))])
def test_versions_that_differ_without_an_order_are_left_to_people(published: tuple[date | None, date | None]) -> None:
    changed = BODY.replace("47件", "74件")
    assert settle(report(A, published_on=published[0]), report(B, changed, published_on=published[1])) == {
        A: UNDECIDED,
        B: UNDECIDED,
    }


def test_two_texts_with_little_in_common_are_left_to_people() -> None:
    assert settle(report(A), report(B, UNLIKE, published_on=date(2024, 3, 1))) == {A: UNDECIDED, B: UNDECIDED}


@pytest.mark.parametrize(
    "changes",
    [
        {"report_year": 2022},
        {"report_year": None, "state": "year_unknown"},
        {"content_type": "work_plan"},
        {"region_name": "柳溪镇"},
        {"region_parent": "石塘县"},
        {"level": "department", "issuer": "松坪乡财政所"},
    ],
)
def test_reports_of_other_years_types_and_units_are_no_rivals(changes: dict[str, Any]) -> None:
    states = settle(report(A), report(B, BODY + "附件\n", **changes))
    assert {state for state, _ in states.values()} <= {"accepted", "year_unknown"}


def test_codes_decide_before_names() -> None:
    one, other = report(A, current_region_code="510001001"), report(B, BODY + "附\n", current_region_code="510002001")
    assert settle(one, other) == {A: ACCEPTED, B: ACCEPTED}
    same = report(B, BODY + "附\n", current_region_code="510001001", region_parent="石塘县")
    assert settle(one, same)[B] == ("superseded", A)
    renamed = report(B, BODY + "附\n", current_region_code="510001001", region_name="松坪镇")
    assert settle(one, renamed)[B] == ("superseded", A), "a name that changed is the same place"


def test_a_name_without_its_county_needs_more_text_in_common() -> None:
    """城关镇 without a county may be any of many; a page that is nearly the same is the same."""
    assert settle(report(A), report(B, BODY + "附\n", region_parent=None))[B] == ("superseded", A)
    half = BODY[: len(BODY) // 2] + UNLIKE[:80]
    newer = {"published_on": date(2024, 3, 1)}
    assert settle(report(A), report(B, half, **newer))[A] == ("superseded", B)
    assert settle(report(A), report(B, half, region_parent=None, **newer)) == {A: UNDECIDED, B: UNDECIDED}


def test_a_person_decides_before_everything() -> None:
    newer = report(B, BODY.replace("47件", "74件"), published_on=date(2024, 3, 1))
    assert settle(report(A), newer, decisions=[{"id": "x", "keep": A, "supersede": [B]}]) == {
        A: ACCEPTED,
        B: ("superseded", A),
    }
    assert settle(report(A), newer, decisions=[{"id": "x", "distinct": [A, B]}]) == {A: ACCEPTED, B: ACCEPTED}
    unlike = report(C, UNLIKE)
    assert settle(report(A), unlike, decisions=[{"id": "x", "keep": C, "supersede": [A]}]) == {
        A: ("superseded", C),
        C: ACCEPTED,
    }


def test_a_third_report_is_settled_among_those_that_a_decision_leaves() -> None:
    newer = report(B, BODY.replace("47件", "74件"), published_on=date(2024, 3, 1))
    states = settle(report(A), newer, report(C, UNLIKE), decisions=[{"id": "x", "keep": B, "supersede": [C]}])
    assert states == {A: ("superseded", B), B: ACCEPTED, C: ("superseded", B)}


def test_long_texts_are_compared_in_reasonable_time() -> None:
    """Two books of a million characters: the limit of what is compared holds."""
    long = BODY * 6000
    assert settle(report(A, long), report(B, long + "附\n"))[B] == ("superseded", A)
