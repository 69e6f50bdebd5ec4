"""`conform` names every fault and loses nothing; the specification of the tables can be kept."""

from __future__ import annotations

import polars as pl
import pytest
from warehouse_frames import frame, mention, report, row

from warehouse.ddl import has_primary_key
from warehouse.tables import TABLES, Column, Table, conform

THING = Table(
    name="thing",
    meaning="Things.",
    meaning_zh="事物。",
    key=("name",),
    columns=(
        Column("name", pl.String(), "Name", "名称", False),
        Column("count", pl.Int64(), "Count", "数量"),
        Column("share", pl.Float64(), "Share", "占比"),
        Column("parts", pl.List(pl.Struct({"start": pl.Int64(), "word": pl.String()})), "Parts", "部分", False),
        Column("kind", pl.String(), "Kind", "种类", True, allowed=("a", "b")),
    ),
)
GOOD = {"name": "x", "count": 1, "share": 0.5, "parts": [{"start": 1, "word": "w"}], "kind": "a"}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"count": 1.5}, "count has a fraction in 1 rows"),
        ({"count": "many"}, "conversion from `str` to `i64` failed"),
        ({"share": float("nan")}, "share is not a finite number in 1 rows"),
        ({"share": float("inf")}, "share is not a finite number in 1 rows"),
        ({"parts": [{"start": 1}]}, r"parts is List\(Struct"),
        ({"parts": [{"start": 1, "word": "w", "more": 1}]}, r"parts is List\(Struct"),
        ({"parts": None}, "parts is null in 1 rows"),
        ({"name": None}, "name is null in 1 rows"),
        ({"kind": "c"}, r"kind holds \['c'\], allowed are \['a', 'b'\]"),
    ],
)
def test_conform_names_the_fault(change: dict[str, object], fault: str) -> None:
    with pytest.raises(ValueError, match=f"thing: .*{fault}"):
        conform(pl.DataFrame([GOOD | change]), THING)


def test_conform_names_all_faults_at_once() -> None:
    with pytest.raises(ValueError, match=r"name is null.*kind holds.*key .* repeats"):
        conform(pl.DataFrame([GOOD | {"name": None, "kind": "c"}] * 2), THING)


def test_conform_names_missing_and_unknown_columns() -> None:
    with pytest.raises(ValueError, match=r"missing columns \['kind'\], unknown columns \['sort'\]"):
        conform(pl.DataFrame([GOOD]).rename({"kind": "sort"}), THING)


def test_conform_accepts_whole_numbers_as_float_and_columns_of_nulls() -> None:
    shaped = conform(pl.DataFrame([GOOD | {"count": 2.0, "share": None, "kind": None, "parts": []}]), THING)
    assert shaped.schema == THING.schema
    assert shaped.row(0) == ("x", 2, None, [], None)


def test_conform_orders_rows_by_key_and_fields_by_name() -> None:
    parts = [{"word": "w", "start": 1}]
    shaped = conform(pl.DataFrame([GOOD | {"name": "b", "parts": parts}, GOOD | {"name": "a", "parts": parts}]), THING)
    assert shaped["name"].to_list() == ["a", "b"]
    assert shaped["parts"].to_list() == [[{"start": 1, "word": "w"}]] * 2


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_specification_holds_together(table: Table) -> None:
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert has_primary_key(table)
    assert table.partitioned is False or "report_year" in names
    for key in table.foreign_keys:
        assert set(key.columns) <= set(names)
        assert set(key.target_columns) == set(TABLES[key.target].key)
        for column, target in zip(key.columns, key.target_columns, strict=True):
            assert table.schema[column] == TABLES[key.target].schema[target]
    assert conform(table.empty(), table).schema == table.schema
    assert conform(frame(table, row(table)), table).height == 1
    assert all(column.meaning and column.meaning_zh for column in table.columns)
    assert all(bool(described.warning) == bool(described.warning_zh) for described in (table, *table.columns))


def test_rows_of_the_other_tests_conform() -> None:
    assert conform(frame(TABLES["dim_report"], report(1)), TABLES["dim_report"]).height == 1
    assert conform(frame(TABLES["fact_mention"], mention(1, 2, 3)), TABLES["fact_mention"]).height == 1
