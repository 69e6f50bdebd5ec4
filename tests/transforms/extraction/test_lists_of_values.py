"""分别, lists by places, tables of cells, means and glosses: whose words a number may take."""

from __future__ import annotations

import pytest
from reading_sentences import read

from transforms.extraction.explanations import explain_mentions
from transforms.extraction.glosses import without_glosses


def indicators(text: str) -> dict[str, str | None]:
    return {row["quote"]: row["indicator"] for row in read(text) if row["disposition"] != "not_metric"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("调解、排查矛盾纠纷分别为36件、52件。", {"36": "dispute.mediated", "52": "dispute.screened"}),
        ("行政复议受理、审结分别为25件和21件。", {"25": "recon.accepted", "21": "recon.concluded"}),
        (
            "学法考试参考率、合格率分别达99%、97%。",
            {"99%": "study.exam_participation_rate", "97%": "study.exam_pass_rate"},
        ),
    ],
)
def test_each_value_belongs_to_its_own_matter(text: str, expected: dict[str, str]) -> None:
    assert indicators(text) == expected


def test_matters_and_values_that_do_not_pair_are_read_as_before() -> None:
    assert indicators("受理、审结分别为5件。") == {"5": None}


def test_a_list_by_places_goes_on_with_what_was_counted() -> None:
    found = indicators("共公布权责清单事项732项；东浦镇190项、西川镇409项。")
    assert set(found.values()) == {"govserv.power_list_items"}


def test_a_list_by_other_things_does_not() -> None:
    assert indicators("公布权责清单事项732项；安排项目19项。")["19"] is None


def test_means_are_not_what_is_counted() -> None:
    assert indicators("通过法治讲座、集中培训、网络专栏等多种形式学习法律法规36次。") == {"36": "study.leader_sessions"}


def test_the_unit_of_a_header_reaches_its_cells() -> None:
    rows = read("处罚案件(宗) | 罚没金额(万元)\n1082 | 53.79\n")
    assert [(row["value"], row["unit"], row["indicator"]) for row in rows] == [
        (1082.0, "宗", "enforcement.penalty_cases"),
        (537900.0, "元", "enforcement.fine_amount"),
    ]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("调解矛盾纠纷(件) | 另有说明\n36 | 无\n", "36"),
        ("排查、调解矛盾纠纷数量情况分别为52件、36件。", "36"),
    ],
)
def test_words_that_stand_elsewhere_leave_no_unknown_noun(text: str, quote: str) -> None:
    [explanation] = [one for one in explain_mentions(text, None, "annual_report") if one.mention.quote == quote]
    assert explanation.fit is not None
    assert "unknown_noun" not in dict(explanation.fit.adjustments)


def test_a_measure_word_stands_on_the_line_of_its_number() -> None:
    rows = read("农业与水域岸线 5.37\n市容环境 3.20\n调解纠纷 12 件。")
    assert [(row["quote"], row["unit"]) for row in rows] == [("5.37", None), ("3.20", None), ("12", "件")]


def test_a_row_without_a_header_has_no_unit() -> None:
    assert [row["unit"] for row in read("1082 | 53.79\n")] == [None, None]


GLOSSED = "全市辦結行政復(fù)議案件87件，發(fā)放宣傳資料3.5萬(wàn)余份。"


def test_glosses_are_passed_over_and_spans_stay_those_of_the_source() -> None:
    rows = read(GLOSSED)
    assert [(row["quote"], row["value"], row["indicator"]) for row in rows] == [
        ("87", 87.0, "recon.concluded"),
        ("3.5萬", 35000.0, "publicity.materials"),
    ]
    assert all(GLOSSED[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert [row["clause"] for row in rows] == ["全市辦結行政復(fù)議案件87件", "發(fā)放宣傳資料3.5萬(wàn)余份"]


@pytest.mark.parametrize("text", ["分A(b)两类", "办件(EMS)12件", "表(略)3份", "全文无注音"])
def test_other_brackets_are_no_glosses(text: str) -> None:
    assert without_glosses(text) is None


def test_every_offset_of_a_shortened_text_leads_to_its_own_character() -> None:
    glossed = without_glosses(GLOSSED)
    assert glossed is not None
    plain, offsets = glossed
    assert [GLOSSED[offsets.source_of(place)] for place in range(len(plain))] == list(plain)


def test_organisations_that_are_counted_are_no_acts() -> None:
    assert indicators("对26个部门开展执法检查。") == {"26": None}
    assert indicators("执法检查36次，涉及12个部门。") == {"36": "enforcement.inspections", "12": None}


def test_a_noun_that_nobody_knows_is_not_taken_for_its_neighbour() -> None:
    assert indicators("组织撰写心得体会30篇。") == {"30": None}


def test_the_second_of_two_years_is_the_present_one() -> None:
    rows = {row["quote"]: row for row in read("行政诉讼案件由2019年的9起降至2023年的4起。", report_year=2023)}
    assert rows["4"]["disposition"] == "fact"
    assert rows["9"]["disposition"] == "comparison"


def test_a_plan_in_a_title_is_no_target() -> None:
    [row] = [row for row in read("审议《三年行动计划》等规范性文件12件。") if row["quote"] == "12"]
    assert row["disposition"] == "fact"
