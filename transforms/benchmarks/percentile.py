"""Percentile rank, as in the textbook.

Here: `percentile_rank` and the least group it is given for. Not here: groups and peers (`regions`).
"""

from __future__ import annotations

import polars as pl

# Below this a rank says more about who reported than about the unit.
LEAST_GROUP = 10


def percentile_rank(value: str, group: tuple[str, ...]) -> pl.Expr:
    """100 * (values below + half of the equal ones, its own included) / n within `group`; null below 10 values.

    It tells where a value stands on the scale of values; whether high is good is the indicator's `better_direction`.
    """
    below = pl.col(value).rank("min").over(group) - 1
    equal = pl.len().over(*group, value)
    size = pl.len().over(group)
    return pl.when(size >= LEAST_GROUP).then(100.0 * (below + equal / 2) / size)
