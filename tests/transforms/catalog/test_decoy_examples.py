"""Every entry of decoys.yaml, read end to end: patterns by their examples, set phrases and words in a sentence."""

from __future__ import annotations

from itertools import chain

import pytest
from marked_examples import rows_at, rows_of, seen

from transforms.catalog.loading import load_knowledge

DECOYS = load_knowledge("decoys")
MATCHING = [(p["id"], p["reason"], example) for p in DECOYS["patterns"] for example in p["match"]]
OTHER = [(p["id"], example) for p in DECOYS["patterns"] for example in p["no_match"]]
PHRASES = [(reason, phrase) for reason, phrases in DECOYS["phrases"].items() for phrase in phrases]


@pytest.mark.parametrize(("decoy", "reason", "example"), MATCHING)
def test_marked_number_measures_nothing(decoy: str, reason: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert [(row["disposition"], row["reason"]) for row in rows] == [("not_metric", reason)], seen(marked.text)
    assert rows[0]["indicator"] is None


@pytest.mark.parametrize(("decoy", "example"), OTHER)
def test_marked_number_is_not_explained_by_the_decoy(decoy: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert f"decoy:{decoy}" not in [row["rule"] for row in rows], seen(marked.text)


@pytest.mark.parametrize(("reason", "phrase"), PHRASES)
def test_every_number_inside_a_set_phrase_is_explained_by_it(reason: str, phrase: str) -> None:
    before = "干部群众都谈到"
    text = f"{before}{phrase}的道理。"
    inside = [row for row in rows_of(text) if len(before) <= row["start"] and row["end"] <= len(before) + len(phrase)]
    assert all(row["disposition"] == "not_metric" and row["reason"] == reason for row in inside), seen(text)


@pytest.mark.parametrize("word", DECOYS["words"])
def test_numerals_inside_words_are_no_numbers(word: str) -> None:
    before = "大家都说"
    text = f"{before}{word}的事。"
    assert not [r for r in rows_of(text) if len(before) <= r["start"] and r["end"] <= len(before) + len(word)], seen(
        text
    )


def test_a_phrase_stands_under_one_reason_only() -> None:
    phrases = list(chain.from_iterable(DECOYS["phrases"].values()))
    assert sorted({p for p in phrases if phrases.count(p) > 1}) == []


def test_pattern_ids_are_unique() -> None:
    ids = [pattern["id"] for pattern in DECOYS["patterns"]]
    assert sorted({name for name in ids if ids.count(name) > 1}) == []
