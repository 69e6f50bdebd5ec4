"""Which number is a part of which: by words (其中, brackets, outcomes) and by figures (sums, shares, lists of cells)."""

from __future__ import annotations

import pytest
from reading_sentences import numbers, read

# (text, {part: total}); numbers are named by their digits and stand once.
MARKED = [
    ("受理信访事项60件，其中网上投诉35件、来访25件。", {"35": "60", "25": "60"}),
    ("审核文件74件，审核率98%。其中，规范性文件8件，合同51件。", {"8": "74", "51": "74"}),
    ("新收复议案件310件，审结288件。其中，新收行政处罚类140件。", {"140": "310"}),
    ("办理案件36件，其中简易程序27件，罚款1800元；普通程序9件，罚款7500元。", {"27": "36", "9": "36"}),
    ("办理处罚案件46件，其中简易程序30件；其中占道经营类19件。", {"30": "46", "19": "46"}),
    ("清理规范性文件63件，废止12件、修改9件。", {"12": "63", "9": "63"}),
    ("配备调解员86名（专职21名、兼职65名）。", {"21": "86", "65": "86"}),
    ("办理处罚案2起（办结1起，罚款3万元）。", {"1": "2"}),
    ("调解纠纷四十件，分别为邻里九件、婚姻二十八件、其他三件。", {"九": "四十", "二十八": "四十", "三": "四十"}),
    ("现有网格员90名，由乡镇干部30名、村组干部60名组成。", {"30": "90", "60": "90"}),
]
FIGURED = [
    ("共调解纠纷204起，成功193起，引导诉讼11起。", {"193": "204", "11": "204"}),
    ("全年立案62件；县级20件，乡镇42件。", {"20": "62", "42": "62"}),
    ("收到诉求250件，办结率97%；投诉137件，占54.8%。", {"137": "250"}),
    ("门户网站推送信息共计5120条，通知公告3890条、工作动态1205条。", {"3890": "5120", "1205": "5120"}),
    ("受理数量：东岭 | 313 | 南浦 | 70；西川 | 38；总计 | 421", {"313": "421", "70": "421", "38": "421"}),
]
NOT_PARTS = [
    "受理矛盾纠纷58件，其中网上受理18件，调解成功56件。",
    "办理信访件60件，其中上级交办20件；开展普法活动12场。",
    "修订章程24部、守则16部，废止章程11部、守则13部。",
    "现有执法人员15人，其中事业编12人、行政编3人，新进2人。",
    "调解、排查纠纷分别为36件、12件。",
    "将平安办分为三个专班，排查隐患31处。",
]
APART = {
    "受理矛盾纠纷58件，其中网上受理18件，调解成功56件。": "56",
    "办理信访件60件，其中上级交办20件；开展普法活动12场。": "12",
    "现有执法人员15人，其中事业编12人、行政编3人，新进2人。": "2",
}


def links(text: str) -> dict[str, str]:
    rows = [row for row in read(text) if row["disposition"] != "not_metric"]
    quotes = {row["start"]: row["quote"] for row in rows}
    return {row["quote"]: quotes[row["parent_start"]] for row in rows if row["parent_start"] is not None}


@pytest.mark.parametrize(("text", "owed"), MARKED)
def test_words_tell_the_parts(text: str, owed: dict[str, str]) -> None:
    assert links(text) == owed


@pytest.mark.parametrize(("text", "owed"), FIGURED)
def test_figures_tell_the_parts(text: str, owed: dict[str, str]) -> None:
    assert links(text) == owed


@pytest.mark.parametrize("text", NOT_PARTS)
def test_what_is_no_part_stays_alone(text: str) -> None:
    found = links(text)
    assert APART[text] not in found if text in APART else not found


def test_a_part_measures_what_its_total_does_and_is_named() -> None:
    part = next(row for row in read("受理信访事项60件，其中上级交办35件。") if row["quote"] == "35")
    assert part["indicator"] == "petition.received"
    assert part["breakdown"] == "上级交办"


def test_a_line_end_ends_every_list() -> None:
    assert links("受理信访事项60件，其中网上35件。\n来访群众20件。") == {"35": "60"}


def test_a_small_sum_in_another_clause_takes_no_indicator() -> None:
    rows = {row["quote"]: row for row in read("举办法治培训13期；召开联席会8期，印发简报5期。")}
    assert rows["8"]["indicator"] != rows["13"]["indicator"]


def test_sorts_of_what_was_received_are_received() -> None:
    found = numbers("受理人民调解案件362件（其中婚姻家庭86件、邻里纠纷102件），已调解纠纷240件。")
    assert {found[quote]["indicator"] for quote in ("362", "86", "102")} == {"dispute.received"}
    assert found["240"]["indicator"] == "dispute.mediated"
