"""Whether a number that is no known decoy counts something.

Here: `is_measured`. Digits with a measure word count something. A Chinese numeral in running prose is a figure of
speech (三个专班 and
一个良好环境 look alike) unless the words around it say that things were counted. Not here: decoys, which are data.
"""

from __future__ import annotations

import re

from transforms.extraction.frames import Frame
from transforms.extraction.indicator_rules import Rule
from transforms.extraction.numbers import Number
from transforms.extraction.statements import Statement

_COUNTING_BEFORE = re.compile(
    r"(?:共|共计|总计|合计|累计|达|有|召开|举办|组织|开展|聘请|配备|设立|设置|建立|成立|分为|新增|完成|办理|受理|调解|发放|办结|发生|"
    r"培训|学法|审查|审核|制定|出台|其中|接待|等|辖|下辖|进行|学习|参加|解答|化解|悬挂|检查|处罚|立案|出具)(?:了|各类|到)?\s*$"
)
# 对三件决定进行审核, 为十个村配备, 先后四次召开
_AIMED_AT = re.compile(r"(?:对|为|将|先后|依托)\s*$")
_COUNTED = frozenset(
    {"person", "person_time", "time", "batch", "piece", "case", "case_time", "item", "copy", "site", "firm"}
)
# 邻里九件、劳动争议两件: what is counted so, with nothing behind it, is no figure of speech. 三个 may be, and 一起 in
# 发现一起、查处一起 is.
_OF_CASES = frozenset({"case", "case_time", "person_time"})
_CLAUSE_FOLLOWS = re.compile(r"\s*(?:[，,。；;、）)]|$|以上|左右|余|多)")
_ONE_AND_ONLY = re.compile(r"一(?:个|支|项|名|位|批|条|张|套|种|类|次|场|家|件)")
_ARRANGED = re.compile(r"[|｜\t]")


def is_measured(folded: str, number: Number, frame: Frame, rule: Rule | None, statement: Statement, end: int) -> bool:
    """True where the number counts or measures something."""
    if number.value is None:
        return False
    after = folded[number.unit_end : min(end, number.unit_end + 8)]
    if number.is_chinese and "万" not in number.quote and "千" not in number.quote and number.group != "percent":
        if number.unit is None:
            return False
        if number.end - number.start > 1 and number.qualifier != "exact":
            return True
        before = folded[max(0, number.start - 8) : number.start]
        is_of_cases = number.group in _OF_CASES and number.quote != "一"
        if _CLAUSE_FOLLOWS.match(after) and (rule or is_of_cases or _COUNTING_BEFORE.search(before)):
            return True
        if number.end - number.start > 1 and number.group in _COUNTED:
            # 二十六个村, 四十七件 are no figures of speech as 三个 or 十个 may be.
            return True
        if rule is not None and _AIMED_AT.search(before):
            return True
        if number.quote == "一" and _ONE_AND_ONLY.match(folded, number.start) and not rule:
            return False
        return bool(_COUNTING_BEFORE.search(before)) and (
            rule is not None or number.group in ("person", "time", "batch", "piece", "case")
        )
    if number.unit is not None:
        return True
    if rule is not None:
        return True
    if not folded[number.end : end].strip() and frame.left_words and frame.left_words[-1].end == number.start:
        # 开展各类普法活动128: at the end of a text or line the measure word has been lost.
        return True
    neighbourhood = folded[max(0, number.start - 6) : number.end + 6]
    return (
        bool(_ARRANGED.search(neighbourhood))
        or "." in number.quote
        or number.quote[-1] in "万亿"
        or number.qualifier != "exact"
    )
