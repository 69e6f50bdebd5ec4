"""Which characters an expression's match can begin or end with: a wrong answer would hide a pattern from its numbers."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.catalog.loading import load_knowledge
from transforms.extraction.edge_characters import first_characters, last_characters


@pytest.mark.parametrize(
    ("pattern", "first", "last"),
    [
        ("年度", {"年"}, {"度"}),
        (" *(?:年|月底)", {"年", "月"}, {"年", "底"}),
        ("(?:^|[。；])[“]?", {"", "。", "；"}, {"", "。", "；", "“"}),
        ("第?号", {"第", "号"}, {"号"}),
        ("[一二](?!级)", {"一", "二"}, {"一", "二"}),
        ("", None, None),
        ("年?", None, None),
        ("[^，]{0,6}报", None, {"报"}),
        ("[\\u4e00-\\u9fff]报", None, {"报"}),
    ],
)
def test_edges(pattern: str, first: set[str] | None, last: set[str] | None) -> None:
    assert first_characters(pattern) == first
    assert last_characters(pattern) == last


_WRITTEN = sorted(
    {
        side
        for entry in load_knowledge("decoys")["patterns"]
        for form in ([entry["pattern"]] if isinstance(entry["pattern"], str) else entry["pattern"])
        for side in re.split(r"(?<!\(\?)<(?![=!])[^<>]*>", form)
        if side
    }
)


# Making text for an expression is slow on a busy machine; that says nothing about the edges.
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(_WRITTEN).flatmap(lambda side: st.tuples(st.just(side), st.from_regex(side, fullmatch=True))))
def test_whatever_a_decoy_pattern_matches_has_the_edges_named(drawn: tuple[str, str]) -> None:
    side, matched = drawn
    first, last = first_characters(side), last_characters(side)
    if first is not None and "" not in first:
        assert matched.lstrip(" \t")[:1] in first
    if last is not None:
        assert matched.rstrip(" \t")[-1:] in last
