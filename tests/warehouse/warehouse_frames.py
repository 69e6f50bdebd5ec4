"""Small frames of every table, all made of one number, so that tables that belong together can be told.

`make_frames(size)` has `size` reports with three mentions and two facts each; `dim_region.report_count` says `size`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from warehouse.lake import Lake
from warehouse.tables import TABLES, Table

YEARS: tuple[int | None, ...] = (2021, 2022, None)
SENTENCE = "今年办结案件{count}件，比去年多。"


def row(table: Table, **values: object) -> dict[str, object]:
    """One row of `table`: the values given, null where it may be, otherwise an empty value of the type."""
    return {column.name: _empty_value(column) for column in table.columns} | values


def frame(table: Table, *rows: Mapping[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=table.schema)


def report(number: int, text: str | None = None) -> dict[str, object]:
    text = f"报告{number}。\n　　" + SENTENCE.format(count=number) if text is None else text
    return row(
        TABLES["dim_report"],
        report_id=f"report{number:04d}",
        source_path=f"{number}.txt",
        text=text,
        char_count=len(text),
        report_year=YEARS[number % 3],
        issuer=f"甲{number}县",
        anomalies=[{"offset": 0, "phrase": "__件", "reason": "lost"}],
    )


def refused(number: int) -> dict[str, object]:
    return row(TABLES["quarantine"], source_path=f"{number}.bin", reason="binary", source_bytes=number)


def mention(number: int, start: int, end: int, **values: object) -> dict[str, object]:
    given = {
        "report_id": f"report{number:04d}",
        "report_year": YEARS[number % 3],
        "start": start,
        "end": end,
        "mention_number": 1,
    }
    return row(TABLES["fact_mention"], **(given | values))


def fact(number: int, start: int, end: int, **values: object) -> dict[str, object]:
    given = {
        "report_id": f"report{number:04d}",
        "report_year": YEARS[number % 3],
        "indicator_id": "case.closed",
        "issuer": f"甲{number}县",
        "mention_start": start,
        "mention_end": end,
        "value": float(number),
        "other_mentions": [{"start": 1, "value": 2.5, "reason": "'later'"}],
    }
    return row(TABLES["fact_indicator"], **(given | values))


def make_frames(size: int) -> dict[str, pl.DataFrame]:
    numbers = range(size)
    start = {number: len(f"报告{number}。\n　　今年办结案件") for number in numbers}
    end = {number: start[number] + len(str(number)) for number in numbers}
    rows: dict[str, list[dict[str, object]]] = {
        "dim_region": [row(TABLES["dim_region"], region_name="甲县", report_count=size)],
        "dim_indicator": [row(TABLES["dim_indicator"], indicator_id=name) for name in ("case.closed", "case.open")],
        "dim_report": [report(number) for number in numbers],
        "dim_section": [
            row(
                TABLES["dim_section"],
                report_id=f"report{number:04d}",
                report_year=YEARS[number % 3],
                start=0,
                end=4,
            )
            for number in numbers
        ],
        "dim_passage": [],
        "dim_version": [row(TABLES["dim_version"], part="catalogue", version="0123456789ab")],
        "quarantine": [refused(number) for number in numbers],
        "fact_mention": [
            line
            for number in numbers
            for line in (
                mention(number, start[number], end[number], clause="今年办结案件"),
                mention(number, start[number], end[number], clause="另一指标", mention_number=2),
                mention(number, 2, 3),
            )
        ],
        "fact_indicator": [
            line
            for number in numbers
            for line in (
                fact(number, start[number], end[number]),
                fact(number, start[number], end[number], indicator_id="case.open"),
            )
        ],
        "quality_rule": [row(TABLES["quality_rule"], rule_id="R1")],
    }
    return {name: frame(TABLES[name], *lines) for name, lines in rows.items()}


def few_tables() -> dict[str, Table]:
    """The tables that `make_frames` fills: a release of these alone is made in a fraction of the time."""
    return {name: TABLES[name] for name in make_frames(1)}


def write_frames(lake: Lake, frames: Mapping[str, pl.DataFrame]) -> None:
    for name, rows in frames.items():
        if not TABLES[name].partitioned:
            lake.write(name, rows)
            continue
        for year in YEARS:
            lake.write(name, rows.filter(pl.col("report_year").eq_missing(year)), str(year or "unknown"))


def make_lake(root: Path, size: int) -> Lake:
    lake = Lake(root)
    write_frames(lake, make_frames(size))
    return lake


def _empty_value(column: object) -> object:
    if column.nullable:
        return None
    if column.allowed:
        return column.allowed[0]
    if column.dtype.is_nested():
        return []
    return {pl.String(): "", pl.Boolean(): False, pl.Float64(): 0.0}.get(column.dtype, 0)
