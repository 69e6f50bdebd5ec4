"""One value for each indicator of a report, chosen among its mentions; nothing is added up and nothing is dropped.

Here: `resolve_facts`. Not here: consistency between indicators (expectations).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import polars as pl

from transforms.catalog.indicators import load_catalogue
from warehouse.tables import FACT_INDICATOR, conform

# A year other than the report's, or a sum over years, is no value of the report's year; a part of the year is one,
# marked as such.
_OTHER_YEARS = r"^(?:自|多年|20\d\d年$)"
_TOTAL_WORDS = r"(?:累计|总计|共计|合计|全年共|共|总|全年)"
_KEPT = [
    "region_code", "region_name", "issuer", "level", "report_year", "value", "value_low", "value_high",
    "qualifier", "unit", "implicit", "parent_start", "is_main", "rule",
]  # fmt: skip
_KEY = ["report_id", "indicator_id", "breakdown", "period", "unit_kind"]


def resolve_facts(mentions: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The table fact_indicator.

    in: fact_mention; dim_report (report_id, region_code, region_name, issuer, level, report_year, content_type, state).
    out: fact_indicator. Only facts and profiles of the report's own place and year; targets, comparisons, other places
    and sums over years stay in fact_mention. Work plans give none, nor do notices that hand one on, nor reports that
    were superseded.

    Among several mentions of one key the choice is, in this order: one that a person decided; digits before implied
    values; a mention that is no part of a total; the clause that says it is a total (累计, 共, 全年); for counts the
    largest, for rates the first. `choice` names the step that decided; `has_conflict` is set where another value was as
    good, unless a person decided.
    """
    candidates = (
        mentions.filter(
            pl.col("disposition").is_in(["fact", "profile"])
            & pl.col("indicator_id").is_not_null()
            & pl.col("value").is_not_null()
            & pl.col("region").is_null()
            & ~pl.col("period").fill_null("").str.contains(_OTHER_YEARS)
        )
        .join(
            reports.filter((pl.col("content_type") != "work_plan") & (pl.col("state") != "superseded")).select(
                "report_id", "region_code", "region_name", "issuer", "level"
            ),
            on="report_id",
        )
        .with_columns(pl.col("breakdown").fill_null(""), pl.col("period").fill_null(""), pl.col("unit").fill_null(""))
    )
    if candidates.is_empty():
        return FACT_INDICATOR.empty()
    ranked = candidates.join(_unit_kinds(candidates), on=["indicator_id", "unit"]).with_columns(
        is_decided=pl.col("decided").is_not_null(),
        is_part=pl.col("parent_start").is_not_null(),
        says_total=pl.col("clause").str.contains(_TOTAL_WORDS),
        size=pl.when(pl.col("unit") == "%").then(0.0).otherwise(-pl.col("value")),
    )
    ranked = ranked.sort(
        [*_KEY, pl.col("is_decided").not_(), "implicit", "is_part", pl.col("says_total").not_(), "size", "start"],
        maintain_order=True,
    )
    chosen = ranked.group_by(_KEY, maintain_order=True).agg(
        pl.col(_KEPT).first(),
        pl.col("start").first().alias("mention_start"),
        pl.col("end").first().alias("mention_end"),
        _choice().alias("choice"),
        (
            (pl.col("value") != pl.col("value").first())
            & (pl.col("is_decided") == pl.col("is_decided").first())
            & (pl.col("implicit") == pl.col("implicit").first())
            & (pl.col("is_part") == pl.col("is_part").first())
        )
        .any()
        .alias("has_conflict"),
        pl.struct(pl.col("start"), pl.col("value"), _reason().alias("reason")).slice(1).alias("other_mentions"),
    )
    chosen = chosen.join(_decisions_on(mentions), on=["report_id", "indicator_id"], how="left")
    return conform(chosen.select(FACT_INDICATOR.schema.names()), FACT_INDICATOR)


def _decisions_on(mentions: pl.DataFrame) -> pl.DataFrame:
    """report_id, indicator_id -> decision_ids, also for the indicator that a mention was taken from."""
    touched = mentions.drop_nulls("decided").explode("decided").unnest("decided")
    is_indicator = pl.col("field") == "indicator_id"
    pairs = pl.concat(
        [
            touched.select("report_id", "indicator_id", "decision_id"),
            touched.filter(is_indicator).select("report_id", pl.col("before").alias("indicator_id"), "decision_id"),
        ]
    ).drop_nulls("indicator_id")
    return pairs.group_by("report_id", "indicator_id").agg(pl.col("decision_id").unique().sort().alias("decision_ids"))


def _choice() -> pl.Expr:
    """What decided between the first and the second of a group."""

    def differs(column: str) -> pl.Expr:
        return pl.col(column).first() != pl.col(column).get(1, null_on_oob=True)

    return (
        pl.when(pl.len() == 1)
        .then(pl.lit("only mention"))
        .when(differs("is_decided"))
        .then(pl.lit("decided by a person"))
        .when(differs("implicit"))
        .then(pl.lit("written in digits"))
        .when(differs("is_part"))
        .then(pl.lit("not a part of a total"))
        .when(pl.col("value").n_unique() == 1)
        .then(pl.lit("repeated with the same value"))
        .when(differs("says_total"))
        .then(pl.lit("the clause says total"))
        .when(differs("size"))
        .then(pl.lit("largest of several"))
        .otherwise(pl.lit("first of several"))
    )


def _reason() -> pl.Expr:
    """Why a mention other than the first was not chosen."""
    return (
        pl.when(pl.col("value") == pl.col("value").first())
        .then(pl.lit("same value"))
        .when(~pl.col("is_decided") & pl.col("is_decided").first())
        .then(pl.lit("a person decided for another"))
        .when(pl.col("implicit") & ~pl.col("implicit").first())
        .then(pl.lit("implied, not written"))
        .when(pl.col("is_part") & ~pl.col("is_part").first())
        .then(pl.lit("part of a total"))
        .when(~pl.col("says_total") & pl.col("says_total").first())
        .then(pl.lit("the chosen clause says total"))
        .otherwise(pl.lit("smaller or later"))
    )


def _unit_kinds(candidates: pl.DataFrame) -> pl.DataFrame:
    """indicator_id, unit -> unit_kind (the kind's first unit), is_main."""
    pairs = candidates.select("indicator_id", "unit").unique().sort("indicator_id", "unit")
    rows = [(indicator, unit, *_kind_of(indicator, unit)) for indicator, unit in pairs.iter_rows()]
    return pl.DataFrame(
        rows,
        schema={"indicator_id": pl.String, "unit": pl.String, "unit_kind": pl.String, "is_main": pl.Boolean},
        orient="row",
    )


@cache
def _kind_of(indicator: str, unit: str) -> tuple[str, bool]:
    """Units of one indicator compare with each other unless the catalogue says that they do not."""
    entry: dict[str, Any] = load_catalogue()[indicator]
    kinds: list[list[str]] = entry.get("unit_kinds", [])
    for position, kind in enumerate(kinds):
        if unit in kind:
            return kind[0], position == 0
    if kinds:
        return unit, False
    return entry["units"][0], True
