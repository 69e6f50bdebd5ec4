"""What kind of statement a number makes: result, plan, comparison, part of a total, zero; and where one number measures two things."""

from __future__ import annotations

import pytest
from reading_sentences import numbers, read

REPORT = """青岩镇2023年度法治政府建设情况报告

一、2023年工作开展情况
全年调解矛盾纠纷58件，培训执法人员30人次。
二、存在的问题
普法形式不多，有2个村没有法治广场。
三、2024年工作安排
开展普法活动12场，调解矛盾纠纷60件以上。
"""


def test_results_are_facts_and_the_next_year_gives_targets() -> None:
    found = {row["quote"]: row for row in read(REPORT, report_year=2023)}
    assert (found["58"]["disposition"], found["58"]["indicator"]) == ("fact", "dispute.mediated")
    assert (found["30"]["disposition"], found["30"]["unit"]) == ("fact", "人次")
    assert (found["12"]["disposition"], found["60"]["disposition"]) == ("target", "target")
    assert found["60"]["qualifier"] == "at_least"


def test_a_work_plan_gives_no_fact() -> None:
    rows = read("开展普法活动12场，调解矛盾纠纷60件，实现法律顾问全覆盖。", document_type="work_plan")
    assert {row["disposition"] for row in rows if row["quote"] in ("12", "60")} == {"target"}
    assert all(row["disposition"] not in ("fact", "profile") for row in rows), rows


def test_one_of_each_is_a_figure_of_speech_and_more_are_counted() -> None:
    rows = read("坚持发现一起、查处一起。接到投诉，邻里七起、噪声三起。")
    assert {row["quote"]: row["disposition"] for row in rows} == {"一": "not_metric", "七": "fact", "三": "fact"}


@pytest.mark.parametrize("verb", ["计划", "力争", "确保", "预计"])
def test_plan_verbs_make_targets(verb: str) -> None:
    [row] = read(f"明年{verb}开展普法活动12场。")
    assert row["disposition"] == "target"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("执法人员参考率、合格率均为100%。", 100.0),
        ("应考34人，参考率和合格率均达98.5%。", 98.5),
        ("执法人员参考率、合格率分别达100%。", 100.0),
    ],
)
def test_one_percentage_for_two_rates_gives_two_rows_on_one_span(text: str, value: float) -> None:
    rates = [row for row in read(text) if row["unit"] == "%"]
    assert len({(row["start"], row["end"]) for row in rates}) == 1
    assert {row["indicator"] for row in rates} == {"study.exam_pass_rate", "study.exam_participation_rate"}
    assert {row["value"] for row in rates} == {value}


@pytest.mark.parametrize(
    ("text", "total", "parts"),
    [
        (
            "全年调解矛盾纠纷120件，其中婚姻家庭纠纷50件、邻里纠纷40件。",
            "120",
            {"50": "婚姻家庭纠纷", "40": "邻里纠纷"},
        ),
        ("全年调解矛盾纠纷120件（婚姻家庭纠纷70件，邻里纠纷50件）。", "120", {"70": "婚姻家庭纠纷", "50": "邻里纠纷"}),
        ("共调解纠纷204起，调解成功200起，引导至司法程序4起。", "204", {"200": "调解成功", "4": "引导至司法程序"}),
        ("审查文件20件，包括合同14件、规范性文件6件。", "20", {"14": "合同", "6": "规范性文件"}),
        ("办理信访件60件，其中上级交办20件；开展普法活动12场。", "60", {"20": "上级交办"}),
    ],
)
def test_parts_point_at_their_total(text: str, total: str, parts: dict[str, str]) -> None:
    found = numbers(text)
    assert found[total]["parent_start"] is None
    assert found[total]["breakdown"] is None
    for quote, name in parts.items():
        assert (found[quote]["parent_start"], found[quote]["breakdown"]) == (found[total]["start"], name)
    others = [row for quote, row in found.items() if quote != total and quote not in parts]
    assert all(row["parent_start"] is None for row in others)


def test_numbers_that_do_not_add_up_stay_alone() -> None:
    assert all(row["parent_start"] is None for row in read("调解纠纷204起，受理信访件100件，回访90件。"))


def test_a_part_is_never_greater_than_its_total_and_of_its_kind() -> None:
    found = numbers("全年调解矛盾纠纷120件，其中邻里纠纷40件，涉及当事人260人。")
    assert found["260"]["parent_start"] is None
    assert found["40"]["parent_start"] == found["120"]["start"]


