"""Where a value stands in its group: quartiles, robust z, distance to the best quarter.

Here: expressions over a group. Not here: percentile ranks (`percentile`), groups (`peer_groups`).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from transforms.benchmarks.percentile import LEAST_GROUP, percentile_rank

# The median absolute deviation of a normal distribution is this share of its standard deviation (Hampel 1974).
_NORMAL_SHARE = 0.6744897501960817


def add_distribution(values: pl.DataFrame, group: Sequence[str]) -> pl.DataFrame:
    """`values` (value, better_direction) with what its group says about each of them.

    Added: peer_median, peer_lower_quartile, peer_upper_quartile (linear between values), and, null below ten units:
    percentile_rank, robust_z ((value - median) · 0.6745 / median absolute deviation, null where that is 0) and
    distance_to_best_quarter: how much is missing to the quarter with the better values, 0 within it, null where the
    catalogue knows no better direction.
    """
    value = pl.col("value")
    with_quartiles = values.with_columns(
        peer_median=value.median().over(group),
        peer_lower_quartile=value.quantile(0.25, interpolation="linear").over(group),
        peer_upper_quartile=value.quantile(0.75, interpolation="linear").over(group),
        percentile_rank=percentile_rank("value", tuple(group)),
        is_large=pl.len().over(group) >= LEAST_GROUP,
    )
    deviation = (value - pl.col("peer_median")).abs().median().over(group)
    missing = (
        pl.when(pl.col("better_direction") == "higher")
        .then(pl.col("peer_upper_quartile") - value)
        .when(pl.col("better_direction") == "lower")
        .then(value - pl.col("peer_lower_quartile"))
    )
    return (
        with_quartiles.with_columns(deviation=deviation)
        .with_columns(
            robust_z=pl.when(pl.col("is_large") & (pl.col("deviation") > 0)).then(
                _NORMAL_SHARE * (value - pl.col("peer_median")) / pl.col("deviation")
            ),
            distance_to_best_quarter=pl.when("is_large").then(
                pl.max_horizontal(missing, pl.when(missing.is_not_null()).then(0.0))
            ),
        )
        .drop("is_large", "deviation")
    )
