"""Which numbers are parts of a total: 其中, 包括, brackets after a total, and parts that add up.

Here: `link_parts`. A link is a statement of the text, not a repair: parts that do not add up keep their total.
Not here: checks of the sums (expectations).
"""

from __future__ import annotations

import re

from transforms.catalog.loading import load_knowledge
from transforms.extraction.indicator_rules import indicators_as_parts
from transforms.extraction.mentions import Mention
from transforms.extraction.numbers import Number

_OPENING_AMONG = re.compile(r"(?<=[。；;])\s*其中")
_SENTENCE_END = re.compile(r"[。；;\n]")
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]")
_AMONG = re.compile(r"(?:其中|包括|包含|内含|含(?!糖|量|有)|分别为|分为)")
# Below, numbers add up by chance; across a sentence's end, larger ones do.
_LEAST_SUM, _LEAST_DISTANT_SUM = 10, 20
_REACH, _MOST_PARTS = 240, 40
_NO_PART = frozenset({"percent", "point", "multiple", "yuan", "day", "hour"})


def link_parts(folded: str, start: int, end: int, numbers: list[Number], mentions: list[Mention]) -> None:
    """Set parent_start and breakdown on the mentions of one sentence. Changes `mentions` in place."""
    measured = {mention.start: mention for mention in mentions if mention.is_measured and mention.order == 1}
    chain = [measured[number.start] for number in numbers if number.start in measured]
    unit_end = {number.start: number.unit_end for number in numbers}
    _link_marked(folded, start, end, chain, unit_end)
    _link_sums(folded, chain, unit_end)
    _link_outcomes(chain)
    for mention in chain:
        if mention.parent_start is not None:
            _take_indicator_of_total(mention, measured[mention.parent_start])
            mention.breakdown = mention.breakdown or _part_name(folded, mention, chain, unit_end, start)
    for mention in mentions:
        if mention.order > 1 and mention.start in measured:
            mention.parent_start = measured[mention.start].parent_start
            mention.breakdown = measured[mention.start].breakdown


def link_distant_parts(folded: str, mentions: list[Mention]) -> None:
    """立案655件；市级302件，各区353件: a list that adds up to a total of an earlier sentence.

    `mentions` are those of a text in order; changed in place.
    """
    chain = [m for m in mentions if m.is_measured and m.order == 1 and m.group not in _NO_PART and not m.implicit]
    _link_opening_among(folded, chain)
    for index, first in enumerate(chain):
        if first.parent_start is not None:
            continue
        for total in reversed(chain[max(0, index - 12) : index]):
            if first.start - total.start > _REACH or "\n" in folded[total.start : first.start]:
                break
            if total.parent_start is not None or (total.value or 0) < _LEAST_DISTANT_SUM:
                continue
            parts = _adding_up(folded, total, chain[index : index + _MOST_PARTS])
            if parts:
                for part in parts:
                    part.parent_start = total.start
                    _take_indicator_of_total(part, total)
                    part.breakdown = part.breakdown or part.phrase
                break


def _link_opening_among(folded: str, chain: list[Mention]) -> None:
    """审查90件，覆盖率100%。其中，文件2件、合同60件: 其中 at the head of a sentence speaks of the sentence before."""
    for opening in _OPENING_AMONG.finditer(folded):
        close = _SENTENCE_END.search(folded, opening.end())
        stop = close.start() if close else len(folded)
        before = max(0, opening.start() - _REACH)
        ends = [m.end() for m in _SENTENCE_END.finditer(folded, before, opening.start() - 1)]
        since = ends[-1] if ends else before
        parts = [m for m in chain if opening.end() <= m.start < stop and m.parent_start is None]
        for part in parts:
            totals = [
                m
                for m in chain
                if since <= m.start < opening.start() and m.parent_start is None and _same_kind(m, part)
            ]
            if totals:
                total = next((m for m in totals if m.indicator and m.indicator == part.indicator), totals[-1])
                part.parent_start = total.start
                _take_indicator_of_total(part, total)
                part.breakdown = part.breakdown or part.phrase


def _link_outcomes(chain: list[Mention]) -> None:
    """清理文件263件，废止60件、修改9件: an outcome named after the whole of the same indicator is a part of it."""
    for index, mention in enumerate(chain):
        if mention.parent_start is not None or mention.breakdown is None or mention.indicator is None:
            continue
        for total in reversed(chain[:index]):
            if total.indicator == mention.indicator and total.breakdown is None and _same_kind(total, mention):
                mention.parent_start = total.start
                break


