"""The four blocks that every report must have, as one text has them: where each stands and in what form.

A 主要举措和成效, B 存在的不足和原因, C 主要负责人履行第一责任人职责, D 下一年度的主要安排. A block has a heading of its
own (at any level), shares one (存在问题及下步打算), or is said inside another part without a heading.
Belongs here: finding blocks among the parts of a text. Does not belong here: the parts (`sections`), the score and the
table (`structure`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from transforms.reading.roles import AND, LEADER, MEASURES, PLAN, PROBLEMS, role_of_bare_line, role_of_heading
from transforms.reading.sections import Section

OWN_HEADING, SHARED_HEADING, INLINE, ABSENT = "own_heading", "shared_heading", "inline", "absent"
BLOCKS = {MEASURES: "A", PROBLEMS: "B", LEADER: "C", PLAN: "D"}

_MARK = re.compile(
    r"^[\s\u3000]*(?:第?[〇零一二三四五六七八九十]{1,3}(?:部分|篇)?[、．.:：\s]|[（(]?[一二三四五六七八九十]{1,3}[)）]|[)）]|\d{1,2}[.、．])"
    r"[\s\u3000、．.]*"
)
_LEADER_INLINE = re.compile(
    r"第一责任人|(?:党政|主要)(?:主要)?(?:负责人|负责同志|领导)[^。；;\n]{0,14}(?:履行|带头|亲自|述法)"
)
_LEADER_ELSEWHERE = re.compile(r"村|社区|企业|单位负责人|出庭|经济责任|安全生产|河长|林长|环境保护")


@dataclass(frozen=True, slots=True)
class Block:
    """A block in one of the forms; code points `start` to `end` from its first part to its last, null when absent."""

    form: str
    start: int | None = None
    end: int | None = None


def find_blocks(text: str, sections: Sequence[Section]) -> dict[str, Block]:
    """The block of each of the four roles. `text` is in simplified script, `sections` are its parts in order."""
    return {role: _find_block(role, text, sections) for role in BLOCKS}


def _find_block(role: str, text: str, sections: Sequence[Section]) -> Block:
    own = [section for section in sections if section.role == role and _names(section) and not _shares(section)]
    if own:
        return _span(OWN_HEADING, role, own, sections)
    shared = [section for section in sections if role in _shares(section)]
    said = [section for section in sections if section.role == role]
    if shared:
        return _span(SHARED_HEADING, role, said or shared, sections)
    if said:
        return _span(INLINE, role, said, sections)
    return _find_inline_leader(text, sections) if role == LEADER else Block(ABSENT)


def _names(section: Section) -> bool:
    """Whether a part begins with a heading: a top heading, or a marked one below; opening words are none."""
    return section.heading_level == 1 or (section.heading_level == 2 and _MARK.match(section.heading) is not None)


def _shares(section: Section) -> frozenset[str]:
    """The blocks that a heading announces together; empty when it announces one."""
    return _roles_shared(_MARK.sub("", section.heading)) if _names(section) else frozenset()


@lru_cache(maxsize=8192)
def _roles_shared(title: str) -> frozenset[str]:
    """存在问题及下步打算 -> problems, next_year_plan; 主要举措和成效 -> none."""
    words = "".join(title.split()).strip("：:。，,；;")
    roles = {role_of_heading(words)[0]}
    for part in AND.split(words)[1:]:
        named = role_of_bare_line(part)
        # 第一责任人职责和有关情况: what is vague enough to be of measures is of the block before it.
        if named in (PROBLEMS, LEADER, PLAN):
            roles.add(named)
    found = frozenset(role for role in roles if role in BLOCKS)
    return found if len(found) > 1 else frozenset()


def _span(form: str, role: str, chosen: Sequence[Section], sections: Sequence[Section]) -> Block:
    """From the first part chosen to the end of the run of parts of this role that the last one begins."""
    last, end = chosen[-1], chosen[-1].end
    for member in (section for section in sections if section.start > last.start):
        if member.role != role:
            break
        end = member.end
    return Block(form, chosen[0].start, end)


def _find_inline_leader(text: str, sections: Sequence[Section]) -> Block:
    """What leaders did where no heading says so: 镇长认真履行第一责任人职责 in a paragraph about the measures."""
    for role, members in groupby(sections, key=lambda section: section.role):
        if role == PLAN:
            continue
        for section in members:
            for found in _LEADER_INLINE.finditer(text, section.start + len(section.heading), section.end):
                start = max(text.rfind("\n", 0, found.start()) + 1, section.start)
                line_end = text.find("\n", found.end())
                end = section.end if line_end < 0 else min(line_end, section.end)
                sentence = text[max(start, text.rfind("。", start, found.start()) + 1) : found.end() + 12]
                if not _LEADER_ELSEWHERE.search(sentence):
                    return Block(INLINE, start, end)
    return Block(ABSENT)
