"""Files that would take all memory or time, or kill their reader: each is named with its reason, all others are read."""

from __future__ import annotations

import io
import os
import time
import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest
from misbehaviour import misbehave
from small_reports import write_report

from orchestration import intake
from orchestration.guarded import Limits, Lost, map_guarded
from orchestration.intake import DOCUMENT_SCHEMA, list_files, read_files
from transforms.documents import Document, read_plain_text
from transforms.documents.archive import list_members, open_member, show_name

REPORT = write_report("柳溪镇", 2023, 50, 40)
PAGE = f"<!DOCTYPE html><html><body><p>{'</p><p>'.join(REPORT.splitlines())}</p></body></html>"
LIMITS = Limits(memory_bytes=512 * 1024**2, cpu_seconds=2, wall_seconds=6)


def packed(members: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


def inflating_pdf(megabytes: int) -> bytes:
    """A PDF whose one page holds a stream of drawing orders without end, packed to little."""
    order = b"BT /F1 9 Tf 1 1 Td (legal legal legal legal legal legal) Tj ET\n"
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(order * 16_384) for _ in range(megabytes)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(content),
    )


def hostile_files() -> dict[str, tuple[bytes, set[str]]]:
    """Content and the reasons that are right for each file."""
    document = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
    entities = '<!DOCTYPE w [<!ENTITY a "法治"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    secret = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    return {
        "zip_bomb.docx": (packed({"word/document.xml": b"0" * (101 * 1024**2)}), {"too_large"}),
        "zip_bomb.zip": (packed({"a.txt": b"0" * (101 * 1024**2)}), {"too_large"}),
        "xxe.docx": (packed({"word/document.xml": secret + document.format("&x;")}), {"forbidden_content"}),
        "entity_bomb.docx": (packed({"word/document.xml": entities + document.format("&c;")}), {"forbidden_content"}),
        "deep.html": (("<html><body>" + "<div>" * 100_000 + REPORT).encode(), {"too_deep"}),
        "deep.docx": (packed({"word/document.xml": "<a>" * 100_000 + "</a>" * 100_000}), {"too_deep"}),
        "inflating.pdf": (inflating_pdf(96), {"time_exceeded", "memory_exceeded", "reader_died", "too_large"}),
        "truncated.docx": (
            packed({"word/document.xml": document.format(""), "x": os.urandom(3000)})[:2000],
            {"damaged"},
        ),
        "picture.pdf": (b"\x89PNG\r\n\x1a\n" + bytes(100), {"unsupported_format"}),
        "not_a_page.html": (b"\x7fELF" + bytes(300), {"unsupported_format"}),
    }


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> tuple[pl.DataFrame, dict[str, str], float]:
    """Documents, reasons by path, and the seconds it took, of a folder with every hostile file among good ones."""
    folder = tmp_path_factory.mktemp("hostile")
    for name, (content, _) in hostile_files().items():
        (folder / name).write_bytes(content)
    for place in range(6):
        (folder / f"good{place}.html").write_text(PAGE.replace("50件", f"{50 + place}件"), encoding="utf-8")
    (folder / "good.txt").write_text(REPORT, encoding="utf-8")
    (folder / "line\nend\x1b[31m.html").write_text(PAGE, encoding="utf-8")
    with open(folder / "huge.html", "wb") as huge:
        huge.truncate(1024**3)
    (folder / "outside").symlink_to("/", target_is_directory=True)
    (folder / "outside.html").symlink_to("/etc/hostname")
    begun = time.monotonic()
    documents, refused = read_files(list_files(folder), 2, LIMITS)
    return documents, dict(refused.select("source_path", "reason").iter_rows()), time.monotonic() - begun


@pytest.mark.parametrize("name", hostile_files())
def test_each_hostile_file_is_refused_with_its_reason(
    reading: tuple[pl.DataFrame, dict[str, str], float], name: str
) -> None:
    assert reading[1][name] in hostile_files()[name][1]


def test_what_is_no_file_of_the_folder_or_has_a_strange_name(
    reading: tuple[pl.DataFrame, dict[str, str], float],
) -> None:
    reasons = reading[1]
    assert {name: reasons[name] for name in ("outside", "outside.html", "huge.html", r"line\nend\x1b[31m.html")} == {
        "outside": "link",
        "outside.html": "link",
        "huge.html": "too_large",
        r"line\nend\x1b[31m.html": "unsafe_name",
    }


