"""Which charts are worth drawing when there is room for few.

Here: one function a kind of chart that says which of it to draw, and the choices as values. Not here: drawing.

One principle for all, that of the highest average: the next chart is the one with the largest quotient of its size
(years, or units) by one more than the charts already chosen for the same unit, level or indicator; a step down in tier
counts as one chart. So the longest series come first, and no unit or indicator crowds out the others.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Generic, TypeVar

import polars as pl

LEAST_YEARS = 2
LEAST_UNITS = 3
_TIER_STEPS = {"core": 0, "extended": 1, "context": 2}


@dataclass(frozen=True, order=True)
class Trend:
    """One indicator of one unit over the years."""

    indicator_id: str
    reporting_unit: str

    @property
    def name(self) -> str:
        """A stable file name in plain ASCII, without ending."""
        return f"trend_{self.indicator_id}_{_digest(self.reporting_unit)}"

    @property
    def shared(self) -> tuple[str, ...]:
        """What other charts may have in common with this one."""
        return f"unit {self.reporting_unit}", f"indicator {self.indicator_id}"


@dataclass(frozen=True, order=True)
class Comparison:
    """One indicator across the units of one level in one year."""

    indicator_id: str
    level: str
    report_year: int

    @property
    def name(self) -> str:
        """A stable file name in plain ASCII, without ending."""
        return f"comparison_{self.indicator_id}_{self.level}_{self.report_year}"

    @property
    def shared(self) -> tuple[str, ...]:
        """What other charts may have in common with this one."""
        return f"level {self.level}", f"indicator {self.indicator_id}"


@dataclass(frozen=True, order=True)
class Slope:
    """One indicator across the units of one level in two years that follow each other."""

    indicator_id: str
    level: str
    first_year: int
    last_year: int

    @property
    def name(self) -> str:
        """A stable file name in plain ASCII, without ending."""
        return f"slope_{self.indicator_id}_{self.level}_{self.last_year}"

    @property
    def shared(self) -> tuple[str, ...]:
        """What other charts may have in common with this one."""
        return f"level {self.level}", f"indicator {self.indicator_id}"


@dataclass(frozen=True, order=True)
class Panels:
    """One indicator of the units of one level over the years, a small picture each."""

    indicator_id: str
    level: str

    @property
    def name(self) -> str:
        """A stable file name in plain ASCII, without ending."""
        return f"panels_{self.indicator_id}_{self.level}"

    @property
    def shared(self) -> tuple[str, ...]:
        """What other charts may have in common with this one."""
        return f"level {self.level}", f"indicator {self.indicator_id}"


@dataclass(frozen=True, order=True)
class Funnel:
    """One indicator on one basis across the units of one level in one year, by the size it rests on."""

    indicator_id: str
    basis: str
    level: str
    report_year: int

    @property
    def name(self) -> str:
        """A stable file name in plain ASCII, without ending."""
        return f"funnel_{self.indicator_id}_{self.basis}_{self.level}_{self.report_year}"

    @property
    def shared(self) -> tuple[str, ...]:
        """What other charts may have in common with this one."""
        return f"level {self.level}", f"indicator {self.indicator_id}", f"basis {self.basis}"


def choose_trends(values: pl.DataFrame, indicators: pl.DataFrame, limit: int) -> tuple[Trend, ...]:
    """At most `limit` pairs of unit and indicator with at least two years, in the order in which to show them.

    in: the frame of `quote_values` or `find_peers`, dim_indicator. Of equal ones, first the series with more different
    values, then the indicator that more units report. Raises ValueError for a negative limit.
    """
    known = values.filter(pl.col("standing") == "comparable")
    reach = known.group_by("indicator_id").agg(reach=pl.col("reporting_unit").n_unique())
    sizes = known.group_by("indicator_id", "reporting_unit").agg(
        size=pl.col("report_year").n_unique(), variety=pl.col("value").n_unique()
    )
    candidates = [
        _Candidate(Trend(indicator_id, unit), size, steps, (-variety, -reached))
        for indicator_id, unit, size, steps, variety, reached in _with_tier(sizes, indicators, LEAST_YEARS)
        .join(reach, on="indicator_id")
        .select("indicator_id", "reporting_unit", "size", "steps", "variety", "reach")
        .iter_rows()
    ]
    return tuple(_choose(candidates, limit))


def choose_comparisons(values: pl.DataFrame, indicators: pl.DataFrame, limit: int) -> tuple[Comparison, ...]:
    """At most `limit` groups (indicator, level, year) with at least three units, in the order in which to show them.

    in: the frame of `quote_values` or `find_peers`, dim_indicator. Of equal ones, first the latest year, then the group
    with more different values. Raises ValueError for a negative limit.
    """
    known = values.filter((pl.col("standing") == "comparable") & pl.col("level").is_not_null())
    sizes = known.group_by("indicator_id", "level", "report_year").agg(
        size=pl.col("reporting_unit").n_unique(), variety=pl.col("value").n_unique()
    )
    candidates = [
        _Candidate(Comparison(indicator_id, level, year), size, steps, (-year, -variety))
        for indicator_id, level, year, size, steps, variety in _with_tier(sizes, indicators, LEAST_UNITS)
        .select("indicator_id", "level", "report_year", "size", "steps", "variety")
        .iter_rows()
    ]
    return tuple(_choose(candidates, limit))


def choose_slopes(values: pl.DataFrame, indicators: pl.DataFrame, limit: int) -> tuple[Slope, ...]:
    """At most `limit` pairs of years with at least three units that give both, in the order in which to show them.

    in: the frame of `quote_values`, dim_indicator. Of equal ones, first the latest. Raises ValueError for a negative
    limit.
    """
    known = values.filter((pl.col("standing") == "comparable") & pl.col("level").is_not_null()).select(
        "indicator_id", "level", "report_year", "reporting_unit", "value"
    )
    earlier = known.select(
        "indicator_id", "level", pl.col("report_year") + 1, "reporting_unit", pl.col("value").alias("before")
    )
    sizes = (
        known.join(earlier, on=["indicator_id", "level", "report_year", "reporting_unit"], how="inner")
        .group_by("indicator_id", "level", "report_year")
        .agg(size=pl.len(), variety=(pl.col("value") != pl.col("before")).sum())
    )
    candidates = [
        _Candidate(Slope(indicator_id, level, year - 1, year), size, steps, (-year, -variety))
        for indicator_id, level, year, size, steps, variety in _with_tier(sizes, indicators, LEAST_UNITS)
        .select("indicator_id", "level", "report_year", "size", "steps", "variety")
        .iter_rows()
    ]
    return tuple(_choose(candidates, limit))


def choose_panels(values: pl.DataFrame, indicators: pl.DataFrame, limit: int) -> tuple[Panels, ...]:
    """At most `limit` levels and indicators with at least three units of two and more years, most values first.

    in: the frame of `quote_values`, dim_indicator. Raises ValueError for a negative limit.
    """
    known = values.filter((pl.col("standing") == "comparable") & pl.col("level").is_not_null())
    series = known.group_by("indicator_id", "level", "reporting_unit").agg(
        length=pl.len(), moves=pl.col("value").n_unique()
    )
    sizes = (
        series.filter(pl.col("length") >= LEAST_YEARS)
        .group_by("indicator_id", "level")
        .agg(size=pl.col("length").sum(), variety=pl.col("moves").sum(), unit_count=pl.len())
        .filter(pl.col("unit_count") >= LEAST_UNITS)
        .drop("unit_count")
    )
    candidates = [
        _Candidate(Panels(indicator_id, level), size, steps, (-variety, 0))
        for indicator_id, level, size, steps, variety in _with_tier(sizes, indicators, LEAST_UNITS)
        .select("indicator_id", "level", "size", "steps", "variety")
        .iter_rows()
    ]
    return tuple(_choose(candidates, limit))


def choose_funnels(benchmarks: pl.DataFrame, indicators: pl.DataFrame, limit: int) -> tuple[Funnel, ...]:
    """At most `limit` groups with funnel limits, in the order in which to show them.

    in: mart_benchmark, dim_indicator. Of equal ones, first the latest year, then the one with more units outside of the
    limits. Raises ValueError for a negative limit.
    """
    group = ("indicator_id", "basis", "level", "report_year")
    sizes = (
        benchmarks.filter((pl.col("peer_kind") == "level") & pl.col("funnel_position").is_not_null())
        .group_by(group)
        .agg(size=pl.len(), outside=(pl.col("funnel_position") != "inside").sum())
    )
    candidates = [
        _Candidate(Funnel(indicator_id, basis, level, year), size, steps, (-year, -outside))
        for indicator_id, basis, level, year, size, steps, outside in _with_tier(sizes, indicators, LEAST_UNITS)
        .select(*group, "size", "steps", "outside")
        .iter_rows()
    ]
    return tuple(_choose(candidates, limit))


def choose_index_groups(index: pl.DataFrame, limit: int = 3) -> list[tuple[str, int]]:
    """(level, year) of the groups to draw the index of: most scores first, then the largest and latest."""
    groups = index.group_by("level", "report_year").agg(scored=pl.col("score").count(), size=pl.len())
    ordered = groups.sort("scored", "size", "report_year", "level", descending=[True, True, True, False])
    # Where nobody has a score, one picture says why.
    shown = ordered.filter(pl.col("scored") > 0).head(limit)
    return list((shown if shown.height else ordered.head(1)).select("level", "report_year").iter_rows())


_Chart = TypeVar("_Chart", Trend, Comparison, Slope, Panels, Funnel)


@dataclass(frozen=True)
class _Candidate(Generic[_Chart]):
    chart: _Chart
    size: int
    tier_steps: int
    preference: tuple[int, int]


def _choose(candidates: Iterable[_Candidate[_Chart]], limit: int) -> list[_Chart]:
    """The greedy choice. Ranks only get worse as charts are chosen, so a stale rank is renewed when it comes up."""
    if limit < 0:
        raise ValueError(f"limit is {limit}, it cannot be negative")
    used: Counter[str] = Counter()

    def rank(candidate: _Candidate[_Chart]) -> tuple[Fraction, int, int, tuple[int, int], _Chart]:
        uses = sum(used[word] for word in candidate.chart.shared)
        quotient = Fraction(candidate.size, 1 + uses + candidate.tier_steps)
        return -quotient, uses, candidate.tier_steps, candidate.preference, candidate.chart

    by_chart = {candidate.chart: candidate for candidate in candidates}
    queue = [rank(candidate) for candidate in by_chart.values()]
    heapq.heapify(queue)
    chosen: list[_Chart] = []
    while queue and len(chosen) < limit:
        stale = heapq.heappop(queue)
        current = rank(by_chart[stale[-1]])
        if current != stale:
            heapq.heappush(queue, current)
            continue
        chosen.append(current[-1])
        used.update(current[-1].shared)
    return chosen


def _with_tier(sizes: pl.DataFrame, indicators: pl.DataFrame, least: int) -> pl.DataFrame:
    """Groups that are large enough, with the steps their indicator stands below the core."""
    tiers = indicators.select(
        "indicator_id", steps=pl.col("tier").replace_strict(_TIER_STEPS, default=2, return_dtype=pl.Int64)
    )
    return sizes.filter(pl.col("size") >= least).join(tiers, on="indicator_id", how="inner")


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8")).hexdigest()[:10]
