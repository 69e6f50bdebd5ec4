"""Tables that compare and judge: a unit across years, a report with what is due.

Here: `mart_yoy`, `mart_trend`, `mart_structure`. Not here: the facts they are computed from, peers (`peers`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.reports import DOCUMENT_TYPES, LEVELS, PUBLISHED_BASES
from warehouse.tables.specification import Column, ForeignKey, Table

BLOCK_FORMS = ("own_heading", "shared_heading", "inline", "absent")
TIMELINESS_CLASSES = ("premature", "on_time", "deadline_day", "late", "unknown")
COVERAGE_PERIODS = ("full_year", "year_to_date")

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
        Column(
            "p_value",
            pl.Float64(),
            "Two-sided p of two exact counts under no change (conditional binomial); null for others",
            "显著性检验p值",
        ),
        Column(
            "points_low",
            pl.Float64(),
            "95 % interval of the change of a rate (Newcombe); null without exact cases",
            "变化置信下限",
            unit="percentage point",
        ),
        Column("points_high", pl.Float64(), "Upper end of that interval", "变化置信上限", unit="percentage point"),
        Column("is_significant", pl.Boolean(), "More than chance at 5 %; null where it cannot be tested", "是否显著"),
        Column("matched_count", pl.Int64(), "Units of the level with both years", "两年均有数值的主体数", False),
        Column(
            "unmatched_count", pl.Int64(), "Units of the level with only one of them", "仅一年有数值的主体数", False
        ),
        Column(
            "structural_break",
            pl.String(),
            "Change of law between the two years (catalog/structural_breaks.yaml); null for none",
            "口径断点",
            warning="Across a break the change is no measure of performance.",
            warning_zh="跨断点的变化不反映工作成效。",
        ),
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

COURSES = ("rising", "falling", "level", "mixed")

MART_TREND = Table(
    name="mart_trend",
    meaning="Course of an indicator of one unit over three and more years.",
    meaning_zh="同一主体指标三年及以上的走势。",
    key=("issuer", "indicator_id", "report_year", "report_id"),
    columns=(
        Column("issuer", pl.String(), "Reporting unit", "报告主体", False),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("level", pl.String(), "Level", "层级"),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("first_year", pl.Int32(), "First year with a comparable value", "首年", False, unit="year"),
        Column("report_year", pl.Int32(), "Last year with a comparable value", "末年", False, unit="year"),
        Column("year_count", pl.Int64(), "Years with a comparable value", "有数值年数", False),
        Column("gap_count", pl.Int64(), "Years in between without one", "缺失年数", False),
        Column("first_value", pl.Float64(), "Value of the first year", "首年值", False),
        Column("last_value", pl.Float64(), "Value of the last year", "末年值", False),
        Column("slope", pl.Float64(), "Median change a year (Theil and Sen); points for rates", "年均变化", False),
        Column("course", pl.String(), "Whether every step goes the same way", "走势", False, allowed=COURSES),
        Column("structural_break", pl.String(), "Latest change of law within the years", "口径断点"),
        Column("report_id", pl.String(), "Report of the last year", "末年报告", False),
    ),
    foreign_keys=(_INDICATOR, ForeignKey(("report_id",), "dim_report", ("report_id",))),
)

_BLOCKS = (
    ("measures_and_results", "A, measures and results", "A 主要举措和成效"),
    ("problems", "B, shortcomings and their causes", "B 存在的不足和原因"),
    ("leader_duty", "C, what the leaders did as first responsible", "C 第一责任人履职情况"),
    ("next_year_plan", "D, what is planned for the next year", "D 下一年度主要安排"),
)

MART_STRUCTURE = Table(
    name="mart_structure",
    meaning="Whether each report has the four blocks that are due, and whether it was published in time.",
    meaning_zh="每份报告的结构完整性和发布及时性。",
    partitioned=True,
    key=("report_id",),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on; null when uncertain", "报告年度", unit="year"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("region_code", pl.String(), "Code of the place; null until resolved", "区划代码"),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("level", pl.String(), "Level of the reporting unit", "层级", True, allowed=LEVELS),
        Column("document_type", pl.String(), "What kind of document", "文种", False, allowed=DOCUMENT_TYPES),
        Column(
            "content_type",
            pl.String(),
            "What its text is: in a notice the document handed on; the columns below are null unless annual_report",
            "正文文种",
            False,
            allowed=DOCUMENT_TYPES,
        ),
        Column("published_on", pl.Date(), "Date of publication", "发布日期"),
        Column(
            "published_basis", pl.String(), "What published_on rests on", "发布日期来源", True, allowed=PUBLISHED_BASES
        ),
        Column(
            "timeliness_class",
            pl.String(),
            "premature: within the year itself; on_time: before 1 April of the next; deadline_day: on that day; late",
            "发布及时性",
            allowed=TIMELINESS_CLASSES,
        ),
        Column(
            "days_to_deadline",
            pl.Int32(),
            "Days from publication to 1 April of the next year; negative when late",
            "距截止日天数",
            unit="day",
        ),
        Column(
            "coverage_period",
            pl.String(),
            "full_year, or year_to_date where the numbers end before the year does; null for plans and notices",
            "数据期间",
            allowed=COVERAGE_PERIODS,
        ),
        Column("covered_until", pl.Date(), "Day up to which the numbers run; null for the full year", "数据截止日期"),
        Column("is_title_standard", pl.Boolean(), "Title has 法治政府建设 and 年度报告 or 情况报告", "标题是否规范"),
        Column(
            "structure_score",
            pl.Float64(),
            "Mean of the blocks: own heading 1, shared heading or inline 0.5, absent 0",
            "结构得分",
        ),
        *(
            column
            for name, meaning, meaning_zh in _BLOCKS
            for column in (
                Column(
                    f"{name}_form",
                    pl.String(),
                    f"Form of block {meaning}",
                    f"{meaning_zh}：形式",
                    allowed=BLOCK_FORMS,
                ),
                Column(
                    f"{name}_start",
                    pl.Int64(),
                    f"First code point of block {meaning}; null when absent",
                    f"{meaning_zh}：起始偏移",
                    unit="character",
                ),
                Column(
                    f"{name}_end",
                    pl.Int64(),
                    "Code point after its last; other blocks may stand between",
                    f"{meaning_zh}：结束偏移",
                    unit="character",
                ),
            )
        ),
        Column("block_order", pl.String(), "Letters of the blocks found, in order of place: ABCD", "板块顺序"),
        Column("has_other_matters", pl.Boolean(), "Has a part E of other matters", "是否有其他事项"),
        Column("has_causes", pl.Boolean(), "Block B names causes; null without block B", "是否说明原因"),
        Column(
            "names_leader_post", pl.Boolean(), "Block C names a leader by post; null without block C", "是否点明职务"
        ),
        Column("plan_year", pl.Int32(), "Year in the heading of block D", "安排标题所写年度", unit="year"),
        Column(
            "names_next_year",
            pl.Boolean(),
            "Block D names the year after report_year; null without block D or year",
            "是否写明下一年度",
        ),
        Column(
            "is_numbering_broken",
            pl.Boolean(),
            "Numbers of the top headings repeat, skip or do not begin with one",
            "标题序号是否错乱",
        ),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)
