"""Tables of findings: the rules, what each rule found, and every row that breaks one, with its sentence.

Here: `quality_rule`, `quality_result`, `quality_offender`. Not here: how rules are evaluated (expectations).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

SEVERITIES = ("error", "warn", "info")

QUALITY_RULE = Table(
    name="quality_rule",
    meaning="Consistency rules that are applied to what reports claim.",
    meaning_zh="一致性规则。",
    key=("rule_id",),
    columns=(
        Column("rule_id", pl.String(), "Rule", "规则", False),
        Column("name", pl.String(), "Name of the Dagster check and the GX expectation", "名称", False),
        Column("kind", pl.String(), "Form of the rule", "类型", False),
        Column(
            "severity", pl.String(), "How certain a finding about the source is", "严重程度", False, allowed=SEVERITIES
        ),
        Column("tolerance", pl.Float64(), "Difference that is still accepted", "容差", False),
        Column("description", pl.String(), "What is compared", "说明", False),
        Column("description_zh", pl.String(), "What is compared, in Chinese", "中文说明", False),
        Column("source", pl.String(), "Where the rule comes from", "来源", False),
    ),
)

QUALITY_RESULT = Table(
    name="quality_result",
    meaning="What Great Expectations found for each rule.",
    meaning_zh="各规则的检验结果。",
    key=("rule_id",),
    columns=(
        Column("rule_id", pl.String(), "Rule", "规则", False),
        Column("passed", pl.Boolean(), "No report breaks the rule", "是否通过", False),
        Column("evaluated_count", pl.Int64(), "Comparisons that could be made", "可检验数", False),
        Column("not_evaluable_count", pl.Int64(), "Comparisons that could not be made", "不可检验数", False),
        Column("violated_count", pl.Int64(), "Comparisons that break the rule", "违反数", False),
        Column("failure", pl.String(), "Exception text when the check itself failed", "检验错误"),
    ),
    foreign_keys=(ForeignKey(("rule_id",), "quality_rule", ("rule_id",)),),
)

QUALITY_OFFENDER = Table(
    name="quality_offender",
    meaning="Every comparison that breaks a rule, with both sides and the sentence.",
    meaning_zh="违反规则的每一条记录及原句。",
    key=("rule_id", "report_id", "mention_start"),
    columns=(
        Column("rule_id", pl.String(), "Rule", "规则", False),
        Column("severity", pl.String(), "How certain the finding is", "严重程度", False, allowed=SEVERITIES),
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("lhs", pl.Float64(), "Left side of the comparison", "左值", False),
        Column("rhs", pl.Float64(), "Right side of the comparison", "右值", False),
        Column("lhs_words", pl.String(), "What the left side is", "左值含义", False),
        Column("rhs_words", pl.String(), "What the right side is", "右值含义", False),
        Column("mention_start", pl.Int64(), "Span of the number the finding hangs on", "数字偏移", False),
        Column("other_start", pl.Int64(), "Span of the other number, if there is one", "另一数字偏移"),
        Column("quote", pl.String(), "The sentence, or both sentences, in the report's words", "原句", False),
    ),
    foreign_keys=(
        ForeignKey(("rule_id",), "quality_rule", ("rule_id",)),
        ForeignKey(("report_id",), "dim_report", ("report_id",)),
    ),
)
