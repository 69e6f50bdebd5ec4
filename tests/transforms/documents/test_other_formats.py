"""Reports as doc, PDF, rich text and saved pages: what is kept, what is told apart, what is refused."""

from __future__ import annotations

import base64
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from old_word_files import old_word_file_of, write_container, write_old_word_file
from page_layouts import paragraphs
from pdf_files import pdf_of, pdf_of_pictures
from same_facts import REPORTS, check_passages, facts_of, identity_of, mentions_of, report_parameters

from transforms.documents import Document, DocumentRefused, read_document

SENTENCE = "全年开展普法宣讲三十场，调解邻里纠纷四十二件，群众的满意程度逐年提高，工作的成效看得见。"
REPORT = f"青溪镇2022年法治政府建设情况报告\n{SENTENCE * 9}\n一、主要工作\n{SENTENCE * 12}\n二、存在的问题\n{SENTENCE * 15}\n青溪镇人民政府\n2023年1月20日"


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentRefused) as caught:
        read_document(content)
    return caught.value.reason


def text_of(path: Path) -> str:
    return path.read_bytes().decode("utf-8-sig")


# --- old Word files -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", report_parameters(REPORTS))
def test_an_old_word_file_gives_the_facts_and_the_identity_of_the_plain_text(path: Path) -> None:
    plain, word = read_document(text_of(path).encode()), read_document(old_word_file_of(text_of(path)))
    assert word.source_format == "doc"
    assert identity_of(word) == identity_of(plain)
    assert facts_of(word) == facts_of(plain)
    check_passages(word)


@pytest.mark.parametrize("table_stream", ["0Table", "1Table"])
def test_parts_of_an_old_word_file(table_stream: str) -> None:
    body = f'{SENTENCE}\r事项\x07件数\x07\x07立案\x0712\x07\x07结案\x07\x07\x07\x13 HYPERLINK "x" \x14网址\x15上公开\x0b换行\r{SENTENCE}\r'
    document = read_document(write_old_word_file(body, "统计到年底。\r", "青溪镇文件\r", table_stream, pieces=1))
    assert document.text.splitlines() == [
        SENTENCE, "事项 | 件数", "立案 | 12", "| 结案 |  |", "网址上公开", "换行", SENTENCE, "统计到年底。", "", "青溪镇文件",
    ]  # fmt: skip
    roles = {document.text[passage.start : passage.end]: passage.role for passage in document.passages}
    assert (roles["立案 | 12"], roles["统计到年底。"], roles["青溪镇文件"]) == ("table_row", "note", "running_header")


def test_pieces_of_one_byte_a_character() -> None:
    latin = "rule of law " * 400
    document = read_document(write_old_word_file(latin + SENTENCE * 3 + "\r", pieces=5))
    assert document.text == latin + SENTENCE * 3


def test_broken_and_protected_old_word_files() -> None:
    content = write_old_word_file(SENTENCE * 200 + "\r")
    assert refusal(content[:3000]) == "damaged"
    assert refusal(content[:600]) == "damaged"
    assert refusal(write_old_word_file(SENTENCE, flags=0x0100)) == "encrypted"
    assert refusal(write_container({"WordDocument": b"\xec\xa5\x21\x00" + b"\x00" * 900})) == "unsupported_format"
    assert refusal(write_container({"EncryptedPackage": b"\x00" * 900})) == "encrypted"
    assert refusal(write_container({"Workbook": b"\x00" * 900})) == "unsupported_format"


# --- PDF ----------------------------------------------------------------------------------------------------------------------


@cache
def pdf_document(path: Path) -> Document:
    return read_document(pdf_of(text_of(path)))


def test_nearly_all_facts_of_pdf_files() -> None:
    expected: Counter[tuple[str, float, str]] = Counter()
    found: Counter[tuple[str, float, str]] = Counter()
    for path in REPORTS:
        plain, read = (facts_of(document) for document in (read_document(text_of(path).encode()), pdf_document(path)))
        expected += Counter((path.stem, *(row[0], row[1], row[5])) for row in plain if row[0])
        found += Counter((path.stem, *(row[0], row[1], row[5])) for row in read if row[0])
    assert (expected & found).total() >= 0.98 * expected.total()
    assert (found - expected).total() <= 0.02 * expected.total()


