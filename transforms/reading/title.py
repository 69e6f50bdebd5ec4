"""The title of a document as it is written, and where it stands.

Pages repeat the title, split it over lines (…人民政府 / 关于2024年度…的报告), put it behind a label (标题：…), before
or after the metadata, and surround it with banners, breadcrumbs and share buttons.
Belongs here: finding the title. Does not belong here: what it says (`document_type`, `report_year`, `issuer`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from transforms.reading.lines import Line, squeeze
from transforms.reading.metadata import Labelled, first_label
from transforms.reading.simplified import simplified

MAX_HEAD_LINES = 60
MAX_TITLE = 90
_BODY_LENGTH = 45
MIN_SCORE = 7
MIN_SCORE_OF_ABOUT = 5

_SUBJECT = re.compile(
    r"法治政府|依法行政|法治建设|依法治[省市县区镇乡州]|法治[\u4e00-\u9fff]{2}建设|法制建设|普法|述法|信息公开|行政复议|法治"
)
_WRAPS = re.compile(r".*(?:印发|转发|公布|发布)《?.+》?的(?:通知|函)$")
_TAIL = re.compile(
    r"(?:报告|总结|情况|计划|要点|方案|安排|打算|思路|规划|意见|通知|公告|公示|通报|汇报|年报|公报|白皮书|清单|解读|自查|材料|小结)"
    r"(?:[（(][^）)]{1,12}[）)])?$"
)
_YEAR = re.compile(r"20\d\d|二[〇○零Ｏ０◯O0][一二三四五六七八九〇○零Ｏ０◯O0]{2}")
_UNIT = re.compile(r"(?:人民政府|办事处|委员会|管委会|[镇乡县区市州旗局委办院厅]|街道)")
_ORGAN_LINE = re.compile(r"^[\u4e00-\u9fff（）()、]{2,40}(?:人民政府|办事处|委员会|管委会|[局委办厅院]|办公室)$")
_CONTINUES = re.compile(
    r"^(?:关于|20\d\d|二[〇○零]|及|暨|和|与|[（(]\s*20\d\d|法治|依法|年度|推进|建设|情况|工作|报告)"
)
_ADDED = re.compile(r"^(?:及|暨|和|与|[（(](?:20\d\d|二[〇○零]))")
_UNFINISHED = re.compile(r"(?:关于.*20\d\d年度?|关于|人民政府20\d\d年度?|^20\d\d年度?.{2,8}[镇乡县区市])$")
_FRAGMENT = re.compile(r"关于|20\d\d年|法治|依法|人民政府$|办事处$|[局委办厅院室]$|委员会$")
_SENTENCE_END = re.compile(r"[。；;，,：:、！!？?]$")
_LISTED = re.compile(r"^(?:[（(]?[一二三四五六七八九十]{1,3}[)）、．]|\d{1,2}[.、．]|[一二三四五六七八九十]是)")
_FIRST_HEADING = re.compile(r"^[一〇]\s?、|^第一部分|^[（(]一[)）]")
_CHROME = re.compile(
    r"首页|当前(?:的)?(?:所在)?位置|所在(?:的)?位置|现在的位置|您的位置|网站(?:地图|标识)|ICP|备案|版权|主办|承办|无障碍|"
    r"扫一扫|语音播报|播报模式|打印|关闭窗口|分享|收藏|字体|字号|浏览|今天是|登录|导航|繁体|简体|长者|返回顶部|上一篇|下一篇"
)
_BRACKETED_LINE = re.compile(r"^[（(【〔\[].*[）)】〕\]]$")
TRAILING_DATE = re.compile(r"[\s（(]*20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?[）)]?$")
_WIDE_GAP = re.compile(r"\s{2,}|[\u3000\t]+")
_LEADING_NUMBER = re.compile(r"^[\u4e00-\u9fff]{1,12}[〔\[（(]20\d\d[〕\]）)]\d+号")


@dataclass(frozen=True, slots=True)
class Title:
    """A title without blanks, and the code points and lines it covers. `last_line` is -1 for a labelled title."""

    text: str
    start: int
    end: int
    last_line: int


def body_start(lines: list[Line]) -> int:
    """Index of the first line that belongs to the body: a heading or a paragraph."""
    for index, line in enumerate(lines[:MAX_HEAD_LINES]):
        if _FIRST_HEADING.match(line.text) or is_paragraph(line.text):
            return index
    return min(len(lines), MAX_HEAD_LINES)


def is_paragraph(text: str) -> bool:
    """Whether a line of the head is already running text and neither a bracketed note, a label line nor a menu."""
    squeezed = squeeze(text)
    if len(squeezed) < _BODY_LENGTH or _BRACKETED_LINE.match(squeezed) or "|" in text or is_breadcrumb(text):
        return False
    commas = squeezed.count("，") + squeezed.count(",")
    return first_label(text) is None and (commas >= 1 or squeezed[-1] in "。：:；")


def is_listed(text: str) -> bool:
    """Whether a line begins with a mark of a heading or list: 一、 （一） 1. 一是"""
    return _LISTED.match(text) is not None


def is_breadcrumb(text: str) -> bool:
    """首页 > 政务公开 > …"""
    arrows = sum(text.count(arrow) for arrow in ">＞›»→")
    return (
        arrows >= 2 or ("位置" in text and arrows + text.count("/") + text.count("：") > 0) or text.startswith("首页")
    )


def find_title(lines: list[Line], labelled: list[Labelled]) -> Title | None:
    """The best title among the lines of the head, whole or joined from up to three; else a labelled one; else None."""
    head = lines[: body_start(lines)]
    best: tuple[int, Title] | None = None
    for index in range(len(head)):
        for count in (1, 2, 3):
            title = _joined(lines, head, index, count)
            if title is None:
                continue
            score = _score(title.text)
            if count > 1:
                # …工作总结 / 暨…计划: the whole is the title, not its first line.
                score += bool(_ADDED.match(squeeze(head[index + count - 1].text)))
            is_title = score >= MIN_SCORE or (title.text.startswith("关于") and score >= MIN_SCORE_OF_ABOUT)
            if is_title and (best is None or score > best[0]):
                best = (score, title)
    if best is None:
        best = _opening_of_one_line_page(lines)
    # 标题：关于印发《…方案》的通知 says more than the title of the plan below the covering letter.
    title = _labelled(labelled, MIN_SCORE)
    if title and (best is None or (best[1].text in title.text and _WRAPS.match(title.text))):
        return title
    if best is None:
        best = _below_covering_letter(lines, len(head))
    return best[1] if best else _labelled(labelled, 3)


def _labelled(labelled: list[Labelled], least: int) -> Title | None:
    """The first title with a label that scores `least`."""
    for value in labelled:
        if value.field == "title" and _score(squeeze(value.value)) >= least:
            return Title(squeeze(value.value), value.start, value.start + len(value.value), -1)
    return None


def _joined(lines: list[Line], head: list[Line], index: int, count: int) -> Title | None:
    """The title that `count` lines from `index` make, or None when they do not belong together."""
    if index + count > len(head):
        return None
    parts = [_without_labels(line.text) for line in head[index : index + count]]
    if any(not part or _is_chrome(part) for part in parts):
        return None
    squeezed = [squeeze(part) for part in parts]
    if any(not _belongs(before, after) for before, after in pairwise(squeezed)):
        return None
    text = squeeze("".join(parts))
    text = _LEADING_NUMBER.sub("", TRAILING_DATE.sub("", text))
    first, last = head[index], head[index + count - 1]
    end = last.start + len(parts[-1])
    return Title(text, first.start, end, index + count - 1)


def _is_whole(text: str) -> bool:
    return bool(_TAIL.search(text) and _SUBJECT.search(text))


def _belongs(before: str, after: str) -> bool:
    """Whether two lines are one title: …人民政府 / 关于…的报告; …法治政府建设 / 情况报告; …工作总结 / 暨…工作计划."""
    if max(len(before), len(after)) > 45 or _SENTENCE_END.search(before) or "：" in before or ":" in before:
        return False
    if _ADDED.match(after):
        return bool(_TAIL.search(before))
    if _TAIL.search(before) and _SUBJECT.search(before):
        return False
    if _TAIL.search(after) and _SUBJECT.search(after):
        named_again = _YEAR.match(after) and re.search(r"[县区镇乡市旗](?=.{0,8}法治)|街道", after)
        if _UNFINISHED.search(before):
            return True
        return bool(_ORGAN_LINE.match(before)) and bool(_CONTINUES.match(after)) and not named_again
    return bool(_CONTINUES.match(after)) and bool(_FRAGMENT.search(before))


def _without_labels(text: str) -> str:
    """A line up to its first label: 柳溪镇…年度报告　发布时间：2023-03-06."""
    label = first_label(text)
    return text if label is None else text[:label].rstrip(" \t\u3000[【〔(（|｜")


def _is_chrome(text: str) -> bool:
    return bool(
        is_breadcrumb(text)
        or text.count("|") >= 1
        or is_listed(text)
        or (_CHROME.search(text) and not _TAIL.search(squeeze(text)))
        or _BRACKETED_LINE.match(squeeze(text))
    )


def _score(text: str) -> int:
    """How much a line looks like a title: what it is about, how it ends, the year, whose it is."""
    shadow = simplified(text)
    if not 6 <= len(text) <= MAX_TITLE or _SENTENCE_END.search(text) or "。" in text:
        return 0
    score = 0
    if _SUBJECT.search(shadow):
        score += 5
    if _TAIL.search(shadow):
        score += 3
    if _YEAR.search(shadow):
        score += 2
    if "关于" in shadow:
        score += 2
    if _UNIT.search(shadow):
        score += 2
    return score


def _opening_of_one_line_page(lines: list[Line]) -> tuple[int, Title] | None:
    """The first stretch of a page without line breaks, where a wide gap ends it."""
    for index, line in enumerate(lines[:2]):
        gap = _WIDE_GAP.search(line.text)
        if gap is None or gap.start() > MAX_TITLE:
            continue
        text = squeeze(line.text[: gap.start()])
        score = _score(text)
        if score >= 10 and _TAIL.search(simplified(text)):
            return score, Title(text, line.start, line.start + gap.start(), index - 1)
    return None


def _below_covering_letter(lines: list[Line], start: int) -> tuple[int, Title] | None:
    """A whole title on its own line below the letter that sends the document, above its first heading."""
    for index in range(start, min(len(lines), start + MAX_HEAD_LINES)):
        line = lines[index]
        if _FIRST_HEADING.match(line.text):
            return None
        text = squeeze(line.text)
        if is_paragraph(line.text) or _is_chrome(line.text) or not _is_whole(simplified(text)):
            continue
        score = _score(text)
        if score >= 10:
            return score, Title(text, line.start, line.end, index)
    return None
