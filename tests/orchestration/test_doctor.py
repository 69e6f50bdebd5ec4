"""`make doctor` finds what is wrong and says what to do; it changes nothing."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from small_reports import World, write_report

from orchestration import doctor
from orchestration.doctor import Verdict, diagnose
from warehouse.durable import hold_lock
from warehouse.release import current_release


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "one.txt").write_text(write_report("柳溪镇", 2023, 40, 38), encoding="utf-8")
    return folder


def found(out: Path, reports: Path | None, *ports: int) -> dict[str, Verdict]:
    verdicts = diagnose(out, reports, ports)
    assert all(verdict.advice for verdict in verdicts if verdict.state != "ok")
    return {verdict.about: verdict for verdict in verdicts}


def test_a_new_installation_is_well_and_stays_untouched(tmp_path: Path, reports: Path) -> None:
    verdicts = found(tmp_path / "out", reports)
    assert {verdict.state for verdict in verdicts.values()} <= {"ok", "warning"}
    assert "1 files" in verdicts["reports"].found
    assert verdicts["charts"].state == "ok"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["reports"]


def test_a_package_of_another_version_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["polars>=99", "no-such-package", "duckdb; python_version < '3'"])
    verdict = found(tmp_path, None)["packages"]
    assert verdict.state == "fault"
    assert "polars" in verdict.found
    assert "no-such-package is missing" in verdict.found
    assert "duckdb" not in verdict.found


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    assert found(tmp_path / "out" / "deeper", None)["output folder"].state == "fault"


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]
    assert found(tmp_path, None)["output folder"].state == "warning"


def test_a_folder_without_reports(tmp_path: Path) -> None:
    assert found(tmp_path, tmp_path / "nowhere")["reports"].state == "fault"


def test_a_port_that_is_taken(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert found(tmp_path, None, port)[f"port {port}"].state == "warning"
    assert found(tmp_path, None, port)[f"port {port}"].state == "ok"


@pytest.fixture
def published(story: Any, tmp_path: Path) -> World:
    """The story's warehouse, to be broken."""
    copied = World(tmp_path / "copied")
    shutil.copytree(story.world.out, copied.out, symlinks=True)
    return copied


def test_a_damaged_release_and_an_unfinished_one(published: World) -> None:
    assert found(published.out, None)["release"].state == "ok"
    assert found(published.out, None)["runs"].found == "none is under way"
    with hold_lock(published.out / ".run.lock"):
        assert "under way" in found(published.out, None)["runs"].found
    (published.out / "releases" / ".building-000099").mkdir()
    release = current_release(published.out)
    assert release is not None
    page = release.path / "dictionary" / "index.html"
    page.write_text("other")
    verdicts = found(published.out, None)
    assert "dictionary/index.html has other bytes" in verdicts["release"].found
    assert verdicts["release"].state == "fault"
    assert ".building-000099" in verdicts["runs"].found
    shutil.rmtree(release.path)
    assert "there is no release" in found(published.out, None)["release"].found
