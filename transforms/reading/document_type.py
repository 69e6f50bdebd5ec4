"""What kind of document a title announces: annual_report, work_plan, notice or other_report.

关于印发《2024年…工作要点》的通知 is a plan: the wrapping is taken off first. Where a page has no title, its opening
words decide (现将…法治政府建设情况报告如下).
Belongs here: applying ``document_types.yaml``. Does not belong here: finding the title (`title`).
"""

from __future__ import annotations

import re
from functools import cache

from transforms.reading.patterns import joined, load_patterns
from transforms.reading.simplified import simplified

ANNUAL, WORK_PLAN, NOTICE, OTHER_REPORT = "annual_report", "work_plan", "notice", "other_report"

_HANDED_ON = re.compile(
    r"(?:关于)?(?:印发|转发|公布|发布|下发|报送|呈报|上报|批转|公开)(?:《(?P<named>.+)》|(?P<plain>.+?))"
    r"(?:的(?:通知|函|公告|公示|报告|请示)|$)"
)
_PUBLIC_NOTICE = re.compile(r"的?(?:公告|公示|通告)$")
_OPENING = 1500
_REPORTS = re.compile(r"(?:报告|汇报|总结|公布|公开|通报)如下")
_PLANS = re.compile(r"制[定订](?:本|如下|以下|此)?[^。\n]{0,20}(?:计划|方案|要点|安排)|(?:计划|方案|安排)如下")
_SUBJECT = re.compile(r"法治政府建设|依法行政|法治建设")


@cache
def _expression(label: str, use: str | None = None) -> re.Pattern[str]:
    return joined(
        tuple(p for p in load_patterns("document_types") if p.label == label and (use is None or p.use == use))
    )


@cache
def _tails() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((p.label, p.regex) for p in load_patterns("document_types") if p.label.startswith("tail_"))


def unwrap(title: str) -> str:
    """The title handed on by a covering notice: 关于印发《X》的通知 -> X; other titles as they are."""
    for _ in range(3):
        wrapped = _HANDED_ON.search(title)
        if wrapped is None:
            return title
        title = (wrapped["named"] or wrapped["plain"]).strip("《》")
    return title


def find_document_type(title: str | None, text: str) -> str:
    """Type of a document with this title (without blanks, None when it has none) and text."""
    if title is None:
        return _type_of_opening(simplified(text[:_OPENING]))
    shadow = simplified(title)
    if _expression("comment").search(shadow):
        return OTHER_REPORT
    inner = unwrap(shadow).strip("《》")
    tail = next((label for label, expression in _tails() if expression.search(inner)), None)
    if tail is None and inner != shadow:
        tail = next((label for label, expression in _tails() if expression.search(shadow)), None)
    if tail == "tail_notice" and _PUBLIC_NOTICE.search(inner):
        announced = _PUBLIC_NOTICE.sub("", inner)
        tail = next((label for label, expression in _tails() if expression.search(announced)), tail)
    if tail == "tail_plan":
        return WORK_PLAN
    if tail == "tail_notice":
        return NOTICE
    is_subject = _expression("subject").search(inner) is not None
    if _expression("other_subject", "always").search(inner) or not is_subject:
        return OTHER_REPORT
    if tail == "tail_report":
        return ANNUAL
    return _type_of_opening(simplified(text[:_OPENING]))


def _type_of_opening(opening: str) -> str:
    if _PLANS.search(opening):
        return WORK_PLAN
    if _SUBJECT.search(opening) and (_REPORTS.search(opening) or len(_SUBJECT.findall(opening)) >= 3):
        return ANNUAL
    return OTHER_REPORT
