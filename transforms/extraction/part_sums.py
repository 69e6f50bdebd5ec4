"""Parts that the figures tell: numbers right after a total that add up to it, and stated shares of it.

Here: `link_sums`. A link is a statement about the text, not a repair of it. Not here: parts that words name
(`part_marks`) or that a list shows (`part_lists`), checks of sums (expectations).
"""

from __future__ import annotations

import re

from transforms.extraction.mentions import Mention
from transforms.extraction.part_chains import Chain, same_kind

# Below, numbers add up by chance; across a sentence's end, larger ones do.
_LEAST_SUM, _LEAST_DISTANT_SUM = 10, 20
_REACH, _MOST_PARTS, _MOST_BETWEEN = 240, 40, 12
_STOPS = re.compile(r"[。；;]")
_SUMMED_UP = re.compile(r"(?:共计|总计|合计|总共|累计|共)(?:达到?|有|约)?\s*$")
_SHARE = re.compile(r"[，,、（(\s]*(?:约|大约)?占[^，,。；;]{0,12}?$")
# A sum that its source has rounded or mistaken by so little is still a sum.
_TOLERANCE = 0.01


def link_sums(chain: Chain) -> None:
    """Set parent_start where figures show that numbers are parts. Changes the mentions in place."""
    countable = [m for m in chain.mentions if m.value is not None and same_kind(m, m) and m.disposition != "comparison"]
    exact = [m for m in countable if m.qualifier == "exact"]
    for total in exact:
        if total.parent_start is None:
            _link_following(chain, total, countable[countable.index(total) + 1 :])
    for first in exact:
        if first.parent_start is None and not any(m.parent_start == first.start for m in countable):
            _link_distant(chain, countable, countable.index(first))
    _link_bracketed_sums(chain, countable)
    _link_shares(chain)


def _link_following(chain: Chain, total: Mention, following: list[Mention]) -> None:
    """共调解204起，成功200起，移送4起."""
    value = total.value or 0.0
    # 决策11类、文件6类、合同5类 are a row of equals that happen to add up.
    if value < _LEAST_SUM or chain.folded[total.unit_end : total.unit_end + 1] == "、":
        return
    parts: list[Mention] = []
    added = 0.0
    for mention in following:
        if mention.parent_start is not None and mention.parent_start > total.start:
            # 建议2件（主办1件）、提案3件: a part of a part counts with it.
            continue
        if mention.parent_start is not None or mention.qualifier != "exact" or not same_kind(total, mention):
            break
        if _crosses(chain, total, mention, "。") or not _is_likely(chain, total, mention):
            break
        if _is_other_domain(chain, total, parts, mention):
            break
        parts.append(mention)
        added += mention.value or 0.0
        if added >= value:
            break
    is_stated = bool(_SUMMED_UP.search(chain.folded[max(0, total.start - 6) : total.start]))
    is_near = is_stated and value >= 1 / _TOLERANCE and abs(added - value) <= value * _TOLERANCE
    if len(parts) >= 2 and (added == value or is_near) and all(part.value for part in parts):
        for part in parts:
            part.parent_start = total.start


def _is_likely(chain: Chain, total: Mention, mention: Mention) -> bool:
    """Across a semicolon unlike measure words add up by chance."""
    return total.unit == mention.unit or not any(_crosses(chain, total, mention, mark) for mark in "；;")


def _is_other_domain(chain: Chain, total: Mention, parts: list[Mention], mention: Mention) -> bool:
    """维持18件，撤销2件；行政诉讼16件: behind a semicolon another domain is no part of what was counted before it."""
    known = next((m.indicator for m in (*parts, total) if m.indicator), None)
    if known is None or mention.indicator is None or known.split(".")[0] == mention.indicator.split(".")[0]:
        return False
    return any(_crosses(chain, total, mention, mark) for mark in "；;")


def _crosses(chain: Chain, total: Mention, mention: Mention, mark: str) -> bool:
    return mark in chain.folded[total.unit_end : mention.start]


