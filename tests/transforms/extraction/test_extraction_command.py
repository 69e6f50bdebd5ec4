"""The command line of extraction: what other programs call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from transforms.extraction import MENTION_SCHEMA
from transforms.extraction.__main__ import main

ROOT = Path(__file__).parents[3]
TEXT = (
    "柳溪镇人民政府2023年度法治政府建设情况报告\r\n一、主要工作\r\n"
    + "全年调解矛盾纠纷1,260件，成功率达98.3%。\r\n" * 3
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "柳溪镇.txt").write_bytes(TEXT.encode())
    (tmp_path / "in" / "second.txt").write_bytes(TEXT.replace("1,260", "75").encode("gb18030"))
    (tmp_path / "in" / "notes.md").write_text("不是报告，写有数字12件。", encoding="utf-8")
    return tmp_path


def lines_of(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_jsonl_of_a_folder(folder: Path) -> None:
    assert main([str(folder / "in"), "--format", "jsonl", "--output", str(folder / "out.jsonl")]) == 0
    rows = lines_of(folder / "out.jsonl")
    assert {row["report"] for row in rows} == {"柳溪镇.txt", "second.txt"}
    assert set(rows[0]) == set(MENTION_SCHEMA.names())
    first = [row for row in rows if row["report"] == "柳溪镇.txt"]
    assert all(TEXT[row["start"] : row["end"]] == row["quote"] for row in first), "newlines must stay as they are"
    assert [row["value"] for row in first if row["unit"] == "件"] == [1260.0] * 3
    assert [row["value"] for row in rows if row["report"] == "second.txt" and row["unit"] == "件"] == [75.0] * 3


def test_parquet_holds_the_same(folder: Path) -> None:
    assert main([str(folder / "in"), "--format", "parquet", "--output", str(folder / "out.parquet")]) == 0
    assert main([str(folder / "in"), "--output", str(folder / "out.jsonl")]) == 0
    frame = pl.read_parquet(folder / "out.parquet")
    assert frame.schema == MENTION_SCHEMA
    assert frame.to_dicts() == lines_of(folder / "out.jsonl")


def test_parquet_needs_an_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([str(folder / "in"), "--format", "parquet"])
    assert ended.value.code == 2
    assert "--output" in capsys.readouterr().err


def test_a_refused_file_is_named_and_the_others_are_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "in" / "empty.txt").write_bytes(b"")
    assert main([str(folder / "in"), str(folder / "missing.txt"), "--output", str(folder / "out.jsonl")]) == 1
    message = capsys.readouterr().err
    assert "empty.txt" in message
    assert "missing.txt" in message
    assert {row["report"] for row in lines_of(folder / "out.jsonl")} == {"柳溪镇.txt", "second.txt"}


def test_the_program_itself_writes_to_standard_output(folder: Path) -> None:
    command = [sys.executable, "-m", "transforms.extraction", str(folder / "in" / "柳溪镇.txt")]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, env={**os.environ, "PYTHONUTF8": "1"})
    assert ended.returncode == 0, ended.stderr.decode()
    rows = [json.loads(line) for line in ended.stdout.decode("utf-8").splitlines()]
    assert [row["quote"] for row in rows if row["unit"] == "件"] == ["1,260"] * 3
