"""Reports inside web pages of six layouts and five encodings: the same facts and identity as the plain text."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl
import pytest
from opencc import OpenCC
from page_layouts import LAYOUTS
from same_facts import REPORTS, check_passages, facts_of, identity_of, mentions_of, report_parameters

from transforms.documents import Document, read_document

# Right, missing and wrong declarations of the encoding.
ENCODINGS = {
    "utf-8": ("utf-8", '<meta charset="gb2312">'),
    "utf-8-sig": ("utf-8", '<meta charset="utf-8">'),
    "gbk": ("gb18030", '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'),
    "gb18030": ("gb18030", '<meta charset="utf-8">'),
    "big5": ("big5hkscs", '<meta http-equiv="Content-Type" content="text/html; charset=big5">'),
}
REPORT = """青溪镇人民政府关于2022年度法治政府建设情况的报告
发布日期：2023-01-30　来源：青溪镇人民政府
2022年，青溪镇坚持依法行政，把法治建设放在心上，现将有关情况报告如下。
一、主要工作
全年调解纠纷42件，调解成功40件，群众满意，邻里和睦，风气一年比一年好。
二、存在的问题
普法形式还不够活，人手也不够，下一步将继续改进，让群众看得到变化。
青溪镇人民政府
2023年1月20日"""


@cache
def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


@cache
def traditional(path: Path) -> str:
    return OpenCC("s2t").convert(text_of(path)).encode("big5hkscs", errors="ignore").decode("big5hkscs")


def read_page(layout: str, text: str, encoding: str) -> Document:
    page = LAYOUTS[layout](ENCODINGS[encoding][1], text)
    return read_document(page.encode(encoding, errors="xmlcharrefreplace"))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("path", report_parameters(REPORTS))
def test_a_page_gives_the_facts_and_the_identity_of_the_plain_text(path: Path, layout: str) -> None:
    plain = read_document(text_of(path).encode())
    page = read_page(layout, text_of(path), "utf-8")
    assert (page.source_format, page.encoding) == ("html", "utf-8")
    assert identity_of(page) == identity_of(plain)
    assert facts_of(page) == facts_of(plain)
    check_passages(page)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_encoding_changes_nothing(layout: str) -> None:
    for path in REPORTS:
        expected = read_page(layout, text_of(path), "utf-8")
        for encoding, (found, _) in ENCODINGS.items():
            if encoding != "big5":
                page = read_page(layout, text_of(path), encoding)
                assert page == Document(expected.text, found, "html", expected.passages), (path.name, encoding)


@pytest.mark.parametrize("path", report_parameters(REPORTS))
def test_a_traditional_page_in_big5(path: Path) -> None:
    plain = read_document(traditional(path).encode())
    for layout in LAYOUTS:
        page = read_page(layout, traditional(path), "big5")
        assert page.encoding == "big5hkscs"
        assert (
            page.text[: page.body_end].split()
            == read_page(layout, traditional(path), "utf-8").text[: page.body_end].split()
        )
    assert identity_of(page) == identity_of(plain)
    assert facts_of(page) == facts_of(plain)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_page_furniture_is_set_aside_and_not_lost(layout: str) -> None:
    page = read_page(layout, REPORT, "utf-8")
    body = page.text[: page.body_end]
    assert body.splitlines() == [line.strip() for line in REPORT.splitlines()]
    furniture = page.text[page.body_end :]
    assert "京ICP备10203040号-5" in furniture
    assert "今天是 2031年7月9日" in furniture
    assert "visits" not in page.text
    numbers = mentions_of(page)
    outside = numbers.filter(pl.col("start") >= page.body_end)
    assert outside.height >= 8
    assert set(outside["reason"]) == {"page_chrome"}
    assert numbers.filter(pl.col("start") < page.body_end).height == mentions_of(read_document(REPORT.encode())).height


def test_places_are_selectors_that_find_the_passage() -> None:
    from selectolax.lexbor import LexborHTMLParser

    markup = LAYOUTS["paragraphs"]("", REPORT)
    page = read_document(markup.encode())
    tree = LexborHTMLParser(markup)
    for passage in page.passages:
        assert passage.place
        [found, *others] = tree.css(passage.place)
        assert not others
        assert "".join(page.text[passage.start : passage.end].split()) in "".join(found.text().split())


def page_with(body: str, head: str = "") -> Document:
    return read_document(f"<html><head>{head}</head><body>{body}</body></html>".encode())


PROSE = "<p>全年开展普法宣讲三十场，调解邻里纠纷四十二件，群众的满意程度逐年提高，成效看得见。</p>" * 3


def test_tables_keep_header_and_cells() -> None:
    page = page_with(
        PROSE
        + "<table><caption>附表　执法情况</caption><tr><th rowspan=2>单位</th><th colspan=2>行政处罚</th><th rowspan=2>备注</th></tr>"
        "<tr><th>立案<br>（件）</th><th>结案（件）</th></tr><tr><td>一所</td><td>12</td><td>10</td><td></td></tr>"
        "<tr><td colspan=3>合计 22</td><td>齐全</td></tr></table>" + PROSE
    )
    lines = page.text.splitlines()
    assert "附表 执法情况" in [line.replace("　", " ") for line in lines]
    place = lines.index("单位 | 行政处罚立案（件） | 行政处罚结案（件） | 备注")
    assert lines[place + 1 : place + 3] == ["| 一所 | 12 | 10 |  |", "合计 22 |  |  | 齐全"]
    roles = {page.text[passage.start : passage.end]: passage.role for passage in page.passages}
    assert roles[lines[place]] == "table_row"


def test_numbers_of_a_table_are_counted_under_their_header() -> None:
    page = page_with(
        PROSE
        + "<table><tr><td>事项</td><td>罚没金额（万元）</td></tr><tr><td>合计</td><td>1.5</td></tr></table>"
        + PROSE
    )
    [row] = mentions_of(page).filter(pl.col("quote") == "1.5").to_dicts()
    assert (row["value"], row["unit"]) == (15_000, "元")


def test_a_title_that_stands_in_the_head_alone_is_taken_up() -> None:
    page = page_with(
        PROSE, "<title>青溪镇2022年法治政府建设情况报告_某某县</title><meta name='PubDate' content='2023-02-03 10:00'>"
    )
    assert page.text.splitlines()[:2] == ["青溪镇2022年法治政府建设情况报告", "发布日期：2023-02-03 10:00"]
    assert str(identity_of(page)["published_on"]) == "2023-02-03"


def test_line_breaks_of_the_source_are_no_blanks_between_chinese_characters() -> None:
    page = page_with(PROSE.replace("普法宣讲", "普法\n      宣讲") + "<p>the rule\n of law</p>")
    assert "普法宣讲三十场" in page.text
    assert "the rule of law" in page.text


def test_verbatim_text_keeps_its_lines() -> None:
    page = page_with(f"<pre>{REPORT}</pre>")
    assert page.text.splitlines() == [line.strip() for line in REPORT.splitlines()]


def test_three_thousand_open_paragraphs_are_not_deep() -> None:
    page = read_document(("<html><body>" + "<p>第三条，全年调解纠纷四十二件，办结四十件。" * 3000).encode())
    assert page.text.count("\n") == 2999
