"""Where each page stands below the folder of the site, in names of plain ASCII that do not change from run to run.

Here: `report_address` and its like, `number_address`, `list_units_of_site`. Not here: the pages.
"""

from __future__ import annotations

import re
from hashlib import sha256

import polars as pl

from transforms.benchmarks.units import assess_reports

UNDECIDED = "00"
_CODE = re.compile(r"[0-9]{6}([0-9A-Z]{0,6})")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.]{0,80}")


def report_address(report_id: str) -> str:
    """The page of a report."""
    return f"report/{_file_name(report_id)}.html"


def number_address(report_id: str, start: int) -> str:
    """The place of a number in its report."""
    return f"report/{_file_name(report_id)}.html#n{start}"


def unit_address(slug: str) -> str:
    """The page of a reporting unit."""
    return f"place/{slug}.html"


def province_address(province: str) -> str:
    """The page of a province."""
    return f"province/{province}.html"


def indicator_address(indicator_id: str, year: int | None = None) -> str:
    """The page of an indicator, or of its ranking in one year."""
    name = _file_name(indicator_id)
    return f"indicator/{name}.html" if year is None else f"indicator/{name}-{year}.html"


def rule_address(rule_id: str) -> str:
    """The page of a rule with its findings."""
    return f"quality/{_file_name(rule_id)}.html"


def list_units_of_site(reports: pl.DataFrame) -> pl.DataFrame:
    """Every report with its unit and the names of their pages.

    in: dim_report. out: the columns of `assess_reports` (`reporting_unit` is the issuer where a report is in no
    comparison and has one), and `slug` (of the unit's page; null where `reason` is filled), `province` (two digits of
    the code, 00 where the place is undecided), `province_name`, `region_code`, `region_path` as of the newest report.
    """
    assessed = assess_reports(reports).join(
        reports.select(
            "report_id",
            "title",
            "published_on",
            "source_path",
            "publisher",
            "document_type",
            pl.coalesce("current_region_code", "region_code").alias("region_code"),
            "region_path",
        ),
        on="report_id",
        how="left",
    )
    newest = (
        assessed.filter(pl.col("reason").is_null())
        .sort("report_year", "report_id")
        .group_by("reporting_unit", maintain_order=True)
        .agg(pl.col("region_code", "region_path", "level").last())
    )
    shared = newest.filter(pl.col("level") != "department")["region_code"].drop_nulls().value_counts()
    alone = set(shared.filter(pl.col("count") == 1)["region_code"])
    slugs = {
        unit: _slug(unit, code, code in alone and level != "department") for unit, code, _, level in newest.iter_rows()
    }
    place = pl.when(pl.col("reason").is_null()).then(pl.col("unit_code")).otherwise(pl.col("region_code"))
    path = pl.when(pl.col("reason").is_null()).then(pl.col("unit_path")).otherwise(pl.col("region_path"))
    framed = (
        assessed.join(
            newest.select("reporting_unit", unit_code="region_code", unit_path="region_path"),
            on="reporting_unit",
            how="left",
        )
        .with_columns(region_code=place, region_path=path)
        .drop("unit_code", "unit_path")
        .with_columns(
            slug=pl.when(pl.col("reason").is_null())
            .then(pl.col("reporting_unit").replace_strict(slugs, default=None, return_dtype=pl.String))
            .otherwise(pl.lit(None, pl.String)),
            province=pl.when(pl.col("region_code").str.contains("^[0-9]{6}"))
            .then(pl.col("region_code").str.slice(0, 2))
            .otherwise(pl.lit(UNDECIDED)),
            reporting_unit=pl.coalesce("reporting_unit", "issuer"),
        )
    )
    names = (
        framed.filter((pl.col("province") != UNDECIDED) & pl.col("region_path").is_not_null())
        .sort("report_year", "report_id", nulls_last=False)
        .group_by("province", maintain_order=True)
        .agg(province_name=pl.col("region_path").last().str.split("/").list.first())
    )
    return framed.join(names, on="province", how="left").sort("report_id")


def _file_name(key: str) -> str:
    return key if _NAME.fullmatch(key) else _digest(key)


def _slug(unit: str, code: str | None, is_alone: bool) -> str:
    if code is None or not _CODE.fullmatch(code):
        return f"u{_digest(unit)}"
    return code if is_alone else f"{code}-{_digest(unit)}"


def _digest(words: str) -> str:
    return sha256(words.encode("utf-8")).hexdigest()[:10]
