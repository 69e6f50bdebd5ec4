"""The same unit in two years that follow each other, and over all its years.

Here: `compare_years`, `follow_years`. Not here: which values are comparable (`comparable`), the tests of significance
(`significance`), the years across which nothing compares (`structural_breaks`).
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.comparable import select_comparable
from transforms.benchmarks.significance import newcombe_interval, poisson_change_p_value
from transforms.benchmarks.structural_breaks import find_break
from warehouse.tables import MART_TREND, MART_YOY, conform

# 4 -> 8 is "+100%" and could be chance; below this base only the two values are shown.
LEAST_BASE = 20
LEAST_YEARS = 3
_SIGNIFICANT = 0.05
_EARLIER = ("value", "value_low", "value_high", "qualifier", "report_id", "mention_start")


def compare_years(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Change from the year before, for units that give a comparable value in both years.

    in: fact_indicator, dim_report, dim_indicator. out: mart_yoy.
    `change` is value - previous_value, for rates in percentage points. `change_pct` only for counts and amounts with a
    previous value of at least 20. `change_low` and `change_high` are the least and greatest change that the bounds of
    the two values allow, null where a bound they need is open. `p_value`: conditional binomial test of two exact
    counts. `points_low`, `points_high`: 95 % interval of the change of a rate by Newcombe, where both reports also
    give the exact number that the rate is a share of. A gap of a year is not bridged. `matched_count` units of the
    level give both years, `unmatched_count` only one of them.
    Left out without a guess: see `list_left_out`. Raises ValueError as `select_comparable` does.
    """
    values = select_comparable(facts, reports, indicators)
    pairs = _pair_years(values)
    pairs = _add_denominators(pairs, values, indicators)
    change = pl.col("value") - pl.col("previous_value")
    has_percent = (pl.col("measure_type") != "rate") & (pl.col("previous_value") >= LEAST_BASE)
    compared = pairs.with_columns(
        change=change,
        change_pct=pl.when(has_percent).then(100.0 * change / pl.col("previous_value")),
        change_low=pl.col("value_low") - pl.col("previous_value_high"),
        change_high=pl.col("value_high") - pl.col("previous_value_low"),
    )
    tested = compared.hstack(_test_changes(compared)).join(
        _count_matched(values, pairs), on=["indicator_id", "report_year", "level"], how="left", nulls_equal=True
    )
    return conform(tested.select(MART_YOY.schema.names()), MART_YOY)


