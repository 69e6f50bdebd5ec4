"""From words to sentences and facts and back, on the samples; candidates, parts and unused numbers are all there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from warehouse.access import open_warehouse
from warehouse.views.creation import describe_views


@pytest.fixture(scope="module")
def samples(samples_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(samples_release) as connection:
        yield connection


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    [[found]] = connection.execute(query).fetchall()
    return int(found)


def test_all_words_are_found_in_any_order(samples: duckdb.DuckDBPyConnection) -> None:
    found = samples.sql("FROM search_sentences('成功279件 排查')").pl()
    assert found.height == 1
    assert found["issuer"].to_list() == ["青岚县古渡镇"]
    assert found["sentence"][0].startswith("全年排查矛盾纠纷412件")
    assert samples.sql("FROM search_sentences(' 排查　成功279件 ')").pl().equals(found)


@pytest.mark.parametrize("words", ["", "   ", "这里没有的话", "排查 这里没有的话", "100%'; --"])
def test_what_is_nowhere_is_not_found(samples: duckdb.DuckDBPyConnection, words: str) -> None:
    escaped = words.replace("'", "''")
    assert samples.execute(f"SELECT count(*) FROM search_sentences('{escaped}')").fetchone() == (0,)


def test_a_search_finds_what_the_texts_contain(samples: duckdb.DuckDBPyConnection) -> None:
    for word in ("矛盾纠纷", "行政复议", "法律明白人", "罚"):
        in_texts = "SELECT count(*) FROM dim_report WHERE contains(text, ?)"
        reports = samples.execute(in_texts, [word]).fetchone()
        assert (
            samples.execute(f"SELECT count(DISTINCT report_id) FROM search_sentences('{word}')").fetchone() == reports
        )


def test_sentences_lie_where_they_say(samples: duckdb.DuckDBPyConnection) -> None:
    wrong = """
        SELECT count(*) FROM dim_sentence AS s JOIN dim_report AS r USING (report_id)
        WHERE substring(r.text, s.start + 1, s."end" - s.start) <> s.text
    """
    assert count(samples, wrong) == 0


def test_every_number_stands_in_one_sentence_and_it_is_the_one_of_the_view(samples: duckdb.DuckDBPyConnection) -> None:
    joined = """
        FROM value_sentence AS v JOIN dim_sentence AS s
            ON s.report_id = v.report_id AND s.start <= v.mention_start AND s."end" >= v.mention_end
    """
    assert count(samples, f"SELECT count(*) {joined}") == count(samples, "SELECT count(*) FROM fact_indicator")
    assert count(samples, f"SELECT count(*) {joined} WHERE trim(s.text, ' 　') <> trim(v.sentence, ' 　')") == 0


def test_the_number_is_marked_in_its_sentence(samples: duckdb.DuckDBPyConnection) -> None:
    assert (
        count(samples, "SELECT count(*) FROM value_sentence WHERE NOT contains(marked_sentence, '【' || quote || '】')")
        == 0
    )
    unmarked = "replace(replace(marked_sentence, '【', ''), '】', '') <> sentence"
    assert count(samples, f"SELECT count(*) FROM value_sentence WHERE {unmarked}") == 0


def test_there_and_back_again(samples: duckdb.DuckDBPyConnection) -> None:
    """From a cell of a domain table to its sentence, and from the sentence to the fact."""
    [[report, value]] = samples.execute(
        "SELECT report_id, mediated_case FROM fact_dispute WHERE issuer = '青岚县古渡镇' AND report_year = 2021"
    ).fetchall()
    evidence = (
        samples.sql(f"FROM find_evidence('{report}', 'dispute.mediated')").pl().filter(breakdown="").row(0, named=True)
    )
    assert (evidence["value"], evidence["source_path"]) == (value, "gudu_town_2021.txt")
    assert len(evidence["catalogue_version"]) == 12
    facts = samples.sql(f"FROM search_facts('{evidence['sentence']}')").pl().filter(indicator_id="dispute.mediated")
    assert (report, evidence["mention_start"], value, True) in facts.select(
        "report_id", "mention_start", "value", "is_chosen"
    ).rows()


def test_every_candidate_is_kept(samples: duckdb.DuckDBPyConnection) -> None:
    others = count(samples, "SELECT sum(len(other_mentions)) FROM fact_indicator")
    assert others > 0
    assert count(samples, "SELECT count(*) FROM value_candidate WHERE NOT is_chosen") == others
    assert count(samples, "SELECT count(*) FROM value_candidate WHERE is_chosen") == count(
        samples, "SELECT count(*) FROM fact_indicator"
    )
    assert count(samples, "SELECT count(*) FROM value_candidate WHERE coalesce(why, '') = ''") == 0


def test_every_number_of_an_indicator_is_a_candidate_or_unused_with_a_reason(
    samples: duckdb.DuckDBPyConnection,
) -> None:
    missing = """
        SELECT count(*) FROM (
            SELECT DISTINCT report_id, start, indicator_id FROM fact_mention WHERE indicator_id IS NOT NULL
            EXCEPT SELECT report_id, mention_start, indicator_id FROM value_candidate
            EXCEPT SELECT report_id, mention_start, indicator_id FROM unused_mention
        )
    """
    assert count(samples, missing) == 0
    assert count(samples, "SELECT count(*) FROM unused_mention WHERE why = 'left out'") == 0
    assert count(samples, "SELECT count(*) FROM unused_mention WHERE why = 'a target, not a result'") > 0


def test_parts_stand_beside_their_total(samples: duckdb.DuckDBPyConnection) -> None:
    parts = count(
        samples,
        "SELECT count(*) FROM fact_mention WHERE parent_start IS NOT NULL AND disposition IN ('fact', 'profile')",
    )
    assert count(samples, "SELECT count(*) FROM value_part") == parts > 0
    [row] = samples.execute(
        "SELECT total_value, round(share_pct, 1) FROM value_part "
        "WHERE issuer = '松坪乡' AND report_year = 2023 AND value = 19 AND total_value = 49"
    ).fetchall()
    # 调解49件，其中山林土地19件、邻里17件、家庭婚姻13件
    assert row == (49.0, 38.8)


def test_every_column_of_every_view_is_explained() -> None:
    for name, columns in describe_views().items():
        assert [column.name for column in columns if not column.meaning] == [], name
        assert all(" / " in column.meaning for column in columns), name
