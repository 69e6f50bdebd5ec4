"""What a trend shows, and what it must not pretend."""

from __future__ import annotations

import pytest
from benchmark_frames import fact, indicators, report
from chart_frames import offender, series, values
from chart_parts import layers, rows, words
from picture_texts import text_boxes

from transforms.charts import Trend, describe_trend, draw_trend

COUNT, RATE, FINES = "dispute.mediated", "dispute.success_rate", "enforcement.fine_amount"


def drawn(frame, indicator_id=COUNT, unit="柳溪镇"):
    return draw_trend(frame, indicators(), Trend(indicator_id, unit)).to_dict()


def points_of(specification):
    return [row for layer in layers(specification, "point") for row in rows(specification, layer) if "clause" in row]


def labels_of(specification):
    return {
        row["label"] for layer in layers(specification, "text") for row in rows(specification, layer) if "label" in row
    }


def test_title_and_subtitle_say_what_who_when_and_how_many():
    found = words(drawn(values(series("柳溪镇", {2020: 5, 2021: 7, 2022: 6}))))
    assert found["title"] == "柳溪镇：调解矛盾纠纷件数（2020—2022年）"
    assert "Disputes mediated, 2020–2022" in found["subtitle"]
    assert "n = 3" in found["subtitle"]
    assert "来源" in found["notes"]
    assert "Source" in found["notes"]


def test_axes_name_unit_and_year():
    layer = layers(drawn(values(series("柳溪镇", {2021: 5, 2022: 7}))), "line")[0]["encoding"]
    assert layer["y"]["title"] == "数值（件） Value (cases)"
    assert layer["x"]["title"] == "报告年度（年） Report year"


def test_money_is_drawn_in_the_magnitude_the_axis_names():
    specification = drawn(
        values(series("柳溪镇", {2021: 13_500, 2022: 1_864_000}, indicator_id=FINES, unit="元")), FINES
    )
    assert "万元" in layers(specification, "line")[0]["encoding"]["y"]["title"]
    assert [point["value"] for point in points_of(specification)] == [1.35, 186.4]
    assert labels_of(specification) == {"1.35", "186.4"}


def test_counts_start_at_zero_and_rates_say_when_they_do_not():
    counts = drawn(values(series("柳溪镇", {2021: 500, 2022: 510})))
    assert layers(counts, "line")[0]["encoding"]["y"]["scale"]["domain"][0] == 0
    assert "不从零开始" not in words(counts)["notes"]
    rates = drawn(values(series("柳溪镇", {2021: 97.5, 2022: 98.0}, indicator_id=RATE, unit="%")), RATE)
    assert layers(rates, "line")[0]["encoding"]["y"]["scale"]["domain"][0] > 90
    assert "不从零开始" in words(rates)["notes"]
    assert labels_of(rates) == {"97.5%", "98%"}


def test_a_rate_has_no_ticks_above_one_hundred():
    rates = drawn(values(series("柳溪镇", {2021: 100, 2022: 100}, indicator_id=RATE, unit="%")), RATE)
    assert max(layers(rates, "line")[0]["encoding"]["y"]["axis"]["values"]) == 100


def test_the_line_does_not_bridge_a_missing_year():
    frame = values(
        [*series("柳溪镇", {2018: 5, 2019: 6, 2022: 7, 2023: 8}), fact("柳溪镇", 2021, 3, period="截至6月")],
        [report("柳溪镇", 2020)],
    )
    specification = drawn(frame)
    segments = {point["year"]: point["segment"] for point in points_of(specification)}
    assert segments["2018"] == segments["2019"] != segments["2022"] == segments["2023"]
    assert layers(specification, "line")[0]["encoding"]["x"]["scale"]["domain"] == [
        str(year) for year in range(2018, 2024)
    ]


def test_a_year_without_value_says_why():
    frame = values(
        [
            *series("柳溪镇", {2018: 5, 2022: 7}),
            fact("柳溪镇", 2021, 3, period="截至6月"),
            fact("柳溪镇", 2020, 3, indicator_id="dispute.mediators"),
        ]
    )
    specification = drawn(frame)
    gaps = {
        row["year"]: row["why"].split("\n")[0]
        for layer in layers(specification, "text")
        for row in rows(specification, layer)
        if "why" in row
    }
    assert gaps == {"2019": "无可比报告", "2020": "未提及", "2021": "无全年数值"}


def test_bounds_are_a_band_and_a_bar():
    frame = values(
        [fact("柳溪镇", 2021, 300), fact("柳溪镇", 2022, 300, value_high=400.0, qualifier="at_least", mention_start=30)]
    )
    specification = drawn(frame)
    band = rows(specification, layers(specification, "area")[0])
    assert [(row["low"], row["high"]) for row in band] == [(300, 300), (300, 400)]
    assert [row["year"] for row in rows(specification, layers(specification, "rule")[0])] == ["2022"]
    assert labels_of(specification) == {"300", "≥300"}
    assert "范围" in words(specification)["notes"]


