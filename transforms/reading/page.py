"""The outer parts of one text, found once: lines, head, title, labels, what stands around the body.

Belongs here: which lines are the head and the end of a page. Does not belong here: what they say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

from transforms.reading.lines import Line, split_lines, squeeze
from transforms.reading.metadata import Labelled, find_labelled, has_label
from transforms.reading.signature import Signature, find_signature
from transforms.reading.title import (
    TRAILING_DATE,
    Title,
    body_start,
    find_title,
    is_breadcrumb,
    is_listed,
    is_paragraph,
)

MAX_LINES_BELOW_TITLE = 2
MAX_LABELS_BELOW_TITLE = 12
_CRUMB = re.compile(r"\s*[>＞›»→/|｜]+\s*")
_NAMELESS = re.compile(r"^(?:本站|本网|本站原创|原创|网站|网络|佚名|未知|admin|管理员|互联网)")
_TRAILING = re.compile(r"[\s，,;；]*(?:20\d\d\s*[-/.年].*|浏览.*|点击.*)?$")
_HEAD_CHARACTERS = 600
_END_LINES = 12


@dataclass(frozen=True)
class Page:
    """A text and its outer parts; `body` is the place where the title ends.

    `below_title` begins with the date behind the title, where there is one.
    """

    text: str
    title: Title | None
    labelled: tuple[Labelled, ...]
    below_title: tuple[Line, ...]
    signature: Signature
    crumbs: tuple[str, ...]
    publishers: tuple[str, ...]
    body: int
    head: str
    opening: str
    ending: str

    @property
    def publisher(self) -> str | None:
        """Publishing body as written: labelled, else the one that signs."""
        return self.publishers[0] if self.publishers else self.signature.organ


def read_page(text: str) -> Page:
    """Outer parts of `text`."""
    lines = split_lines(text)
    first = body_start(lines)
    title = find_title(lines, find_labelled(lines[:first]))
    last = title.last_line if title else -1
    head_end = _head_end(lines, last) if last >= 0 else first
    labelled = find_labelled(lines[:head_end])
    below = tuple(
        takewhile(lambda line: not _begins_body(line.text), lines[last + 1 : last + 1 + MAX_LINES_BELOW_TITLE])
    )
    dated = TRAILING_DATE.search(lines[last].text) if last >= 0 else None
    if dated:
        # 青溪镇2022年法治政府建设情况报告 (2023-03-26)
        start = lines[last].start + dated.start()
        below = (Line(dated[0].strip(" （()）"), start, start + len(dated[0])), *below)
    head_lines = lines[: max(head_end, 0)]
    opening = next((line for line in lines[max(last + 1, 0) :] if is_paragraph(line.text)), None)
    return Page(
        text=text,
        title=title,
        labelled=tuple(labelled),
        below_title=below if last >= 0 else (),
        signature=find_signature(lines),
        crumbs=_crumbs(head_lines),
        publishers=_publishers(labelled),
        body=title.end if title and last >= 0 else 0,
        head="\n".join(line.text for line in head_lines)[:_HEAD_CHARACTERS],
        opening=squeeze(opening.text[:120]) if opening else "",
        ending="\n".join(line.text for line in lines[-_END_LINES:] if len(line.text) <= 200),
    )


def _head_end(lines: list[Line], last: int) -> int:
    """Index after the last line of the head: labels below the title, and at most two other lines among them."""
    title = squeeze(lines[last].text)
    plain, index = 0, last + 1
    end = index
    while index < min(len(lines), last + 1 + MAX_LABELS_BELOW_TITLE):
        line = lines[index].text
        if _begins_body(line):
            break
        if has_label(line):
            end = index + 1
        elif squeeze(line) != title:
            plain += 1
            if plain > MAX_LINES_BELOW_TITLE:
                break
        index += 1
    return end


def _begins_body(text: str) -> bool:
    """Whether a line below the title is the text already: paragraph, heading, sentence, addressee (县人民政府：)."""
    if is_paragraph(text) or is_listed(text):
        return True
    return text[-1] in "。；" or (text[-1] in "：:" and not has_label(text))


def _crumbs(head: list[Line]) -> tuple[str, ...]:
    """Steps of the breadcrumbs, from the home page down."""
    steps: list[str] = []
    for line in head:
        if is_breadcrumb(line.text):
            steps += [squeeze(step) for step in _CRUMB.split(line.text)]
    return tuple(step for step in steps if 2 <= len(step) <= 30)


def _publishers(labelled: list[Labelled]) -> tuple[str, ...]:
    """Publishing bodies as labelled, the publisher before the mere source; without repetition."""
    names = []
    for field in ("publisher", "source"):
        for value in labelled:
            if value.field == field:
                name = squeeze(_TRAILING.sub("", value.value))
                if len(name) >= 2 and not _NAMELESS.match(name) and re.search("[\u4e00-\u9fff]{2}", name):
                    names.append(name)
    return tuple(dict.fromkeys(names))
