"""The composite index: scales, means, screening, bands; its parts against scipy.

Not here: the package COINr (`test_index_against_coinr`).
"""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from benchmark_frames import fact, facts, report, reports
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from transforms.benchmarks.index import build_index
from transforms.benchmarks.index.aggregation import rank_descending, score_pillars, score_units
from transforms.benchmarks.index.recipe import Recipe, load_recipe
from transforms.benchmarks.index.scaling import (
    by_deviation,
    by_goalposts,
    by_percentile,
    by_range,
    excess_kurtosis,
    skewness,
    winsorise,
)
from transforms.benchmarks.index.uncertainty import measure_removals, scale_matrix, simulate_ranks
from transforms.catalog.indicators import load_indicators
from transforms.catalog.loading import KnowledgeError, load_knowledge
from warehouse.tables import REGION_YEAR, conform

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), min_size=4, max_size=40)
RECIPE = load_recipe()


@given(VALUES)
def test_skewness_and_kurtosis_are_the_unbiased_ones(values: list[float]) -> None:
    vector = np.array(values)
    if vector.std() < 1e-6 * max(1.0, abs(vector).max()):
        return
    assert skewness(vector) == pytest.approx(stats.skew(vector, bias=False), rel=1e-6, abs=1e-6)
    assert excess_kurtosis(vector) == pytest.approx(stats.kurtosis(vector, bias=False), rel=1e-6, abs=1e-6)


@given(VALUES, st.integers(0, 4))
def test_winsorising_keeps_order_and_limits(values: list[float], most: int) -> None:
    vector = np.array(values)
    drawn = winsorise(vector, 2.0, 3.5, most)
    order = np.argsort(vector, kind="stable")
    assert (np.diff(drawn[order]) >= 0).all()
    if most == 0:
        assert drawn.tolist() == vector.tolist()


@given(VALUES)
def test_percentiles_are_those_of_mean_ranks(values: list[float]) -> None:
    vector = np.array(values)
    expected = 100 * (stats.rankdata(vector, "average") - 1) / (len(values) - 1)
    assert by_percentile(vector, 1) == pytest.approx(expected)
    assert by_percentile(vector, -1) == pytest.approx(100 - expected)


@given(VALUES, st.floats(0.01, 1000))
def test_a_change_of_unit_changes_no_scaled_value(values: list[float], factor: float) -> None:
    vector = np.array(values)
    for scale in (by_percentile, by_range, by_deviation):
        if len(set((vector * factor).tolist())) == len(set(values)):
            assert scale(vector * factor, 1) == pytest.approx(scale(vector, 1), abs=1e-6)


@given(VALUES)
def test_a_worse_peer_never_lowers_a_percentile(values: list[float]) -> None:
    vector = np.array(values)
    with_worse = np.append(vector, vector.min() - 1)
    assert (by_percentile(with_worse, 1)[:-1] >= by_percentile(vector, 1) - 1e-9).all()


def test_missing_values_stay_missing_in_every_scale() -> None:
    vector = np.array([1.0, np.nan, 3.0])
    for scaled in (by_percentile(vector, 1), by_range(vector, 1), by_deviation(vector, 1), by_goalposts(vector, 0, 4)):
        assert np.isnan(scaled).tolist() == [False, True, False]
    assert by_goalposts(np.array([29.0, 30.0, 65.0, 120.0]), 30, 100).tolist() == [0.0, 0.0, 50.0, 100.0]
    assert by_goalposts(np.array([0.0, 15.0, 40.0]), 30, 0).tolist() == [100.0, 50.0, 0.0]


def test_a_pillar_needs_most_of_its_indicators_and_weights_follow_what_is_there() -> None:
    scaled = np.array([[80.0, 40.0, np.nan, 60.0], [80.0, np.nan, np.nan, 60.0]])
    pillars = score_pillars(scaled, np.array([0, 0, 0, 1]), np.ones(4, bool), 2, np.array([1.0, 3.0, 1.0, 1.0]), 0.6)
    assert pillars[0].tolist() == [(80 + 3 * 40) / 4, 60.0]
    assert np.isnan(pillars[1, 0])
    assert pillars[1, 1] == 60.0


def test_geometric_mean_punishes_a_weak_pillar() -> None:
    pillars = np.array([[90.0, 90.0, 0.0], [60.0, 60.0, 60.0]])
    arithmetic = score_units(pillars, np.ones(3), 3, "arithmetic")
    geometric = score_units(pillars, np.ones(3), 3, "geometric")
    assert arithmetic.tolist() == [60.0, 60.0]
    assert geometric[0] < 20 < 59.9 < geometric[1] < 60.1


def test_ranks_share_places() -> None:
    assert rank_descending(np.array([5.0, np.nan, 9.0, 5.0])).tolist()[0] == 2.5


def matrix(units: int, seed: int) -> np.ndarray:
    random = np.random.default_rng(seed)
    values = random.uniform(50, 100, (units, len(RECIPE.ingredients)))
    values[random.uniform(size=values.shape) < 0.1] = np.nan
    return values


def test_the_band_holds_the_rank_and_is_the_same_each_time() -> None:
    values = matrix(30, 1)
    first, second = simulate_ranks(values, RECIPE, 7), simulate_ranks(values, RECIPE, 7)
    assert np.array_equal(first.low, second.low, equal_nan=True)
    assert np.array_equal(first.high, second.high, equal_nan=True)
    known = ~np.isnan(first.median)
    assert known.sum() > 20
    assert (first.low[known] <= first.median[known]).all()
    assert (first.median[known] <= first.high[known]).all()


