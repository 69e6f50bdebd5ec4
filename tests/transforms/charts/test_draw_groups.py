"""Slopes, panels and funnels: who is drawn, what is said, and that words neither touch nor leave the picture."""

from __future__ import annotations

from itertools import pairwise

import polars as pl
import pytest
from benchmark_frames import fact, facts, indicators, report, reports
from chart_frames import mentions, series, values
from chart_parts import layers, rows, words
from hypothesis import given
from hypothesis import strategies as st
from picture_texts import text_boxes

from transforms.benchmarks import compare_regions
from transforms.charts import (
    Funnel,
    Panels,
    Slope,
    choose_funnels,
    choose_panels,
    choose_slopes,
    draw_funnel,
    draw_panels,
    draw_slope,
    quote_values,
)
from transforms.charts.label_places import spread_apart

COUNT, RATE = "dispute.mediated", "dispute.success_rate"
SLOPE = Slope(COUNT, "town", 2021, 2022)


def pairs(changes: list[tuple[float, float]]) -> list[dict[str, object]]:
    return [
        row
        for place, (before, after) in enumerate(changes)
        for row in series(f"镇{place:03d}", {2021: before, 2022: after})
    ]


def stand_apart(chart: object) -> None:
    """Every word inside the picture, none on another."""
    width, height, boxes = text_boxes(chart)
    for box in boxes:
        assert box.left >= 0, box
        assert box.right <= width, box
        assert box.top >= 0, box
        assert box.bottom <= height, box
    assert [
        (one.text, other.text) for one in boxes for other in boxes if one is not other and one.overlaps(other)
    ] == []


def labels_of(specification: dict[str, object], year: str) -> list[str]:
    found = [row for layer in layers(specification, "text") for row in rows(specification, layer)]
    return list(dict.fromkeys(row["label"] for row in found if row.get("year") == year))


def test_a_slope_joins_matched_units_only_and_counts_the_others():
    frame = values([*pairs([(100, 120), (50, 40), (7, 7)]), fact("丙镇", 2022, 5)])
    specification = draw_slope(frame, indicators(), SLOPE).to_dict()
    assert words(specification)["title"] == "2021—2022年乡镇：调解矛盾纠纷件数"
    assert "n = 3; 1 with only one" in words(specification)["subtitle"]
    assert "1 rise (solid), 1 fall (dashed)" in words(specification)["subtitle"]
    # A base of 7 has no percentage.
    assert labels_of(specification, "2022") == ["镇000 120 (+20.0%)", "镇001 40 (−20.0%)", "镇002 7"]


def test_a_label_that_moved_away_is_joined_to_its_point():
    specification = draw_slope(values(pairs([(5, 5)] * 6)), indicators(), SLOPE).to_dict()
    left, right = layers(specification, "rule")
    for layer in (left, right):
        joined = rows(specification, layer)
        assert {row["value"] for row in joined} == {5.0}
        assert len({row["label_at"] for row in joined}) == 6
    assert left["mark"]["x2Offset"] < 0 < right["mark"]["x2Offset"]


def test_rises_and_falls_are_those_of_all_matched_units_not_of_those_drawn():
    frame = values(pairs([(100.0, 100.0 + place) for place in range(30)]))
    said = words(draw_slope(frame, indicators(), SLOPE).to_dict())["subtitle"]
    assert "of these 29 rise (solid), 0 fall (dashed), 1 are unchanged" in said


def test_falling_lines_are_dashed_and_rates_change_in_points():
    frame = values(
        series("甲镇", {2021: 90.0, 2022: 92.5}, indicator_id=RATE, unit="%", unit_kind="percent")
        + series("乙镇", {2021: 90.0, 2022: 80.0}, indicator_id=RATE, unit="%", unit_kind="percent")
    )
    specification = draw_slope(frame, indicators(), Slope(RATE, "town", 2021, 2022)).to_dict()
    dashes = {
        layer["mark"]["strokeDash"][0] > 1: rows(specification, layer)[0]["unit"]
        for layer in layers(specification, "line")
    }
    assert dashes == {False: "甲镇", True: "乙镇"}
    assert "甲镇 92.5% (+2.5pp)" in labels_of(specification, "2022")


