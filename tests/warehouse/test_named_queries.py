"""Named queries answer the questions of analysts on the samples; the same in the database and on the command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warehouse_frames import fact, frame, report, write_frames
from warehouse_frames import row as filled

from warehouse.access import open_warehouse
from warehouse.build import build_database
from warehouse.lake import Lake
from warehouse.named_queries import NamedQuery, QueryFault, load_queries
from warehouse.query_command import main
from warehouse.tables import TABLES
from warehouse.views import MACROS, VIEWS

QUERIES = load_queries()
# Parameters that restrict: what hides a column of the same name would show.
RESTRICTED = {
    "unit": "青岚县柳溪镇", "indicator": "dispute.mediated", "year": "2023", "least": "4", "divisor": "500", "tier": "extended", "report": "0",
    "level": "town", "basis": "per_village", "province": "云泽省", "most": "5000", "indicators": "dispute.mediated",
    "rate": "dispute.success_rate", "points": "2", "rule": "R04", "severity": "error", "source": "柳溪镇人民政府",
    "few": "3", "many": "30", "reason": "changed_rule", "kind": "changed", "role": "reviewer", "status": "active",
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
    rows = ask(samples, "conflicts", year="2024")
    mediated = [row for row in rows if row["issuer"] == "青岚县柳溪镇" and row["indicator_id"] == "dispute.mediated"]
    assert [(row["candidate_value"], row["is_chosen"], row["why"], row["sentence"]) for row in mediated] == [
        (270.0, True, "largest of several", "各类纠纷270件。"),
        (263.0, False, "smaller or later", "263件进入调解。"),
    ]
    groups: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row["report_id"], row["indicator_id"], row["breakdown"], row["period"])
        groups[key] = groups.get(key, 0) + row["is_chosen"]
    assert min(groups.values()) >= 1


def test_rates_that_the_counts_do_not_give(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "rate_differences")
    # 258 of 270 are 95.56 %, 281 of 295 are 95.25 %.
    assert [
        (row["issuer"], row["report_year"], row["printed_pct"], row["computed_pct"], row["difference_points"])
        for row in rows
    ] == [("青岚县柳溪镇", 2024, 99.6, 95.56, 4.04), ("青岚县古渡镇", 2023, 96.8, 95.25, 1.55)]
    assert all(row["is_certain"] and row["broken_rules"] == ["R04"] for row in rows)
    assert "最终成功258件，成功率99.6%" in rows[0]["sentence"]
    assert [row["report_year"] for row in ask(samples, "rate_differences", points="2")] == [2024]
    # 47 concluded, 6 lost, 8.5 % printed.
    [loss] = ask(samples, "rate_differences", rate="litigation.loss_rate")
    assert (loss["issuer"], loss["report_year"], loss["computed_pct"]) == ("青岚县", 2024, 12.77)
    rates = {row["indicator_id"] for row in ask(samples, "rate_differences", rate="")}
    assert rates == {"dispute.success_rate", "litigation.loss_rate"}


def test_parts_that_do_not_add_up(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "parts_and_totals")
    assert [
        (row["issuer"], row["report_year"], row["indicator_id"], row["parts_sum"], row["total"]) for row in rows
    ] == [
        ("青岚县古渡镇", 2021, "petition.handled", 150.0, 152.0),  # 网上81、来信17、来访52
        ("青岚县白鹭镇", 2021, "dispute.mediators", 37.0, 41.0),  # 镇级4、村级33
        ("青岚县", 2022, "dispute.mediators", 795.0, 826.0),  # 乡镇58、村社区641、行业性96
        ("青岚县柳溪镇", 2022, "dispute.mediated", 372.0, 362.0),  # 109、131、68、22、42
        ("青岚县柳溪镇", 2022, "petition.handled", 78.0, 81.0),  # 来信7、走访33、网上38
        ("青岚县古渡镇", 2023, "dispute.mediators", 110.0, 112.0),  # 镇级14、村级96
    ]
    assert rows[0]["difference"] == -2.0
    assert "网上81件、来信17件、来访52件" in rows[0]["sentence"]
    assert len(ask(samples, "parts_and_totals", indicator="dispute.mediators", year="2022")) == 1


def test_findings_with_their_counts(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "findings")
    assert len(rows) == samples.execute("SELECT count(*) FROM quality_offender").fetchall()[0][0]
    severities = [row["severity"] for row in rows]
    assert severities == sorted(severities, key=["error", "warn", "info"].index)
    # Four units rectify more hazards than they found (41 of 38, 161 of 158, 195 of 186, 48 of 46).
    hazards = [row for row in rows if row["rule_id"] == "R26"]
    assert [(row["lhs"], row["rhs"]) for row in hazards] == [(41.0, 38.0), (161.0, 158.0), (195.0, 186.0), (48.0, 46.0)]
    assert {row["findings_of_rule"] for row in hazards} == {4}
    for row in rows:
        assert row["findings_of_source"] == sum(other["source"] == row["source"] for other in rows)
    assert {row["rule_id"] for row in ask(samples, "findings", severity="error", year="2024")} == {"R26"}


def test_claims_that_every_head_attended(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {(row["issuer"], row["report_year"]): row for row in ask(samples, "head_attendance")}
    # 本镇作为被告的一审行政案件2件…出庭应诉率100%; 行政诉讼5件，审结4件…负责人出庭应诉率100%
    town, bureau = rows["青岚县古渡镇", 2022], rows["青岚县市场监督管理局", 2024]
    assert (town["size_class"], town["case_count"], town["case_basis"]) == ("few", 2.0, "litigation.first_instance")
    assert (bureau["size_class"], bureau["case_count"], bureau["case_basis"]) == ("few", 4.0, "litigation.concluded")
    assert (town["wilson_low_pct"], bureau["wilson_low_pct"]) == (34.2, 51.0)
    assert town["definition"] == bureau["definition"] == "unspecified"
    assert {row["size_class"] for row in ask(samples, "head_attendance", few="3")} >= {"few", "some"}


def test_the_reconsideration_funnel_of_a_county(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "reconsideration_funnel")
    steps = ("report_year", "received", "carried_in", "accepted", "concluded", "corrected", "corrected_in_parts")
    assert [tuple(row[step] for step in steps) for row in rows] == [
        (2021, 52.0, 4.0, 45.0, 43.0, None, None),
        (2022, 61.0, 6.0, 53.0, 52.0, None, 7.0),  # 撤销5件，确认违法2件
        (2023, 78.0, 7.0, 66.0, 64.0, None, 8.0),  # 撤销6件，责令履行2件
        (2024, 312.0, None, 268.0, None, None, None),
    ]
    assert all(row["violations"] == [] for row in rows)
    assert (rows[1]["accepted_pct"], rows[1]["concluded_pct"], rows[1]["corrected_pct"]) == (86.9, 88.1, 13.5)
    assert len(ask(samples, "reconsideration_funnel", level="")) > len(rows)


@pytest.fixture(scope="module")
def doubtful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the samples do not have: a funnel that widens, many cases, a definition in words."""
    folder = tmp_path_factory.mktemp("doubtful")
    texts = [
        "应出庭案件30件，实际出庭30件。",
        "开庭审理3件，出庭应诉率100%。",
        "收到10件，结转2件，受理13件，审结12件，纠错13件。",
    ]
    values: list[tuple[int, str, float, str]] = [
        (0, "litigation.should_appear", 30, "30"),
        (0, "litigation.head_appearances", 30, "30件。"),
        (1, "litigation.first_instance", 3, "3件"),
        (1, "litigation.head_appearance_rate", 100, "100"),
    ]
    facts = [
        fact(number, texts[number].index(words), texts[number].index(words) + 2, indicator_id=indicator, value=value,
             value_low=value, value_high=value, is_main=True)
        for number, indicator, value, words in values
    ]  # fmt: skip
    steps = {"received": 10.0, "carried_in": 2.0, "accepted": 13.0, "concluded": 12.0, "corrected": 13.0}
    bounds = {f"{step}_case{bound}": value for step, value in steps.items() for bound in ("", "_low", "_high")}
    lake = Lake(folder / "lake")
    frames = {
        "dim_report": frame(TABLES["dim_report"], *(report(number, text) for number, text in enumerate(texts))),
        "dim_indicator": frame(
            TABLES["dim_indicator"],
            *(filled(TABLES["dim_indicator"], indicator_id=name) for name in sorted({name for _, name, *_ in values})),
        ),
        "fact_indicator": frame(TABLES["fact_indicator"], *facts),
        "fact_recon": frame(
            TABLES["fact_recon"],
            filled(
                TABLES["fact_recon"], report_id="report0002", report_year=None, issuer="甲2县", level="county", **bounds
            ),
        ),
    }
    write_frames(lake, frames)
    build_database(folder / "warehouse.duckdb", lake)
    with duckdb.connect(str(folder / "warehouse.duckdb"), read_only=True) as connection:
        yield connection


