"""Real runs of the command line: publish, change nothing, take a file's facts away, refuse, block; and readers meanwhile."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
import yaml
from small_reports import World, write_report

from expectations import load_rules
from orchestration.checks import JUDGED
from orchestration.owed import judgement_owed
from warehouse.lake import Lake
from warehouse.release import current_release
from warehouse.tables import TABLES
from warehouse.tables.history import HISTORY_TABLES

ROOT = Path(__file__).parents[2]
PACKAGES = ("transforms", "warehouse", "expectations", "orchestration")


# --- the story of one warehouse -----------------------------------------------------------------------------------------------


def test_the_first_run_publishes(story: Any) -> None:
    ran = story.runs["first"]
    assert (ran.status, ran.release) == (0, 1), ran.progress
    assert "release 1 published" in ran.printed
    assert "reports read    4" in ran.printed
    assert story.seen["rows"] == {
        "柳溪镇2022.txt": 2022, "柳溪镇2023.txt": 2023, "松坪乡/2023.txt": 2023,  "gudu_town_2023.txt": 2023,
    }  # fmt: skip
    assert {"warehouse.duckdb", "parquet", "csv", "charts", "site", "data_docs", "manifest.json"} <= story.seen["files"]


def test_a_gbk_file_is_read(story: Any) -> None:
    assert story.seen["encodings"]["松坪乡/2023.txt"].lower() in ("gbk", "gb18030")


def test_every_published_number_proves_itself(story: Any) -> None:
    assert len(story.seen["mentions"]) > 60
    assert [pair for pair in story.seen["mentions"] if pair[0] != pair[1]] == []


def test_every_check_is_reported(story: Any) -> None:
    assert set(story.seen["checks"]) == {rule.name for rule in load_rules()} | {
        f"{table}_invariants" for table in JUDGED
    }
    assert all(
        check.passed and check.blocking for name, check in story.seen["checks"].items() if name.endswith("_invariants")
    )
    assert not any(check.blocking for name, check in story.seen["checks"].items() if not name.endswith("_invariants"))


def test_rows_that_break_a_rule_stand_in_the_check_and_in_both_tables(story: Any) -> None:
    """柳溪镇 2023: 50 disputes mediated, 60 resolved."""
    [offender] = [
        row
        for row in story.seen["offenders"]
        if row[1:3] == ("柳溪镇人民政府", 2023) or (row[1] or "").startswith("柳溪镇")
    ]
    rule = next(rule for rule in load_rules() if rule.rule_id == offender[0])
    assert sorted(offender[3:5]) == [50.0, 60.0]
    assert "60" in offender[5] or "50" in offender[5]
    _, passed, violated, evaluated = story.seen["results"][rule.rule_id]
    assert (passed, violated) == (False, 1)
    assert evaluated >= 2
    check = story.seen["checks"][rule.name]
    assert not check.passed
    assert check.severity is (dg.AssetCheckSeverity.ERROR if rule.severity == "error" else dg.AssetCheckSeverity.WARN)
    records = (
        check.metadata["offenders"].value
        if hasattr(check.metadata["offenders"], "value")
        else check.metadata["offenders"].records
    )
    shown = [record.data if hasattr(record, "data") else record for record in getattr(records, "records", records)]
    assert {str(record["report_year"]) for record in shown} == {"2023"}
    assert check.metadata["violated"].value == 1


def test_a_second_run_changes_nothing_and_says_so(story: Any) -> None:
    ran = story.runs["again"]
    assert (ran.status, ran.release) == (0, 1)
    assert "nothing changed, release 1 is current" in ran.printed
    said = [line for line in ran.progress.splitlines() if "nothing changed" in line]
    assert len(said) >= 8, ran.progress
    assert "extracted" not in ran.progress
    assert {name: check.passed for name, check in story.seen["checks again"].items()} == {
        name: check.passed for name, check in story.seen["checks"].items()
    }


def test_a_removed_file_takes_its_facts_along(story: Any) -> None:
    ran = story.runs["removed"]
    assert (ran.status, ran.release) == (0, 2)
    assert all("松坪乡/2023.txt" not in paths for paths in story.seen["after removal"].values())
    assert "柳溪镇2023.txt" in story.seen["after removal"]["fact_indicator"]
    assert story.seen["orphans"] == [(0,)]


def forge(world: World) -> str:
    """Change a quote in the lake as a faulty step would: recorded as current. Returns the partition."""
    lake = Lake(world.out / "lake")
    partition = lake.partitions("fact_mention")[0]
    state = json.loads((lake.root / "fact_mention" / f"{partition}.json").read_text(encoding="utf-8"))
    mentions = lake.read("fact_mention", [partition])
    forged = mentions.with_columns(quote=pl.when(pl.int_range(pl.len()) == 3).then(pl.lit("九千")).otherwise("quote"))
    lake.write("fact_mention", forged, partition, inputs=state["inputs"])
    return partition


def test_a_check_that_raised_is_tried_again_though_nothing_changed(story: Any) -> None:
    lake = Lake(story.world.out / "lake")
    sound = lake.read("quality_result")
    raised = sound.with_columns(passed=pl.lit(False), failure=pl.lit("OutOfMemoryException"))
    lake.write("quality_result", raised, inputs=judgement_owed(lake))
    ran = story.world.run()
    assert ran.status == 0, ran.progress
    assert "judge_facts: nothing changed" not in ran.progress
    assert lake.read("quality_result").equals(sound)


def test_an_invariant_that_fails_blocks_and_the_last_release_stays(story: Any) -> None:
    world = story.world
    before = current_release(world.out)
    partition = forge(world)
    ran = world.run()
    assert (ran.status, ran.release) == (1, before.number)
    assert "nothing was published; the last release is unchanged" in ran.progress
    check = world.checks()["fact_mention_invariants"]
    assert not check.passed
    assert check.severity is dg.AssetCheckSeverity.ERROR
    assert "spans" in check.metadata["message"].value
    assert current_release(world.out).manifest == before.manifest
    assert world.query("SELECT count(*) FROM fact_mention WHERE quote = '九千'") == [(0,)]
    assert "fact_mention" in ran.progress, "the person at the terminal is not told which check failed"

    # Damaged as well, the file is no longer what was recorded, and is made again: the same content, hence the same release.
    damaged = world.out / "lake" / "fact_mention" / f"{partition}.parquet"
    damaged.write_bytes(damaged.read_bytes()[:1000])
    mended = world.run()
    assert (mended.status, mended.release) == (0, before.number), mended.progress
    assert f"extracted 1 reports of {partition}" in mended.progress
    assert "quote" in Lake(world.out / "lake").read("fact_mention", [partition]).columns


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda folder: None, "does not exist"),
        (lambda folder: folder.mkdir(), "holds no report file"),
        (lambda folder: folder.write_text("甲"), "is not a folder"),
    ],
)
def test_a_folder_that_cannot_be_used_fails_the_run_by_name(story: Any, tmp_path: Path, make: Any, words: str) -> None:
    before = current_release(story.world.out).number
    folder = tmp_path / "nowhere"
    make(folder)
    ran = story.world.run(folder)
    assert (ran.status, ran.release) == (1, before)
    assert str(folder) in ran.progress
    assert words in ran.progress
    assert "Traceback" not in ran.progress


def test_readers_in_another_process_meet_no_error_while_a_run_publishes(story: Any, tmp_path: Path) -> None:
    world = story.world
    stop = tmp_path / "stop"
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(world.out), str(stop)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        world.put("古渡镇2023.txt", write_report("古渡镇", 2023, 90, 80))
        ran = world.run()
    finally:
        stop.touch()
        printed, failed = reader.communicate(timeout=60)
    assert ran.status == 0, ran.progress
    assert reader.returncode == 0, failed
    queries, counts = json.loads(printed)
    assert queries > 20
    reports = world.query("SELECT count(*) FROM dim_report")[0][0]
    assert counts == [reports - 1, reports], "before and after, nothing in between"


READER = """
import json, pathlib, sys, time
import duckdb
from warehouse.access import open_warehouse
out, stop = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
queries, counts, last = 0, [], False
while not last:
    last = stop.exists()
    for connect in (open_warehouse, lambda out: duckdb.connect(str(out / "warehouse.duckdb"), read_only=True)):
        connection = connect(out)
        [count] = connection.execute("SELECT count(*) FROM dim_report").fetchone()
        connection.execute("SELECT * FROM value_sentence").fetchall()
        connection.close()
        queries += 1
        time.sleep(0.05)
        if count not in counts:
            counts.append(count)
