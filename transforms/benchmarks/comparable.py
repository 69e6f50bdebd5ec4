"""Which values may stand beside each other: one whole-year value a unit, indicator and year, from annual reports.

Here: `select_comparable`, and `list_left_out`, which names everything that was not selected with the reason.
Not here: what is computed from the values (`years`, `regions`).
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.units import assess_reports

_FACT_COLUMNS = (
    "report_id",
    "indicator_id",
    "breakdown",
    "period",
    "value",
    "value_low",
    "value_high",
    "qualifier",
    "unit",
    "unit_kind",
    "is_main",
    "has_conflict",
    "mention_start",
    "mention_end",
)
_INDICATOR_COLUMNS = ("indicator_id", "measure_type", "stock_flow")


def select_comparable(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """The values that may be compared: one row a reporting unit, indicator and year.

    in: fact_indicator, dim_report, dim_indicator.
    out: reporting_unit, issuer, region_name, region_parent, level, report_year, report_id, indicator_id, measure_type,
    value, value_low, value_high (null = open), qualifier, unit, unit_kind, has_conflict, mention_start, mention_end;
    sorted by indicator_id, report_year, reporting_unit.

    Only annual reports, only wholes (breakdown ''), only the main kind of unit of the indicator (人次 and 批 do not
    compare), only the whole year (period ''); a report that was published before its year ended gives no flows, since a
    part of a year never stands against a year. An exact value is its own bounds. An explicit zero (未发生) is a value;
    silence is none. What is left out is in `list_left_out`.
    Raises ValueError when a column is missing, or a fact names a report or an indicator that is not given.
    """
    return _assess_facts(facts, reports, indicators).filter(pl.col("reason").is_null()).drop("reason")


def list_left_out(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Every report, and every whole value of the other reports, that is in no comparison, with the reason.

    out: report_id, report_year, issuer, indicator_id and mention_start (null for a whole report), reason; sorted.
    Reasons for a report: `superseded`, `undecided`, `not_annual_report`, `year_unknown`, `issuer_unknown`,
    `place_ambiguous`, `second_report_of_year`; `level_unknown` (in mart_yoy, but in no peer group).
    Reasons for a value: `other_unit_kind` (not the main kind of unit of its indicator), `part_year` (its period is not
    the whole year), `published_before_year_end` (a flow), `several_values` (one report gives several whole-year values
    of one indicator; none is guessed).
    """
    assessed = assess_reports(reports)
    without_level = pl.when(pl.col("level").is_null()).then(pl.lit("level_unknown"))
    of_reports = assessed.with_columns(reason=pl.coalesce("reason", without_level)).filter(
        pl.col("reason").is_not_null()
    )
    of_facts = _assess_facts(facts, reports, indicators).filter(pl.col("reason").is_not_null())
    columns = ("report_id", "report_year", "issuer", "indicator_id", "mention_start", "reason")
    return pl.concat(
        (
            of_reports.with_columns(indicator_id=pl.lit(None, pl.String), mention_start=pl.lit(None, pl.Int64)).select(
                columns
            ),
            of_facts.select(columns),
        )
    ).sort("report_id", "indicator_id", "mention_start", "reason", nulls_last=False)


def _assess_facts(facts: pl.DataFrame, reports: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """The whole values of comparable reports with `reason` (null when comparable)."""
    _require(facts, _FACT_COLUMNS, "facts")
    _require(indicators, _INDICATOR_COLUMNS, "indicators")
    _require_known(facts, reports, "report_id", "reports")
    _require_known(facts, indicators, "indicator_id", "indicators")
    units = assess_reports(reports).filter(pl.col("reason").is_null()).drop("reason")
    wholes = (
        facts.select(_FACT_COLUMNS)
        .filter(pl.col("breakdown") == "")
        .join(units, on="report_id", how="inner")
        .join(indicators.select(_INDICATOR_COLUMNS), on="indicator_id", how="left")
    )
    is_exact = pl.col("qualifier") == "exact"
    is_whole_year = pl.col("period") == ""
    values_of_report = (is_whole_year & pl.col("is_main")).sum().over("report_id", "indicator_id")
    return (
        wholes.with_columns(
            value_low=pl.when(is_exact).then(pl.coalesce("value_low", "value")).otherwise(pl.col("value_low")),
            value_high=pl.when(is_exact).then(pl.coalesce("value_high", "value")).otherwise(pl.col("value_high")),
            reason=pl.when(~pl.col("is_main"))
            .then(pl.lit("other_unit_kind"))
            .when(~is_whole_year)
            .then(pl.lit("part_year"))
            .when(pl.col("is_before_year_end") & (pl.col("stock_flow") == "flow"))
            .then(pl.lit("published_before_year_end"))
            .when(values_of_report > 1)
            .then(pl.lit("several_values"))
            .otherwise(pl.lit(None, pl.String)),
        )
        .select(
            "reporting_unit",
            "issuer",
            "region_name",
            "region_parent",
            "level",
            "report_year",
            "report_id",
            "indicator_id",
            "measure_type",
            "value",
            "value_low",
            "value_high",
            "qualifier",
            "unit",
            "unit_kind",
            "has_conflict",
            "mention_start",
            "mention_end",
            "reason",
        )
        .sort("indicator_id", "report_year", "reporting_unit", "mention_start")
    )


def _require(frame: pl.DataFrame, columns: tuple[str, ...], name: str) -> None:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ValueError(f"{name}: missing columns {missing}")


def _require_known(facts: pl.DataFrame, known: pl.DataFrame, column: str, name: str) -> None:
    strange = facts.select(column).unique().join(known.select(column), on=column, how="anti")[column].sort().to_list()
    if strange:
        raise ValueError(f"facts name {column} that {name} do not hold: {strange[:5]}")
