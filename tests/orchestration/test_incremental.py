"""Only what changed is made again, and what comes out is to the byte what a full build makes of the same files."""

from __future__ import annotations

import os
import random
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
import yaml
from small_reports import write_report

from orchestration.assets import facts as facts_module
from orchestration.definitions import defs
from orchestration.folder_index import FolderIndex
from orchestration.intake import list_files
from orchestration.partitions import ALL_YEARS
from orchestration.reading import SHELF_SCHEMA, Reading, read_folder
from orchestration.resources import DecisionsFolder, Fetching, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.workers import Workforce
from transforms.extraction import extract
from warehouse.lake import Lake
from warehouse.shelf import Shelf
from warehouse.tables import TABLES

# Everything but the judgement, whose engine takes longer to start than all of this; it has no partitions to reuse.
MADE = sorted(name for name in TABLES if not name.startswith("quality_"))
PLACES = ("柳溪镇", "松坪乡", "古渡镇")


def build(reports: Path, out: Path, workers: int = 1, cluster: str = "") -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral() as instance:
        result = dg.materialize(
            list(defs().assets or ()),
            selection=dg.AssetSelection.assets(*MADE),
            resources={
                "reports_folder": ReportsFolder(path=str(reports)),
                "sources_file": SourcesFile(),
                # What people decided lies beside the reports, for all that are built of them.
                "decisions_folder": DecisionsFolder(path=str(reports.parent / "decisions")),
                "fetching": Fetching(),
                "warehouse_store": WarehouseStore(out=str(out), workers=workers, cluster=cluster),
            },
            tags=dict(ALL_YEARS),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            instance=instance,
        )
    assert result.success
    return result


def parquet_of(out: Path) -> dict[str, bytes]:
    return {path.relative_to(out / "lake").as_posix(): path.read_bytes() for path in (out / "lake").rglob("*.parquet")}


def inodes_of(out: Path) -> dict[str, int]:
    """A file that is written again is another one."""
    return {path.relative_to(out / "lake").as_posix(): path.stat().st_ino for path in (out / "lake").rglob("*.parquet")}


