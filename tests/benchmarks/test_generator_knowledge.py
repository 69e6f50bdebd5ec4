"""The YAML of the generator: its schemas, its words, and whether it covers the catalogue."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import jsonschema
import pytest
import yaml

from benchmarks.generator.fixed_numbers import find_fixed_numbers, strange_numerals
from benchmarks.generator.knowledge import _read, read_knowledge, read_wordings
from benchmarks.generator.places import make_place
from benchmarks.generator.templates import SLOT, parse
from benchmarks.generator.values import Values

ROOT = Path(__file__).parents[2]
CATALOGUE = yaml.safe_load((ROOT / "transforms" / "catalog" / "indicators.yaml").read_text(encoding="utf-8"))


def wordings() -> list[str]:
    families = [family for topic in read_wordings() for family in topic["families"]]
    return [text for family in families for text in (*family["wordings"], *family.get("zero", ()))]


def all_texts() -> list[str]:
    texts = [text for topic in read_wordings() for group in ("prose", "headings", "leads") for text in topic[group]]
    return texts + wordings() + [text for group in read_knowledge("common").values() for text in group]


def test_there_are_many_wordings_and_none_comes_twice() -> None:
    assert len(wordings()) >= 400
    assert len(set(all_texts())) == len(all_texts())


def test_every_indicator_of_the_catalogue_is_worded_the_core_ones_in_three_ways() -> None:
    used = defaultdict(set)
    for text in wordings():
        for slot in parse(text)[1]:
            if slot.indicator:
                used[slot.indicator].add(text)
    assert set(used) == set(CATALOGUE) == set(read_knowledge("values")["values"])
    core = {name for name, entry in CATALOGUE.items() if entry["tier"] == "core"}
    assert {name: len(used[name]) for name in core if len(used[name]) < 3} == {}


def test_units_are_those_of_the_catalogue_or_known_kin() -> None:
    strange = set()
    for text in wordings():
        for slot in parse(text)[1]:
            if slot.indicator and slot.role in ("total", "part", "subset", "previous"):
                units = {str(unit) for unit in CATALOGUE[slot.indicator]["units"]} | {"万元"}
                if slot.unit not in units:
                    strange.add((slot.indicator, slot.unit))
    # A few units that the catalogue does not list are met in reports too.
    assert len(strange) < 40, sorted(strange)


def test_no_numeral_of_a_fixed_text_is_left_unexplained() -> None:
    left = {text: strange_numerals(SLOT.sub("＿", text)) for text in all_texts()}
    assert {text: numerals for text, numerals in left.items() if numerals} == {}


def test_fixed_expressions_give_the_span_of_their_number() -> None:
    text = "贯彻党的二十大精神，一起落实“三项制度”"
    assert [(text[start:end], reason) for start, end, reason in find_fixed_numbers(text)] == [
        ("二十", "ordinal"),
        ("三", "law_or_policy_name"),
    ]


@pytest.mark.parametrize(
    "content",
    ["topic: x\nfamilies: [{name: a, wordings: [全年3件。]}]\n", "topic: x\nunknown: 1\n", "order: 3\n"],
)
def test_a_wording_file_that_does_not_fit_its_schema_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "wrong.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(jsonschema.ValidationError):
        _read(path, "wording")


def test_a_part_without_a_total_is_refused() -> None:
    with pytest.raises(ValueError, match="no total"):
        parse("其中来信{+|件}。")


def test_values_are_plausible_for_their_level_and_move_slowly() -> None:
    for index in range(200):
        place = make_place(6, index)
        if place.level == "department":
            continue
        level = "county" if place.level == "county" else "town"
        before, now = Values(place, 2021), Values(place, 2022)
        for name, recipe in read_knowledge("values")["values"].items():
            low, high = (CATALOGUE[name].get("soft_range") or {}).get(level, (0, 1e12))
            value = now.get(name)
            if level in recipe or "rate" in recipe:
                assert low <= value <= high, (name, value, place.kind)
            if level in recipe and before.get(name) >= 20:
                assert 0.5 < value / before.get(name) < 2, (name, before.get(name), value)
