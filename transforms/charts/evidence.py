"""Values with the sentence they come from and the doubts about them: what charts are drawn from.

Here: `quote_values`. Not here: which values are comparable (`transforms.benchmarks`), how they are drawn.
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks import find_peers


def quote_values(
    facts: pl.DataFrame,
    reports: pl.DataFrame,
    indicators: pl.DataFrame,
    mentions: pl.DataFrame,
    offenders: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Every unit, year and indicator with how it stands; where it has a comparable value, with clause and findings.

    in: fact_indicator, dim_report, dim_indicator, fact_mention, quality_offender (None before anything was judged).
    out: the columns of `find_peers` (standing: comparable, partial, silent), `clause`, and `findings`: the ids of the
    rules with a finding on this number on either side of the comparison, joined with 、, empty when none.
    Raises ValueError when a value has no mention: a figure without its sentence is not drawn.
    """
    peers = find_peers(facts, reports, indicators)
    clauses = (
        mentions.sort("report_id", "start", "end", "mention_number")
        .select("report_id", pl.col("start").alias("mention_start"), pl.col("end").alias("mention_end"), "clause")
        .unique(["report_id", "mention_start", "mention_end"], keep="first", maintain_order=True)
    )
    quoted = peers.join(clauses, on=["report_id", "mention_start", "mention_end"], how="left")
    orphans = quoted.filter((pl.col("standing") == "comparable") & pl.col("clause").is_null())
    if orphans.height:
        first = orphans.row(0, named=True)
        raise ValueError(
            f"{orphans.height} values have no mention, the first: report {first['report_id']}, "
            f"{first['indicator_id']} at {first['mention_start']}"
        )
    return (
        quoted.join(_findings(offenders), on=["report_id", "mention_start"], how="left")
        .with_columns(pl.col("findings").fill_null(""))
        .sort("indicator_id", "report_year", "level", "reporting_unit")
    )


def _findings(offenders: pl.DataFrame | None) -> pl.DataFrame:
    """report_id, mention_start, findings."""
    if offenders is None or offenders.is_empty():
        return pl.DataFrame(schema={"report_id": pl.String, "mention_start": pl.Int64, "findings": pl.String})
    sides = [offenders.select("report_id", pl.col(side).alias("mention_start"), "rule_id") for side in _SIDES]
    return (
        pl.concat(sides)
        .drop_nulls("mention_start")
        .unique()
        .sort("report_id", "mention_start", "rule_id")
        .group_by("report_id", "mention_start", maintain_order=True)
        .agg(findings=pl.col("rule_id").str.join("、"))
    )


_SIDES = ("mention_start", "other_start")
