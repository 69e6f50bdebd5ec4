"""The page of one report: its text unchanged, every number once, nothing of it able to act."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.charts.report_page import draw_report_body, draw_report_page, report_page_script, report_page_style
from transforms.charts.report_text import find_spots
from transforms.extraction import MENTION_SCHEMA, extract

PROJECT = Path(__file__).parents[3]
PASSAGE = (
    "竹溪镇2022年度法治政府建设情况报告\r\n一、主要工作\r\n\r\n"
    "全年调处各类矛盾纠纷96起，其中邻里纠纷61起、婚姻家庭纠纷35起。学法考试参考率、合格率均达100%。\r\n"
    "现有调解员45名。罚没3.5万余元，较上年增加6件。未发生行政诉讼案件。购置垃圾箱340余个，绿化率98\n%。\n"
    "二、下一步工作\n计划举办普法活动20场次。"
)
HOSTILE = (
    "</script><script>alert('x')</script><!-- <img src=x onerror=alert(1)> & \u2028 {0} {body} 'quoted' \"twice\" &#60;"
)
VOID = {"meta", "br"}


class Page(HTMLParser):
    """What a browser would make of a page: its elements with attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.article = ""
        self.texts: dict[str, str] = {}
        self.words: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(page)
        self.close()
        assert self._open == [], "an element is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.elements.append((tag, given))
        if tag not in VOID:
            self._open.append((tag, given.get("id")))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        for tag, name in self._open:
            self.article += data if tag == "article" else ""
            if name:
                self.texts[name] = self.texts.get(name, "") + data

    def of_class(self, name: str) -> list[dict[str, str | None]]:
        return [given for _, given in self.elements if name in (given.get("class") or "").split()]

    def numbers(self) -> list[dict[str, str | None]]:
        return self.of_class("number")

    @property
    def tags(self) -> Counter[str]:
        return Counter(tag for tag, _ in self.elements)


def report(text: str, **more: Any) -> dict[str, Any]:
    return {
        "text": text,
        "title": "竹溪镇2022年度法治政府建设情况报告",
        "report_year": 2022,
        "document_type": "annual_report",
        **more,
    }


def mentions_of(text: str) -> pl.DataFrame:
    return extract(pl.DataFrame({"report": ["one"], "text": [text], "report_year": [2022]}))


def mention(start: int, end: int, **more: Any) -> dict[str, Any]:
    blank = {
        "report": "one",
        "start": start,
        "end": end,
        "quote": "x",
        "clause": "x",
        "value": 1.0,
        "value_low": 1.0,
        "value_high": 1.0,
    }
    return {**blank, "qualifier": "exact", "disposition": "fact", "implicit": False, "rule": "open", **more}


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=MENTION_SCHEMA)


def draw(text: str = PASSAGE, **more: Any) -> Page:
    return Page(draw_report_page(report(text, **more), mentions_of(text)))


SAMPLES = [path.read_text(encoding="utf-8") for path in sorted((PROJECT / "samples").glob("*_2023.txt"))]


@pytest.mark.parametrize("text", [PASSAGE, "", "\n\n", "没有数字。", "\r\r\n1件", *SAMPLES])
def test_without_its_tags_the_article_is_the_text(text: str) -> None:
    assert draw(text).article == text


@settings(deadline=None, max_examples=150)
@given(
    st.text(alphabet="调解1纠纷件<>&\"'\r\n ；%}{", max_size=40).flatmap(
        lambda text: st.tuples(
            st.just(text),
            st.lists(st.tuples(st.integers(0, max(len(text) - 1, 0)), st.integers(1, 6)), max_size=6 if text else 0),
        )
    )
)
def test_any_text_with_any_spans_stays_the_text_and_every_mention_has_its_card(
    given: tuple[str, list[tuple[int, int]]],
) -> None:
    text, spans = given
    frames = frame(*(mention(start, min(start + length, len(text))) for start, length in spans))
    page = Page(draw_report_page(report(text), frames))
    assert page.article == text
    assert len(page.of_class("reading")) == len(spans)


def test_every_mention_stands_on_the_page_once() -> None:
    mentions, page = mentions_of(PASSAGE), draw()
    assert len(page.of_class("reading")) == mentions.height
    names = [number["id"] for number in page.numbers()]
    assert names == [f"n{start}" for start in mentions["start"].unique().sort()]
    assert mentions.height > len(names), "the two rates share a place"
    spans = mentions.unique("start").sort("start")
    assert [page.texts[f"n{start}"] for start in spans["start"]] == spans["quote"].to_list()
    measured = mentions.filter(pl.col("disposition") != "not_metric").height
    assert page.tags["tr"] == measured + 1


def test_every_id_is_there_once_and_every_reference_leads_somewhere() -> None:
    page = draw()
    names = Counter(given["id"] for _, given in page.elements if given.get("id"))
    assert set(names.values()) == {1}
    references = [given["href"].lstrip("#") for _, given in page.elements if given.get("href")]
    references += [
        given[name] for _, given in page.elements for name in ("aria-describedby", "data-total") if given.get(name)
    ]
    assert references
    assert set(references) <= set(names)


def test_a_number_looks_like_what_it_is() -> None:
    page = draw()
    looks = {page.texts[number["id"]]: (number["class"] or "").split()[1:] for number in page.numbers()}
    assert looks["96"] == ["fact"]
    assert looks["45"] == ["profile"]
    assert looks["20"] == ["target"]
    assert looks["6"] == ["comparison"]
    assert looks["2022"] == ["not_metric"]
    assert looks["未发生"] == ["fact", "implied"]
    assert looks["340"] == ["fact", "open"]


