"""The units of one level in one year beside each other.

Here: `compare_regions`, and `find_peers`, which says who reports an indicator and who is silent.
Not here: which values are comparable (`comparable`). Further peer groups (province, size) are further group columns.
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.comparable import select_comparable
from transforms.benchmarks.percentile import percentile_rank
from transforms.benchmarks.units import list_units
from warehouse.tables import MART_BENCHMARK, conform

PEER_GROUP = ("report_year", "level")


def compare_regions(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Each unit's value among the units of its level that report the indicator for the same year.

    in: fact_indicator, dim_report, dim_indicator. out: mart_benchmark.
    Quartiles interpolate linearly between values. `percentile_rank` is the place on the scale of values, not merit, and
    null below 10 units. peer_count + peer_partial_count + peer_silent_count is the size of the group. Units without a
    known level belong to no group. Left out without a guess: see `list_left_out`.
    Raises ValueError as `select_comparable` does.
    """
    peers = find_peers(facts, reports, indicators).filter(pl.col("level").is_not_null())
    values = peers.filter(pl.col("standing") == "comparable")
    size = peers.group_by(*PEER_GROUP, "indicator_id").agg(
        peer_count=(pl.col("standing") == "comparable").sum(),
        peer_partial_count=(pl.col("standing") == "partial").sum(),
        peer_silent_count=(pl.col("standing") == "silent").sum(),
    )
    group = (*PEER_GROUP, "indicator_id")
    compared = values.join(size, on=group, how="left").with_columns(
        peer_median=pl.col("value").median().over(group),
        peer_lower_quartile=pl.col("value").quantile(0.25, interpolation="linear").over(group),
        peer_upper_quartile=pl.col("value").quantile(0.75, interpolation="linear").over(group),
        percentile_rank=percentile_rank("value", group),
    )
    return conform(compared.select(MART_BENCHMARK.schema.names()), MART_BENCHMARK)


def find_peers(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """For every year, level and indicator that someone of them mentions: each unit and how it stands.

    out: the columns of `select_comparable` and `standing`: `comparable` (has the value), `partial` (mentions the
    indicator, but without a comparable whole-year value), `silent` (does not mention it; that is not zero).
    Value columns are null unless comparable. Units of unknown level are there too, in groups whose level is null.
    """
    units = list_units(reports).drop("is_before_year_end")
    values = select_comparable(facts, reports, indicators)
    mentioned = facts.select("report_id", "indicator_id").unique().with_columns(is_mentioned=pl.lit(True))
    asked = units.join(mentioned, on="report_id", how="inner").select(*PEER_GROUP, "indicator_id").unique()
    own = [name for name in values.columns if name not in units.columns and name != "measure_type"]
    measures = indicators.select("indicator_id", "measure_type")
    return (
        units.join(asked, on=PEER_GROUP, how="inner", nulls_equal=True)
        .join(measures, on="indicator_id", how="left")
        .join(values.select("report_id", *own), on=["report_id", "indicator_id"], how="left")
        .join(mentioned, on=["report_id", "indicator_id"], how="left")
        .with_columns(
            standing=pl.when(pl.col("value").is_not_null())
            .then(pl.lit("comparable"))
            .when(pl.col("is_mentioned"))
            .then(pl.lit("partial"))
            .otherwise(pl.lit("silent"))
        )
        .select(*values.columns, "standing")
        .sort(*PEER_GROUP, "indicator_id", "reporting_unit")
    )