@pytest.mark.parametrize(
    ("text", "facts", "comparisons"),
    [
        ("全年调解纠纷58件，上年为41件，同比增长41.5%。", {"58"}, {"41", "41.5%"}),
        ("全年调解纠纷58件，较上年增加17件。", {"58"}, {"17"}),
        ("全年立案查处30件，比去年的41件减少11件。", {"30"}, {"41", "11"}),
        ("罚款由去年的3万元下降到2万元。", {"2万"}, {"3万"}),
        ("信访总量58件，同比下降12.5%，环比上升3%。", {"58"}, {"12.5%", "3%"}),
        ("群众满意率98%，比上年提高3.2个百分点。", {"98%"}, {"3.2"}),
    ],
)
def test_other_years_and_growth_are_kept_as_comparisons(text: str, facts: set[str], comparisons: set[str]) -> None:
    found = numbers(text)
    assert {quote for quote, row in found.items() if row["disposition"] == "fact"} == facts
    assert {quote for quote, row in found.items() if row["disposition"] == "comparison"} == comparisons


def test_growth_measures_no_level() -> None:
    found = numbers("全年调解矛盾纠纷58件，同比增长41.5%，较上年增加17件。")
    assert found["41.5%"]["indicator"] is None
    assert found["17"]["indicator"] is None


def test_last_years_value_keeps_its_indicator() -> None:
    found = numbers("行政处罚罚款由去年的3万元下降到2万元。")
    assert found["3万"]["indicator"] == found["2万"]["indicator"] == "enforcement.fine_amount"


@pytest.mark.parametrize(
    ("text", "quote", "value", "indicator"),
    [
        ("全年未发生行政诉讼案件。", "未发生", 0.0, "litigation.first_instance"),
        ("本年度无行政复议案件。", "无", 0.0, "recon.received"),
        ("行政复议案件为零。", "零", 0.0, "recon.received"),
        ("全年行政诉讼实现零败诉。", "零", 0.0, "litigation.lost"),
        ("重大行政决策合法性审查实现全覆盖。", "全覆盖", 100.0, "decision.legality_review_coverage"),
        ("12345热线工单全部按期办结。", "全部", 100.0, None),
    ],
)
def test_zero_and_full_coverage_without_a_digit(text: str, quote: str, value: float, indicator: str | None) -> None:
    [row] = [row for row in read(text) if row["implicit"]]
    assert (row["quote"], row["value"], row["value_low"], row["value_high"]) == (quote, value, value, value)
    assert (row["disposition"], row["indicator"] if indicator else None) == ("fact", indicator)
    assert text[row["start"] : row["end"]] == quote


@pytest.mark.parametrize(
    "text",
    [
        "力争实现法律顾问全覆盖。",
        "确保不发生重大事故，确保未发生越级上访。",
        "推进审计全覆盖。",
        "服务群众零距离。",
        "办事无障碍。",
    ],
)
def test_wishes_imply_nothing(text: str) -> None:
    assert [row for row in read(text) if row["implicit"]] == []


def test_a_written_zero_is_not_implicit() -> None:
    [row] = read("行政诉讼案件0件。")
    assert (row["value"], row["implicit"], row["indicator"]) == (0.0, False, "litigation.first_instance")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("截至11月底，调解纠纷90件。", "截至11月底"),
        ("上半年调解纠纷90件。", "上半年"),
        ("自2019年以来累计调解纠纷90件。", "自2019年"),
        ("近三年来调解纠纷90件。", "多年累计"),
        ("2021年调解纠纷90件。", "2021年"),
        ("2023年调解纠纷90件。", None),
        ("全年调解纠纷90件。", None),
    ],
)
def test_periods_other_than_the_report_year(text: str, period: str | None) -> None:
    [row] = [row for row in read(text, report_year=2023) if row["quote"] == "90"]
    assert row["period"] == period


def test_another_place_is_named() -> None:
    found = numbers("全省法院受理行政诉讼案件320件，本镇行政诉讼案件2件。")
    assert found["320"]["region"] == "全省"
    assert found["2"]["region"] is None


def test_stocks_are_profiles() -> None:
    found = numbers("全镇下辖16个行政村，现有人民调解员42名。")
    assert {row["disposition"] for row in found.values()} == {"profile"}


def test_an_open_fact_says_what_is_counted() -> None:
    [row] = read("全年走访慰问老党员36人。")
    assert (row["disposition"], row["indicator"]) == ("fact", None)
    assert "老党员" in row["phrase"]


def test_the_clause_stands_around_the_number() -> None:
    found = numbers("镇里忙了整冬；全年调解矛盾纠纷58件，成功率达98%。")
    assert found["58"]["clause"] == "全年调解矛盾纠纷58件"
    assert found["98%"]["clause"] == "成功率达98%"
