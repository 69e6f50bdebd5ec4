"""CSV opens in spreadsheets: Chinese is read, lists are JSON, nothing is run as a formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
from warehouse_frames import frame, make_frames, mention, report

from warehouse.csv_export import export_csv
from warehouse.tables import TABLES, Table


def export(tmp_path: Path, table: Table, *frames: pl.DataFrame) -> list[dict[str, str]]:
    path = tmp_path / "table.csv"
    export_csv(table, frames, path)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\xef\xbb\xbf") == 1
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_texts_come_back_as_they_are(tmp_path: Path) -> None:
    texts = ['他说"好", 是\r\n的', "a\rb", "𠮷👩‍👩‍👧", "", "1-2", "'", "a=b", "12"]
    rows = frame(TABLES["dim_report"], *(report(number, text) for number, text in enumerate(texts)))
    assert [line["text"] for line in export(tmp_path, TABLES["dim_report"], rows)] == texts


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formulas_are_texts(tmp_path: Path, start: str) -> None:
    rows = frame(TABLES["dim_report"], report(1, f"{start}1+1"))
    assert export(tmp_path, TABLES["dim_report"], rows)[0]["text"] == f"'{start}1+1"


def test_negative_numbers_stay_numbers(tmp_path: Path) -> None:
    rows = frame(TABLES["fact_mention"], mention(1, 2, 3, value=-1.5, unit="-"))
    line = export(tmp_path, TABLES["fact_mention"], rows)[0]
    assert (line["value"], line["unit"], line["value_low"]) == ("-1.5", "'-", "")


def test_no_text_and_an_empty_text_differ(tmp_path: Path) -> None:
    rows = frame(TABLES["dim_report"], report(1, "") | {"title": "", "publisher": None})
    export(tmp_path, TABLES["dim_report"], rows)
    assert ',"",0,"",,' in (tmp_path / "table.csv").read_text("utf-8-sig")


def test_lists_are_json(tmp_path: Path) -> None:
    rows = make_frames(3)["fact_indicator"]
    for line in export(tmp_path, TABLES["fact_indicator"], rows):
        assert json.loads(line["other_mentions"]) == [{"start": 1, "value": 2.5, "reason": "'later'"}]
    anomalies = export(tmp_path, TABLES["dim_report"], make_frames(1)["dim_report"])[0]["anomalies"]
    assert json.loads(anomalies) == [{"offset": 0, "phrase": "__件", "reason": "lost"}]


def test_partitions_follow_each_other_below_one_header(tmp_path: Path) -> None:
    rows = make_frames(9)["fact_mention"]
    found = export(tmp_path, TABLES["fact_mention"], rows[:5], TABLES["fact_mention"].empty(), rows[5:])
    assert [line["report_id"] for line in found] == rows["report_id"].to_list()
    assert list(found[0]) == rows.columns


def test_a_table_without_rows_has_a_header(tmp_path: Path) -> None:
    assert export(tmp_path, TABLES["quality_offender"]) == []
    assert (tmp_path / "table.csv").read_text("utf-8-sig").strip() == ",".join(TABLES["quality_offender"].schema)