def test_attendance_by_its_definition_and_its_cases(doubtful: duckdb.DuckDBPyConnection) -> None:
    rows = ask(doubtful, "head_attendance")
    assert [(row["definition"], row["size_class"], row["case_count"], row["is_printed"]) for row in rows] == [
        ("heard", "few", 3.0, True),
        ("mandatory", "many", 30.0, False),
    ]
    # Wilson for 30 of 30: 30 / (30 + 1.96²).
    assert [row["wilson_low_pct"] for row in rows] == [43.9, 88.6]


def test_steps_that_widen_are_named(doubtful: duckdb.DuckDBPyConnection) -> None:
    [row] = ask(doubtful, "reconsideration_funnel")
    # 13 accepted are more than 10 received and 2 carried in; 12 concluded are no more than 13 and 2.
    assert row["violations"] == ["accepted > received", "corrected > concluded"]


def test_values_repeated_from_last_year(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "repeated_values")
    assert [(row["issuer"], row["report_year"], row["repeated_count"]) for row in rows] == [
        ("青岚县市场监督管理局", 2023, 4), ("青岚县白鹭镇", 2023, 3),
    ]  # fmt: skip
    assert {(one["indicator_id"], one["value"]) for one in rows[1]["repeated"]} == {
        ("petition.handled", 33.0), ("publicity.activities", 36.0), ("publicity.materials", 8600.0),
    }  # fmt: skip
    assert ask(samples, "repeated_values", least="5") == []


def test_the_first_release_changes_nothing(samples: duckdb.DuckDBPyConnection) -> None:
    assert ask(samples, "release_changes") == []


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
