"""Which lines of a web page are the report and which are page furniture: menus, share bars, other articles, footers.

The report is found by where the running text is: the innermost element that holds nearly all of it, and what stands
around it as far as it has the looks of a title, a label (发布日期：…) or a signature. Nothing is lost: what is not the
report keeps its words and gets a role.
Belongs here: roles of lines. Does not belong here: lines themselves (`page_lines`), what a label or a title says
(`transforms.reading`, whose list of labels is used here).
"""

from __future__ import annotations

import re

from transforms.documents.page_lines import PageLine, PageLines
from transforms.reading.metadata import has_label
from transforms.reading.title import is_breadcrumb

_LEAST_PROSE = 25
_SHARE_OF_PROSE = 0.97
_MARKS = re.compile("[，。；、：]")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_TITLE_TAIL = re.compile(
    r"(?:报告|報告|总结|總結|情况|情況|计划|計劃|要点|要點|方案|通知|公告|年报|年報)(?:[（(].{1,12}[）)])?$"
)
_TOOL = re.compile(
    r"分享(?:到|至|文章)?|打印(?:本页|本文|此页|文本|内容)?|关闭(?:窗口|本页|页面)?|收藏(?:本页)?|(?:字体|字号)(?:大小|显示)?|扫一扫|在?手机(?:上)?(?:打开|查看|浏览)"
    r"|当前页面?|二维码|语音播报|播报|朗读|听全文|返回(?:顶部|首页|列表)|无障碍(?:阅读|浏览)?|(?:切换)?(?:繁体|繁體|简体)(?:版|中文)?|长者(?:版|模式|助手)?|适老"
    r"|微信|微博|QQ空间?|朋友圈|纠错|我要(?:纠错|打印|评论)|下载|刷新|保存|[大中小]|默认|超大|视力保护色|推荐给?朋友|进入关怀模式|您是第.{0,12}访客",
    re.I,
)
_TOOL_OPENING = re.compile(r"^[\[【(（\s]*(?:分享到|责任编辑|责编|编辑[:：]|审核[:：]|扫一扫|附件下载|打印|打\s*印)")
_RELATED = re.compile(
    r"^[\[【<《\s]*(?:上一[篇条个则]|下一[篇条个则]|前一篇|后一篇|没有了|相关(?:阅读|文章|链接|新闻|推荐|信息|稿件|报道)|延伸阅读|猜你喜欢|热门|推荐阅读|最新(?:文章|信息|发布))"
)
_FOOTER = re.compile(
    r"版权所有|ICP备|ＩＣＰ备|公网安备|网站标识码?|主办(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持|网站地图|联系我们|关于我们|网站声明"
    r"|隐私(?:声明|保护)|建议使用|分辨率|IPv6|浏览器|copyright|©|All Rights Reserved|站点地图|友情链接|政府网站找错",
    re.I,
)
_SIGNATURE = re.compile(
    r"^(?:[\u4e00-\u9fff（）()]{2,30}(?:人民政府|办事处|委员会|管委会|[局委办厅院镇乡]|办公室|街道)|(?:20\d\d|二[〇○零][\u4e00-\u9fff〇○零]{2})\s*年.{2,10}日)$"
)
_ATTACHMENT = re.compile(r"^附件|^附[:：]|\.(?:docx?|wps|pdf|xlsx?|et|ofd|zip|rar)$", re.I)
_TOOL_MARK = re.compile(r"share|toolbar|print|bdshare|jiathis|fontsize|zihao")
_NEAR = 4


def find_roles(page: PageLines) -> list[str]:
    """A role of `warehouse.tables.PASSAGE_ROLES` for each line of `page`."""
    lines = page.lines
    if not lines:
        return []
    prose = [not line.is_hidden and not line.is_row and is_prose(line) for line in lines]
    weights = [len(line.text) if is_text else 0 for line, is_text in zip(lines, prose, strict=True)]
    if not any(weights):
        # A page of short lines only: whatever is no link counts.
        weights = [0 if line.is_hidden else len(_HAN.findall(line.text)) - line.link_count for line in lines]
        weights = [max(weight, 0) for weight in weights]
    first, end = _find_body(page, weights)
    inside = [index for index in range(first, end) if weights[index]]
    opening, closing = (inside[0], inside[-1]) if inside else (first, end - 1)
    return [
        _role_inside(page, index, opening, closing)
        if first <= index < end
        else _role_before(page, index)
        if index < first
        else _role_after(page, index, end, prose[index])
        for index in range(len(lines))
    ]


