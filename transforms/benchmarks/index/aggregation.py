"""From scaled indicators to pillar scores and one score: weighted means over what a unit reports.

Here: `score_pillars`, `score_units`, `rank_descending`. Matrices have a row a unit; NaN is "not reported" and is never
replaced by a guess: the weights of what is reported are brought to 1.
"""

from __future__ import annotations

import numpy as np

Matrix = np.ndarray
# A geometric mean would be 0 for a single 0: the scale is moved to 1..100 before it.
_LEAST = 1.0


def score_pillars(
    scaled: Matrix,
    pillar_of: np.ndarray,
    is_core: np.ndarray,
    pillar_count: int,
    weights: np.ndarray,
    least_share: float,
) -> Matrix:
    """Units x pillars. `pillar_of` gives the pillar of each column of `scaled`, `weights` its weight.

    A pillar of which a unit reports less than `least_share` of the indicators marked in `is_core` is NaN for it; the
    others count where they are reported and are not missed where they are not.
    """
    pillars = np.full((scaled.shape[0], pillar_count), np.nan)
    for pillar in range(pillar_count):
        columns = np.flatnonzero(pillar_of == pillar)
        part = scaled[:, columns]
        core = part[:, is_core[columns]]
        enough = (~np.isnan(core)).mean(axis=1) >= least_share - 1e-12 if core.size else ~np.isnan(part).all(axis=1)
        pillars[:, pillar] = np.where(enough, _weighted_mean(part, weights[columns]), np.nan)
    return pillars


def score_units(pillars: Matrix, weights: np.ndarray, least_pillars: int, aggregation: str) -> np.ndarray:
    """One score a unit, NaN for units with fewer than `least_pillars`. `aggregation`: arithmetic or geometric."""
    if aggregation == "geometric":
        moved = _LEAST + (100.0 - _LEAST) / 100.0 * pillars
        score = np.exp(_weighted_mean(np.log(moved), weights))
        score = (score - _LEAST) * 100.0 / (100.0 - _LEAST)
    else:
        score = _weighted_mean(pillars, weights)
    return np.where((~np.isnan(pillars)).sum(axis=1) >= least_pillars, score, np.nan)


def rank_descending(scores: np.ndarray) -> np.ndarray:
    """1 for the highest; equal scores share the mean of their ranks; NaN stays NaN."""
    ranks = np.full(scores.shape, np.nan)
    known = ~np.isnan(scores)
    ordered = np.sort(-scores[known])
    first = np.searchsorted(ordered, -scores[known], "left")
    last = np.searchsorted(ordered, -scores[known], "right")
    ranks[known] = (first + 1 + last) / 2
    return ranks


def _weighted_mean(values: Matrix, weights: np.ndarray) -> np.ndarray:
    known = ~np.isnan(values)
    total = (known * weights).sum(axis=1)
    added = (np.where(known, values, 0.0) * weights).sum(axis=1)
    means: np.ndarray = np.divide(added, total, out=np.full(values.shape[0], np.nan), where=total > 0)
    return means
