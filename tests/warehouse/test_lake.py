"""The lake keeps what it is given, in equal bytes, and never calls current what is not."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from warehouse_frames import fact, frame, make_frames, make_lake, mention, refused

from warehouse.lake import Lake
from warehouse.tables import TABLES

# Equal rows in frames that lie differently in memory, written by processes with different numbers of threads.
WRITE_SHUFFLED = """
import sys
from pathlib import Path
import polars as pl
from warehouse_frames import make_frames
from warehouse.lake import Lake
one = make_frames(1)["dim_indicator"].head(1).drop("indicator_id")
numbers = pl.DataFrame({"number": range(200_000)}).sample(fraction=1, shuffle=True, seed=int(sys.argv[2]))
numbers = numbers.select(indicator_id=pl.format("case.{}", "number"), denominator=pl.col("number").cast(pl.String))
rows = one.drop("denominator").join(numbers, how="cross")
pieces = [rows[start : start + 7000] for start in range(0, rows.height, 7000)]
Lake(Path(sys.argv[1])).write("dim_indicator", pl.concat(pieces, rechunk=False))
"""

KILLED_AT_REPLACE = """
import os, signal, sys
from pathlib import Path
from warehouse_frames import make_frames
from warehouse.lake import Lake
left = int(sys.argv[2])
def watch(event, arguments):
    global left
    if event == "os.rename":
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
lake = Lake(Path(sys.argv[1]))
frame = make_frames(2)["quarantine"]
sys.addaudithook(watch)
lake.write("quarantine", frame, inputs="new")
"""

WRITE_REPEATEDLY = """
import sys
from pathlib import Path
from warehouse_frames import make_frames
from warehouse.lake import Lake
for size in range(1, 30):
    Lake(Path(sys.argv[1])).write("quarantine", make_frames(size)["quarantine"], inputs="a")
