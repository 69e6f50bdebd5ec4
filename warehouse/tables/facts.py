"""Tables of numbers: every mention, and the one value chosen for each indicator of a report.

Here: `fact_mention`, `fact_indicator`. Not here: comparisons (`marts`) and findings (`quality`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.decisions import DECIDED
from warehouse.tables.specification import Column, ForeignKey, Table

QUALIFIERS = ("exact", "at_least", "at_most", "about")
DISPOSITIONS = ("fact", "profile", "target", "comparison", "not_metric")
REASONS = (
    "date",
    "year",
    "ordinal",
    "list_number",
    "document_number",
    "law_or_policy_name",
    "slogan",
    "phone",
    "page_chrome",
    "region_name",
    "other",
)

_REPORT = ForeignKey(("report_id",), "dim_report", ("report_id",))

FACT_MENTION = Table(
    name="fact_mention",
    meaning="Every number of every report with its exact place and what it is, or why it is no measurement.",
    meaning_zh="报告中的每一个数字：位置、含义或非指标原因。",
    partitioned=True,
    key=("report_id", "start", "end", "mention_number"),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("start", pl.Int64(), "First code point of the bare number in dim_report.text", "起始偏移", False),
        Column("end", pl.Int64(), "Code point after the number", "结束偏移", False),
        Column(
            "mention_number",
            pl.Int32(),
            "1, or 2 where one number measures a second indicator",
            "同一数字的序号",
            False,
        ),
        Column("quote", pl.String(), "text[start:end]", "原文数字", False),
        Column("clause", pl.String(), "The clause around it", "所在分句", False),
        Column("value", pl.Float64(), "Value in base units; rates in percent points", "数值"),
        Column("value_low", pl.Float64(), "Lower bound from the qualifier", "下限"),
        Column("value_high", pl.Float64(), "Upper bound; null where open", "上限"),
        Column("unit", pl.String(), "Unit as written, 万元 as 元", "单位"),
        Column(
            "unit_group",
            pl.String(),
            "Kind of the unit: 件 and 起 count alike, 场 and 人 do not; null without a unit",
            "单位归类",
        ),
        Column("qualifier", pl.String(), "exact, at_least, at_most, about", "限定", False, allowed=QUALIFIERS),
        Column("disposition", pl.String(), "What the number is", "处置", False, allowed=DISPOSITIONS),
        Column("reason", pl.String(), "For not_metric: why", "非指标原因", True, allowed=REASONS),
        Column("indicator_id", pl.String(), "Catalogue id; null for open facts", "指标"),
        Column(
            "phrase",
            pl.String(),
            "What is counted, as normalised words: who|verb|noun, empty parts left out; told with unit_group",
            "计数对象（主体|动作|对象）",
        ),
        Column("breakdown", pl.String(), "Part or sub-population", "分项"),
        Column("parent_start", pl.Int64(), "start of the total it belongs to", "所属总数的偏移"),
        Column("period", pl.String(), "Period when it differs from the report's year", "期间"),
        Column("region", pl.String(), "Place when it differs from the report's own", "地区"),
        Column("scope", pl.String(), "Subordinate body when it differs", "范围"),
        Column("implicit", pl.Boolean(), "No digits are written (无, 未发生, 全覆盖)", "隐含", False),
        Column("rule", pl.String(), "Rule that decided", "判定规则", False),
        Column("decided", DECIDED, "What decisions of people changed here; null: nothing", "人工决定的修改"),
    ),
    foreign_keys=(_REPORT, ForeignKey(("indicator_id",), "dim_indicator", ("indicator_id",))),
)

FACT_INDICATOR = Table(
    name="fact_indicator",
    meaning="One value a report and indicator (and part): the mention chosen, and those not chosen with the reason.",
    meaning_zh="每份报告每项指标（及分项）的取值。",
    partitioned=True,
    key=("report_id", "indicator_id", "breakdown", "period", "unit_kind"),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("region_code", pl.String(), "Code of the place; null until resolved", "区划代码"),
        Column("region_name", pl.String(), "Place as written", "区划名称"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("level", pl.String(), "Level of the reporting unit", "层级"),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("breakdown", pl.String(), "Part or sub-population; empty for the whole", "分项", False),
        Column("period", pl.String(), "Part of the year when not the whole; empty otherwise", "期间", False),
        Column("value", pl.Float64(), "Value in base units; rates in percent points", "数值", False),
        Column("value_low", pl.Float64(), "Lower bound", "下限"),
        Column("value_high", pl.Float64(), "Upper bound; null where open", "上限"),
        Column("qualifier", pl.String(), "exact, at_least, at_most, about", "限定", False, allowed=QUALIFIERS),
        Column("unit", pl.String(), "Unit as written, 万元 as 元", "单位"),
        Column(
            "unit_kind",
            pl.String(),
            "Kind of the unit; values compare only within one: 批 and 人次 do not",
            "单位类别",
            False,
        ),
        Column(
            "is_main",
            pl.Boolean(),
            "The kind of unit that the catalogue names first for the indicator",
            "是否主单位",
            False,
        ),
        Column("implicit", pl.Boolean(), "No digits are written", "隐含", False),
        Column("mention_start", pl.Int64(), "start of the mention chosen, in fact_mention", "所选数字起始偏移", False),
        Column("mention_end", pl.Int64(), "end of the mention chosen", "所选数字结束偏移", False),
        Column("parent_start", pl.Int64(), "start of the total this is a part of", "所属总数的偏移"),
        Column("choice", pl.String(), "Why this mention was chosen", "选择理由", False),
        Column("has_conflict", pl.Boolean(), "Another mention gives a different value", "是否有冲突", False),
        Column(
            "other_mentions",
            pl.List(pl.Struct({"start": pl.Int64(), "value": pl.Float64(), "reason": pl.String()})),
            "Mentions not chosen, with the reason",
            "未选数字及原因",
            False,
        ),
        Column("rule", pl.String(), "Extraction rule that decided", "判定规则", False),
        Column(
            "decision_ids",
            pl.List(pl.String()),
            "Decisions of people that touched a mention of this indicator in this report; null when none did",
            "涉及的人工决定",
        ),
    ),
    foreign_keys=(_REPORT, ForeignKey(("indicator_id",), "dim_indicator", ("indicator_id",))),
)
