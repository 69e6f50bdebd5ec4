"""A patched database has the rows, keys and comments of one that is built anew; what cannot be patched is said."""

from __future__ import annotations

import shutil
from contextlib import nullcontext
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from release_steps import assert_whole, publish_size
from warehouse_frames import few_tables, make_frames, write_frames

from warehouse import keys
from warehouse.build import BuildRefused, build_database
from warehouse.lake import Lake
from warehouse.patch import PatchFailed, patch_database
from warehouse.release import current_release, publish
from warehouse.tables import TABLES
from warehouse.tables.history import HISTORY_TABLES

FEW = few_tables()


def write_lake(root: Path, frames: dict[str, pl.DataFrame]) -> Lake:
    lake = Lake(root, FEW)
    write_frames(lake, frames)
    return lake


def with_values(frames: dict[str, pl.DataFrame], without: set[str], changed: set[str]) -> dict[str, pl.DataFrame]:
    """Frames without some reports, and with other values of others."""
    kept = {
        name: rows.filter(~pl.col("report_id").is_in(list(without))) if "report_id" in rows.columns else rows
        for name, rows in frames.items()
    }
    facts = kept["fact_indicator"]
    moved = pl.when(pl.col("report_id").is_in(list(changed))).then(pl.col("value") + 1).otherwise(pl.col("value"))
    return kept | {"fact_indicator": facts.with_columns(value=moved)}


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return {
            name: sorted(connection.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in (*FEW, *HISTORY_TABLES)
        }


def shape_of(path: Path) -> list[list[tuple[object, ...]]]:
    """Tables, columns, comments, keys and views."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return [
            connection.execute(f"SELECT {columns} FROM {table}() WHERE {condition} ORDER BY ALL").fetchall()
            for table, columns, condition in (
                ("duckdb_tables", "table_name, comment, sql", "NOT internal"),
                ("duckdb_columns", "table_name, column_name, data_type, comment", "NOT internal"),
                ("duckdb_views", "view_name, comment, sql", "NOT internal"),
            )
        ]


def patch(folder: Path, before: Lake, after: Lake) -> tuple[Path, Path]:
    """The database of `after`, patched and built."""
    history = Lake(folder / "history", HISTORY_TABLES)
    for name, table in HISTORY_TABLES.items():
        history.write(name, table.empty())
    start, patched, built = (folder / f"{name}.duckdb" for name in ("start", "patched", "built"))
    build_database(start, before, FEW, history)
    wanted = build_database(built, after, FEW, history)
    changed = {
        name: [
            partition
            for partition in sorted({*before.partitions(name), *after.partitions(name)})
            if before.fingerprint(name, partition) != after.fingerprint(name, partition)
        ]
        for name in FEW
    }
    assert patch_database(patched, start, before, after, changed, history) == wanted
    return patched, built


def crosses(before: set[str], after: set[str], most: int) -> bool:
    """Whether a table has at most `most` rows on one side only; of a report there are 1, 2 and 3 rows in some tables."""
    return any((rows * (10 - len(before)) <= most) != (rows * (10 - len(after)) <= most) for rows in (1, 2, 3))


numbers = st.sets(st.integers(0, 9).map(lambda number: f"report{number:04d}"))


@settings(max_examples=8)
@given(before=numbers, after=numbers, changed=numbers, most=st.sampled_from([0, 12, 10**6]))
def test_patched_is_as_built(
    before: set[str], after: set[str], changed: set[str], most: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("patch")
    with pytest.MonkeyPatch.context() as patched_module:
        patched_module.setattr(keys, "INDEXED_ROWS", most)
        frames = make_frames(10)
        # Twelve rows are indexed: the number of values may pass it on the way, and only then.
        expected = (
            pytest.raises(PatchFailed, match="indexed otherwise") if crosses(before, after, most) else nullcontext()
        )
        with expected:
            patched, built = patch(
                folder,
                write_lake(folder / "before", with_values(frames, before, set())),
                write_lake(folder / "after", with_values(frames, after, changed)),
            )
        if crosses(before, after, most):
            return
        assert rows_of(patched) == rows_of(built)
        assert shape_of(patched) == shape_of(built)
    shutil.rmtree(folder)


def test_a_report_that_others_point_at_cannot_be_patched(tmp_path: Path) -> None:
    frames = make_frames(4)
    renamed = frames | {"dim_report": frames["dim_report"].with_columns(issuer=pl.lit("乙县"))}
    with pytest.raises(PatchFailed, match="foreign key"):
        patch(tmp_path, write_lake(tmp_path / "before", frames), write_lake(tmp_path / "after", renamed))
    assert not (tmp_path / "patched.duckdb").exists()


def test_releases_are_patched_and_built_anew_where_they_cannot_be(tmp_path: Path) -> None:
    lake, out = Lake(tmp_path / "lake", FEW), tmp_path / "out"
    assert publish_size(lake, out, 5).manifest["patches"] == 0
    assert publish_size(lake, out, 6).manifest["patches"] == 1
    assert_whole(out)
    frames = make_frames(6)
    write_frames(lake, frames | {"dim_report": frames["dim_report"].with_columns(issuer=pl.lit("乙县"))})
    assert publish(out, lake, {}, {"size": 6}, 3).manifest["patches"] == 0
    assert_whole(out)
    assert publish_size(lake, out, 4).manifest["patches"] == 0
    assert publish_size(lake, out, 3).manifest["patches"] == 1
    assert publish(out, lake, {}, {"size": 3, "code": "other"}, 3).manifest["patches"] == 0
    assert_whole(out)


def test_a_damaged_database_is_not_patched(tmp_path: Path) -> None:
    lake, out = Lake(tmp_path / "lake", FEW), tmp_path / "out"
    publish_size(lake, out, 5)
    release = current_release(out)
    assert release is not None
    (release.path / "warehouse.duckdb").chmod(0o644)
    (release.path / "warehouse.duckdb").write_bytes(b"damaged")
    assert publish_size(lake, out, 6).manifest["patches"] == 0
    assert_whole(out)


@pytest.mark.parametrize("most", [0, 10**6])
@pytest.mark.parametrize("fault", ["foreign key.*report0009", "foreign key.*case.lost", "PRIMARY KEY.*report0001"])
def test_keys_are_kept_with_and_without_an_index(
    fault: str, most: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "INDEXED_ROWS", most)
    frames = make_frames(4)
    lake = write_lake(tmp_path / "lake", frames)
    facts = frames["fact_indicator"]
    one = facts.filter(pl.col("report_id") == "report0001").head(1)
    if "report0009" in fault:
        one = one.with_columns(report_id=pl.lit("report0009"), report_year=pl.lit(2023, pl.Int32))
    elif "case.lost" in fault:
        one = one.with_columns(indicator_id=pl.lit("case.lost"))
    else:
        one = one.with_columns(report_year=pl.lit(2023, pl.Int32))
    year = one["report_year"].item()
    there = lake.read("fact_indicator", [str(year)])
    lake.write("fact_indicator", pl.concat([there, one]), str(year))
    with pytest.raises(BuildRefused, match=f"^fact_indicator: .*{fault}"):
        build_database(tmp_path / "x.duckdb", lake, FEW)
    assert TABLES["fact_indicator"].foreign_keys
