"""Parts of a report and their roles: is a number a result, a plan or a shortcoming?

Each text is written as lines `expected role | line`; every character of the line must lie in a part of that role.
"""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.reading import Section, find_sections
from warehouse.tables.reports import SECTION_ROLES

ROLES = {
    "M": "measures_and_results",
    "P": "problems",
    "L": "leader_duty",
    "N": "next_year_plan",
    "T": "guiding_thought",
    "G": "goals",
    "R": "requirements",
    "O": "other",
}
OPENING = "O|青溪镇2022年法治政府建设年度报告\nO|一年来，我镇围绕全年任务，扎实开展工作，人人动手，个个出力，成效看得见，现把有关情况报告如下。\n"


def check(script: str, document_type: str = "annual_report") -> list[Section]:
    lines = [line.split("|", 1) for line in script.strip().split("\n")]
    text = "\n".join(words for _, words in lines)
    sections = find_sections(text, document_type)
    position = 0
    for role, words in lines:
        found = {s.role for s in sections if s.start < position + len(words) and s.end > position}
        assert found == {ROLES[role]}, f"{words}: {found}"
        position += len(words) + 1
    assert_partition(sections, text)
    return sections


def assert_partition(sections: list[Section], text: str) -> None:
    assert sections[0].start == 0
    assert sections[-1].end == len(text)
    assert all(before.end == after.start for before, after in pairwise(sections))
    assert all(section.start < section.end for section in sections)
    assert {section.role for section in sections} <= set(SECTION_ROLES)


def test_the_four_blocks() -> None:
    sections = check(
        OPENING + "M|一、主要举措和成效\nM|（一）抓学习。学法9次。\nP|二、存在的不足和原因\nP|人少。\n"
        "L|三、镇长履行法治建设第一责任人职责情况\nL|开会4次。\nN|四、2023年主要安排\nN|培训6次。"
    )
    assert [(s.heading, s.heading_level) for s in sections] == [
        ("", 0),
        ("一、主要举措和成效", 1),
        ("二、存在的不足和原因", 1),
        ("三、镇长履行法治建设第一责任人职责情况", 1),
        ("四、2023年主要安排", 1),
    ]


def test_headings_without_a_keyword_are_measures_until_the_plan_begins() -> None:
    check(
        OPENING + "M|一、把责任压下去\nM|开会4次。\nM|二、把案子办准\nM|办案7件。\nP|三、问题与不足\nP|人少。\n"
        "N|四、下步工作安排\nN|（一）再学法。9次。\nN|五、把作风抓实\nN|培训3次。"
    )


def test_lower_headings_split_only_where_the_role_differs() -> None:
    sections = check(
        OPENING + "M|一、2022年工作情况\nM|（一）抓学习。9次。\nM|（二）抓整改。查出问题12个，都已整改。\n"
        "P|（三）存在的问题。人少。\nN|（四）下一步打算。培训6次。\nL|二、镇长履职情况\nL|开会4次。"
    )
    assert [s.heading_level for s in sections] == [0, 1, 2, 2, 1]


def test_one_heading_for_problems_and_plan() -> None:
    check(
        OPENING
        + "M|一、工作情况\nM|学法9次。\nP|二、存在问题及下步工作安排\nP|（一）力量方面。人少。\nP|（二）经费方面。钱少。\n"
        "N|下一步，我镇将围绕大局做好以下工作。\nN|（一）再学法。10次。\nN|（二）再调解。60件。\nN|（三）再普法。30场。"
    )
    check(
        OPENING + "M|一、工作情况\nM|学法9次。\nP|二、存在的问题和2023年工作打算\nP|存在问题：\nP|1.人少。\n"
        "N|工作打算：\nN|1.培训6次。"
    )
    check(
        OPENING + "M|一、工作情况\nM|学法9次。\nP|二、存在问题及整改措施\nP|执法人员少，业务不精。\n"
        "N|针对以上问题，2023年我镇将培训6次。"
    )


def test_opening_words_of_paragraphs_change_the_role() -> None:
    check(
        OPENING + "M|一、主要做法\nM|学法9次。\nP|虽然做了一些工作，取得一点成绩，但还存在不少差距，主要是人少。\n"
        "N|下一步，将培训6次。\nN|再普法30场。\nL|二、主要负责人履职情况\nL|开会4次。"
    )


def test_a_sentence_about_the_next_step_reaches_to_the_end_of_its_paragraph() -> None:
    text = "一、主要做法\n（一）调解。调成30件。下一步，将力争调成40件。\n（二）普法。开展20场。\n二、不足\n人少。下一步，将培训6次。\n再练兵3次。"
    roles = {number: role for number in ("30", "40", "20", "6", "3") for role in [role_at(text, number)]}
    assert roles == {
        "30": "measures_and_results",
        "40": "next_year_plan",
        "20": "measures_and_results",
        "6": "next_year_plan",
        "3": "next_year_plan",
    }


