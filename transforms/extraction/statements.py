"""What kind of statement a number makes: a result, a stock, a target, a comparison; its period, place and scope.

Here: `Statement`, `read_statement`. Not here: the signal words (catalog/signals.yaml), and whether it is a number at
all (`worth`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from transforms.catalog.indicators import load_catalogue
from transforms.extraction.frames import Frame
from transforms.extraction.indicator_rules import Rule
from transforms.extraction.numbers import Number
from transforms.extraction.segments import Segments
from transforms.extraction.signals import find_signal, may_stand_in

_YEAR_IN_CLAUSE = re.compile(r"20(?<!\d20)(\d\d)年(?!以来|起|至今)")
_ARRIVED_AT = re.compile(r"[至到为]\s*(20\d\d)年(?:度|的|同期)?\s*$")
_SINCE_YEAR = re.compile(r"20\d\d年(?:\d{1,2}月)?")
_PART_OF_YEAR = re.compile(
    r"截[至止]?到?(?:20\d\d年)?\d{1,2}月[底末初份]?|上半年|下半年|前三季度|第?[一二三四]季度|\d{1,2}[-—–~～至]\d{1,2}月"
)
_TITLE = re.compile(r"《[^》]*》?|“[^”]*”")
_GROWTH_REACH = 40
_PLAN_ROLES = frozenset({"next_year_plan"})


class Statement(NamedTuple):
    """`rule` names the signal that decided, `period_rule` the one that gave the period; empty when none did."""

    disposition: str
    period: str | None
    region: str | None
    scope: str | None
    rule: str
    period_rule: str = ""

    @property
    def keeps_indicator(self) -> bool:
        """Growth rates and changes measure no level; a previous year's value does."""
        return self.disposition != "comparison" or self.rule.startswith(
            ("comparison:previous-year", "comparison:from-to")
        )

    def disposition_for(self, rule: Rule | None) -> str:
        """A result of a stock indicator is a profile."""
        if self.disposition == "fact" and rule and rule.indicator in _stocks():
            return "profile"
        return self.disposition


def read_statement(
    folded: str, number: Number, frame: Frame, segments: Segments, sentence: int, report_year: int | None
) -> Statement:
    """The statement around `number` in one sentence of `segments`."""
    start, end = segments.sentences[sentence]
    role = segments.role_at(number.start)
    clause_start = max(start, number.start - 80, segments.clause_around(number.start, number.start)[0])
    left = folded[clause_start : number.start]
    sentence_left = folded[max(start, number.start - 240) : number.start]
    middle = folded[number.start : number.unit_end]
    right = folded[number.unit_end : min(end, number.unit_end + 24)]
    period, period_rule = _period(sentence_left, middle, right, number.group, report_year)
    region = segments.places.named_before(sentence_left)
    compared = left if number.group != "percent" else sentence_left[-_GROWTH_REACH:]
    signal = find_signal("comparison", compared, middle, right, number.group)
    if signal and not _is_present_side(left, report_year):
        return Statement("comparison", period, region, None, signal, period_rule)
    if role in _PLAN_ROLES:
        return Statement("target", period, region, None, f"section:{role}", period_rule)
    if signal := find_signal("target", _without_titles(left), middle, right, number.group):
        return Statement("target", period, region, None, signal, period_rule)
    if signal := find_signal("profile", left, middle, right, number.group):
        return Statement("profile", period, region, None, signal, period_rule)
    return Statement("fact", period, region, None, "", period_rule)


def _is_present_side(left: str, report_year: int | None) -> bool:
    """由2019年的9起降至2023年的4起: the second number is this year's, though a year with 的 stands before it."""
    found = _ARRIVED_AT.search(left)
    return found is not None and (report_year is None or int(found[1]) == report_year)


def _without_titles(left: str) -> str:
    """A plan that only a title names is no plan: 审议《三年行动计划》等文件12件."""
    return _TITLE.sub("", left) if "《" in left or "“" in left else left


def _period(sentence_left: str, middle: str, right: str, group: str, report_year: int | None) -> tuple[str | None, str]:
    if "年" not in sentence_left and not may_stand_in("part_year", sentence_left):
        return None, ""
    if found := find_signal("cumulative_period", sentence_left, middle, right, group):
        stated = _SINCE_YEAR.findall(sentence_left)
        return (f"自{stated[-1]}" if stated and found.endswith("since") else "多年累计"), found
    if found := find_signal("part_year", sentence_left, middle, right, group):
        stated = _PART_OF_YEAR.findall(sentence_left)
        return (stated[-1] if stated else "部分年度"), found
    years = _YEAR_IN_CLAUSE.findall(sentence_left)
    if years and report_year and 2000 + int(years[-1]) != report_year:
        return f"20{years[-1]}年", "year-in-clause"
    return None, ""


@cache
def _stocks() -> frozenset[str]:
    return frozenset(
        name
        for name, entry in load_catalogue().items()
        if entry["stock_flow"] == "stock" and entry.get("stated_as") != "fact"
    )
