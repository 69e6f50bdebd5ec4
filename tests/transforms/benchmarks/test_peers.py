"""Peers against numpy and scipy on random values, and the laws that groups, divisors and distances keep."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from benchmark_frames import fact, facts, indicators, report, reports
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.benchmarks import compare_regions
from transforms.catalog.indicators import load_catalogue
from transforms.catalog.peers import load_peers, read_peer_choices

CODES = [f"99012110{number}" for number in range(10)] + [f"9901211{number}" for number in range(10, 40)]


def named(**changes: Any) -> pl.DataFrame:
    """The indicators of the tests with villages, and a direction or denominator for disputes mediated."""
    rows = indicators()
    extra = rows.filter(indicator_id="dispute.mediators").with_columns(
        indicator_id=pl.lit("context.villages"), unit_family=pl.lit("place")
    )
    changed = [
        pl.when(pl.col("indicator_id") == "dispute.mediated").then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
        for name, value in changes.items()
    ]
    return pl.concat([rows.with_columns(changed), extra])


def placed(number: int, province: str = "云泽省", **changes: Any) -> dict[str, Any]:
    name = f"镇{number:03d}"
    return report(
        name,
        2022,
        current_region_code=CODES[number],
        region_code=CODES[number],
        region_path=f"{province}/澄川市/青岚县/{name}",
        region_state="resolved",
        **changes,
    )


def villages(number: int, count: float, **changes: Any) -> dict[str, Any]:
    return fact(
        f"镇{number:03d}",
        2022,
        count,
        indicator_id="context.villages",
        unit="个",
        unit_kind="place",
        mention_start=90,
        mention_end=92,
        **changes,
    )


def towns(values: list[float], **changes: Any) -> list[dict[str, Any]]:
    return [fact(f"镇{number:03d}", 2022, value, **changes) for number, value in enumerate(values)]


def compare(fact_rows: list[dict[str, Any]], report_rows: list[dict[str, Any]], **given_: Any) -> pl.DataFrame:
    return compare_regions(facts(*fact_rows), reports(*report_rows), given_.pop("catalogue", named()), **given_)


def population(numbers: dict[int, float]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "region_code": [CODES[number] for number in numbers],
            "report_year": pl.Series([2022] * len(numbers), dtype=pl.Int32),
            "measure": ["population"] * len(numbers),
            "value": list(numbers.values()),
        }
    )


GROUP = st.lists(st.integers(0, 400).map(float), min_size=10, max_size=30)


@settings(max_examples=30, deadline=None)
@given(GROUP, st.sampled_from(("higher", "lower")))
def test_statistics_are_those_of_numpy_and_scipy(values: list[float], direction: str) -> None:
    frame = compare(
        towns(values), [placed(number) for number in range(len(values))], catalogue=named(better_direction=direction)
    ).filter(peer_kind="level", basis="reported")
    quartiles = np.percentile(values, [25, 50, 75])
    deviation = stats.median_abs_deviation(values, scale="normal")
    for value, row in zip(values, frame.iter_rows(named=True), strict=True):
        assert row["value"] == value
        assert [row["peer_lower_quartile"], row["peer_median"], row["peer_upper_quartile"]] == pytest.approx(quartiles)
        assert row["percentile_rank"] == pytest.approx(stats.percentileofscore(values, value, kind="mean"))
        if deviation == 0:
            assert row["robust_z"] is None
        else:
            assert row["robust_z"] == pytest.approx((value - quartiles[1]) / deviation)
        missing = quartiles[2] - value if direction == "higher" else value - quartiles[0]
        assert row["distance_to_best_quarter"] == pytest.approx(max(0.0, missing))


@settings(max_examples=30, deadline=None)
@given(GROUP)
def test_turning_values_and_direction_round_keeps_the_distance(values: list[float]) -> None:
    rows = [placed(number) for number in range(len(values))]
    up = compare(towns(values), rows, catalogue=named(better_direction="higher"))
    down = compare(towns([-value for value in values]), rows, catalogue=named(better_direction="lower"))
    assert up["distance_to_best_quarter"].to_list() == pytest.approx(down["distance_to_best_quarter"].to_list())


@settings(max_examples=30, deadline=None)
@given(GROUP, st.integers(-400, -1).map(float))
def test_a_worse_peer_never_adds_to_the_distance_nor_lowers_a_percentile(values: list[float], worst: float) -> None:
    def of(those: list[float]) -> pl.DataFrame:
        rows = [placed(number) for number in range(len(those))]
        frame = compare(towns(those), rows, catalogue=named(better_direction="higher"))
        return frame.filter(peer_kind="level")

    before, after = of(values), of([*values, worst])[: len(values)]
    for column, sign in (("percentile_rank", 1), ("distance_to_best_quarter", -1)):
        for old, new in zip(before[column], after[column], strict=True):
            assert sign * (new - old) >= -1e-9


@settings(max_examples=20, deadline=None)
@given(GROUP, st.sampled_from((2.0, 10_000.0)))
def test_scaling_a_unit_changes_no_rank_and_no_z(values: list[float], factor: float) -> None:
    rows = [placed(number) for number in range(len(values))]
    one, other = (compare(towns([f * value for value in values]), rows) for f in (1.0, factor))
    assert one["percentile_rank"].to_list() == other["percentile_rank"].to_list()
    assert one["robust_z"].to_list() == pytest.approx(other["robust_z"].to_list())


def test_below_ten_units_there_is_no_rank_but_n_median_and_quartiles():
    frame = compare(
        towns([1, 2, 3, 4]), [placed(number) for number in range(4)], catalogue=named(better_direction="higher")
    )
    row = frame.row(0, named=True)
    assert (row["percentile_rank"], row["robust_z"], row["distance_to_best_quarter"]) == (None, None, None)
    assert (row["peer_count"], row["peer_median"], row["peer_lower_quartile"]) == (4, 2.5, 1.75)
    assert frame["peer_kind"].unique().to_list() == ["level"]


def test_a_province_is_a_group_from_ten_values_on_and_else_gives_way():
    rows = [placed(number, "云泽省" if number < 12 else "海川省") for number in range(20)]
    frame = compare(towns([float(number) for number in range(20)]), rows)
    assert frame.group_by("peer_group").len().sort("peer_group").rows() == [("town", 20), ("town/云泽省", 12)]
    finest = frame.filter("is_finest")
    assert finest["issuer"].n_unique() == finest.height == 20
    assert finest.filter(peer_group="town").height == 8


def test_size_classes_come_from_villages_of_the_report_and_the_bounds_belong_below():
    counts = [10.0] * 11 + [11.0] * 10 + [26.0] * 3
    rows = [placed(number) for number in range(24)]
    values = towns([float(number) for number in range(24)]) + [villages(n, count) for n, count in enumerate(counts)]
    frame = compare(values, rows).filter(
        indicator_id="dispute.mediated", basis="reported", peer_kind="level_province_size"
    )
    assert dict(frame.group_by("peer_group").len().iter_rows()) == {
        "town/云泽省/villages ≤10": 11,
        "town/云泽省/villages >10 ≤25": 10,
    }


def test_counts_are_divided_by_villages_and_people_and_rates_are_not():
    rows = [placed(0), placed(1)]
    values = [
        *towns([30, 60]),
        *towns(
            [90, 80],
            indicator_id="dispute.success_rate",
            unit="%",
            unit_kind="percent",
            mention_start=50,
            mention_end=52,
        ),
        villages(0, 15),
    ]
    frame = compare(values, rows, region_years=population({0: 20_000.0, 1: 30_000.0}))
    columns = ("issuer", "basis", "value", "denominator", "denominator_origin", "denominator_start")
    counts = frame.filter(indicator_id="dispute.mediated").select(columns).rows()
    assert sorted(counts) == [
        ("镇000", "per_10k_people", 15.0, 2.0, "region_year", None),
        ("镇000", "per_village", 2.0, 15.0, "same_report", 90),
        ("镇000", "reported", 30.0, None, None, None),
        ("镇001", "per_10k_people", 20.0, 3.0, "region_year", None),
        ("镇001", "reported", 60.0, None, None, None),
    ]
    assert set(frame.filter(indicator_id="dispute.success_rate")["basis"]) == {"reported"}
    assert set(frame.filter(indicator_id="context.villages")["basis"]) == {"reported"}


def test_the_table_of_the_user_goes_before_the_report():
    supplied = population({0: 20.0}).with_columns(measure=pl.lit("villages"))
    frame = compare([*towns([60]), villages(0, 15)], [placed(0)], region_years=supplied).filter(basis="per_village")
    assert frame.select("value", "denominator_origin").rows() == [(3.0, "region_year")]


def test_bounds_are_divided_by_the_bounds_of_the_denominator():
    about = villages(0, 20, value_low=18.0, value_high=22.0, qualifier="about")
    over = fact("镇000", 2022, 90, value_low=90.0, value_high=99.0, qualifier="at_least")
    frame = compare([over, about], [placed(0)], catalogue=named(denominator="dispute.mediators"))
    row = frame.filter(basis="per_village").row(0, named=True)
    assert (row["value"], row["value_low"]) == (4.5, pytest.approx(90 / 22))
    assert row["funnel_centre"] is None


def test_a_count_is_divided_by_its_own_denominator_of_the_same_report():
    mediators = towns(
        [4, 0], indicator_id="dispute.mediators", unit="人", unit_kind="person", mention_start=70, mention_end=72
    )
    frame = compare(
        [*towns([30, 60]), *mediators], [placed(0), placed(1)], catalogue=named(denominator="dispute.mediators")
    ).filter(basis="per_case")
    assert frame.select("issuer", "value", "denominator_id", "denominator_start").rows() == [
        ("镇000", 7.5, "dispute.mediators", 70)
    ]


def test_departments_are_not_divided_by_the_people_of_their_county():
    rows = [placed(0, level="department")]
    frame = compare(towns([30], level="department"), rows, region_years=population({0: 20_000.0}))
    assert frame["basis"].to_list() == ["reported"]


def test_groups_of_users_hold_members_by_code_and_by_name_also_across_levels():
    choices = read_peer_choices(
        f"沿江:\n  name_en: By the river\n  members: [{CODES[0]}, 镇001, 青岚局]\n", frozenset(CODES)
    )
    rows = [placed(0), placed(1), placed(2), report("青岚局", 2022, level="department", current_region_code=CODES[2])]
    values = [*towns([10, 20, 30]), fact("青岚局", 2022, 99, level="department")]
    frame = compare(values, rows, choices=choices).filter(peer_kind="own_choice")
    assert frame.select("issuer", "peer_group", "peer_count", "peer_median").rows() == [
        ("青岚局", "沿江", 3, 20.0), ("镇000", "沿江", 3, 20.0), ("镇001", "沿江", 3, 20.0),
    ]  # fmt: skip
    assert not frame["is_finest"].any()


def test_silence_is_counted_in_every_group():
    rows = [placed(number) for number in range(12)] + [placed(12, "海川省")]
    values = [*towns([float(number) for number in range(10)]), fact("镇010", 2022, 5, period="截至11月")]
    frame = compare(values, rows)
    counts = ("peer_group", "peer_count", "peer_partial_count", "peer_silent_count")
    assert sorted(frame.select(counts).unique().rows()) == [("town", 10, 1, 2), ("town/云泽省", 10, 1, 1)]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("- a", "no list of groups by name"),
        ("甲: {members: [x]}", "甲: has fewer than two members"),
        ("甲: {members: [x, x]}", "甲: x stands twice"),
        ("甲: {members: [x, '123']}", "123 is no code of dim_region"),
        ("甲: {members: x}", "甲: has no list of members"),
        ("甲: {members: [x, y], colour: red}", "unknown key 'colour'"),
        ("甲/乙: {members: [x, y]}", "holds no /"),
        ("甲: [", "while parsing"),
    ],
)
def test_a_faulty_file_of_peers_is_refused_with_the_fault(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_peer_choices(text, frozenset(CODES))


def test_denominators_of_the_catalogue_are_indicators_or_what_users_may_supply():
    catalogue = load_catalogue()
    supplied = {"population", "households", "villages", "market_entities", "staff"}
    for entry in catalogue.values():
        assert entry["denominator"] is None or entry["denominator"] in {*catalogue, *supplied}
    assert set(load_peers().measure_indicators.values()) <= set(catalogue)
