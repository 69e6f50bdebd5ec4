"""Every example of part_names.yaml, read end to end: whether the marked number is a part of the one before it."""

from __future__ import annotations

import pytest
from marked_examples import rows_at, seen

from transforms.catalog.loading import load_knowledge

NAMES = load_knowledge("part_names")


@pytest.mark.parametrize("example", NAMES["match"])
def test_named_part_belongs_to_the_number_before(example: str) -> None:
    marked, rows = rows_at(example)
    assert [row["parent_start"] is not None for row in rows] == [True], seen(marked.text)


@pytest.mark.parametrize("example", NAMES["no_match"])
def test_other_number_stands_alone(example: str) -> None:
    marked, rows = rows_at(example)
    assert [row["parent_start"] for row in rows] == [None], seen(marked.text)
