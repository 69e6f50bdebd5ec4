"""What a release changed: each value once, with the reason, the ones that moved first; and the page that says so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import duckdb
import polars as pl
import pytest
from warehouse_frames import fact, frame, make_frames, make_lake, mention, report, row, write_frames

from warehouse.changes_page import LISTED, changes_page, render_changes
from warehouse.lake import Lake
from warehouse.named_queries import load_queries
from warehouse.release import publish
from warehouse.release_diff import ReleaseTables, compare_releases, differing_partitions
from warehouse.tables import TABLES
from warehouse.tables.history import RELEASE, RELEASE_DIFF


def tables(*numbers: int, facts: list[dict[str, object]] | None = None, **of_reports: object) -> ReleaseTables:
    reports = [report(number) | of_reports for number in numbers]
    own = [fact(number, 10, 11) for number in numbers] if facts is None else facts
    return ReleaseTables(frame(TABLES["dim_report"], *reports), frame(TABLES["fact_indicator"], *own))


def compare(before: ReleaseTables, after: ReleaseTables, same_rules: bool = True) -> list[dict[str, object]]:
    return compare_releases(before, after, same_rules=same_rules).to_dicts()


def test_nothing_changed() -> None:
    assert compare(tables(1, 2), tables(1, 2)) == []


def test_a_new_and_a_removed_report() -> None:
    rows = compare(tables(1, 2), tables(2, 3))
    assert [(row["change"], row["reason"], row["source_path"]) for row in rows] == [
        ("removed", "removed_report", "1.txt"),
        ("added", "new_report", "3.txt"),
    ]
    assert (rows[0]["previous_value"], rows[0]["value"]) == (1.0, None)
    assert (rows[1]["previous_value"], rows[1]["value"]) == (None, 3.0)
    assert rows[0]["issuer"] == "甲1县"


def test_a_replaced_text_of_one_file() -> None:
    before = tables(100)
    after = ReleaseTables(
        frame(TABLES["dim_report"], report(101) | {"source_path": "100.txt", "issuer": "甲100县"}),
        frame(TABLES["fact_indicator"], fact(101, 10, 11, issuer="甲100县", report_year=2022)),
    )
    [row] = compare(before, after)
    assert (row["change"], row["reason"]) == ("changed", "changed_source")
    assert (row["previous_report_id"], row["report_id"]) == ("report0100", "report0101")
    assert (row["previous_value"], row["value"], row["moved_pct"], row["has_moved"]) == (100.0, 101.0, 1.0, False)


def test_a_replaced_text_under_another_name_is_found_by_unit_year_and_type() -> None:
    same = {"issuer": "甲1县", "report_year": 2022}
    after = ReleaseTables(
        frame(TABLES["dim_report"], report(4) | same),
        frame(TABLES["fact_indicator"], fact(4, 10, 11, **same)),
    )
    [row] = compare(tables(1), after)
    assert (row["reason"], row["previous_value"], row["value"]) == ("changed_source", 1.0, 4.0)


def test_two_candidates_are_not_guessed_between() -> None:
    same = {"issuer": "甲县", "report_year": 2022}
    rows = compare(tables(1, 4, **same), tables(7, **same))
    assert sorted(str(row["reason"]) for row in rows) == ["new_report", "removed_report", "removed_report"]


@pytest.mark.parametrize(("same_rules", "reason"), [(False, "changed_rule"), (True, "other_input")])
def test_the_same_text_read_otherwise(same_rules: bool, reason: str) -> None:
    after = tables(1, facts=[fact(1, 10, 11, value=1.5, rule="new rule", qualifier="about")])
    [row] = compare(tables(1), after, same_rules)
    assert (row["reason"], row["changed_columns"], row["rule"]) == (reason, "value, qualifier", "new rule")
    assert (row["moved_pct"], row["has_moved"]) == (50.0, True)


def test_a_decision_explains_a_change_and_its_withdrawal() -> None:
    plain = tables(1)
    decided = ReleaseTables(
        plain.reports, frame(TABLES["fact_indicator"], fact(1, 10, 11, value=9.0, decision_ids=["d1"]))
    )
    assert [row["reason"] for row in compare(plain, decided, False)] == ["correction"]
    assert [row["reason"] for row in compare(decided, plain, False)] == ["correction"]


def test_what_explains_a_value_is_no_change_of_it() -> None:
    after = tables(1, facts=[fact(1, 10, 11, rule="other", choice="other", other_mentions=[])])
    assert compare(tables(1), after) == []


def test_what_moved_most_comes_first() -> None:
    numbers = (1, 2, 3, 4, 5)
    before = tables(
        *numbers,
        facts=[fact(n, 10, 11, value=v) for n, v in zip(numbers, (100.0, 100.0, 0.0, 100.0, 100.0), strict=True)],
    )
    after = tables(
        *numbers,
        facts=[fact(n, 10, 11, value=v) for n, v in zip(numbers, (101.0, 40.0, 7.0, 100.0, 101.1), strict=True)],
    )
    rows = compare(before, after)
    assert [row["previous_report_id"] for row in rows] == ["report0003", "report0002", "report0005", "report0001"]
    assert [row["has_moved"] for row in rows] == [True, True, True, False]
    assert [row["place"] for row in rows] == [1, 2, 3, 4]
    assert rows[0]["moved_pct"] is None


def test_only_partitions_whose_files_differ_are_compared() -> None:
    before = {"parquet/fact_indicator/2021.parquet": "a", "parquet/dim_report/2022.parquet": "b", "x": "c"}
    after = {**before, "parquet/dim_report/2022.parquet": "d", "parquet/fact_indicator/2023.parquet": "e", "x": "f"}
    assert differing_partitions(before, after) == {"2022", "2023"}


def test_a_release_holds_the_changes_in_every_form(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 4)
    out = tmp_path / "out"
    first = publish(out, lake, {}, {}, keep=2)
    assert first.manifest["changes"] == {"added": 0, "removed": 0, "changed": 0, "moved": 0}
    frames = make_frames(5)
    moved = pl.when(pl.col("report_id") == "report0003").then(33.0).otherwise(pl.col("value"))
    frames["fact_indicator"] = frames["fact_indicator"].with_columns(value=moved)
    write_frames(lake, frames)
    second = publish(out, lake, {}, {}, keep=2)
    assert second.manifest["changes"] == {"added": 2, "removed": 0, "changed": 2, "moved": 2}
    with duckdb.connect(str(second.path / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute("SELECT change, reason, value FROM release_diff ORDER BY place").fetchall()
        assert rows == [("changed", "other_input", 33.0)] * 2 + [("added", "new_report", 4.0)] * 2
        releases = connection.execute(
            "SELECT release_number, report_count, moved_count FROM release ORDER BY 1"
        ).fetchall()
        assert releases == [(1, 4, 0), (2, 5, 2)]
    assert pl.read_csv(second.path / "changes" / "release_diff.csv").height == 4
    page = (second.path / "changes" / "index.html").read_text(encoding="utf-8")
    assert page.index("变动超过 1%") < page.index("新增的数值")
    assert "今年办结案件" in page, "the words around the number"
    assert not re.search(r"(?:src|href)=|https?://", page), "the page needs nothing but itself"


def test_what_the_checks_found_in_earlier_releases_stays(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 4)
    out = tmp_path / "out"
    for violated in (3, 0):
        found = row(
            TABLES["quality_result"], rule_id="R1", passed=not violated, evaluated_count=4, violated_count=violated
        )
        write_frames(lake, make_frames(4) | {"quality_result": frame(TABLES["quality_result"], found)})
        release = publish(out, lake, {}, {}, keep=2)
    with duckdb.connect(str(release.path / "warehouse.duckdb"), read_only=True) as connection:
        history = connection.execute(
            "SELECT release_number, rule_id, passed, evaluated_count, violated_count FROM quality_history ORDER BY 1"
        ).fetchall()
    assert history == [(1, "R1", False, 4, 3), (2, "R1", True, 4, 0)]


def test_a_number_that_measures_another_indicator_now_is_re_mapped(tmp_path: Path) -> None:
    lake, out = Lake(tmp_path / "lake"), tmp_path / "out"
    frames = make_frames(3)
    write_frames(lake, frames)
    publish(out, lake, {}, {"code": 1}, keep=2)
    facts = frames["fact_indicator"]
    # report0001 has case.closed and case.open of one number: now the second is gone, and that of report0002 is another's.
    facts = facts.filter(~((pl.col("report_id") == "report0001") & (pl.col("indicator_id") == "case.open")))
    moves = (pl.col("report_id") == "report0002") & (pl.col("indicator_id") == "case.open")
    named = pl.when(moves).then(pl.lit("case.shut")).otherwise(pl.col("indicator_id"))
    frames["fact_indicator"] = facts.with_columns(indicator_id=named)
    shut = row(TABLES["dim_indicator"], indicator_id="case.shut")
    frames["dim_indicator"] = pl.concat([frames["dim_indicator"], frame(TABLES["dim_indicator"], shut)])
    write_frames(lake, frames)
    second = publish(out, lake, {}, {"code": 2}, keep=2)
    query = load_queries()["release_changes"]
    with duckdb.connect(str(second.path / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(*query.prepare({})).pl()
        assert connection.sql("FROM release_changes(kind := 'dropped')").fetchall() != []
    shown = rows.select("kind", "reason", "report_id", "indicator_id", "other_indicator", "previous_value", "value")
    assert sorted(shown.rows()) == [
        ("dropped", "changed_rule", "report0001", "case.open", None, 1.0, None),
        ("re-mapped", "changed_rule", "report0002", "case.open", "case.shut", 2.0, None),
        ("re-mapped", "changed_rule", "report0002", "case.shut", "case.open", None, 2.0),
    ]


def test_the_parquet_of_a_release_do_not_depend_on_the_release_before(tmp_path: Path) -> None:
    lake = make_lake(tmp_path / "lake", 3)
    publish(tmp_path / "a", lake, {}, {}, keep=2)
    write_frames(lake, make_frames(5))
    second = publish(tmp_path / "a", lake, {}, {}, keep=2)
    alone = publish(tmp_path / "b", make_lake(tmp_path / "other", 5), {}, {}, keep=2)

    def parquet(files: dict[str, str]) -> dict[str, str]:
        return {name: content for name, content in files.items() if name.startswith("parquet/")}

    assert parquet(second.manifest["files"]) == parquet(alone.manifest["files"])


def test_an_older_specification_is_compared_as_well(tmp_path: Path) -> None:
    out, lake = tmp_path / "out", make_lake(tmp_path / "lake", 3)
    first = publish(out, lake, {}, {}, keep=2)
    for path in (first.path / "parquet" / "fact_indicator").iterdir():
        pl.read_parquet(path).drop("level", "qualifier").with_columns(more=1).write_parquet(path)
    first.manifest["files"] = {}
    manifest = json.loads((first.path / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"] = {
        name: "other" if "fact_indicator" in name else content for name, content in manifest["files"].items()
    }
    (first.path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert publish(out, lake, {}, {}, keep=2).manifest["changes"]["changed"] == 6


def test_words_of_reports_are_no_markup_and_long_lists_are_cut() -> None:
    hostile = "<script>alert(1)</script>"
    before = tables(*range(LISTED + 5), issuer=hostile)
    diff = compare_releases(before, tables(), same_rules=True).with_columns(issuer=pl.lit(hostile))
    page = render_changes(diff, {("report0001", 10): hostile}, hostile, [hostile])
    assert "<script>" not in page
    assert "另有 5 条" in page
    assert page.count("<tr>") == LISTED + 3


def test_the_first_release_says_that_it_is_the_first() -> None:
    releases = pl.DataFrame(
        [dict.fromkeys(RELEASE.schema.names(), 0) | {"created_at": "now", "restored_from": None}], schema=RELEASE.schema
    )
    assert "首次发布" in changes_page(RELEASE_DIFF.empty(), releases, {})


def test_mentions_are_found_in_the_lake_of_their_release(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    lake.write("fact_mention", frame(TABLES["fact_mention"], mention(0, 2, 3, clause="旧句")), "2021")
    from warehouse.changes_page import find_clauses

    diff = compare_releases(tables(0, facts=[fact(0, 2, 3)]), tables(), same_rules=True)
    assert find_clauses(diff, lake.root, tmp_path / "nothing") == {("report0000", 2): "旧句"}
