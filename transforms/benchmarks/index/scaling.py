"""One indicator of one group of units: outliers drawn in, then scaled to 0..100 where 100 is best.

Here: `winsorise`, `skewness`, `excess_kurtosis` and the scales `by_percentile`, `by_range`, `by_deviation`,
`by_goalposts`. Values are numpy vectors, NaN where a unit does not report; a vector comes back in the same order.
Sources: OECD/JRC Handbook on Constructing Composite Indicators (2008), steps 4 and 5; the sample skewness and excess
kurtosis of Joanes and Gill (1998), type 2, which spreadsheets and the R package COINr use.
"""

from __future__ import annotations

import numpy as np

Vector = np.ndarray


def winsorise(values: Vector, skewness_above: float, kurtosis_above: float, most_points: int) -> Vector:
    """Draw the farthest points in to the next value while the distribution has outliers, at most `most_points`.

    Outliers are there while |skewness| and excess kurtosis both exceed their limits. The side is that of the skew; tied
    points are drawn in together and each counts.
    """
    drawn = values.copy()
    known = ~np.isnan(drawn)
    moved: set[int] = set()
    while len(moved) < most_points and _has_outliers(drawn[known], skewness_above, kurtosis_above):
        is_high = skewness(drawn[known]) >= 0
        edge = np.nanmax(drawn) if is_high else np.nanmin(drawn)
        at_edge = known & (drawn == edge)
        rest = drawn[known & ~at_edge]
        if rest.size == 0:
            break
        drawn[at_edge] = rest.max() if is_high else rest.min()
        moved |= set(np.flatnonzero(at_edge).tolist())
    return drawn


def skewness(values: Vector) -> float:
    """Sample skewness, type 2; 0 for fewer than three values or none that differ."""
    n = values.size
    spread = values - values.mean() if n else values
    square = float((spread**2).sum()) if n else 0.0
    if n < 3 or square == 0.0:
        return 0.0
    biased = np.sqrt(n) * float((spread**3).sum()) / square**1.5
    return float(biased * np.sqrt(n * (n - 1)) / (n - 2))


def excess_kurtosis(values: Vector) -> float:
    """Sample excess kurtosis, type 2; 0 for fewer than four values or none that differ."""
    n = values.size
    spread = values - values.mean() if n else values
    square = float((spread**2).sum()) if n else 0.0
    if n < 4 or square == 0.0:
        return 0.0
    biased = n * float((spread**4).sum()) / square**2 - 3
    return float(((n + 1) * biased + 6) * (n - 1) / ((n - 2) * (n - 3)))


def by_percentile(values: Vector, direction: int) -> Vector:
    """100 * (values below + half of the equal ones, its own left out) / (n - 1); 50 for a value alone."""
    scaled = np.full(values.shape, np.nan)
    known = ~np.isnan(values)
    ordered = np.sort(values[known])
    n = ordered.size
    if n == 0:
        return scaled
    below = np.searchsorted(ordered, values[known], "left")
    up_to = np.searchsorted(ordered, values[known], "right")
    scaled[known] = 100.0 * (below + (up_to - below - 1) / 2) / (n - 1) if n > 1 else 50.0
    return scaled if direction > 0 else 100.0 - scaled


def by_range(values: Vector, direction: int) -> Vector:
    """Least value 0, greatest 100; 50 where all are equal."""
    low, high = (np.nanmin(values), np.nanmax(values)) if (~np.isnan(values)).any() else (np.nan, np.nan)
    scaled = np.where(np.isnan(values), np.nan, 50.0) if high == low else 100.0 * (values - low) / (high - low)
    return scaled if direction > 0 else 100.0 - scaled


def by_deviation(values: Vector, direction: int) -> Vector:
    """50 + 20 standard deviations from the mean, held within 0..100."""
    known = values[~np.isnan(values)]
    spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
    if spread == 0.0:
        return np.where(np.isnan(values), np.nan, 50.0)
    scaled: Vector = np.clip(50.0 + direction * 20.0 * (values - known.mean()) / spread, 0.0, 100.0)
    return scaled


def by_goalposts(values: Vector, worst: float, best: float) -> Vector:
    """0 at `worst` or beyond, 100 at `best` or beyond, straight in between."""
    scaled: Vector = np.clip(100.0 * (values - worst) / (best - worst), 0.0, 100.0)
    return scaled


def _has_outliers(values: Vector, skewness_above: float, kurtosis_above: float) -> bool:
    return abs(skewness(values)) > skewness_above and excess_kurtosis(values) > kurtosis_above
