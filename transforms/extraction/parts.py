"""Which numbers are parts of a total, what each part is called, and which indicator it measures.

Here: `link_parts`, which joins what words (`part_marks`), figures (`part_sums`) and lists (`part_lists`) say. A link
is a statement of the text, not a repair: parts that do not add up keep their total. Not here: checks of the sums
(expectations).
"""

from __future__ import annotations

import re

from transforms.extraction.indicator_rules import rules_as_parts
from transforms.extraction.mentions import Mention
from transforms.extraction.part_chains import Chain, chains_of
from transforms.extraction.part_lists import link_lists
from transforms.extraction.part_marks import link_marked
from transforms.extraction.part_sums import link_sums

_EDGE = re.compile(r"[，,、；;：:。（()）]|其中|包括|分别为|含")
_NO_NAME = re.compile(r"[“”\"'\s]|^(?:共|有|是|为|属于|办理|受理)+|(?:各|共|为|有|达|约|近|超)+$")
_LONGEST_NAME = 40
# Small numbers in another clause may add up by chance: they are linked, but no indicator is taken over.
_LEAST_DISTANT = 20
_STOP = re.compile(r"[。；;]")


def link_parts(folded: str, mentions: list[Mention]) -> None:
    """Set parent_start, breakdown and indicator of parts. `mentions`: those of a text in order; changed in place."""
    for chain in chains_of(folded, mentions):
        link_marked(chain)
        link_sums(chain)
        link_lists(chain)
        by_start = {mention.start: mention for mention in chain.mentions}
        for index, mention in enumerate(chain.mentions):
            if mention.parent_start is not None:
                total = by_start[mention.parent_start]
                if (total.value or 0) >= _LEAST_DISTANT or not _STOP.search(folded, total.unit_end, mention.start):
                    _take_indicator_of_total(mention, total)
                mention.breakdown = mention.breakdown or _part_name(chain, index) or mention.phrase
    by_span = {(mention.start, mention.end): mention for mention in mentions if mention.order == 1}
    for mention in mentions:
        if mention.order > 1 and (first := by_span.get((mention.start, mention.end))):
            mention.parent_start, mention.breakdown = first.parent_start, first.breakdown


def _take_indicator_of_total(part: Mention, total: Mention) -> None:
    """受理信访31件，其中网上18件: a part without words for an indicator of its own measures what its total does."""
    if total.indicator is None or part.disposition == "comparison":
        return
    read_by = part.rule.partition(" ")[0]
    if part.indicator is None or total.indicator in rules_as_parts().get(read_by, ()):
        part.indicator = total.indicator
        part.rule = f"{part.rule} part-of:{total.start}"
        if part.disposition == "fact" and total.disposition == "profile":
            part.disposition = "profile"


def _part_name(chain: Chain, index: int) -> str | None:
    mention = chain.mentions[index]
    start = chain.mentions[index - 1].unit_end if index else mention.start
    stretch = chain.folded[max(start, mention.start - _LONGEST_NAME) : mention.start]
    return _NO_NAME.sub("", _EDGE.split(stretch)[-1]) or None