"""


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


def test_reads_back_what_was_written(lake: Lake) -> None:
    frames = make_frames(7)
    make_lake(lake.root, 7)
    for name, rows in frames.items():
        assert lake.read(name).sort(TABLES[name].key).equals(rows.sort(TABLES[name].key)), name


def test_write_conforms(lake: Lake) -> None:
    rows = frame(TABLES["quarantine"], refused(2), refused(1))
    shuffled = rows.select(sorted(rows.columns)).with_columns(pl.col("source_bytes").cast(pl.Int16))
    lake.write("quarantine", shuffled)
    assert lake.read("quarantine").equals(rows.sort("source_path"))


def test_refuses_what_does_not_conform(lake: Lake) -> None:
    lake.write("quarantine", frame(TABLES["quarantine"], refused(1)))
    before = lake.fingerprint("quarantine")
    with pytest.raises(ValueError, match=r"quarantine: key .* repeats in 1 rows"):
        lake.write("quarantine", frame(TABLES["quarantine"], refused(1), refused(1)))
    assert lake.fingerprint("quarantine") == before


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table.partitioned])
def test_partitioned_table_without_files_is_empty(lake: Lake, table: str) -> None:
    assert lake.read(table).equals(TABLES[table].empty())
    assert lake.read(table, ["2021"]).schema == TABLES[table].schema
    assert lake.partitions(table) == []
    assert lake.fingerprint(table) is None


def test_whole_table_without_file_is_an_error(lake: Lake) -> None:
    with pytest.raises(FileNotFoundError, match="quarantine: was never written"):
        lake.read("quarantine")


def test_partitions_are_years_and_unknown(lake: Lake) -> None:
    make_lake(lake.root, 7)
    assert lake.partitions("fact_mention") == ["2021", "2022", "unknown"]
    assert lake.partitions("quarantine") == ["all"]
    years = lake.read("fact_mention", ["2022", "unknown"])["report_year"].unique().to_list()
    assert sorted(years, key=str) == [2022, None]
    assert lake.read("quarantine", lake.partitions("quarantine")).height == 7


def test_refuses_rows_of_another_year(lake: Lake) -> None:
    rows = frame(TABLES["fact_mention"], mention(0, 2, 3), mention(2, 2, 3))
    with pytest.raises(ValueError, match="partition 2021 would hold rows of unknown"):
        lake.write("fact_mention", rows, "2021")


@pytest.mark.parametrize("partition", [None, "all", "21", "２０２１", "../2021", "2021/x"])
def test_refuses_a_name_that_is_no_partition(lake: Lake, partition: str | None) -> None:
    with pytest.raises(ValueError, match="a partition is a year of four digits or unknown"):
        lake.write("fact_mention", TABLES["fact_mention"].empty(), partition)


def test_refuses_unknown_tables_and_partitions_of_whole_tables(lake: Lake) -> None:
    with pytest.raises(KeyError, match="fact_menton"):
        lake.read("fact_menton")
    with pytest.raises(ValueError, match="quarantine: is not partitioned"):
        lake.write("quarantine", TABLES["quarantine"].empty(), "2021")


def test_a_strange_file_is_an_error(lake: Lake) -> None:
    make_lake(lake.root, 2)
    (lake.root / "fact_mention" / "copy of 2021.parquet").write_bytes(b"")
    with pytest.raises(ValueError, match="copy of 2021"):
        lake.read("fact_mention")


def test_a_file_of_an_older_specification_is_named(lake: Lake) -> None:
    lake.write("quarantine", frame(TABLES["quarantine"], refused(1)), inputs="a")
    path = lake.root / "quarantine" / "all.parquet"
    pl.read_parquet(path).drop("message").write_parquet(path)
    with pytest.raises(ValueError, match=r"all\.parquet: not written to today's specification .*'message'"):
        lake.read("quarantine")
    assert not lake.is_current("quarantine", None, "a")


def test_works_below_a_folder_with_special_characters(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "年=2021 [a]*'?", 4)
    assert lake.read("fact_mention").height == 12
    assert lake.read("fact_mention").columns == list(TABLES["fact_mention"].schema)


def test_equal_rows_give_equal_bytes(tmp_path: Path) -> None:
    contents = {}
    for threads in (1, 2, 7):
        root = tmp_path / str(threads)
        environment = os.environ | {"POLARS_MAX_THREADS": str(threads), "PYTHONPATH": str(Path(__file__).parent)}
        subprocess.run(
            [sys.executable, "-c", WRITE_SHUFFLED, str(root), str(threads)], check=True, env=environment, timeout=120
        )
        contents[threads] = (root / "dim_indicator" / "all.parquet").read_bytes()
    assert contents[1] == contents[2] == contents[7]


def test_states_hold_no_clock(tmp_path: Path) -> None:
    for name in ("a", "b"):
        Lake(tmp_path / name).write("quarantine", frame(TABLES["quarantine"], refused(1)), inputs="made of")
    files = {name: (tmp_path / name / "quarantine" / "all.json").read_bytes() for name in ("a", "b")}
    assert files["a"] == files["b"]
    state = json.loads(files["a"])
    assert state == {
        "content": Lake(tmp_path / "a").fingerprint("quarantine"),
        "inputs": "made of",
        "rows": 1,
        "writer": f"polars {pl.__version__}",
    }


def test_current_only_for_the_inputs_it_was_made_of(lake: Lake) -> None:
    content = lake.write("quarantine", frame(TABLES["quarantine"], refused(1)), inputs="a")
    assert content == lake.fingerprint("quarantine")
    assert lake.is_current("quarantine", None, "a")
    assert not lake.is_current("quarantine", None, "b")
    lake.write("quarantine", frame(TABLES["quarantine"], refused(1)))
    assert not lake.is_current("quarantine", None, "a")


def test_not_current_when_the_file_is_another(lake: Lake) -> None:
    lake.write("fact_mention", frame(TABLES["fact_mention"], mention(0, 2, 3)), "2021", inputs="a")
    path = lake.root / "fact_mention" / "2021.parquet"
    frame(TABLES["fact_mention"], mention(0, 4, 5)).write_parquet(path)
    assert not lake.is_current("fact_mention", "2021", "a")
    path.unlink()
    assert not lake.is_current("fact_mention", "2021", "a")


@pytest.mark.parametrize("state", ["", "[]", '{"inputs": "a"}', "{"])
def test_not_current_when_the_state_is_broken(lake: Lake, state: str) -> None:
    lake.write("quarantine", frame(TABLES["quarantine"], refused(1)), inputs="a")
    (lake.root / "quarantine" / "all.json").write_text(state)
    assert not lake.is_current("quarantine", None, "a")


@pytest.mark.parametrize(("replaced_before", "reports"), [(0, 1), (1, 2)])
def test_killed_between_file_and_state_is_whole_and_not_current(lake: Lake, replaced_before: int, reports: int) -> None:
    lake.write("quarantine", make_frames(1)["quarantine"], inputs="old")
    killed = subprocess.run(
        [sys.executable, "-c", KILLED_AT_REPLACE, str(lake.root), str(replaced_before)],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent)},
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert lake.read("quarantine").height == reports
    assert not lake.is_current("quarantine", None, "old")
    assert not lake.is_current("quarantine", None, "new")
    lake.write("quarantine", make_frames(2)["quarantine"], inputs="new")
    assert lake.is_current("quarantine", None, "new")
    assert sorted(path.name for path in (lake.root / "quarantine").iterdir()) == [".lock", "all.json", "all.parquet"]


def test_fingerprint_of_all_partitions_follows_each(lake: Lake) -> None:
    make_lake(lake.root, 3)
    before = lake.fingerprint("fact_indicator")
    lake.write("fact_indicator", frame(TABLES["fact_indicator"], fact(1, 1, 2)), "2022")
    changed = lake.fingerprint("fact_indicator")
    lake.remove("fact_indicator", "2022")
    assert len({before, changed, lake.fingerprint("fact_indicator"), None}) == 4


def test_remove_takes_file_and_state(lake: Lake) -> None:
    lake.remove("fact_mention", "2021")
    lake.write("fact_mention", frame(TABLES["fact_mention"], mention(0, 2, 3)), "2021", inputs="a")
    lake.remove("fact_mention", "2021")
    lake.remove("fact_mention", "2021")
    assert lake.partitions("fact_mention") == []
    assert not lake.is_current("fact_mention", "2021", "a")
    assert [path.name for path in (lake.root / "fact_mention").iterdir()] == [".lock"]


def test_writers_of_one_partition_wait_for_each_other(lake: Lake) -> None:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITE_REPEATEDLY, str(lake.root)], env=environment) for _ in range(2)
    ]
    heights = set()
    while any(writer.poll() is None for writer in writers):
        if (lake.root / "quarantine" / "all.parquet").exists():
            heights.add(lake.read("quarantine").height)
    assert [writer.returncode for writer in writers] == [0, 0]
    assert heights <= set(range(1, 30))
    assert lake.is_current("quarantine", None, "a")


def test_many_random_frames_keep_their_bytes_when_cut_differently(tmp_path: Path) -> None:
    draw = random.Random(20)
    for number in range(20):
        rows = make_frames(draw.randrange(1, 60))["fact_indicator"].with_columns(report_year=pl.lit(2021, pl.Int32))
        cut = draw.randrange(1, rows.height)
        padded = pl.concat([rows, rows.with_columns(pl.col("report_id") + "padding that is filtered out again")])
        variants = [
            rows,
            pl.concat([rows[cut:], rows[:cut]], rechunk=False),
            padded.filter(~pl.col("report_id").str.ends_with("again")),
            pl.from_arrow(rows.to_arrow()),
        ]
        lake = Lake(tmp_path / str(number))
        assert len({lake.write("fact_indicator", variant, "2021") for variant in variants}) == 1
