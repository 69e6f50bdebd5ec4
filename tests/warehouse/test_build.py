"""The database is what the specification says: types, keys, comments, every row; and refuses rows that break it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_frames import fact, frame, make_frames, make_lake, mention, report, row, write_frames

from warehouse.build import BuildRefused, build_database
from warehouse.ddl import loading_order
from warehouse.lake import Lake
from warehouse.tables import TABLES, Column, ForeignKey, Table


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "built" / "test.duckdb"


@pytest.fixture
def built(tmp_path: Path, path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    build_database(path, make_lake(tmp_path / "lake", 7))
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def test_every_row_arrives(built: duckdb.DuckDBPyConnection) -> None:
    for name, rows in make_frames(7).items():
        key = TABLES[name].key
        found = built.execute(f'SELECT * FROM "{name}"').pl()
        assert found.schema == TABLES[name].schema, name
        assert found.sort(key).equals(rows.sort(key)), name


def test_returns_the_rows_of_every_table(tmp_path: Path, path: Path) -> None:
    rows = build_database(path, make_lake(tmp_path / "lake", 7))
    assert list(rows) == list(TABLES)
    assert (rows["dim_report"], rows["fact_mention"], rows["quality_offender"]) == (7, 21, 0)


def test_types_of_an_empty_database_are_those_of_the_specification(tmp_path: Path, path: Path) -> None:
    assert set(build_database(path, Lake(tmp_path / "nothing")).values()) == {0}
    with duckdb.connect(str(path), read_only=True) as connection:
        for name, table in TABLES.items():
            assert connection.execute(f'SELECT * FROM "{name}"').pl().schema == table.schema, name


def test_one_file_without_write_ahead_log(built: duckdb.DuckDBPyConnection, path: Path) -> None:
    assert [file.name for file in path.parent.iterdir()] == ["test.duckdb"]
    tags = built.execute("SELECT tags FROM duckdb_databases() WHERE path = ?", [str(path)]).fetchone()
    assert tags is not None
    assert tags[0]["storage_version"].startswith("v1.5.0")


def test_comments_give_the_meaning_in_both_languages_and_the_unit(built: duckdb.DuckDBPyConnection) -> None:
    tables = dict(built.execute("SELECT table_name, comment FROM duckdb_tables()").fetchall())
    assert set(tables) == set(TABLES)
    for name, table in TABLES.items():
        assert table.meaning in tables[name]
        assert table.meaning_zh in tables[name]
    columns = {
        (table, column): comment
        for table, column, comment in built.execute(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
    }
    for name, table in TABLES.items():
        for column in table.columns:
            comment = columns[name, column.name]
            assert column.meaning in comment
            assert column.meaning_zh in comment
            assert f"[{column.unit}]" in comment or not column.unit
            assert comment.endswith(column.warning_zh)
    assert columns["dim_report", "source_bytes"] == "Size of the file / 文件大小 [byte]"


def test_constraints_are_those_of_the_specification(built: duckdb.DuckDBPyConnection) -> None:
    found = built.execute(
        "SELECT table_name, constraint_type, constraint_column_names, referenced_table FROM duckdb_constraints()"
    ).fetchall()
    expected = set()
    for table in TABLES.values():
        expected |= {(table.name, "NOT NULL", (column.name,), None) for column in table.columns if not column.nullable}
        expected |= {(table.name, "FOREIGN KEY", key.columns, key.target) for key in table.foreign_keys}
        expected.add((table.name, "PRIMARY KEY", table.key, None))
    assert {(name, kind, tuple(columns), target or None) for name, kind, columns, target in found} == expected


def build_with(tmp_path: Path, path: Path, **changed: pl.DataFrame) -> None:
    lake = Lake(tmp_path / "broken")
    write_frames(lake, make_frames(4) | changed)
    build_database(path, lake)


def test_refuses_a_fact_of_an_unknown_report(tmp_path: Path, path: Path) -> None:
    rows = frame(TABLES["fact_indicator"], fact(1, 1, 2), fact(9, 1, 2))
    with pytest.raises(BuildRefused, match=r"^fact_indicator: .*foreign key.*report0009"):
        build_with(tmp_path, path, fact_indicator=rows)
    assert list(path.parent.iterdir()) == []


def test_refuses_a_mention_of_an_unknown_indicator_but_takes_one_of_none(tmp_path: Path, path: Path) -> None:
    build_with(tmp_path, path, fact_mention=frame(TABLES["fact_mention"], mention(1, 2, 3, indicator_id=None)))
    rows = frame(TABLES["fact_mention"], mention(1, 2, 3, indicator_id="case.lost"))
    with pytest.raises(BuildRefused, match=r"^fact_mention: .*foreign key.*case\.lost"):
        build_with(tmp_path, path, fact_mention=rows)


def test_refuses_a_report_in_two_partitions(tmp_path: Path, path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 4)
    lake.write("fact_mention", frame(TABLES["fact_mention"], mention(1, 2, 3, report_year=2023)), "2023")
    with pytest.raises(BuildRefused, match=r"^fact_mention: .*PRIMARY KEY.*report0001"):
        build_database(path, lake)


def test_refuses_a_null_that_may_not_be(tmp_path: Path, path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 1)
    rows = frame(TABLES["dim_report"], report(0)).with_columns(encoding=None, source_path=None)
    rows.cast(TABLES["dim_report"].schema).write_parquet(lake.root / "dim_report" / "2021.parquet")
    with pytest.raises(BuildRefused, match=r"^dim_report: .*NOT NULL.*source_path"):
        build_database(path, lake)


def test_refuses_a_file_that_lacks_a_column(tmp_path: Path, path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 1)
    file = lake.root / "dim_report" / "2021.parquet"
    pl.read_parquet(file).drop("title").write_parquet(file)
    with pytest.raises(ValueError, match=r"2021\.parquet.*title"):
        build_database(path, lake)


def test_a_refused_build_leaves_the_old_database(tmp_path: Path, path: Path) -> None:
    build_with(tmp_path, path)
    before = path.read_bytes()
    with pytest.raises(BuildRefused):
        build_with(tmp_path, path, fact_indicator=frame(TABLES["fact_indicator"], fact(9, 1, 2)))
    assert path.read_bytes() == before


def test_a_stale_write_ahead_log_is_not_replayed(tmp_path: Path, path: Path) -> None:
    make_lake(tmp_path / "lake", 3)
    build_database(path, Lake(tmp_path / "lake"))
    for target in (path, path.with_name(f".{path.name}.building")):
        with duckdb.connect(str(tmp_path / "other.duckdb")) as other:
            other.execute("SET checkpoint_threshold = '1 GB'")
            other.execute("CREATE OR REPLACE TABLE from_the_log AS SELECT 1 AS one")
            target.with_name(f"{target.name}.wal").write_bytes((tmp_path / "other.duckdb.wal").read_bytes())
    build_database(path, Lake(tmp_path / "lake"))
    assert [file.name for file in path.parent.iterdir()] == ["test.duckdb"]
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (len(TABLES),)


def test_builds_from_and_to_folders_with_special_characters(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "年=2021 [a]*'?", 4)
    path = tmp_path / "年=2021 [a]*'" / "it's.duckdb"
    assert build_database(path, lake)["fact_mention"] == 12
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM value_sentence").fetchone() == (8,)
    with pytest.raises(ValueError, match="question mark"):
        build_database(tmp_path / "why?" / "test.duckdb", lake)


def test_loads_targets_before_what_points_at_them() -> None:
    order = [table.name for table in loading_order(dict(reversed(TABLES.items())))]
    assert sorted(order) == sorted(TABLES)
    for table in TABLES.values():
        for key in table.foreign_keys:
            assert order.index(key.target) < order.index(table.name)


def make_table(name: str, *keys: ForeignKey, nullable: bool = False) -> Table:
    columns = (Column("id", pl.Int64(), "Id", "编号", nullable), Column("other", pl.Int64(), "Other", "其他"))
    return Table(name, "A table.", "表。", columns, ("id",), foreign_keys=keys)


def test_a_key_that_may_be_null_is_no_primary_key(tmp_path: Path, path: Path) -> None:
    tables = {"left": make_table("left", nullable=True)}
    Lake(tmp_path / "lake", tables).write("left", pl.DataFrame({"id": [None, 1], "other": [1, 1]}))
    assert build_database(path, Lake(tmp_path / "lake", tables), tables) == {"left": 2}


def test_foreign_keys_that_cannot_be_kept_are_errors(tmp_path: Path, path: Path) -> None:
    to_right = ForeignKey(("other",), "right", ("id",))
    with pytest.raises(ValueError, match="circle"):
        loading_order(
            {"left": make_table("left", to_right), "right": make_table("right", replace(to_right, target="left"))}
        )
    lake = Lake(tmp_path / "lake")
    with pytest.raises(ValueError, match=r"left \(other\) -> right \(id\): there is no table right"):
        build_database(path, lake, {"left": make_table("left", to_right)})
    for right in (make_table("right", nullable=True), replace(make_table("right"), key=("id", "other"))):
        with pytest.raises(ValueError, match="its target is not a primary key"):
            build_database(path, lake, {"left": make_table("left", to_right), "right": right})


def test_a_type_without_counterpart_is_an_error(tmp_path: Path, path: Path) -> None:
    table = replace(make_table("left"), columns=(Column("id", pl.Time(), "Id", "编号", False),))
    with pytest.raises(ValueError, match=r"left\.id: no DuckDB type for Time"):
        build_database(path, Lake(tmp_path / "lake"), {"left": table})


def test_rows_with_every_word_allowed_in_reserved_names(tmp_path: Path, path: Path) -> None:
    tables = {'a "quoted" table': replace(make_table('a "quoted" table'), meaning="It's; a meaning")}
    build_database(path, Lake(tmp_path / "lake", tables), tables)
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("SELECT comment FROM duckdb_tables()").fetchone() == ("It's; a meaning / 表。",)


def test_an_empty_row_of_every_table_can_be_stored(tmp_path: Path, path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for name, table in TABLES.items():
        values = {"report_year": 2021} if table.partitioned else {}
        lake.write(name, frame(table, row(table, **values)), "2021" if table.partitioned else None)
    assert set(build_database(path, lake).values()) == {1}
