"""Parts that the shape of a list shows: sorts and categories after a total, cells before theirs.

Here: `link_lists`. Not here: parts that words like 其中 name (`part_marks`) or that only figures tell (`part_sums`).
"""

from __future__ import annotations

import re
from functools import cache

from transforms.catalog.loading import load_knowledge
from transforms.extraction.mentions import Mention
from transforms.extraction.part_chains import Chain, same_kind

_TOTAL_CELL = re.compile(r"(?:总计|合计|总数|总量)\s*[|｜:：]?\s*$")
_NEXT_CELL = re.compile(r"[\s|｜；;、，,]*[\u4e00-\u9fff（）()]{1,12}\s*[|｜:：]?\s*")
_FIRST_CATEGORY = re.compile(r".*[，,：:]\s*([\u4e00-\u9fff]{2,8})", re.DOTALL)
_NEXT_CATEGORY = re.compile(r"、([\u4e00-\u9fff]{2,8})")
_LEAST_CATEGORIES = 3
_STOPS = re.compile(r"[。；;]")


def link_lists(chain: Chain) -> None:
    """Set parent_start where a list shows parts. Changes the mentions in place."""
    _link_sorts(chain)
    _link_categories(chain)
    _link_cells(chain)


def _link_sorts(chain: Chain) -> None:
    """受理申请60件，处罚类40件、确权类16件: sorts of what was counted before them in the sentence."""
    total: Mention | None = None
    for index, mention in enumerate(chain.mentions):
        between = chain.between(index)
        if "。" in between:
            total = None
        if not _sort().search(between):
            total = mention if same_kind(mention, mention) and mention.parent_start is None else total
        elif total and mention.parent_start is None and mention.unit == total.unit and same_kind(total, mention):
            mention.parent_start = total.start


@cache
def _sort() -> re.Pattern[str]:
    """The end of the words before a number that name it a part: catalog/part_names.yaml."""
    names = load_knowledge("part_names")
    return re.compile(
        rf"(?:[\u4e00-\u9fff](?:{'|'.join(names['endings'])})|(?:^|[，,、：:（(])\s*(?:{'|'.join(names['names'])}))\s*$"
    )


def _link_categories(chain: Chain) -> None:
    """发布信息90条，部门要闻52条、通知9条、预算12条: names in a row after what they divide."""
    index = 1
    while index < len(chain.mentions):
        members = _categories_from(chain, index)
        if len(members) >= _LEAST_CATEGORIES and (total := _divided(chain, index, members)):
            for member in members:
                member.parent_start = total.start
        index += max(1, len(members))


def _categories_from(chain: Chain, first: int) -> list[Mention]:
    """The row of categories that begins with the number at `first`; empty where none does."""
    members: list[Mention] = []
    shape = _FIRST_CATEGORY
    for index in range(first, len(chain.mentions)):
        mention = chain.mentions[index]
        name = shape.fullmatch(chain.between(index).strip())
        if not name or mention.unit != chain.mentions[first].unit or mention.parent_start is not None:
            break
        members.append(mention)
        shape = _NEXT_CATEGORY
    return members


def _divided(chain: Chain, first: int, members: list[Mention]) -> Mention | None:
    """What the categories divide: the number before them that counts the same and is large enough."""
    for total in reversed(chain.mentions[:first]):
        if _STOPS.search(chain.folded, total.unit_end, members[0].start):
            return None
        if total.group == "percent" or total.disposition == "comparison":
            continue
        if total.unit != members[0].unit or not same_kind(total, total):
            return None
        is_own = all(m.indicator in (None, total.indicator) and same_kind(total, m) for m in members)
        return total if is_own and sum(m.value or 0.0 for m in members) <= (total.value or 0.0) else None
    return None


def _link_cells(chain: Chain) -> None:
    """甲县 | 31 | 乙县 | 7；总计 | 38: in a list of cells what stands before its total are the parts."""
    for index, total in enumerate(chain.mentions):
        if not _TOTAL_CELL.search(chain.folded[max(0, total.start - 8) : total.start]):
            continue
        for part in reversed(chain.mentions[:index]):
            if not _NEXT_CELL.fullmatch(chain.folded, part.unit_end, chain.mentions[index].start):
                break
            if part.parent_start is None and part.unit == total.unit and same_kind(total, part):
                part.parent_start = total.start
            index = chain.mentions.index(part)
