"""The composite index against COINr, the R package for composite indicators: its published figures and its formulas.

The figures are those that the package's documentation prints (https://bluefoxr.github.io/COINr, articles "Data
Treatment", "Normalisation", "Presenting Results"; reference of `a_amean`); the formulas are written here once more,
without numpy, from the definitions of `n_minmax`, `n_zscore`, `n_prank`, `n_goalposts`, `a_amean` and `a_gmean`.
"""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest

from transforms.benchmarks.index.aggregation import rank_descending, score_pillars, score_units
from transforms.benchmarks.index.scaling import (
    by_deviation,
    by_goalposts,
    by_percentile,
    by_range,
    excess_kurtosis,
    skewness,
    winsorise,
)

# Six countries of the package's example: scores of eight pillars, of two sub-indices and of the index, as printed.
PILLARS = ("Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin")
SUB_INDEX = np.array([0, 0, 0, 0, 0, 1, 1, 1])
PRINTED = {
    "CHE": ((63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88), (62.79, 73.98), 68.38),
    "NLD": ((64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78), (61.94, 67.70), 64.82),
    "DNK": ((50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29), (57.10, 72.51), 64.80),
    "NOR": ((58.18, 25.70, 80.03, 89.46, 33.80, 70.90, 87.00, 56.59), (57.44, 71.50), 64.47),
    "BEL": ((71.97, 48.22, 80.84, 75.60, 43.32, 53.01, 86.17, 50.09), (63.99, 63.09), 63.54),
    "SWE": ((51.51, 23.87, 80.98, 74.51, 38.50, 66.37, 87.74, 62.27), (53.87, 72.12), 63.00),
}
# Half of the last printed digit in the figures given and in those compared.
PRINTED_TO = 0.0101

# A small table: five towns, NaN where one does not report; the second indicator is better when lower.
TABLE = np.array(
    [
        [12.0, 4.0, 91.0],
        [30.0, 9.0, 100.0],
        [7.0, np.nan, 78.0],
        [18.0, 2.0, np.nan],
        [25.0, 6.0, 96.0],
    ]
)
DIRECTIONS = (1, -1, 1)
WEIGHTS = (2.0, 1.0, 1.0)


def test_scores_and_ranks_of_the_published_example() -> None:
    scores = np.array([pillars for pillars, _, _ in PRINTED.values()])
    every = np.ones(len(PILLARS), bool)
    sub_indices = score_pillars(scores, SUB_INDEX, every, 2, np.ones(len(PILLARS)), 0.6)
    assert np.abs(sub_indices - np.array([sub for _, sub, _ in PRINTED.values()])).max() < PRINTED_TO
    index = score_units(sub_indices, np.ones(2), 2, "arithmetic")
    assert np.abs(index - np.array([score for _, _, score in PRINTED.values()])).max() < PRINTED_TO
    assert rank_descending(index).tolist() == [1, 2, 3, 4, 5, 6]


def test_outliers_of_the_published_example() -> None:
    """1 to 10, 30 and 100: one point is drawn in, and what is left passes."""
    vector = np.array([*range(1, 11), 30, 100], dtype=float)
    assert skewness(vector) == pytest.approx(3.063241, abs=5e-7)
    assert excess_kurtosis(vector) == pytest.approx(9.741391, abs=5e-7)
    drawn = winsorise(vector, 2.0, 3.5, 2)
    assert drawn.tolist() == [*range(1, 11), 30, 30]
    assert skewness(drawn) == pytest.approx(1.712038, abs=5e-7)
    assert excess_kurtosis(drawn) == pytest.approx(1.815781, abs=5e-7)


def test_ranges_of_the_published_example() -> None:
    """Weights of R's table of 32 cars (least 1.513, greatest 5.424): what the package prints for the first six."""
    weights = np.array([2.620, 2.875, 2.320, 3.215, 3.440, 3.460, 1.513, 5.424])
    printed = [0.2830478, 0.3482485, 0.2063411, 0.4351828, 0.4927129, 0.4978266, 0.0, 1.0]
    assert by_range(weights, 1) / 100 == pytest.approx(printed, abs=5e-8)


