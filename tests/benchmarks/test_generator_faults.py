"""Planted faults are in the text and recorded with their place; without them the figures of a report agree."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

import pytest

from benchmarks.generator import GeneratedReport, generate_report, generate_reports
from benchmarks.generator.drafting import TrueNumber
from benchmarks.generator.faults import KINDS, Fault
from benchmarks.generator.knowledge import read_knowledge


@cache
def faulty() -> list[tuple[GeneratedReport, Fault]]:
    reports = [
        *generate_reports(60, range(2020, 2024), 11, "real", 1.0),
        *generate_reports(40, (2021,), 11, "dense", 1.0),
    ]
    return [(report, fault) for report in reports for fault in report.faults]


def numbers_of(report: GeneratedReport, fault: Fault) -> list[TrueNumber]:
    return [number for number in report.numbers if number.start in fault.starts]


def test_all_kinds_are_planted_each_with_rule_and_place() -> None:
    assert {fault.kind for _, fault in faulty()} == set(KINDS)
    for report, fault in faulty():
        assert fault.rule
        concerned = numbers_of(report, fault)
        assert len(concerned) == len(fault.starts) > 0
        assert fault.start <= concerned[0].start
        assert concerned[-1].end <= fault.end
        assert {number.indicator for number in concerned} <= set(fault.indicators)


def test_a_report_has_a_fault_as_often_as_asked() -> None:
    reports = list(generate_reports(100, range(2020, 2023), 2, "real", 0.2))
    assert 0.1 < sum(bool(report.faults) for report in reports) / len(reports) < 0.3
    assert not any(report.faults for report in generate_reports(30, range(2020, 2023), 2, "real", 0.0))


@pytest.mark.parametrize("kind", ["over_100", "order", "parts_sum", "unit_slip", "copied_sentence", "jump", "repeated"])
def test_a_fault_is_what_it_says(kind: str) -> None:
    orders = {order["rule"]: order for order in read_knowledge("faults")["ordered"]}
    for report, fault in faulty():
        if fault.kind != kind:
            continue
        numbers = numbers_of(report, fault)
        last = generate_report(11, int_of(report), report.report_year - 1, report.density, 1.0)
        if kind == "over_100":
            assert any(number.value > 100 for number in numbers)
        elif kind == "order":
            order = orders[fault.rule]
            small = next(n.value for n in numbers if n.indicator == order["small"])
            assert small > next(n.value for n in numbers if n.indicator == order["big"] and n.parent_start is None)
        elif kind == "parts_sum":
            assert any(total != parts for total, parts in sums(report.numbers))
        elif kind == "unit_slip":
            assert any(
                number.unit == "元" and report.text[number.start : number.end].endswith("万") for number in numbers
            )
        elif kind == "copied_sentence":
            assert (
                report.text[fault.start : fault.end] in last.text
                or report.draft.style.narrow != last.draft.style.narrow
            )
        elif kind == "jump":
            assert max(number.value for number in numbers) > 220
        else:
            before = {(number.indicator, number.value) for number in last.numbers}
            assert len({n.indicator for n in numbers if (n.indicator, n.value) in before}) >= 3


def test_reports_without_faults_agree_with_themselves() -> None:
    recipes = read_knowledge("values")["values"]
    for report in generate_reports(72, range(2020, 2023), 9, "dense", 0.0):
        numbers = report.numbers
        assert all(total == parts for total, parts in sums(numbers))
        stated = {}
        for number in numbers:
            if number.disposition in ("fact", "profile") and number.indicator and number.parent_start is None:
                stated.setdefault(number.indicator, number)
        for order in read_knowledge("faults")["ordered"]:
            pair = [stated.get(order[side]) for side in ("small", "big")]
            if all(number is not None and number.qualifier == "exact" for number in pair):
                assert pair[0].value <= pair[1].value, order
        for name, number in stated.items():
            if number.unit == "%":
                assert 0 <= number.value <= 100
            if "top" in recipes[name] and not number.implicit:
                counts = [stated.get(recipes[name][side]) for side in ("top", "bottom")]
                if all(count is not None and count.qualifier == "exact" and count.value for count in counts):
                    assert number.value == pytest.approx(100 * counts[0].value / counts[1].value, abs=0.51)


def sums(numbers: list[TrueNumber]) -> list[tuple[float, float]]:
    """Each total with the sum of its parts, where two or more parts count the same thing."""
    by_start = {number.start: number for number in numbers}
    parts = defaultdict(list)
    for number in numbers:
        if number.parent_start is not None and by_start[number.parent_start].indicator == number.indicator:
            parts[number.parent_start].append(number.value)
    return [(by_start[start].value, sum(values)) for start, values in parts.items() if len(values) > 1]


def int_of(report: GeneratedReport) -> int:
    """The index of the report's place."""
    return report.draft.place.index