def role_at(text: str, number: str) -> str:
    found = re.search(rf"(?<!\d){number}(?!\d)", text)
    assert found
    return next(s.role for s in find_sections(text, "annual_report") if s.start <= found.start() < s.end)


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("2022年，我镇将普法纳入年度考核，学法9次。", "measures_and_results"),
        ("我镇将进一步压实责任列入清单，学法9次。", "measures_and_results"),
        ("针对查出的问题，逐项整改，学法9次。", "measures_and_results"),
        ("信访工作取得实效，还有9件积案问题得到化解。", "measures_and_results"),
        ("为下一步工作打牢基础，学法9次。", "measures_and_results"),
        ("2023年，我镇将重点抓好学法9次。", "next_year_plan"),
        ("新的一年，青溪镇将学法9次。", "next_year_plan"),
        ("今后工作中，我镇要学法9次。", "next_year_plan"),
        ("我们将继续努力，学法9次。", "next_year_plan"),
        ("2023年，我们打算学法9次。", "next_year_plan"),
        ("目前还存在以下不足：9名队员没有证件。", "problems"),
        ("但与先进相比还存在一些差距，9名队员没有证件。", "problems"),
    ],
)
def test_paragraphs_that_look_like_a_change(words: str, role: str) -> None:
    assert role_at(f"一、主要做法\n全年平稳。\n{words}\n", "9") == role


def test_runs_that_restart_inside_a_part() -> None:
    check(
        OPENING
        + "M|一、2022年主要措施\nM|一、把责任压下去\nM|开会4次。\nM|二、把案子办准\nM|办案7件。\nM|三、把普法做活\nM|30场。\n"
        "P|二、存在问题\nP|人少。\nN|三、2023年工作打算\nN|一、再学法\nN|9次。\nN|二、再普法\nN|30场。"
    )


def test_chapters_without_a_mark() -> None:
    check(
        OPENING + "M|2022年工作总结\nM|一、把责任压下去\nM|开会4次。\nM|二、把案子办准\nM|办案7件。\n"
        "N|2023年工作计划\nN|一、再学法\nN|9次。\nN|二、再普法\nN|30场。"
    )
    check(
        OPENING
        + "M|2022年工作总结\nM|一、把责任压下去\nM|开会4次。\nN|2023年工作计划\nN|二、再学法\nN|9次。\nN|三、再普法\nN|30场。"
    )
    check(
        OPENING + "M|第一部分 2022年工作总结\nM|一、学法\nM|9次。\nM|二、办案\nM|7件。\n"
        "N|第二部分 2023年工作计划\nN|一、学法\nN|10次。\nN|二、办案\nN|8件。"
    )


@pytest.mark.parametrize(
    ("marks", "level"), [(("（一）", "（二）", "（三）"), 1), (("1.", "2.", "3."), 1), (("1、", "2、", "3、"), 1)]
)
def test_other_marks_stand_at_the_top_where_there_is_no_other(marks: tuple[str, str, str], level: int) -> None:
    sections = check(
        OPENING + f"M|{marks[0]}抓学习。9次。\nP|{marks[1]}存在问题。人少。\nN|{marks[2]}下一步工作。培训6次。"
    )
    assert [s.heading_level for s in sections[1:]] == [level] * 3


def test_broken_marks() -> None:
    sections = check(
        OPENING
        + "M|一、主要做法\nM|一)抓学习\nM|9次。\nM|)抓普法\nM|三项制度全部落实，30场。\nP|二存在的差距和原因\nP|人少。\n"
        "L|三党政主要负责同志履职情况\nL|开会4次。\nN|四、下年工作\nN|一是培训6次。"
    )
    assert "三党政主要负责同志履职情况" in [s.heading for s in sections]


def test_a_lost_mark_and_a_repeated_heading() -> None:
    check(OPENING + "M|一、主要做法\nM|学法9次。\nP|存在的问题\nP|人少。\nN|三、下一步工作安排\nN|培训6次。")
    sections = check(OPENING + "M|一、主要做法\nM|一、主要做法\nM|学法9次。\nN|二、下步打算\nN|6次。")
    assert [s.heading for s in sections] == ["", "一、主要做法", "二、下步打算"]


def test_headings_glued_to_sentences() -> None:
    text = (
        "青溪镇2022年报告　2022年工作平稳，现报告如下：一、主要做法（一）抓学习。学法9次。（二）抓办案。办案7件。"
        "二、存在的问题队员5名没有证件。三、下一步打算培训6次。"
    )
    assert [role_at(text, number) for number in "9756"] == [
        "measures_and_results",
        "measures_and_results",
        "problems",
        "next_year_plan",
    ]


