"""What a comparison shows, for one unit and for many."""

from __future__ import annotations

import pytest
from benchmark_frames import fact, indicators, report
from chart_frames import values
from chart_parts import layers, rows, words
from picture_texts import text_boxes

from transforms.charts import Comparison, draw_comparison

COUNT = "dispute.mediated"
COMPARISON = Comparison(COUNT, "town", 2022)


def towns(count, value=lambda number: 10.0 * number + 10):
    return [fact(f"第{number:03d}镇", 2022, value(number)) for number in range(count)]


def drawn(frame, comparison=COMPARISON):
    return draw_comparison(frame, indicators(), comparison).to_dict()


def row_names(specification):
    """Units from top to bottom."""
    return layers(specification, "point")[0]["encoding"]["y"]["scale"]["domain"]


def median_of(specification):
    return rows(specification, layers(specification, "rule")[0])[0]["median"]


def test_units_stand_in_the_order_of_their_values_and_ties_by_name():
    frame = values([fact("甲镇", 2022, 5), fact("乙镇", 2022, 50), fact("丙镇", 2022, 5)])
    assert row_names(drawn(frame)) == ["乙镇", "丙镇", "甲镇"]


def test_title_subtitle_and_axis_name_level_year_unit_and_n():
    found = drawn(values(towns(3)))
    assert words(found)["title"] == "2022年乡镇比较：调解矛盾纠纷件数"
    assert "towns and townships compared, 2022" in words(found)["subtitle"]
    assert "n = 3" in words(found)["subtitle"]
    assert layers(found, "point")[0]["encoding"]["x"]["title"] == "2022年数值（件） Value in 2022 (cases)"


def test_the_median_is_that_of_the_units_with_a_value():
    specification = drawn(values(towns(4), [report("乙镇", 2022)]))
    assert median_of(specification) == 25
    assert any(
        "25" in row.get("words", "") for layer in layers(specification, "text") for row in rows(specification, layer)
    )


def test_silent_units_are_named_and_have_no_row():
    frame = values([*towns(3), fact("丙镇", 2022, 5, period="截至11月")], [report("乙镇", 2022), report("甲镇", 2022)])
    specification = drawn(frame)
    subtitle = words(specification)["subtitle"]
    assert "2 silent, which is not zero：乙镇、甲镇" in subtitle
    assert "1 without a comparable whole-year value：丙镇" in subtitle
    assert not {"甲镇", "乙镇", "丙镇"} & set(row_names(specification))


def test_nobody_silent_is_said_too():
    assert "no other report of this level is silent" in words(drawn(values(towns(3))))["subtitle"]


def test_more_silent_units_than_fit_are_counted():
    frame = values(towns(3), [report(f"沉默{number:03d}镇", 2022) for number in range(80)])
    subtitle = words(drawn(frame))["subtitle"]
    assert "80 silent" in subtitle
    assert "等" in subtitle
    assert "沉默079镇" not in subtitle


def test_above_forty_units_only_the_ends_are_drawn_and_it_is_said():
    specification = drawn(values(towns(57)))
    names = row_names(specification)
    assert len(names) == 41
    assert names[0] == "第056镇"
    assert names[-1] == "第000镇"
    assert "17" in names[20]
    assert "only the 20 highest and 20 lowest are drawn" in words(specification)["subtitle"]
    assert "n = 57" in words(specification)["subtitle"]
    assert median_of(specification) == 290


def test_other_levels_years_and_indicators_stay_out():
    frame = values(
        [
            *towns(3),
            fact("甲镇", 2021, 999),
            fact("乙镇", 2022, 999, indicator_id="dispute.mediators"),
        ]
    )
    assert set(row_names(drawn(frame))) == {"第000镇", "第001镇", "第002镇"}


def test_bounds_are_bars_and_open_ends_arrows_to_the_side():
    frame = values(
        [
            fact("甲镇", 2022, 300, value_high=400.0, qualifier="at_least"),
            fact("乙镇", 2022, 300, value_high=None, qualifier="at_least"),
            fact("丙镇", 2022, 300),
        ]
    )
    specification = drawn(frame)
    shapes = {layer["mark"].get("shape"): layer for layer in layers(specification, "point")}
    assert [row["unit"] for row in rows(specification, shapes["triangle-right"])] == ["乙镇"]
    bars = [layer for layer in layers(specification, "rule") if layer["encoding"].get("x2", {}).get("field") == "high"]
    assert [(row["unit"], row["low"], row["high"]) for row in rows(specification, bars[0])] == [("甲镇", 300, 400)]


def test_nothing_to_draw_is_said():
    with pytest.raises(ValueError, match="no comparable value"):
        drawn(values(towns(3)), Comparison(COUNT, "town", 1999))


def test_the_same_values_give_the_same_chart():
    frame = values(towns(5))
    assert drawn(frame) == drawn(frame.reverse())


@pytest.mark.parametrize(
    "rows_",
    [
        towns(1),
        towns(1, lambda number: 0.0),
        towns(40, lambda number: 1_234.0 * number),
        towns(50, lambda number: 5.0),
        [fact("很" * 70, 2022, 3), fact("ABC-" * 30, 2022, 900_000), fact("硚口", 2022, 0)],
        [fact("甲镇", 2022, 5, value_low=None, value_high=5.0, qualifier="at_most"), fact("乙镇", 2022, 6)],
    ],
    ids=["one", "zero", "forty", "ties", "long names", "open below"],
)
def test_all_words_stand_inside_the_picture_and_names_apart(rows_):
    width, height, boxes = text_boxes(draw_comparison(values(rows_), indicators(), COMPARISON))
    for box in boxes:
        assert box.left >= 0, box
        assert box.right <= width, box
        assert box.top >= 0, box
        assert box.bottom <= height, box
    clashes = [(one.text, other.text) for one in boxes for other in boxes if one is not other and one.overlaps(other)]
    assert clashes == []