def test_a_change_of_law_between_the_years_is_said():
    catalogue = indicators().with_columns(
        indicator_id=pl.col("indicator_id").replace({"dispute.mediators": "recon.received"})
    )
    rows_ = [
        row for name in ("甲镇", "乙镇") for row in series(name, {2023: 30, 2024: 90}, indicator_id="recon.received")
    ]
    report_rows = [report(row["issuer"], row["report_year"]) for row in rows_]
    frame = quote_values(facts(*rows_), reports(*report_rows), catalogue, mentions(rows_))
    specification = draw_slope(frame, catalogue, Slope("recon.received", "town", 2023, 2024)).to_dict()
    assert "do not compare directly" in words(specification)["notes"]


def test_only_those_that_changed_most_are_drawn_and_it_is_said():
    frame = values(pairs([(100.0, 100.0 + place) for place in range(30)]))
    specification = draw_slope(frame, indicators(), SLOPE).to_dict()
    assert "only the 20 that changed most are drawn" in words(specification)["subtitle"]
    names = {row["unit"] for layer in layers(specification, "point") for row in rows(specification, layer)}
    assert names == {f"镇{place:03d}" for place in range(10, 30)}


@pytest.mark.parametrize(
    "changes", [[(10, 12)], [(5, 5)] * 20, [(0, 900_000), (1, 0)], [(n, 2 * n) for n in range(20)]]
)
def test_words_of_a_slope_stand_apart(changes):
    stand_apart(draw_slope(values(pairs(changes)), indicators(), SLOPE))


def test_no_matched_unit_is_an_error():
    with pytest.raises(ValueError, match="no unit gives"):
        draw_slope(values([fact("甲镇", 2022, 5)]), indicators(), SLOPE)


def test_slopes_need_three_matched_units_and_the_latest_come_first():
    frame = values([row for name in "甲乙丙" for row in series(f"{name}镇", {2020: 1, 2021: 2, 2022: 3})])
    assert choose_slopes(frame, indicators(), 9) == (Slope(COUNT, "town", 2021, 2022), Slope(COUNT, "town", 2020, 2021))
    assert choose_slopes(values(pairs([(1, 2), (3, 4)])), indicators(), 9) == ()


def panels_of(specification):
    return [panel for row in specification["vconcat"][0]["vconcat"] for panel in row["hconcat"]]


def test_a_panel_a_unit_on_one_scale_at_most_twelve():
    frame = values([row for place in range(15) for row in series(f"镇{place:03d}", {2021: place, 2022: place + 1})])
    specification = draw_panels(frame, indicators(), Panels(COUNT, "town")).to_dict()
    drawn = panels_of(specification)
    assert len(drawn) == 12
    domains = {str(layer["encoding"]["y"]["scale"]["domain"]) for panel in drawn for layer in panel["layer"]}
    assert len(domains) == 1
    assert "15 units with two years or more, 12 shown" in words(specification)["subtitle"]


def test_a_missing_year_breaks_the_line_of_a_panel():
    frame = values([*series("甲镇", {2020: 1, 2022: 3}), *series("乙镇", {2020: 1, 2021: 2})])
    specification = draw_panels(frame, indicators(), Panels(COUNT, "town")).to_dict()
    segments = {
        row["segment"]
        for panel in panels_of(specification)
        for layer in panel["layer"]
        for row in specification["datasets"][layer["data"]["name"]]
        if row.get("unit") == "甲镇"
    }
    assert segments == {0, 1}


def test_words_of_panels_stand_apart():
    rows_ = [
        row for place in range(7) for row in series(f"很长的名字镇{place:03d}", {2021: 9, 2022: 400 * place, 2023: 7})
    ]
    stand_apart(draw_panels(values(rows_), indicators(), Panels(COUNT, "town")))


def test_panels_need_units_of_two_years():
    assert choose_panels(values([fact(f"{name}镇", 2022, 1) for name in "甲乙丙"]), indicators(), 9) == ()
    with pytest.raises(ValueError, match="in two years"):
        draw_panels(values([fact("甲镇", 2022, 1)]), indicators(), Panels(COUNT, "town"))