def put(folder: Path, name: str, place: str, year: int, mediated: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(write_report(place, year, mediated, mediated - 3), encoding="utf-8")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    for number, place in enumerate(PLACES):
        for year in (2021, 2022, 2023):
            put(folder, f"{place}{year}.txt", place, year, 40 + 7 * number + year % 5)
    return folder


def test_one_report_more_rewrites_its_year_and_the_following_one_where_marts_look_back(
    reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    build(reports, out)
    before = inodes_of(out)
    extracted: list[int] = []
    monkeypatch.setattr(
        facts_module, "extract", lambda frame, **how: extracted.append(frame.height) or extract(frame, **how)
    )
    put(reports, "新河镇2022.txt", "新河镇", 2022, 66)
    result = build(reports, out)
    after = inodes_of(out)
    rewritten = {name for name in after if after[name] != before.get(name)}
    of_year = {f"{name}/2022.parquet" for name in MADE if TABLES[name].partitioned}
    looking_back = {"mart_yoy/2023.parquet", "fact_copied_sentence/2023.parquet"}
    # A course spans the years, and so do lists of what is to be done.
    of_all = {f"{name}/all.parquet" for name in ("dim_region", "mart_trend", "expected_report", "review_queue")}
    assert rewritten == {*of_year, *looking_back, *of_all}
    assert extracted == [1], "the other reports of the year keep their mentions"
    [made] = [
        event.step_materialization_data.materialization.metadata
        for event in result.get_asset_materialization_events()
        if event.asset_key == dg.AssetKey("dim_report")
    ]
    assert made["partitions_made"].value == ["2022"]


def decide(reports: Path, *entries: dict[str, Any]) -> None:
    whole = [{"reason": "查过原文", "role": "reviewer", "date": "2026-03-02", **entry} for entry in entries]
    folder = reports.parent / "decisions"
    folder.mkdir(exist_ok=True)
    (folder / "2026.yaml").write_text(yaml.safe_dump({"decisions": whole}, allow_unicode=True), encoding="utf-8")


def test_decisions_rewrite_the_years_that_they_touch_and_end_where_a_full_build_does(
    reports: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    # Two versions of one report, of the same day: nobody but a person can say which counts.
    put(reports, "柳溪镇2022又.txt", "柳溪镇", 2022, 44)
    build(reports, out)
    first = parquet_of(out)
    before = inodes_of(out)
    ids = dict(Lake(out / "lake").read("dim_report").select("source_path", "report_id").iter_rows())
    number = (
        Lake(out / "lake")
        .read("fact_mention", ["2022"])
        .filter((pl.col("report_id") == ids["松坪乡2022.txt"]) & (pl.col("indicator_id") == "dispute.mediated"))
    )
    versions = {"kind": "duplicate", "keep": ids["柳溪镇2022又.txt"], "supersede": [ids["柳溪镇2022.txt"]]}
    corrected = {
        "kind": "number", "report": ids["松坪乡2022.txt"], "span": [number["start"][0], number["end"][0]],
        "quote": number["quote"][0], "action": "set", "set": {"value": 61},
    }  # fmt: skip
    decide(reports, {"id": "versions", **versions}, {"id": "number", **corrected})
    build(reports, out)
    after = inodes_of(out)
    rewritten = {name for name in after if after[name] != before.get(name)}
    assert {"dim_report/2022.parquet", "fact_mention/2022.parquet", "fact_indicator/2022.parquet"} <= rewritten
    assert "mart_yoy/2023.parquet" in rewritten
    assert not {f"{name}/{year}.parquet" for name in ("dim_report", "fact_mention", "fact_indicator") for year in (2021, 2023)} & rewritten  # fmt: skip
    facts = Lake(out / "lake").read("fact_indicator", ["2022"]).filter(pl.col("indicator_id") == "dispute.mediated")
    assert sorted(facts.select("report_id", "value", "decision_ids").rows()) == sorted(
        [
            (ids["柳溪镇2022又.txt"], 44.0, None),
            (ids["松坪乡2022.txt"], 61.0, ["number"]),
            (ids["古渡镇2022.txt"], 56.0, None),
        ]
    )
    kept = Lake(out / "lake").read("dim_report", ["2022"]).filter(pl.col("superseded_by").is_not_null())
    assert kept.select("report_id", "superseded_by", "state").rows() == [
        (ids["柳溪镇2022.txt"], ids["柳溪镇2022又.txt"], "superseded")
    ]
    assert kept["state_reason"][0].startswith("decision versions: ")

    moved = {"kind": "report", "report": ids["古渡镇2021.txt"], "set": {"report_year": 2020}}
    decide(reports, {"id": "versions", **versions, "status": "withdrawn"}, {"id": "year", **moved})
    build(reports, out)
    build(reports, tmp_path / "full")
    assert parquet_of(out) == parquet_of(tmp_path / "full")

    (reports.parent / "decisions" / "2026.yaml").unlink()
    build(reports, out)
    assert parquet_of(out) == first


@pytest.mark.parametrize("seed", [1, 2])
def test_any_sequence_of_changes_ends_where_a_full_build_does(reports: Path, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    out = tmp_path / "out"
    for _ in range(5):
        build(reports, out)
        for _ in range(draw.randint(1, 3)):
            change(reports, draw)
    build(reports, out)
    build(reports, tmp_path / "full")
    assert parquet_of(out) == parquet_of(tmp_path / "full")


def change(reports: Path, draw: random.Random) -> None:
    """Add, remove, edit, rename, copy, or break one file; two of the same unit and year, and namesakes, may come about."""
    files = sorted(path for path in reports.rglob("*") if path.is_file())
    chosen = draw.choice(files)
    place, year = draw.choice(PLACES), draw.randint(2021, 2024)
    kind = draw.choice(["add", "add", "remove", "edit", "rename", "copy", "break", "touch", "other year"])
    if kind == "add":
        put(reports / "新", f"{place}{year}-{draw.randint(1, 3)}.txt", place, year, draw.randint(20, 90))
    elif kind == "remove" and len(files) > 3:
        chosen.unlink()
    elif kind == "edit":
        chosen.write_bytes(chosen.read_bytes().replace("件".encode(), "起".encode(), 1))
    elif kind == "rename":
        chosen.rename(chosen.with_name(f"{draw.randint(0, 9)}{chosen.name}"))
    elif kind == "copy":
        (reports / f"copy{draw.randint(0, 4)}.txt").write_bytes(chosen.read_bytes())
    elif kind == "break":
        chosen.write_bytes(b"\x00\x01\x02" * draw.randint(10, 30))
    elif kind == "touch":
        os.utime(chosen, ns=(draw.randint(1, 10**18), draw.randint(1, 10**18)))
    elif kind == "other year":
        put(chosen.parent, chosen.name, place, year, draw.randint(20, 90))


def test_the_number_of_processes_does_not_show(reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in reports.glob("*202[12].txt"):
        path.unlink()
    build(reports, tmp_path / "one", workers=1)
    for name in ("orchestration.intake._FILES_A_BATCH", "orchestration.reading._DOCUMENTS_A_BATCH"):
        monkeypatch.setattr(name, 2)
    monkeypatch.setattr(facts_module, "_REPORTS_A_BATCH", 2)
    build(reports, tmp_path / "two", workers=2)
    assert parquet_of(tmp_path / "one") == parquet_of(tmp_path / "two")


# --- the shelf of what was read ---------------------------------------------------------------------------------------------


def read(reports: Path, root: Path, urls: dict[str, tuple[str, ...]] | None = None) -> Reading:
    listing = replace(list_files(reports), names=urls or {})
    digests = FolderIndex(root / "index.json").hash_files(listing)
    return read_folder(listing, digests, Shelf(root / "shelf", "a" * 16, SHELF_SCHEMA, "file_key"), Workforce(1))


def test_an_archive_is_opened_once_and_its_reports_keep_their_paths(reports: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(reports / "打包.zip", "w") as archive:
        for name in ("古渡镇2021.txt", "子目录/柳溪镇2022.txt"):
            archive.writestr(name, (reports / Path(name).name).read_text(encoding="utf-8") + "附：略。\n")
    first = read(reports, tmp_path)
    (reports / "打包.zip").rename(reports / "改名.zip")
    second = read(reports, tmp_path)
    assert (first.opened, second.opened) == (10, 0)
    packed = [path for path in second.reports["source_path"].to_list() if "zip" in path]
    assert packed == ["改名.zip/古渡镇2021.txt", "改名.zip/子目录/柳溪镇2022.txt"]
    texts = second.with_texts(second.reports.filter(pl.col("source_path").is_in(packed)))["text"].to_list()
    assert all(text.endswith("附：略。\n") for text in texts)


def test_equal_files_are_read_once_but_a_refused_name_does_not_refuse_the_other(reports: Path, tmp_path: Path) -> None:
    content = (reports / "古渡镇2021.txt").read_bytes()
    (reports / "a\x07.txt").write_bytes(content)
    (reports / "又一份.txt").write_bytes(content)
    reading = read(reports, tmp_path)
    assert reading.opened == 10
    assert reading.refusals["reason"].to_list() == ["unsafe_name"]
    same = reading.reports.filter(pl.col("source_path").is_in(["古渡镇2021.txt", "又一份.txt"]))
    assert same["report_id"].n_unique() == 1
    assert same.height == 2


def test_a_body_is_described_for_each_address_that_gave_it(reports: Path, tmp_path: Path) -> None:
    urls = ("https://one.example/a.html", "https://two.example/b.html")
    read(reports, tmp_path)
    reading = read(reports, tmp_path, {"古渡镇2021.txt": urls})
    assert reading.opened == 1, "what the list of sources says of a file is part of how it is described"
    paths = reading.reports["source_path"].to_list()
    assert set(urls) <= set(paths)
    assert "古渡镇2021.txt" not in paths
    assert reading.sections_of(reading.reports.filter(pl.col("source_path") == urls[1])).height > 0


def test_what_could_not_be_opened_is_tried_again(reports: Path, tmp_path: Path) -> None:
    (reports / "link.txt").symlink_to(reports / "古渡镇2021.txt")
    assert read(reports, tmp_path).refusals["reason"].to_list() == ["link"]
    assert read(reports, tmp_path).opened == 1
    (reports / "link.txt").unlink()
    (reports / "link.txt").write_text(write_report("新河镇", 2023, 30, 20), encoding="utf-8")
    again = read(reports, tmp_path)
    assert (again.refusals.height, again.reports.height) == (0, 10)


def test_a_shelf_that_was_damaged_costs_time_only(reports: Path, tmp_path: Path) -> None:
    first = read(reports, tmp_path)
    texts = first.with_texts(first.reports)
    for path in sorted((tmp_path / "shelf").rglob("*.parquet"))[:3]:
        path.write_bytes(path.read_bytes()[:100])
    second = read(reports, tmp_path)
    assert second.opened >= 3
    assert second.with_texts(second.reports).equals(texts)


# --- the index of the folder --------------------------------------------------------------------------------------------------


def age(path: Path) -> None:
    """Make a file look as if it was written long ago, which only its time of status change does not believe."""
    os.utime(path, ns=(10**18, 10**18))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that the index opens; the clock is a minute ahead, so that files are old enough."""
    from orchestration import folder_index

    names: list[str] = []
    original = folder_index.open_report

    def note(path: Path) -> bytes:
        names.append(path.name)
        return original(path)

    monkeypatch.setattr(folder_index, "open_report", note)
    now = folder_index.time.time_ns
    monkeypatch.setattr(folder_index.time, "time_ns", lambda: now() + 60 * 10**9)
    return names


def test_unchanged_files_are_not_opened_again(reports: Path, tmp_path: Path, opened: list[str]) -> None:
    index = FolderIndex(tmp_path / "index.json")
    first = index.hash_files(list_files(reports))
    assert len(opened) == len(first) == 9
    opened.clear()
    assert index.hash_files(list_files(reports)) == first
    assert opened == []


@pytest.mark.parametrize("how", ["same size and time", "renamed over", "other folder"])
def test_a_change_that_hides_is_seen(reports: Path, tmp_path: Path, opened: list[str], how: str) -> None:
    index = FolderIndex(tmp_path / "index.json")
    path = reports / "柳溪镇2022.txt"
    age(path)
    before = index.hash_files(list_files(reports))
    content = path.read_bytes().replace("件".encode(), "起".encode(), 1)
    if how == "same size and time":
        path.write_bytes(content)
        age(path)
    elif how == "renamed over":
        (tmp_path / "new").write_bytes(content)
        (tmp_path / "new").rename(path)
        age(path)
    else:
        reports = reports.rename(tmp_path / "moved")
        (reports / path.name).write_bytes(content)
    after = index.hash_files(list_files(reports))
    assert {name for name in after if after[name] != before[name]} == {path.name}


def test_a_file_that_was_written_a_moment_ago_is_read_again(reports: Path, tmp_path: Path) -> None:
    """Within one tick of the clock a second change would not show."""
    index = FolderIndex(tmp_path / "index.json")
    index.hash_files(list_files(reports))
    path = reports / "柳溪镇2022.txt"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace("件".encode(), "起".encode(), 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert index.hash_files(list_files(reports)) == FolderIndex(tmp_path / "none.json").hash_files(list_files(reports))


@pytest.mark.parametrize("state", ["", "[]", "{", '{"": ["/elsewhere"], "柳溪镇2022.txt": [1, 2, 3, 4, "x"]}'])
def test_a_broken_index_costs_time_only(reports: Path, tmp_path: Path, state: str) -> None:
    (tmp_path / "index.json").write_text(state, encoding="utf-8")
    digests = FolderIndex(tmp_path / "index.json").hash_files(list_files(reports))
    assert all(digest is not None and len(digest) == 64 for digest in digests.values())
