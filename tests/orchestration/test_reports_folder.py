"""From a folder to files: what is listed, what is refused and why, and doing it in several processes."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import dagster as dg
import pytest
from small_reports import write_report

from orchestration.assets.decisions import fingerprint_decisions
from orchestration.assets.sources import fingerprint_inputs
from orchestration.automation import changed_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.folder_index import FolderIndex
from orchestration.intake import ReportsFolderError, list_files, read_files
from orchestration.partitions import ALL_YEARS, REPORT_YEARS
from orchestration.resources import DecisionsFolder, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.workers import Workforce, cut_batches, map_batches
from warehouse.lake import name_partition

REPORT = write_report("柳溪镇", 2023, 50, 40)


def test_the_listing_names_report_files_at_any_depth_in_order(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/c.TXT",
        "a/d.html",
        "e.docx",
        "README.md",
        "a/truth.yaml",
        ".hidden.txt",
        ".git/f.txt",
        "没有扩展名",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    listing = list_files(tmp_path)
    assert [path for path, _, _ in listing.files] == sorted(["b.txt", "a/c.TXT", "a/d.html", "e.docx", "没有扩展名"])
    assert listing.ignored == 2
    assert {size for _, size, _ in listing.files} == {len(REPORT.encode())}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: None, "does not exist"),
        (lambda folder: folder.write_text("甲"), "is not a folder"),
        (lambda folder: folder.mkdir(), "holds no report file"),
        (lambda folder: (folder.mkdir(), (folder / "README.md").write_text("甲")), "holds no report file"),
    ],
)
def test_a_folder_that_cannot_be_used_is_named_with_the_reason(tmp_path: Path, make, words: str) -> None:
    folder = tmp_path / "报告"
    make(folder)
    with pytest.raises(ReportsFolderError, match=words) as refused:
        list_files(folder)
    assert str(folder) in str(refused.value)


def test_a_file_that_goes_while_its_folder_is_listed_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(REPORT, encoding="utf-8")
    real = os.walk

    def walk_and_lose(*arguments, **more):
        for entry in real(*arguments, **more):
            (tmp_path / "a.txt").unlink(missing_ok=True)
            yield entry

    monkeypatch.setattr(os, "walk", walk_and_lose)
    assert [path for path, _, _ in list_files(tmp_path).files] == ["b.txt"]


def test_a_folder_that_cannot_be_listed_is_no_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise its reports would be taken out of the warehouse, as if they had been deleted."""
    (tmp_path / "closed").mkdir()
    (tmp_path / "a.txt").write_text(REPORT, encoding="utf-8")
    real = os.scandir

    def refuse(path):
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(ReportsFolderError, match="closed cannot be listed: Permission denied"):
        list_files(tmp_path)


def test_links_are_refused_and_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(REPORT, encoding="utf-8")
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "link.txt").symlink_to(outside)
    (folder / "folder").symlink_to(tmp_path, target_is_directory=True)
    (folder / "dangling.txt").symlink_to(tmp_path / "nowhere")
    documents, refused = read_files(list_files(folder), 1)
    assert documents.height == 0
    assert dict(refused.select("source_path", "reason").iter_rows()) == {
        "link.txt": "link",
        "folder": "link",
        "dangling.txt": "link",
    }


def test_a_pipe_neither_stops_the_listing_nor_the_hashing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    listing = list_files(tmp_path)
    documents, refused = read_files(listing, 1)
    assert (documents["source_path"].to_list(), refused["reason"].to_list()) == (["report.txt"], ["no_file"])
    index = FolderIndex(tmp_path / "index.json")
    hashing = threading.Thread(target=index.hash_files, args=(listing,), daemon=True)
    hashing.start()
    hashing.join(5)
    waits = hashing.is_alive()
    if waits:
        os.close(os.open(tmp_path / "pipe.txt", os.O_RDWR | os.O_NONBLOCK))
    assert not waits, "hashing the folder waits for a writer of the pipe"


