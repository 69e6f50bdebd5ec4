"""What is compared with what: bounds, periods, units, silence, lists of parts, printed digits, quoted sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from example_warehouse import evaluate, evaluate_frames, example, warehouse_frames, write_database
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import load_rules
from expectations.evaluation import EVALUATION_COLUMNS, create_evaluation_view, evaluation_sql
from expectations.rulebook import Example

MEDIATED = {"indicator": "dispute.mediated", "unit": "件"}
RESOLVED = {"indicator": "dispute.resolved", "unit": "件"}
MEDIATORS = {"indicator": "dispute.mediators", "unit": "名", "disposition": "profile"}
PETITIONS = {"indicator": "petition.handled", "unit": "件"}


def rows(rule_id: str, *examples: Example) -> list[dict[str, Any]]:
    return evaluate(*examples).filter(pl.col("rule_id") == rule_id).to_dicts()


def row(rule_id: str, one: Example) -> dict[str, Any]:
    found = rows(rule_id, one)
    assert len(found) == 1, found
    return found[0]


def part(of: int, **values: Any) -> dict[str, Any]:
    return {**values, "part_of": of}


def test_columns_are_those_promised() -> None:
    assert evaluate(example("调解{3}件。", MEDIATED)).columns == list(EVALUATION_COLUMNS)


def test_the_view_can_be_kept_in_a_database(tmp_path: Path) -> None:
    database = write_database(tmp_path / "kept.duckdb", warehouse_frames([example("调解{3}件。", MEDIATED)]))
    for _ in range(2):
        with duckdb.connect(str(database)) as connection:
            create_evaluation_view(connection, load_rules())
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute("SELECT quote FROM quality_evaluation WHERE rule_id = 'R01'").fetchall()
    assert found == [("调解3件。",)]


def test_no_rules_are_refused() -> None:
    with pytest.raises(ValueError, match="no rules"):
        evaluation_sql(())


def test_a_rule_says_nothing_where_no_operand_is_stated() -> None:
    found = evaluate(example("悬挂横幅{30}条。", {"indicator": "publicity.banners", "unit": "条"}))
    # Whole numbers (R64) and heaping (R70) are about every count, and name no operand.
    assert set(found["rule_id"]) == {"R64", "R70"}
    assert "violated" not in set(found["status"])


def test_a_missing_operand_is_named() -> None:
    found = row("R01", example("调解{3}件。", MEDIATED))
    assert found["status"] == "not_evaluable"
    assert found["reason"] == "not stated: dispute.resolved"
    assert found["quote"] == "调解3件。"


def test_operands_of_other_reports_are_not_compared() -> None:
    found = rows("R01", example("调解{3}件。", MEDIATED), example("成功{5}件。", RESOLVED))
    assert [one["status"] for one in found] == ["not_evaluable", "not_evaluable"]


def test_operands_of_other_periods_are_not_compared() -> None:
    found = rows("R01", example("上半年调解{3}件，全年成功{5}件。", {**MEDIATED, "period": "上半年"}, RESOLVED))
    assert [one["status"] for one in found] == ["not_evaluable", "not_evaluable"]


def test_a_part_does_not_stand_for_the_whole() -> None:
    found = row("R01", example("调解劳资纠纷{3}件，成功{5}件。", {**MEDIATED, "breakdown": "劳资"}, RESOLVED))
    assert found["reason"] == "not stated: dispute.mediated"


def test_targets_are_no_operands() -> None:
    found = row("R01", example("计划调解{3}件，成功{5}件。", {**MEDIATED, "disposition": "target"}, RESOLVED))
    assert found["status"] == "not_evaluable"


def test_counts_in_different_units_are_not_compared() -> None:
    found = row("R01", example("调解{3}件，成功{5}人次。", MEDIATED, {**RESOLVED, "unit": "人次"}))
    assert found["reason"] == "counted in different units: 人次, 件"


def test_of_several_units_the_main_one_counts() -> None:
    frames = warehouse_frames(
        [example("调解{9}件，{2}批，成功{5}件。", MEDIATED, {**MEDIATED, "unit": "批"}, RESOLVED)]
    )
    facts = frames["fact_indicator"]
    frames["fact_indicator"] = facts.with_columns(is_main=pl.col("unit") == "件")
    found = evaluate_frames(frames).filter(pl.col("rule_id") == "R01")
    assert found["status"].to_list() == ["ok"]
    assert found["rhs"].to_list() == [9.0]


@pytest.mark.parametrize(
    ("again", "status", "reason"),
    [(4, "not_evaluable", "different values are stated for: dispute.mediated"), (3, "violated", None)],
)
def test_two_facts_of_one_operand_decide_only_where_they_agree(again: int, status: str, reason: str | None) -> None:
    one = example(f"调解{{3}}件。又称调解{{{again}}}起，成功{{5}}件。", MEDIATED, {**MEDIATED, "unit": "起"}, RESOLVED)
    frames = warehouse_frames([one])
    frames["fact_indicator"] = frames["fact_indicator"].with_columns(is_main=pl.lit(False))
    found = evaluate_frames(frames).filter(pl.col("rule_id") == "R01")
    assert (found["status"].to_list(), found["reason"].to_list()) == ([status], [reason])


def test_operands_in_two_sentences_are_quoted_with_both() -> None:
    found = row("R01", example("全年调解{3}件。另悉，成功{5}件。", MEDIATED, RESOLVED))
    assert found["quote"] == "全年调解3件。 … 另悉，成功5件。"
    found = row("R01", example("成功{5}件。隔了一句。全年调解{3}件。", RESOLVED, MEDIATED))
    assert found["quote"] == "成功5件。 … 全年调解3件。"


@pytest.mark.parametrize(
    ("qualifier", "low", "high", "status"),
    [
        ("at_least", 90, 100, "ok"),  # 90余: up to 100
        ("at_least", 90, 94, "violated"),
        ("at_least", 90, None, "ok"),  # 超90: open
        ("about", 81, 99, "ok"),  # 约90
        ("at_most", None, 90, "violated"),  # 不超过90
    ],
)
def test_an_approximate_right_side(qualifier: str, low: float | None, high: float | None, status: str) -> None:
    bounds = {"qualifier": qualifier} | ({} if low is None else {"low": low}) | ({} if high is None else {"high": high})
    found = row("R01", example("调解{90}件，成功{95}件。", {**MEDIATED, **bounds}, RESOLVED))
    assert found["status"] == status


def test_an_open_lower_bound_on_the_left_accuses_nobody() -> None:
    found = row(
        "R01", example("调解{9}件，成功不超过{20}件。", MEDIATED, {**RESOLVED, "qualifier": "at_most", "high": 20})
    )
    assert found["status"] == "ok"


bound = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(bound, bound), min_size=1, max_size=40))
def test_violated_exactly_when_no_values_within_the_bounds_agree(cases: list[tuple[list[int], list[int]]]) -> None:
    examples = [
        example(
            f"第{number}份：成功{{{left[0]}}}余件，调解{{{right[0]}}}余件。",
            {**RESOLVED, "qualifier": "at_least", "low": left[0], "high": left[1]},
            {**MEDIATED, "qualifier": "at_least", "low": right[0], "high": right[1]},
        )
        for number, (left, right) in enumerate(cases)
    ]
    found = evaluate(*examples).filter(pl.col("rule_id") == "R01")
    possible = [
        any(a <= b for a in range(left[0], left[1] + 1) for b in range(right[0], right[1] + 1)) for left, right in cases
    ]
    assert found.height == len(cases)
    assert sorted(found["status"].to_list()) == sorted("ok" if agrees else "violated" for agrees in possible)


def test_what_is_carried_in_matters_only_where_it_decides() -> None:
    received = {"indicator": "recon.received", "unit": "件"}
    accepted = {"indicator": "recon.accepted", "unit": "件"}
    assert row("R12", example("收到申请{5}件，受理{5}件。", received, accepted))["status"] == "ok"
    found = row("R12", example("收到申请{5}件，受理{6}件。", received, accepted))
    assert found["status"] == "not_evaluable"
    assert found["reason"] == "not stated, and it decides: recon.carried_in"


def rate_example(rate: str, value: float, **bounds: Any) -> Example:
    return example(
        f"调解{{300}}件，成功{{298}}件，成功率{{{rate}}}。",
        MEDIATED,
        RESOLVED,
        {"indicator": "dispute.success_rate", "unit": "%", "value": value, **bounds},
    )


@pytest.mark.parametrize(
    ("rate", "value", "status"),
    [
        ("99.33%", 99.33, "ok"),
        ("98.84%", 98.84, "ok"),  # within the tolerance of half a point
        ("98.82%", 98.82, "violated"),
        ("98.4%", 98.4, "violated"),
        ("98%", 98.0, "violated"),  # 98.5 at most, and half a point
        ("100%", 100.0, "ok"),
        ("九成", 90.0, "violated"),  # up to 95
        ("九成五", 95.0, "ok"),  # 成 leaves five points
    ],
)
def test_a_stated_rate_within_its_printed_digits(rate: str, value: float, status: str) -> None:
    assert row("R04", rate_example(rate, value))["status"] == status


def test_a_rate_implied_by_words_is_not_compared() -> None:
    found = row("R04", rate_example("全部", 100.0, implicit=True))
    assert found["reason"] == "the rate is implied by words, not printed"


def test_a_rate_of_nothing_is_not_compared() -> None:
    found = row(
        "R04",
        example(
            "调解{0}件，成功{0}件，成功率{100%}。",
            MEDIATED,
            RESOLVED,
            {"indicator": "dispute.success_rate", "unit": "%", "value": 100.0},
        ),
    )
    assert found["reason"] == "the denominator is 0"


def mediators(text: str, *parts: dict[str, Any]) -> Example:
    return example(text, MEDIATORS, *(part(1, **{**MEDIATORS, **one}) for one in parts))


@pytest.mark.parametrize(
    ("text", "parts", "equal", "at_most"),
    [
        ("调解员{90}名，其中街道{20}名、村居{40}人。", 2, "violated", "ok"),
        ("调解员{90}名，其中街道{20}名、村居{70}人。", 2, "ok", "ok"),
        ("调解员{90}名，其中街道{50}名、村居{70}人。", 2, "violated", "violated"),
        ("调解员{90}名，其中街道{50}名。", 1, "not_evaluable", "ok"),
        ("调解员{90}名，其中街道{95}名。", 1, "violated", "violated"),
        # Nothing says that these are all.
        ("调解员{90}名，其中街道{20}名、村居{40}名等。", 2, "not_evaluable", "ok"),
        ("调解员{90}名，主要是街道{20}名、村居{40}名。", 2, "not_evaluable", "ok"),
        ("调解员{90}名，其中街道{20}名、村居{40}名，两类占六成多。", 2, "not_evaluable", "ok"),
        # Parts of two lists may overlap.
        ("调解员{90}名，其中街道{60}名；女性{70}名。", 2, "not_evaluable", "ok"),
        ("调解员{90}名，其中街道{60}名，其中女性{50}名。", 2, "not_evaluable", "ok"),
        ("调解员{90}名，其中街道{60}名，已完成轮训{80}名。", 2, "not_evaluable", "ok"),
        ("街道{20}名、村居{70}名，调解员共{90}名。", None, "ok", "ok"),
    ],
)
def test_parts_of_a_total(text: str, parts: int | None, equal: str, at_most: str) -> None:
    if parts is None:
        one = example(text, part(3, **MEDIATORS), part(3, **MEDIATORS), MEDIATORS)
    else:
        one = mediators(text, *[{}] * parts)
    assert (row("R08", one)["status"], row("R07", one)["status"]) == (equal, at_most)


def test_each_part_is_compared_whatever_list_it_stands_in() -> None:
    aid = {"indicator": "legalserv.aid_cases", "unit": "件"}
    one = example("法援{50}件，其中民事{30}件、刑事{30}件；非诉讼{55}件。", aid, *[part(1, **aid)] * 3)
    found = row("R30", one)
    assert (found["status"], found["lhs"], found["rhs"]) == ("violated", 55.0, 50.0)


def test_a_part_of_a_part_is_not_added() -> None:
    one = example(
        "调解员{90}名，其中村居{70}名（含女性{30}名）、街道{20}名。",
        MEDIATORS,
        part(1, **MEDIATORS),
        part(2, **MEDIATORS),
        part(1, **MEDIATORS),
    )
    found = rows("R07", one)
    assert [(one["status"], one["lhs"], one["rhs"]) for one in found] == [("ok", 90.0, 90.0), ("ok", 30.0, 70.0)]


def test_parts_in_another_unit_are_left_out_and_excuse_a_gap() -> None:
    one = mediators("调解员{90}名，其中街道{20}名、村居{40}名、团队{30}支。", {}, {}, {"unit": "支"})
    assert row("R08", one)["reason"] == "a part is counted in another unit"


def test_a_part_that_measures_something_else_may_overlap() -> None:
    one = example("调解{50}件，其中成功{45}件、涉及劳资{30}件。", MEDIATED, part(1, **RESOLVED), part(1, **MEDIATED))
    assert row("R05", one)["reason"] == "a part measures another indicator"


def test_comparisons_and_percentages_are_no_parts() -> None:
    one = example(
        "办结{70}件，其中网上{40}件（上年{60}件）占{57%}、来访{30}件。",
        PETITIONS,
        part(1, **PETITIONS),
        part(1, **PETITIONS, disposition="comparison"),
        part(1, unit="%", value=57),
        part(1, **PETITIONS),
    )
    found = row("R10", one)
    assert (found["status"], found["lhs"]) == ("ok", 70.0)


def test_one_number_that_measures_two_indicators_is_one_part() -> None:
    frames = warehouse_frames([mediators("调解员{90}名，其中街道{20}名、村居{70}名。", {}, {})])
    mentions = frames["fact_mention"]
    again = mentions.tail(1).with_columns(mention_number=pl.lit(2, pl.Int32), indicator_id=pl.lit("dispute.resolved"))
    frames["fact_mention"] = pl.concat([mentions, again])
    found = evaluate_frames(frames).filter(pl.col("rule_id") == "R08")
    assert found["status"].to_list() == ["ok"]


def test_approximate_parts_may_make_up_the_total() -> None:
    about = {"qualifier": "at_least", "low": 40, "high": 50}
    assert row("R08", mediators("调解员{90}名，其中街道{40}余名、村居{45}名。", about, {}))["status"] == "ok"
    exact_enough = {"qualifier": "at_least", "low": 40, "high": 44}
    found = row("R08", mediators("调解员{90}名，其中街道{40}余名、村居{45}名。", exact_enough, {}))
    assert found["status"] == "violated"


def test_a_finding_on_parts_names_them_and_quotes_every_sentence_once() -> None:
    one = mediators("本区有调解员{90}名。\n其中街道{20}名、村居{75}名。", {"breakdown": "街道"}, {"breakdown": "村居"})
    found = row("R07", one)
    assert found["lhs_words"] == "街道 20 + 村居 75"
    assert found["quote"] == "本区有调解员90名。 … 其中街道20名、村居75名。"
    assert (found["mention_start"], found["other_start"]) == (6, 15)


def test_a_part_is_called_by_its_whole_name() -> None:
    # Extraction names a part by what stands behind the last 、: before it may be another part, or the name goes on.
    one = example(
        "调解纠纷{58}件，其中婚姻、家庭纠纷{12}件、邻里{13}件、劳动、社保、医疗争议{39}件。",
        MEDIATED,
        *(part(1, **MEDIATED, breakdown=name) for name in ("家庭纠纷", "邻里", "医疗争议")),
    )
    assert row("R05", one)["lhs_words"] == "婚姻、家庭纠纷 12 + 邻里 13 + 劳动、社保、医疗争议 39"


@pytest.mark.parametrize(
    ("text", "number", "status"),
    [
        ("网办率{100%}。", {"value": 100.0}, "ok"),
        ("网办率{-3%}。", {"value": -3.0}, "violated"),
        ("归档率超{100%}。", {"value": 100.0, "qualifier": "at_least", "low": 100}, "ok"),
        ("归档率约{95%}。", {"value": 95.0, "qualifier": "about", "low": 85.5, "high": 104.5}, "ok"),
        ("办件量同比增长{140%}。", {"value": 140.0}, "not_evaluable"),
        ("完成全年任务的{120%}。", {"value": 120.0}, "not_evaluable"),
        ("去年增长。归档率{120%}。", {"value": 120.0}, "violated"),
    ],
)
def test_percentages(text: str, number: dict[str, Any], status: str) -> None:
    assert row("R33", example(text, {**number, "unit": "%"}))["status"] == status


@pytest.mark.parametrize(
    "number",
    [
        {"value": 140.0, "unit": "%", "disposition": "comparison"},
        {"value": 140.0, "unit": "%", "disposition": "target"},
        {"value": 140.0, "unit": "个百分点"},
        {"value": 140.0, "unit": "件"},
        {"indicator": "hotline.close_rate", "value": 140.0, "unit": "个百分点"},
    ],
)
def test_what_is_no_percentage(number: dict[str, Any]) -> None:
    assert rows("R33", example("办结率{140}。", number)) == []


def test_a_corrected_fact_counts_instead_of_its_mention() -> None:
    frames = warehouse_frames(
        [example("办结率{985%}。", {"indicator": "hotline.close_rate", "value": 985.0, "unit": "%"})]
    )
    corrected = {"value": 98.5, "value_low": 98.5, "value_high": 98.5}
    frames["fact_indicator"] = frames["fact_indicator"].with_columns(**{k: pl.lit(v) for k, v in corrected.items()})
    found = evaluate_frames(frames).filter(pl.col("rule_id") == "R33")
    assert (found["status"].to_list(), found["lhs"].to_list()) == (["ok"], [98.5])


def test_sentences_are_found_by_code_points_also_outside_the_basic_plane() -> None:
    found = row("R01", example("𠮷祥镇𠀀村。\u3000\u3000𡗗调解{9}件，成功{12}件！后文。", MEDIATED, RESOLVED))
    assert found["quote"] == "𡗗调解9件，成功12件！"


def test_a_text_without_sentence_ends_is_quoted_near_the_number() -> None:
    found = row("R01", example("文" * 5000 + "调解{9}件，成功{12}件" + "字" * 5000, MEDIATED, RESOLVED))
    assert "调解9件，成功12件" in found["quote"]
    assert found["quote"] in "文" * 5000 + "调解9件，成功12件" + "字" * 5000
    assert len(found["quote"]) < 1000


def test_every_row_of_the_view_has_a_known_status_and_reasons_stand_where_they_must() -> None:
    examples = {one.text: one for rule in load_rules() for one in (*rule.violates, *rule.holds)}
    found = evaluate(*examples.values())
    assert set(found["status"]) == {"ok", "violated", "not_evaluable"}
    assert ((found["status"] == "not_evaluable") == found["reason"].is_not_null()).all()
    assert found.select("rule_id", "report_id", "mention_start").is_duplicated().sum() == 0
    assert found["mention_start"].null_count() == 0
