"""judge_invariants(): a sound warehouse passes, and each fault of ours is found, named and counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import duckdb
import polars as pl
import pytest
from data_docs_pages import assert_is_offline, read_pages
from example_warehouse import example, report_row, warehouse_frames, write_database
from hypothesis import given, settings
from hypothesis import strategies as st

from expectations import InvariantResult, judge, judge_invariants, load_rules
from expectations.invariants import _SPANS
from warehouse.build import build_database
from warehouse.lake import Lake
from warehouse.tables import DIM_REPORT, FACT_MENTION, QUALITY_RULE, TABLES, Table

EXAMPLES = [
    example(
        "𠮷安镇调解员{90}名，其中𡗗街{20}名、村居{70}名。",
        {"indicator": "dispute.mediators", "unit": "名"},
        {"indicator": "dispute.mediators", "unit": "名", "part_of": 1, "breakdown": "街"},
        {"indicator": "dispute.mediators", "unit": "名", "part_of": 1, "breakdown": "村"},
    ),
    example(
        "\ufeff全镇\r\n调解{9}件😀成功{8}件。", {"indicator": "dispute.mediated"}, {"indicator": "dispute.resolved"}
    ),
]
Frames = dict[str, pl.DataFrame]


# The tables that tests damage: fewer expectations, less time.
SOME = {name: TABLES[name] for name in ("dim_report", "fact_mention", "fact_indicator", "quality_rule")}


def results_of(path: Path, tables: Mapping[str, Table] = TABLES) -> dict[str, InvariantResult]:
    found = judge_invariants(path, path.parent / "docs", tables)
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


def failures_of(path: Path, tables: Mapping[str, Table] = TABLES) -> dict[str, InvariantResult]:
    return {name: one for name, one in results_of(path, tables).items() if not one.passed}


def test_a_sound_warehouse_passes_and_every_table_is_covered(tmp_path: Path) -> None:
    found = results_of(write_database(tmp_path / "sound.duckdb", warehouse_frames(EXAMPLES)))
    assert [one for one in found.values() if not one.passed or one.message or one.violated] == []
    assert {one.table for one in found.values()} == set(TABLES)
    for table in TABLES.values():
        assert f"{table.name}_columns_are_as_specified" in found
        assert f"{table.name}_key_is_unique" in found
        for column in table.columns:
            assert (f"{table.name}_{column.name}_is_not_null" in found) is not column.nullable
            assert (f"{table.name}_{column.name}_is_allowed" in found) is bool(column.allowed)
    assert found["fact_mention_spans_are_proved"].evaluated == 5
    assert found["fact_mention_parts_have_a_total"].evaluated == 2
    assert found["fact_indicator_values_have_a_mention"].evaluated == 5
    assert found["dim_report_is_not_empty"].evaluated == 2


def test_a_database_that_the_warehouse_builds_passes_and_is_judged(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for name, frame in warehouse_frames(EXAMPLES).items():
        if TABLES[name].partitioned and frame.height:
            lake.write(name, frame, "2024")
        elif not TABLES[name].partitioned:
            lake.write(name, frame)
    database = tmp_path / "built.duckdb"
    build_database(database, lake)
    assert failures_of(database) == {}
    assert judge(database, tmp_path / "docs").result["failure"].null_count() == len(load_rules())


def change(table: str, **columns: pl.Expr) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        frames[table] = frames[table].with_columns(**columns)

    return apply


def repeat(table: str) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        frames[table] = pl.concat([frames[table], frames[table].head(1)])

    return apply


def drop(table: str) -> Callable[[Frames], None]:
    def apply(frames: Frames) -> None:
        del frames[table]

    return apply


first = pl.int_range(pl.len()) == 0


ANOTHER_QUOTE = change("fact_mention", quote=pl.when(first).then(pl.lit("９０")).otherwise("quote"))


@pytest.mark.parametrize(
    ("damages", "expected"),
    [
        ([repeat("dim_report")], {"dim_report_key_is_unique": (3, 2)}),
        (
            [
                repeat("quality_rule"),
                change("dim_report", char_count=pl.when(~first).then("char_count")),
                change("fact_mention", parent_start=pl.col("parent_start") + 1),
                change("fact_indicator", mention_end=pl.col("mention_end") + 1),
                ANOTHER_QUOTE,
            ],
            {
                "quality_rule_key_is_unique": (len(load_rules()) + 1, 2),
                "dim_report_char_count_is_not_null": (2, 1),
                "fact_mention_parts_have_a_total": (2, 2),
                "fact_indicator_values_have_a_mention": (5, 5),
                "fact_mention_spans_are_proved": (5, 1),
            },
        ),
        (
            [
                repeat("fact_mention"),
                change("dim_report", anomalies=pl.lit(None, DIM_REPORT.schema["anomalies"])),
                change("quality_rule", extra=pl.lit(1)),
            ],
            {
                "fact_mention_key_is_unique": (6, 2),
                "dim_report_anomalies_is_not_null": (2, 2),
                "quality_rule_columns_are_as_specified": (len(QUALITY_RULE.columns) + 1, 1),
            },
        ),
        (
            [
                change("fact_mention", disposition=pl.when(first).then(pl.lit("fakt")).otherwise("disposition")),
                change("fact_mention", end=pl.col("end") + 1000, parent_start=pl.col("start")),
                drop("fact_indicator"),
            ],
            {
                "fact_mention_disposition_is_allowed": (5, 1),
                "fact_mention_spans_are_proved": (5, 5),
                "fact_mention_parts_have_a_total": (5, 5),
                "fact_indicator_exists": (0, 0),
                "fact_indicator_values_have_a_mention": (0, 0),
            },
        ),
        (
            [change("fact_mention", start=pl.col("start") + first.cast(pl.Int64), parent_start=pl.lit(None, pl.Int64))],
            {"fact_mention_spans_are_proved": (5, 1), "fact_indicator_values_have_a_mention": (5, 1)},
        ),
        (
            [
                change(
                    "fact_mention",
                    start=pl.lit(-1, pl.Int64),
                    mention_number=pl.int_range(pl.len(), dtype=pl.Int32),
                    parent_start=pl.lit(None, pl.Int64),
                ),
                drop("fact_indicator"),
            ],
            {
                "fact_mention_spans_are_proved": (5, 5),
                "fact_indicator_exists": (0, 0),
                "fact_indicator_values_have_a_mention": (0, 0),
            },
        ),
        (
            [change("fact_mention", report_id=pl.lit("elsewhere"), parent_start=pl.lit(None, pl.Int64))],
            {"fact_mention_spans_are_proved": (5, 5), "fact_indicator_values_have_a_mention": (5, 5)},
        ),
        ([drop("dim_report")], {"dim_report_exists": (0, 0), "fact_mention_spans_are_proved": (0, 0)}),
        (
            [change("fact_mention", start=pl.col("start").cast(pl.String))],
            {
                "fact_mention_columns_are_as_specified": (len(FACT_MENTION.columns), 1),
                "fact_mention_spans_are_proved": (0, 0),
                "fact_mention_parts_have_a_total": (0, 0),
                "fact_indicator_values_have_a_mention": (0, 0),
            },
        ),
    ],
)
def test_damage_is_found_and_nothing_else(
    tmp_path: Path, damages: list[Callable[[Frames], None]], expected: dict[str, tuple[int, int]]
) -> None:
    frames = warehouse_frames(EXAMPLES)
    for damage in damages:
        damage(frames)
    failed = failures_of(write_database(tmp_path / "damaged.duckdb", frames), SOME)
    assert {name: (one.evaluated, one.violated) for name, one in failed.items()} == expected
    assert all(one.message for one in failed.values())


def test_the_message_leads_to_the_row(tmp_path: Path) -> None:
    frames = warehouse_frames(EXAMPLES)
    ANOTHER_QUOTE(frames)
    damaged = frames["fact_mention"].row(0, named=True)
    failed = failures_of(write_database(tmp_path / "damaged.duckdb", frames), SOME)
    message = failed["fact_mention_spans_are_proved"].message
    assert f"report_id={damaged['report_id']}, start={damaged['start']}" in message
    assert "proof=other words" in message


def test_a_warehouse_without_reports_fails(tmp_path: Path) -> None:
    frames = {name: table.empty() for name, table in TABLES.items()}
    failed = failures_of(write_database(tmp_path / "empty.duckdb", frames))
    assert set(failed) == {"dim_report_is_not_empty"}
    assert failed["dim_report_is_not_empty"].message == "the table is empty"


texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("法治政府０9\r\n\t\u3000\ufeff\u0301\u200d\x00😀𠮷𡗗👩é"),
        st.characters(exclude_categories=("Cs",)),
    ),
    min_size=1,
    max_size=40,
)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_duckdb_proves_the_spans_that_python_cuts(data: st.DataObject) -> None:
    text = data.draw(texts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    wrong = data.draw(texts)
    quotes = [text[start:end], wrong]
    with duckdb.connect() as connection:
        report = pl.DataFrame([report_row("r", text)], schema=DIM_REPORT.schema).to_arrow()
        mentions = pl.DataFrame(
            {"report_id": "r", "start": start, "end": end, "mention_number": [1, 2], "quote": quotes}
        ).to_arrow()
        connection.register("dim_report", report)
        connection.register("fact_mention", mentions)
        proofs = dict(connection.execute(f"SELECT mention_number, proof FROM ({_SPANS})").fetchall())
    assert proofs[1] == "proved"
    assert (proofs[2] == "proved") is (wrong == text[start:end])


def test_hostile_keys_do_not_break_the_pages(tmp_path: Path) -> None:
    hostile = "</td></table><script>alert(1)</script>$v__0 {{1}} '\""
    frames = warehouse_frames(EXAMPLES)
    reports = frames["dim_report"]
    same_key = {"report_id": pl.lit(hostile), "document_type": pl.lit(hostile)}
    frames["dim_report"] = reports.with_columns(**same_key)
    failed = failures_of(write_database(tmp_path / "hostile.duckdb", frames), {"dim_report": TABLES["dim_report"]})
    assert failed["dim_report_key_is_unique"].violated == 2
    assert failed["dim_report_document_type_is_allowed"].violated == 2
    pages = read_pages(tmp_path / "docs")
    assert_is_offline(pages)
    assert any(hostile in unescape(page) for page in pages.values())
    assert not any("<script" in page for page in pages.values())


def test_no_handle_remains_and_the_file_is_untouched(tmp_path: Path) -> None:
    folder = tmp_path / "甲 乙'丙#%$"
    folder.mkdir()
    database = write_database(folder / "warehouse.duckdb", warehouse_frames(EXAMPLES))
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    assert failures_of(database, SOME) == {}
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE free AS SELECT 1")


def test_both_kinds_of_pages_live_in_one_folder(tmp_path: Path) -> None:
    database = write_database(tmp_path / "warehouse.duckdb", warehouse_frames(EXAMPLES))
    index = judge(database, tmp_path / "docs").docs_index
    judge_invariants(database, tmp_path / "docs", SOME)
    pages = read_pages(tmp_path / "docs")
    assert_is_offline(pages)
    assert 'href="consistency/index.html"' in index.read_text(encoding="utf-8")
    assert 'href="invariants/index.html"' in index.read_text(encoding="utf-8")


def test_only_the_tables_given_are_verified(tmp_path: Path) -> None:
    some = {name: TABLES[name] for name in ("dim_report", "dim_section")}
    frames = warehouse_frames(EXAMPLES)
    database = write_database(tmp_path / "some.duckdb", {name: frames[name] for name in some})
    found = judge_invariants(database, tmp_path / "docs", some)
    assert {one.table for one in found} == set(some)
    assert all(one.passed for one in found)