def test_names_that_are_no_utf8_are_read_and_shown(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xa8\xb8\xe6.txt"))).write_text(REPORT, encoding="utf-8")
    listing = list_files(tmp_path)
    documents, _ = read_files(listing, 1)
    assert documents["source_path"].to_list() == ["\\xb1\\xa8\\xb8\\xe6.txt"]
    assert len(fingerprint_values(listing.files)) == 64


def test_encodings_and_bytes_that_are_no_text(tmp_path: Path) -> None:
    for name, content in {
        "utf8.txt": REPORT.encode(), "bom.txt": b"\xef\xbb\xbf" + REPORT.encode(), "gbk.txt": REPORT.encode("gbk"),
        "gb18030.txt": REPORT.encode("gb18030"), "utf16.txt": REPORT.encode("utf-16"), "empty.txt": b"", "blank.txt": b" \r\n\t",
        "nul.txt": b"\x00\x01\x02" * 200, "random.txt": bytes(range(256)) * 8, "picture.txt": b"\x89PNG\r\n\x1a\n" + b"\x00" * 64,
        "english.txt": b"No Chinese text at all in here. " * 20,
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
    documents, refused = read_files(list_files(tmp_path), 1)
    assert set(documents["source_path"]) == {"utf8.txt", "bom.txt", "gbk.txt", "gb18030.txt", "utf16.txt"}
    assert set(documents["text"]) == {REPORT}
    reasons = dict(refused.select("source_path", "reason").iter_rows())
    assert reasons["empty.txt"] == reasons["blank.txt"] == "empty"
    assert reasons["nul.txt"] == "binary"
    assert reasons["english.txt"] == "no_chinese_text"
    assert set(reasons) == {"empty.txt", "blank.txt", "nul.txt", "random.txt", "picture.txt", "english.txt"}
    assert all(refused["message"].str.len_chars() > 10)


# --- processes ----------------------------------------------------------------------------------------------------------------


def square(numbers: list[int]) -> list[int]:
    return [number * number for number in numbers]


def process_of(numbers: list[int]) -> int:
    return os.getpid()


def test_one_and_two_workers_give_the_same_in_order() -> None:
    batches = cut_batches(range(23), 4)
    assert [len(batch) for batch in batches] == [4, 4, 4, 4, 4, 3]
    alone, together = (list(map_batches(square, batches, Workforce(n))) for n in (1, 2))
    assert alone == together == [square(batch) for batch in batches]
    assert set(map_batches(process_of, batches, Workforce(1))) == {os.getpid()}
    assert os.getpid() not in set(map_batches(process_of, batches, Workforce(2)))


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_nothing_to_do_gives_nothing(workers: int) -> None:
    assert list(map_batches(square, [], Workforce(workers))) == []


# --- partitions, fingerprints, the sensor -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "name"),
    [(2023, "2023"), (2004, "2004"), (2039, "2039"), (2003, "unknown"), (2040, "unknown"), (None, "unknown")],
)
def test_a_year_has_its_partition(year: int | None, name: str) -> None:
    assert name_partition(year) == name
    assert name in REPORT_YEARS.get_partition_keys()


def test_fingerprints_follow_content_and_name() -> None:
    assert fingerprint_packages("transforms/catalog") == fingerprint_packages("transforms/catalog")
    assert fingerprint_packages("transforms/catalog") != fingerprint_packages("transforms/facts")
    assert fingerprint_packages("transforms/catalog", "transforms/facts") == fingerprint_packages(
        "transforms/facts", "transforms/catalog"
    )
    assert fingerprint_values("a", "b") != fingerprint_values("ab")


def test_a_fingerprint_of_one_file_follows_that_file() -> None:
    """read_reports names orchestration/assets/reports.py among what it applies."""
    nothing = fingerprint_packages()
    assert fingerprint_packages("orchestration/assets/reports.py") != nothing


def tick(
    folder: Path, cursor: str | None, instance: dg.DagsterInstance | None = None
) -> dg.SensorResult | dg.SkipReason:
    """One evaluation of the sensor on `folder`, with the output folder beside it."""
    resources = {
        "reports_folder": ReportsFolder(path=str(folder)),
        "sources_file": SourcesFile(),
        "decisions_folder": DecisionsFolder(path=str(folder.parent / "decisions")),
        "warehouse_store": store_of(folder),
    }
    with (
        dg.DagsterInstance.ephemeral() as other,
        dg.build_sensor_context(cursor=cursor, instance=instance or other, resources=resources) as context,
    ):
        return changed_reports(context)


def store_of(folder: Path) -> WarehouseStore:
    return WarehouseStore(out=str(folder.parent / "out"))


def publish_listing(folder: Path) -> None:
    """What a successful run leaves for the sensor."""
    store_of(folder).listing_published.write_text(
        fingerprint_inputs(list_files(folder), None, decisions=fingerprint_decisions({})), encoding="utf-8"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "reports"
    place.mkdir()
    (place / "one.txt").write_text(REPORT, encoding="utf-8")
    return place


def test_the_sensor_asks_for_one_run_a_change(folder: Path) -> None:
    first = tick(folder, None)
    assert len(first.run_requests) == 1
    assert ALL_YEARS.items() <= first.run_requests[0].tags.items()
    publish_listing(folder)
    same = tick(folder, first.cursor)
    assert "1 files" in same.skip_message

    (folder / "two.txt").write_text(REPORT, encoding="utf-8")
    added = tick(folder, first.cursor)
    publish_listing(folder)
    os.utime(folder / "one.txt", ns=(1, 1))
    touched = tick(folder, added.cursor)
    publish_listing(folder)
    (folder / "two.txt").unlink()
    removed = tick(folder, touched.cursor)
    keys = [result.run_requests[0].run_key for result in (first, added, touched, removed)]
    assert len(set(keys)) == 4


def test_the_sensor_asks_again_for_a_state_that_comes_back(folder: Path) -> None:
    first = tick(folder, None)
    publish_listing(folder)
    aside = folder.parent / "aside.txt"
    (folder / "two.txt").write_text(REPORT, encoding="utf-8")
    second = tick(folder, first.cursor)
    publish_listing(folder)
    (folder / "two.txt").rename(aside)
    third = tick(folder, second.cursor)
    assert third.run_requests[0].run_key != first.run_requests[0].run_key


def test_the_sensor_tries_a_failed_run_again_after_a_pause(folder: Path) -> None:
    first = tick(folder, None)
    waiting = tick(folder, first.cursor)
    assert "tried 1 times" in waiting.skip_message
    over = json.dumps({**json.loads(first.cursor), "not_before": 0.0})
    again = tick(folder, over)
    assert again.run_requests[0].run_key != first.run_requests[0].run_key
    assert json.loads(again.cursor)["tries"] == 2


def test_a_pause_that_a_wrong_clock_began_is_not_waited_for(folder: Path) -> None:
    first = tick(folder, None)
    in_ten_years = json.loads(first.cursor)["not_before"] + 10 * 365 * 86_400
    again = tick(folder, json.dumps({**json.loads(first.cursor), "not_before": in_ten_years}))
    assert len(again.run_requests) == 1


def test_the_sensor_waits_while_a_run_is_under_way(folder: Path) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_run(
            dg.DagsterRun("publish_warehouse", status=dg.DagsterRunStatus.STARTED)  # type: ignore[call-arg]
        )
        assert "under way" in tick(folder, None, instance).skip_message


def test_the_sensor_does_not_ask_for_runs_because_of_files_that_are_no_reports(folder: Path) -> None:
    cursor = tick(folder, None).cursor
    publish_listing(folder)
    (folder / "README.md").write_text("说明", encoding="utf-8")
    (folder / ".one.txt.swp").write_text("甲", encoding="utf-8")
    assert isinstance(tick(folder, cursor), dg.SkipReason)


def test_the_sensor_skips_with_the_reason_where_the_folder_cannot_be_used(tmp_path: Path) -> None:
    skipped = tick(tmp_path / "nowhere", None)
    assert isinstance(skipped, dg.SkipReason)
    assert "does not exist" in skipped.skip_message
