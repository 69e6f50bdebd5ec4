"""Which charts are chosen, and in which order."""

from __future__ import annotations

import polars as pl
import pytest
from benchmark_frames import fact, indicators, report
from chart_frames import series, values
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.charts import Comparison, Trend, choose_comparisons, choose_trends

COUNT, RATE, STOCK = "dispute.mediated", "dispute.success_rate", "dispute.mediators"


def test_the_longest_series_comes_first_and_one_year_is_no_trend():
    frame = values(
        series("甲镇", {2020: 1, 2021: 2, 2022: 3})
        + series("乙镇", {2021: 1, 2022: 2}, indicator_id=STOCK)
        + series("丙镇", {2022: 1})
    )
    assert choose_trends(frame, indicators(), 9) == (Trend(COUNT, "甲镇"), Trend(STOCK, "乙镇"))


def test_a_year_without_a_comparable_value_does_not_count():
    rows = [*series("甲镇", {2021: 1}), fact("甲镇", 2022, 2, period="截至11月")]
    assert choose_trends(values(rows), indicators(), 9) == ()


def test_core_indicators_go_before_others_of_the_same_length():
    tiers = indicators().with_columns(
        tier=pl.when(pl.col("indicator_id") == COUNT).then(pl.lit("extended")).otherwise(pl.lit("core"))
    )
    both = series("甲镇", {2021: 1, 2022: 2}) + series("乙镇", {2021: 1, 2022: 2}, indicator_id=STOCK)
    assert choose_trends(values(both), tiers, 1) == (Trend(STOCK, "乙镇"),)


def test_charts_are_spread_over_units_and_indicators():
    years = {2020: 1, 2021: 2, 2022: 3}
    frame = values(
        [
            row
            for unit in ("甲镇", "乙镇", "丙镇")
            for start, indicator in enumerate((COUNT, RATE, STOCK))
            for row in series(unit, years, indicator_id=indicator, mention_start=10 * start, mention_end=10 * start + 3)
        ]
    )
    chosen = choose_trends(frame, indicators(), 3)
    assert {trend.reporting_unit for trend in chosen} == {"甲镇", "乙镇", "丙镇"}
    assert {trend.indicator_id for trend in chosen} == {COUNT, RATE, STOCK}


def test_a_series_that_moves_goes_before_one_that_does_not():
    flat = series("甲镇", {2021: 100, 2022: 100}, indicator_id=RATE)
    moving = series("甲镇", {2021: 4, 2022: 5}, indicator_id=STOCK, mention_start=30)
    assert choose_trends(values(flat + moving), indicators(), 1) == (Trend(STOCK, "甲镇"),)


def test_the_largest_group_comes_first_and_two_units_are_no_comparison():
    rows = [fact(f"{name}镇", 2021, 1) for name in "甲乙丙丁"]
    rows += [fact(f"{name}镇", 2022, 1) for name in "甲乙丙"]
    rows += [fact(f"{name}镇", 2023, 1) for name in "甲乙"]
    chosen = choose_comparisons(values(rows), indicators(), 9)
    assert chosen == (Comparison(COUNT, "town", 2021), Comparison(COUNT, "town", 2022))


def test_of_equal_groups_the_latest_year_comes_first():
    rows = [fact(f"{name}镇", year, 1) for name in "甲乙丙" for year in (2020, 2022, 2021)]
    assert choose_comparisons(values(rows), indicators(), 1) == (Comparison(COUNT, "town", 2022),)


def test_silent_units_and_units_without_level_make_no_group():
    rows = [fact(f"{name}镇", 2022, 1) for name in "甲乙"]
    assert choose_comparisons(values(rows, [report("丙镇", 2022)]), indicators(), 9) == ()
    rows = [fact(f"{name}镇", 2022, 1) for name in "甲乙丙"]
    assert choose_comparisons(values(rows, level=None), indicators(), 9) == ()


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="negative"):
        choose_trends(values([]), indicators(), -1)


def test_names_of_charts_are_plain_file_names():
    hostile = Trend(COUNT, "../甲镇/<b>")
    assert hostile.name.isascii()
    assert not set("/\\<> ") & set(hostile.name)
    assert hostile.name != Trend(COUNT, "甲镇").name
    assert Comparison(COUNT, "town", 2022).name == "comparison_dispute.mediated_town_2022"


@settings(max_examples=25, deadline=None)
@given(
    st.dictionaries(
        st.tuples(st.sampled_from("甲乙丙丁"), st.sampled_from((COUNT, RATE, STOCK)), st.integers(2019, 2023)),
        st.integers(0, 9),
        min_size=1,
    ),
    st.integers(0, 6),
    st.randoms(use_true_random=False),
)
def test_choices_are_drawable_within_the_limit_and_do_not_depend_on_row_order(cells, limit, random):
    rows = [
        fact(unit, year, value, indicator_id=indicator, mention_start=len(indicator))
        for (unit, indicator, year), value in cells.items()
    ]
    frame = values(rows)
    chosen = choose_trends(frame, indicators(), limit)
    assert len(chosen) == len(set(chosen)) <= limit
    for trend in chosen:
        assert sum((unit, indicator) == (trend.reporting_unit, trend.indicator_id) for unit, indicator, _ in cells) >= 2
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=random.randint(0, 99))
    assert choose_trends(shuffled, indicators(), limit) == chosen
    assert choose_comparisons(shuffled, indicators(), limit) == choose_comparisons(frame, indicators(), limit)
    assert chosen == choose_trends(frame, indicators(), limit + 3)[:limit]
