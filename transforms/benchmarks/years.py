"""The same unit in two years that follow each other.

Here: `compare_years`. Not here: which values are comparable (`comparable`), whether a change is more than chance.
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.comparable import select_comparable
from warehouse.tables import MART_YOY, conform

# 4 -> 8 is "+100%" and could be chance; below this base only the two values are shown.
LEAST_BASE = 20


def compare_years(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Change from the year before, for units that give a comparable value in both years.

    in: fact_indicator, dim_report, dim_indicator. out: mart_yoy.
    `change` is value - previous_value, for rates in percentage points. `change_pct` only for counts and amounts with a
    previous value of at least 20. `change_low` and `change_high` are the least and greatest change that the bounds of
    the two values allow, null where a bound they need is open. A gap of a year is not bridged.
    Left out without a guess: see `list_left_out`. Raises ValueError as `select_comparable` does.
    """
    values = select_comparable(facts, reports, indicators)
    before = values.select(
        "reporting_unit",
        "indicator_id",
        (pl.col("report_year") + 1).alias("report_year"),
        pl.col("value").alias("previous_value"),
        pl.col("value_low").alias("previous_low"),
        pl.col("value_high").alias("previous_high"),
        pl.col("report_id").alias("previous_report_id"),
        pl.col("mention_start").alias("previous_mention_start"),
    )
    pairs = values.join(before, on=["reporting_unit", "indicator_id", "report_year"], how="inner")
    change = pl.col("value") - pl.col("previous_value")
    has_percent = (pl.col("measure_type") != "rate") & (pl.col("previous_value") >= LEAST_BASE)
    compared = pairs.with_columns(
        change=change,
        change_pct=pl.when(has_percent).then(100.0 * change / pl.col("previous_value")),
        change_low=pl.col("value_low") - pl.col("previous_high"),
        change_high=pl.col("value_high") - pl.col("previous_low"),
    )
    return conform(compared.select(MART_YOY.schema.names()), MART_YOY)
