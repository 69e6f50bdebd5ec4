"""Tables of peers: groups that users choose, and each unit's value among its peers.

Here: `peer_choice`, `mart_benchmark`. Not here: the composite index (`indexes`), changes over the years (`marts`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

BASES = ("reported", "per_village", "per_10k_people", "per_case")
PEER_KINDS = ("level", "level_province", "level_province_size", "own_choice")
DENOMINATOR_ORIGINS = ("same_report", "region_year")
FUNNEL_POSITIONS = ("far_below", "below", "inside", "above", "far_above")

PEER_CHOICE = Table(
    name="peer_choice",
    meaning="Groups of peers that users chose themselves, a row a member; empty without such a file.",
    meaning_zh="用户自定的可比组成员；未提供时为空。",
    key=("peer_group", "member"),
    columns=(
        Column("peer_group", pl.String(), "Name of the group", "组名", False),
        Column("member", pl.String(), "Code or name of the unit, as written", "成员", False),
        Column("region_code", pl.String(), "Code, where the member is named by one", "区划代码"),
        Column("name_en", pl.String(), "English name of the group", "英文组名"),
        Column("reason", pl.String(), "Why these are peers, in the user's words", "选取理由"),
    ),
)

MART_BENCHMARK = Table(
    name="mart_benchmark",
    meaning="A unit's value, as reported and divided, among each group of its peers that report it for the year.",
    meaning_zh="同年度主体数值（原值及均值化）在各可比组中的位置。",
    partitioned=True,
    key=("report_year", "level", "indicator_id", "basis", "peer_kind", "peer_group", "issuer", "report_id"),
    columns=(
        Column("report_year", pl.Int32(), "Year", "报告年度", False, unit="year"),
        Column("level", pl.String(), "Level of the unit", "层级", False),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column(
            "basis",
            pl.String(),
            "reported, or divided: per_village, per_10k_people, per_case (the indicator's denominator)",
            "比较口径",
            False,
            allowed=BASES,
        ),
        Column(
            "peer_kind",
            pl.String(),
            "How the peers are chosen, from wide to narrow",
            "可比组类型",
            False,
            allowed=PEER_KINDS,
        ),
        Column("peer_group", pl.String(), "The group: town, town/云泽省, …, or the name a user gave", "可比组", False),
        Column(
            "is_finest",
            pl.Boolean(),
            "The narrowest group with ten values: one row a unit, indicator and basis",
            "是否最细可比组",
            False,
        ),
        Column("issuer", pl.String(), "Reporting unit", "报告主体", False),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("province", pl.String(), "Province; null until the place is resolved", "省份"),
        Column("value", pl.Float64(), "Value on the basis", "数值", False),
        Column("value_low", pl.Float64(), "Lower bound", "下限"),
        Column("value_high", pl.Float64(), "Upper bound; null where open", "上限"),
        Column("denominator_id", pl.String(), "Indicator or measure that it is divided by, or a share of", "分母"),
        Column("denominator", pl.Float64(), "Its value; for per_10k_people in units of 10,000", "分母数值"),
        Column(
            "denominator_origin",
            pl.String(),
            "same_report, or region_year: the user's table",
            "分母来源",
            allowed=DENOMINATOR_ORIGINS,
        ),
        Column("denominator_start", pl.Int64(), "Span of a denominator of the report", "分母偏移"),
        Column("peer_count", pl.Int64(), "Units of the group with a value (n), this one included", "可比主体数", False),
        Column(
            "peer_partial_count",
            pl.Int64(),
            "Units that mention it without a value or denominator for the whole year",
            "仅有不可比数值的主体数",
            False,
        ),
        Column(
            "peer_silent_count", pl.Int64(), "Units that do not mention it; silence is not zero", "未提及主体数", False
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
            warning="The place on the scale of values, not merit.",
            warning_zh="仅表示数值位次，不代表工作优劣。",
        ),
        Column(
            "robust_z",
            pl.Float64(),
            "Distance to the median in robust standard deviations (median absolute deviation); null below 10 units",
            "稳健z值",
        ),
        Column(
            "distance_to_best_quarter",
            pl.Float64(),
            "What is missing to the better quarter, 0 within it; null below 10 units and without a better direction",
            "距最优四分之一的差距",
        ),
        Column(
            "funnel_centre", pl.Float64(), "Ratio of all cases of the group; null without cases or below 3", "漏斗中心"
        ),
        Column("funnel_outer_low", pl.Float64(), "Lower 99.8 % limit at this unit's size", "99.8%下限"),
        Column("funnel_low", pl.Float64(), "Lower 95 % limit at this unit's size", "95%下限"),
        Column("funnel_high", pl.Float64(), "Upper 95 % limit", "95%上限"),
        Column("funnel_outer_high", pl.Float64(), "Upper 99.8 % limit", "99.8%上限"),
        Column("funnel_dispersion", pl.Float64(), "Factor of the variance beyond chance; 1 for none", "超离散系数"),
        Column(
            "funnel_position",
            pl.String(),
            "Where the value stands to the limits; inside: not told from chance",
            "漏斗位置",
            allowed=FUNNEL_POSITIONS,
        ),
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("mention_start", pl.Int64(), "Span of the value", "数字偏移", False),
    ),
    foreign_keys=(
        ForeignKey(("indicator_id",), "dim_indicator", ("indicator_id",)),
        ForeignKey(("report_id",), "dim_report", ("report_id",)),
    ),
    warning="A value stands here once for each basis and group: choose both (basis, and is_finest or a peer_kind).",
    warning_zh="同一数值按口径和可比组重复出现：查询时须同时限定basis与is_finest（或peer_kind）。",
)
