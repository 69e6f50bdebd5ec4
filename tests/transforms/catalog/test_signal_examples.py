"""Every example of signals.yaml, read end to end: what kind of statement the marked number belongs to."""

from __future__ import annotations

import pytest
from marked_examples import rows_at, rows_of, seen, unmark

from transforms.catalog.loading import load_knowledge

SIGNALS = load_knowledge("signals")
STATEMENTS = ("comparison", "target", "profile")
PERIODS = ("cumulative_period", "part_year")


def examples(kinds: tuple[str, ...], side: str) -> list[tuple[str, str, str]]:
    return [(kind, entry["id"], example) for kind in kinds for entry in SIGNALS[kind] for example in entry[side]]


@pytest.mark.parametrize(("kind", "signal", "example"), examples(STATEMENTS, "match"))
def test_signal_decides_the_kind_of_statement(kind: str, signal: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert [row["disposition"] for row in rows] == [kind], seen(marked.text)
    assert f"{kind}:{signal}" in rows[0]["rule"].split(), seen(marked.text)


@pytest.mark.parametrize(("kind", "signal", "example"), examples(STATEMENTS, "no_match"))
def test_signal_stays_away(kind: str, signal: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert rows, f"no mention stands on the mark: {seen(marked.text)}"
    assert all(f"{kind}:{signal}" not in row["rule"].split() for row in rows), seen(marked.text)


@pytest.mark.parametrize(("kind", "signal", "example"), examples(PERIODS, "match"))
def test_period_is_set(kind: str, signal: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert rows, f"no mention stands on the mark: {seen(marked.text)}"
    assert all(row["period"] for row in rows), seen(marked.text)


@pytest.mark.parametrize(("kind", "signal", "example"), examples(PERIODS, "no_match"))
def test_period_is_not_set(kind: str, signal: str, example: str) -> None:
    marked, rows = rows_at(example)
    assert rows, f"no mention stands on the mark: {seen(marked.text)}"
    assert all(row["period"] is None for row in rows), seen(marked.text)


@pytest.mark.parametrize(
    ("entry", "example"),
    [
        pytest.param(entry, example, id=f"{entry['id']}-{example}")
        for entry in SIGNALS["implied"]
        for example in entry["match"]
    ],
)
def test_value_without_digits_stands_on_the_word(entry: dict, example: str) -> None:
    marked, rows = rows_at(example)
    implied = [row for row in rows if row["implicit"]]
    assert [row["value"] for row in implied] == [entry["value"]], seen(marked.text)
    assert implied[0]["value_low"] == implied[0]["value_high"] == entry["value"]


@pytest.mark.parametrize(
    ("entry", "example"),
    [
        pytest.param(entry, example, id=f"{entry['id']}-{example}")
        for entry in SIGNALS["implied"]
        for example in entry["no_match"]
    ],
)
def test_wishes_and_figures_of_speech_imply_no_value(entry: dict, example: str) -> None:
    marked = unmark(example)
    on_the_word = [
        r for r in rows_of(marked.text) if r["implicit"] and r["start"] < marked.end and marked.start < r["end"]
    ]
    assert not on_the_word, seen(marked.text)


def test_signal_ids_are_unique_within_a_kind() -> None:
    for kind, entries in SIGNALS.items():
        ids = [entry["id"] for entry in entries]
        assert len(ids) == len(set(ids)), kind
