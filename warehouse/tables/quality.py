"""Tables of findings: the rules, what each rule found, and every row that breaks one, with its sentence.

Here: `quality_rule`, `quality_result`, `quality_offender`, `quality_score`, and `fact_copied_sentence`, which rules
about copied text look at. Not here: how rules are evaluated (expectations).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

SEVERITIES = ("error", "warn", "info")
COPY_ORIGINS = ("last_year", "other_place")

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
        Column("description", pl.String(), "What is compared", "英文说明", False),
        Column("description_zh", pl.String(), "What is compared, in Chinese", "说明", False),
        Column("reason", pl.String(), "Why the rule holds, and what excuses a finding", "英文理由", False),
        Column("reason_zh", pl.String(), "The same in Chinese", "理由", False),
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
        Column(
            "not_evaluable_reasons",
            pl.List(pl.Struct({"reason": pl.String(), "count": pl.Int64()})),
            "Why comparisons could not be made, the most frequent reasons first",
            "不可检验的原因",
            False,
        ),
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
        Column(
            "other_start",
            pl.Int64(),
            "Span of the other number, if there is one: in other_report_id, or in the same report where that is null",
            "另一数字偏移",
        ),
        Column("starts", pl.List(pl.Int64()), "Spans of all numbers compared in the report", "所涉数字偏移", False),
        Column("other_report_id", pl.String(), "The other report, for rules that compare two", "对比报告"),
        Column("other_report_year", pl.Int32(), "Its year", "对比报告年度", unit="year"),
        Column("quote", pl.String(), "The sentence, or all sentences, in the report's words", "原句", False),
        Column("other_quote", pl.String(), "The sentence in the other report's words", "对比报告原句"),
    ),
    foreign_keys=(
        ForeignKey(("rule_id",), "quality_rule", ("rule_id",)),
        ForeignKey(("report_id",), "dim_report", ("report_id",)),
        ForeignKey(("other_report_id",), "dim_report", ("report_id",)),
    ),
)

QUALITY_SCORE = Table(
    name="quality_score",
    meaning="How far the figures of a report agree with each other and with earlier reports.",
    meaning_zh="每份报告的数据一致性得分。",
    key=("report_id",),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("publisher", pl.String(), "Publishing body: the source", "发布机构"),
        Column("evaluated_count", pl.Int64(), "Comparisons that could be made", "可检验数", False),
        Column("not_evaluable_count", pl.Int64(), "Comparisons that could not be made", "不可检验数", False),
        Column("error_count", pl.Int64(), "Findings that cannot be true", "错误数", False),
        Column("warn_count", pl.Int64(), "Findings that are doubtful", "警告数", False),
        Column("info_count", pl.Int64(), "Findings worth a look", "提示数", False),
        Column(
            "score",
            pl.Float64(),
            "Weighted share of comparisons that hold (error 4, warn 2, info 1); null below 5 comparisons",
            "一致性得分",
            unit="%",
        ),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)

FACT_COPIED_SENTENCE = Table(
    name="fact_copied_sentence",
    meaning="Sentences that stand in last year's report of the same unit, or in another place's, figures masked.",
    meaning_zh="与上年报告或其他地区报告雷同的句子（数字遮蔽后比对）。",
    partitioned=True,
    key=("report_id", "start", "origin"),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", False, unit="year"),
        Column("start", pl.Int64(), "First code point of the sentence in dim_report.text", "句首偏移", False),
        Column("end", pl.Int64(), "Code point after it, its full stop left out", "句末偏移", False),
        Column("origin", pl.String(), "Where the other sentence stands", "来源", False, allowed=COPY_ORIGINS),
        Column("other_report_id", pl.String(), "Report with the other sentence", "对比报告", False),
        Column("other_report_year", pl.Int32(), "Its year", "对比报告年度", False, unit="year"),
        Column("other_start", pl.Int64(), "First code point of the other sentence", "对比句首偏移", False),
        Column("other_end", pl.Int64(), "Code point after it", "对比句末偏移", False),
        Column("similarity", pl.Float64(), "Indel similarity, figures masked; 100 is equal", "相似度", False, unit="%"),
        Column("number_count", pl.Int64(), "Figures in the sentence, dates among them", "数字个数", False),
        Column("has_same_numbers", pl.Boolean(), "It has figures and all are the other's", "数字是否相同", False),
        Column(
            "unit_count",
            pl.Int64(),
            "Units with this masked sentence in the two years: many is common stock",
            "出现该句的主体数",
            False,
        ),
    ),
    foreign_keys=(
        ForeignKey(("report_id",), "dim_report", ("report_id",)),
        ForeignKey(("other_report_id",), "dim_report", ("report_id",)),
    ),
)
