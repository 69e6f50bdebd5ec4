"""Tables about releases themselves: which there were, what the last one changed, what the checks found in each.

Here: `RELEASE`, `RELEASE_DIFF`, `QUALITY_HISTORY`. They are made when a release is, and follow from the one before it:
they are in the database and in the folder `history` of a release, not in the lake, whose bytes follow from the inputs
alone.
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, Table

CHANGES = ("changed", "removed", "added")
REASONS_OF_CHANGE = (
    "new_report",
    "removed_report",
    "changed_source",
    "correction",
    "changed_rule",
    "other_input",
    "restored_release",
)

RELEASE = Table(
    name="release",
    meaning="Every release that was published, this one last.",
    meaning_zh="历次发布，末行为本次。",
    key=("release_number",),
    columns=(
        Column("release_number", pl.Int64(), "Number of the release; numbers only grow", "发布编号", False),
        Column("created_at", pl.String(), "When it was made, UTC, ISO 8601", "生成时间（UTC）", False),
        Column("restored_from", pl.Int64(), "The older release that it brings back", "恢复自"),
        Column("report_count", pl.Int64(), "Reports", "报告数", False, unit="report"),
        Column("fact_count", pl.Int64(), "Values of indicators", "指标值数", False),
        Column("added_count", pl.Int64(), "Values added since the release before", "新增", False),
        Column("removed_count", pl.Int64(), "Values removed", "移除", False),
        Column("changed_count", pl.Int64(), "Values changed", "变更", False),
        Column("moved_count", pl.Int64(), "Values that moved by more than 1 %", "变动超过1%", False),
    ),
)

RELEASE_DIFF = Table(
    name="release_diff",
    meaning="Values that this release added, removed or changed, each with the reason; those that moved most first.",
    meaning_zh="本次发布相对上次新增、移除、变更的指标值及原因，变动最大的在前。",
    key=("place",),
    columns=(
        Column("place", pl.Int64(), "Order: values that moved by more than 1 % first", "次序", False),
        Column("change", pl.String(), "changed, removed or added", "变化", False, allowed=CHANGES),
        Column("reason", pl.String(), "Why it changed", "原因", False, allowed=REASONS_OF_CHANGE),
        Column("has_moved", pl.Boolean(), "The value moved by more than 1 %", "变动超过1%", False),
        Column("moved_pct", pl.Float64(), "Change in percent of the earlier value; null from 0", "变动率", unit="%"),
        Column("issuer", pl.String(), "Reporting unit", "报告主体"),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("indicator_id", pl.String(), "Catalogue id", "指标", False),
        Column("breakdown", pl.String(), "Part; empty for the whole", "分项", False),
        Column("period", pl.String(), "Part of the year; empty for the whole", "期间", False),
        Column("unit_kind", pl.String(), "Kind of the unit", "单位类别", False),
        Column("previous_value", pl.Float64(), "Value before; null when added", "原值"),
        Column("value", pl.Float64(), "Value now; null when removed", "现值"),
        Column("changed_columns", pl.String(), "Columns of fact_indicator that differ", "变更字段"),
        Column("previous_report_id", pl.String(), "Report it was read from", "原报告"),
        Column("report_id", pl.String(), "Report it is read from", "现报告"),
        Column("previous_mention_start", pl.Int64(), "Span of the number before", "原数字偏移"),
        Column("mention_start", pl.Int64(), "Span of the number now", "现数字偏移"),
        Column("previous_rule", pl.String(), "Rule that decided before", "原规则"),
        Column("rule", pl.String(), "Rule that decides now", "现规则"),
        Column("source_path", pl.String(), "File, as it is called now or was called", "来源文件"),
    ),
)

QUALITY_HISTORY = Table(
    name="quality_history",
    meaning="What each consistency rule found in each release, this one last: whether sources, reading or rules got "
    "better.",
    meaning_zh="各规则在历次发布中的检验结果，末次为本次。",
    key=("release_number", "rule_id"),
    columns=(
        Column("release_number", pl.Int64(), "Number of the release", "发布编号", False),
        Column("rule_id", pl.String(), "Rule, as it was called then", "规则", False),
        Column("severity", pl.String(), "What a finding weighed then", "严重程度"),
        Column("passed", pl.Boolean(), "No report broke the rule", "是否通过", False),
        Column("evaluated_count", pl.Int64(), "Comparisons that could be made", "可检验数", False),
        Column("not_evaluable_count", pl.Int64(), "Comparisons that could not be made", "不可检验数", False),
        Column("violated_count", pl.Int64(), "Comparisons that broke the rule", "违反数", False),
    ),
)

HISTORY_TABLES: dict[str, Table] = {table.name: table for table in (RELEASE, RELEASE_DIFF, QUALITY_HISTORY)}
