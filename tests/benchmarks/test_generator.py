"""Generated reports: truth that proves itself, the same bytes in any order, densities near those of real reports."""

from __future__ import annotations

import pytest

from benchmarks.generator import DENSITIES, generate_report, generate_reports


@pytest.mark.parametrize("density", DENSITIES)
def test_the_same_arguments_give_the_same_bytes_in_any_order(density: str) -> None:
    in_order = [report.text for report in generate_reports(4, range(2020, 2023), 7, density)]
    backwards = [
        generate_report(7, place, year, density).text for place in reversed(range(4)) for year in (2022, 2021, 2020)
    ]
    assert in_order == backwards[::-1]


def test_another_seed_gives_other_reports() -> None:
    assert generate_report(1, 0, 2021, "real").text != generate_report(2, 0, 2021, "real").text