def test_exact_values_have_neither_band_nor_bar_nor_note():
    specification = drawn(values(series("柳溪镇", {2021: 5, 2022: 7})))
    assert layers(specification, "area") == layers(specification, "rule") == []
    assert "范围" not in words(specification)["notes"]


@pytest.mark.parametrize(
    ("bounds", "qualifier", "shape", "label"),
    [
        ({"value_low": 300.0, "value_high": None}, "at_least", "triangle-up", "≥300"),
        ({"value_low": None, "value_high": 300.0}, "at_most", "triangle-down", "≤300"),
    ],
)
def test_an_open_end_is_an_arrow_and_never_a_band(bounds, qualifier, shape, label):
    frame = values(
        [
            fact("柳溪镇", 2021, 300, value_low=270.0, value_high=330.0, qualifier="about"),
            fact("柳溪镇", 2022, 300, qualifier=qualifier, mention_start=30, **bounds),
        ]
    )
    specification = drawn(frame)
    assert [row["year"] for row in rows(specification, layers(specification, "area")[0])] == ["2021"]
    arrow = [layer for layer in layers(specification, "point") if layer["mark"].get("shape") == shape]
    assert [row["year"] for row in rows(specification, arrow[0])] == ["2022"]
    assert label in labels_of(specification)
    assert "箭头" in words(specification)["notes"]


def test_doubts_are_marked_with_their_reason_and_the_sentence_is_quoted():
    rows_ = series("柳溪镇", {2020: 5, 2021: 6, 2022: 7})
    rows_[1]["has_conflict"] = True
    frame = values(rows_, clauses={"柳溪镇-2020": "调处口角五起"}, offenders=offender("柳溪镇-2022", 10, "R04"))
    specification = drawn(frame)
    flags = {point["year"]: point["tip_flag"] for point in points_of(specification)}
    assert flags["2020"].startswith("无")
    assert "不同数值" in flags["2021"]
    assert "R04" in flags["2022"]
    diamonds = [layer for layer in layers(specification, "point") if layer["mark"].get("shape") == "diamond"]
    assert [row["year"] for row in rows(specification, diamonds[0])] == ["2021", "2022"]
    assert "存疑" in words(specification)["notes"]
    assert "调处口角五起" in {point["clause"] for point in points_of(specification)}
    assert "clause" in {field["field"] for field in diamonds[0]["encoding"]["tooltip"]}


def test_other_units_and_other_indicators_stay_out():
    frame = values(
        series("柳溪镇", {2021: 5, 2022: 7})
        + series("古渡镇", {2021: 50, 2022: 70})
        + series("柳溪镇", {2021: 9, 2022: 9}, indicator_id="dispute.mediators", mention_start=40)
    )
    assert [point["value"] for point in points_of(drawn(frame))] == [5, 7]


def test_nothing_to_draw_is_said_with_names():
    frame = values(series("柳溪镇", {2021: 5}))
    with pytest.raises(ValueError, match=r"dispute\.mediated for 古渡镇"):
        drawn(frame, unit="古渡镇")
    with pytest.raises(ValueError, match=r"no\.such"):
        drawn(frame, indicator_id="no.such")


def test_a_single_year_is_not_called_a_range():
    frame = values(series("柳溪镇", {2021: 5}))
    assert describe_trend(frame, indicators(), Trend(COUNT, "柳溪镇")).zh == "柳溪镇：调解矛盾纠纷件数（2021年）"


def test_the_same_values_give_the_same_chart():
    frame = values(series("柳溪镇", {2021: 5, 2022: 7}))
    assert drawn(frame) == drawn(frame.reverse())


LONG = "云泽省澄川市青岚县柳溪镇综合行政执法与应急管理办公室（法治建设领导小组办公室）"


@pytest.mark.parametrize(
    ("unit", "by_year"),
    [
        ("柳溪镇", {2022: 0}),
        ("柳溪镇", {2021: 999_999, 2022: 999_998}),
        (LONG, {2014 + number: 123_456 * ((number * 7) % 5 + 1) for number in range(11)}),
        ("柳溪镇", {2005: 3, 2024: 812_345}),
        ("柳溪镇", {2021: 5, 2022: 100_000, 2023: 7, 2024: 100_000, 2025: 4}),
    ],
)
def test_all_words_stand_inside_the_picture_and_labels_apart(unit, by_year):
    frame = values(series(unit, by_year))
    width, height, boxes = text_boxes(draw_trend(frame, indicators(), Trend(COUNT, unit)))
    for box in boxes:
        assert box.left >= 0, box
        assert box.right <= width, box
        assert box.top >= 0, box
        assert box.bottom <= height, box
    clashes = [(one.text, other.text) for one in boxes for other in boxes if one is not other and one.overlaps(other)]
    assert clashes == []
