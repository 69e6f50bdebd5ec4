"""Bytes of all kinds in, a text or a refusal with its reason out."""

import codecs
import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.documents import (
    MAX_BYTES,
    MAX_CHARACTERS,
    MIN_HAN_CHARACTERS,
    REASONS,
    Document,
    DocumentRefused,
    read_document,
)
from transforms.documents.reader import find_format

SENTENCE = "青溪镇全年开展普法宣讲三十场，调解邻里纠纷四十二件，群众的满意程度逐年提高，工作的成效看得见。\r\n"
REPORT = SENTENCE * 4
TRADITIONAL = "青溪鎮人民政府依法行政，全年開展執法檢查十二次，調解糾紛四十件，區縣各機關報告會議的情況如下。\n" * 4


def refusal(content: bytes) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        read_document(content)
    assert caught.value.reason in REASONS
    assert caught.value.message
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "gb2312"])
def test_text_is_untouched_whatever_the_encoding(encoding: str) -> None:
    document = read_document(REPORT.encode(encoding))
    expected = "utf-8" if encoding == "utf-8" else "gb18030"
    assert document == Document(text=REPORT, encoding=expected, source_format="txt")


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_only_the_byte_order_mark_is_removed(mark: bytes, encoding: str) -> None:
    document = read_document(mark + REPORT.encode(encoding))
    assert (document.text, document.encoding) == (REPORT, encoding)


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    content = bytearray((SENTENCE * 40).encode())
    content[300] = 0xFF
    content[1500] = 0xFE
    document = read_document(bytes(content))
    assert document.encoding == "utf-8"
    assert 2 <= document.text.count("\ufffd") <= 6
    assert "调解邻里纠纷四十二件" in document.text


def test_broken_bytes_in_a_gbk_text_are_survived() -> None:
    content = bytearray((SENTENCE * 40).encode("gbk"))
    content[800] = 0xFF
    document = read_document(bytes(content))
    assert document.encoding == "gb18030"
    assert document.text.count("调解邻里纠纷四十二件") >= 38


def test_big5_is_taken_where_only_big5_makes_sense() -> None:
    assert read_document(TRADITIONAL.encode("big5")) == Document(TRADITIONAL, "big5hkscs", "txt")


def test_a_label_alone_does_not_make_big5_of_a_gbk_text() -> None:
    text = "charset=big5\n" + REPORT
    assert read_document(text.encode("gbk")).text == text


def test_a_wrong_label_does_not_beat_utf8() -> None:
    text = "charset=gb2312\n" + REPORT
    assert read_document(text.encode()) == Document(text, "utf-8", "txt")


@pytest.mark.parametrize("content", [b"", b" \r\n\t ", "\u3000\n".encode(), codecs.BOM_UTF8, "\u3000\n".encode("gbk")])
def test_nothing_but_white_space_is_empty(content: bytes) -> None:
    assert refusal(content).reason == "empty"


def test_nul_bytes_are_binary() -> None:
    assert refusal(REPORT.encode() + b"\x00\x01").reason == "binary"


def test_control_characters_are_binary() -> None:
    assert refusal(REPORT.encode() + b"\x01\x02\x03" * 40).reason == "binary"


def zipped(*members: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for member in members:
            archive.writestr(member, REPORT)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (zipped("xl/workbook.xml"), "xlsx"),
        (zipped("OFD.xml"), "OFD"),
        (zipped("mimetype", "content.xml"), "OpenDocument"),
        (zipped("report.txt"), "ZIP"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "png"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "jpeg"),
        (b"\x1f\x8b\x08" + bytes(30), "gzip"),
        (("<?xml version='1.0'?><report>" + REPORT).encode(), "XML"),
    ],
)
def test_recognised_formats_that_are_not_read_are_named(content: bytes, named: str) -> None:
    refused = refusal(content)
    assert refused.reason == "unsupported_format"
    assert named in refused.message


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "docx"),
        (zipped("word/document.xml")[:-40], "docx"),
        # A docx packed without compression holds the names of its own parts.
        (zipped("a.txt", "2022/word/document.xml.txt"), "zip"),
        (b"%PDF-1.7\n" + REPORT.encode(), "pdf"),
        (b"\xef\xbb\xbf%PDF-1.7\n", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"), "doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "ole"),
        (b"{\\rtf1\\ansi " + REPORT.encode(), "rtf"),
        (("MIME-Version: 1.0\nContent-Type: text/html\n\n" + REPORT).encode(), "mhtml"),
        (REPORT.encode("gbk"), "txt"),
    ],
)
def test_formats_are_told_from_the_content(content: bytes, found: str) -> None:
    assert find_format(content) == found


@pytest.mark.parametrize(
    "content",
    [
        ("<!DOCTYPE html><html><body>" + REPORT).encode(),
        ("\n  <html><p>" + REPORT).encode("gbk"),
        ("<div><p>一</p><p>二</p><span>三</span><br>" + REPORT).encode(),
    ],
)
def test_a_web_page_is_known_by_its_content(content: bytes) -> None:
    assert read_document(content).source_format == "html"


def test_a_stray_tag_is_no_web_page() -> None:
    text = REPORT + "<br>" + REPORT
    assert read_document(text.encode()).text == text


def test_noise_is_undecodable_or_no_report() -> None:
    noise = bytes(random.Random(7).choices(range(0x80, 0x100), k=4000))
    assert refusal(noise).reason == "undecodable"


def test_size_limits() -> None:
    assert refusal(b"a" * (MAX_BYTES + 1)).reason == "too_large"
    assert refusal(("法" * (MAX_CHARACTERS + 1)).encode()).reason == "too_large"


def test_how_much_chinese_makes_a_report() -> None:
    latin = "annual report of the town\n" * 20
    assert refusal((latin + "法" * (MIN_HAN_CHARACTERS - 1)).encode()).reason == "no_chinese_text"
    assert read_document((latin + "法" * MIN_HAN_CHARACTERS).encode()).encoding == "utf-8"


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_named_reason(content: bytes) -> None:
    try:
        text, reason = read_document(content).text, None
    except DocumentRefused as refused:
        text, reason = None, refused.reason
    assert text or reason in REASONS


@settings(deadline=None)
@given(st.text(alphabet="法治政府建设镇乡调解三十件，。0123\r\n \u3000", min_size=80, max_size=300))
def test_text_written_in_utf8_comes_back_as_it_was(text: str) -> None:
    try:
        read, reason = read_document(text.encode()).text, None
    except DocumentRefused as refused:
        read, reason = None, refused.reason
    assert read == text or reason in ("no_chinese_text", "empty")
