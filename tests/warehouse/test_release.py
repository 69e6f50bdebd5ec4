"""Releases: whole, numbered upwards, never changed, whoever is killed and whoever reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timedelta
from itertools import cycle
from pathlib import Path
from threading import Event, Thread

import duckdb
import polars as pl
import pytest
from release_reader import read_size
from release_steps import assert_whole, publish_size
from warehouse_frames import fact, frame, make_frames, row

from warehouse.access import open_warehouse
from warehouse.build import BuildRefused
from warehouse.durable import replace_link
from warehouse.lake import Lake
from warehouse.release import (
    NoSuchRelease,
    current_release,
    list_damage,
    list_releases,
    publish,
    restore,
)
from warehouse.tables import TABLES
from warehouse.tables.history import HISTORY_TABLES


def test_a_release_has_everything(lake: Lake, out: Path, tmp_path: Path) -> None:
    charts = tmp_path / "drawn"
    (charts / "deep").mkdir(parents=True)
    (charts / "deep" / "图.html").write_text("图")
    facts = {"size": 5, "skipped": ("a",), "说明": None}
    before = datetime.now().astimezone()
    release = publish(out, Lake(lake.root), {"charts": charts}, facts, keep=2)
    assert release == assert_whole(out)
    assert (release.number, release.path) == (1, (out / "releases" / "000001").resolve())
    assert (release.path / "charts" / "deep" / "图.html").read_text() == "图"
    assert {path.name for path in release.path.iterdir()} == {
        *(
            "warehouse.duckdb",
            "parquet",
            "csv",
            "bill_of_materials.json",
            "datapackage.json",
            "dictionary",
            "history",
            "changes",
            "charts",
        ),
        "manifest.json",
    }
    assert release.manifest == json.loads((release.path / "manifest.json").read_text("utf-8"))
    assert release.manifest["facts"] == {"size": 5, "skipped": ["a"], "说明": None}
    assert release.manifest["release"] == 1
    created = datetime.fromisoformat(release.manifest["created_at"])
    assert before - timedelta(seconds=1) <= created <= datetime.now().astimezone()
    assert release.manifest["rows"]["fact_mention"] == 15
    assert "charts/deep/图.html" in release.manifest["files"]
    assert set(release.manifest["absent"]) == set(TABLES) - set(make_frames(1))


def test_the_parquet_of_a_release_are_the_bytes_of_the_lake(lake: Lake, out: Path) -> None:
    release = publish(out, lake, {}, {}, keep=2)
    for name in lake.tables:
        files = lake.files(name)
        copies = sorted((release.path / "parquet" / name).iterdir())
        assert [path.name for path in copies] == [path.name for path in files]
        assert [path.read_bytes() for path in copies] == [path.read_bytes() for path in files]


def test_the_database_of_a_release_is_read_only(lake: Lake, out: Path) -> None:
    release = publish(out, lake, {}, {}, keep=2)
    assert (release.path / "warehouse.duckdb").stat().st_mode & 0o777 == 0o444


def test_links_are_relative_so_that_the_folder_can_be_moved(lake: Lake, out: Path, tmp_path: Path) -> None:
    publish_size(lake, out, 5)
    assert os.readlink(out / "current") == "releases/000001"
    assert os.readlink(out / "warehouse.duckdb") == "current/warehouse.duckdb"
    moved = out.rename(tmp_path / "moved")
    assert assert_whole(moved).number == 1


def test_a_relative_path_will_do(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert publish(Path("out"), lake, {}, {"size": 5}, keep=2).path.is_absolute()
    assert assert_whole(Path("out")).number == 1


def test_what_is_written_to_the_lake_meanwhile_does_not_divide_a_release(lake: Lake, out: Path) -> None:
    ended = Event()

    def write_quarantine() -> None:
        for size in cycle((1, 400, 7, 90)):
            rows = [row(TABLES["quarantine"], source_path=f"{number}.txt", reason="empty") for number in range(size)]
            lake.write("quarantine", frame(TABLES["quarantine"], *rows))
            if ended.is_set():
                return

    writer = Thread(target=write_quarantine)
    writer.start()
    try:
        for _ in range(4):
            publish(out, lake, {}, {"size": 5}, keep=2)
            assert_whole(out)
    finally:
        ended.set()
        writer.join()


def test_keeps_the_last_releases(lake: Lake, out: Path) -> None:
    for size in range(1, 6):
        publish_size(lake, out, size, keep=2)
    assert sorted(path.name for path in (out / "releases").iterdir()) == ["000004", "000005"]
    assert assert_whole(out).number == 5


def test_the_release_before_stays_also_when_numbers_were_lost_between(lake: Lake, out: Path) -> None:
    """A publisher that was killed before its last step left a whole release: a reader may still be opening the one before."""
    publish_size(lake, out, 1)
    publish_size(lake, out, 2)
    replace_link(out / "current", "releases/000001")
    assert [release.number for release in list_releases(out)] == [1]
    assert publish_size(lake, out, 3, keep=2).number == 3
    assert [release.number for release in list_releases(out)] == [1, 3]


def test_what_did_not_change_is_shared_with_the_release_before(lake: Lake, out: Path) -> None:
    first = publish(out, lake, {}, {"size": 5}, keep=2)
    lake.write("fact_mention", lake.read("fact_mention", ["2021"]).with_columns(rule=pl.lit("x")), "2021")
    second = publish(out, lake, {}, {"size": 5}, keep=2)

    def is_shared(name: str) -> bool:
        return (first.path / name).samefile(second.path / name)

    assert not is_shared("parquet/fact_mention/2021.parquet")
    assert is_shared("parquet/fact_mention/2022.parquet")
    assert is_shared("csv/dim_report.csv")
    assert not is_shared("csv/fact_mention.csv")
    assert assert_whole(out) == second
    assert not [path for path in second.path.rglob("*.parquet") if path.samefile(lake.files("dim_report")[0])]


def test_a_damaged_file_is_not_shared(lake: Lake, out: Path) -> None:
    first = publish(out, lake, {}, {"size": 5}, keep=2)
    (first.path / "parquet" / "dim_report" / "2021.parquet").write_bytes(b"cut off")
    assert list_damage(first) == ["parquet/dim_report/2021.parquet has other bytes"]
    assert list_damage(publish(out, lake, {}, {"size": 5}, keep=2)) == []
    assert_whole(out)


def test_a_large_table_gets_a_sheet_a_year(lake: Lake, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("warehouse.release_files.SHEET_ROWS", 10)
    first, second = (publish(out, lake, {}, {"size": 5}, keep=2) for _ in range(2))
    for release in (first, second):
        sheets = {path.relative_to(release.path / "csv").as_posix() for path in (release.path / "csv").rglob("*.csv")}
        assert {
            "fact_mention/2021.csv",
            "fact_mention/2022.csv",
            "fact_mention/unknown.csv",
            "dim_report.csv",
        } <= sheets
        assert "fact_mention.csv" not in sheets
    rows = [pl.read_csv(path).height for path in sorted((second.path / "csv" / "fact_mention").iterdir())]
    assert sum(rows) == 15


def test_an_older_release_is_restored_byte_for_byte(lake: Lake, out: Path) -> None:
    older = publish_size(lake, out, 2)
    publish(out, lake, {}, {"size": 2, "inputs": "unwanted"}, keep=3)
    publish_size(lake, out, 3)
    restored = restore(out, 1, keep=3)
    assert assert_whole(out) == restored
    assert (restored.number, restored.manifest["restored_from"]) == (4, 1)
    for name, content in older.manifest["files"].items():
        if not name.startswith(("history/", "changes/")):
            assert restored.manifest["files"][name] == content
    assert restored.manifest["changes"] == {"added": 0, "removed": 2, "changed": 0, "moved": 0}
    with open_warehouse(out) as connection:
        assert read_size(connection) == 2
    with open_warehouse(out, 3) as connection:
        assert read_size(connection) == 3
    assert publish_size(lake, out, 4).number == 5


def test_restoring_says_which_releases_there_are_and_what_is_damaged(lake: Lake, out: Path) -> None:
    with pytest.raises(NoSuchRelease, match=r"no release 1 in .*; kept are: none"):
        restore(out, 1, keep=2)
    first = publish_size(lake, out, 2)
    publish_size(lake, out, 3)
    with pytest.raises(NoSuchRelease, match=r"no release 9 in .*; kept are: 1, 2"):
        restore(out, 9, keep=2)
    with pytest.raises(NoSuchRelease, match="kept are: 1, 2"):
        open_warehouse(out, 9)
    (first.path / "csv" / "dim_report.csv").unlink()
    with pytest.raises(ValueError, match=r"release 1 is not what it was .*csv/dim_report\.csv is missing"):
        restore(out, 1, keep=2)
    assert assert_whole(out).number == 2


def test_a_reader_keeps_the_release_it_opened(lake: Lake, out: Path) -> None:
    publish_size(lake, out, 2, keep=2)
    with open_warehouse(out) as connection:
        publish_size(lake, out, 3, keep=2)
        assert read_size(connection) == 2
        with open_warehouse(out) as newer:
            assert read_size(newer) == 3
        assert read_size(connection) == 2


def test_refused_rows_leave_the_current_release(lake: Lake, out: Path) -> None:
    publish_size(lake, out, 5)
    lake.write("fact_indicator", frame(TABLES["fact_indicator"], fact(99, 1, 2)), "2021")
    with pytest.raises(BuildRefused, match=r"fact_indicator: .*report0099"):
        publish(out, lake, {}, {}, keep=3)
    assert assert_whole(out).number == 1
    assert [path.name for path in (out / "releases").iterdir()] == ["000001"]
    assert publish_size(lake, out, 6).number == 2


@pytest.mark.parametrize(
    "name", ["", "parquet", "csv", "history", "changes", "warehouse.duckdb", "manifest.json", "..", ".x", "a/b", "/etc"]
)
def test_refuses_a_name_that_is_no_folder_of_a_release(lake: Lake, out: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name for a folder"):
        publish(out, lake, {name: tmp_path}, {}, keep=2)
    assert current_release(out) is None


def test_refuses_arguments_before_anything_is_made(lake: Lake, out: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"charts.*is no folder"):
        publish(out, lake, {"charts": tmp_path / "nowhere"}, {}, keep=2)
    with pytest.raises(ValueError, match="keep is 1"):
        publish(out, lake, {}, {}, keep=1)
    with pytest.raises(TypeError, match="JSON"):
        publish(out, lake, {}, {"when": datetime.now()}, keep=2)
    assert not out.exists()


def test_does_not_overwrite_a_file_that_stands_where_a_link_belongs(lake: Lake, out: Path) -> None:
    out.mkdir()
    (out / "warehouse.duckdb").write_text("somebody's own")
    with pytest.raises(FileExistsError, match=r"warehouse\.duckdb is not the link"):
        publish(out, lake, {}, {}, keep=2)
    assert (out / "warehouse.duckdb").read_text() == "somebody's own"


def test_numbers_never_go_backwards(lake: Lake, out: Path) -> None:
    for size in (1, 2, 3):
        publish_size(lake, out, size)
    (out / "releases" / "000007").mkdir()
    (out / "releases" / ".building-000009").mkdir()
    assert publish_size(lake, out, 4, keep=2).number == 10
    (out / "releases" / "000010").rename(out / "elsewhere")
    with pytest.raises(FileNotFoundError, match="where there is no release"):
        current_release(out)
    assert publish_size(lake, out, 5).number == 11
    assert sorted(path.name for path in (out / "releases").iterdir()) == ["000003", "000011"]


def test_a_stale_log_beside_the_fixed_link_is_not_replayed(lake: Lake, out: Path) -> None:
    """Somebody with all rights writes through the fixed link and is cut off: the next release has none of it."""
    publish_size(lake, out, 5)
    writer = "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('CREATE TABLE x (a INT)'); os._exit(1)"
    (out / "current" / "warehouse.duckdb").chmod(0o644)
    subprocess.run([sys.executable, "-c", writer, str(out / "warehouse.duckdb")], check=False, timeout=60)
    with pytest.raises(ValueError, match=r"release 1 was opened for writing: .*\.wal"):
        open_warehouse(out)
    publish_size(lake, out, 6)
    for path in (out / "warehouse.duckdb", out / "current" / "warehouse.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (
                len(lake.tables) + len(HISTORY_TABLES),
            )
            assert read_size(connection) == 6
