"""What people are asked, with which evidence; and what is no longer asked once it was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
import yaml

from transforms.decisions import parse_decisions
from transforms.decisions.review import list_questions
from transforms.facts import resolve_facts
from transforms.reading.identity_flags import load_flags
from warehouse.tables import DIM_REPORT, EXPECTED_REPORT, FACT_INDICATOR, FACT_MENTION, QUARANTINE, SOURCE_FETCH, Table

REPORT = "a" * 16


def frame(table: Table, *rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=table.schema, orient="row")


def report(**changes: Any) -> dict[str, Any]:
    return {
        "report_id": REPORT, "source_path": "a.txt", "source_sha256": "0", "source_bytes": 1, "source_format": "txt", "text": "", "char_count": 1,
        "title": "松坪乡工作报告", "document_type": "annual_report", "content_type": "annual_report", "level": "town", "report_year": 2023, "region_name": "松坪乡", "region_state": "resolved", "region_candidates": [],
        "issuer": "松坪乡", "published_on": date(2024, 2, 5), "anomalies": [], "state": "accepted", **changes,
    }  # fmt: skip


def ask(
    *reports: dict[str, Any], refusals: Any = (), expected: Any = (), fetches: Any = (), mentions: Any = ()
) -> list[dict[str, Any]]:
    described = frame(DIM_REPORT, *reports)
    read = frame(FACT_MENTION, *mentions)
    facts = resolve_facts(read, described) if mentions else FACT_INDICATOR.empty()
    asked = list_questions(
        described,
        frame(QUARANTINE, *refusals),
        frame(EXPECTED_REPORT, *expected),
        frame(SOURCE_FETCH, *fetches),
        facts,
        read,
    )
    return asked.to_dicts()


def test_what_is_certain_is_not_asked() -> None:
    assert ask(report()) == []


@pytest.mark.parametrize(
    ("changes", "kind", "field"),
    [
        ({"report_year": None, "state": "year_unknown", "identity_flags": ["year_missing"]}, "year", "report_year"),
        ({"identity_flags": ["year_contradicts_text", "year_doubtful"]}, "year", "report_year"),
        ({"identity_flags": ["type_doubtful"]}, "document_type", "document_type"),
        ({"region_state": "needs_review"}, "region", "region_code"),
        ({"region_state": "unresolved"}, "region", "region_code"),
        ({"level": None}, "level", "level"),
        ({"identity_flags": ["dates_contradict"]}, "date", "published_on"),
    ],
)
def test_a_doubt_about_a_report_is_asked_until_it_is_decided(changes: dict[str, Any], kind: str, field: str) -> None:
    [asked] = ask(report(**changes))
    assert (asked["review_id"], asked["kind"], asked["report_id"], asked["source_path"]) == (
        f"{kind}:{REPORT}",
        kind,
        REPORT,
        "a.txt",
    )
    assert asked["question"]
    assert asked["evidence"]
    assert f"set: {{{field}: }}" in asked["decision"]
    decided = [{"decision_id": "x", "field": field, "before": None, "after": "1"}]
    assert ask(report(**changes, decided=decided)) == []


def test_places_are_candidates_with_what_speaks_for_them() -> None:
    places = [
        {
            "region_code": "510001001",
            "region_path": "云泽省/青岚县/松坪乡",
            "level": "town",
            "score": 1.25,
            "reasons": ["title", "host"],
        }
    ]
    [asked] = ask(report(region_state="needs_review", region_candidates=places))
    assert asked["candidates"] == [{"value": "510001001 云泽省/青岚县/松坪乡", "reason": "1.2: title; host"}]


def test_the_dates_are_the_candidates() -> None:
    [asked] = ask(report(written_on=date(2024, 3, 1), identity_flags=["dates_contradict"]))
    assert asked["candidates"] == [
        {"value": "2024-02-05", "reason": "published_on"},
        {"value": "2024-03-01", "reason": "written_on"},
    ]


def test_years_in_title_and_text_are_candidates() -> None:
    [asked] = ask(report(year_in_title=2023, year_in_text=2022, identity_flags=["year_contradicts_text"]))
    assert [candidate["value"] for candidate in asked["candidates"]] == ["2023", "2022"]


def test_flags_that_need_nobody_are_not_asked() -> None:
    quiet = [flag.id for flag in load_flags() if not flag.review]
    assert ask(report(identity_flags=quiet)) == []


@pytest.mark.parametrize("flag", [flag.id for flag in load_flags() if flag.review])
def test_every_flag_for_people_is_asked(flag: str) -> None:
    assert len(ask(report(identity_flags=[flag]))) == 1


def test_superseded_reports_are_left_alone_and_undecided_ones_asked() -> None:
    assert ask(report(level=None, state="superseded", superseded_by="b" * 16, state_reason="older")) == []
    [asked] = ask(report(state="undecided", state_reason="two versions that differ"))
    assert (asked["kind"], asked["evidence"]) == ("duplicate", "two versions that differ")


def test_files_that_failed_are_asked_and_what_is_settled_is_not() -> None:
    refusals = [
        {"source_path": "b.doc", "reason": "too_large", "message": "has 1 byte too many"},
        {"source_path": "c.txt", "reason": "duplicate", "message": "has the same text"},
        {"source_path": "d.txt", "reason": "year_unknown", "message": "names no year"},
    ]
    [asked] = ask(report(), refusals=refusals)
    assert (asked["kind"], asked["source_path"], asked["report_id"]) == ("source", "b.doc", None)
    assert "1 byte too many" in asked["evidence"]


def test_a_page_that_fails_is_the_same_question_in_every_run() -> None:
    def fetched(day: int) -> dict[str, Any]:
        return {
            "url": "http://a.example/1", "purpose": "page", "fetched_at": datetime(2026, 3, day), "outcome": "failed", "attempts": 1,
            "error": "status", "message": f"answers with status 404; the page fetched on 2026-02-{day:02} stays in use", "body_sha256": "0",
        }  # fmt: skip

    assert ask(report(), fetches=[fetched(1)]) == ask(report(), fetches=[fetched(2)])
    [asked] = ask(report(), fetches=[fetched(1)])
    assert "404" in asked["evidence"]
    assert "an earlier body stays in use" in asked["evidence"]


def test_what_is_missing_unexpected_or_another_is_asked() -> None:
    expected = [
        {"entry": f"line {number}", "status": status, "region_name": "柳溪镇", "reason": "why"}
        for number, status in enumerate(("received", "missing", "duplicate", "mismatch", "unexpected"))
    ]
    asked = ask(report(), expected=expected)
    assert [row["review_id"] for row in asked] == ["expected:line 1", "expected:line 3", "expected:line 4"]


def mention(start: int, value: float, **changes: Any) -> dict[str, Any]:
    return {
        "report_id": REPORT, "report_year": 2023, "start": start, "end": start + 2, "mention_number": 1, "quote": f"{value:g}",
        "clause": f"调解纠纷{value:g}件", "value": value, "value_low": value, "value_high": value, "unit": "件", "qualifier": "exact",
        "disposition": "fact", "indicator_id": "dispute.mediated", "implicit": False, "rule": "dispute.mediated#1", **changes,
    }  # fmt: skip


def test_values_that_conflict_are_asked_with_their_clauses() -> None:
    [asked] = ask(report(), mentions=[mention(10, 47.0), mention(30, 52.0)])
    assert (asked["kind"], asked["report_id"]) == ("value", REPORT)
    assert asked["candidates"] == [
        {"value": "52件", "reason": "调解纠纷52件"},
        {"value": "47件", "reason": "调解纠纷47件"},
    ]
    confirmed = [{"decision_id": "x", "field": "", "before": None, "after": None}]
    assert ask(report(), mentions=[mention(10, 47.0, decided=confirmed), mention(30, 52.0)]) == []


def test_a_template_becomes_a_decision_when_it_is_completed() -> None:
    """What the queue offers is what the files accept."""
    asked = [
        *ask(report(report_year=None, state="year_unknown", identity_flags=["year_missing"])),
        *ask(report(state="undecided", state_reason="two versions")),
        *ask(report(), mentions=[mention(10, 47.0), mention(30, 52.0)]),
    ]
    completed = ""
    for number, row in enumerate(asked):
        text = row["decision"]
        for blank, filled in (
            ("id: \n", f"id: decision-{number}\n"), ("reason: \n", "reason: 查过原文\n"), ("role: \n", "role: reviewer\n"),
            ("date: \n", "date: 2026-03-02\n"), ("report_year: }", "report_year: 2023}"), ("supersede: []", f"supersede: [{'b' * 16}]"),
        ):  # fmt: skip
            text = text.replace(blank, filled)
        completed += text
    decisions = parse_decisions({"a.yaml": f"decisions:\n{completed}"})
    assert sorted(decisions["kind"]) == ["duplicate", "number", "report"]
    assert yaml.safe_load(f"decisions:\n{completed}")["decisions"][2]["quote"] == "52"
