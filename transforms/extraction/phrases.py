"""A short normalised name of what a number counts, for facts that the catalogue knows and for those that it does not.

Here: `name_counted`. Not here: indicators (`indicator_rules`).
"""

from __future__ import annotations

import re

from transforms.extraction.frames import Frame
from transforms.extraction.numbers import Number

_FILLER = re.compile(
    r"[“”\"'《》（）()\s]|(?:共计|总计|合计|累计|先后|全年|今年|本年度|目前|截至|其中|分别|各类|各项|约|近|超过|达到|达|共|已|了|为|均|的|各)"
)
_HAN_RUN = re.compile(r"[\u4e00-\u9fffA-Za-z·+]{1,40}")


def name_counted(folded: str, number: Number, frame: Frame) -> str | None:
    """Words left of the number in its own clause, then the noun right of the measure word, or None."""
    left = _FILLER.sub("", folded[frame.left_start : number.start].lstrip("，,、；;：:。"))
    left = "".join(_HAN_RUN.findall(left))[-12:]
    right = ""
    if frame.after_unit or not left:
        stretch = re.split(r"[，,。；;、\n（(]", folded[number.unit_end : number.unit_end + 24])[0]
        right = "".join(_HAN_RUN.findall(_FILLER.sub("", stretch)))[:10]
    return "|".join(part for part in (left, right) if part) or None
