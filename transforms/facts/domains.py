"""One row a report with all values of a domain beside each other: the wide tables `fact_dispute`, `fact_petition`, …

Here: `spread_facts`. Not here: which value of a report is chosen (`resolve`), which columns there are
(`warehouse.tables.domains`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables import DOMAIN_COLUMNS, DOMAIN_TABLES, conform

_BOUNDS = {"value": "", "value_low": "_low", "value_high": "_high"}


def spread_facts(facts: pl.DataFrame, reports: pl.DataFrame, domain: str) -> pl.DataFrame:
    """The table `fact_<domain>`.

    in: fact_indicator; dim_report (report_id, report_year, region_code, issuer, level, content_type) of the same
    partition; a domain of the catalogue.
    out: one row a report that is no work plan, in the units that the columns name. Only wholes of the full year
    (breakdown '', period ''); an exact value is its own bounds; null where the report says nothing.
    Raises KeyError for a domain that the catalogue does not have.
    """
    table = DOMAIN_TABLES[domain]
    columns = [column for column in DOMAIN_COLUMNS if column.domain == domain]
    places = pl.DataFrame(
        {
            "indicator_id": [column.indicator_id for column in columns],
            "unit_kind": [column.unit_kind for column in columns],
            "column": [column.name for column in columns],
        }
    )
    is_exact = pl.col("qualifier") == "exact"
    of_domain = (
        facts.filter(pl.col("indicator_id").is_in(places["indicator_id"].unique().to_list()))
        .join(places, on=["indicator_id", "unit_kind"], how="left")
        .with_columns(
            placed=pl.col("column").is_not_null() & (pl.col("breakdown") == "") & (pl.col("period") == ""),
            value_low=pl.when(is_exact).then(pl.coalesce("value_low", "value")).otherwise("value_low"),
            value_high=pl.when(is_exact).then(pl.coalesce("value_high", "value")).otherwise("value_high"),
        )
    )
    spread = of_domain.group_by("report_id").agg(
        pl.col("placed").sum().cast(pl.Int64).alias("value_count"),
        (~pl.col("placed")).sum().cast(pl.Int64).alias("other_value_count"),
        (pl.col("placed") & pl.col("has_conflict")).sum().cast(pl.Int64).alias("conflict_count"),
        *(
            pl.col(measure)
            .filter(pl.col("placed") & (pl.col("column") == column.name))
            .first()
            .alias(column.name + end)
            for column in columns
            for measure, end in _BOUNDS.items()
        ),
    )
    rows = (
        reports.filter(pl.col("content_type") != "work_plan")
        .select("report_id", "report_year", "region_code", "issuer", "level")
        .join(spread, on="report_id", how="left")
        .with_columns(pl.col("value_count", "other_value_count", "conflict_count").fill_null(0))
    )
    return conform(rows.select(table.schema.names()), table)
