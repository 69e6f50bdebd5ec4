"""Tables about doubt and people: what people decided, and what is still to be decided.

Here: `decision`, `review_queue`, and `DECIDED`, the column type in which a row says which decisions touched it.
Not here: what decisions do (transforms.decisions).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

DECISION_KINDS = ("report", "duplicate", "number")
DECISION_ACTIONS = ("set", "drop", "confirm", "keep", "distinct")
DECISION_STATES = ("active", "withdrawn")

DECIDED = pl.List(
    pl.Struct({"decision_id": pl.String(), "field": pl.String(), "before": pl.String(), "after": pl.String()})
)

DECISION = Table(
    name="decision",
    meaning="What people decided about reports and numbers, from the YAML files in decisions/.",
    meaning_zh="人工决定：报告身份、重复报告的取舍、数字的更正。",
    key=("decision_id",),
    columns=(
        Column("decision_id", pl.String(), "Id, unique over all files", "决定编号", False),
        Column("file", pl.String(), "File that holds it", "所在文件", False),
        Column("kind", pl.String(), "About a report, duplicates, or a number", "类别", False, allowed=DECISION_KINDS),
        Column("action", pl.String(), "What is done", "操作", False, allowed=DECISION_ACTIONS),
        Column("status", pl.String(), "A withdrawn decision is not applied", "状态", False, allowed=DECISION_STATES),
        Column("report_id", pl.String(), "Report, or the duplicate that is kept", "报告"),
        Column("other_reports", pl.List(pl.String()), "Duplicates superseded, or told apart", "其他报告", False),
        Column("start", pl.Int64(), "First code point of the quote", "起始偏移", unit="character"),
        Column("end", pl.Int64(), "Code point after the quote", "结束偏移", unit="character"),
        Column("quote", pl.String(), "Words that must stand there", "原文"),
        Column("mention_number", pl.Int32(), "Which mention of the number", "数字序号"),
        Column(
            "settings",
            pl.List(pl.Struct({"field": pl.String(), "value": pl.String()})),
            "Columns that are set, with their values",
            "设定的字段与值",
            False,
        ),
        Column("source", pl.String(), "Path or URL of the report when it was decided", "来源"),
        Column("reason", pl.String(), "Why", "理由", False),
        Column("role", pl.String(), "Role of who decided", "决定人角色", False),
        Column("decided_on", pl.Date(), "Day of the decision", "决定日期", False),
    ),
)

REVIEW_KINDS = ("region", "year", "document_type", "level", "date", "duplicate", "value", "source", "expected")

REVIEW_QUEUE = Table(
    name="review_queue",
    meaning="Everything that people have to decide, with the evidence and what could be meant.",
    meaning_zh="待人工核定事项：问题、依据与可选答案。",
    key=("review_id",),
    columns=(
        Column("review_id", pl.String(), "Kind and subject; the same in every run", "事项编号", False),
        Column("kind", pl.String(), "What is in doubt", "类别", False, allowed=REVIEW_KINDS),
        Column("report_id", pl.String(), "Report", "报告"),
        Column("source_path", pl.String(), "Where the report comes from", "来源"),
        Column("issuer", pl.String(), "Reporting unit, as far as known", "报告主体"),
        Column("report_year", pl.Int32(), "Year, as far as known", "报告年度", unit="year"),
        Column("question", pl.String(), "What is to be decided", "待定问题", False),
        Column("evidence", pl.String(), "Words of the source, and why they do not decide", "依据"),
        Column(
            "candidates",
            pl.List(pl.Struct({"value": pl.String(), "reason": pl.String()})),
            "Possible answers, each with what speaks for it",
            "可选答案及理由",
            False,
        ),
        Column("decision", pl.String(), "A decision in YAML to be completed and put into decisions/", "决定模板"),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)
