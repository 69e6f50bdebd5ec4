"""Tables of the composite index: score and rank, and every step that leads to them.

Here: `mart_index`, `mart_index_pillar`, `mart_index_step`, `mart_index_removal`.
Not here: the recipe (transforms/catalog/index_recipe.yaml), the comparison of single indicators (`marts`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.peers import DENOMINATOR_ORIGINS
from warehouse.tables.specification import Column, ForeignKey, Table

RANK_STATES = ("ranked", "too_few_pillars", "group_too_small", "band_too_wide")

_INDICATOR = ForeignKey(("indicator_id",), "dim_indicator", ("indicator_id",))
_REPORT = ForeignKey(("report_id",), "dim_report", ("report_id",))
_YEAR = Column("report_year", pl.Int32(), "Year", "报告年度", False, unit="year")
_LEVEL = Column("level", pl.String(), "Level that makes the group", "层级", False)
_REPORT_ID = Column("report_id", pl.String(), "Report", "报告", False)
_ISSUER = Column("issuer", pl.String(), "Reporting unit", "报告主体", False)
_PLACE = Column("region_name", pl.String(), "Place as written", "区划名称")

MART_INDEX = Table(
    name="mart_index",
    meaning="Composite index of a unit among the units of its level in a year, with the band of its rank.",
    meaning_zh="综合指数：同年度同层级主体的得分、名次及名次区间。",
    partitioned=True,
    key=("report_year", "level", "report_id"),
    columns=(
        _YEAR,
        _LEVEL,
        _REPORT_ID,
        _ISSUER,
        _PLACE,
        Column("score", pl.Float64(), "Mean of the pillar scores, 100 is best; null with too few pillars", "得分"),
        Column("rank", pl.Float64(), "1 is best; null unless rank_state is ranked", "名次"),
        Column("computed_rank", pl.Float64(), "Rank by score, also where it is too unsure to publish", "计算名次"),
        Column("rank_median", pl.Float64(), "Median rank over the runs of the Monte Carlo", "名次中位数"),
        Column("rank_low", pl.Float64(), "5th percentile of the rank over the runs", "名次区间下限"),
        Column("rank_high", pl.Float64(), "95th percentile of the rank over the runs", "名次区间上限"),
        Column("ranked_count", pl.Int64(), "Units of the group that have a score", "有得分的主体数", False),
        Column("pillar_count", pl.Int64(), "Pillars that the unit reports enough of", "有效维度数", False),
        Column("rank_state", pl.String(), "ranked, or why there is no rank", "名次状态", False, allowed=RANK_STATES),
    ),
    foreign_keys=(_REPORT,),
    warning="Made of what units say of themselves; silence is not zero and lowers no score.",
    warning_zh="得分依据各主体自述；未提及不等于零，也不拉低得分。",
)

MART_INDEX_PILLAR = Table(
    name="mart_index_pillar",
    meaning="Score of each pillar of the composite index that a unit reports enough of.",
    meaning_zh="综合指数各维度得分。",
    partitioned=True,
    key=("report_year", "level", "report_id", "pillar"),
    columns=(
        _YEAR,
        _LEVEL,
        _REPORT_ID,
        _ISSUER,
        Column("pillar", pl.String(), "Pillar of the recipe", "维度", False),
        Column("pillar_score", pl.Float64(), "Weighted mean of its scaled indicators, 100 is best", "维度得分", False),
    ),
    foreign_keys=(_REPORT,),
)

MART_INDEX_STEP = Table(
    name="mart_index_step",
    meaning="Every indicator value that entered the composite index, from the reported figure to its scaled value.",
    meaning_zh="综合指数的计算步骤：从报告数值到标准化得分。",
    partitioned=True,
    key=("report_year", "level", "report_id", "indicator_id"),
    columns=(
        _YEAR,
        _LEVEL,
        _REPORT_ID,
        _ISSUER,
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("pillar", pl.String(), "Pillar of the recipe", "维度", False),
        Column(
            "value",
            pl.Float64(),
            "Value as reported; of a rate that is not stated, the count it follows from",
            "报告数值",
            False,
        ),
        Column("denominator_id", pl.String(), "Indicator it is divided by or a share of; null for none", "分母指标"),
        Column("denominator", pl.Float64(), "Value of that indicator", "分母数值"),
        Column(
            "denominator_origin",
            pl.String(),
            "same_report, or region_year: the user's table",
            "分母来源",
            allowed=DENOMINATOR_ORIGINS,
        ),
        Column(
            "compared_value",
            pl.Float64(),
            "value, value / denominator, or for a rate 100 * value / denominator",
            "参与比较的数值",
            False,
        ),
        Column("scaled_value", pl.Float64(), "On 0 to 100, 100 is best", "标准化得分", False),
        Column("weight", pl.Float64(), "Weight inside its pillar before weights are brought to 1", "权重", False),
        Column("mention_start", pl.Int64(), "Span of the value in the report", "数字偏移", False),
    ),
    foreign_keys=(_INDICATOR, _REPORT),
)

MART_INDEX_REMOVAL = Table(
    name="mart_index_removal",
    meaning="How far ranks move on average when one indicator or pillar is left out of the index.",
    meaning_zh="剔除某指标或维度后名次的平均变动。",
    partitioned=True,
    key=("report_year", "level", "removed"),
    columns=(
        _YEAR,
        _LEVEL,
        Column("removed", pl.String(), "Indicator or pillar left out", "被剔除项", False),
        Column("kind", pl.String(), "indicator or pillar", "类别", False, allowed=("indicator", "pillar")),
        Column("mean_rank_shift", pl.Float64(), "Mean absolute change of rank", "名次平均变动", False),
        Column("ranked_count", pl.Int64(), "Units of the group that have a score", "有得分的主体数", False),
    ),
)