def is_prose(line: PageLine) -> bool:
    """Whether a line is running text: long, with marks, hardly a link in it, and no footer."""
    text = line.text
    return (
        len(text) >= _LEAST_PROSE
        and line.link_count * 3 < len(text)
        and len(_MARKS.findall(text)) >= 2
        and _FOOTER.search(text) is None
    )


def _find_body(page: PageLines, weights: list[int]) -> tuple[int, int]:
    """Lines of the innermost element with nearly all running text, widened as long as that adds no furniture."""
    elements = page.elements
    sums = [0] * (len(page.lines) + 1)
    for index, weight in enumerate(weights):
        sums[index + 1] = sums[index] + weight
    held = [sums[element.end] - sums[element.first] if element.end > element.first else 0 for element in elements]
    best: list[int] = [-1] * len(elements)
    for index in range(len(elements) - 1, 0, -1):
        parent = elements[index].parent
        if parent >= 0 and (best[parent] < 0 or held[index] >= held[best[parent]]):
            best[parent] = index
    inner = 0
    while best[inner] >= 0 and held[inner] and held[best[inner]] >= _SHARE_OF_PROSE * held[0]:
        inner = best[inner]
    first, end = elements[inner].first, elements[inner].end
    if inner == 0:
        return 0, len(page.lines)
    parent = elements[inner].parent
    while parent >= 0:
        wide = elements[parent]
        added = [*range(wide.first, first), *range(end, wide.end)]
        if not all(_is_quiet(page.lines[index]) for index in added):
            break
        first, end, parent = wide.first, wide.end, wide.parent
    return first, end


def _is_quiet(line: PageLine) -> bool:
    return not (
        line.is_hidden
        or (line.is_linked and not _ATTACHMENT.search(line.text))
        or _RELATED.search(line.text)
        or _FOOTER.search(line.text)
    )


def _role_inside(page: PageLines, index: int, opening: int, closing: int) -> str:
    line = page.lines[index]
    plain = "table_row" if line.is_row else "paragraph"
    if line.is_hidden:
        return "hidden"
    if opening < index < closing and (line.is_row or len(line.text) > 60):
        return plain
    if index < opening and (has_label(line.text) or _is_crumbs(line)):
        return plain
    if _is_tool(page, line):
        return "tool_bar"
    if _RELATED.search(line.text):
        return "related_link"
    if not opening < index < closing and line.is_linked and not _ATTACHMENT.search(line.text):
        return "navigation" if index < opening else "related_link"
    return plain


def _role_before(page: PageLines, index: int) -> str:
    line = page.lines[index]
    if line.is_hidden:
        return "hidden"
    plain = "table_row" if line.is_row else "paragraph"
    if _is_crumbs(line):
        return plain
    if line.is_linked:
        return "navigation"
    if has_label(line.text) or _is_title(page, line) or is_prose(line):
        return plain
    return "tool_bar" if _is_tool(page, line) else "navigation"


def _role_after(page: PageLines, index: int, end: int, is_text: bool) -> str:
    line = page.lines[index]
    if line.is_hidden:
        return "hidden"
    if _RELATED.search(line.text):
        return "related_link"
    if _is_tool(page, line):
        return "tool_bar"
    if line.is_linked:
        return "paragraph" if index < end + _NEAR and _ATTACHMENT.search(line.text) else "related_link"
    if index < end + _NEAR and (_SIGNATURE.search(line.text.replace(" ", "")) or _ATTACHMENT.search(line.text)):
        return "paragraph"
    return "paragraph" if is_text else "site_footer"


def _is_crumbs(line: PageLine) -> bool:
    return 6 <= len(line.text) <= 200 and is_breadcrumb(line.text)


def _is_title(page: PageLines, line: PageLine) -> bool:
    if page.elements[line.element].tag in ("h1", "h2") and not _FOOTER.search(line.text):
        return True
    return 8 <= len(line.text) <= 90 and _TITLE_TAIL.search(line.text) is not None


def _is_tool(page: PageLines, line: PageLine) -> bool:
    """A line of nothing but buttons, or one that such words open."""
    text = line.text
    if len(text) > 90 or "。" in text:
        return False
    if _TOOL_OPENING.search(text) and len(text) <= 40:
        return True
    if len(_HAN.findall(_TOOL.sub("", text))) <= 2:
        return _TOOL.search(text) is not None
    return len(text) <= 40 and _TOOL_MARK.search(page.elements[line.element].mark) is not None
