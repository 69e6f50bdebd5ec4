"""Every pattern of the reading rules against its own examples, and the loading of rule files."""

import re

import pytest

from transforms.reading.patterns import RULE_SETS, Pattern, compile_patterns, joined, load_patterns
from transforms.reading.simplified import simplified

PATTERNS = [(rule_set, pattern) for rule_set in RULE_SETS for pattern in load_patterns(rule_set)]
NAMES = [f"{rule_set}.{pattern.id}" for rule_set, pattern in PATTERNS]


@pytest.mark.parametrize(("rule_set", "pattern"), PATTERNS, ids=NAMES)
def test_examples_of_a_pattern(rule_set: str, pattern: Pattern) -> None:
    missed = [words for words in pattern.match if not pattern.regex.search(words)]
    caught = [words for words in pattern.no_match if pattern.regex.search(words)]
    assert (missed, caught) == ([], []), f"{rule_set}.{pattern.id}"


def test_labels_of_section_roles_are_roles() -> None:
    from warehouse.tables.reports import SECTION_ROLES

    assert {pattern.label for pattern in load_patterns("section_roles")} <= set(SECTION_ROLES)


def test_joined_finds_what_each_finds() -> None:
    patterns = load_patterns("metadata_labels")
    expression = joined(patterns)
    for pattern in patterns:
        for words in pattern.match:
            assert expression.search(words)


def test_an_unknown_rule_set_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no_such_rules"):
        load_patterns("no_such_rules")


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{"id": "one", "label": "x", "pattern": "a"}], r"some_rules\.yaml at patterns/0: 'match'"),
        ([{"id": "one", "label": "x", "pattern": "(", "match": ["a"], "no_match": ["b"]}], r"some_rules\.yaml, one"),
        ([{"id": "one", "label": "x", "pattern": "a", "match": ["a"], "no_match": ["b"]}] * 2, "id one repeats"),
        ([{"id": "One", "label": "x", "pattern": "a", "match": ["a"], "no_match": ["b"]}], "patterns/0/id"),
    ],
)
def test_a_broken_entry_is_named(entries: list[dict[str, object]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        compile_patterns("some_rules", {"about": "a rule set with a mistake in it", "patterns": entries})


def test_the_simplified_shadow_keeps_every_offset() -> None:
    text = "青溪縣2023年度法治政府建設情況報告：區、鎮、鄉均已開展，發現問題12個。"
    shadow = simplified(text)
    assert len(shadow) == len(text)
    assert re.search("法治政府建设情况报告", shadow)
    assert simplified("没有旧字的文本") == "没有旧字的文本"