def test_a_year_to_come_in_a_heading_is_a_plan() -> None:
    check(OPENING + "M|一、2022年重点工作\nM|9次。\nN|二、2023年重点工作\nN|10次。")
    check(OPENING + "M|一、2022年怎么做\nM|9次。\nN|二、2023年怎么抓\nN|10次。")


def test_other_matters_and_attachments() -> None:
    check(
        OPENING
        + "M|一、主要做法\nM|9次。\nN|二、下步打算\nN|6次。\nO|三、其他需要报告的情况\nO|无。\nO|附件：统计表\nO|调解 30件"
    )


def test_a_report_without_headings() -> None:
    check("M|青溪镇报告\nM|全年学法9次，办案7件。\nN|下一步，我镇将培训6次。")


def test_a_plan_is_a_plan_but_for_its_aims_and_requirements() -> None:
    check(
        "O|青溪镇2023年工作要点\nO|为做好工作，制定本要点。\nT|一、总体要求\nT|（一）指导思想\nT|稳步推进。\nG|（二）工作目标\nG|调成率98%。\n"
        "N|二、重点任务\nN|（一）抓学习。9次。\nN|（二）解决存在的问题。7个。\nR|三、保障措施\nR|加强领导。",
        "work_plan",
    )
    check("N|一、抓学习\nN|下一步，学法9次。\nR|二、工作要求\nR|抓紧。", "work_plan")
    check("M|一、2022年工作回顾\nM|9次。\nN|二、主要任务\nN|10次。", "work_plan")


def test_a_notice_is_other() -> None:
    check("O|关于报送材料的通知\nO|一、报送内容\nO|9份。\nR|二、有关要求\nR|抓紧。", "notice")


def test_traditional_script_and_windows_line_ends() -> None:
    text = (
        "一、主要舉措和成效\r\n學法9次。\r\n二、存在的問題\r\n隊員5名沒有證件。\r\n三、下一步工作計劃\r\n培訓6次。\r\n"
    )
    sections = find_sections(text, "annual_report")
    assert [s.role for s in sections] == ["measures_and_results", "problems", "next_year_plan"]
    assert sections[1].heading == "二、存在的問題"
    assert_partition(sections, text)


def test_line_ends_change_no_role() -> None:
    text = "一、做法\n学法9次。\n（一）办案。7件。\n二、存在的不足\n人少。\n下一步，培训6次。\n"
    unix, windows = (find_sections(words, "annual_report") for words in (text, text.replace("\n", "\r\n")))
    assert [(s.role, s.heading) for s in unix] == [(s.role, s.heading) for s in windows]


def test_an_empty_text_has_no_parts() -> None:
    assert find_sections("", "annual_report") == []


WORDS = st.sampled_from(
    [
        "一、",
        "二、",
        "三",
        "（一）",
        "(二)",
        "1.",
        ")",
        "存在的问题",
        "下一步，我镇将",
        "主要做法",
        "2023年工作计划",
        "学法9次",
        "。",
        "：",
        "\n",
        "\r\n",
        "　",
        "附件：",
    ]
)


@given(
    st.lists(WORDS, min_size=1, max_size=60), st.sampled_from(["annual_report", "work_plan", "notice", "other_report"])
)
def test_any_text_is_partitioned_with_headings_from_the_text(words: list[str], document_type: str) -> None:
    text = "".join(words)
    sections = find_sections(text, document_type)
    assert_partition(sections, text)
    assert all(text[s.start :].startswith(s.heading) for s in sections)
    assert sections == find_sections(text, document_type)


@pytest.mark.parametrize(
    "text",
    [
        "法" * 300_000,
        " " * 300_000 + "一、",
        "一、" * 60_000,
        "。下一步，" * 40_000,
        "取得但存在" * 30_000 + "问题",
        "\n".join(["取得成效但还有存在"] * 20_000),
    ],
    ids=["one line", "blanks", "marks", "leads", "praise", "lines"],
)
def test_strange_texts_take_no_strange_time(text: str) -> None:
    started = time.process_time()
    find_sections(text, "annual_report")
    assert time.process_time() - started < 5


def test_a_report_takes_well_under_a_millisecond() -> None:
    part = "（一）抓学习。全年学法9次，办案7件，调成30件，群众满意。一是开会4次；二是普法30场，发放资料二千份。\n"
    text = "一、主要做法\n" + part * 25 + "二、存在的不足\n" + part * 10 + "三、下步打算\n" + part * 40
    assert len(text) > 3500
    best = min(measured(text) for _ in range(30))
    assert best < 0.002, f"{best * 1000:.2f} ms"


def measured(text: str) -> float:
    started = time.process_time()
    find_sections(text, "annual_report")
    return time.process_time() - started
