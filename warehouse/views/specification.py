"""What a view and a macro are: SQL with its meaning, of tables that the specification holds.

Here: `View`, `Macro`, `sentence_around`. Not here: the views themselves (sibling modules).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class View:
    """One view: `query` is its SELECT, `tables` the tables that it reads, `after` the views that it reads.

    `columns` gives the meaning, in English and Chinese, of those that are no columns of its tables.
    """

    name: str
    meaning: str
    meaning_zh: str
    tables: tuple[str, ...]
    query: str
    columns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Macro:
    """One table macro: `FROM name(parameters)`. `parameters` are written as in CREATE MACRO."""

    name: str
    parameters: str
    meaning: str
    meaning_zh: str
    tables: tuple[str, ...]
    query: str
    example: str
    after: tuple[str, ...] = ()


def sentence_before(text: str, start: str) -> str:
    """SQL of what stands before the code point `start` in its sentence, without the indent."""
    return f"ltrim(regexp_extract(substring({text}, 1, {start}), '[^。！？!?\\r\\n\\f]*$'), ' 　')"


def sentence_after(text: str, end: str) -> str:
    """SQL of what stands from the code point `end` on in its sentence."""
    return f"regexp_extract(substring({text}, {end} + 1), '^[^。！？!?\\r\\n\\f]*[。！？!?]?')"


def sentence_around(text: str, start: str, end: str) -> str:
    """SQL of the sentence around the code points start to end of a text, without its indent."""
    return f"""{sentence_before(text, start)}
        || substring({text}, {start} + 1, {end} - {start})
        || {sentence_after(text, end)}"""
