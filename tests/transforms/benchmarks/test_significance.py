"""Tests and intervals against scipy and statsmodels, and the figures that textbooks print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from transforms.benchmarks.significance import newcombe_interval, poisson_change_p_value, wilson_interval

COUNT = st.integers(0, 3000)


@given(COUNT, COUNT)
def test_p_of_two_counts_is_that_of_the_conditional_binomial(before: int, after: int) -> None:
    expected = stats.binomtest(before, before + after, 0.5).pvalue if before + after else 1.0
    assert poisson_change_p_value(before, after) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(("before", "after", "p"), [(4, 8, 0.388), (10, 20, 0.099), (20, 40, 0.013)])
def test_small_counts_that_double_are_seldom_significant(before: int, after: int, p: float) -> None:
    assert poisson_change_p_value(before, after) == pytest.approx(p, abs=0.001)


@given(st.integers(10_500, 200_000), st.floats(0.97, 1.03))
def test_p_of_large_counts_is_close_to_exact(before: int, factor: float) -> None:
    after = round(before * factor)
    expected = stats.binomtest(before, before + after, 0.5).pvalue
    assert poisson_change_p_value(before, after) == pytest.approx(expected, rel=0.01, abs=1e-12)


@given(COUNT, COUNT)
def test_p_does_not_depend_on_which_year_comes_first(before: int, after: int) -> None:
    assert poisson_change_p_value(before, after) == poisson_change_p_value(after, before)


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_that_of_statsmodels(pair: tuple[int, int]) -> None:
    assert wilson_interval(*pair) == pytest.approx(proportion_confint(*pair, method="wilson"), abs=1e-9)


@pytest.mark.parametrize(
    ("pair", "low", "high"), [((5, 5), 0.566, 1.0), ((36, 36), 0.904, 1.0), ((200, 204), 0.951, 0.992)]
)
def test_a_hundred_percent_of_few_is_compatible_with_much_less(pair: tuple[int, int], low: float, high: float) -> None:
    assert wilson_interval(*pair) == pytest.approx((low, high), abs=0.001)


@given(st.integers(1, 400), st.integers(1, 400), st.floats(0, 1), st.floats(0, 1))
def test_interval_of_a_change_is_newcombes(
    n_before: int, n_after: int, share_before: float, share_after: float
) -> None:
    before, after = round(share_before * n_before), round(share_after * n_after)
    expected = confint_proportions_2indep(after, n_after, before, n_before, method="newcomb", compare="diff")
    assert newcombe_interval(before, n_before, after, n_after) == pytest.approx(expected, abs=1e-9)


def test_newcombes_printed_example() -> None:
    """56/70 against 48/80: a difference of 0.2 with 0.0524 to 0.3339."""
    low, high = newcombe_interval(48, 80, 56, 70)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=0.0001)


@pytest.mark.parametrize("wrong", [(-1, 3), (3, -1)])
def test_negative_counts_are_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="not negative"):
        poisson_change_p_value(*wrong)


@pytest.mark.parametrize("wrong", [(3, 2), (-1, 2), (0, 0)])
def test_impossible_proportions_are_refused(wrong: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson_interval(*wrong)
