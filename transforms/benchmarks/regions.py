"""The units of one year beside their peers.

Here: `compare_regions`, and `find_peers`, which says who reports an indicator and who is silent.
Not here: which values are comparable (`comparable`), what they are divided by (`normalising`), who is a peer
(`peer_groups`), the statistics (`distribution`, `percentile`, `funnel`).
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.comparable import select_comparable
from transforms.benchmarks.distribution import add_distribution
from transforms.benchmarks.funnel import add_funnel
from transforms.benchmarks.normalising import find_sizes, normalise_values
from transforms.benchmarks.peer_groups import assign_groups
from transforms.benchmarks.percentile import LEAST_GROUP
from transforms.benchmarks.units import list_units
from transforms.catalog.peers import load_peers
from warehouse.tables import MART_BENCHMARK, PEER_KINDS, conform

_UNIT_GROUP = ("report_year", "level")
_GROUP = ("report_year", "indicator_id", "basis", "peer_kind", "peer_group")
_ALWAYS = ("level", "own_choice")


def compare_regions(
    facts: pl.DataFrame,
    reports: pl.DataFrame,
    indicators: pl.DataFrame,
    region_years: pl.DataFrame | None = None,
    choices: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Each unit's value, on every basis, among each group of its peers that report the indicator for the same year.

    in: fact_indicator, dim_report, dim_indicator; region_year and peer_choice where users supply them.
    out: mart_benchmark. A group by province or size is there from ten values on, the groups of a level and of users
    always; `is_finest` marks the narrowest of the groups that are not of users. Below ten units there is no rank, no
    robust z and no best quarter, below three no funnel. peer_count + peer_partial_count + peer_silent_count is the size
    of the group: silence is not zero, it is counted. Units of unknown level belong to no group.
    Left out without a guess: see `list_left_out`. Raises ValueError as `select_comparable` does.
    """
    peers = load_peers()
    units = list_units(reports)
    values = select_comparable(facts, reports, indicators)
    sizes = find_sizes(units, values, region_years, peers)
    groups = assign_groups(units, sizes, choices, peers)
    directions = indicators.select("indicator_id", "better_direction")
    compared = (
        normalise_values(values, sizes, indicators, peers)
        .join(directions, on="indicator_id", how="left")
        .join(groups.drop("report_year"), on="report_id", how="inner")
        .join(units.select("report_id", "province"), on="report_id", how="left")
        .with_columns(peer_count=pl.len().cast(pl.Int64).over(_GROUP))
        .filter(pl.col("peer_kind").is_in(_ALWAYS) | (pl.col("peer_count") >= LEAST_GROUP))
        .join(_count_mentions(facts, groups), on=("report_year", "indicator_id", "peer_kind", "peer_group"), how="left")
        .with_columns(
            peer_partial_count=pl.col("mentioned_count") - pl.col("peer_count"),
            peer_silent_count=pl.col("group_size") - pl.col("mentioned_count"),
            is_finest=_is_finest(),
        )
    )
    # The order of rows decides how sums of floats round: the same facts in any order give the same bytes.
    ordered = compared.sort(*_GROUP, "report_id")
    described = add_funnel(add_distribution(ordered, _GROUP), _GROUP)
    return conform(described.select(MART_BENCHMARK.schema.names()), MART_BENCHMARK)


def _count_mentions(facts: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """report_year, indicator_id, peer_kind, peer_group -> group_size, mentioned_count (units that mention it)."""
    group = ["report_year", "peer_kind", "peer_group"]
    sizes = groups.group_by(group).agg(group_size=pl.len().cast(pl.Int64))
    mentioned = (
        groups.join(facts.select("report_id", "indicator_id").unique(), on="report_id", how="inner")
        .group_by(*group, "indicator_id")
        .agg(mentioned_count=pl.len().cast(pl.Int64))
    )
    return mentioned.join(sizes, on=group, how="left")


def _is_finest() -> pl.Expr:
    """Whether no narrower group of ours holds the value."""
    place = pl.col("peer_kind").replace_strict(
        {kind: place for place, kind in enumerate(PEER_KINDS)}, return_dtype=pl.Int8
    )
    ours = pl.when(pl.col("peer_kind") != "own_choice").then(place)
    return (ours == ours.max().over("report_id", "indicator_id", "basis")).fill_null(False)


def find_peers(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """For every year, level and indicator that someone of them mentions: each unit and how it stands.

    out: the columns of `select_comparable` and `standing`: `comparable` (has the value), `partial` (mentions the
    indicator, but without a comparable whole-year value), `silent` (does not mention it; that is not zero).
    Value columns are null unless comparable. Units of unknown level are there too, in groups whose level is null.
    """
    values = select_comparable(facts, reports, indicators)
    units = list_units(reports).drop("is_before_year_end", "region_code", "province")
    mentioned = facts.select("report_id", "indicator_id").unique().with_columns(is_mentioned=pl.lit(True))
    asked = units.join(mentioned, on="report_id", how="inner").select(*_UNIT_GROUP, "indicator_id").unique()
    own = [name for name in values.columns if name not in units.columns and name != "measure_type"]
    measures = indicators.select("indicator_id", "measure_type")
    return (
        units.join(asked, on=_UNIT_GROUP, how="inner", nulls_equal=True)
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
        .sort(*_UNIT_GROUP, "indicator_id", "reporting_unit")
    )
