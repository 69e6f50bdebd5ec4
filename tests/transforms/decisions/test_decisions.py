"""Decisions of people: what a file may hold, when it matches no longer, and what it changes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

import transforms.catalog
from transforms.decisions import (
    DecisionError,
    check_decisions,
    correct_mentions,
    decide_reports,
    list_retyped,
    named_reports,
    parse_decisions,
)
from transforms.facts import resolve_facts
from transforms.reading import report_id_of
from transforms.reading.region.gazetteer import shipped_gazetteer
from warehouse.tables import DIM_REPORT, FACT_MENTION
from warehouse.tables.facts import DISPOSITIONS
from warehouse.tables.reports import DOCUMENT_TYPES, LEVELS

TEXT = "松坪乡2023年法治政府建设年度报告\n全年调解纠纷47件，开展宣讲12场。\n"
REPORT, OTHER, THIRD = report_id_of(TEXT), "b" * 16, "c" * 16
AT = TEXT.index("47")


def entry(**changes: Any) -> dict[str, Any]:
    """A decision about the year of the report; None takes a field out."""
    whole = {
        "id": "songping-year", "kind": "report", "report": REPORT, "set": {"report_year": 2023}, "reason": "正文写明2023年",
        "role": "county reviewer", "date": "2026-03-02", **changes,
    }  # fmt: skip
    return {name: value for name, value in whole.items() if value is not None}


def number(**changes: Any) -> dict[str, Any]:
    return entry(
        **{
            "id": "songping-47",
            "kind": "number",
            "span": [AT, AT + 2],
            "quote": "47",
            "action": "set",
            "set": {"value": 74},
        }
        | changes
    )


def parse(*entries: dict[str, Any], file: str = "2026.yaml") -> pl.DataFrame:
    return parse_decisions({file: yaml.safe_dump({"decisions": list(entries)}, allow_unicode=True)})


def report(report_id: str = REPORT, **changes: Any) -> dict[str, Any]:
    return {
        "report_id": report_id, "source_path": f"{report_id}.txt", "source_sha256": "0", "source_bytes": 1, "source_format": "txt",
        "text": TEXT, "char_count": len(TEXT), "document_type": "annual_report", "content_type": "annual_report", "level": "town", "report_year": 2022,
        "region_name": "松坪乡", "issuer": "松坪乡", "anomalies": [], "state": "accepted", **changes,
    }  # fmt: skip


def reports(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows) or [report()], schema=DIM_REPORT.schema, orient="row")


def mention(start: int, quote: str, **changes: Any) -> dict[str, Any]:
    value = float(quote)
    return {
        "report_id": REPORT, "report_year": 2023, "start": start, "end": start + len(quote), "mention_number": 1, "quote": quote,
        "clause": "全年调解纠纷", "value": value, "value_low": value, "value_high": value, "unit": "件", "unit_group": "件", "qualifier": "exact",
        "disposition": "fact", "indicator_id": "dispute.mediated", "implicit": False, "rule": "dispute.mediated#1", **changes,
    }  # fmt: skip


def mentions(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=FACT_MENTION.schema, orient="row")


# --- files --------------------------------------------------------------------------------------------------------------------


def test_a_decision_becomes_a_row() -> None:
    [row] = parse(entry(source="songping.txt", set={"report_year": 2023, "level": "town"})).to_dicts()
    assert (row["decision_id"], row["file"], row["kind"], row["action"], row["status"]) == (
        "songping-year", "2026.yaml", "report", "set", "active",
    )  # fmt: skip
    assert (row["report_id"], row["source"], row["decided_on"]) == (REPORT, "songping.txt", date(2026, 3, 2))
    assert row["settings"] == [{"field": "level", "value": "town"}, {"field": "report_year", "value": "2023"}]


def test_a_date_may_be_written_without_quotation_marks() -> None:
    text = yaml.safe_dump({"decisions": [entry()]}, allow_unicode=True).replace("'2026-03-02'", "2026-03-02")
    assert parse_decisions({"a.yaml": text})["decided_on"].to_list() == [date(2026, 3, 2)]


def test_no_files_are_no_decisions() -> None:
    assert parse_decisions({}).height == 0
    assert parse_decisions({"empty.yaml": "decisions: []\n"}).height == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (entry(reason=None), "'reason' is a required property"),
        (entry(reason="  "), "reason"),
        (entry(role=None), "'role' is a required property"),
        (entry(date="2026-02-31"), "2026-02-31"),
        (entry(date="March"), "March"),
        (entry(report="12345"), "report"),
        (entry(set={}), "set"),
        (entry(set={"report_year": "2023"}), "report_year"),
        (entry(set={"yaer": 2023}), "yaer"),
        (entry(set={"document_type": "report"}), "document_type"),
        (entry(kind="guess"), "guess"),
        (entry(spam=1), "spam"),
        (entry(quote="47"), "span"),
        (number(quote=None), "quote"),
        (number(span=[3]), "span"),
        (number(set=None), "set"),
        (number(action="drop"), "should not be valid"),
        (number(action="guess"), "guess"),
        (number(quote="470"), "3 characters, the span 2"),
        (number(set={"indicator": "dispute.nothing"}), "no indicator 'dispute.nothing'"),
        (entry(kind="duplicate", report=None, set=None), "duplicate"),
        (entry(kind="duplicate", report=None, set=None, keep=REPORT), "keep"),
        (entry(kind="duplicate", report=None, set=None, keep=REPORT, supersede=[REPORT]), "kept and superseded"),
        (entry(kind="duplicate", report=None, set=None, distinct=[REPORT]), "distinct"),
    ],
)
def test_a_faulty_decision_is_named(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(DecisionError) as refused:
        parse(wrong)
    assert "2026.yaml" in str(refused.value)
    assert words in str(refused.value) or words == "duplicate"


def test_broken_yaml_and_faults_in_other_files_are_told_together() -> None:
    with pytest.raises(DecisionError) as refused:
        parse_decisions({"a.yaml": "decisions: [", "b.yaml": "decisions:\n- id: x\n", "c.yaml": "other: 1"})
    assert len(refused.value.faults) == 3


def test_an_id_stands_for_one_decision_over_all_files() -> None:
    one = yaml.safe_dump({"decisions": [entry()]})
    two = yaml.safe_dump({"decisions": [entry(set={"level": "town"})]})
    with pytest.raises(DecisionError, match=r"b\.yaml: songping-year: a\.yaml has this id too"):
        parse_decisions({"a.yaml": one, "b.yaml": two})


def test_two_decisions_about_one_thing_are_refused_unless_one_is_withdrawn() -> None:
    again = entry(id="again", set={"report_year": 2024})
    with pytest.raises(DecisionError, match=r"again: 2026\.yaml: songping-year decides the same"):
        parse(entry(), again)
    assert parse(entry(status="withdrawn"), again).height == 2
    with pytest.raises(DecisionError, match="decides the same"):
        parse(number(), number(id="more", action="confirm", set=None))
    with pytest.raises(DecisionError, match="is superseded by"):
        parse(
            entry(id="a", kind="duplicate", report=None, set=None, keep=REPORT, supersede=[OTHER]),
            entry(id="b", kind="duplicate", report=None, set=None, keep=OTHER, supersede=[REPORT]),
        )


def test_the_schema_and_the_tables_name_the_same_words() -> None:
    path = Path(transforms.catalog.__file__).parent / "schemas" / "decisions.schema.json"
    kinds = json.loads(path.read_text(encoding="utf-8"))["$defs"]["decision"]["allOf"]
    of_report, of_number = (kinds[place]["then"]["properties"]["set"]["properties"] for place in (0, 2))
    assert tuple(of_report["document_type"]["enum"]) == DOCUMENT_TYPES
    assert tuple(of_report["level"]["enum"]) == LEVELS
    assert tuple(of_number["disposition"]["enum"]) == DISPOSITIONS
    assert set(of_report) <= set(DIM_REPORT.schema)


# --- matching -----------------------------------------------------------------------------------------------------------------


def check(decisions: pl.DataFrame, rows: pl.DataFrame | None = None, text: str = TEXT) -> None:
    check_decisions(decisions, reports() if rows is None else rows, dict.fromkeys(named_reports(decisions), text))


def test_decisions_that_match_pass() -> None:
    check(parse(entry(), number(), entry(id="spam", status="withdrawn", report=OTHER)))


def test_a_report_that_is_gone_fails_by_file_entry_and_reason() -> None:
    with pytest.raises(DecisionError) as refused:
        check(parse(entry(source="a.txt"), number()), reports(report(OTHER, source_path="a.txt")))
    assert refused.value.faults[0].startswith(f"2026.yaml: songping-47: there is no report {REPORT} any more")
    assert f"a.txt is now {OTHER}" in refused.value.faults[1]


def test_other_words_at_the_place_fail() -> None:
    with pytest.raises(DecisionError, match=r"songping-47: the text says '年调' at .*, not '47'"):
        check(parse(number(span=[TEXT.index("年调"), TEXT.index("年调") + 2])))


def test_both_reports_of_a_duplicate_must_be_there() -> None:
    keep = parse(entry(kind="duplicate", report=None, set=None, keep=REPORT, supersede=[OTHER]))
    check(keep, reports(report(), report(OTHER)))
    with pytest.raises(DecisionError, match=OTHER):
        check(keep)


# --- reports ------------------------------------------------------------------------------------------------------------------


def decide(rows: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    return decide_reports(rows, decisions, shipped_gazetteer())


def test_names_and_level_follow_from_the_code_of_a_place() -> None:
    """城关镇 of a report that does not say its county: a person looked it up."""
    gazetteer = shipped_gazetteer()
    town = next(place for place in gazetteer.divisions() if place.level == "town" and place.last_year is None)
    rows = reports(report(region_state="needs_review", region_confidence=0.2, region_candidates=[]))
    [row] = decide(rows, parse(entry(set={"region_code": town.code, "report_year": 2023}))).to_dicts()
    path = gazetteer.path(town, 2023)
    assert (row["region_code"], row["current_region_code"], row["region_state"]) == (
        town.code,
        gazetteer.successor(town.code),
        "resolved",
    )
    assert (row["region_path"], row["region_name"], row["level"]) == ("/".join(path), path[-1], "town")
    assert row["issuer"].endswith(path[-1])
    own = parse(entry(set={"region_code": town.code, "issuer": "自定名称"}))
    assert decide(rows, own)["issuer"].to_list() == ["自定名称"], "what was decided outright stands"
    department = reports(report(level="department", issuer="青岚县司法局"))
    [row] = decide(department, parse(entry(set={"region_code": town.code}))).to_dicts()
    assert (row["level"], row["issuer"], row["region_name"]) == ("department", "青岚县司法局", path[-1])


def test_a_code_that_no_list_has_is_named() -> None:
    with pytest.raises(DecisionError, match=r"2026\.yaml: songping-year: no division has the code 999999"):
        decide(reports(), parse(entry(set={"region_code": "999999"})))


def test_a_decision_sets_columns_and_says_so() -> None:
    decisions = parse(
        entry(set={"report_year": 2023, "published_on": "2024-02-05", "issuer": "松坪"}),
        entry(id="songping-type", set={"document_type": "work_plan"}),
        entry(id="old", status="withdrawn", set={"level": "county"}),
    )
    changed = decide(reports(report(OTHER), report(), report(THIRD)), decisions)
    assert changed["report_id"].to_list() == [OTHER, REPORT, THIRD]
    row = changed.row(1, named=True)
    assert (row["report_year"], row["published_on"], row["issuer"], row["document_type"], row["level"]) == (
        2023, date(2024, 2, 5), "松坪", "work_plan", "town",
    )  # fmt: skip
    assert {"decision_id": "songping-year", "field": "report_year", "before": "2022", "after": "2023"} in row["decided"]
    assert len(row["decided"]) == 4
    assert (row["content_type"], row["type_certainty"], row["date_evidence"]) == (
        "work_plan",
        "certain",
        "decision songping-year",
    )
    assert changed["decided"].null_count() == 2
    assert list_retyped(changed)["report_id"].to_list() == [REPORT]


def test_a_year_that_was_unknown_is_accepted() -> None:
    rows = reports(report(report_year=None, state="year_unknown"))
    [row] = decide(rows, parse(entry())).to_dicts()
    assert (row["state"], row["first_year"], row["last_year"], row["year_certainty"]) == (
        "accepted",
        2023,
        2023,
        "certain",
    )
    assert "songping-year" in row["year_evidence"]
    assert decide(rows, parse(entry(set={"level": "town"})))["state"].to_list() == ["year_unknown"]


def test_without_decisions_nothing_changes() -> None:
    assert decide(reports(), parse()).equals(reports())
    assert list_retyped(reports()).is_empty()


# --- numbers ------------------------------------------------------------------------------------------------------------------


def correct(decision: dict[str, Any], *rows: dict[str, Any]) -> list[dict[str, Any]]:
    return correct_mentions(mentions(*(rows or [mention(AT, "47")])), parse(decision)).to_dicts()


def test_a_value_is_set_with_its_bounds() -> None:
    [row] = correct(number(), mention(AT, "47", value_high=50.0, qualifier="at_least"))
    assert (row["value"], row["value_low"], row["value_high"], row["qualifier"]) == (74.0, 74.0, 74.0, "exact")
    assert row["quote"] == "47", "what is written stays"
    assert {"decision_id": "songping-47", "field": "value", "before": "47.0", "after": "74.0"} in row["decided"]


def test_unit_indicator_and_disposition_are_set() -> None:
    [row] = correct(number(set={"unit": "万元", "indicator": "dispute.resolved", "disposition": "target"}))
    assert (row["unit"], row["indicator_id"], row["disposition"]) == ("万元", "dispute.resolved", "target")
    assert row["unit_group"] != "件"
    assert row["value"] == 47.0


def test_a_number_that_measured_nothing_gets_an_indicator() -> None:
    [row] = correct(
        number(set={"indicator": "dispute.mediated"}),
        mention(AT, "47", disposition="not_metric", reason="other", indicator_id=None),
    )
    assert (row["disposition"], row["reason"], row["indicator_id"]) == ("fact", None, "dispute.mediated")


def test_a_dropped_number_stays_accounted_for() -> None:
    [row] = correct(number(action="drop", set=None))
    assert (row["disposition"], row["reason"], row["indicator_id"], row["value"]) == ("not_metric", "other", None, 47.0)
    assert {"decision_id": "songping-47", "field": "indicator_id", "before": "dispute.mediated", "after": None} in row[
        "decided"
    ]


def test_a_confirmation_changes_nothing_and_is_seen() -> None:
    [row] = correct(number(action="confirm", set=None))
    assert row | {"decided": None} == mentions(mention(AT, "47")).to_dicts()[0]
    assert [touched["decision_id"] for touched in row["decided"]] == ["songping-47"]


def test_only_the_number_named_is_touched() -> None:
    rows = (
        mention(AT, "47"),
        mention(AT, "47", mention_number=2, indicator_id="dispute.resolved"),
        mention(AT + 9, "12"),
    )
    first, second, third = correct(number(number=2), *rows)
    assert (first["value"], second["value"], third["value"]) == (47.0, 74.0, 12.0)
    assert (first["decided"], third["decided"]) == (None, None)


def test_a_correction_that_finds_no_number_is_an_error() -> None:
    with pytest.raises(DecisionError, match=rf"2026.yaml: songping-47: no number was read at {AT} to {AT + 2}"):
        correct(number(), mention(AT + 9, "12"))


# --- facts --------------------------------------------------------------------------------------------------------------------


def facts(decision: dict[str, Any] | None, *rows: dict[str, Any]) -> list[dict[str, Any]]:
    frame = mentions(*rows)
    corrected = frame if decision is None else correct_mentions(frame, parse(decision))
    return resolve_facts(corrected, reports()).to_dicts()


def test_a_confirmed_number_wins_and_ends_the_conflict() -> None:
    rows = (mention(AT, "47"), mention(AT + 9, "120"))
    [before] = facts(None, *rows)
    assert (before["value"], before["has_conflict"], before["decision_ids"]) == (120.0, True, None)
    [after] = facts(number(action="confirm", set=None), *rows)
    assert (after["value"], after["has_conflict"], after["choice"]) == (47.0, False, "decided by a person")
    assert after["decision_ids"] == ["songping-47"]
    assert [other["reason"] for other in after["other_mentions"]] == ["a person decided for another"]


def test_a_fact_says_when_a_rival_was_dropped() -> None:
    [fact] = facts(number(action="drop", set=None), mention(AT, "47"), mention(AT + 9, "12"))
    assert (fact["value"], fact["decision_ids"], fact["has_conflict"]) == (12.0, ["songping-47"], False)