@pytest.mark.parametrize("path", report_parameters(REPORTS))
def test_identity_and_passages_of_pdf_files(path: Path) -> None:
    plain, read = identity_of(read_document(text_of(path).encode())), identity_of(pdf_document(path))
    # The writer of the test makes one blank of several, which may hide where a label ends.
    for name in ("document_type", "level", "report_year", "region_name", "issuer", "state"):
        assert read[name] == plain[name], name
    check_passages(pdf_document(path))


def test_paragraphs_cross_pages_and_furniture_is_set_aside() -> None:
    document = read_document(pdf_of(REPORT * 3))
    lines = document.text[: document.body_end].splitlines()
    assert {line for line in lines if len(line) > 60} == {SENTENCE * 9, SENTENCE * 12, SENTENCE * 15}
    roles = Counter(passage.role for passage in document.passages)
    pages = max(passage.page_number or 0 for passage in document.passages)
    assert pages >= 3
    assert roles["running_header"] == roles["page_number"] == pages
    numbers = [passage.page_number for passage in document.passages if passage.role == "paragraph"]
    assert numbers == sorted(numbers)


def test_tables_of_pdf_files_keep_header_and_cells() -> None:
    document = read_document(
        pdf_of(REPORT, rows=[["事项", "受理（件）", "办结（件）"], ["信访", "17", "15"], ["复议", "4", "3"]])
    )
    assert "事项 | 受理（件） | 办结（件）\n信访 | 17 | 15\n复议 | 4 | 3" in document.text
    assert {row["value"] for row in mentions_of(document).to_dicts() if row["clause"].startswith("信访")} == {17, 15}


def test_a_scan_needs_ocr_and_a_page_that_is_a_picture_is_remarked_on() -> None:
    assert refusal(pdf_of_pictures(2)) == "needs_ocr"
    # Three lines that differ: pdfium takes equal long lines for one drawn twice where the machine lacks their font.
    words = "\n".join(f"{order}、{SENTENCE}" for order in "一二三")
    assert refusal(pdf_of_pictures(3, words)) == "needs_ocr"
    document = read_document(pdf_of_pictures(2, words))
    assert document.remarks == (("needs_ocr", "pages 2 are pictures; the others are read"),)


def test_broken_pdf_files() -> None:
    content = pdf_of(REPORT)
    assert refusal(b"%PDF-1.7\n" + SENTENCE.encode() * 3) == "damaged"
    assert refusal(content[:200]) == "damaged"


# --- rich text, saved pages ---------------------------------------------------------------------------------------------------


def rich_text_of(text: str) -> bytes:
    escaped = "".join(
        "\\par\n"
        if character == "\n"
        else character
        if character.isascii()
        else "".join(f"\\'{byte:02x}" for byte in character.encode("gbk"))
        for character in text
    )
    return f"{{\\rtf1\\ansi\\ansicpg936\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset134 SimSun;}}}}\\f0 {escaped}}}".encode(
        "ascii"
    )


def test_rich_text() -> None:
    document = read_document(rich_text_of(REPORT))
    assert (document.text, document.source_format) == (REPORT, "rtf")
    raw = rich_text_of("").removesuffix(b"}") + SENTENCE.encode("gbk") * 3 + b"}"
    assert read_document(raw).text == SENTENCE * 3


@pytest.mark.parametrize(
    "opening", ["MIME-Version: 1.0\r\n", "From: <Saved by Blink>\r\nSubject: =?utf-8?Q?x?=\r\nMIME-Version: 1.0\r\n"]
)
def test_saved_pages(opening: str) -> None:
    page = paragraphs('<meta charset="gb2312">', REPORT)
    encoded = base64.encodebytes(page.encode("gbk")).decode()
    content = (
        f'{opening}Content-Type: multipart/related; type="text/html"; boundary="==x"\r\n\r\n--==x\r\nContent-Type: text/html; charset="gb2312"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--==x\r\nContent-Type: image/png\r\n\r\nabc\r\n--==x--\r\n"
    ).encode()
    document = read_document(content)
    assert document.source_format == "mhtml"
    assert document.text[: document.body_end].splitlines() == REPORT.splitlines()
