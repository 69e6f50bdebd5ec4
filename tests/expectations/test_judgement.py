"""judge(): counts agree with the rows stored, no silent pass, no handle left, pages that hostile text cannot break."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from pathlib import Path

import duckdb
import polars as pl
import pytest
from data_docs_pages import assert_is_offline, read_pages
from example_warehouse import evaluate, example, report_id_of, warehouse_frames, write_database

from expectations import judge, judgement, load_rules
from expectations.evaluation import evaluation_sql
from expectations.judgement import judge_evaluation
from expectations.rulebook import Example, ExampleNumber
from warehouse.tables import QUALITY_OFFENDER, QUALITY_RESULT, QUALITY_SCORE, conform

MEDIATED = {"indicator": "dispute.mediated", "unit": "件"}
RESOLVED = {"indicator": "dispute.resolved", "unit": "件"}
RULES = {rule.rule_id: rule for rule in load_rules()}


def database_of(folder: Path, examples: Iterable[Example]) -> Path:
    return write_database(folder / "warehouse.duckdb", warehouse_frames(examples))


@pytest.fixture(scope="module")
def all_examples() -> list[Example]:
    return list({one.text: one for rule in RULES.values() for one in (*rule.violates, *rule.holds)}.values())


def result_of(judgement, rule_id: str) -> dict:
    return judgement.result.filter(pl.col("rule_id") == rule_id).to_dicts()[0]


def test_result_and_offenders_are_what_the_view_says(tmp_path: Path, all_examples: list[Example]) -> None:
    judgement = judge(database_of(tmp_path, all_examples), tmp_path / "docs")
    evaluation = evaluate(*all_examples)
    assert judgement.score.equals(conform(judgement.score, QUALITY_SCORE))
    assert judgement.result.equals(conform(judgement.result, QUALITY_RESULT))
    assert judgement.offender.equals(conform(judgement.offender, QUALITY_OFFENDER))
    assert judgement.result["failure"].null_count() == len(RULES)
    for rule_id, rule in RULES.items():
        status = evaluation.filter(pl.col("rule_id") == rule_id)["status"].to_list()
        found = result_of(judgement, rule_id)
        assert found["violated_count"] == status.count("violated") > 0
        assert found["evaluated_count"] == status.count("ok") + status.count("violated")
        assert found["not_evaluable_count"] == status.count("not_evaluable")
        assert not found["passed"]
        offenders = judgement.offender.filter(pl.col("rule_id") == rule_id)
        assert offenders.height == found["violated_count"]
        assert set(offenders["severity"]) == {rule.severity}
    assert judgement.docs_index.is_file()
    assert judgement.docs_index.is_relative_to(tmp_path / "docs")


def test_the_same_warehouse_gives_the_same_frames(tmp_path: Path, all_examples: list[Example]) -> None:
    database = database_of(tmp_path, all_examples)
    first, second = judge(database, tmp_path / "docs"), judge(database, tmp_path / "docs")
    assert first.result.equals(second.result)
    assert first.offender.equals(second.offender)


def test_every_offender_is_stored_where_great_expectations_cuts_its_lists(tmp_path: Path) -> None:
    examples = [example(f"第{n}镇调解{{{n}}}件，成功{{{n + 1}}}件。", MEDIATED, RESOLVED) for n in range(1, 301)]
    judgement = judge(database_of(tmp_path, examples), tmp_path / "docs", ["R01"])
    assert judgement.offender.height == 300
    assert result_of(judgement, "R01")["violated_count"] == 300
    assert result_of(judgement, "R01")["failure"] is None


def test_without_operands_a_rule_passes_and_says_that_it_evaluated_nothing(tmp_path: Path) -> None:
    judgement = judge(database_of(tmp_path, [example("悬挂横幅{3}条。", {"unit": "条"})]), tmp_path / "docs")
    assert judgement.result["passed"].all()
    assert judgement.result["evaluated_count"].sum() == 0
    assert judgement.unevaluated == tuple(sorted(RULES))
    assert (
        f"{len(RULES)} rules passed with nothing to evaluate" in read_pages(tmp_path / "docs")["consistency/index.html"]
    )


def test_a_rule_with_findings_or_all_clear_is_not_called_unevaluated(tmp_path: Path) -> None:
    one = example("调解{9}件，成功{9}件。", MEDIATED, RESOLVED)
    judgement = judge(database_of(tmp_path, [one]), tmp_path / "docs", ["R01", "R02"])
    assert judgement.unevaluated == ("R02",)
    assert result_of(judgement, "R01")["passed"]
    assert result_of(judgement, "R02")["not_evaluable_count"] == 1


def test_only_the_rules_asked_for_are_judged(tmp_path: Path, all_examples: list[Example]) -> None:
    judgement = judge(database_of(tmp_path, all_examples), tmp_path / "docs", {"R33", "R01"})
    assert judgement.result["rule_id"].to_list() == ["R01", "R33"]
    assert set(judgement.offender["rule_id"]) == {"R01", "R33"}


@pytest.mark.parametrize("rule_ids", [["R99"], ["R01", "r01"], []])
def test_unknown_rules_and_no_rules_are_refused(tmp_path: Path, rule_ids: list[str]) -> None:
    database = database_of(tmp_path, [example("调解{9}件。", MEDIATED)])
    with pytest.raises(ValueError, match=r"unknown rules|no rules"):
        judge(database, tmp_path / "docs", rule_ids)


@pytest.mark.parametrize(
    ("rule_id", "examples"),
    [
        ("R01", [example("调解{9}件，成功{8}件。", MEDIATED, RESOLVED)]),
        ("R04", list(RULES["R04"].holds)),
        ("R07", list(RULES["R07"].holds)),
        ("R08", list(RULES["R08"].holds)),
        ("R08", list(RULES["R08"].violates)),
        ("R18", list(RULES["R18"].holds)),
        ("R30", list(RULES["R30"].holds)),
        ("R33", list(RULES["R33"].holds)),
    ],
)
def test_a_rule_that_looked_at_nothing_fails_as_vacuous(tmp_path: Path, rule_id: str, examples: list[Example]) -> None:
    database, rules = database_of(tmp_path, examples), (RULES[rule_id],)
    sound = evaluation_sql(rules)
    assert result_of(judge_evaluation(database, tmp_path / "docs", rules, [(rules, sound)]), rule_id)["failure"] is None
    blind = f"SELECT * FROM ({sound}) WHERE rule_id = 'R1'"
    found = result_of(judge_evaluation(database, tmp_path / "docs", rules, [(rules, blind)]), rule_id)
    assert not found["passed"]
    assert found["failure"].startswith("vacuous: 0 rows")


@pytest.mark.parametrize("rule_id", ["R01", "R04", "R07", "R08", "R33"])
def test_a_rule_that_excuses_every_comparison_fails_as_vacuous(tmp_path: Path, rule_id: str) -> None:
    rules = (RULES[rule_id],)
    database = database_of(tmp_path, RULES[rule_id].holds)
    excused = f"SELECT * REPLACE ('not_evaluable' AS status) FROM ({evaluation_sql(rules)})"
    found = result_of(judge_evaluation(database, tmp_path / "docs", rules, [(rules, excused)]), rule_id)
    assert not found["passed"]
    assert found["failure"].startswith("vacuous: nothing was evaluated")


def test_an_exception_of_great_expectations_is_a_failure_and_never_a_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = database_of(tmp_path, RULES["R01"].holds)
    sound = judgement._check
    monkeypatch.setattr(judgement, "_check", lambda rule: replace(sound(rule), only=("absent", rule.rule_id)))
    found = judge(database, tmp_path / "docs", ["R01", "R33"])
    assert not found.result["passed"].any()
    assert all("absent" in failure for failure in found.result["failure"])
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE free AS SELECT 1")


def test_a_comparison_that_raises_fails_its_rules_and_no_others(tmp_path: Path) -> None:
    rules = (RULES["R01"], RULES["R33"])
    database = database_of(tmp_path, RULES["R01"].violates)
    evaluations = [(rules[:1], evaluation_sql(rules[:1])), (rules[1:], "SELECT error('no memory')")]
    found = judge_evaluation(database, tmp_path / "docs", rules, evaluations)
    assert result_of(found, "R01")["violated_count"] == found.offender.height == 1
    assert result_of(found, "R01")["failure"] is None
    assert not result_of(found, "R33")["passed"]
    assert "no memory" in result_of(found, "R33")["failure"]


def test_a_status_that_nobody_knows_is_not_passed_over(tmp_path: Path) -> None:
    rules = (RULES["R01"],)
    database = database_of(tmp_path, RULES["R01"].violates)
    strange = f"SELECT * REPLACE ('broken' AS status) FROM ({evaluation_sql(rules)})"
    found = result_of(judge_evaluation(database, tmp_path / "docs", rules, [(rules, strange)]), "R01")
    assert not found["passed"]
    assert "SQL stored" in found["failure"]


def test_no_handle_remains_and_the_file_is_untouched(tmp_path: Path) -> None:
    database = database_of(tmp_path, RULES["R01"].violates)
    before = hashlib.sha256(database.read_bytes()).hexdigest()
    judge(database, tmp_path / "docs", ["R01"])
    assert hashlib.sha256(database.read_bytes()).hexdigest() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("warehouse")] == ["warehouse.duckdb"]
    with duckdb.connect(str(database)) as connection:
        connection.execute("CREATE TABLE free AS SELECT 1")


def test_a_reader_of_this_process_is_not_in_the_way_and_a_writer_is_refused(tmp_path: Path) -> None:
    database = database_of(tmp_path, RULES["R01"].violates)
    with duckdb.connect(str(database), read_only=True):
        assert judge(database, tmp_path / "docs", ["R01"]).offender.height == 1
    with duckdb.connect(str(database)), pytest.raises(duckdb.Error, match="warehouse"):
        judge(database, tmp_path / "docs", ["R01"])


def test_a_database_whose_path_is_awkward(tmp_path: Path) -> None:
    folder = tmp_path / "甲 乙'丙\"#%$x"
    folder.mkdir()
    judgement = judge(database_of(folder, RULES["R01"].violates), folder / "docs", ["R01"])
    assert judgement.offender.height == 1
    assert judgement.docs_index.is_file()


def test_a_database_without_the_tables_is_refused_by_name(tmp_path: Path) -> None:
    database = write_database(tmp_path / "empty.duckdb", {})
    with pytest.raises(ValueError, match="dim_report"):
        judge(database, tmp_path / "docs")
    with pytest.raises(ValueError, match="no database"):
        judge(tmp_path / "absent.duckdb", tmp_path / "docs")
    assert not (tmp_path / "absent.duckdb").exists()


def test_a_folder_of_other_files_is_not_overwritten(tmp_path: Path) -> None:
    database = database_of(tmp_path, RULES["R01"].violates)
    precious = tmp_path / "docs" / "consistency" / "precious.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("mine", encoding="utf-8")
    with pytest.raises(ValueError, match="other files"):
        judge(database, tmp_path / "docs", ["R01"])
    assert precious.read_text(encoding="utf-8") == "mine"


HOSTILE = (
    "</td></table><script>alert(1)</script><img src=http://x.invalid/a onerror=alert(2)>{{7*7}}${HOME}$v__0 &lt; '\"`%s"
)


def test_data_docs_survive_hostile_text_and_need_no_network(tmp_path: Path) -> None:
    one = example("甲{9}件乙{12}件。", MEDIATED, RESOLVED)
    frames = warehouse_frames([one])
    text = frames["dim_report"]["text"].item()
    poisoned = text.replace("件乙", f"件{HOSTILE}乙")
    shift = len(HOSTILE)
    frames["dim_report"] = frames["dim_report"].with_columns(text=pl.lit(poisoned), issuer=pl.lit(HOSTILE))
    frames["dim_indicator"] = frames["dim_indicator"].with_columns(name_zh=pl.lit(HOSTILE))
    facts = frames["fact_indicator"]
    moved = pl.when(pl.col("indicator_id") == "dispute.resolved").then(shift).otherwise(0)
    frames["fact_indicator"] = facts.with_columns(pl.col("mention_start", "mention_end") + moved)
    judgement = judge(write_database(tmp_path / "hostile.duckdb", frames), tmp_path / "docs", ["R01"])
    assert judgement.offender["quote"].item() == poisoned
    assert judgement.offender["issuer"].item() == HOSTILE
    pages = read_pages(tmp_path / "docs")
    assert len(pages) == 5
    assert_is_offline(pages)
    shown = [name for name, page in pages.items() if "alert(1)" in page]
    assert len(shown) == 3, "the index, the page of findings and the validation page show the finding"
    for name in shown:
        assert "<script" not in pages[name]
        assert "<img" not in pages[name]
        assert poisoned in unescape(pages[name])


def test_data_docs_of_an_earlier_call_do_not_pile_up(tmp_path: Path) -> None:
    database = database_of(tmp_path, RULES["R01"].violates)
    judge(database, tmp_path / "docs", ["R01"])
    first = set(read_pages(tmp_path / "docs"))
    judge(database, tmp_path / "docs", ["R01"])
    assert len(read_pages(tmp_path / "docs")) == len(first)


def test_a_score_is_the_weighted_share_of_comparisons_that_hold(tmp_path: Path) -> None:
    numbers = ("hotline.close_rate", "govserv.online_rate", "petition.completion_rate", "govserv.satisfaction_rate")
    rates = [{"indicator": name, "value": 99.0, "unit": "%"} for name in numbers]
    one = example("率{99}、{99}、{99}、{99}、{130}%。", *rates, {"value": 130.0, "unit": "%"})
    few = example("率{99}%。", rates[0])
    judgement = judge(database_of(tmp_path, [one, few]), tmp_path / "docs", ["R33"])
    scores = {row["report_id"]: row for row in judgement.score.to_dicts()}
    found = scores[report_id_of(one.text)]
    assert (found["evaluated_count"], found["error_count"], found["score"]) == (5, 1, 80.0)
    # One comparison says nothing.
    assert scores[report_id_of(few.text)]["score"] is None


def test_the_page_of_findings_quotes_both_reports_and_escapes_them(tmp_path: Path) -> None:
    before = Example("当年发放资料{2600}份<b>。", (ExampleNumber(indicator="publicity.materials", unit="份"),))
    now = Example("全年发放资料{30000}份&。", before.numbers, previous=before)
    docs = tmp_path / "docs"
    judge(database_of(tmp_path, [now, *RULES["R01"].violates]), docs, ["R01", "R35"])
    pages = read_pages(docs)
    assert_is_offline(pages)
    page = pages["consistency/findings.html"]
    assert "全年发放资料30000份&amp;。" in page
    assert "当年发放资料2600份&lt;b&gt;。" in page
    assert RULES["R35"].description_zh in page
    assert page.index("Cannot be true") < page.index("Doubtful")
    assert "consistency/findings.html" in pages["index.html"]


def test_the_page_of_findings_counts_in_plain_words(tmp_path: Path) -> None:
    judge(database_of(tmp_path, RULES["R01"].violates[:1]), tmp_path / "docs", ["R01"])
    page = read_pages(tmp_path / "docs")["consistency/findings.html"]
    assert "1 report was checked. There is 1 finding, in 1 report." in page


def test_what_a_superseded_report_claims_is_no_finding_and_is_not_forgotten(tmp_path: Path) -> None:
    frames = warehouse_frames([one for rule in RULES.values() for one in rule.violates])
    frames["dim_report"] = frames["dim_report"].with_columns(state=pl.lit("superseded"))
    judgement = judge(write_database(tmp_path / "old.duckdb", frames), tmp_path / "docs")
    assert judgement.offender.is_empty()
    assert judgement.result["failure"].null_count() == len(RULES)
    assert judgement.result["evaluated_count"].sum() == 0
    assert judgement.score["score"].null_count() == judgement.score.height == frames["dim_report"].height
    assert judgement.score["not_evaluable_count"].sum() == judgement.result["not_evaluable_count"].sum() > 0
    reasons = {one["reason"] for row in judgement.result["not_evaluable_reasons"] for one in row}
    assert reasons == {"another report took its place"}
    page = read_pages(tmp_path / "docs")["consistency/findings.html"]
    assert f"{frames['dim_report'].height} more reports were not checked" in page


def test_a_report_that_stands_is_judged_beside_one_that_it_superseded(tmp_path: Path) -> None:
    frames = warehouse_frames([RULES["R01"].violates[0], RULES["R33"].violates[0]])
    old = report_id_of(RULES["R01"].violates[0].text)
    state = pl.when(pl.col("report_id") == old).then(pl.lit("superseded")).otherwise("state")
    frames["dim_report"] = frames["dim_report"].with_columns(state=state)
    judgement = judge(write_database(tmp_path / "both.duckdb", frames), tmp_path / "docs", ["R01", "R33"])
    assert judgement.offender["rule_id"].to_list() == ["R33"]
    assert result_of(judgement, "R01")["passed"]
    assert result_of(judgement, "R01")["not_evaluable_count"] == 1


def test_reasons_of_what_could_not_be_compared_are_counted(tmp_path: Path) -> None:
    examples = [example("调解{9}件。", MEDIATED), example("又调解{8}件。", MEDIATED), example("成功{3}件。", RESOLVED)]
    judgement = judge(database_of(tmp_path, examples), tmp_path / "docs", ["R01"])
    assert result_of(judgement, "R01")["not_evaluable_reasons"] == [
        {"reason": "not stated: dispute.resolved", "count": 2},
        {"reason": "not stated: dispute.mediated", "count": 1},
    ]
