"""Questions of comparison on the samples, with answers that were worked out by hand from the texts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse.access import open_warehouse
from warehouse.named_queries import load_queries


@pytest.fixture(scope="module")
def samples(samples_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(samples_release) as connection:
        yield connection


def ask(connection: duckdb.DuckDBPyConnection, name: str, **given: str) -> list[dict[str, Any]]:
    statement, values = load_queries()[name].prepare(given)
    return connection.execute(statement, values).pl().to_dicts()


def test_mediation_per_village(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {row["issuer"]: row for row in ask(samples, "deciles", year="2021", province="云泽省")}
    # 柳溪镇: 328 disputes in 14 villages and 2 communities; 白鹭镇: 156 in 9 villages and a community.
    assert {issuer: row["value"] for issuer, row in rows.items()} == {"青岚县柳溪镇": 20.5, "青岚县白鹭镇": 15.6}
    assert {row["denominator_origin"] for row in rows.values()} == {"same_report"}
    # Two towns are no group to rank.
    assert {(row["peer_count"], row["percentile_rank"], row["tenth"]) for row in rows.values()} == {
        (2, None, "no rank below 10")
    }


def test_intervals_are_those_of_the_exact_distributions(samples: duckdb.DuckDBPyConnection) -> None:
    from scipy import stats
    from statsmodels.stats.proportion import proportion_confint

    for row in ask(samples, "deciles", basis="reported"):
        low, high = stats.chi2.ppf(0.025, 2 * row["value"]) / 2, stats.chi2.ppf(0.975, 2 * row["value"] + 2) / 2
        assert (row["low_95"], row["high_95"]) == pytest.approx((low, high), rel=0.01)
    rates = [
        row
        for row in ask(samples, "deciles", basis="reported", indicator="dispute.success_rate")
        if row["denominator"] is not None
    ]
    assert rates
    for row in rates:
        successes = round(row["value"] * row["denominator"] / 100)
        expected = proportion_confint(successes, row["denominator"], method="wilson")
        assert (row["low_95"] / 100, row["high_95"] / 100) == pytest.approx(expected, abs=1e-4)


def test_fines_per_case(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {(row["issuer"], row["report_year"]): row for row in ask(samples, "fines_per_case")}
    # 1,254万元 in 3,112 cases; 9.64万元 in 39; 500元 in one; 白鹭镇 gives no number of cases and has no row.
    assert rows["青岚县", 2022]["yuan_per_case"] == pytest.approx(12_540_000 / 3112)
    assert rows["青岚县古渡镇", 2024]["yuan_per_case"] == pytest.approx(96_400 / 39)
    assert rows["松坪乡", 2023]["yuan_per_case"] == 500.0
    assert not any(issuer == "青岚县白鹭镇" for issuer, _ in rows)
    assert not any(row["is_outlier"] for row in rows.values())
    assert rows["青岚县古渡镇", 2024]["fine_quote"] == "罚没款9.64万元"
    assert rows["青岚县古渡镇", 2024]["cases_quote"].endswith("作出处罚决定39件")
    outliers = ask(samples, "fines_per_case", least="501")
    assert [row["issuer"] for row in outliers if row["is_outlier"]] == ["松坪乡"]


def test_pillars_of_one_town(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {row["pillar"]: row for row in ask(samples, "pillar_peers", unit="青岚县古渡镇", year="2022")}
    assert set(rows) == {"institutions", "enforcement", "disputes", "accountability", "capacity"}
    row = rows["disputes"]
    assert row["peer_definition"] == "units of the level town in 2022"
    # Success 97.1 % on goalposts of 80 and 100 is 85.5; petitions accepted and concluded in time, 100 % each, are 100.
    assert row["pillar_score"] == pytest.approx((85.5 + 100 + 100) / 3)
    # 柳溪镇 (88.95 + 94) / 2; 松坪乡 states no rate: 53 of 54 is 98.15 %, 90.7; 白鹭镇 97.6 %, 88. Four are no group to rank.
    assert (row["peer_count"], row["percentile_rank"]) == (4, None)
    assert row["nearest_peers"] == ["青岚县柳溪镇", "青岚县松坪乡", "青岚县白鹭镇"]


def test_matched_panel(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {(row["indicator_id"], row["report_year"]): row for row in ask(samples, "matched_panel", level="town")}
    # 2022: 古渡镇 286 -> 312 and 柳溪镇 328 -> 362; 白鹭镇 only 2021, 松坪乡 only 2022.
    mediated = rows["dispute.mediated", 2022]
    assert (mediated["matched_count"], mediated["unmatched_count"], mediated["median_change"]) == (2, 2, 30.0)
    assert mediated["median_change_pct"] == pytest.approx((26 / 286 + 34 / 328) * 50)
    # 2024: 295 -> 264, 301 -> 270, 49 -> 58.
    later = rows["dispute.mediated", 2024]
    assert (later["matched_count"], later["rising_count"], later["falling_count"], later["median_change"]) == (
        3, 1, 2, -31.0,
    )  # fmt: skip
    # From 1 to 2 cases and from 0 to 39: no percentage.
    assert rows["enforcement.penalty_cases", 2024]["median_change_pct"] is None
    assert {row["province"] for row in rows.values()} == {"云泽省"}


def test_a_break_of_law_is_named_in_the_panel(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "matched_panel", indicators="recon.received", level="county")
    assert [(row["report_year"], row["median_change"], row["structural_break"] is not None) for row in rows] == [
        (2022, 9.0, False), (2023, 17.0, False), (2024, 234.0, True),
    ]  # fmt: skip


def test_no_group_of_the_samples_is_large_enough_for_a_rank_and_it_says_so(samples: duckdb.DuckDBPyConnection) -> None:
    rows = ask(samples, "index_band")
    assert len(rows) == 21
    assert {(row["rank_state"], row["rank"], row["score"] is None) for row in rows} == {
        ("too_few_pillars", None, True), ("group_too_small", None, False),
    }  # fmt: skip
    assert {row["rank_state"] for row in rows if row["pillar_count"] >= 3} == {"group_too_small"}


def test_dominance_counts_common_pillars_only(samples: duckdb.DuckDBPyConnection) -> None:
    # 2021: both publish every penalty; 古渡镇 has the higher rates of disputes and petitions.
    [row] = ask(samples, "dominance", year="2021")
    assert (row["better"], row["worse"]) == ("青岚县古渡镇", "青岚县柳溪镇")
    assert (row["pillars"], row["smallest_lead"]) == (["disputes", "enforcement"], 0.0)
    # 白鹭镇 shares a single pillar with 柳溪镇, and two with 古渡镇, of which each leads one.
    _, row = ask(samples, "dominance", least="1", year="2021")
    assert (row["better"], row["worse"], row["pillars"]) == ("青岚县白鹭镇", "青岚县柳溪镇", ["disputes"])
    assert row["smallest_lead"] == row["largest_lead"] > 0


def test_early_and_late_publishers(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {(row["level"], row["published"]): row for row in ask(samples, "early_publishers")}
    # Towns: 2024-01-26, 2025-01-23 | six in February | 2022-03-15 … five in March | 松坪乡 on 2025-04-08.
    assert {when: rows["town", when]["report_count"] for when in ("january", "february", "march", "later")} == {
        "january": 2, "february": 6, "march": 5, "later": 1,
    }  # fmt: skip
    assert rows["department", "in_year_itself"]["report_count"] == 1
    assert sum(row["report_count"] for row in rows.values()) == 21
    assert all(row["full_rate_share_pct"] is None or 0 <= row["full_rate_share_pct"] <= 100 for row in rows.values())


def test_the_break_of_2024_beside_the_nation(samples: duckdb.DuckDBPyConnection) -> None:
    rows = {row["report_year"]: row for row in ask(samples, "break_against_nation", indicators="recon.received")}
    # 青岚县: 52, 61, 78, 312 applications.
    assert [rows[year]["total"] for year in (2021, 2022, 2023, 2024)] == [52.0, 61.0, 78.0, 312.0]
    assert rows[2024]["matched_change_pct"] == 300.0
    assert [year for year, row in rows.items() if row["structural_break"]] == [2024]
    # Two vintages of one year are two figures.
    assert sorted(figure.split(" ")[0] for figure in rows[2023]["national"]) == ["315000", "385000"]