print(json.dumps([queries, counts]))
"""


# --- bad input ----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Any]:
    world = World(tmp_path_factory.mktemp("bad"))
    good = write_report("柳溪镇", 2023, 50, 40)
    world.put("a-good.txt", good)
    world.put("copy of it.txt", good.encode("gb18030"))
    world.put("empty.txt", b"")
    world.put("binary.txt", b"\x00\x01\x02\x03" * 100)
    world.put(
        "no-year.txt", "镇里坚持依法办事，调解矛盾纠纷30件，开展普法活动5场。" * 4 + "\n村里也都照着做，群众满意。\n"
    )
    (world.reports / "link.txt").symlink_to(world.reports / "a-good.txt")
    for number, name in enumerate(
        [
            "a\nb.txt",
            "-rf.txt",
            "'; DROP TABLE dim_report; --.txt",
            "<script>alert(1)<|script>.txt",
            "$(id) `id` *?.txt",
            "报告（终稿）〔1〕.txt",
            "{x}%s\\n.txt",
        ]
    ):
        world.put(name, write_report("松坪乡", 2010 + number, 50 + number, 40))
    return world, world.run()


def test_bad_files_do_not_stop_the_others_and_the_status_says_so(bad: tuple[World, Any]) -> None:
    world, ran = bad
    assert (ran.status, ran.release) == (3, 1), ran.progress
    reasons = dict(world.query("SELECT source_path, reason FROM quarantine"))
    assert reasons == {
        "empty.txt": "empty", "binary.txt": "binary", "no-year.txt": "year_unknown", "copy of it.txt": "duplicate", "link.txt": "link",
        "a\\nb.txt": "unsafe_name",
    }  # fmt: skip


def test_the_message_names_file_and_reason(bad: tuple[World, Any]) -> None:
    world, ran = bad
    for path, message in world.query("SELECT source_path, message FROM quarantine"):
        assert f"{path}: {message}" in ran.printed
        assert len(message) > 10
    assert "a-good.txt" in world.query("SELECT message FROM quarantine WHERE reason = 'duplicate'")[0][0]


def test_a_report_without_a_year_is_kept_but_not_compared(bad: tuple[World, Any]) -> None:
    world, _ = bad
    [(report, year, state)] = world.query(
        "SELECT report_id, report_year, state FROM dim_report WHERE source_path = 'no-year.txt'"
    )
    assert (year, state) == (None, "year_unknown")
    assert (
        world.query(f"SELECT count(*) FROM fact_mention WHERE report_id = '{report}' AND disposition = 'fact'")[0][0]
        >= 2
    )
    assert world.query(f"SELECT count(*) FROM mart_benchmark WHERE report_id = '{report}'") == [(0,)]


def test_hostile_file_names_are_names(bad: tuple[World, Any]) -> None:
    world, _ = bad
    on_disk = {path.name for path in world.reports.iterdir() if path.name.startswith(("-", "'", "<", "$", "报", "{"))}
    assert len(on_disk) == 6
    assert on_disk <= {row[0] for row in world.query("SELECT source_path FROM dim_report")}
    assert {row[0] for row in world.query("SELECT table_name FROM duckdb_tables()")} == {*TABLES, *HISTORY_TABLES}
    pages = (world.out / "current").rglob("*.html")
    assert not [page for page in pages if "<script>alert(1)" in page.read_text(encoding="utf-8")]


def test_with_bad_files_only_nothing_is_published_and_each_is_named(tmp_path: Path) -> None:
    world = World(tmp_path / "only-bad")
    world.put("empty.txt", b"")
    ran = world.run()
    assert (ran.status, ran.release) == (1, None)
    assert "quarantine: empty.txt: " in ran.progress
    assert "dim_report" in ran.progress
    assert "table is empty" in ran.progress, "the terminal names the check that failed, not what it found"


# --- a rule that changes ------------------------------------------------------------------------------------------------------


def test_a_changed_rule_reads_the_numbers_again(story: Any, tmp_path: Path) -> None:
    """The story's warehouse, continued by a copy of the code in which one word was added to decoys.yaml."""
    tree, world = tmp_path / "tree", tmp_path / "world"
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(story.world.reports, world / "reports")
    shutil.copytree(story.world.out, world / "out", symlinks=True)
    copied = World(world)
    before = current_release(copied.out).number
    sentence = "SELECT disposition, reason FROM fact_mention WHERE clause LIKE '%金桥行动%'"
    assert copied.query(sentence) == [("fact", None)]

    decoys = tree / "transforms" / "catalog" / "decoys.yaml"
    knowledge = yaml.safe_load(decoys.read_text(encoding="utf-8"))
    knowledge["phrases"]["slogan"].append("金桥行动12次")
    decoys.write_text(yaml.safe_dump(knowledge, allow_unicode=True), encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "orchestration", "run", "--reports", str(copied.reports), "--out", str(copied.out), "--workers", "1"],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(tree), "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "reports (nothing changed)" in ended.stderr, "the files are the same and are not read again"
    assert "extracted 1 reports of 2022" in ended.stderr
    assert f"release {before + 1} published" in ended.stdout
    assert copied.query(sentence) == [("not_metric", "slogan")]
