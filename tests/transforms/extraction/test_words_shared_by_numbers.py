"""Words that two numbers share, and organisations that are counted while the clause speaks of something else."""

from __future__ import annotations

import pytest
from reading_sentences import numbers


def test_a_verb_after_two_numbers_belongs_to_both() -> None:
    found = numbers("对重要文件34份、重要合同15份进行合法性审查。")
    assert found["34"]["indicator"] == "decision.legality_reviews"
    assert found["15"]["indicator"] == "decision.contracts_reviewed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "对18份规范性文件、32份合同进行了合法性审查。",
            {"18": "normdoc.reviewed", "32": "decision.contracts_reviewed"},
        ),
        (
            "完成7份合同、6件规范性文件的合法性审核工作。",
            {"7": "decision.contracts_reviewed", "6": "normdoc.reviewed"},
        ),
        (
            "就4件规范性文件和9份政策文件作公平竞争审查。",
            {"4": "normdoc.fair_competition_reviews", "9": "normdoc.fair_competition_reviews"},
        ),
    ],
)
def test_a_verb_behind_a_row_of_objects_belongs_to_all(text: str, expected: dict[str, str]) -> None:
    assert {quote: row["indicator"] for quote, row in numbers(text).items()} == expected


def test_a_verb_before_a_row_of_objects_is_not_taken_from_behind() -> None:
    found = numbers("印发3件规范性文件，对32份合同进行了合法性审查。")
    assert found["3"]["indicator"] == "normdoc.issued"
    assert found["32"]["indicator"] == "decision.contracts_reviewed"


def test_a_rate_said_once_holds_for_the_next_body() -> None:
    found = numbers("政府负责人出庭应诉率97%，部门和镇街98.3%。")
    assert found["98.3%"]["indicator"] == "litigation.head_appearance_rate"


def test_a_share_after_a_rate_is_not_that_rate() -> None:
    found = numbers("政府负责人出庭应诉率97%，部门占42%。")
    assert found["42%"]["indicator"] is None


def test_bodies_that_do_something_are_not_what_they_do_it_to() -> None:
    found = numbers("36个乡镇建立调解组织。")
    assert found["36"]["indicator"] is None


def test_a_topic_reaches_over_semicolons() -> None:
    found = numbers("收到行政复议申请61件;占比80%;不属于本机关12件;其他3件;审结46件。")
    assert found["46"]["indicator"] == "recon.concluded"
