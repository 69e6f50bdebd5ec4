"""A release made by an older specification stays readable, can be restored, and is followed by one of today's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
from warehouse_frames import few_tables, make_frames, write_frames

from warehouse.access import open_warehouse
from warehouse.lake import Lake
from warehouse.release import Release, list_damage, list_releases, publish, restore
from warehouse.tables import TABLES


def publish_as_before(root: Path, out: Path) -> Release:
    """Three reports in fewer tables, with a column of today missing, as code of last year would have published them."""
    tables = few_tables()
    del tables["dim_section"], tables["quality_rule"]
    today = tables["fact_indicator"]
    tables["fact_indicator"] = replace(today, columns=today.columns[:-1])
    missing = today.columns[-1].name
    assert missing not in today.key
    lake = Lake(root, tables)
    frames = {name: rows for name, rows in make_frames(3).items() if name in tables}
    for name, rows in frames.items():
        shaped = rows.drop(missing) if name == "fact_indicator" else rows
        if TABLES[name].partitioned:
            for year in rows["report_year"].unique():
                lake.write(name, shaped.filter(pl.col("report_year").eq_missing(year)), str(year or "unknown"))
        else:
            lake.write(name, shaped)
    return publish(out, lake, {}, {"code": "of last year"}, keep=4)


def publish_today(root: Path, out: Path, size: int) -> Release:
    lake = Lake(root, few_tables())
    write_frames(lake, make_frames(size))
    return publish(out, lake, {}, {"code": "of today"}, keep=4)


def count(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    [number] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone() or (-1,)
    return int(number)


def test_it_stays_readable_beside_and_after_releases_of_today(tmp_path: Path) -> None:
    out = tmp_path / "out"
    older = publish_as_before(tmp_path / "older", out)
    publish_today(tmp_path / "lake", out, 5)
    assert [release.number for release in list_releases(out)] == [1, 2]
    assert list_damage(older) == []
    with open_warehouse(out, 1) as then, open_warehouse(out) as now:
        assert (count(then, "dim_report"), count(now, "dim_report")) == (3, 5)
        assert then.execute("SELECT * FROM fact_indicator").fetchall()
        columns = [{line[0] for line in each.execute("DESCRIBE fact_indicator").fetchall()} for each in (then, now)]
        assert columns[0] < columns[1]


def test_it_can_be_made_current_again_and_is_followed_by_one_of_today(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish_as_before(tmp_path / "older", out)
    publish_today(tmp_path / "lake", out, 5)
    assert restore(out, 1, keep=4).number == 3
    with open_warehouse(out) as connection:
        assert count(connection, "dim_report") == 3
    assert publish_today(tmp_path / "lake", out, 5).number == 4
    with open_warehouse(out) as connection:
        assert count(connection, "dim_report") == 5
        assert count(connection, "dim_section") == 5
