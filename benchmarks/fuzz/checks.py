"""What must hold for any input: an answer or a refusal of the kind that is promised, and answers that prove themselves.

Here: one function a promise; each raises AssertionError, or lets through an exception that should not have come.
Not here: inputs (`seeds`), which input goes where (`targets`).
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from benchmarks.fuzz.seeds import pack, split_parts
from transforms.documents import REASONS, Document, DocumentRefused, read_document, read_plain_text
from transforms.documents.archive import is_safe_name, list_members, open_member
from transforms.documents.characters import decode_text
from transforms.documents.reader import READERS, admit, find_format
from transforms.extraction import extract
from transforms.reading import describe_reports
from warehouse.tables import PASSAGE_ROLES
from warehouse.tables.facts import DISPOSITIONS, QUALIFIERS


def read_or_refuse(read: Callable[[bytes], Document | None], content: bytes) -> Document | None:
    """A document that keeps its promises, or None for one refused with a reason that is listed."""
    try:
        document = read(content)
    except DocumentRefused as refusal:
        check_refusal(refusal)
        return None
    if document is not None:
        check_document(document)
    return document


def check_refusal(refusal: DocumentRefused) -> None:
    """Its reason is listed, and its message can be written down."""
    assert refusal.reason in REASONS, refusal.reason
    assert refusal.message.encode(), refusal.reason


def check_document(document: Document) -> None:
    """The text can be written down, and passages lie in it one after the other, the report before its furniture."""
    document.text.encode()
    assert 0 <= document.body_end <= len(document.text)
    reached = 0
    for passage in document.passages:
        assert reached <= passage.start < passage.end <= len(document.text), passage
        assert passage.role in PASSAGE_ROLES, passage
        assert "\n" not in document.text[passage.start : passage.end], passage
        (passage.place or "").encode()
        reached = passage.end
    assert all(reason in REASONS for reason, _ in document.remarks)


def check_decoding(content: bytes) -> None:
    """Bytes give characters that can be written again, or nothing."""
    decoded = decode_text(content)
    if decoded is not None:
        decoded[0].encode()
        content.decode(decoded[1], errors="replace")
    find_format(content)
    read_or_refuse(read_plain_text, content)


def check_reader(name: str) -> Callable[[bytes], None]:
    """The check of one reader, whatever the format that the bytes would be taken for."""

    def check(content: bytes) -> None:
        document = read_or_refuse(READERS[name], content)
        if document is not None:
            read_or_refuse(lambda _: admit(document), content)

    return check


def check_any_file(content: bytes) -> None:
    """As a run reads it: the format is found, and what is read can be described."""
    document = read_or_refuse(read_document, content)
    if document is not None and len(document.text) < 20_000:
        check_description(document.text)


def check_word_parts(content: bytes) -> None:
    """A Word file whose parts were changed before they were packed."""
    check_reader("docx")(pack(split_parts(content)))


def check_streams(content: bytes) -> None:
    """An old Word file whose streams were changed before they were laid into sectors."""
    from old_word_files import write_container

    check_reader("doc")(write_container({name[:31]: part for name, part in split_parts(content).items()}))


def check_archive(content: bytes) -> None:
    """Names that stay below the archive, and bytes of each member or a refusal."""
    try:
        members = list_members(content)
    except DocumentRefused as refusal:
        check_refusal(refusal)
        return
    assert len({member.path for member in members}) == len(members)
    for member in members[:20]:
        steps = member.path.split("/")
        assert member.path, member
        assert ".." not in steps, member
        assert not member.path.startswith("/"), member
        is_safe_name(member.path)
        try:
            open_member(content, member.places)
        except DocumentRefused as refusal:
            check_refusal(refusal)


def check_extraction(text: str) -> None:
    """Every span proves itself."""
    check_mentions(text, extract(pl.DataFrame({"report": ["r"], "text": [text]})))


def check_mentions(text: str, mentions: pl.DataFrame) -> None:
    """Spans in order, each the words it quotes, with values that are numbers."""
    reached = 0
    for row in mentions.iter_rows(named=True):
        assert reached <= row["start"] < row["end"] <= len(text), row
        assert text[row["start"] : row["end"]] == row["quote"], row
        assert row["clause"] in text, row
        assert row["disposition"] in DISPOSITIONS, row
        assert row["qualifier"] in QUALIFIERS, row
        for name in ("value", "value_low", "value_high"):
            assert row[name] is None or abs(row[name]) < float("inf"), row
        reached = row["start"]


def check_engines(text: str) -> None:
    """The compiled engine gives the rows of the readable one."""
    frame = pl.DataFrame({"report": ["r"], "text": [text]})
    readable, compiled = extract(frame), extract(frame, is_compiled=True)
    assert compiled.equals(readable), (compiled, readable)
    check_mentions(text, compiled)


def check_description(text: str, url: str | None = None) -> None:
    """A text is described and divided into parts that lie in it."""
    documents = pl.DataFrame(
        {
            "source_path": ["a"], "source_sha256": ["0"], "source_bytes": [1], "source_format": ["txt"],
            "encoding": ["utf-8"], "text": [text], "source_url": pl.Series([url], dtype=pl.String),
        }
    )  # fmt: skip
    reports, sections = describe_reports(documents)
    assert reports.height == 1
    for start, end in sections.select("start", "end").iter_rows():
        assert 0 <= start <= end <= len(text)
