"""How far small numbers stray by chance alone: limits of a funnel around what a group has in common.

Here: `draw_limits` (limits at given sizes, for the curves of a chart) and `add_funnel` (limits of each value).
Belongs here: control limits by volume. Not here: which values make a group (`regions`).
Method: Spiegelhalter 2005, Funnel plots for comparing institutional performance: exact binomial or Poisson limits with
interpolation between whole cases, widened by the square root of an over-dispersion that is estimated from winsorised
squared z-scores and applied only where it is more than chance. Unlike there, the upper limits lie one case higher:
so a value is outside just where the chance of it or a more extreme one is below the tail (5 of 5 is inside of 90 %).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import polars as pl

from transforms.benchmarks.percentile import LEAST_GROUP

# Two values have no middle that tells one from the other.
LEAST_FUNNEL = 3
# Lower and upper tail of the limits: 95 % and 99.8 %.
TAILS = (0.001, 0.025, 0.975, 0.999)
_WINSORISED = 0.1
# From this variance on a count is distributed normally to more digits than anyone reads.
_LARGEST_EXACT = 1_000_000
_NORMAL = (-3.090232306167813, -1.959963984540054, 1.959963984540054, 3.090232306167813)
FUNNEL_COLUMNS = {
    "funnel_centre": pl.Float64(),
    "funnel_outer_low": pl.Float64(),
    "funnel_low": pl.Float64(),
    "funnel_high": pl.Float64(),
    "funnel_outer_high": pl.Float64(),
    "funnel_dispersion": pl.Float64(),
    "funnel_position": pl.String(),
}


def draw_limits(centre: float, size: float, is_share: bool, dispersion: float = 1.0) -> tuple[float, ...]:
    """Limits of the ratio cases / size at the four `TAILS`, when `centre` is the ratio that the group has in common.

    `is_share`: cases are a part of `size` (binomial), else they are counted beside it (Poisson). Between whole cases
    the limits are interpolated, so that they shrink evenly with size; `dispersion` above 1 widens them around the
    centre. Raises ValueError for a centre that no such ratio has, or a size that is not above 0.
    """
    if size <= 0 or centre < 0 or (is_share and centre > 1):
        raise ValueError(f"no ratio of cases has the centre {centre} and size {size}")
    limits = _share_limits(centre, round(size)) if is_share else _count_limits(centre * size)
    scale = math.sqrt(max(dispersion, 1.0))
    top = 1.0 if is_share else math.inf
    return tuple(min(top, max(0.0, centre + scale * (limit / size - centre))) for limit in limits)


def estimate_dispersion(cases: Sequence[float], sizes: Sequence[float], is_share: bool) -> float:
    """How much more the ratios differ than chance explains; 1 below ten units or where it is not more than chance.

    Mean of the squared z-scores, the lowest and highest tenth drawn in; more than chance where it exceeds 1 by two of
    its standard errors.
    """
    count = len(cases)
    total, centre = float(sum(sizes)), sum(cases) / sum(sizes)
    if count < LEAST_GROUP or total <= 0 or centre <= 0 or (is_share and centre >= 1):
        return 1.0
    size = np.asarray(sizes, dtype=float)
    variance = centre * ((1 - centre) if is_share else 1.0) / size
    scores = np.sort((np.asarray(cases, dtype=float) / size - centre) / np.sqrt(variance))
    drawn = int(_WINSORISED * count)
    scores = np.clip(scores, scores[drawn], scores[count - 1 - drawn])
    dispersion = float(np.mean(scores**2))
    return dispersion if dispersion > 1 + 2 * math.sqrt(2 / (count - 1)) else 1.0


def add_funnel(values: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """`values` with `FUNNEL_COLUMNS`, on the scale of `value`.

    in: `group` columns, `cases`, `size` (null where a value has none), `is_share`, `scale` (what a ratio is multiplied
    by: 100 for percent, 10,000 for per 10,000 people) and `value`. Null where fewer than three values of the group have
    cases and size.
    """
    known = values.with_row_index("row").filter(pl.col("cases").is_not_null() & pl.col("size").is_not_null())
    rows: list[tuple[object, ...]] = []
    for members in known.partition_by(*group, "is_share", maintain_order=True):
        if members.height >= LEAST_FUNNEL:
            rows += _place_members(members)
    found = pl.DataFrame(rows, schema={"row": pl.UInt32(), **FUNNEL_COLUMNS}, orient="row")
    return values.with_row_index("row").join(found, on="row", how="left", maintain_order="left").drop("row")


def _place_members(members: pl.DataFrame) -> list[tuple[object, ...]]:
    is_share, scale = bool(members["is_share"][0]), float(members["scale"][0])
    cases, sizes = members["cases"].to_list(), members["size"].to_list()
    centre = sum(cases) / sum(sizes)
    dispersion = estimate_dispersion(cases, sizes, is_share)
    rows: list[tuple[object, ...]] = []
    for row, case, size in zip(members["row"].to_list(), cases, sizes, strict=True):
        outer_low, low, high, outer_high = draw_limits(centre, size, is_share, dispersion)
        position = _find_position(case / size, outer_low, low, high, outer_high)
        limits = (scale * limit for limit in (centre, outer_low, low, high, outer_high))
        rows.append((row, *limits, dispersion, position))
    return rows


def _find_position(ratio: float, outer_low: float, low: float, high: float, outer_high: float) -> str:
    if ratio < low:
        return "far_below" if ratio < outer_low else "below"
    if ratio > high:
        return "far_above" if ratio > outer_high else "above"
    return "inside"


@lru_cache(maxsize=65536)
def _share_limits(centre: float, size: int) -> tuple[float, ...]:
    """Interpolated quantiles of a binomial(size, centre), in cases."""
    if centre <= 0 or centre >= 1:
        return (centre * size,) * len(TAILS)
    spread = math.sqrt(size * centre * (1 - centre))
    if spread**2 > _LARGEST_EXACT:
        return tuple(size * centre + z * spread for z in _NORMAL)
    first, last = _window(size * centre, spread)
    last = min(last, size)
    k = np.arange(first, last + 1, dtype=float)
    steps = np.log((size - k[:-1]) / (k[:-1] + 1)) + math.log(centre / (1 - centre))
    return _quantiles(first, steps)


@lru_cache(maxsize=65536)
def _count_limits(mean: float) -> tuple[float, ...]:
    """Interpolated quantiles of a Poisson(mean), in cases."""
    if mean <= 0:
        return (0.0,) * len(TAILS)
    if mean > _LARGEST_EXACT:
        return tuple(mean + z * math.sqrt(mean) for z in _NORMAL)
    first, last = _window(mean, math.sqrt(mean))
    k = np.arange(first, last + 1, dtype=float)
    return _quantiles(first, math.log(mean) - np.log(k[:-1] + 1))


def _window(mean: float, spread: float) -> tuple[int, int]:
    """Whole cases outside of which next to nothing lies."""
    return max(0, math.floor(mean - 12 * spread)), math.ceil(mean + 12 * spread) + 40


def _quantiles(first: int, steps: np.ndarray) -> tuple[float, ...]:
    """Limits at `TAILS` of a distribution on first, first + 1, … with these steps of the log of its mass."""
    log_mass = np.concatenate([[0.0], np.cumsum(steps)])
    mass = np.exp(log_mass - log_mass.max())
    cumulated = np.cumsum(mass / mass.sum())
    limits = []
    for tail in TAILS:
        place = int(np.searchsorted(cumulated, tail, side="right"))
        below = float(cumulated[place - 1]) if place else 0.0
        share = (float(cumulated[place]) - tail) / (float(cumulated[place]) - below)
        limits.append(max(0.0, first + place - share + (1 if tail > 0.5 else 0)))
    return tuple(limits)
