"""Every example of catalog/rules, read end to end: the marked number is the entry's indicator, or is not."""

from __future__ import annotations

import pytest
from marked_examples import rows_at, seen

from transforms.extraction.indicator_rules import rule_entries

MATCHING = [(name, example) for name, entry in rule_entries().items() for example in entry["match"]]
OTHER = [(name, example) for name, entry in rule_entries().items() for example in entry["no_match"]]


@pytest.mark.parametrize(("indicator", "example"), MATCHING)
def test_marked_number_is_the_indicator(indicator: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert indicator in [row["indicator"] for row in rows], seen(marked.text)


@pytest.mark.parametrize(("indicator", "example"), OTHER)
def test_marked_number_is_not_the_indicator(indicator: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert rows, f"no mention stands on the mark: {seen(marked.text)}"
    assert indicator not in [row["indicator"] for row in rows], seen(marked.text)
