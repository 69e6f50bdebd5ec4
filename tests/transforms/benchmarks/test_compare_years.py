"""Growth: the pairs that are made, the numbers that follow, and what is never computed."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from benchmark_frames import fact, facts, indicators, report, reports
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.benchmarks import compare_years, follow_years
from transforms.catalog.indicators import load_indicators
from warehouse.tables import MART_YOY


def pair(before: dict[str, Any], after: dict[str, Any]) -> pl.DataFrame:
    """The comparison of two values of one unit, 2021 and 2022."""
    return compare_years(
        facts(fact("柳溪镇", 2021, **before), fact("柳溪镇", 2022, **after)),
        reports(report("柳溪镇", 2021), report("柳溪镇", 2022)),
        indicators(),
    )


def test_change_and_percent_from_a_base_of_twenty():
    row = pair({"value": 20}, {"value": 25, "mention_start": 77}).row(0, named=True)
    assert (row["change"], row["change_pct"]) == (5.0, 25.0)
    assert (row["report_id"], row["previous_report_id"]) == ("柳溪镇-2022", "柳溪镇-2021")
    assert (row["mention_start"], row["previous_mention_start"]) == (77, 10)


def test_no_percent_below_a_base_of_twenty():
    row = pair({"value": 19}, {"value": 38}).row(0, named=True)
    assert (row["change"], row["change_pct"]) == (19.0, None)


def test_rates_change_in_points_without_percent():
    rate = {"indicator_id": "dispute.success_rate"}
    row = pair({"value": 96.0, **rate}, {"value": 97.5, **rate}).row(0, named=True)
    assert (row["change"], row["change_pct"]) == (1.5, None)


def test_bounds_follow_interval_arithmetic():
    # 300余 (300..400) after 约200 (180..220)
    row = pair(
        {"value": 200, "value_low": 180.0, "value_high": 220.0, "qualifier": "about"},
        {"value": 300, "value_low": 300.0, "value_high": 400.0, "qualifier": "at_least"},
    ).row(0, named=True)
    assert (row["change_low"], row["change_high"]) == (80.0, 220.0)


def test_an_open_bound_leaves_its_side_open():
    row = pair({"value": 100}, {"value": 300, "value_low": 300.0, "value_high": None, "qualifier": "at_least"}).row(
        0, named=True
    )
    assert (row["change_low"], row["change_high"]) == (200.0, None)
    row = pair({"value": 100, "value_low": 100.0, "value_high": None, "qualifier": "at_least"}, {"value": 300}).row(
        0, named=True
    )
    assert (row["change_low"], row["change_high"]) == (None, 200.0)


def test_a_missing_year_is_not_bridged_and_silence_is_not_zero():
    values = facts(fact("柳溪镇", 2020, 30), fact("柳溪镇", 2022, 40))
    rows = reports(*(report("柳溪镇", year) for year in (2020, 2021, 2022)))
    assert compare_years(values, rows, indicators()).is_empty()


def test_part_year_never_stands_against_full_year():
    assert pair({"value": 30, "period": "截至11月"}, {"value": 40}).is_empty()
    assert pair({"value": 30, "breakdown": "村级"}, {"value": 40}).is_empty()


def test_a_plan_is_no_earlier_year():
    values = facts(fact("柳溪镇", 2021, 30), fact("柳溪镇", 2022, 40))
    rows = reports(report("柳溪镇", 2021, content_type="work_plan"), report("柳溪镇", 2022))
    assert compare_years(values, rows, indicators()).is_empty()


def test_towns_of_one_name_are_not_chained():
    values = facts(fact("城关镇", 2021, 30), fact("城关镇", 2022, 40))
    rows = reports(report("城关镇", 2021, region_parent="青岚县"), report("城关镇", 2022, region_parent="石塘县"))
    assert compare_years(values, rows, indicators()).is_empty()


def test_two_towns_of_one_name_both_have_their_row():
    values = facts(*(fact("城关镇", year, 30, report_id=f"{place}{year}") for year in (2021, 2022) for place in "ab"))
    rows = reports(
        *(
            report("城关镇", year, report_id=f"{place}{year}", region_parent=parent)
            for year in (2021, 2022)
            for place, parent in (("a", "青岚县"), ("b", "石塘县"))
        )
    )
    assert compare_years(values, rows, indicators())["report_id"].to_list() == ["a2022", "b2022"]


def test_nothing_gives_an_empty_mart_of_the_right_shape():
    assert compare_years(facts(), reports(), indicators()).schema == MART_YOY.schema


values = st.integers(0, 100_000).map(float)


@st.composite
def bounded_values(draw: st.DrawFn) -> dict[str, Any]:
    value = draw(values)
    low = draw(st.none() | values.map(lambda gap: value - gap))
    high = draw(st.none() | values.map(lambda gap: value + gap))
    return {"value": value, "value_low": low, "value_high": high, "qualifier": "about"}


@settings(max_examples=50, deadline=None)
@given(bounded_values(), bounded_values())
def test_swapping_the_years_mirrors_the_change(earlier: dict[str, Any], later: dict[str, Any]) -> None:
    there, back = pair(earlier, later).row(0, named=True), pair(later, earlier).row(0, named=True)
    negative = {name: None if back[name] is None else -back[name] for name in ("change", "change_low", "change_high")}
    assert there["change"] == negative["change"]
    assert there["change_low"] == negative["change_high"]
    assert there["change_high"] == negative["change_low"]


@settings(max_examples=50, deadline=None)
@given(bounded_values(), bounded_values())
def test_the_change_lies_within_its_bounds(earlier: dict[str, Any], later: dict[str, Any]) -> None:
    row = pair(earlier, later).row(0, named=True)
    assert row["change_low"] is None or row["change_low"] <= row["change"]
    assert row["change_high"] is None or row["change"] <= row["change_high"]


@settings(max_examples=50, deadline=None)
@given(st.integers(20, 10_000), st.integers(0, 10_000), st.sampled_from((2, 10, 10_000)))
def test_the_unit_does_not_change_the_percent(before: int, after: int, factor: int) -> None:
    small = pair({"value": before}, {"value": after}).row(0, named=True)
    large = pair({"value": before * factor}, {"value": after * factor}).row(0, named=True)
    assert large["change_pct"] == pytest.approx(small["change_pct"])
    assert large["change"] == small["change"] * factor


def test_counts_of_two_years_are_tested_against_chance():
    row = pair({"value": 20}, {"value": 40}).row(0, named=True)
    assert (round(row["p_value"], 3), row["is_significant"]) == (0.013, True)
    row = pair({"value": 4}, {"value": 8}).row(0, named=True)
    assert (round(row["p_value"], 3), row["is_significant"]) == (0.388, False)


def test_a_count_that_is_about_so_much_is_not_tested():
    row = pair({"value": 200, "value_low": 180.0, "value_high": 220.0, "qualifier": "about"}, {"value": 400}).row(
        0, named=True
    )
    assert (row["p_value"], row["is_significant"]) == (None, None)


def test_a_rate_is_tested_where_both_reports_give_the_cases_it_is_a_share_of():
    rate, cases = "dispute.success_rate", "dispute.mediated"
    compared = compare_years(
        facts(
            fact("柳溪镇", 2021, 60.0, indicator_id=rate, mention_start=40),
            fact("柳溪镇", 2021, 80, indicator_id=cases),
            fact("柳溪镇", 2022, 80.0, indicator_id=rate, mention_start=40),
            fact("柳溪镇", 2022, 70, indicator_id=cases),
        ),
        reports(report("柳溪镇", 2021), report("柳溪镇", 2022)),
        load_indicators(),
    ).filter(indicator_id=rate)
    row = compared.row(0, named=True)
    assert (round(row["points_low"], 1), round(row["points_high"], 1)) == (5.2, 33.4)
    assert row["is_significant"] is True
    untested = pair({"value": 60.0, "indicator_id": rate}, {"value": 80.0, "indicator_id": rate}).row(0, named=True)
    assert (untested["points_low"], untested["is_significant"]) == (None, None)


def test_units_with_one_year_only_are_counted_beside_the_matched():
    compared = compare_years(
        facts(fact("柳溪镇", 2021, 30), fact("柳溪镇", 2022, 40), fact("古渡镇", 2022, 9), fact("白鹭镇", 2021, 7)),
        reports(report("柳溪镇", 2021), report("柳溪镇", 2022), report("古渡镇", 2022), report("白鹭镇", 2021)),
        indicators(),
    )
    assert compared.select("matched_count", "unmatched_count").rows() == [(1, 2)]


def test_a_change_of_law_between_the_years_is_told():
    compared = compare_years(
        facts(
            fact("青岚县", 2023, 30, indicator_id="recon.accepted"),
            fact("青岚县", 2024, 70, indicator_id="recon.accepted"),
        ),
        reports(report("青岚县", 2023), report("青岚县", 2024)),
        load_indicators(),
    )
    assert compared["structural_break"].to_list() == ["recon-law-2023"]
    assert pair({"value": 20}, {"value": 25})["structural_break"].to_list() == [None]


def follow(*values: tuple[int, float]) -> pl.DataFrame:
    return follow_years(
        facts(*(fact("柳溪镇", year, value) for year, value in values)),
        reports(*(report("柳溪镇", year) for year, _ in values)),
        indicators(),
    )


def test_a_course_needs_three_years_and_one_odd_year_does_not_turn_its_slope():
    assert follow((2021, 10), (2022, 12)).is_empty()
    row = follow((2020, 10), (2021, 12), (2022, 90), (2023, 16), (2024, 18)).row(0, named=True)
    assert (row["slope"], row["course"], row["year_count"], row["gap_count"]) == (2.0, "mixed", 5, 0)


@pytest.mark.parametrize(
    ("values", "course"),
    [((1, 2, 3), "rising"), ((3, 3, 1), "falling"), ((4, 4, 4), "level"), ((1, 5, 2), "mixed")],
)
def test_course_names_the_way_of_every_step(values: tuple[int, ...], course: str):
    followed = follow(*zip((2020, 2022, 2024), map(float, values), strict=True))
    assert followed.select("course", "gap_count").rows() == [(course, 2)]


@given(st.lists(st.integers(0, 500), min_size=3, max_size=8))
def test_slope_is_that_of_scipy(values: list[int]):
    years = range(2015, 2015 + len(values))
    followed = follow(*zip(years, map(float, values), strict=True))
    assert followed["slope"][0] == pytest.approx(stats.theilslopes(values, list(years))[0])
