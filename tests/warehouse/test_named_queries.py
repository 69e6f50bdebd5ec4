"""Named queries answer the questions of analysts on the samples; the same in the database and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.access import open_warehouse
from warehouse.named_queries import NamedQuery, QueryFault, load_queries
from warehouse.query_command import main
from warehouse.tables import TABLES
from warehouse.views import MACROS, VIEWS

QUERIES = load_queries()
# Parameters that restrict: what hides a column of the same name would show.
RESTRICTED = {
    "unit": "青岚县柳溪镇", "indicator": "dispute.mediated", "year": "2023", "least": "4", "divisor": "500", "tier": "extended", "report": "0",
    "level": "town", "basis": "per_village", "province": "云泽省", "most": "5000", "indicators": "dispute.mediated",
}  # fmt: skip


@pytest.fixture(scope="module")
def samples(samples_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(samples_release) as connection:
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[dict[str, Any]]:
    statement, values = QUERIES[name].prepare(given)
    return connection.execute(statement, values).pl().to_dicts()


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
def test_columns_are_those_of_the_header(samples: duckdb.DuckDBPyConnection, query: NamedQuery) -> None:
    statement, values = query.prepare({})
    assert samples.execute(statement, values).pl().columns == list(query.columns)
    assert 1 <= query.question <= 25
    assert query.title
    assert query.title_zh
    assert all(parameter.meaning for parameter in query.parameters)


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.name)
@pytest.mark.parametrize("restricted", [False, True])
def test_the_macro_gives_what_the_statement_gives(
    samples: duckdb.DuckDBPyConnection, query: NamedQuery, restricted: bool
) -> None:
    given = {one.name: RESTRICTED[one.name] for one in query.parameters} if restricted else {}
    statement, values = query.prepare(given)
    words = ", ".join(f"{name} := {value!r}" for name, value in values.items() if name in given)
    expected = samples.execute(statement, values).pl()
    assert samples.sql(f"FROM {query.name}({words})").pl().equals(expected)


def test_names_are_taken_once() -> None:
    names = [*QUERIES, *TABLES, *(view.name for view in VIEWS), *(macro.name for macro in MACROS)]
    assert len(set(names)) == len(names)


def test_values_of_a_unit_over_the_years(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "values_of_unit", unit="青岚县古渡镇", indicator="dispute.mediated")
    wholes = [row for row in rows if row["breakdown"] == ""]
    assert [(row["report_year"], row["value"]) for row in wholes] == [
        (2021, 286.0), (2022, 312.0), (2023, 295.0), (2024, 264.0),
    ]  # fmt: skip
    assert "受理调解【286】件，成功279件" in wholes[0]["marked_sentence"]
    assert all(len(row["source_sha256"]) == 64 and row["rule"] and row["extraction_version"] for row in wholes)


def test_timeliness_by_place_and_level(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {(row["place_above"], row["level"]): row for row in ask(samples, "timeliness", year="2022")}
    assert {key: row["report_count"] for key, row in rows.items()} == {
        ("青岚县", "town"): 4, (None, "county"): 1, (None, "department"): 1,
    }  # fmt: skip
    shares = ("on_time_pct", "deadline_day_pct", "late_pct", "premature_pct", "unknown_pct")
    assert all(sum(row[share] for share in shares) == pytest.approx(100) for row in rows.values())
    # 2023-02-10, 02-24, 03-06 and one more before 1 April.
    assert rows["青岚县", "town"]["on_time_pct"] == 100.0


def test_structure_scores(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "structure_scores", year="2021")
    county, towns = (next(row for row in rows if row["level"] == level) for level in ("county", "town"))
    assert (county["report_count"], county["score_median"], county["reports_without_leader_duty"]) == (1, 0.875, [])
    assert (towns["report_count"], towns["score_min"], towns["without_leader_duty"]) == (3, 1.0, 0)


def test_years_in_a_row(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {row["issuer"]: row for row in ask(samples, "years_in_a_row", least="4")}
    assert {issuer: row["longest_run"] for issuer, row in rows.items()} == {
        "青岚县": 4, "青岚县古渡镇": 4, "青岚县柳溪镇": 4, "青岚县白鹭镇": 3, "青岚县松坪乡": 3, "青岚县市场监督管理局": 3,
    }  # fmt: skip
    assert sorted(issuer for issuer, row in rows.items() if row["is_in_a_row"]) == [
        "青岚县",
        "青岚县古渡镇",
        "青岚县柳溪镇",
    ]
    assert all(row["skipped_years"] == [] for row in rows.values())


def test_documents_in_doubt_are_none_among_the_samples(samples: duckdb.DuckDBPyConnection) -> None:
    assert ask(samples, "documents_in_doubt") == []


def test_values_of_a_part_of_the_year(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "premature_values", year="2021")
    quarter = {
        row["indicator_id"]: row["value"]
        for row in rows
        if row["issuer"] == "青岚县古渡镇" and row["period"] == "第四季度"
    }
    # 第四季度开展执法检查137次，立案9件，作出行政处罚8件，罚没款0.86万元
    assert quarter.items() >= {"enforcement.cases_filed": 9.0, "enforcement.fine_amount": 8600.0}.items()
    assert {row["why"] for row in rows} == {"the report names the period"}


def test_round_numbers_of_towns(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "heaping", indicator="publicity.materials", divisor="1000")
    values = samples.execute(
        "SELECT materials_copy FROM fact_publicity WHERE level = 'town' AND materials_copy > 0"
    ).fetchall()
    towns = [row for row in rows if row["level"] == "town"]
    assert sum(row["value_count"] for row in towns) == len(values) >= 10
    assert sum(row["round_count"] for row in towns) == sum(value % 1000 == 0 for (value,) in values)
    assert {row["expected_share_pct"] for row in rows} == {0.1}


def test_coverage_counts_reports(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "coverage")
    assert {row["report_count"] for row in rows if row["level"] == "town" and row["report_year"] == 2022} == {4}
    [mediated] = [
        row
        for row in rows
        if (row["indicator_id"], row["level"], row["report_year"]) == ("dispute.mediated", "town", 2022)
    ]
    # 白鹭镇 gives only the rate for 2022.
    assert (mediated["with_value"], mediated["share_pct"]) == (3, 75.0)
    assert all(row["with_value"] <= row["report_count"] for row in rows)


def test_conflicts_show_the_chosen_and_the_others(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "conflicts", year="2021")
    heads = [row for row in rows if row["issuer"] == "青岚县" and row["indicator_id"] == "litigation.head_appearances"]
    assert [(row["candidate_value"], row["is_chosen"], row["why"]) for row in heads] == [
        (23.0, True, "largest of several"), (21.0, False, "smaller or later"),
    ]  # fmt: skip
    assert all("应由负责人出庭的23件，实际出庭21件" in row["sentence"] for row in heads)
    groups: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row["report_id"], row["indicator_id"], row["breakdown"], row["period"])
        groups[key] = groups.get(key, 0) + row["is_chosen"]
    assert min(groups.values()) >= 1


def test_lineage_leads_to_the_bytes_of_the_file(samples: duckdb.DuckDBPyConnection) -> None:
    from hashlib import sha256

    folder = Path(__file__).parents[2] / "samples"
    rows = ask(samples, "lineage", indicator="dispute.mediated")
    assert rows
    for row in rows:
        content = (folder / row["source_path"]).read_bytes()
        assert sha256(content).hexdigest() == row["source_sha256"]
        number = content.decode("utf-8-sig")[row["mention_start"] : row["mention_end"]]
        assert f"【{number}】" in row["marked_sentence"]
        assert row["domain_table"] in TABLES


def test_the_command_answers_in_three_forms(samples_release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--out", str(samples_release), "NAME=values_of_unit", "UNIT=青岚县柳溪镇", "REPORTS=samples"]
    assert main(asked) == 0
    assert "柳溪镇" in capsys.readouterr().out
    assert main([*asked, "FORMAT=csv"]) == 0
    lines = capsys.readouterr().out
    assert lines.startswith("\ufeffissuer,report_year,")
    assert main([*asked, "FORMAT=json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["issuer"] for row in rows} == {"青岚县柳溪镇"}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["NAME=weather"], "there is no query weather; there are "),
        (["NAME=coverage", "YEAR=2022"], "coverage: has no parameter year; it has tier"),
        (["NAME=conflicts", "YEAR=last"], "conflicts: year is INTEGER, not 'last'"),
        (["NAME=coverage", "FORMAT=xls"], "FORMAT is table, csv or json, not 'xls'"),
    ],
)
def test_the_command_says_what_is_wrong(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--out", "nowhere", *words]) == 1
    assert message in capsys.readouterr().err


def test_make_hands_words_on_past_the_shell(
    samples_release: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAKEFLAGS", "s -- NAME=coverage TIER=a\\ b;echo $$(hi) X=1")
    monkeypatch.setenv("NAME", "coverage")
    monkeypatch.setenv("TIER", "a b;echo $(hi)")
    assert main(["--make", "--out", str(samples_release), "FORMAT=csv"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_without_a_name_the_queries_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in QUERIES)
    assert "UNIT=varchar" in listed


HEADER = "/*\nquestion: 7\ntitle: a\ntitle_zh: 甲\nparameters:\n  year: {type: INTEGER, default: null, meaning: m}\ncolumns: {one: One}\n*/\n"


def read_one(tmp_path: Path, content: str) -> NamedQuery:
    (tmp_path / "mine.sql").write_text(content, encoding="utf-8")
    return load_queries.__wrapped__(tmp_path)["mine"]


def test_a_file_dropped_in_is_a_query(tmp_path: Path) -> None:
    query = read_one(tmp_path, HEADER + "SELECT $year AS one;\n")
    with duckdb.connect() as connection:
        connection.execute(query.create_macro())
        assert connection.sql("FROM mine(year := 5)").fetchall() == [(5,)]
        assert connection.execute(*query.prepare({"year": "6"})).fetchall() == [(6,)]
        assert connection.execute(*query.prepare({"year": ""})).fetchall() == [(None,)]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("SELECT 1", "begins with no"),
        (HEADER.replace("title: a\n", "") + "SELECT $year", "cannot be read: KeyError"),
        (HEADER + "SELECT 1", r"only declared or only used \['year'\]"),
        (HEADER + "SELECT $year, $level", r"only declared or only used \['level'\]"),
        (HEADER.replace("INTEGER", "DATE") + "SELECT $year", "a type that is not one of"),
        (HEADER.replace("question", "author: me\nquestion") + "SELECT $year", r"unknown keys \['author'\]"),
    ],
)
def test_a_file_that_is_not_well_formed_is_named(tmp_path: Path, content: str, fault: str) -> None:
    with pytest.raises(QueryFault, match=rf"mine\.sql: .*{fault}"):
        read_one(tmp_path, content)
