"""One table for each domain of the catalogue (`fact_dispute`, `fact_petition`, …): a row a report, its indicators
beside each other.

Here: `DOMAIN_TABLES`, and `DOMAIN_COLUMNS`, which says what each column holds. Both follow from the catalogue's files
(`transforms/catalog/indicators.yaml`, `units.yaml`), which are read as data: a new indicator is a new column without a
word here. Not here: how rows are made (`transforms.facts.domains`), nor whether the catalogue keeps to its schema
(`transforms.catalog.loading`).

The name of a column ends in its unit (`mediated_case`, `success_rate_percent`, `amount_yuan`); an indicator that is
counted in units that do not compare has a column for each (`visits_received_person_time`, `visits_received_batch`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from warehouse.tables.specification import Column, ForeignKey, Table

_CATALOGUE = Path(__file__).parents[2] / "transforms" / "catalog"
_UNIT_WORDS = {"percent": "%"}
_WARNING = (
    "An empty cell is silence, not zero. Wholes of the full year only: parts (其中), parts of the year and other "
    "units are in fact_indicator; other_value_count says how many."
)
_WARNING_ZH = (
    "空值表示报告未提及，不等于零；仅含全年总数，"
    "分项、部分期间及其他单位的数值见 fact_indicator（个数见 other_value_count）。"
)


@dataclass(frozen=True)
class DomainColumn:
    """A column of a domain table: the values of `indicator_id` whose unit is of the kind `unit_kind`."""

    domain: str
    name: str
    indicator_id: str
    unit_kind: str
    unit: str


def _load(name: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, Any] = yaml.load((_CATALOGUE / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)
    return content


def _list_columns(catalogue: dict[str, Any], groups: dict[str, list[str]]) -> tuple[DomainColumn, ...]:
    group_of = {surface: group for group, surfaces in groups.items() for surface in surfaces}
    columns = []
    for indicator_id, entry in catalogue.items():
        kinds = entry.get("unit_kinds") or [entry["units"]]
        for place, kind in enumerate(kinds):
            unit = entry["unit_family"] if place == 0 else group_of[kind[0]]
            name = _name(indicator_id.split(".", 1)[1], unit)
            columns.append(DomainColumn(entry["domain"], name, indicator_id, kind[0], unit))
    return tuple(columns)


def _name(indicator: str, unit: str) -> str:
    """`mediated` in cases is `mediated_case`; `penalty_cases` and `hours` say their unit already."""
    says_unit = any(f"_{indicator}".endswith(f"_{word}") for word in (unit, f"{unit}s"))
    return indicator if says_unit else f"{indicator}_{unit}"


def _make_table(domain: str, catalogue: dict[str, Any], columns: tuple[DomainColumn, ...]) -> Table:
    name_zh = next(entry["domain_zh"] for entry in catalogue.values() if entry["domain"] == domain)
    made = [
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("region_code", pl.String(), "Code of the place; null until resolved", "区划代码"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("level", pl.String(), "Level of the reporting unit", "层级"),
        Column("value_count", pl.Int64(), "Values of the domain in this row", "本行取值个数", False),
        Column(
            "other_value_count",
            pl.Int64(),
            "Values of the domain in fact_indicator that have no column here: parts, parts of the year, other units",
            "未列入本表的取值个数（分项、部分期间、其他单位）",
            False,
        ),
        Column(
            "conflict_count",
            pl.Int64(),
            "Values of this row for which the report gives another value as well (see value_candidate)",
            "存在冲突的取值个数",
            False,
        ),
    ]
    for column in columns:
        made += _value_columns(column, catalogue[column.indicator_id])
    return Table(
        name=f"fact_{domain}",
        meaning=f"Indicators of the domain {domain}: one row a report, one column an indicator, its bounds beside it.",
        meaning_zh=f"“{name_zh}”领域各项指标：每份报告一行，每项指标一列，附上下限。",
        key=("report_id",),
        columns=tuple(made),
        partitioned=True,
        foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
        warning=_WARNING,
        warning_zh=_WARNING_ZH,
    )


def _value_columns(column: DomainColumn, entry: dict[str, Any]) -> list[Column]:
    unit = _UNIT_WORDS.get(column.unit, column.unit)
    return [
        Column(
            column.name,
            pl.Float64(),
            f"{entry['name_en']} ({column.indicator_id}): {entry['definition']}",
            f"{entry['name_zh']}：{entry['definition_zh']}",
            unit=unit,
            warning=entry.get("warning", ""),
            warning_zh=entry.get("warning_zh", ""),
        ),
        Column(f"{column.name}_low", pl.Float64(), f"Lower bound of {column.name}; null where open", "下限", unit=unit),
        Column(
            f"{column.name}_high", pl.Float64(), f"Upper bound of {column.name}; null where open", "上限", unit=unit
        ),
    ]


_INDICATORS = _load("indicators")

DOMAIN_COLUMNS: tuple[DomainColumn, ...] = _list_columns(_INDICATORS, _load("units")["groups"])

DOMAIN_TABLES: dict[str, Table] = {
    domain: _make_table(domain, _INDICATORS, tuple(column for column in DOMAIN_COLUMNS if column.domain == domain))
    for domain in dict.fromkeys(column.domain for column in DOMAIN_COLUMNS)
}