def _adding_up(folded: str, total: Mention, following: list[Mention]) -> list[Mention]:
    parts: list[Mention] = []
    added = 0.0
    for mention in following:
        if parts and re.search(r"[。；;\n]", folded[parts[-1].end : mention.start]):
            return []
        same_matter = mention.indicator in (None, total.indicator)
        if not same_matter or mention.parent_start is not None or not _same_kind(total, mention) or not mention.value:
            return []
        parts.append(mention)
        added += mention.value
        if added >= (total.value or 0):
            break
    return parts if len(parts) >= 2 and added == total.value else []


def _take_indicator_of_total(part: Mention, total: Mention) -> None:
    """受理信访31件，其中网上18件: a part without words for an indicator of its own measures what its total does."""
    if total.indicator is None or part.disposition == "comparison":
        return
    if part.indicator is None or total.indicator in indicators_as_parts().get(part.indicator, ()):
        part.indicator = total.indicator
        part.rule = f"{part.rule} part-of:{total.indicator}"


def _link_marked(folded: str, start: int, end: int, chain: list[Mention], unit_end: dict[int, int]) -> None:
    brackets = _brackets(folded, start, end)
    total: Mention | None = None
    for index, mention in enumerate(chain):
        previous = chain[index - 1] if index else None
        bracket = next(((a, b) for a, b in brackets if a < mention.start < b), None)
        if bracket:
            owner = next((m for m in reversed(chain[:index]) if m.start < bracket[0]), None)
            if owner and unit_end[owner.start] >= bracket[0] - 2 and _same_kind(owner, mention):
                mention.parent_start = owner.start
            continue
        between = folded[unit_end[previous.start] if previous else start : mention.start]
        found = _AMONG.search(between) or _is_composed(folded, between, mention.start, end)
        if found and previous:
            outside = [m for m in chain[:index] if not any(a < m.start < b for a, b in brackets)]
            total = next((m for m in reversed(outside) if _same_kind(m, mention)), None)
        elif total is not None and not _continues(between, total, mention):
            total = None
        if total is not None and _same_kind(total, mention):
            mention.parent_start = total.start


def _is_composed(folded: str, between: str, position: int, end: int) -> bool:
    """826名，由乡镇58名、村级641名组成: the parts of which a total is composed."""
    return "由" in between and "组成" in folded[position : min(end, position + 80)]


def _continues(between: str, total: Mention, mention: Mention) -> bool:
    """A list of parts goes on until a clause opens a new matter."""
    return not re.search(r"(?:^|[，,；;])\s*(?:累计|共计?|全年|同时|此外|另)", between)


def _link_sums(folded: str, chain: list[Mention], unit_end: dict[int, int]) -> None:
    """共调解204起，成功200起，移送4起: numbers of one kind right after a total that add up to it."""
    for index, total in enumerate(chain):
        if total.parent_start is not None or total.value is None or total.group in _NO_PART:
            continue
        follows = folded[unit_end[total.start] : unit_end[total.start] + 1]
        if total.value < _LEAST_SUM or follows == "、":
            # 决策11类、文件6类、合同5类 are a row of equals that happen to add up.
            continue
        parts: list[Mention] = []
        added = 0.0
        for mention in chain[index + 1 :]:
            if mention.value is None or mention.parent_start is not None or not _same_kind(total, mention):
                break
            parts.append(mention)
            added += mention.value
            if added >= total.value:
                break
        if len(parts) >= 2 and added == total.value and all(part.value for part in parts):
            for part in parts:
                part.parent_start = total.start


def _same_kind(total: Mention, part: Mention) -> bool:
    if total.group in _NO_PART or part.group in _NO_PART:
        return total.group == part.group == "yuan" and (total.value or 0) >= (part.value or 0)
    if total.disposition != part.disposition and "comparison" in (total.disposition, part.disposition):
        return False
    if (total.value or 0) < (part.value or 0):
        return False
    return _kind(total.group) == _kind(part.group)


def _kind(group: str) -> str:
    for kind in load_knowledge("units")["kinds"]:
        if group in kind:
            return str(kind[0])
    return group


def _brackets(folded: str, start: int, end: int) -> list[tuple[int, int]]:
    return [m.span() for m in _BRACKETED.finditer(folded, start, end)]


def _part_name(folded: str, mention: Mention, chain: list[Mention], unit_end: dict[int, int], start: int) -> str | None:
    before = [unit_end[m.start] for m in chain if m.start < mention.start]
    stretch = folded[before[-1] if before else start : mention.start]
    stretch = re.split(r"[，,、；;：:（()）]|其中|包括|分别为|含", stretch)[-1]
    name = re.sub(r"[“”\"'\s]|^(?:共|有|是|为|属于|办理|受理)+|(?:各|共|为|有|达|约|近|超)+$", "", stretch)
    return name or None