def test_every_disposition_has_a_line_of_its_own_besides_its_colour() -> None:
    lines = dict(
        re.findall(
            r"^\.(fact|profile|target|comparison|not_metric) \{.*text-decoration: (\w+ ?\w*)", report_page_style(), re.M
        )
    )
    assert len(lines) == 5
    assert len(set(lines.values())) == 5


def test_numbers_can_be_reached_and_are_described_without_a_mouse() -> None:
    page = draw()
    for number in page.numbers():
        assert number["tabindex"] == "0"
        assert number["role"] == "button"
        assert page.texts[str(number["aria-describedby"])]
    pressed = [given["aria-pressed"] for tag, given in page.elements if tag == "button"]
    assert pressed == ["true"] * 5


def test_the_legend_counts_mentions_and_names_only_what_occurs() -> None:
    page = draw("全年调解矛盾纠纷58件，排查60件。")
    assert [given["data-disposition"] for tag, given in page.elements if tag == "button"] == ["fact"]
    assert "2" in page.words


def test_a_part_points_at_its_total() -> None:
    page = draw()
    named = {page.texts[str(number["id"])]: number.get("data-total") for number in page.numbers()}
    total = f"n{PASSAGE.index('96起')}"
    assert named["61"] == named["35"] == total
    assert named["96"] is None
    assert "合计" in page.texts[f"card-n{PASSAGE.index('61起')}"]


def test_a_card_tells_what_was_read() -> None:
    page = draw()
    card = page.texts[f"card-n{PASSAGE.index('3.5万')}"]
    assert "≥35,000 元" in card
    assert "35,000 至 36,000" in card
    assert "at least" in card
    assert "矛盾纠纷调解(调处)件数" in page.texts[f"card-n{PASSAGE.index('96起')}"]
    assert "dispute.mediated#1" in page.texts[f"card-n{PASSAGE.index('96起')}"]
    both = page.texts[f"card-n{PASSAGE.index('100%')}"]
    assert "Law exam pass rate" in both
    assert "Law exam or study participation rate" in both
    assert "年份" in page.texts[f"card-n{PASSAGE.index('2022')}"]


def hostile_page() -> str:
    row = mention(len(HOSTILE), len(HOSTILE) + 1)
    text = HOSTILE + "5件" + HOSTILE
    for name in (
        "quote",
        "clause",
        "unit",
        "indicator",
        "phrase",
        "breakdown",
        "period",
        "region",
        "scope",
        "rule",
        "reason",
    ):
        row[name] = HOSTILE if name != "reason" else None
    rows = frame(row, {**row, "start": 0, "end": 9, "indicator": None, "parent_start": len(HOSTILE)})
    return draw_report_page(
        report(text, title=HOSTILE, issuer=HOSTILE, source_path=HOSTILE, published_on=HOSTILE), rows
    )


def test_hostile_words_stay_words_wherever_they_stand() -> None:
    page = Page(hostile_page())
    assert page.tags["script"] == 1
    assert page.tags["img"] == 0
    assert page.article == HOSTILE + "5件" + HOSTILE
    assert page.tags == Page(hostile_page().replace(HOSTILE, "")).tags
    for _, attributes in page.elements:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)


def test_only_the_script_and_style_of_the_page_itself_may_run() -> None:
    page = hostile_page()
    policy = next(str(given["content"]) for _, given in Page(page).elements if given.get("http-equiv"))
    for kind, content in (("script", report_page_script()), ("style", report_page_style())):
        assert f"<{kind}>{content}</{kind}>" in page
        assert f"{kind}-src 'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_page_asks_for_nothing() -> None:
    page = draw_report_page(report(PASSAGE), mentions_of(PASSAGE))
    assert not re.search(
        r"https?:|//[a-z]|@import|url\(|fetch|XMLHttp|innerHTML|insertAdjacent|document\.write|eval", page
    )
    assert all(str(given["href"]).startswith("#n") for _, given in Page(page).elements if "href" in given)


def test_characters_that_html_cannot_hold_are_replaced_one_by_one() -> None:
    text = "调解\x00纠纷\x0b58件\x7f"
    assert draw(text).article == "调解\ufffd纠纷\ufffd58件\ufffd"


def test_a_span_off_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="3-9 is not within the text of 5 characters"):
        find_spots("调解58件", frame(mention(3, 9)))


def test_the_body_stands_alone_and_lies_in_the_page() -> None:
    body = draw_report_body(report(PASSAGE), mentions_of(PASSAGE))
    assert Page(body).article == PASSAGE
    assert "<html" not in body
    assert "<script" not in body
    assert body in draw_report_page(report(PASSAGE), mentions_of(PASSAGE))


def test_a_report_without_title_or_year_is_drawn_all_the_same() -> None:
    page = Page(draw_report_page({"text": "调解58件"}, mentions_of("调解58件")))
    assert page.article == "调解58件"
    assert any("未识别标题" in words for words in page.words)


def test_a_report_without_numbers_says_so() -> None:
    page = draw("没有数字。")
    assert page.tags["table"] == 0
    assert any("没有指标数字" in words for words in page.words)


def test_the_page_is_the_same_in_every_process() -> None:
    program = (
        "import polars as pl, hashlib; from transforms.charts.report_page import draw_report_page; from transforms.extraction import extract\n"
        f"text = {PASSAGE!r}\n"
        "page = draw_report_page({'text': text}, extract(pl.DataFrame({'report': ['one'], 'text': [text]})))\n"
        "print(hashlib.sha256(page.encode()).hexdigest())"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