def rates(pairs_: list[tuple[float, float]]) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """mart_benchmark, quoted values and catalogue of towns with a rate and the cases it is a share of."""
    catalogue = indicators().with_columns(
        denominator=pl.when(pl.col("indicator_id") == RATE).then(pl.lit(COUNT)).otherwise(pl.col("denominator"))
    )
    fact_rows, report_rows = [], []
    for place, (rate, cases) in enumerate(pairs_):
        name = f"镇{place:03d}"
        report_rows.append(report(name, 2022))
        fact_rows.append(fact(name, 2022, cases))
        fact_rows.append(
            fact(name, 2022, rate, indicator_id=RATE, unit="%", unit_kind="percent", mention_start=40, mention_end=43)
        )
    parts = facts(*fact_rows), reports(*report_rows), catalogue
    return compare_regions(*parts), quote_values(*parts, mentions(fact_rows)), catalogue


FUNNEL = Funnel(RATE, "reported", "town", 2022)


def test_a_funnel_names_those_outside_and_says_when_units_are_few():
    benchmarks, quoted, catalogue = rates([(100.0, 5), (95.0, 400), (95.5, 380), (80.0, 300)])
    specification = draw_funnel(benchmarks, quoted, catalogue, FUNNEL).to_dict()
    named = {row["unit"] for layer in layers(specification, "text") for row in rows(specification, layer)}
    # 5 of 5 is chance; 80 % of 300 is not.
    assert named >= {"镇003"}
    assert "镇000" not in named
    assert "Only 4 units" in words(specification)["notes"]
    assert "n = 4" in words(specification)["subtitle"]
    positions = {
        row["unit"]: row["position"] for layer in layers(specification, "point") for row in rows(specification, layer)
    }
    assert "inside" in positions["镇000"]
    assert "below the 99.8 % limit" in positions["镇003"]


def test_the_limits_of_a_funnel_close_with_size_and_dots_carry_their_sentence():
    benchmarks, quoted, catalogue = rates([(90.0, 20), (92.0, 100), (91.0, 300)])
    specification = draw_funnel(benchmarks, quoted, catalogue, FUNNEL).to_dict()
    curve = rows(specification, layers(specification, "area")[1])
    widths = [row["high"] - row["low"] for row in curve if row["size"] > 30]
    assert widths[0] > widths[-1] > 0
    [dots] = layers(specification, "point")
    assert all(row["clause"] for row in rows(specification, dots))
    assert {"clause", "tip_size", "position"} <= {entry["field"] for entry in dots["encoding"]["tooltip"]}


@pytest.mark.parametrize(
    "pairs_",
    [
        [(100.0, 5)] * 4,
        [(50.0, 10), (99.0, 1000), (1.0, 900)],
        [(0.0, 40), (2.5, 40), (100.0, 3)],
        [(99.0, 2000)] * 3 + [(60.0, 71), (60.5, 120)],
    ],
)
def test_words_of_a_funnel_stand_apart(pairs_):
    benchmarks, quoted, catalogue = rates(pairs_)
    stand_apart(draw_funnel(benchmarks, quoted, catalogue, FUNNEL))


def test_funnels_are_chosen_where_there_are_limits():
    benchmarks, quoted, catalogue = rates([(90.0, 20), (92.0, 100), (91.0, 300)])
    assert choose_funnels(benchmarks, catalogue, 9) == (FUNNEL,)
    with pytest.raises(ValueError, match="no funnel of"):
        draw_funnel(benchmarks, quoted, catalogue, Funnel(RATE, "reported", "town", 1999))


@given(st.lists(st.floats(0, 100), max_size=30), st.floats(0.01, 20))
def test_labels_are_spread_in_order_within_the_ends(places: list[float], gap: float) -> None:
    found = spread_apart(places, gap, (0.0, 100.0))
    assert all(-1e-6 <= place <= 100 + 1e-6 for place in found)
    order = sorted(range(len(places)), key=lambda number: (places[number], number))
    step = min(gap, 100.0 / max(1, len(places) - 1))
    for one, other in pairwise(order):
        assert found[other] - found[one] >= step - 1e-6


@given(st.lists(st.integers(0, 10), max_size=8, unique=True))
def test_labels_that_stand_apart_stay_where_they_are(steps: list[int]) -> None:
    places = [10.0 * step for step in steps]
    assert spread_apart(places, 5.0, (0.0, 100.0)) == pytest.approx(places)
