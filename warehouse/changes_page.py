"""The page that says what a release changed: plain HTML that works from a folder, without a network.

Here: `changes_page`, `find_clauses`. Not here: what changed and why (`warehouse.release_diff`).
"""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

LISTED = 300
_REASONS = {
    "new_report": ("新增报告", "new report"),
    "removed_report": ("报告已移除", "report removed"),
    "changed_source": ("原文变更", "source changed"),
    "correction": ("人工更正", "correction"),
    "changed_rule": ("规则或目录变更", "rule or catalogue changed"),
    "other_input": ("其他输入变更", "another input changed"),
    "restored_release": ("恢复旧版本", "older release restored"),
}
_CHANGES = {"changed": ("变更", "changed"), "removed": ("移除", "removed"), "added": ("新增", "added")}
_SECTIONS = (
    ("moved", "变动超过 1% 的数值", "Values that moved by more than 1 %"),
    ("changed", "其他变更", "Other changes"),
    ("removed", "移除的数值", "Values removed"),
    ("added", "新增的数值", "Values added"),
)

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; color: #222;
  font-family: "Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", sans-serif; }}
h1 {{ font-size: 1.7rem; font-weight: 600; margin: 0; }}
h2 {{ font-size: 1.25rem; font-weight: 600; margin: 2.5rem 0 .6rem; }}
[lang=en] {{ color: #666; font-size: .85em; font-weight: 400; }}
p {{ line-height: 1.7; margin: .5rem 0; }}
table {{ border-collapse: collapse; width: 100%; font-size: .92rem; }}
th, td {{ text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd; }}
th {{ font-weight: 600; white-space: nowrap; }}
td.number {{ text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }}
q {{ color: #555; quotes: "“" "”"; display: block; font-size: .9em; }}
</style>
</head>
<body>
<header><h1>{heading}</h1>{introduction}</header>
<main>
{body}
</main>
</body>
</html>
"""


def changes_page(diff: pl.DataFrame, releases: pl.DataFrame, clauses: Mapping[tuple[str, int], str]) -> str:
    """The page of the last of `releases` (table release): what `diff` (table release_diff) holds, most moved first.

    `clauses`: (report_id, mention_start) -> the words around the number, see `find_clauses`. At most 300 rows a section
    are listed; the page says how many more are in the table.
    """
    rows = releases.sort("release_number").to_dicts()
    now, before = rows[-1], rows[-2] if len(rows) > 1 else None
    return render_changes(diff, clauses, f"发布 {now['release_number']} 的变化", _introduce(now, before))


def render_changes(
    diff: pl.DataFrame, clauses: Mapping[tuple[str, int], str], heading: str, introduction: Sequence[str]
) -> str:
    """`changes_page` under any heading, plain text, with an introduction of paragraphs, plain text."""
    body = [_count_table(diff)] if diff.height else []
    for kind, chinese, english in _SECTIONS:
        members = _members(diff, kind)
        if members.height:
            body.append(
                f'<h2>{chinese} <span lang="en">{english}</span>（{members.height}）</h2>'
                + _list(members.head(LISTED), clauses)
                + _remainder(members.height)
            )
    return _PAGE.format(
        title=html.escape(heading),
        heading=html.escape(heading),
        introduction="".join(f"<p>{html.escape(line)}</p>" for line in introduction),
        body="\n".join(body),
    )


def find_clauses(diff: pl.DataFrame, before: Path | None, after: Path) -> dict[tuple[str, int], str]:
    """The clauses of the numbers that a page lists, from the Parquet folders of the two releases."""
    listed = pl.concat([_members(diff, kind).head(LISTED) for kind, _, _ in _SECTIONS])
    found: dict[tuple[str, int], str] = {}
    for folder, prefix in ((before, "previous_"), (after, "")):
        keys = listed.select(
            pl.col(f"{prefix}report_id").alias("report_id"), pl.col(f"{prefix}mention_start").alias("start")
        ).drop_nulls()
        files = sorted((folder / "fact_mention").glob("*.parquet")) if folder else []
        if keys.is_empty() or not files:
            continue
        reports = keys["report_id"].unique().to_list()
        for path in files:
            mentions = (
                pl.scan_parquet(path)
                .filter(pl.col("report_id").is_in(reports))
                .select("report_id", "start", "clause")
                .collect()
            )
            for report, start, clause in mentions.join(keys, on=["report_id", "start"], how="semi").iter_rows():
                found.setdefault((report, start), clause)
    return found


def _introduce(now: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[str]:
    contents = f"{now['report_count']} 份报告，{now['fact_count']} 个指标值。 {now['created_at']}"
    if before is None:
        return [contents, "首次发布，无可比版本。 This is the first release: there is none to compare with."]
    restored = f"恢复自发布 {now['restored_from']}。" if now["restored_from"] is not None else ""
    changed = sum(now[f"{name}_count"] for name in ("added", "removed", "changed"))
    words = (
        f"相对发布 {before['release_number']}：新增 {now['added_count']}，移除 {now['removed_count']}，"
        f"变更 {now['changed_count']}，其中变动超过 1% 的 {now['moved_count']}。"
        if changed
        else f"相对发布 {before['release_number']}，指标值没有变化。 No value changed."
    )
    return [contents, restored + words]


def _members(diff: pl.DataFrame, kind: str) -> pl.DataFrame:
    if kind == "moved":
        return diff.filter("has_moved")
    return diff.filter(~pl.col("has_moved") & (pl.col("change") == kind))


def _count_table(diff: pl.DataFrame) -> str:
    counts = diff.group_by("change", "reason").len().sort("change", "reason")
    lines = "".join(
        f'<tr><td>{_both(_CHANGES[change])}</td><td>{_both(_REASONS[reason])}</td><td class="number">{count}</td></tr>'
        for change, reason, count in counts.iter_rows()
    )
    return f"<table><tr><th>变化</th><th>原因</th><th>数量</th></tr>{lines}</table>"


def _list(rows: pl.DataFrame, clauses: Mapping[tuple[str, int], str]) -> str:
    head = "<tr><th>主体</th><th>年度</th><th>指标</th><th>原值</th><th>现值</th><th>变动</th><th>原因</th></tr>"
    return f"<table>{head}{''.join(_row(row, clauses) for row in rows.iter_rows(named=True))}</table>"


def _row(row: Mapping[str, Any], clauses: Mapping[tuple[str, int], str]) -> str:
    before = clauses.get((row["previous_report_id"], row["previous_mention_start"]))
    now = clauses.get((row["report_id"], row["mention_start"]))
    quotes = [before, now] if before != now else [now]
    parts = [row["indicator_id"], row["breakdown"], row["period"], row["unit_kind"]]
    others = "" if row["changed_columns"] in (None, "value") else f"<br>{html.escape(row['changed_columns'])}"
    rules = ""
    if row["previous_rule"] and row["rule"] and row["previous_rule"] != row["rule"]:
        rules = f"<br>{html.escape(row['previous_rule'])} → {html.escape(row['rule'])}"
    return (
        f"<tr><td>{_text(row['issuer'])}<br><small>{_text(row['source_path'])}</small></td>"
        f"<td>{_text(row['report_year'])}</td>"
        f"<td>{html.escape(' · '.join(filter(None, parts)))}"
        f"{''.join(f'<q>{html.escape(quote)}</q>' for quote in quotes if quote)}</td>"
        f'<td class="number">{_number(row["previous_value"])}</td><td class="number">{_number(row["value"])}</td>'
        f'<td class="number">{_percent(row)}</td><td>{_both(_REASONS[row["reason"]])}{others}{rules}</td></tr>'
    )


def _remainder(height: int) -> str:
    if height <= LISTED:
        return ""
    more = height - LISTED
    return f'<p>另有 {more} 条，见表 release_diff。 <span lang="en">{more} more in the table.</span></p>'


def _both(words: tuple[str, str]) -> str:
    return f'{words[0]} <span lang="en">{words[1]}</span>'


def _text(value: object) -> str:
    return "—" if value is None else html.escape(str(value))


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:,.10g}"


def _percent(row: Mapping[str, Any]) -> str:
    return "" if row["moved_pct"] is None else f"{row['moved_pct']:+.1f} %"
