"""Looking at releases, going back to one, and seeing what the next one would change, from the command line."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml
from small_reports import World, write_report

from orchestration.command_line import main
from warehouse.release import current_release, list_damage, list_releases

ROOT = Path(__file__).parents[2]
PACKAGES = ("transforms", "warehouse", "expectations", "orchestration")
# What the command line hands on by the environment.
PASSED_ON = (
    "DAGSTER_HOME",
    "FAZHI_REPORTS",
    "FAZHI_SOURCES",
    "FAZHI_REGIONS",
    "FAZHI_REGION_YEAR",
    "FAZHI_EXPECTED",
    "FAZHI_DECISIONS",
    "FAZHI_OUT",
    "DAGSTER_DISABLE_TELEMETRY",
)


@pytest.fixture(scope="module")
def world(story: Any, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The story's warehouse, to be changed."""
    copied = World(tmp_path_factory.mktemp("releases"))
    shutil.copytree(story.world.reports, copied.reports, dirs_exist_ok=True)
    shutil.copytree(story.world.out, copied.out, symlinks=True)
    return copied


def call(*arguments: object) -> tuple[int, str, str]:
    """Status, standard output and standard error of one command, with the environment as it was afterwards."""
    before = {name: os.environ.get(name) for name in PASSED_ON}
    printed, complained = io.StringIO(), io.StringIO()
    try:
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(complained):
            status = main([str(argument) for argument in arguments])
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
    return status, printed.getvalue(), complained.getvalue()


def test_a_preview_shows_what_would_change_and_publishes_nothing(world: World) -> None:
    before = current_release(world.out)
    lake = {path: path.read_bytes() for path in (world.out / "lake").rglob("*") if path.is_file()}
    world.put("柳溪镇2023.txt", write_report("柳溪镇", 2023, 55, 60))
    world.put("新河镇2023.txt", write_report("新河镇", 2023, 44, 41))
    status, printed, _ = call("preview", "--reports", world.reports, "--out", world.out, "--workers", 1)
    assert status == 0
    assert f"compared with release {before.number}" in printed
    assert "50 -> 55 [changed_source]" in printed
    changes = pl.read_csv(world.out / "preview" / "changes" / "release_diff.csv")
    assert {"changed_source", "new_report"} == set(changes["reason"])
    page = (world.out / "preview" / "changes" / "index.html").read_text(encoding="utf-8")
    assert "尚未发布" in page
    assert "全年调解矛盾纠纷55件" in page
    assert current_release(world.out) == before
    assert {path: path.read_bytes() for path in (world.out / "lake").rglob("*") if path.is_file()} == lake


def test_a_run_publishes_what_the_preview_showed_and_says_why(world: World) -> None:
    expected = pl.read_csv(world.out / "preview" / "changes" / "release_diff.csv")
    ran = world.run()
    assert ran.status == 0, ran.progress
    published = current_release(world.out)
    changes = pl.read_csv(published.path / "changes" / "release_diff.csv")
    assert changes.equals(expected)
    assert dict(world.query("SELECT reason, count(*) FROM release_diff GROUP BY ALL")) == dict(
        expected.group_by("reason").len().iter_rows()
    )
    facts = published.manifest["facts"]
    assert {source["source_path"] for source in facts["sources"]} >= {"柳溪镇2023.txt", "新河镇2023.txt"}
    assert all(check["passed"] for check in facts["checks"]["blocking"])
    assert {check["rule_id"] for check in facts["checks"]["findings"]}
    assert facts["code"]["fingerprint"]
    assert facts["catalogue"]["indicators"] > 100


def test_a_run_from_raw_reproduces_the_release_byte_for_byte(world: World) -> None:
    before = current_release(world.out)
    status, printed, complained = call("reproduce", "--reports", world.reports, "--out", world.out, "--workers", 2)
    assert status == 0, printed + complained
    files = [name for name in before.manifest["files"] if name.startswith("parquet/")]
    made = [name for name in files if "/source_fetch/" not in name]
    assert f"release {before.number}: {len(made)} of {len(made)} Parquet files are the same" in printed
    changed = world.put("新河镇2023.txt", write_report("新河镇", 2023, 45, 41))
    status, printed, _ = call("reproduce", "--reports", world.reports, "--out", world.out, "--workers", 1)
    assert status == 1
    assert "parquet/fact_indicator/2023.parquet: other bytes" in printed
    assert "parquet/fact_indicator/2022.parquet" not in printed
    assert "reports, decisions or other inputs changed since" in printed
    assert current_release(world.out) == before
    assert not (world.out / "reproduced").exists()
    changed.write_text(write_report("新河镇", 2023, 44, 41), encoding="utf-8")


def test_releases_are_listed_and_verified(world: World) -> None:
    status, printed, _ = call("releases", "--out", world.out, "--verify")
    assert status == 0
    numbers = [release.number for release in list_releases(world.out)]
    assert len(numbers) >= 2
    assert f"→ {numbers[-1]:6d}" in printed
    assert printed.count("every file is what it was") == len(numbers)
    assert call("releases", "--out", world.out.parent / "nowhere")[0] == 1


def test_a_restored_release_stays_until_something_changes(world: World) -> None:
    published = current_release(world.out)
    older = list_releases(world.out)[-2]
    status, printed, _ = call("restore", "--out", world.out, "--release", older.number)
    assert status == 0
    restored = current_release(world.out)
    assert f"release {restored.number} is release {older.number} again" in printed
    assert restored.manifest["rows"] == older.manifest["rows"]
    assert list_damage(restored) == []

    again = world.run()
    assert (again.status, again.release) == (0, restored.number), "the run brought back what was withdrawn"
    assert f"nothing changed since {older.number} was restored" in again.progress

    world.put("白鹭镇2023.txt", write_report("白鹭镇", 2023, 33, 30))
    changed = world.run()
    assert (changed.status, changed.release) == (0, restored.number + 1)
    assert world.query("SELECT count(*) FROM dim_report")[0][0] == published.manifest["rows"]["dim_report"] + 1
    status, _, complained = call("restore", "--out", world.out, "--release", 99)
    assert status == 1
    assert "there is no release 99" in complained


def test_a_preview_of_an_edited_rule(world: World, tmp_path: Path) -> None:
    """A copy of the code in which one word was added to the decoys: 调解 of this place is a slogan now."""
    tree = tmp_path / "tree"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    decoys = tree / "transforms" / "catalog" / "decoys.yaml"
    knowledge = yaml.safe_load(decoys.read_text(encoding="utf-8"))
    knowledge["phrases"]["slogan"].append("全年调解矛盾纠纷44件")
    decoys.write_text(yaml.safe_dump(knowledge, allow_unicode=True), encoding="utf-8")
    before = current_release(world.out)
    ended = subprocess.run(
        [sys.executable, "-m", "orchestration", "preview", "--reports", str(world.reports), "--out", str(world.out), "--workers", "1"],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    changes = pl.read_csv(world.out / "preview" / "changes" / "release_diff.csv")
    gone = changes.filter((pl.col("change") == "removed") & (pl.col("previous_value") == 44.0))
    assert gone["reason"].to_list() == ["changed_rule"]
    assert set(changes["reason"]) == {"changed_rule"}
    assert current_release(world.out) == before


def test_without_a_release_there_is_nothing_to_preview(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put("柳溪镇2023.txt", write_report("柳溪镇", 2023, 50, 40))
    status, _, complained = call("preview", "--reports", world.reports, "--out", world.out)
    assert status == 1
    assert "nothing was published" in complained
