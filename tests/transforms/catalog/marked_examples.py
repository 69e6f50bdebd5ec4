"""Examples of the knowledge files, where 〔…〕 marks the number in question: the sentence without marks, and what extraction finds there."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import polars as pl

from transforms.extraction import extract

# The innermost pair is the mark: 〔〔2025〕〕 is a year in the brackets of a document number.
_MARKED = re.compile(r"〔([^〔〕]+)〕")


class Marked(NamedTuple):
    """A sentence without its marks, and the span that they enclosed."""

    text: str
    start: int
    end: int


def unmark(example: str) -> Marked:
    """Take the marks out. Raises ValueError where an example has not exactly one marked number."""
    found = list(_MARKED.finditer(example))
    if len(found) != 1:
        raise ValueError(f"{example!r} marks {len(found)} numbers, not one")
    before, number, after = example[: found[0].start()], found[0][1], example[found[0].end() :]
    return Marked(before + number + after, len(before), len(before) + len(number))


def rows_of(text: str) -> list[dict[str, Any]]:
    """Mentions of one sentence, read without a report year."""
    return extract(pl.DataFrame({"report": ["example"], "text": [text]})).to_dicts()


def rows_at(example: str) -> tuple[Marked, list[dict[str, Any]]]:
    """The sentence and its mentions on exactly the marked span."""
    marked = unmark(example)
    return marked, [row for row in rows_of(marked.text) if (row["start"], row["end"]) == (marked.start, marked.end)]


def seen(text: str) -> str:
    """What extraction finds in a sentence, for the message of a failing test."""
    lines = [
        f"{row['start']}-{row['end']} {row['quote']!r} {row['value']} {row['unit']} {row['disposition']}"
        f" {row['reason'] or row['indicator']} [{row['rule']}] period={row['period']}"
        for row in rows_of(text)
    ]
    return f"{text!r} gives " + ("; ".join(lines) or "nothing")
