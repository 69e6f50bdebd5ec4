"""The words, numbers and line breaks of charts."""

from __future__ import annotations

import json
from copy import deepcopy

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.catalog.indicators import load_indicators
from transforms.catalog.loading import CATALOG, load_knowledge
from transforms.charts.layout import name_some, text_width, wrap_text
from transforms.charts.magnitude import Magnitude, choose_magnitude, name_unit
from transforms.charts.texts import Text, load_chart_texts
from warehouse.tables.facts import QUALIFIERS
from warehouse.tables.reports import LEVELS

YUAN, CASE = Text("元", "yuan"), Text("件", "cases")


def magnitude(values, measure_type="amount", unit=YUAN):
    return choose_magnitude(values, measure_type, unit, load_chart_texts())


def test_every_unit_family_level_qualifier_and_direction_has_words():
    texts = load_chart_texts()
    assert set(load_indicators()["unit_family"]) <= set(texts.groups["unit_families"])
    assert set(LEVELS) == set(texts.groups["levels"])
    assert set(QUALIFIERS) == set(texts.signs)
    assert set(load_indicators()["better_direction"]) <= set(texts.groups["subtitles"])


@pytest.mark.parametrize("group", ["titles", "notes", "tooltips", "index", "page", "levels"])
def test_the_schema_refuses_a_missing_text_and_a_missing_language(group):
    schema = json.loads((CATALOG / "schemas" / "chart_texts.schema.json").read_text(encoding="utf-8"))
    whole = deepcopy(load_knowledge("chart_texts"))
    jsonschema.validate(whole, schema)
    name = next(iter(whole[group]))
    without_language = deepcopy(whole)
    del without_language[group][name]["en"]
    del whole[group][name]
    for broken in (whole, without_language):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


def test_a_missing_text_is_named():
    with pytest.raises(ValueError, match="unit_families has no entry 'light_year'"):
        name_unit("light_year", [], load_chart_texts())


def test_texts_are_filled_in_each_language():
    filled = Text("{year}年（{unit}）", "{unit}, {year}").fill(year=2022, unit=CASE)
    assert filled == Text("2022年（件）", "cases, 2022")


def test_braces_in_names_are_left_alone():
    assert Text("{unit}", "{unit}").fill(unit="{0}{year}") == Text("{0}{year}", "{0}{year}")


@pytest.mark.parametrize(
    ("values", "unit", "words"),
    [
        ([500.0, 9_000.0], "元", ["500", "9,000"]),
        ([13_500.0, 1_864_000.0], "万元", ["1.35", "186.4"]),
        ([500.0, 1_864_000.0], "元", ["500", "1,864,000"]),
        ([120_000_000.0, 1_870_000_000.0], "亿元", ["1.2", "18.7"]),
        ([0.0, 40_000.0], "万元", ["0", "4"]),
        ([0.0], "元", ["0"]),
    ],
)
def test_money_is_said_in_a_magnitude_that_fits_the_least_and_the_greatest(values, unit, words):
    found = magnitude(values)
    assert (found.unit.zh, [found.write(value) for value in values]) == (unit, words)


def test_counts_stay_countable_below_a_million_and_rates_are_never_scaled():
    assert magnitude([999_999.0], "count", CASE).unit == CASE
    assert magnitude([2_500_000.0], "count", CASE).unit == Text("万件", "10,000 cases")
    assert magnitude([2_500_000.0], "rate", CASE).divisor == 1.0


def test_small_values_keep_their_digits():
    assert Magnitude(1.0, CASE).write(0.00012) == "0.00012"
    assert Magnitude(1.0, CASE).write(97.263) == "97.26"
    assert Magnitude(1.0, CASE).write(-1234.5) == "-1,234.5"


def test_units_are_named_as_written_until_they_are_too_many():
    texts = load_chart_texts()
    assert name_unit("case", ["件", "起", None, "件"], texts).zh == "件/起"
    assert name_unit("case", ["件", "起", "宗"], texts) == CASE
    assert name_unit("case", [None], texts) == CASE


@given(st.text() | st.text("甲，。a1) "), st.integers(4, 60))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text, width):
    lines = wrap_text(text, width)
    assert lines
    assert all(text_width(line) <= width + 1 for line in lines)  # a closing mark may hang over by its own width
    printable = "".join(character if character.isprintable() else " " for character in text)
    assert "".join("".join(lines).split()) == "".join(printable.split())


def test_no_line_begins_with_a_closing_mark():
    assert wrap_text("甲乙丙丁，戊己庚辛", 4) == ["甲乙丙丁，", "戊己庚辛"]


def test_words_hold_together():
    assert wrap_text("units with a value", 5) == ["units with", "a value"]


def test_names_that_do_not_fit_are_said_to_be_more():
    assert name_some(["甲镇", "乙镇", "丙镇"], 5) == "甲镇、乙镇等"
    assert name_some(["甲镇", "乙镇"], 5) == "甲镇、乙镇"
    assert name_some(["非常长的名称的镇"], 3) == "非常长的名称的镇"
    assert name_some([], 3) == ""