def test_all_others_are_read(reading: tuple[pl.DataFrame, dict[str, str], float]) -> None:
    documents, _, seconds = reading
    assert documents["source_path"].to_list() == ["good.txt", *(f"good{place}.html" for place in range(6))]
    assert documents.schema == DOCUMENT_SCHEMA
    assert seconds < 120


def test_a_fault_that_nobody_foresaw_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(content: bytes) -> Document | None:
        if b"wrong" in content:
            raise UnicodeError("nobody foresaw it")
        return read_plain_text(content)

    (tmp_path / "a.txt").write_text(REPORT + "wrong", encoding="utf-8")
    (tmp_path / "b.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.setattr(intake, "read_plain_text", fail)
    documents, _ = read_files(list_files(tmp_path), 1)
    assert documents["source_path"].to_list() == ["a.txt", "b.txt"]


# --- archives -----------------------------------------------------------------------------------------------------------------


def test_each_report_of_an_archive_is_a_document_of_its_own(tmp_path: Path) -> None:
    inner = packed({"乙.html": PAGE.replace("50件", "51件"), "bad.docx": b"PK\x03\x04 cut off"})
    content = packed(
        {
            "2023/甲.txt": REPORT,
            "inner.zip": inner,
            "note.md": "x",
            "__MACOSX/甲.txt": "x",
            "../../etc/丙.txt": REPORT.replace("50", "52"),
        }
    )
    (tmp_path / "all.zip").write_bytes(content)
    documents, refused = read_files(list_files(tmp_path), 1)
    assert documents["source_path"].to_list() == [
        "all.zip/2023/甲.txt",
        "all.zip/etc/丙.txt",
        "all.zip/inner.zip/乙.html",
    ]
    assert documents["source_bytes"].to_list()[0] == len(REPORT.encode())
    assert refused.select("source_path", "reason").rows() == [("all.zip/inner.zip/bad.docx", "damaged")]


def test_archives_that_hold_nothing_too_much_or_too_deep(tmp_path: Path) -> None:
    nested = packed({"a.txt": REPORT})
    for _ in range(4):
        nested = packed({"in.zip": nested})
    many = packed({f"{number}.txt": "x" for number in range(5_001)}, zipfile.ZIP_STORED)
    for name, content in {
        "none.zip": packed({"a.md": "x"}),
        "deep.zip": nested,
        "many.zip": many,
        "cut.zip": packed({"a.txt": REPORT})[:-30],
    }.items():
        (tmp_path / name).write_bytes(content)
    _, refused = read_files(list_files(tmp_path), 1)
    assert dict(refused.select("source_path", "reason").iter_rows()) == {
        "none.zip": "no_report_inside",
        "deep.zip": "too_deep",
        "many.zip": "too_large",
        "cut.zip": "damaged",
    }


def test_names_of_chinese_windows_and_repeated_names() -> None:
    content = packed({"AAAA.txt": "0", "a.txt": "1", "b.txt": "2"})
    content = content.replace(b"AAAA.txt", "报告.txt".encode("gbk")).replace(b"b.txt", b"a.txt")
    members = list_members(content)
    assert [member.path for member in members] == ["报告.txt", "a.txt", "a.txt#2"]
    assert [open_member(content, member.places) for member in members] == [b"0", b"1", b"2"]


def test_control_characters_are_shown() -> None:
    assert show_name("甲\n\x1b[0m\u202e.txt") == r"甲\n\x1b[0m\u202e.txt"


# --- workers that die ---------------------------------------------------------------------------------------------------------


def test_the_item_at_fault_is_named_and_the_others_are_done() -> None:
    items = ["a", "die", "b", "raise", "kill", "spin", "c", "sleep", "eat", *(f"x{place}" for place in range(30))]
    results = list(map_guarded(misbehave, items, 2, Limits(256 * 1024**2, 1, 4)))
    reasons = {item: result.reason for item, result in zip(items, results, strict=True) if isinstance(result, Lost)}
    assert reasons == {
        "die": "reader_died",
        "raise": "reader_failed",
        "kill": "reader_died",
        "spin": "time_exceeded",
        "sleep": "time_exceeded",
        "eat": "memory_exceeded",
    }
    assert [result for result in results if not isinstance(result, Lost)] == [
        item.upper() for item in items if item not in reasons
    ]


def test_nothing_to_do_starts_no_process() -> None:
    assert list(map_guarded(misbehave, [], 2)) == []
