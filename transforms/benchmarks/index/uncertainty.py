"""How sure a rank is: the index made again many times, each time with other choices that one could have defended.

Here: `simulate_ranks`, `measure_removals`. The choices drawn at random: the scale of counts (percentile, range,
deviation), outliers drawn in or not, each weight by a factor, arithmetic or geometric mean over pillars, missing values
left out or taken as the median of the group. Same matrix, same seed, same result.
Source: OECD/JRC Handbook (2008), step 7; Saisana, Saltelli and Tarantola (2005).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from transforms.benchmarks.index.aggregation import rank_descending, score_pillars, score_units
from transforms.benchmarks.index.recipe import Recipe
from transforms.benchmarks.index.scaling import by_deviation, by_goalposts, by_percentile, by_range, winsorise

Matrix = np.ndarray
_SCALES = ("percentile", "range", "deviation")


@dataclass(frozen=True)
class RankBand:
    """Median, lower and upper rank of each unit over the runs (1 is best); NaN where a unit is not scored."""

    median: np.ndarray
    low: np.ndarray
    high: np.ndarray


def scale_matrix(values: Matrix, recipe: Recipe, scale: str = "percentile", is_drawn_in: bool = True) -> Matrix:
    """Each column of `values` (one an ingredient) on 0..100 with 100 best; rates with goalposts keep them."""
    scaled = np.full(values.shape, np.nan)
    for column, ingredient in enumerate(recipe.ingredients):
        vector = values[:, column]
        if ingredient.goalposts:
            scaled[:, column] = by_goalposts(vector, *ingredient.goalposts)
            continue
        if is_drawn_in:
            vector = winsorise(vector, recipe.skewness, recipe.kurtosis, recipe.most_points)
        by = {"percentile": by_percentile, "range": by_range, "deviation": by_deviation}[scale]
        scaled[:, column] = by(vector, ingredient.direction)
    return scaled


def weigh(recipe: Recipe) -> tuple[np.ndarray, np.ndarray]:
    """(weights of the ingredients, weights of the pillars): equal between pillars, as written inside them."""
    return np.array([ingredient.weight for ingredient in recipe.ingredients]), np.ones(len(recipe.pillars))


def score_ingredients(scaled: Matrix, recipe: Recipe, weights: np.ndarray) -> Matrix:
    """Units x pillars, from scaled ingredients and a weight for each of them."""
    is_core = np.array([ingredient.is_core for ingredient in recipe.ingredients])
    return score_pillars(
        scaled, _pillar_positions(recipe), is_core, len(recipe.pillars), weights, recipe.least_share_of_pillar
    )


def simulate_ranks(values: Matrix, recipe: Recipe, group_seed: int) -> RankBand:
    """Ranks over `recipe.runs` runs. `values`: units x ingredients, as in `scale_matrix`.

    `group_seed` tells groups apart. A unit that the screening leaves without a score has none in any run.
    """
    random = np.random.default_rng([recipe.seed, group_seed])
    weights, pillar_weights = weigh(recipe)
    matrices = {choice: scale_matrix(values, recipe, *choice) for choice in itertools.product(_SCALES, (True, False))}
    is_scored = ~np.isnan(_score(matrices["percentile", True], recipe, weights, pillar_weights, recipe.aggregation))
    enough = ~np.isnan(score_ingredients(matrices["percentile", True], recipe, weights))
    ranks = np.full((recipe.runs, values.shape[0]), np.nan)
    for run in range(recipe.runs):
        scaled = matrices[_SCALES[random.integers(len(_SCALES))], bool(random.integers(2))]
        aggregation = ("arithmetic", "geometric")[random.integers(2)]
        is_filled = bool(random.integers(2))
        factors = 1 + recipe.weight_spread * random.uniform(-1, 1, weights.size)
        pillar_factors = 1 + recipe.weight_spread * random.uniform(-1, 1, pillar_weights.size)
        if is_filled:
            scaled = _fill_by_median(scaled)
        pillars = score_ingredients(scaled, recipe, weights * factors)
        # What a unit says nothing of is not filled in: only gaps inside a pillar are.
        pillars = np.where(enough, pillars, np.nan)
        scores = score_units(pillars, pillar_weights * pillar_factors, recipe.least_pillars, aggregation)
        ranks[run] = rank_descending(np.where(is_scored, scores, np.nan))
    low, high = recipe.band
    median, lower, upper = (_percentile(ranks, share, is_scored) for share in (50.0, low, high))
    return RankBand(median, lower, upper)


def measure_removals(values: Matrix, recipe: Recipe) -> dict[str, float]:
    """Ingredient or pillar left out -> mean shift of rank of the units scored with and without it."""
    weights, pillar_weights = weigh(recipe)
    scaled = scale_matrix(values, recipe)
    ranks = rank_descending(_score(scaled, recipe, weights, pillar_weights, recipe.aggregation))
    shifts: dict[str, float] = {}
    for column, ingredient in enumerate(recipe.ingredients):
        without = scaled.copy()
        without[:, column] = np.nan
        shifts[ingredient.indicator_id] = _mean_shift(ranks, without, recipe, weights, pillar_weights)
    positions = _pillar_positions(recipe)
    for position, pillar in enumerate(recipe.pillars):
        without = np.where(positions == position, np.nan, scaled)
        shifts[pillar] = _mean_shift(ranks, without, recipe, weights, pillar_weights)
    return shifts


def _pillar_positions(recipe: Recipe) -> np.ndarray:
    return np.array([recipe.pillars.index(ingredient.pillar) for ingredient in recipe.ingredients])


def _mean_shift(
    ranks: np.ndarray, scaled: Matrix, recipe: Recipe, weights: np.ndarray, pillar_weights: np.ndarray
) -> float:
    other = _score(scaled, recipe, weights, pillar_weights, recipe.aggregation)
    both = ~np.isnan(ranks) & ~np.isnan(other)
    if not both.any():
        return float("nan")
    before = rank_descending(np.where(both, -ranks, np.nan))
    after = rank_descending(np.where(both, other, np.nan))
    return float(np.abs(before[both] - after[both]).mean())


def _score(
    scaled: Matrix, recipe: Recipe, weights: np.ndarray, pillar_weights: np.ndarray, aggregation: str
) -> np.ndarray:
    return score_units(score_ingredients(scaled, recipe, weights), pillar_weights, recipe.least_pillars, aggregation)


def _fill_by_median(scaled: Matrix) -> Matrix:
    known = ~np.isnan(scaled)
    medians = np.full(scaled.shape[1], np.nan)
    for column in np.flatnonzero(known.any(axis=0)):
        medians[column] = np.median(scaled[known[:, column], column])
    return np.where(known, scaled, medians)


def _percentile(ranks: Matrix, share: float, is_scored: np.ndarray) -> np.ndarray:
    found = np.full(ranks.shape[1], np.nan)
    if is_scored.any():
        found[is_scored] = np.percentile(ranks[:, is_scored], share, axis=0)
    return found
