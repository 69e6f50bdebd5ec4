"""Funnel limits against scipy's distributions, and the laws that a funnel keeps."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.benchmarks.funnel import TAILS, add_funnel, draw_limits, estimate_dispersion


def interpolated(distribution: object, tail: float) -> float:
    """The quantile between whole cases, of a distribution of scipy."""
    place = distribution.ppf(tail)
    if distribution.cdf(place) == tail:
        place += 1
    below, at = distribution.cdf(place - 1), distribution.cdf(place)
    return max(0.0, place - (at - tail) / (at - below) + (tail > 0.5))


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 0.99), st.integers(1, 4000))
def test_limits_of_a_share_are_those_of_the_binomial(centre: float, size: int) -> None:
    expected = [min(1.0, interpolated(stats.binom(size, centre), tail) / size) for tail in TAILS]
    assert draw_limits(centre, size, is_share=True) == pytest.approx(expected, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 50.0), st.floats(1.0, 2000.0))
def test_limits_of_a_count_are_those_of_the_poisson(centre: float, size: float) -> None:
    expected = [interpolated(stats.poisson(centre * size), tail) / size for tail in TAILS]
    assert draw_limits(centre, size, is_share=False) == pytest.approx(expected, rel=1e-5, abs=1e-6)


@settings(max_examples=80, deadline=None)
@given(st.floats(0.01, 0.99), st.integers(1, 300).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size))))
def test_a_value_is_outside_just_where_an_exact_test_says_so(centre: float, pair: tuple[int, int]) -> None:
    size, cases = pair
    outer_low, low, high, outer_high = draw_limits(centre, size, is_share=True)
    chance = stats.binom(size, centre)
    for limit, tail in ((outer_low, 0.001), (low, 0.025)):
        if abs(chance.cdf(cases) - tail) > 1e-9:
            assert (cases / size < limit - 1e-12) == (chance.cdf(cases) < tail)
    for limit, tail in ((high, 0.025), (outer_high, 0.001)):
        if abs(chance.sf(cases - 1) - tail) > 1e-9:
            assert (cases / size > limit + 1e-12) == (chance.sf(cases - 1) < tail)


@given(st.floats(0.05, 0.95), st.integers(1, 500), st.floats(1.0, 30.0))
def test_limits_lie_around_the_centre_in_order_and_within_what_can_be(
    centre: float, size: int, dispersion: float
) -> None:
    outer_low, low, high, outer_high = draw_limits(centre, size, is_share=True, dispersion=dispersion)
    assert 0 <= outer_low <= low <= high <= outer_high <= 1
    narrow = draw_limits(centre, size, is_share=True)
    assert outer_low <= narrow[0] + 1e-12
    assert outer_high >= narrow[3] - 1e-12


def test_large_counts_go_over_into_the_normal_distribution() -> None:
    exact, normal = (draw_limits(1.0, size, is_share=False) for size in (999_999, 1_000_001))
    assert exact == pytest.approx(normal, rel=1e-5)


@pytest.mark.parametrize(("centre", "size"), [(-0.1, 10), (1.1, 10), (0.5, 0)])
def test_what_is_no_ratio_is_refused(centre: float, size: float) -> None:
    with pytest.raises(ValueError, match="no ratio of cases"):
        draw_limits(centre, size, is_share=True)


def test_chance_alone_is_seldom_over_dispersed_and_more_than_chance_is_found() -> None:
    random = np.random.default_rng(20240701)
    sizes = random.integers(20, 400, 60)
    chance = [estimate_dispersion(random.binomial(sizes, 0.9).tolist(), sizes.tolist(), True) for _ in range(50)]
    assert sum(found > 1 for found in chance) <= 5
    spread = random.binomial(sizes, np.clip(random.normal(0.8, 0.1, 60), 0, 1))
    assert estimate_dispersion(spread.tolist(), sizes.tolist(), True) > 3


def test_most_of_what_chance_makes_lies_inside() -> None:
    random = np.random.default_rng(20240701)
    sizes = random.integers(5, 300, 400)
    cases = random.poisson(2.5 * sizes)
    frame = pl.DataFrame(
        {"g": "a", "cases": cases.astype(float), "size": sizes.astype(float), "is_share": False, "scale": 1.0}
    ).with_columns(value=pl.col("cases") / pl.col("size"))
    placed = add_funnel(frame, ["g"])
    assert 0.92 <= placed["funnel_position"].eq("inside").mean() <= 0.98
    assert placed["funnel_position"].is_in(["far_below", "far_above"]).mean() < 0.02


def test_five_of_five_is_not_told_from_ninety_percent_but_many_are() -> None:
    frame = pl.DataFrame(
        {
            "g": ["a"] * 4,
            "cases": [5.0, 400.0, 500.0, None],
            "size": [5.0, 500.0, 500.0, None],
            "is_share": True,
            "scale": 100.0,
            "value": [100.0, 80.0, 100.0, 70.0],
        }
    )
    placed = add_funnel(frame, ["g"])
    assert placed["funnel_position"].to_list() == ["inside", "far_below", "far_above", None]
    assert placed["funnel_centre"].drop_nulls().unique().to_list() == pytest.approx([100 * 905 / 1005])


def test_two_values_make_no_funnel() -> None:
    frame = pl.DataFrame({"g": "a", "cases": [5.0, 6.0], "size": 10.0, "is_share": True, "scale": 100.0, "value": 50.0})
    assert add_funnel(frame, ["g"])["funnel_position"].to_list() == [None, None]