def test_a_unit_best_in_everything_is_first_in_every_run() -> None:
    values = matrix(20, 2)
    values = np.where(np.isnan(values), 70.0, values)
    for column, ingredient in enumerate(RECIPE.ingredients):
        values[0, column] = 101.0 if ingredient.direction > 0 else 0.0
    band = simulate_ranks(values, RECIPE, 1)
    assert band.low[0] == band.high[0] == 1.0


def test_leaving_out_an_indicator_that_all_share_moves_no_rank() -> None:
    values = np.where(np.isnan(matrix(15, 3)), 70.0, matrix(15, 3))
    values[:, 1] = 5.0
    shifts = measure_removals(values, RECIPE)
    assert set(shifts) == {*RECIPE.pillars, *(ingredient.indicator_id for ingredient in RECIPE.ingredients)}
    assert max(shifts.values()) > 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1000))
def test_scaled_values_lie_between_0_and_100(seed: int) -> None:
    scaled = scale_matrix(matrix(12, seed), RECIPE)
    known = scaled[~np.isnan(scaled)]
    assert known.min() >= 0
    assert known.max() <= 100


@pytest.mark.parametrize(
    ("indicator", "entry", "message"),
    [
        ("enforcement.penalty_cases", {}, "neutral"),
        ("dispute.success_rate", {"per": "dispute.received"}, "is a rate"),
        ("litigation.loss_rate", {"goalposts": [0, 30]}, "against its direction"),
        ("dispute.unheard_of", {}, "no indicator"),
        ("study.leader_sessions", {"share_of": ["dispute.resolved", "dispute.mediated"]}, "is no rate"),
        ("dispute.success_rate", {"share_of": ["dispute.unheard_of", "dispute.mediated"]}, "no indicator"),
    ],
)
def test_a_recipe_that_makes_no_sense_is_refused(indicator: str, entry: dict, message: str) -> None:
    written = {**load_knowledge("index_recipe")}
    written["pillars"] = {"one": {"name_zh": "一", "name_en": "one", "indicators": {indicator: entry}}}
    with pytest.raises(KnowledgeError, match=message):
        load_recipe(written)


def test_recipe_of_the_catalogue_is_read() -> None:
    assert isinstance(RECIPE, Recipe)
    assert len(RECIPE.pillars) == 6
    assert pl.Series([ingredient.indicator_id for ingredient in RECIPE.ingredients]).is_unique().all()


def town_year(issuer: str, **values: float) -> list[dict[str, object]]:
    return [
        fact(issuer, 2023, value, indicator_id=name.replace("__", "."), mention_start=number)
        for number, (name, value) in enumerate(values.items())
    ]


def test_a_rate_that_is_not_stated_follows_from_its_counts() -> None:
    rows = [
        *town_year("甲镇", dispute__resolved=45, dispute__mediated=50),
        *town_year("乙镇", dispute__success_rate=97, dispute__resolved=45, dispute__mediated=50),
        *town_year("丙镇", dispute__resolved=51, dispute__mediated=50),
        *town_year("丁镇", dispute__resolved=45),
    ]
    given = reports(*(report(issuer, 2023) for issuer in ("甲镇", "乙镇", "丙镇", "丁镇")))
    steps = build_index(facts(*rows), given, load_indicators()).steps.filter(indicator_id="dispute.success_rate")
    found = {row["issuer"]: (row["compared_value"], row["denominator_id"]) for row in steps.iter_rows(named=True)}
    assert found == {"甲镇": (90.0, "dispute.mediated"), "乙镇": (97.0, None)}
    assert steps.filter(issuer="甲镇")["value"].to_list() == [45.0]


def test_villages_of_the_table_of_users_go_before_those_of_the_report() -> None:
    rows = [
        *town_year("甲镇", publicity__law_savvy_persons=60, context__villages=20),
        *town_year("乙镇", publicity__law_savvy_persons=60),
        *town_year("丙镇", publicity__law_savvy_persons=60),
    ]
    codes = {"甲镇": "990001", "乙镇": "990002", "丙镇": "990003"}
    given = reports(
        *(report(issuer, 2023, current_region_code=code, region_state="resolved") for issuer, code in codes.items())
    )
    supplied = conform(
        pl.DataFrame(
            [
                {
                    "region_code": code,
                    "report_year": 2023,
                    "measure": "villages",
                    "measure_zh": "村数",
                    "value": value,
                    "unit": "个",
                    "source": "s",
                }
                for code, value in (("990001", 12.0), ("990002", 15.0))
            ],
            schema=REGION_YEAR.schema,
        ),
        REGION_YEAR,
    )
    steps = build_index(facts(*rows), given, load_indicators(), supplied).steps.sort("issuer")
    found = [(row["issuer"], row["compared_value"], row["denominator_origin"]) for row in steps.iter_rows(named=True)]
    assert found == [("乙镇", 4.0, "region_year"), ("甲镇", 5.0, "region_year")]


def test_ten_towns_with_three_pillars_are_ranked_and_nine_are_not() -> None:
    for count, ranked in ((10, 10), (9, 0)):
        names = [f"{letter}镇" for letter in "甲乙丙丁戊己庚辛壬癸"[:count]]
        rows = [
            row
            for place, name in enumerate(names)
            for row in town_year(
                name,
                decision__legality_review_coverage=60 + 4 * place,
                dispute__success_rate=81 + place,
                oversight__reply_rate=82 + place,
            )
        ]
        index = build_index(facts(*rows), reports(*(report(name, 2023) for name in names)), load_indicators()).scores
        assert index["score"].count() == count
        assert index["rank"].count() == ranked
        assert set(index["rank_state"]) == {"ranked" if ranked else "group_too_small"}
