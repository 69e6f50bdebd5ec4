"""Opening the warehouse: the current release, for reading only."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from threading import Thread

import duckdb
import pytest
from warehouse_frames import make_frames, make_lake, write_frames

from warehouse.access import NothingPublished, open_warehouse
from warehouse.durable import replace_link
from warehouse.release import publish


def test_says_when_nothing_was_published(tmp_path: Path) -> None:
    with pytest.raises(NothingPublished, match=f"nothing was published to {tmp_path} yet"):
        open_warehouse(tmp_path)
    with pytest.raises(NothingPublished, match="nothing was published"):
        open_warehouse(tmp_path / "nowhere")


def test_says_when_the_release_is_gone(tmp_path: Path) -> None:
    (tmp_path / "current").symlink_to("releases/000003")
    with pytest.raises(FileNotFoundError, match="points at releases/000003, where there is no release"):
        open_warehouse(tmp_path)


def test_reads_the_newest_and_writes_nothing(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 2)
    publish(tmp_path / "out", lake, {}, {}, keep=2)
    write_frames(lake, make_frames(3))
    publish(tmp_path / "out", lake, {}, {}, keep=2)
    with open_warehouse(tmp_path / "out") as connection:
        assert connection.execute("SELECT count(*) FROM dim_report").fetchone() == (3,)
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("DELETE FROM quality_rule")
        with pytest.raises(duckdb.InvalidInputException, match="read-only"):
            connection.execute("CREATE TABLE mine (a INTEGER)")


def test_says_when_the_database_is_damaged(tmp_path: Path) -> None:
    release = publish(tmp_path / "out", make_lake(tmp_path / "lake", 2), {}, {}, keep=2)
    (release.path / "warehouse.duckdb").chmod(0o644)
    (release.path / "warehouse.duckdb").write_bytes(b"no database at all" * 1000)
    with pytest.raises(duckdb.Error, match=r"not a valid DuckDB database file"):
        open_warehouse(tmp_path / "out")


def test_follows_a_publisher_that_is_faster(tmp_path: Path) -> None:
    """The release is replaced and removed after its manifest was read: a pipe in its place holds the reader there."""
    lake = make_lake(tmp_path / "lake", 2)
    first = publish(tmp_path, lake, {}, {}, keep=2)
    write_frames(lake, make_frames(3))
    publish(tmp_path, lake, {}, {}, keep=2)
    manifest = (first.path / "manifest.json").read_bytes()
    (first.path / "manifest.json").unlink()
    os.mkfifo(first.path / "manifest.json")
    replace_link(tmp_path / "current", "releases/000001")

    def publish_meanwhile() -> None:
        with (first.path / "manifest.json").open("wb") as pipe:
            replace_link(tmp_path / "current", "releases/000002")
            shutil.rmtree(first.path)
            pipe.write(manifest)

    publisher = Thread(target=publish_meanwhile, daemon=True)
    publisher.start()
    with open_warehouse(tmp_path) as connection:
        assert connection.execute("SELECT count(*) FROM dim_report").fetchone() == (3,)
    publisher.join(timeout=10)
    assert not publisher.is_alive()
