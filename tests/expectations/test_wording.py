"""Patterns find what their entries say, in the engine that applies them; units fall into families."""

from __future__ import annotations

import duckdb
import pytest

from expectations.knowledge import read_knowledge
from expectations.wording import alike_units, pattern, unit_families

CASES = [
    (name, text, expected)
    for name, entry in read_knowledge("wording")["patterns"].items()
    for field, expected in (("match", True), ("no_match", False))
    for text in entry[field]
]


@pytest.mark.parametrize(("name", "text", "expected"), CASES)
def test_pattern_finds_what_it_must(name: str, text: str, expected: bool) -> None:
    found = duckdb.execute("SELECT regexp_matches(?, ?)", [text, pattern(name)]).fetchall()[0][0]
    assert found is expected


@pytest.mark.parametrize(
    ("total", "part", "expected"),
    [
        ("件", "起", True),
        ("名", "人", True),
        ("件次", "件", True),
        ("件次", "次", True),
        ("件", "件次", False),
        ("件", "人", False),
        ("人次", "人", True),
        ("人", "人次", False),
        ("份", "册", True),
    ],
)
def test_units_compare_within_a_family(total: str, part: str, expected: bool) -> None:
    assert ((total, part) in alike_units()) is expected


def test_a_compound_is_a_family_of_its_own() -> None:
    assert unit_families()["件次"] not in (unit_families()["件"], unit_families()["次"])
