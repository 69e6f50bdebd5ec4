"""phrases.yaml: its examples, read end to end, and its lists, which fit each other."""

from __future__ import annotations

from collections import Counter

import pytest
from marked_examples import rows_at, seen

from transforms.catalog.loading import load_knowledge
from transforms.extraction.units import unit_kinds

PHRASES = load_knowledge("phrases")


def name(example: str) -> tuple[str, str]:
    marked, rows = rows_at(example)
    assert rows, seen(marked.text)
    return rows[0]["phrase"], unit_kinds()[rows[0]["unit"]]


@pytest.mark.parametrize(("one", "other"), PHRASES["examples"]["same"])
def test_examples_of_one_name(one: str, other: str) -> None:
    assert name(one) == name(other)


@pytest.mark.parametrize(("one", "other"), PHRASES["examples"]["different"])
def test_examples_of_two_names(one: str, other: str) -> None:
    assert name(one) != name(other)


def test_every_word_has_one_meaning() -> None:
    words = [word for verb in PHRASES["verbs"].values() for word in verb["words"]]
    words += [word for names in ("persons", "objects") for surfaces in PHRASES[names].values() for word in surfaces]
    words += [word for names in ("self", "soft", "nouns", "fillers") for word in PHRASES[names]]
    assert sorted(word for word, times in Counter(words).items() if times > 1) == []


def test_names_that_are_referred_to_exist() -> None:
    assert set(PHRASES["actors"]) - set(PHRASES["persons"]) == set()
    assert set(PHRASES["initial_verbs"].values()) - set(PHRASES["verbs"]) == set()


@pytest.mark.parametrize("kind", ["verbs", "persons", "objects"])
def test_a_name_stands_among_its_own_words(kind: str) -> None:
    """Otherwise a text that uses the normal form itself would get another name."""
    listed = {name: entry["words"] if kind == "verbs" else entry for name, entry in PHRASES[kind].items()}
    assert sorted(name for name, words in listed.items() if name not in words) == []
