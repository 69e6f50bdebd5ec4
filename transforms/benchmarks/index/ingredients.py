"""What enters the index: one compared value a unit, year and ingredient of the recipe.

Here: `list_steps`. Not here: which values are comparable (`transforms.benchmarks.comparable`), scaling (`scaling`).
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.index.recipe import Ingredient, Recipe
from transforms.benchmarks.normalising import find_sizes
from transforms.benchmarks.units import list_units
from transforms.catalog.peers import load_peers

_WHO = ("report_year", "level", "reporting_unit", "issuer", "region_name", "report_id")


def list_steps(
    values: pl.DataFrame, reports: pl.DataFrame, region_years: pl.DataFrame | None, recipe: Recipe
) -> pl.DataFrame:
    """report_year, level and who reports; indicator_id, pillar, value, denominator, compared_value, mention_start.

    in: `select_comparable`, dim_report, region_year. A rate that a report does not state is computed from the two
    counts that the recipe names, where it gives both (调解270件，成功258件): `value` is then the count. Villages of the
    user's table go before the report's own. A value without its denominator is left out.
    """
    peers = load_peers()
    sizes = find_sizes(list_units(reports), values, region_years, peers)
    measures = {indicator: measure for measure, indicator in peers.measure_indicators.items()}
    known = values.filter(pl.col("level").is_not_null())
    parts = [_take(known, ingredient, sizes, measures) for ingredient in recipe.ingredients]
    return pl.concat(parts).sort("report_year", "level", "reporting_unit", "indicator_id")


def _take(values: pl.DataFrame, ingredient: Ingredient, sizes: pl.DataFrame, measures: dict[str, str]) -> pl.DataFrame:
    own = values.filter(pl.col("indicator_id") == ingredient.indicator_id)
    if ingredient.per in measures:
        measured = sizes.filter(pl.col("measure") == measures[ingredient.per]).select(
            "report_id", pl.col("size").alias("denominator"), pl.col("origin").alias("denominator_origin")
        )
        return _shape(own.join(measured, on="report_id", how="inner"), ingredient, ingredient.per)
    if ingredient.per:
        return _shape(_divide(own, values, ingredient.per), ingredient, ingredient.per)
    stated = _shape(own.with_columns(denominator=None, denominator_origin=None), ingredient, None)
    if ingredient.share_of is None:
        return stated
    part, whole = ingredient.share_of
    counted = _divide(values.filter(pl.col("indicator_id") == part), values, whole).filter(
        pl.col("value") <= pl.col("denominator")
    )
    unstated = counted.join(own, on="report_id", how="anti")
    return pl.concat([stated, _shape(unstated, ingredient, whole, scale=100.0)])


def _divide(own: pl.DataFrame, values: pl.DataFrame, by: str) -> pl.DataFrame:
    divisor = values.filter((pl.col("indicator_id") == by) & (pl.col("value") > 0))
    return own.join(divisor.select("report_id", denominator=pl.col("value")), on="report_id", how="inner").with_columns(
        denominator_origin=pl.lit("same_report")
    )


def _shape(values: pl.DataFrame, ingredient: Ingredient, by: str | None, scale: float = 1.0) -> pl.DataFrame:
    return values.select(
        *_WHO,
        pl.lit(ingredient.indicator_id).alias("indicator_id"),
        pl.lit(ingredient.pillar).alias("pillar"),
        "value",
        pl.lit(by, pl.String).alias("denominator_id"),
        pl.col("denominator").cast(pl.Float64),
        pl.col("denominator_origin").cast(pl.String),
        (scale * pl.col("value") / pl.coalesce(pl.col("denominator").cast(pl.Float64), 1.0)).alias("compared_value"),
        "mention_start",
    )