def _link_distant(chain: Chain, countable: list[Mention], index: int) -> None:
    """立案62件；县级20件，乡镇42件: a list that adds up to the last total of an earlier sentence."""
    first = countable[index]
    for total in reversed(countable[max(0, index - _MOST_BETWEEN) : index]):
        if first.start - total.start > _REACH:
            return
        if total.parent_start is not None or (total.value or 0) < _LEAST_DISTANT_SUM:
            continue
        between = chain.folded[total.unit_end : first.start]
        last = countable[index - 1]
        if not _STOPS.search(between) or _STOPS.search(chain.folded[total.unit_end : max(total.unit_end, last.start)]):
            continue
        parts = _adding_up(chain, total, countable[index : index + _MOST_PARTS])
        for part in parts:
            part.parent_start = total.start
        if parts:
            return


def _link_bracketed_sums(chain: Chain, countable: list[Mention]) -> None:
    """答复建议62件，满意率100%（满意61件，基本满意1件）: the numbers of a bracket that add up to one before it."""
    for bracket in chain.brackets:
        inside = [m for m in countable if bracket[0] < m.start < bracket[1]]
        added = sum(m.value or 0.0 for m in inside)
        if len(inside) < 2 or added < _LEAST_DISTANT_SUM or any(m.parent_start is not None for m in inside):
            continue
        for total in reversed([m for m in countable if m.start < bracket[0]]):
            if bracket[0] - total.start > _REACH:
                break
            if total.value == added and all(m.value and same_kind(total, m) for m in inside):
                for part in inside:
                    part.parent_start = total.start
                break


def _adding_up(chain: Chain, total: Mention, following: list[Mention]) -> list[Mention]:
    parts: list[Mention] = []
    added = 0.0
    for mention in following:
        if parts and _STOPS.search(chain.folded[parts[-1].end : mention.start]):
            return []
        same_matter = mention.indicator in (None, total.indicator)
        if not same_matter or mention.parent_start is not None or not same_kind(total, mention) or not mention.value:
            return []
        parts.append(mention)
        added += mention.value
        if added >= (total.value or 0):
            break
    return parts if len(parts) >= 2 and added == total.value else []


def _link_shares(chain: Chain) -> None:
    """投诉36件，占60%: a part of the number of which it is that share."""
    for index, share in enumerate(chain.mentions):
        if index < 2 or share.group != "percent" or not share.value:
            continue
        part = chain.mentions[index - 1]
        if part.parent_start is not None or not part.value:
            continue
        if not _SHARE.fullmatch(chain.folded, part.unit_end, share.start):
            continue
        decimals = len(share.quote.rstrip("%％").partition(".")[2])
        for total in reversed(chain.mentions[: index - 1]):
            if not total.value or not same_kind(total, part) or total.value <= part.value or _is_stage(total, part):
                continue
            if abs(part.value / total.value * 100 - share.value) <= 0.6 * 10**-decimals:
                part.parent_start = total.start
                _link_siblings(chain, total, index)
                break


def _link_siblings(chain: Chain, total: Mention, index: int) -> None:
    """处罚类12件占30%，确权类9件: what the list goes on with after the share at `index`, while it fits."""
    added = sum(m.value or 0.0 for m in chain.mentions if m.parent_start == total.start)
    for mention in chain.mentions[index + 1 :]:
        if mention.group == "percent":
            continue
        is_other = mention.indicator not in (None, total.indicator)
        if mention.parent_start is not None or is_other or mention.unit != total.unit or not same_kind(total, mention):
            return
        added += mention.value or 0.0
        if added > (total.value or 0.0) or _STOPS.search(chain.folded, total.unit_end, mention.start):
            return
        mention.parent_start = total.start


def _is_stage(total: Mention, part: Mention) -> bool:
    """受理20件，审结15件，占75%: the next stage of a procedure, though it is a share of the stage before."""
    if not total.indicator or not part.indicator or total.indicator == part.indicator or part.breakdown:
        return False
    return total.indicator.split(".")[0] == part.indicator.split(".")[0]
