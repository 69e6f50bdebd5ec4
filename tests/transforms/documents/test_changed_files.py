"""Good files changed anywhere: every reader answers with a document that keeps its promises, or refuses with a reason."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from old_word_files import write_old_word_file
from test_other_formats import rich_text_of

from benchmarks.fuzz import checks, seeds
from benchmarks.fuzz.edits import KINDS, TOKENS, Edit, apply_edits
from transforms.documents import DocumentRefused, read_document
from transforms.documents.archive import list_members
from transforms.documents.composing import tidy

EDITS = st.lists(
    st.builds(
        Edit,
        st.sampled_from(KINDS),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from((1, 2, 4, 16, 100, 1000)),
        st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=8),
    ),
    max_size=6,
)
FILES: dict[str, tuple[Callable[[bytes], None], list[bytes]]] = {
    "text": (checks.check_decoding, seeds.texts()),
    "html": (checks.check_reader("html"), seeds.web_pages()),
    "docx": (checks.check_reader("docx"), seeds.word_files()),
    "parts of docx": (checks.check_word_parts, [seeds.join_parts(seeds.word_parts())]),
    "doc": (checks.check_reader("doc"), seeds.old_word_files()),
    "pdf": (checks.check_reader("pdf"), seeds.pdf_files()),
    "rtf": (checks.check_reader("rtf"), seeds.rich_texts()),
    "mhtml": (checks.check_reader("mhtml"), seeds.saved_pages()),
    "zip": (checks.check_archive, seeds.archives()),
}
REPORT = seeds.REPORT


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=5 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_changed_file_is_read_or_refused(name: str, data: st.DataObject) -> None:
    check, originals = FILES[name]
    check(apply_edits(data.draw(st.sampled_from(originals)), data.draw(EDITS)))


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_good_before_they_are_changed(name: str) -> None:
    _, originals = FILES[name]
    for original in originals:
        if name == "zip":
            assert len(list_members(original)) > 3
        elif name != "parts of docx":
            assert "青溪" in read_document(original).text


@settings(suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=600), name=st.sampled_from(sorted(FILES)))
def test_any_bytes_are_read_or_refused_by_any_reader(content: bytes, name: str) -> None:
    FILES[name][0](content)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_is_read_from_a_changed_file_can_be_described(data: st.DataObject) -> None:
    originals = FILES[data.draw(st.sampled_from([name for name in FILES if name not in ("zip", "parts of docx")]))][1]
    checks.check_any_file(apply_edits(data.draw(st.sampled_from(originals)), data.draw(EDITS)))


# --- what was found -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [("甲\ud83d\ude00乙", "甲😀乙"), ("甲\udb76乙", "甲\ufffd乙"), ("\ude00\ud83d", "\ufffd\ufffd")],
)
def test_halves_of_characters_are_put_together_or_marked(written: str, read: str) -> None:
    """A text with half a character stopped the whole run: no table can hold it."""
    assert tidy(written) == read


def test_characters_in_two_halves_in_rich_text() -> None:
    content = rich_text_of(REPORT * 3).removesuffix(b"}") + rb"\par \u-10179?\u-8704?\u-10179?}"
    assert read_document(content).text.endswith("😀\ufffd")


@pytest.mark.parametrize("wrong", [rb"\uc", rb"\uc ", rb"\u99999999?", rb"\u-99999999?", rb"\pict\bin"])
def test_rich_text_with_a_broken_control_word_is_damaged_or_read(wrong: bytes) -> None:
    document = checks.read_or_refuse(read_document, rich_text_of(REPORT * 3).removesuffix(b"}") + wrong + b"}")
    assert document is None or "青溪镇" in document.text


def archive(changed: Callable[[zipfile.ZipInfo], None]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as container:
        for name in ("word/document.xml", "b.txt"):
            container.writestr(name, REPORT)
        changed(container.filelist[0])
    return target.getvalue()


def test_a_container_with_an_empty_name_or_a_wrong_offset_stops_nothing() -> None:
    def forget_name(member: zipfile.ZipInfo) -> None:
        member.filename = member.orig_filename = ""

    def shift(member: zipfile.ZipInfo) -> None:
        member.header_offset += 20

    assert [member.path for member in list_members(archive(forget_name))] == ["b.txt"]
    shifted = archive(shift)
    with pytest.raises(DocumentRefused, match="damaged"):
        read_document(shifted)
    end = shifted.rindex(b"PK\x05\x06")
    # The directory is said to begin later than it does, so that members begin before the file.
    moved = shifted[: end + 16] + struct.pack("<I", end) + shifted[end + 20 :]
    with pytest.raises(DocumentRefused, match="damaged"):
        read_document(moved)


def test_a_stream_that_claims_more_than_the_file_holds_is_refused_before_it_is_read() -> None:
    content = bytearray(write_old_word_file(REPORT.replace("\n", "\r") * 4))
    entry = content.index("WordDocument".encode("utf-16-le"))
    struct.pack_into("<I", content, entry + 120, 0x7FFFFFFF)
    with pytest.raises(DocumentRefused, match="longer than the file"):
        read_document(bytes(content))
