"""Tables that compare: the same unit across years, and units of one year with each other.

Here: `mart_yoy`, `mart_benchmark`. Not here: the facts they are computed from.
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

_INDICATOR = ForeignKey(("indicator_id",), "dim_indicator", ("indicator_id",))

MART_YOY = Table(
    name="mart_yoy",
    meaning="Change of an indicator of one unit from the year before to the report year, matched units only.",
    meaning_zh="同一主体指标的年度变化。",
    partitioned=True,
    # The report is part of the key because several places may bear an issuer's name (城关镇).
    key=("issuer", "indicator_id", "report_year", "report_id"),
    columns=(
        Column("issuer", pl.String(), "Reporting unit", "报告主体", False),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("level", pl.String(), "Level", "层级"),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("report_year", pl.Int32(), "The later year", "报告年度", False, unit="year"),
        Column("value", pl.Float64(), "Value of the later year", "本年值", False),
        Column("previous_value", pl.Float64(), "Value of the year before", "上年值", False),
        Column("change", pl.Float64(), "value - previous_value; percentage points for rates", "变化量", False),
        Column("change_pct", pl.Float64(), "Percent change; null below a base of 20 and for rates", "变化率", unit="%"),
        Column("change_low", pl.Float64(), "Least change that the bounds allow; null where open", "变化下限"),
        Column("change_high", pl.Float64(), "Greatest change that the bounds allow; null where open", "变化上限"),
        Column("report_id", pl.String(), "Report of the later year", "本年报告", False),
        Column("previous_report_id", pl.String(), "Report of the year before", "上年报告", False),
        Column("mention_start", pl.Int64(), "Span of the later value", "本年数字偏移", False),
        Column("previous_mention_start", pl.Int64(), "Span of the earlier value", "上年数字偏移", False),
    ),
    foreign_keys=(
        _INDICATOR,
        ForeignKey(("report_id",), "dim_report", ("report_id",)),
        ForeignKey(("previous_report_id",), "dim_report", ("report_id",)),
    ),
)

MART_BENCHMARK = Table(
    name="mart_benchmark",
    meaning="A unit's value among the units of the same level that report the indicator for the same year.",
    meaning_zh="同年度同层级主体间的比较。",
    partitioned=True,
    key=("report_year", "level", "indicator_id", "issuer", "report_id"),
    columns=(
        Column("report_year", pl.Int32(), "Year", "报告年度", False, unit="year"),
        Column("level", pl.String(), "Level that makes the peer group", "层级", False),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("issuer", pl.String(), "Reporting unit", "报告主体", False),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("value", pl.Float64(), "Value", "数值", False),
        Column("value_low", pl.Float64(), "Lower bound", "下限"),
        Column("value_high", pl.Float64(), "Upper bound; null where open", "上限"),
        Column("peer_count", pl.Int64(), "Units in the group that report it, this one included", "可比主体数", False),
        Column(
            "peer_partial_count",
            pl.Int64(),
            "Units in the group that mention it without a value comparable for the whole year",
            "仅有不可比数值的主体数",
            False,
        ),
        Column(
            "peer_silent_count",
            pl.Int64(),
            "Units in the group that do not mention it; silence is not zero",
            "未提及主体数",
            False,
        ),
        Column("peer_median", pl.Float64(), "Median of the group", "中位数", False),
        Column("peer_lower_quartile", pl.Float64(), "First quartile", "下四分位数", False),
        Column("peer_upper_quartile", pl.Float64(), "Third quartile", "上四分位数", False),
        Column(
            "percentile_rank",
            pl.Float64(),
            "Share of peers below plus half of the equal; null below 10 units",
            "百分位",
            unit="%",
        ),
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("mention_start", pl.Int64(), "Span of the value", "数字偏移", False),
    ),
    foreign_keys=(_INDICATOR, ForeignKey(("report_id",), "dim_report", ("report_id",))),
)
