"""The divisions and the places that reports name -> `dim_region`.

Here: `list_regions`. Not here: which place a report is about (`resolve`), the reference table (`catalog.divisions`).
"""

from __future__ import annotations

import polars as pl

from transforms.catalog.divisions import list_divisions
from transforms.reading.region.gazetteer import gazetteer_of
from warehouse.tables import DIM_REGION, conform

WRITTEN = "written"


def list_regions(reports: pl.DataFrame, additions: pl.DataFrame | None = None) -> pl.DataFrame:
    """All divisions that lists and users know, and the places that reports name and that could not be decided.

    in: dim_report (region_code, region_state, region_name, region_parent, level); `additions` as `list_divisions` takes
    them. out: dim_region. A place that was not decided stands as written, with origin `written` and a code of its own
    (`written:town:青岚县松坪乡`), so that nothing that a report names is missing from the table.
    """
    divisions = list_divisions(additions)
    gazetteer = gazetteer_of(additions)
    paths = ["/".join(gazetteer.path(division, division.last_year)) for division in gazetteer.divisions()]
    counts = reports.filter(pl.col("region_code").is_not_null()).group_by("region_code").len("report_count")
    known = (
        divisions.with_columns(region_path=pl.Series(paths, dtype=pl.String))
        .with_columns(
            region_code=pl.col("code"),
            region_name=pl.col("name"),
            parent_code=pl.col("parent"),
            successor_code=pl.col("successor"),
        )
        .with_columns(
            is_current=pl.col("valid_to").is_null(),
            # A code under two names: its reports are counted with the one that it has now.
            is_newest=pl.int_range(pl.len()).over("region_code") == pl.len().over("region_code") - 1,
        )
        .join(counts, on="region_code", how="left")
        .with_columns(report_count=pl.when("is_newest").then("report_count").fill_null(0))
    )
    return conform(
        pl.concat([known.select(DIM_REGION.schema.names()).cast(DIM_REGION.schema), _list_written(reports)]), DIM_REGION
    )


def _list_written(reports: pl.DataFrame) -> pl.DataFrame:
    whole = pl.concat_str(pl.col("region_parent").fill_null(""), "region_name")
    written = (
        reports.filter(pl.col("region_code").is_null() & pl.col("region_name").is_not_null())
        .with_columns(pl.when(pl.col("level") != "department").then("level"))
        .group_by("level", "region_name", region_path=whole)
        .agg(report_count=pl.len())
        .with_columns(
            region_code=pl.format("written:{}:{}", pl.col("level").fill_null(""), "region_path"),
            is_current=pl.lit(False),
            origin=pl.lit(WRITTEN),
        )
    )
    missing = [name for name in DIM_REGION.schema.names() if name not in written.columns]
    return (
        written.with_columns(pl.lit(None).alias(name) for name in missing)
        .select(DIM_REGION.schema.names())
        .cast(DIM_REGION.schema)
    )
