"""Values made comparable between large and small units: as reported, per village, per 10,000 people, per case.

Here: `normalise_values`, `find_sizes` (how large each unit is). Not here: groups of peers (`peer_groups`), which
indicators are divided by what (catalog/peers.yaml).
A rate is never divided: a share of a share says nothing.
"""

from __future__ import annotations

import polars as pl

from transforms.catalog.peers import Peers

_SUPPLIED = {"region_code": pl.String, "report_year": pl.Int32, "measure": pl.String, "value": pl.Float64}


def find_sizes(
    units: pl.DataFrame, values: pl.DataFrame, region_years: pl.DataFrame | None, peers: Peers
) -> pl.DataFrame:
    """How large units are in a year: report_id, measure, size, size_high, origin, size_start.

    in: `list_units`, `select_comparable`, region_year. The user's table goes before the report's own words, so that all
    units are measured alike; `size_start` is the span of a number of the report. Departments have no size: they do not
    work for the inhabitants of their place alone.
    """
    of_reports = [
        values.filter(
            (pl.col("indicator_id") == indicator)
            & (pl.col("value") > 0)
            & (pl.col("value") == pl.col("value").floor())
            & (pl.col("level") != "department")
        ).select(
            "report_id",
            pl.lit(measure).alias("measure"),
            pl.col("value").alias("size"),
            pl.col("value_high").alias("size_high"),
            pl.lit("same_report").alias("origin"),
            pl.col("mention_start").alias("size_start"),
        )
        for measure, indicator in peers.measure_indicators.items()
    ]
    supplied = pl.DataFrame(schema=_SUPPLIED) if region_years is None else region_years
    of_users = (
        units.filter(pl.col("level") != "department")
        .join(
            supplied.select("region_code", "report_year", "measure", pl.col("value").alias("size")),
            on=["region_code", "report_year"],
            how="inner",
        )
        .select(
            "report_id",
            "measure",
            "size",
            pl.col("size").alias("size_high"),
            pl.lit("region_year").alias("origin"),
            pl.lit(None, pl.Int64).alias("size_start"),
        )
    )
    return (
        pl.concat([of_users, *of_reports], how="vertical_relaxed")
        .unique(["report_id", "measure"], keep="first", maintain_order=True)
        .sort("report_id", "measure")
    )


def normalise_values(values: pl.DataFrame, sizes: pl.DataFrame, indicators: pl.DataFrame, peers: Peers) -> pl.DataFrame:
    """Each value on every basis that it has.

    out: the columns of `values`, basis, denominator_id, denominator, denominator_origin, denominator_start, and what a
    funnel needs: cases, size, is_share, scale. `value` and its bounds are on the basis; an open end stays open (null).
    """
    named = values.join(
        indicators.select("indicator_id", pl.col("denominator").alias("denominator_id")), on="indicator_id", how="left"
    )
    own = values.filter(pl.col("value") > 0).select(
        "report_id",
        pl.col("indicator_id").alias("denominator_id"),
        pl.col("value").alias("denominator"),
        pl.col("value_low").alias("denominator_low"),
        pl.col("value_high").alias("denominator_high"),
        pl.col("qualifier").alias("denominator_qualifier"),
        pl.col("mention_start").alias("denominator_start"),
    )
    divisible = values.filter(pl.col("measure_type") != "rate")
    frames = [_keep_reported(named, own), _divide_by_cases(named, own, peers)]
    grown = divisible.filter(
        pl.col("indicator_id").is_in([name for name in divisible["indicator_id"].unique() if peers.is_divided(name)])
    )
    for divisor in peers.divisors:
        measured = sizes.filter(pl.col("measure") == divisor.measure).select(
            "report_id",
            (pl.col("size") / divisor.per).alias("denominator"),
            (pl.col("size") / divisor.per).alias("denominator_low"),
            (pl.col("size_high") / divisor.per).alias("denominator_high"),
            pl.col("origin").alias("denominator_origin"),
            pl.col("size_start").alias("denominator_start"),
        )
        divided = grown.filter(pl.col("level").is_in(divisor.levels)).join(measured, on="report_id", how="inner")
        is_counted = (pl.col("measure_type") == "count") & (pl.col("qualifier") == "exact")
        frames.append(
            divided.with_columns(
                basis=pl.lit(divisor.basis),
                denominator_id=pl.lit(divisor.measure),
                cases=pl.when(is_counted).then(pl.col("value")),
                size=pl.col("denominator"),
                is_share=pl.lit(False),
                scale=pl.lit(1.0),
            ).pipe(_divide)
        )
    columns = [*values.columns, *_ADDED]
    return pl.concat([frame.select(columns) for frame in frames], how="vertical_relaxed")


_ADDED = (
    "basis", "denominator_id", "denominator", "denominator_origin", "denominator_start", "cases", "size", "is_share",
    "scale",
)  # fmt: skip


def _keep_reported(named: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """Values as they stand; a rate with the exact number that it is a share of, where the report gives it."""
    # 出庭应诉率100% of 5 cases and of 500 are two things.
    trials = own.filter(
        (pl.col("denominator_qualifier") == "exact") & (pl.col("denominator") == pl.col("denominator").floor())
    )
    is_share = (
        (pl.col("measure_type") == "rate") & (pl.col("qualifier") == "exact") & pl.col("value").is_between(0, 100)
    )
    joined = named.join(trials, on=["report_id", "denominator_id"], how="left")
    found = is_share & pl.col("denominator").is_not_null()
    return joined.with_columns(
        basis=pl.lit("reported"),
        cases=pl.when(found).then((pl.col("value") * pl.col("denominator") / 100).round()),
        size=pl.when(found).then("denominator"),
        is_share=pl.lit(True),
        scale=pl.lit(100.0),
        denominator_id=pl.when(found).then("denominator_id"),
        denominator=pl.when(found).then("denominator"),
        denominator_origin=pl.when(found).then(pl.lit("same_report")),
        denominator_start=pl.when(found).then("denominator_start"),
    )


def _divide_by_cases(named: pl.DataFrame, own: pl.DataFrame, peers: Peers) -> pl.DataFrame:
    """Counts and amounts divided by the catalogue's denominator, where it is another number of the same report."""
    sizes = list(peers.measure_indicators.values())
    return (
        named.filter((pl.col("measure_type") != "rate") & ~pl.col("denominator_id").is_in(sizes))
        .join(own, on=["report_id", "denominator_id"], how="inner")
        .with_columns(
            basis=pl.lit("per_case"),
            denominator_origin=pl.lit("same_report"),
            cases=pl.lit(None, pl.Float64),
            size=pl.lit(None, pl.Float64),
            is_share=pl.lit(False),
            scale=pl.lit(1.0),
        )
        .pipe(_divide)
    )


def _divide(frame: pl.DataFrame) -> pl.DataFrame:
    """Value and bounds by the denominator: the least by its greatest, the greatest by its least."""
    least = pl.when(pl.col("denominator_low") > 0).then("denominator_low")
    return frame.with_columns(
        value=pl.col("value") / pl.col("denominator"),
        value_low=pl.col("value_low") / pl.col("denominator_high"),
        value_high=pl.col("value_high") / least,
    )