def follow_years(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """The course of an indicator of a unit with comparable values in three years or more. out: mart_trend.

    `slope` is the median of the slopes between all pairs of years (Theil 1950, Sen 1968), so that one odd year does not
    turn it. `course`: rising or falling where no year goes against the others, else mixed; level where all are equal.
    """
    values = select_comparable(facts, reports, indicators).sort("reporting_unit", "indicator_id", "report_year")
    unit = ["reporting_unit", "indicator_id"]
    series = values.group_by(unit, maintain_order=True).agg(
        pl.col("issuer", "region_name", "level", "report_id").last(),
        first_year=pl.col("report_year").first(),
        report_year=pl.col("report_year").last(),
        year_count=pl.len().cast(pl.Int64),
        first_value=pl.col("value").first(),
        last_value=pl.col("value").last(),
        years=pl.col("report_year"),
        values=pl.col("value"),
        least_step=pl.col("value").diff().min(),
        greatest_step=pl.col("value").diff().max(),
    )
    series = series.filter(pl.col("year_count") >= LEAST_YEARS).with_columns(
        gap_count=(pl.col("report_year") - pl.col("first_year") + 1).cast(pl.Int64) - pl.col("year_count"),
        course=pl.when((pl.col("least_step") == 0) & (pl.col("greatest_step") == 0))
        .then(pl.lit("level"))
        .when(pl.col("least_step") >= 0)
        .then(pl.lit("rising"))
        .when(pl.col("greatest_step") <= 0)
        .then(pl.lit("falling"))
        .otherwise(pl.lit("mixed")),
    )
    slopes = [_find_slope(*row) for row in series.select("years", "values").iter_rows()]
    breaks = [find_break(*row) for row in series.select("indicator_id", "first_year", "report_year").iter_rows()]
    series = series.with_columns(
        slope=pl.Series(slopes, dtype=pl.Float64), structural_break=pl.Series(breaks, dtype=pl.String)
    )
    return conform(series.select(MART_TREND.schema.names()), MART_TREND)


def _pair_years(values: pl.DataFrame) -> pl.DataFrame:
    before = values.select(
        "reporting_unit",
        "indicator_id",
        (pl.col("report_year") + 1).alias("report_year"),
        *(pl.col(name).alias(f"previous_{name}") for name in _EARLIER),
    )
    return values.join(before, on=["reporting_unit", "indicator_id", "report_year"], how="inner")


def _add_denominators(pairs: pl.DataFrame, values: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """`trials` and `previous_trials`: the exact number that a rate is a share of, in its own report; else null."""
    shares = indicators.select("indicator_id", pl.col("denominator").alias("denominator_id"))
    exact = values.filter((pl.col("qualifier") == "exact") & (pl.col("value") > 0))
    numbers = exact.select("report_id", pl.col("indicator_id").alias("denominator_id"), pl.col("value").alias("trials"))
    earlier = numbers.select(
        pl.col("report_id").alias("previous_report_id"), "denominator_id", pl.col("trials").alias("previous_trials")
    )
    return (
        pairs.join(shares, on="indicator_id", how="left")
        .join(numbers, on=["report_id", "denominator_id"], how="left")
        .join(earlier, on=["previous_report_id", "denominator_id"], how="left")
    )


def _test_changes(compared: pl.DataFrame) -> pl.DataFrame:
    """p_value, points_low, points_high, is_significant, structural_break, in the order of `compared`."""
    columns = (
        "measure_type", "indicator_id", "report_year", "value", "previous_value", "qualifier", "previous_qualifier",
        "trials", "previous_trials",
    )  # fmt: skip
    rows = [_test_change(*row) for row in compared.select(columns).iter_rows()]
    schema = {
        "p_value": pl.Float64,
        "points_low": pl.Float64,
        "points_high": pl.Float64,
        "is_significant": pl.Boolean,
        "structural_break": pl.String,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _test_change(
    measure_type: str,
    indicator_id: str,
    year: int,
    value: float,
    previous: float,
    qualifier: str,
    previous_qualifier: str,
    trials: float | None,
    previous_trials: float | None,
) -> tuple[float | None, float | None, float | None, bool | None, str | None]:
    found = find_break(indicator_id, year - 1, year)
    is_exact = qualifier == previous_qualifier == "exact"
    if measure_type == "count" and is_exact and value.is_integer() and previous.is_integer():
        p = poisson_change_p_value(int(previous), int(value))
        return p, None, None, p < _SIGNIFICANT, found
    is_share = is_exact and trials and previous_trials and 0 <= value <= 100 and 0 <= previous <= 100
    if measure_type == "rate" and is_share and trials and previous_trials:
        # The share of a whole number of cases: 98.04 % of 204 are 200.
        now, before = round(value * trials / 100), round(previous * previous_trials / 100)
        low, high = newcombe_interval(before, previous_trials, now, trials)
        return None, 100 * low, 100 * high, low > 0 or high < 0, found
    return None, None, None, None, found


def _count_matched(values: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """indicator_id, report_year, level -> matched_count, unmatched_count."""
    key = ["indicator_id", "report_year", "level"]
    now = values.select("reporting_unit", *key)
    before = now.with_columns(pl.col("report_year") + 1)
    either = pl.concat([now, before]).unique().group_by(key).agg(either=pl.len().cast(pl.Int64))
    matched = pairs.group_by(key).agg(matched_count=pl.len().cast(pl.Int64))
    return matched.join(either, on=key, how="left", nulls_equal=True).select(
        *key, "matched_count", unmatched_count=pl.col("either") - pl.col("matched_count")
    )


def _find_slope(years: list[int], values: list[float]) -> float:
    """Median slope between all pairs of years."""
    pairs = list(zip(years, values, strict=True))
    slopes = sorted(
        (later_value - value) / (later - year)
        for place, (year, value) in enumerate(pairs)
        for later, later_value in pairs[place + 1 :]
    )
    middle = len(slopes) // 2
    return float(slopes[middle] if len(slopes) % 2 else (slopes[middle - 1] + slopes[middle]) / 2)
