"""What findings say in both languages: nothing that `expectations` may say is left in one of them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.evaluation.view import comparison_queries
from expectations.rulebook import load_rules
from transforms.catalog.indicators import load_indicators
from transforms.catalog.loading import load_knowledge
from transforms.charts.texts import Text
from transforms.site.finding_words import FindingWords

CHINESE = re.compile("[\u3400-\u9fff]")
# Literals of the comparing SQL that are compared or filled in, not said alone.
INNER = {"smaller or later", "the chosen clause says total", "the whole year", "(stated only for"}


@pytest.fixture(scope="module")
def words() -> FindingWords:
    return FindingWords({row["indicator_id"]: row for row in load_indicators().to_dicts()})


def list_sayings() -> set[str]:
    """The literals of several words in the SQL that compares, holes of printf as §."""
    found = set()
    for query in comparison_queries(load_rules()):
        for literal in re.findall("'((?:[^']|'')*)'", re.sub("--.*", "", query)):
            said = re.sub("%[dgs]", "§", literal.replace("''", "'")).strip()
            if re.search("[a-z]{2} [a-z]", said):
                found.add(said)
    return found - INNER


def test_all_that_comparisons_say_is_in_the_catalogue() -> None:
    texts = load_knowledge("finding_texts")
    known = [re.sub(r"\{\w+\}", "§", entry["en"]) for group in ("operands", "reasons") for entry in texts[group]]
    sayings = list_sayings()
    assert len(sayings) > 40
    # 20 in a printf is a setting that the text has a hole for.
    missing = {one for one in sayings if not any(one in text or re.sub(r"\b\d+\b", "§", one) in text for text in known)}
    assert missing == set()


def test_every_source_of_a_rule_is_said_in_chinese(words: FindingWords) -> None:
    for rule in load_rules():
        said = words.source(rule.source)
        assert said.en.startswith(rule.source.split(",")[0])
        assert CHINESE.search(said.zh), rule.source
        assert not re.search("catalogue|own", said.zh), said.zh


@pytest.mark.parametrize(
    ("given_words", "chinese", "english"),
    [
        ("调解成功率", "调解成功率", "Success rate of mediation"),
        (
            "信访事项办理(办结)件数 33 + 来信 17",
            "信访事项办理(办结)件数 33 + 来信 17",
            "{petition.handled} 33 + “来信” 17",
        ),
        (
            "stated change of 收到行政复议申请件数",
            "自述的收到行政复议申请件数变化",
            "stated change of {recon.received}",
        ),
        (
            "100 × (矛盾纠纷受理件数) / (矛盾纠纷调解(调处)件数)",
            "100 × (矛盾纠纷受理件数) / (矛盾纠纷调解(调处)件数)",
            "100 × ({dispute.received}) / ({dispute.mediated})",
        ),
        ("least usual for a town", "乡镇常见的最小值", "least usual for a town or township"),
        ("普法受众人次 2022", "普法受众人次 2022", "{publicity.audience} 2022"),
        ("years from the report of 2022 to that of 2024", "2022年报告与2024年报告相隔的年数", None),
        ("{甲} 3", "{甲} 3", "“{甲}” 3"),
    ],
)
def test_both_sides_of_a_finding_are_said_in_each_language(
    words: FindingWords, given_words: str, chinese: str, english: str | None
) -> None:
    names = {row["indicator_id"]: row["name_en"] for row in load_indicators().to_dicts()}
    said = words.operand(given_words)
    expected = english or given_words
    for name, name_en in names.items():
        expected = expected.replace(f"{{{name}}}", name_en)
    if given_words != "调解成功率":
        assert said == Text(chinese, expected)
    assert said.zh == chinese
    assert not CHINESE.search(re.sub("“[^”]*”", "", said.en))


def test_a_reason_names_the_indicators_and_the_periods_that_state_them(words: FindingWords) -> None:
    said = words.reason("not stated: dispute.resolved (stated only for the whole year, 第四季度), dispute.mediated")
    assert said.zh == "未写明：调解成功(化解)件数（仅有全年、第四季度数值）、矛盾纠纷调解(调处)件数"
    assert "“第四季度”" in said.en
    assert not re.search(r"[a-z]+\.[a-z]+", said.en)


@given(st.text(max_size=40))
def test_words_of_a_report_are_neither_lost_nor_read_as_holes(words_of_report: str) -> None:
    said = FindingWords({}).operand(f"stated change of {words_of_report}")
    assert words_of_report.rstrip() in said.zh or not words_of_report
