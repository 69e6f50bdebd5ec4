"""Peers: who is in a group, what the group's figures are, and the laws a percentile keeps."""

from __future__ import annotations

import polars as pl
import pytest
from benchmark_frames import fact, facts, indicators, report, reports
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.benchmarks import compare_regions
from transforms.benchmarks.regions import find_peers
from warehouse.tables import MART_BENCHMARK


def benchmark(values: list[float]) -> pl.DataFrame:
    """The comparison of towns 镇000, 镇001, … of 2022 with these values."""
    names = [f"镇{number:03d}" for number in range(len(values))]
    return compare_regions(
        facts(*(fact(name, 2022, value) for name, value in zip(names, values, strict=True))),
        reports(*(report(name, 2022) for name in names)),
        indicators(),
    )


def ranks(values: list[float]) -> list[float]:
    return benchmark(values)["percentile_rank"].to_list()


def test_median_and_quartiles_of_a_group():
    frame = benchmark([1, 2, 3, 4])
    assert frame.select("peer_lower_quartile", "peer_median", "peer_upper_quartile").row(0) == (1.75, 2.5, 3.25)
    assert frame["peer_count"].to_list() == [4, 4, 4, 4]


def test_rank_is_below_plus_half_of_equal():
    assert ranks([1, 1, 2, 3, 4, 5, 6, 7, 8, 9]) == [10.0, 10.0, 25.0, 35.0, 45.0, 55.0, 65.0, 75.0, 85.0, 95.0]


def test_no_rank_below_ten_units():
    assert ranks([1, 2, 3, 4, 5, 6, 7, 8, 9]) == [None] * 9


def test_levels_and_years_are_separate_groups():
    values = facts(fact("甲镇", 2022, 10), fact("乙县", 2022, 1000), fact("丙镇", 2021, 10), fact("丁处", 2022, 4))
    rows = reports(
        report("甲镇", 2022),
        report("乙县", 2022, level="county"),
        report("丙镇", 2021),
        report("丁处", 2022, level=None),
    )
    frame = compare_regions(values, rows, indicators()).filter(peer_kind="level")
    assert frame["peer_count"].to_list() == [1, 1, 1]
    assert "丁处" not in frame["issuer"].to_list()


def test_silent_units_are_counted_and_never_zero():
    rows = reports(
        *(report(name, 2022) for name in ("甲镇", "乙镇", "丙镇", "丁镇")),
        report("戊镇", 2022, content_type="work_plan"),
    )
    values = facts(
        fact("甲镇", 2022, 10),
        fact("乙镇", 2022, 20),
        fact("丙镇", 2022, 5, period="截至11月"),
        fact("戊镇", 2022, 30),
    )
    frame = compare_regions(values, rows, indicators())
    counts = frame.select("peer_count", "peer_partial_count", "peer_silent_count").unique()
    assert counts.rows() == [(2, 1, 1)]
    assert frame["peer_median"].to_list() == [15.0, 15.0]
    standings = dict(find_peers(values, rows, indicators()).select("issuer", "standing").iter_rows())
    assert standings == {"甲镇": "comparable", "乙镇": "comparable", "丙镇": "partial", "丁镇": "silent"}


def test_two_reports_of_a_unit_leave_the_unit_out_of_its_group():
    rows = reports(report("甲镇", 2022), report("甲镇", 2022, report_id="twin"), report("乙镇", 2022))
    values = facts(fact("甲镇", 2022, 10), fact("甲镇", 2022, 10, report_id="twin"), fact("乙镇", 2022, 20))
    frame = compare_regions(values, rows, indicators())
    assert frame.select("issuer", "peer_count", "peer_silent_count").rows() == [("乙镇", 1, 0)]


def test_nothing_gives_an_empty_mart_of_the_right_shape():
    assert compare_regions(facts(), reports(), indicators()).schema == MART_BENCHMARK.schema


groups = st.lists(st.integers(0, 60).map(float), min_size=10, max_size=25)


@settings(max_examples=40, deadline=None)
@given(groups, st.sampled_from((2.0, 100.0, 10_000.0)))
def test_scaling_the_unit_changes_no_rank(values: list[float], factor: float) -> None:
    assert ranks([value * factor for value in values]) == ranks(values)


@settings(max_examples=40, deadline=None)
@given(groups, st.integers(-10, 60).map(float))
def test_a_worse_peer_never_lowers_a_percentile(values: list[float], newcomer: float) -> None:
    for value, old, new in zip(values, ranks(values), ranks([*values, newcomer]), strict=False):
        if newcomer < value:
            assert new >= old
        elif newcomer > value:
            assert new <= old


@settings(max_examples=40, deadline=None)
@given(groups)
def test_ranks_keep_the_order_and_centre_on_fifty(values: list[float]) -> None:
    found = ranks(values)
    assert sum(found) / len(found) == pytest.approx(50.0)
    for value, rank in zip(values, found, strict=True):
        for other, other_rank in zip(values, found, strict=True):
            assert (value < other) == (rank < other_rank)


@settings(max_examples=40, deadline=None)
@given(groups)
def test_mirrored_values_have_mirrored_ranks(values: list[float]) -> None:
    mirrored = ranks([100.0 - value for value in values])
    assert mirrored == pytest.approx([100.0 - rank for rank in ranks(values)])


@settings(max_examples=40, deadline=None)
@given(groups, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(values: list[float], random) -> None:
    names = [f"镇{number:03d}" for number in range(len(values))]
    value_rows = [fact(name, 2022, value) for name, value in zip(names, values, strict=True)]
    report_rows = [report(name, 2022) for name in names]
    first = compare_regions(facts(*value_rows), reports(*report_rows), indicators())
    random.shuffle(value_rows)
    shuffled = pl.DataFrame(value_rows, schema=facts().schema)
    assert compare_regions(shuffled, reports(*report_rows).reverse(), indicators()).equals(first)
