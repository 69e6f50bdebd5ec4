"""The tables of the composite index: every step of every score, so that it can be made again by hand.

Here: `build_index`, which makes mart_index, mart_index_pillar, mart_index_step and mart_index_removal.
Not here: the arithmetic (`scaling`, `aggregation`, `uncertainty`), which values enter (`ingredients`).
"""

from __future__ import annotations

import zlib
from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.benchmarks.comparable import select_comparable
from transforms.benchmarks.index.aggregation import rank_descending, score_units
from transforms.benchmarks.index.ingredients import list_steps
from transforms.benchmarks.index.recipe import Recipe, load_recipe
from transforms.benchmarks.index.uncertainty import (
    measure_removals,
    scale_matrix,
    score_ingredients,
    simulate_ranks,
    weigh,
)
from warehouse.tables import MART_INDEX, MART_INDEX_PILLAR, MART_INDEX_REMOVAL, MART_INDEX_STEP, Table, conform

GROUP = ("report_year", "level")
_UNIT = ("reporting_unit", "issuer", "region_name", "report_id")


class IndexTables(NamedTuple):
    """The four tables, each as specified in warehouse.tables, in the order of orchestration."""

    scores: pl.DataFrame
    pillars: pl.DataFrame
    steps: pl.DataFrame
    removals: pl.DataFrame


def build_index(
    facts: pl.DataFrame,
    reports: pl.DataFrame,
    indicators: pl.DataFrame,
    region_years: pl.DataFrame | None = None,
    recipe: Recipe | None = None,
) -> IndexTables:
    """Index of every unit among the units of its level in a year.

    in: fact_indicator, dim_report, dim_indicator, region_year; the recipe of the catalogue unless one is given.
    Units that report none of the recipe's indicators are in no table; units with too few pillars have a row with null
    score, and `rank_state` says why there is no rank: `too_few_pillars`, `group_too_small`, `band_too_wide`.
    Raises ValueError as `select_comparable` does.
    """
    recipe = recipe or load_recipe()
    steps = list_steps(select_comparable(facts, reports, indicators), reports, region_years, recipe)
    made = [_score_group(group, recipe) for _, group in steps.group_by(*GROUP, maintain_order=True)]
    tables = (MART_INDEX, MART_INDEX_PILLAR, MART_INDEX_STEP, MART_INDEX_REMOVAL)
    return IndexTables(*(_gather([frames[place] for frames in made], table) for place, table in enumerate(tables)))


def _score_group(steps: pl.DataFrame, recipe: Recipe) -> tuple[pl.DataFrame, ...]:
    units = steps.select(*GROUP, *_UNIT).unique(maintain_order=True)
    matrix = _pivot(steps, units, recipe)
    weights, pillar_weights = weigh(recipe)
    scaled = scale_matrix(matrix, recipe)
    pillars = score_ingredients(scaled, recipe, weights)
    scores = score_units(pillars, pillar_weights, recipe.least_pillars, recipe.aggregation)
    count = int((~np.isnan(scores)).sum())
    is_large = count >= recipe.least_units
    index = _index_rows(units, pillars, scores, _band_of(units, matrix, recipe) if is_large else None, recipe)
    removals = measure_removals(matrix, recipe) if is_large else {}
    return (
        index,
        _pillar_rows(units, pillars, recipe),
        _step_rows(steps, units, scaled, recipe),
        _removal_rows(units, removals, count, recipe),
    )


def _pivot(steps: pl.DataFrame, units: pl.DataFrame, recipe: Recipe) -> np.ndarray:
    rows = {report: place for place, report in enumerate(units["report_id"].to_list())}
    columns = {ingredient.indicator_id: place for place, ingredient in enumerate(recipe.ingredients)}
    matrix = np.full((len(rows), len(columns)), np.nan)
    for report, indicator, value in steps.select("report_id", "indicator_id", "compared_value").iter_rows():
        matrix[rows[report], columns[indicator]] = value
    return matrix


def _band_of(units: pl.DataFrame, matrix: np.ndarray, recipe: Recipe) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    year, level = units.select(*GROUP).row(0)
    band = simulate_ranks(matrix, recipe, zlib.crc32(f"{year} {level}".encode()))
    return band.median, band.low, band.high


def _index_rows(
    units: pl.DataFrame,
    pillars: np.ndarray,
    scores: np.ndarray,
    band: tuple[np.ndarray, np.ndarray, np.ndarray] | None,
    recipe: Recipe,
) -> pl.DataFrame:
    nothing = np.full(scores.shape, np.nan)
    ranks = rank_descending(scores) if band else nothing
    median, low, high = band or (nothing, nothing, nothing)
    count = int((~np.isnan(scores)).sum())
    widest = recipe.widest_band_share * count
    rows = units.with_columns(
        score=_series(scores),
        computed_rank=_series(ranks),
        rank_median=_series(median),
        rank_low=_series(low),
        rank_high=_series(high),
        ranked_count=pl.lit(count, pl.Int64),
        pillar_count=pl.Series((~np.isnan(pillars)).sum(axis=1)),
    )
    state = (
        pl.when(pl.col("score").is_null())
        .then(pl.lit("too_few_pillars"))
        .when(pl.lit(band is None))
        .then(pl.lit("group_too_small"))
        .when(pl.col("rank_high") - pl.col("rank_low") > widest)
        .then(pl.lit("band_too_wide"))
        .otherwise(pl.lit("ranked"))
    )
    return rows.with_columns(rank_state=state).with_columns(
        rank=pl.when(pl.col("rank_state") == "ranked").then("computed_rank")
    )


def _pillar_rows(units: pl.DataFrame, pillars: np.ndarray, recipe: Recipe) -> pl.DataFrame:
    parts = [
        units.with_columns(pillar=pl.lit(pillar), pillar_score=_series(pillars[:, place]))
        for place, pillar in enumerate(recipe.pillars)
    ]
    return pl.concat(parts).filter(pl.col("pillar_score").is_not_null())


def _step_rows(steps: pl.DataFrame, units: pl.DataFrame, scaled: np.ndarray, recipe: Recipe) -> pl.DataFrame:
    parts = [
        units.select(
            "report_id",
            pl.lit(ingredient.indicator_id).alias("indicator_id"),
            _series(scaled[:, place]).alias("scaled_value"),
            pl.lit(ingredient.weight).alias("weight"),
        )
        for place, ingredient in enumerate(recipe.ingredients)
    ]
    return steps.join(pl.concat(parts), on=["report_id", "indicator_id"], how="left")


def _removal_rows(units: pl.DataFrame, shifts: dict[str, float], count: int, recipe: Recipe) -> pl.DataFrame:
    year, level = units.select(*GROUP).row(0)
    rows = [
        (year, level, name, "pillar" if name in recipe.pillars else "indicator", shift, count)
        for name, shift in shifts.items()
        if not np.isnan(shift)
    ]
    return pl.DataFrame(rows, schema=MART_INDEX_REMOVAL.schema, orient="row")


def _gather(frames: list[pl.DataFrame], table: Table) -> pl.DataFrame:
    names = table.schema.names()
    shaped = [frame.select(pl.col(name).cast(table.schema[name]) for name in names) for frame in frames]
    return conform(pl.concat([table.empty(), *shaped]), table)


def _series(values: np.ndarray) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64, nan_to_null=True)
