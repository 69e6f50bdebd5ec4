"""The outline of a text and the cheap tests that stand before expressions: they may let through, never hold back."""

from __future__ import annotations

import re

import pytest

from transforms.extraction.edge_characters import first_characters
from transforms.reading import find_sections
from transforms.reading.headings import find_headings
from transforms.reading.outline import OPENING, TRADITIONAL, read_outline
from transforms.reading.patterns import Pattern, load_patterns
from transforms.reading.roles import PLAN, PLAN_OPENINGS
from transforms.reading.sections import _SENTENCE_LEAD

OPENINGS = ("lead", "lead_in_problems")


def test_one_letter_for_each_character() -> None:
    assert read_outline("一、工作。\r\n\u2028　•（二）3.第附𝟏設：我\ud800") == "n,--.\n\n\v *(nm1-mmmt:w-"


@pytest.mark.parametrize(
    "pattern", [p for p in load_patterns("section_roles") if p.use in OPENINGS and p.label == PLAN]
)
def test_openings_of_a_plan_begin_with_the_characters_tested_first(pattern: Pattern) -> None:
    first = first_characters(pattern.regex.pattern)
    assert first
    assert first <= PLAN_OPENINGS


def test_openings_inside_lines_have_their_letter() -> None:
    first = first_characters(_SENTENCE_LEAD.pattern)
    assert first
    assert set(read_outline("".join(first))) == {OPENING}


@pytest.mark.parametrize("blank", sorted(set(re.findall(r"\s", "".join(map(chr, range(0x10000))))) - set("\r\n")))
def test_every_blank_may_stand_between_a_sentence_and_a_heading(blank: str) -> None:
    text = f"一、主要举措。全年完成。{blank}二、存在的问题。人手不足。"
    assert [section.role for section in find_sections(text, "annual_report")] == ["measures_and_results", "problems"]


@pytest.mark.parametrize(
    "mark", ["1.", "１、", "𝟏.", "（一）", "(一)", "一)", ")", "一、", "〇、", "第一部分 ", "十二．"]
)
def test_a_line_with_a_mark_is_read_behind_any_indent(mark: str) -> None:
    for indent in ("", "　　", "\u200b", "● ", "[bookmark: _Toc1]"):
        text = f"{indent}{mark}健全制度"
        [heading] = find_headings(text, read_outline(text))
        assert (heading.start, heading.words) == (len(indent), len(indent) + len(mark)), indent
        assert heading.kind not in ("unnumbered", "paragraph")


def test_traditional_texts_are_known_by_their_signs() -> None:
    assert TRADITIONAL in read_outline("法治政府建設情況報告")
    assert TRADITIONAL not in read_outline("法治政府建设情况报告")
