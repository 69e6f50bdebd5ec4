"""Whether a difference is more than chance: exact tests and intervals for small counts and rates.

Here: `poisson_change_p_value` (two counts), `wilson_interval` (one rate), `newcombe_interval` (two rates). Pure numpy.
Belongs here: textbook statistics of counts and proportions. Not here: which values are compared (`comparable`) and what
is said about them (`years`, `funnel`).
A count that is about or at least so much has no exact test: callers leave it out.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

_Z95 = 1.959963984540054
# Above this sum the binomial is a normal distribution to more digits than anyone reads.
_LARGEST_EXACT = 20_000


def poisson_change_p_value(before: int, after: int) -> float:
    """Two-sided p of two Poisson counts of equal exposure, given their sum: 4 -> 8 has 0.39, 20 -> 40 has 0.013.

    Conditional binomial test (Przyborowski and Wilenski 1940): under no change `before` is binomial(before + after, ½).
    The distribution is symmetric, so the two-sided p is twice the smaller tail, at most 1. 0 -> 0 has 1.
    Raises ValueError for a negative count.
    """
    if before < 0 or after < 0:
        raise ValueError(f"counts are not negative: {before}, {after}")
    total = before + after
    if total == 0:
        return 1.0
    return min(1.0, 2.0 * _lower_tail(min(before, after), total))


def wilson_interval(successes: float, trials: float, z: float = _Z95) -> tuple[float, float]:
    """Wilson score interval of a proportion, 0..1: 5 of 5 gives 0.566..1 (Wilson 1927).

    Raises ValueError unless 0 <= successes <= trials and trials > 0.
    """
    if not 0 <= successes <= trials or trials <= 0:
        raise ValueError(f"{successes} of {trials} is no proportion")
    share = successes / trials
    z_squared = z * z
    centre = share + z_squared / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z_squared / (4 * trials * trials))
    scale = 1 + z_squared / trials
    low, high = (centre - spread) / scale, (centre + spread) / scale
    # At the ends rounding would leave 5 of 5 a hair below 1.
    return (0.0 if successes == 0 else max(0.0, low)), (1.0 if successes == trials else min(1.0, high))


def newcombe_interval(
    successes_before: float, trials_before: float, successes_after: float, trials_after: float
) -> tuple[float, float]:
    """95 % interval of the change of a proportion (after - before), by Wilson limits (Newcombe 1998, method 10)."""
    before, after = successes_before / trials_before, successes_after / trials_after
    low_before, high_before = wilson_interval(successes_before, trials_before)
    low_after, high_after = wilson_interval(successes_after, trials_after)
    change = after - before
    return (
        change - math.hypot(after - low_after, high_before - before),
        change + math.hypot(high_after - after, before - low_before),
    )


@lru_cache(maxsize=65536)
def _lower_tail(k: int, n: int) -> float:
    """P(X <= k) of a binomial(n, ½), k <= n / 2."""
    if n > _LARGEST_EXACT:
        return 0.5 * math.erfc(((n / 2 - k - 0.5) / math.sqrt(n / 4)) / math.sqrt(2))
    x = np.arange(k + 1)
    # log of n! / (x! (n - x)!) / 2**n, relative to the largest term, so that nothing underflows.
    log_factorial = _log_factorials(n)
    terms = log_factorial[n] - log_factorial[x] - log_factorial[n - x] - n * math.log(2)
    largest = float(terms.max())
    return float(np.exp(terms - largest).sum() * math.exp(largest))


@lru_cache(maxsize=1)
def _all_log_factorials() -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, _LARGEST_EXACT + 1)))])


def _log_factorials(n: int) -> np.ndarray:
    return _all_log_factorials()[: n + 1]
