"""The page of findings for readers: what does not add up, where, in the words of the reports, in Chinese and English.

Here: `findings_page`. Not here: how pages are written (`data_docs`), what was found (`judgement`).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from expectations.rulebook import Rule

# Findings written out on the page, the most certain first; quality_offender has all.
WRITTEN_FINDINGS = 2000
_HEADINGS = {
    "error": ("不可能成立", "Cannot be true"),
    "warn": ("存疑", "Doubtful"),
    "info": ("值得复核", "Worth a look"),
}


def findings_page(
    rules: Sequence[Rule], offender: pl.DataFrame, score: pl.DataFrame, superseded_reports: int = 0
) -> list[str]:
    """Paragraphs of HTML: totals, then every finding under its severity and report, each with its sentences.

    in: rules; frames of quality_offender and quality_score; how many reports were not judged because another took
    their place. Every text of a report is escaped.
    """
    described = {rule.rule_id: rule for rule in rules}
    reports = int((score["evaluated_count"] > 0).sum())
    broken = offender["report_id"].n_unique()
    body = [
        f"<p>共检验{reports}份报告，{broken}份有疑点，计{offender.height}处。"
        "以下逐条引用报告原句；疑点不等于错误，请核对原文。</p>",
        f"<p>{_count(reports, 'report was', 'reports were')} checked. There {'is' if offender.height == 1 else 'are'} "
        f"{_count(offender.height, 'finding', 'findings')}, in {_count(broken, 'report', 'reports')}. Each is quoted "
        "in the report's own words. A finding is a question to the source, not a verdict.</p>",
    ]
    if superseded_reports:
        body.append(
            f"<p>另有{superseded_reports}份报告已被其他版本取代，不作检验。"
            f"{_count(superseded_reports, 'more report was', 'more reports were')} not checked, because another "
            "version took the place.</p>"
        )
    written = 0
    for severity, (heading_zh, heading) in _HEADINGS.items():
        own = offender.filter(pl.col("severity") == severity).sort(
            "issuer", "report_year", "report_id", "mention_start", "rule_id", nulls_last=True
        )
        if own.is_empty():
            continue
        body.append(f'<h2 id="{severity}">{heading_zh} · {heading}（{own.height}）</h2>')
        shown = own.head(max(WRITTEN_FINDINGS - written, 0))
        written += shown.height
        last = None
        for finding in shown.iter_rows(named=True):
            if finding["report_id"] != last:
                last = finding["report_id"]
                name = escape(str(finding["issuer"] or "未知主体"))
                year = finding["report_year"]
                body.append(f"<h3>{name}{f' {year}年' if year else ''} <small>{escape(last)}</small></h3>")
            body.append(_finding(described[finding["rule_id"]], finding))
        if shown.height < own.height:
            body.append(f"<p>{own.height - shown.height} more in quality_offender.</p>")
    if offender.is_empty():
        body.append("<p>没有发现矛盾。Nothing contradicts itself.</p>")
    return body


def _finding(rule: Rule, finding: dict[str, object]) -> str:
    year = f"（{finding['other_report_year']}年报告）" if finding["other_report_year"] else ""
    other = f"<blockquote>{escape(str(finding['other_quote']))}{year}</blockquote>" if finding["other_quote"] else ""
    return (
        f"<div><p><b>{rule.rule_id}</b> {escape(rule.description_zh)} {escape(rule.description)}</p>"
        f"<blockquote>{escape(str(finding['quote']))}</blockquote>{other}"
        f"<p>{escape(str(finding['lhs_words']))} = <b>{_number(finding['lhs'])}</b>；"
        f"{escape(str(finding['rhs_words']))} = <b>{_number(finding['rhs'])}</b></p>"
        f"<p><small>{escape(rule.reason_zh)} {escape(rule.reason)}</small></p></div>"
    )


def _count(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _number(value: object) -> str:
    return f"{value:,.15g}" if isinstance(value, float) else escape(str(value))