def test_weighted_mean_of_the_published_example() -> None:
    values, weights = np.arange(1.0, 11.0), np.arange(10.0, 0.0, -1.0)
    assert score_units(values[np.newaxis], weights, 1, "arithmetic").tolist() == [4.0]


def coinr_minmax(values: list[float], low: float = 0.0, high: float = 100.0) -> list[float]:
    known = [value for value in values if not math.isnan(value)]
    return [(value - min(known)) / (max(known) - min(known)) * (high - low) + low for value in values]


def coinr_zscore(values: list[float], mean: float, deviation: float) -> list[float]:
    known = [value for value in values if not math.isnan(value)]
    return [(v - statistics.mean(known)) / statistics.stdev(known) * deviation + mean for v in values]


def coinr_percentile_rank(values: list[float]) -> list[float]:
    """Its ranks of ties are the least ones; there are none in the table."""
    known = [value for value in values if not math.isnan(value)]
    return [
        math.nan if math.isnan(value) else sum(other < value for other in known) / (len(known) - 1) for value in values
    ]


def coinr_goalposts(values: list[float], low: float, high: float, scale: float) -> list[float]:
    return [
        value if math.isnan(value) else scale * min(1.0, max(0.0, (value - low) / (high - low))) for value in values
    ]


def coinr_mean(row: list[float], weights: tuple[float, ...], is_geometric: bool) -> float:
    known = [(value, weight) for value, weight in zip(row, weights, strict=True) if not math.isnan(value)]
    total = sum(weight for _, weight in known)
    if is_geometric:
        return math.exp(sum(weight * math.log(value) for value, weight in known) / total)
    return sum(weight * value for value, weight in known) / total


def columns() -> list[tuple[np.ndarray, int, list[float]]]:
    """Each column, its direction, and the column as COINr gives it to a scale: times the direction."""
    return [
        (TABLE[:, place], direction, (TABLE[:, place] * direction).tolist())
        for place, direction in enumerate(DIRECTIONS)
    ]


def test_scales_of_a_small_table() -> None:
    for column, direction, turned in columns():
        assert by_range(column, direction) == pytest.approx(coinr_minmax(turned), abs=1e-9, nan_ok=True)
        # Ours are held within 0..100, which no value of this table leaves.
        assert by_deviation(column, direction) == pytest.approx(coinr_zscore(turned, 50, 20), abs=1e-9, nan_ok=True)
        ranks = [100 * rank for rank in coinr_percentile_rank(turned)]
        assert by_percentile(column, direction) == pytest.approx(ranks, abs=1e-9, nan_ok=True)
    rates = TABLE[:, 2]
    assert by_goalposts(rates, 80, 100) == pytest.approx(coinr_goalposts(rates.tolist(), 80, 100, 100), nan_ok=True)


@pytest.mark.parametrize("is_geometric", [False, True], ids=["arithmetic", "geometric"])
def test_scores_of_a_small_table(is_geometric: bool) -> None:
    """From values to one score and its rank; for the geometric mean both scale to 1..100, as the package advises."""
    scaled = np.column_stack([by_range(column, direction) for column, direction, _ in columns()])
    ours = score_units(scaled, np.array(WEIGHTS), 2, "geometric" if is_geometric else "arithmetic")
    least = 1.0 if is_geometric else 0.0
    theirs = zip(*(coinr_minmax(turned, least) for _, _, turned in columns()), strict=True)
    expected = np.array([coinr_mean(list(row), WEIGHTS, is_geometric) for row in theirs])
    if is_geometric:
        # Ours is moved back to 0..100 afterwards: the order is the same.
        expected = (expected - 1) * 100 / 99
    assert ours == pytest.approx(expected, abs=1e-9)
    assert rank_descending(ours).tolist() == (1 + (-expected).argsort().argsort()).tolist()


def test_equal_values_share_the_middle_of_their_ranks() -> None:
    """The one difference of percentile ranks: COINr gives two equal values the lower place, we the middle one."""
    values = np.array([1.0, 2.0, 2.0, 3.0])
    assert by_percentile(values, 1).tolist() == [0.0, 50.0, 50.0, 100.0]
    assert [100 * rank for rank in coinr_percentile_rank(values.tolist())] == pytest.approx([0, 100 / 3, 100 / 3, 100])
