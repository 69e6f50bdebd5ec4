"""Explanations of sentences as towns write them: the rule, its words, what came closest; and their text for a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from reading_sentences import read

from transforms.extraction.__main__ import main
from transforms.extraction.explanation_text import write_explanations
from transforms.extraction.explanations import Explanation, explain_mentions

ROOT = Path(__file__).parents[3]
PASSAGE = """竹溪镇2022年度法治政府建设情况报告
一、主要工作
全年调处各类矛盾纠纷96起，成功调解93起，涉及当事人210人。机关干部学法考试参考率、合格率均达100%。
中心组学法7次，干部职工8次。现有调解员45名，其中专职12名、兼职33名。
办理行政处罚案件40件，较上年增加6件。自2019年以来累计培训执法人员300余人次。未发生行政诉讼案件。
坚持四个意识，形成三个良好局面。栽种桂花树50蔸。
二、下一步工作
计划举办普法活动20场次。
"""


def explain(text: str = PASSAGE, year: int | None = 2022) -> list[Explanation]:
    return explain_mentions(text, year, "annual_report")


def of(quote: str, text: str = PASSAGE) -> Explanation:
    """The only number of a text that is written so."""
    found = [explanation for explanation in explain(text) if explanation.mention.quote == quote]
    assert len(found) == 1, f"{quote} stands {len(found)} times"
    return found[0]


def block(quote: str) -> str:
    """The lines about one number, as one string without breaks."""
    written = write_explanations("x", PASSAGE, explain())
    blocks = [part for part in written.split("\n\n") if f"〔{quote}〕" in "".join(part.strip().splitlines()[1:2])]
    assert len(blocks) == 1
    return " ".join(blocks[0].split())


@pytest.mark.parametrize(
    "text",
    [
        PASSAGE,
        "",
        "没有数字。",
        *(
            (ROOT / "samples" / name).read_text(encoding="utf-8")
            for name in ("qinglan_county_2023.txt", "gudu_town_2022.txt")
        ),
    ],
)
def test_every_mention_is_explained_and_none_is_changed(text: str) -> None:
    rows = read(text, report_year=2022)
    found = [explanation.mention for explanation in explain(text)]
    assert [(m.start, m.end, m.indicator, m.rule, m.parent_start) for m in found] == [
        (row["start"], row["end"], row["indicator"], row["rule"], row["parent_start"]) for row in rows
    ]


def test_a_rule_names_the_words_that_satisfied_it_and_where_they_stood() -> None:
    fit = of("96").fit
    assert fit is not None
    assert fit.rule.indicator == "dispute.mediated"
    named = {
        term.written: (term.place.name, [word.surface for word in of("96").words_for(term)])
        for term in fit.terms
        if term.place
    }
    assert named["dispute"] == ("own_left", ["矛盾纠纷"])
    assert ("own_left", ["调处"]) in named.values()


def test_words_of_the_clause_before_are_told_from_own_ones() -> None:
    explanation = of("93")
    assert explanation.fit is not None
    places = {term.place.name for term in explanation.fit.terms if term.place}
    assert "own_left" in places
    assert places & {"earlier", "clause_before"}


def test_a_number_without_words_says_from_which_neighbour_it_took_its_rule() -> None:
    explanation = of("8")
    assert explanation.choice is not None
    assert explanation.choice.source == "number_before"
    assert explanation.fit is None
    assert "taken from the number before" in block("8")


def test_two_rates_on_one_number_are_explained_each_by_its_noun() -> None:
    found = [explanation for explanation in explain() if explanation.mention.quote == "100%"]
    assert [explanation.mention.order for explanation in found] == [1, 2]
    for explanation in found:
        assert explanation.fit is not None
        assert explanation.fit.rule.indicator == explanation.mention.indicator
    assert len({explanation.mention.indicator for explanation in found}) == 2


def test_a_part_names_its_total() -> None:
    total = of("33").total
    assert total is not None
    assert total.quote == "45"
    assert "part of 兼职: 〔45名〕" in block("33")
    assert "its indicator is that of its total" in block("33")


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        ("6", "comparison signal change-in-count"),
        ("20", "section of next year's plan"),
        ("45", "profile signal stock-verb"),
        ("300", "period 自2019年 [cumulative_period:since]"),
        ("300", "at_least, 300 to 400"),
        ("未发生", "implied signal none-happened"),
        ("四", "inside a set phrase of decoys.yaml"),
        ("2019", "pattern of decoys.yaml"),
        ("三", "a Chinese numeral counts only where its place says so"),
        ("50", "digits without a measure word"),
        ("93", "dispute.resolved 调解成功(化解)件数 · Disputes resolved"),
    ],
)
def test_what_decided_is_said_in_words(quote: str, words: str) -> None:
    assert words in block(quote)


def test_an_open_number_says_which_rule_was_nearest_and_what_it_lacked() -> None:
    text = "召开学习贯彻会议4次"
    explanation = of("4", text)
    assert explanation.mention.indicator is None
    assert [fit.rule.indicator for fit in explanation.near_miss][:1] == ["org.lawgov_meetings"]
    assert "lacks lawgov" in write_explanations("x", text, explain(text))


def test_the_guide_shows_what_the_command_prints() -> None:
    guide = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    shown = guide[guide.index("--- line") :].split("```")[0]
    text = "全年召开学习贯彻会议4次"
    assert shown in write_explanations("x", text, explain(text))


def test_the_runner_up_is_of_another_indicator_and_no_better() -> None:
    compared = 0
    for explanation in explain((ROOT / "samples" / "qinglan_county_2023.txt").read_text(encoding="utf-8")):
        if explanation.fit and explanation.runner_up:
            assert explanation.runner_up.rule.indicator != explanation.fit.rule.indicator
            assert explanation.runner_up.score <= explanation.fit.score
            compared += 1
    assert compared > 3


def test_lines_fit_a_terminal_of_120_columns() -> None:
    text = (ROOT / "samples" / "qinglan_county_2023.txt").read_text(encoding="utf-8")
    for line in write_explanations("qinglan_county_2023.txt", text, explain(text)).splitlines():
        assert sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in line) <= 120, line


def test_a_report_cannot_send_commands_to_the_terminal() -> None:
    hostile = "调解\x1b[2J\x07纠纷\u202e58件，受理\x9b31m纠纷60件"
    written = write_explanations("\x1b]0;x.txt", hostile, explain(hostile))
    assert {character for character in written if unicodedata.category(character) in ("Cc", "Cf")} == {"\n"}
    assert "〔58〕" in written


def test_the_number_is_marked_where_it_stands_and_not_where_it_is_repeated() -> None:
    text = "化解12件中的12件"
    assert "化解12件中的〔12〕件" in write_explanations("x", text, explain(text))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    (tmp_path / "乙.txt").write_text(PASSAGE, encoding="utf-8")
    (tmp_path / "甲.txt").write_text(PASSAGE.replace("96起", "77起"), encoding="utf-8")
    return tmp_path


def test_the_command_explains_every_file_and_says_the_same_each_time(reports: Path) -> None:
    written = []
    for seed in ("1", "2"):
        command = [sys.executable, "-m", "transforms.extraction", "--explain", str(reports)]
        ended = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        assert ended.returncode == 0, ended.stderr.decode()
        written.append(ended.stdout.decode("utf-8"))
    assert written[0] == written[1]
    assert written[0].count("=== ") == 2
    assert "〔77〕" in written[0]
    assert "〔96〕" in written[0]


def test_the_command_draws_the_page_of_one_report(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--html", str(reports / "甲.txt"), "--output", str(reports / "page.html")]) == 0
    page = (reports / "page.html").read_text(encoding="utf-8")
    assert "竹溪镇2022年度法治政府建设情况报告" in page
    assert ">77</span>" in page
    assert main(["--html", str(reports), "--output", str(reports / "two.html")]) == 1
    assert "one report, not 2" in capsys.readouterr().err
    assert not (reports / "two.html").exists()
