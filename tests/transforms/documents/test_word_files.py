"""Reports in Word files: the same facts and identity as the plain text, and what Word adds by itself."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from same_facts import REPORTS, check_passages, facts_of, identity_of, mentions_of, report_parameters
from word_files import MAIN, paragraph, part, table, word_file_of, write_word_file

from transforms.documents import DocumentRefused, read_document
from transforms.documents.list_numbers import write_number

SENTENCE = "全年开展普法宣讲三十场，调解邻里纠纷四十二件，群众的满意程度逐年提高，工作的成效看得见。"
PROSE = paragraph(SENTENCE) * 3


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_document(content)
    return caught.value.reason


@pytest.mark.parametrize("path", report_parameters(REPORTS))
def test_a_word_file_gives_the_facts_and_the_identity_of_the_plain_text(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    plain, word = read_document(text.encode()), read_document(word_file_of(text))
    assert (word.source_format, word.encoding) == ("docx", None)
    assert identity_of(word) == identity_of(plain)
    assert facts_of(word) == facts_of(plain)
    check_passages(word)


def lines(body: str, **parts: str) -> list[str]:
    return read_document(write_word_file(body, **parts)).text.splitlines()


def test_places_count_paragraphs_and_rows() -> None:
    document = read_document(
        write_word_file(paragraph("一、总体情况") + table([["事项", "件数"], ["立案", "12"]]) + PROSE)
    )
    assert [(passage.role, passage.place) for passage in document.passages[:4]] == [
        ("paragraph", "paragraph 1"),
        ("table_row", "table 1 row 1"),
        ("table_row", "table 1 row 2"),
        ("paragraph", "paragraph 6"),
    ]
    assert [row["quote"] for row in mentions_of(document).to_dicts() if row["clause"].startswith("立案")] == ["12"]


def test_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    wide = '<w:gridSpan w:val="2"/>'
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    merged = (
        f"<w:tbl><w:tr>{cell('单位', down)}{cell('复议', wide)}</w:tr><w:tr>{cell('', on)}{cell('受理')}{cell('办结')}</w:tr>"
        f"<w:tr>{cell('一所')}{cell('7')}{cell('6')}</w:tr></w:tbl>"
    )
    assert lines(PROSE + merged)[3:] == ["单位 | 复议受理 | 复议办结", "一所 | 7 | 6"]


def test_a_table_that_holds_paragraphs_is_no_table() -> None:
    assert lines(table([[SENTENCE * 6, "旁注"]])) == [SENTENCE * 6, "旁注"]


NUMBERING = part(
    '<w:abstractNum w:abstractNumId="3">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>',
    "numbering",
    "",
)
STYLES = part(
    '<w:style w:styleId="Base"><w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Heading"><w:basedOn w:val="Base"/></w:style>',
    "styles",
    "",
)


def listed(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_numbers_that_word_writes_by_itself_are_part_of_the_text() -> None:
    body = (
        listed("主要工作", 0) + listed("抓学习", 1) + listed("抓执法", 1) + listed("细则", 2) + paragraph("存在的问题", '<w:pStyle w:val="Heading"/>')
        + listed("经费", 1) + PROSE
    )  # fmt: skip
    assert lines(body, numbering=NUMBERING, styles=STYLES)[:6] == [
        "一、主要工作",
        "（一）抓学习",
        "（二）抓执法",
        "1.细则",
        "二、存在的问题",
        "（一）经费",
    ]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (10, "chineseCounting", "十"), (12, "chineseCountingThousand", "十二"), (20, "japaneseCounting", "二十"), (105, "chineseCounting", "一百零五"),
        (3, "chineseLegalSimplified", "叁"), (13, "ideographDigital", "一三"), (3, "decimalEnclosedCircleChinese", "③"), (28, "upperLetter", "BB"),
        (9, "lowerRoman", "ix"), (12, "decimalFullWidth", "１２"), (7, "decimal", "7"), (2, "unknownForm", "2"),
    ],
)  # fmt: skip
def test_formats_of_list_numbers(number: int, form: str, written: str) -> None:
    assert write_number(number, form) == written


def test_running_headers_are_furniture_and_notes_are_not() -> None:
    document = read_document(
        write_word_file(
            PROSE,
            header1=part(paragraph("青溪镇文件2023第9号"), "hdr", ""),
            footer1=part(paragraph("第3页"), "ftr", ""),
            footnotes=part(f'<w:footnote w:id="2">{paragraph("统计截至11月底。")}</w:footnote>', "footnotes", ""),
        )
    )
    roles = {document.text[passage.start : passage.end]: passage.role for passage in document.passages}
    assert roles["青溪镇文件2023第9号"] == "running_header"
    assert roles["第3页"] == "running_footer"
    assert roles["统计截至11月底。"] == "note"
    assert document.text[: document.body_end].endswith("统计截至11月底。")


def test_tracked_changes_line_breaks_and_text_boxes() -> None:
    body = (
        "<w:p><w:r><w:t>调解</w:t></w:r><w:del><w:r><w:delText>40</w:delText></w:r></w:del><w:ins><w:r><w:t>42</w:t></w:r></w:ins><w:r><w:t>件</w:t>"
        "<w:br/><w:t>办结40件</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>正文</w:t><w:txbxContent><w:p><w:r><w:t>框中文字</w:t></w:r></w:p></w:txbxContent></w:r></w:p>"
    )
    assert lines(body + PROSE)[:4] == ["调解42件", "办结40件", "正文", "框中文字"]


def test_the_strict_form_of_the_format_is_read_too() -> None:
    body = part(PROSE).replace(MAIN, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    content = write_word_file("", settings="<x/>")
    assert refusal(content) == "no_chinese_text"
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr("word/document.xml", body)
    assert read_document(target.getvalue()) == read_document(write_word_file(PROSE))


def test_a_cut_file_is_damaged() -> None:
    content = word_file_of(SENTENCE * 50)
    assert refusal(content[: len(content) // 2]) == "damaged"
    assert refusal(content[:-30]) == "damaged"


@pytest.mark.parametrize(
    ("main", "reason"),
    [
        ('<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>', "forbidden_content"),
        ('<!DOCTYPE w [<!ENTITY a "法法"><!ENTITY b "&a;&a;&a;">]><w>&b;&b;</w>', "forbidden_content"),
        ("<a>" * 5_000 + "</a>" * 5_000, "too_deep"),
        ("<w><p>没有写完", "damaged"),
        (" " * 10 + "<w/>", "no_chinese_text"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_hostile_xml_is_refused(main: str, reason: str, encoding: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        container.writestr("word/document.xml", main.encode(encoding))
    assert refusal(target.getvalue()) == reason


def test_a_part_that_unfolds_without_end_is_too_large() -> None:
    content = write_word_file(PROSE, media="0" * (101 * 1024 * 1024))
    assert len(content) < 200_000
    assert refusal(content) == "too_large"
