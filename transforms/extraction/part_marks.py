"""Parts that the words name: 其中, 包括, brackets after a total, outcomes after the whole.

Here: `link_marked`. Not here: parts that only arithmetic tells (`part_sums`).
"""

from __future__ import annotations

import re

from transforms.extraction.mentions import Mention
from transforms.extraction.part_chains import Chain, same_kind

_AMONG = re.compile(r"其中|包括|包含|内含|(?<=[，,；;（(])内有|含(?!糖|量|有)|分别为|分为")
_SENTENCE_END = re.compile(r"[。！？!?\n]")
# A list of parts goes on until a clause opens a new matter.
_NEW_MATTER = re.compile(r"(?:^|[，,；;])\s*(?:累计|共计?|全年|同时|此外|另)")
_SEMICOLON = re.compile(r"[；;][^；;]*$")
_COMPOSED = re.compile(r"组成(?![\u4e00-\u9fff])")
_ROW = re.compile(r"[、和及与][^，,。；;]*$")
_NEAR = 6


def link_marked(chain: Chain) -> None:
    """Set parent_start where the words say that a number is a part. Changes the mentions in place."""
    _link_bracketed(chain)
    _link_among(chain)
    _link_outcomes(chain)


def _link_bracketed(chain: Chain) -> None:
    """38件（网上20件、来访18件）: what stands in a bracket right after a total."""
    for index, mention in enumerate(chain.mentions):
        bracket = chain.bracket_of(mention)
        if bracket:
            owner = next((m for m in reversed(chain.mentions[:index]) if m.start < bracket[0]), None)
            if owner and owner.unit_end >= bracket[0] - 2 and same_kind(owner, mention):
                mention.parent_start = owner.start


def _link_among(chain: Chain) -> None:
    total: Mention | None = None
    added = 0.0
    for index, mention in enumerate(chain.mentions):
        if chain.bracket_of(mention):
            continue
        between = chain.between(index)
        mark = _mark_in(between)
        if mark is not None or _is_composed(chain, between, mention):
            found = _total_named(chain, index, between, mark, total)
            total, added = (found, 0.0) if found else (total, added)
        elif _SENTENCE_END.search(between):
            total = None
        elif total is not None and total.parent_start is not None and _SEMICOLON.search(between):
            # 信息50条。其中机构类20条，其中领导10条；工作类11条: after a part's parts those of the whole go on.
            total, added = _whole_of(chain, total)
        if total is None or not same_kind(total, mention, loosely=True):
            continue
        if mark is None and (_NEW_MATTER.search(between) or _is_full(total, added, mention, between)):
            total = None
            continue
        mention.parent_start = total.start
        added += mention.value or 0.0


def _whole_of(chain: Chain, part: Mention) -> tuple[Mention | None, float]:
    """The number that `part` is a part of, and what its parts add up to so far."""
    whole = next((m for m in chain.mentions if m.start == part.parent_start), None)
    return whole, sum(m.value or 0.0 for m in chain.mentions if whole and m.parent_start == whole.start)


def _mark_in(between: str) -> int | None:
    """Where 其中 or the like stands, or None. 排查和预防纠纷分别为3件、5件 is a row of equals."""
    marks = [m for m in _AMONG.finditer(between) if m[0] != "分别为" or not _ROW.search(between[: m.start()])]
    return marks[-1].start() if marks else None


def _is_full(total: Mention, added: float, mention: Mention, between: str) -> bool:
    """受理58件，其中网上18件，办结56件: what no longer fits in is no part of the total, if it is another matter."""
    if not added:
        return False
    if _SEMICOLON.search(between) and _is_other_matter(total, mention):
        return True
    if added >= (total.value or 0.0):
        return True
    is_other = mention.indicator is None or mention.indicator != total.indicator
    return is_other and between.strip() != "、" and added + (mention.value or 0.0) > (total.value or 0.0)


def _is_other_matter(total: Mention, mention: Mention) -> bool:
    """办理信访件60件，其中上级交办20件；开展普法活动12场, or 公开信息90条，其中规章8条；举行发布会6次."""
    if total.unit != mention.unit and total.indicator != mention.indicator:
        return True
    if not total.indicator or not mention.indicator:
        return False
    return total.indicator.split(".")[0] != mention.indicator.split(".")[0]


def _total_named(chain: Chain, index: int, between: str, mark: int | None, current: Mention | None) -> Mention | None:
    """The total that the mark before the number at `index` speaks of; `between`: the words since the number before."""
    part = chain.mentions[index]
    before = between[:mark]
    earlier = [m for m in chain.mentions[:index] if not chain.bracket_of(m)]
    if _SENTENCE_END.search(before):
        if mark is None or not between.startswith("其中", mark):
            return None
        # 审查90件，覆盖率100%。其中，文件2件: it speaks of the sentence before, of what the same words count there.
        return _of_sentence_before(chain, earlier, part)
    if current is not None and _SEMICOLON.search(before) and same_kind(current, part, loosely=True):
        # 32件，其中简易28起；其中某条例26起: a second division of the same total.
        return current
    nearest = next((m for m in reversed(earlier) if same_kind(m, part, loosely=True)), None)
    return nearest


def _of_sentence_before(chain: Chain, earlier: list[Mention], part: Mention) -> Mention | None:
    if not earlier:
        return None
    last = earlier[-1]
    start = max(chain.folded.rfind(mark, 0, last.start) for mark in "。！？\n")
    totals = [m for m in earlier if m.start > start and m.parent_start is None and same_kind(m, part, loosely=True)]
    if not totals:
        return None
    same = [m for m in totals if m.indicator and m.indicator == part.indicator]
    alike = [m for m in totals if _verb(m) and _verb(m) == _verb(part)]
    return (same or alike or totals)[-1]


def _verb(mention: Mention) -> str:
    """The two characters before the number, by which 新收38件 and 新收一审17件 may be told from 审结."""
    words = re.sub(r"[^\u4e00-\u9fff]", "", mention.phrase or "")
    return words[:2]


def _is_composed(chain: Chain, between: str, part: Mention) -> bool:
    """90名，由乡镇30名、村级60名组成: the parts of which a total is composed. 由9个部门组成联席会议 is a body."""
    return "由" in between and _COMPOSED.search(chain.folded, part.start, part.start + 80) is not None


def _link_outcomes(chain: Chain) -> None:
    """清理文件263件，废止60件、修改9件: an outcome named after the whole of the same indicator is a part of it."""
    for index, mention in enumerate(chain.mentions):
        if mention.parent_start is not None or mention.breakdown is None or mention.indicator is None:
            continue
        for total in reversed(chain.mentions[max(0, index - _NEAR) : index]):
            if total.indicator == mention.indicator and total.breakdown is None and same_kind(total, mention):
                mention.parent_start = total.start
                break
