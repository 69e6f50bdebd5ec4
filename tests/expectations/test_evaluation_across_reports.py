"""Rules that look at two reports, at peers, or at a report as a whole: who is compared, and what excuses a comparison."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from example_warehouse import evaluate, evaluate_frames, example, report_id_of, warehouse_frames

from expectations import load_rules
from expectations.rulebook import Example

RULES = {rule.rule_id: rule for rule in load_rules()}
ORDERS = {"indicator": "hotline.orders", "unit": "件"}
MEDIATORS = {"indicator": "dispute.mediators", "unit": "名", "disposition": "profile"}


def rows(rule_id: str, one: Example) -> list[dict[str, Any]]:
    found = evaluate(one, rules=[RULES[rule_id]])
    return found.filter(pl.col("report_id") == report_id_of(one.text)).to_dicts()


def orders(now: str, before: str, *more: dict[str, Any]) -> Example:
    numbers = [{**ORDERS}, *more]
    return replace(example(now, *numbers), previous=example(before, ORDERS))


def growth(value: float, **more: Any) -> dict[str, Any]:
    return {"value": value, "unit": "%", "disposition": "comparison", **more}


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 1),
        ({"issuer": "别镇"}, 0),  # another unit
        ({"document_type": "work_plan"}, 0),
        ({"level": "county"}, 0),
        ({"report_year": 2021}, 0),  # a gap is not bridged
    ],
)
def test_last_years_report_is_that_of_the_same_unit(change: dict[str, Any], count: int) -> None:
    one = replace(orders("受理诉求{900}件。", "受理诉求{60}件。"), level="town")
    frames = warehouse_frames([one])
    before = pl.col("report_year") == 2023
    frames["dim_report"] = frames["dim_report"].with_columns(
        pl.when(before).then(pl.lit(value)).otherwise(pl.col(name)).alias(name) for name, value in change.items()
    )
    found = evaluate_frames(frames, [RULES["R35"]])
    assert found["status"].to_list() == ["violated"] * count


def test_of_two_reports_of_one_unit_and_year_none_is_last_years() -> None:
    frames = warehouse_frames([orders("受理诉求{900}件。", "受理诉求{60}件。")])
    reports = frames["dim_report"]
    twin = reports.filter(pl.col("report_year") == 2023).with_columns(report_id=pl.lit("twin"))
    frames["dim_report"] = pl.concat([reports, twin])
    assert evaluate_frames(frames, [RULES["R35"]]).is_empty()


def test_namesakes_in_two_counties_are_not_compared() -> None:
    frames = warehouse_frames([orders("受理诉求{900}件。", "受理诉求{60}件。")])
    before = pl.col("report_year") == 2023
    frames["dim_report"] = frames["dim_report"].with_columns(
        region_parent=pl.when(before).then(pl.lit("甲县")).otherwise(pl.lit("乙县"))
    )
    assert evaluate_frames(frames, [RULES["R35"]]).is_empty()
    frames["dim_report"] = frames["dim_report"].with_columns(
        region_parent=pl.when(before).then(pl.lit("甲县")).otherwise(pl.lit("某市甲县"))
    )
    assert evaluate_frames(frames, [RULES["R35"]]).height == 1


def test_a_flow_of_a_report_published_before_its_year_ended_is_not_compared() -> None:
    frames = warehouse_frames([orders("受理诉求{900}件，同比增长{10%}。", "受理诉求{60}件。", growth(10))])
    late = pl.col("report_year") == 2024
    frames["dim_report"] = frames["dim_report"].with_columns(
        published_on=pl.when(late).then(datetime.date(2024, 11, 20)).otherwise(None)
    )
    found = evaluate_frames(frames, [RULES["R35"], RULES["R67"]])
    assert found["reason"].to_list() == ["a report was published before its year ended"] * 2


def test_a_finding_quotes_both_reports_and_names_both_places() -> None:
    one = orders("开头。全年受理诉求{900}件。", "序言。本年受理诉求{60}件！")
    (found,) = rows("R35", one)
    assert (found["quote"], found["other_quote"]) == ("全年受理诉求900件。", "本年受理诉求60件！")
    assert (found["mention_start"], found["other_start"]) == (9, 9)
    assert found["other_report_id"] == report_id_of(one.previous.text, report_id_of(one.text))
    assert (found["lhs"], found["rhs"]) == (900, 60)


@pytest.mark.parametrize(
    ("text", "number", "status", "reason"),
    [
        ("受理诉求{110}件，同比增长{10%}。", growth(10), "ok", None),
        ("受理诉求{110}件，同比增长{10.4%}。", growth(10.4), "ok", None),
        ("受理诉求{110}件，同比增长{12%}。", growth(12), "violated", None),
        ("受理诉求{110}件，同比下降{10%}。", growth(10), "violated", None),
        ("受理诉求{110}件，同比增长近{12%}。", growth(12, qualifier="about", low=10.8, high=12), "ok", None),
        ("受理诉求{110}件，同比增长超{8%}。", growth(8, qualifier="at_least", low=8), "ok", None),
        ("受理诉求{110}件，办理量同比增长{30%}。", growth(30), "not_evaluable", "the clause names what it speaks of"),
        (
            "受理诉求{110}件，比五年前增长{30%}。",
            growth(30),
            "not_evaluable",
            "the words do not say that it is last year's",
        ),
        (
            "受理诉求{110}件。同比增长{30%}。",
            growth(30),
            "not_evaluable",
            "no number in the sentence that it qualifies",
        ),
        ("受理诉求{110}件，同比分别增长{30%}。", growth(30), "not_evaluable", "several numbers share the statement"),
    ],
)
def test_a_stated_growth(text: str, number: dict[str, Any], status: str, reason: str | None) -> None:
    (found,) = rows("R67", orders(text, "受理诉求{100}件。", number))
    assert (found["status"], found["reason"]) == (status, reason)


def test_where_last_years_report_is_missing_or_silent_the_reason_says_so() -> None:
    alone = example("受理诉求{110}件，同比增长{30%}。", ORDERS, growth(30))
    (found,) = rows("R67", alone)
    assert found["reason"] == "there is no report of the year before"
    silent = replace(alone, previous=example("培训{3}场。", {"unit": "场"}))
    (found,) = rows("R67", silent)
    assert found["reason"] == "last year's report does not state it"


def test_a_value_that_the_report_contradicts_itself_accuses_nobody() -> None:
    frames = warehouse_frames([orders("受理诉求{900}件。", "受理诉求{60}件。")])
    conflict = pl.lit([{"start": 0, "value": 500.0, "reason": "smaller or later"}])
    facts = frames["fact_indicator"]
    frames["fact_indicator"] = facts.with_columns(
        has_conflict=pl.lit(True), other_mentions=conflict.cast(facts.schema["other_mentions"])
    )
    assert evaluate_frames(frames, [RULES["R35"]])["status"].to_list() == ["ok"]


def test_a_fraction_without_a_counting_unit_is_of_something_else() -> None:
    one = example("农田　{5.37}", {"indicator": "dispute.mediators", "unit": "市", "disposition": "profile"})
    (found,) = rows("R64", one)
    assert found["reason"] == "a fraction without a unit that counts"


def test_numbers_of_a_subordinate_body_are_not_compared_with_the_reports_own() -> None:
    one = example(
        "全镇调解{9}件。司法所成功{12}件。",
        {"indicator": "dispute.mediated", "unit": "件"},
        {"indicator": "dispute.resolved", "unit": "件", "scope": "司法所"},
    )
    (found,) = rows("R01", one)
    assert found["reason"] == "of different bodies: the report's own and 司法所"


def test_an_operand_of_another_period_is_named_with_its_period() -> None:
    one = example(
        "上半年调解{9}件。全年成功{12}件。",
        {"indicator": "dispute.mediated", "unit": "件", "period": "上半年"},
        {"indicator": "dispute.resolved", "unit": "件"},
    )
    reasons = {found["reason"] for found in rows("R01", one)}
    assert "not stated: dispute.mediated (stated only for 上半年)" in reasons


@pytest.mark.parametrize(("peers", "status"), [(9, "not_evaluable"), (10, "violated")])
def test_peers_must_be_ten(peers: int, status: str) -> None:
    aid = {"indicator": "legalserv.aid_cases", "unit": "件"}
    others = tuple(float(70 + 5 * n) for n in range(peers - 1))
    one = replace(example("办理援助{9200}件。", aid), level="county", peers=others)
    (found,) = rows("R66", one)
    assert found["status"] == status


def test_a_number_below_a_bound_is_compared_by_the_bound() -> None:
    """不足9200件 may be 0: no logarithm of that is asked for."""
    aid = {
        "indicator": "legalserv.aid_cases",
        "unit": "件",
        "qualifier": "at_most",
        "value": 9200,
        "low": 0,
        "high": 9200,
    }
    others = tuple(float(70 + 5 * n) for n in range(9))
    (found,) = rows("R66", replace(example("办理援助不足{9200}件。", aid), level="county", peers=others))
    assert found["status"] == "violated"


def test_the_last_part_of_a_list_that_nothing_links_is_added() -> None:
    mediated = {"indicator": "dispute.mediated", "unit": "件"}
    one = example(
        "调解{90}件，分为家庭{30}件、邻里{40}件、其他{20}件。",
        mediated,
        {**mediated, "part_of": 1},
        {**mediated, "part_of": 1},
        {"unit": "件"},
    )
    (found,) = rows("R05", one)
    assert (found["status"], found["lhs"]) == ("ok", 90)
