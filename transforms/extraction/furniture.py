"""Numbers of the page furniture that reading has set aside below the report: they measure nothing.

Here: `list_furniture`. Not here: furniture that stands within a text (浏览次数：286: `decoys`), which lines are
furniture (`transforms.documents`).
"""

from __future__ import annotations

from transforms.extraction.characters import fold, read_marks
from transforms.extraction.mentions import Mention
from transforms.extraction.numbers import find_numerals, value_of

RULE = "furniture"


def list_furniture(text: str, body_end: int) -> list[Mention]:
    """Every number of text[body_end:] with reason page_chrome; spans are code points of `text`."""
    folded = fold(text[body_end:])
    found = []
    for start, end, form in find_numerals(folded, read_marks(folded).numerals):
        value = value_of(folded[start:end], form)
        number = None if value is None else float(value)
        first, last = folded.rfind("\n", 0, start) + 1, folded.find("\n", end)
        line = text[body_end + first : body_end + last if last >= 0 else len(text)]
        found.append(
            Mention(
                start=body_end + start,
                end=body_end + end,
                unit_end=body_end + end,
                order=1,
                quote=text[body_end + start : body_end + end],
                clause=line.strip()[:240],
                value=number,
                low=number,
                high=number,
                unit=None,
                group="none",
                qualifier="exact",
                disposition="not_metric",
                reason="page_chrome",
                indicator=None,
                phrase=None,
                implicit=False,
                rule=RULE,
            )
        )
    return found
