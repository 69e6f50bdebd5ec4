"""What kind of document this is, and what the document that it hands on is.

关于印发《2024年…工作要点》的通知 is a notice, and what it hands on is a plan; a public announcement (关于公布…报告的
公告) is the report itself, as it has no addressee. Where a page has no title, or its title does not say, its opening
words decide (现将…法治政府建设情况报告如下).
Belongs here: applying ``document_types.yaml``. Does not belong here: finding the title (`title`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from transforms.reading.certainty import CERTAIN, DOUBTFUL, LIKELY
from transforms.reading.patterns import joined, load_patterns
from transforms.reading.simplified import simplified

ANNUAL, WORK_PLAN, NOTICE, OTHER_REPORT = "annual_report", "work_plan", "notice", "other_report"

_HANDED_ON = re.compile(
    r"(?:关于)?(?:印发|转发|公布|发布|下发|报送|呈报|上报|批转|(?<!信息)(?<!政务)公开)(?:《(?P<named>.+)》|(?P<plain>.+?))"
    r"(?:的(?P<wrapping>通知|函|公告|公示|报告|请示)(?:（[^）]*）|\([^)]*\))?|$)"
)
_ADDRESSED = ("通知", "函")
_PUBLIC_NOTICE = re.compile(r"的?(?:公告|公示|通告)$")
_OPENING = 1500
_REPORTS = re.compile(r"(?:报告|汇报|总结|公布|公开|通报)如下")
_PLANS = re.compile(
    r"制[定订](?!了)(?:本|如下|以下|此)?[^。\n《》]{0,20}(?:计划|方案|要点|安排)|(?:计划|方案|安排)如下"
)
# 现就《…工作要点》作如下解读; 制定本工作指引: writes about plans and reports, is neither.
_ABOUT_OTHERS = re.compile(
    r"解读如下|如下解读|政策解读|制[定订]本[^。\n《》]{0,12}(?:指引|办法|规定|细则|规则|制度|指南|标准)"
)
_SUBJECT = re.compile(r"法治政府建设|依法行政|法治建设")


@dataclass(frozen=True, slots=True)
class DocumentType:
    """`document_type` of the page; `content_type` of the document it hands on, else the same; the words that say so.

    `certainty` is certain where a title says it, likely where the text does, doubtful where they contradict each other
    or neither says it.
    """

    document_type: str
    content_type: str
    certainty: str
    evidence: str | None


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


def find_document_type(title: str | None, text: str) -> DocumentType:
    """Type of a document with this title (without blanks, None when it has none) and text."""
    opening = simplified(text[:_OPENING])
    if title is None:
        kind, words = _type_of_opening(opening)
        return DocumentType(kind, kind, LIKELY if words else DOUBTFUL, words)
    shadow = simplified(title)
    comment = _expression("comment").search(shadow)
    if comment:
        return DocumentType(OTHER_REPORT, OTHER_REPORT, CERTAIN, f"标题：{comment[0]}")
    wrapped = _HANDED_ON.search(shadow)
    inner = unwrap(shadow).strip("《》")
    content, certainty, evidence = _type_of_title(inner, shadow, opening)
    is_notice = wrapped is not None and wrapped["wrapping"] in _ADDRESSED
    return DocumentType(NOTICE if is_notice else content, content, certainty, evidence)


def _type_of_title(inner: str, shadow: str, opening: str) -> tuple[str, str, str | None]:
    """Type, certainty and words of the title `inner`, which `shadow` may hand on."""
    label, words = _tail_of(inner)
    if label is None and inner != shadow:
        label, words = _tail_of(shadow)
    if label == "tail_notice" and _PUBLIC_NOTICE.search(inner):
        announced = _tail_of(_PUBLIC_NOTICE.sub("", inner))
        label, words = announced if announced[0] else (label, words)
    if label in ("tail_plan", "tail_notice"):
        return (WORK_PLAN if label == "tail_plan" else NOTICE), CERTAIN, f"标题：{words}"
    other = _expression("other_subject", "always").search(inner)
    subject = _expression("subject").search(inner)
    if other is None and subject is None:
        other = _expression("other_subject", "without_subject").search(inner)
    if other:
        return OTHER_REPORT, CERTAIN, f"标题：{other[0]}"
    if subject and label == "tail_report":
        certainty = DOUBTFUL if _PLANS.search(opening) and not _REPORTS.search(opening) else CERTAIN
        named = subject[0] if words and words.startswith(subject[0]) else f"{subject[0]}…"
        return ANNUAL, certainty, f"标题：{named}{words}"
    kind, said = _type_of_opening(opening)
    return kind, LIKELY if said else DOUBTFUL, said


def _tail_of(title: str) -> tuple[str | None, str | None]:
    """Label of how a title ends, and the words."""
    for label, expression in _tails():
        found = expression.search(title)
        if found:
            return label, found[0]
    return None, None


def _type_of_opening(opening: str) -> tuple[str, str | None]:
    """Type that the opening words say, and these words; other_report without words when they say nothing."""
    about_others = _ABOUT_OTHERS.search(opening)
    if about_others:
        return OTHER_REPORT, f"开头：{about_others[0]}"
    reports = _REPORTS.search(opening)
    plans = _PLANS.search(opening)
    if plans and (reports is None or plans.start() < reports.start()):
        return WORK_PLAN, f"开头：{plans[0]}"
    subject = _SUBJECT.search(opening)
    if reports:
        # 现将行政复议工作情况报告如下, whatever was said of 法治政府建设 before.
        reported = opening[max(opening.rfind(mark, 0, reports.start()) for mark in "。\n，,") + 1 : reports.start()]
        other = _expression("other_subject").search(reported)
        if other and not _expression("subject").search(reported):
            return OTHER_REPORT, f"开头：{other[0]}…{reports[0]}"
    if subject and (reports or len(_SUBJECT.findall(opening)) >= 3):
        return ANNUAL, f"开头：{subject[0]}" + (f"…{reports[0]}" if reports else "")
    return OTHER_REPORT, None
