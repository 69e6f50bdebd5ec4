"""Mentions -> facts: which of several mentions counts, why, and what becomes of the others."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms.catalog.indicators import load_catalogue
from transforms.facts import resolve_facts
from warehouse.tables import DIM_REPORT, FACT_INDICATOR, FACT_MENTION

DISPUTES = "dispute.mediated"


def mention(start: int, value: float | None, **more: Any) -> dict[str, Any]:
    quote = f"{value:g}" if value is not None else "?"
    return {
        "report_id": "aaaa", "report_year": 2023, "start": start, "end": start + len(quote), "mention_number": 1, "quote": quote,
        "clause": f"调解纠纷{quote}件", "value": value, "value_low": value, "value_high": value, "unit": "件", "qualifier": "exact",
        "disposition": "fact", "reason": None, "indicator_id": DISPUTES, "phrase": None, "breakdown": None, "parent_start": None,
        "period": None, "region": None, "scope": None, "implicit": False, "rule": "dispute.mediated#1", **more,
    }  # fmt: skip


def report(report_id: str = "aaaa", **more: Any) -> dict[str, Any]:
    return {
        "report_id": report_id, "source_path": f"{report_id}.txt", "source_sha256": "0", "source_bytes": 1, "source_format": "txt", "text": "甲",
        "body_end": 1, "char_count": 1, "document_type": "annual_report", "content_type": "annual_report",
        "type_certainty": "certain", "identity_flags": [],
        "level": "town", "report_year": 2023, "region_name": "柳溪镇",
        "issuer": "柳溪镇人民政府", "anomalies": [], "state": "accepted", **more,
    }  # fmt: skip


def resolve(*mentions: dict[str, Any], reports: list[dict[str, Any]] | None = None) -> list[dict[str, Any]]:
    frame = pl.DataFrame(list(mentions), schema=FACT_MENTION.schema)
    facts = resolve_facts(frame, pl.DataFrame(reports or [report()], schema=DIM_REPORT.schema))
    assert facts.schema == FACT_INDICATOR.schema
    return facts.to_dicts()


def test_one_mention_is_the_fact() -> None:
    [fact] = resolve(mention(5, 58.0, value_low=58.0, value_high=68.0, qualifier="at_least"))
    assert (fact["value"], fact["value_low"], fact["value_high"], fact["qualifier"]) == (58.0, 58.0, 68.0, "at_least")
    assert (fact["mention_start"], fact["mention_end"], fact["choice"]) == (5, 7, "only mention")
    assert (fact["has_conflict"], fact["other_mentions"]) == (False, [])
    assert (fact["issuer"], fact["region_name"], fact["level"], fact["report_year"]) == (
        "柳溪镇人民政府",
        "柳溪镇",
        "town",
        2023,
    )
    assert (fact["breakdown"], fact["period"]) == ("", "")


def test_written_digits_before_implied_values() -> None:
    [fact] = resolve(mention(5, 100.0, implicit=True), mention(30, 7.0))
    assert (fact["value"], fact["implicit"], fact["choice"]) == (7.0, False, "written in digits")
    assert fact["other_mentions"] == [{"start": 5, "value": 100.0, "reason": "implied, not written"}]
    assert not fact["has_conflict"]


def test_a_whole_before_a_part_although_the_part_is_greater() -> None:
    [fact] = resolve(mention(5, 90.0, parent_start=2), mention(30, 58.0))
    assert (fact["value"], fact["choice"]) == (58.0, "not a part of a total")
    assert [other["reason"] for other in fact["other_mentions"]] == ["part of a total"]
    assert not fact["has_conflict"]


def test_the_clause_that_says_total_before_the_greater_number() -> None:
    [fact] = resolve(mention(5, 90.0), mention(30, 58.0, clause="全年累计调解纠纷58件"))
    assert (fact["value"], fact["choice"], fact["has_conflict"]) == (58.0, "the clause says total", True)
    assert fact["other_mentions"] == [{"start": 5, "value": 90.0, "reason": "the chosen clause says total"}]


def test_the_largest_count_otherwise() -> None:
    [fact] = resolve(mention(5, 12.0), mention(30, 58.0), mention(60, 20.0))
    assert (fact["value"], fact["choice"], fact["has_conflict"]) == (58.0, "largest of several", True)
    assert sorted(other["start"] for other in fact["other_mentions"]) == [5, 60]
    assert {other["reason"] for other in fact["other_mentions"]} == {"smaller or later"}


def test_the_first_of_several_rates() -> None:
    rate = {"indicator_id": "dispute.success_rate", "unit": "%"}
    [fact] = resolve(mention(30, 99.0, **rate), mention(5, 97.0, **rate))
    assert (fact["value"], fact["choice"], fact["has_conflict"]) == (97.0, "first of several", True)


def test_a_value_that_repeats_is_no_conflict() -> None:
    [fact] = resolve(mention(5, 58.0), mention(30, 58.0))
    assert (fact["mention_start"], fact["choice"], fact["has_conflict"]) == (5, "repeated with the same value", False)
    assert fact["other_mentions"] == [{"start": 30, "value": 58.0, "reason": "same value"}]


def test_every_candidate_is_chosen_or_listed_with_a_reason() -> None:
    mentions = [mention(10 * n, float(n % 4), implicit=n == 3, parent_start=1 if n == 5 else None) for n in range(1, 9)]
    facts = resolve(*mentions)
    kept = [fact["mention_start"] for fact in facts] + [
        other["start"] for fact in facts for other in fact["other_mentions"]
    ]
    assert sorted(kept) == [row["start"] for row in mentions]
    assert all(other["reason"] for fact in facts for other in fact["other_mentions"])


def test_the_order_of_the_mentions_does_not_matter() -> None:
    mentions = [
        mention(5, 12.0),
        mention(30, 58.0, clause="共调解纠纷58件"),
        mention(60, 90.0),
        mention(80, 3.0, breakdown="邻里纠纷"),
    ]
    assert resolve(*mentions) == resolve(*reversed(mentions))


def test_parts_are_facts_of_their_own() -> None:
    facts = resolve(mention(5, 120.0), mention(30, 50.0, breakdown="婚姻家庭纠纷", parent_start=5))
    assert {(fact["breakdown"], fact["value"], fact["parent_start"]) for fact in facts} == {
        ("", 120.0, None),
        ("婚姻家庭纠纷", 50.0, 5),
    }


@pytest.mark.parametrize("unkept", [
    {"disposition": "target"}, {"disposition": "comparison"}, {"disposition": "not_metric", "reason": "slogan"}, {"indicator_id": None},
    {"value": None}, {"region": "全省"}, {"period": "自2019年"}, {"period": "多年累计"}, {"period": "2021年"},
])  # fmt: skip
def test_what_is_no_value_of_the_reports_own_year_and_place_gives_no_fact(unkept: dict[str, Any]) -> None:
    assert resolve({**mention(5, 58.0), **unkept}) == []
    [fact] = resolve({**mention(5, 58.0), **unkept}, mention(30, 7.0))
    assert (fact["value"], fact["choice"]) == (7.0, "only mention")


@pytest.mark.parametrize("period", ["截至11月底", "上半年", "截至2023年10月", "前三季度"])
def test_a_part_of_the_year_is_a_fact_marked_as_such(period: str) -> None:
    facts = resolve(mention(5, 58.0, period=period), mention(30, 70.0))
    assert {(fact["period"], fact["value"]) for fact in facts} == {(period, 58.0), ("", 70.0)}
    assert not any(fact["has_conflict"] for fact in facts)


def test_profiles_are_facts() -> None:
    [fact] = resolve(mention(5, 16.0, disposition="profile", indicator_id="context.villages", unit="个"))
    assert fact["value"] == 16.0


def test_a_work_plan_gives_none() -> None:
    assert resolve(mention(5, 58.0), reports=[report(content_type="work_plan")]) == []
    assert resolve(mention(5, 58.0), reports=[report(content_type="notice")]) != []


def test_reports_are_kept_apart() -> None:
    facts = resolve(
        mention(5, 58.0), mention(5, 7.0, report_id="bbbb"), reports=[report(), report("bbbb", issuer="松坪乡人民政府")]
    )
    assert {(fact["report_id"], fact["issuer"], fact["value"]) for fact in facts} == {
        ("aaaa", "柳溪镇人民政府", 58.0),
        ("bbbb", "松坪乡人民政府", 7.0),
    }


def test_units_that_do_not_compare_are_facts_of_their_own() -> None:
    """51批118人: two numbers for one indicator, neither is wrong."""
    indicator, kinds = next(
        (name, entry["unit_kinds"]) for name, entry in load_catalogue().items() if "批" in str(entry.get("unit_kinds"))
    )
    facts = resolve(
        mention(5, 51.0, indicator_id=indicator, unit=kinds[0][0]),
        mention(30, 118.0, indicator_id=indicator, unit=kinds[1][0]),
    )
    assert {(fact["unit"], fact["unit_kind"], fact["is_main"]) for fact in facts} == {
        (kinds[0][0], kinds[0][0], True),
        (kinds[1][0], kinds[1][0], False),
    }
    assert not any(fact["has_conflict"] for fact in facts)


def test_units_of_one_kind_compare() -> None:
    [fact] = resolve(mention(5, 58.0, unit="件"), mention(30, 70.0, unit="起"))
    assert (fact["value"], fact["unit"], fact["unit_kind"], fact["is_main"]) == (70.0, "起", "件", True)


def test_a_unit_outside_of_the_kinds_is_not_the_main_one() -> None:
    indicator = next(name for name, entry in load_catalogue().items() if entry.get("unit_kinds"))
    [fact] = resolve(mention(5, 58.0, indicator_id=indicator, unit="箱"))
    assert (fact["unit_kind"], fact["is_main"]) == ("箱", False)


def test_a_fact_without_a_unit_is_kept() -> None:
    [fact] = resolve(mention(5, 58.0, unit=None))
    assert fact["value"] == 58.0


def test_a_year_that_is_not_known_stays_unknown() -> None:
    [fact] = resolve(mention(5, 58.0, report_year=None))
    assert fact["report_year"] is None


@pytest.mark.parametrize("mentions", [[], [mention(5, 58.0, disposition="target")]])
def test_nothing_in_nothing_out(mentions: list[dict[str, Any]]) -> None:
    assert resolve(*mentions) == []


def test_without_reports_there_are_no_facts() -> None:
    facts = resolve_facts(pl.DataFrame([mention(5, 58.0)], schema=FACT_MENTION.schema), DIM_REPORT.empty())
    assert facts.schema == FACT_INDICATOR.schema
    assert facts.height == 0
