"""The data dictionary as a page of the site.

Here: `draw_dictionary`. Not here: what the entries say (`warehouse.dictionary`, from the specification).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from transforms.site.rendering import Page, draw_page
from transforms.site.texts import word

# Columns of the dictionary that are said in one language only.
_LANGUAGES = {"含义": "zh", "meaning": "en"}


class DictionaryEntry(Protocol):
    """A table, view, macro or query: `columns` are rows below `heads`."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def meaning_zh(self) -> str: ...
    @property
    def warning(self) -> str: ...
    @property
    def notes(self) -> tuple[str, ...]: ...
    @property
    def heads(self) -> tuple[str, ...]: ...
    @property
    def columns(self) -> tuple[tuple[str, ...], ...]: ...


def draw_dictionary(entries: Sequence[DictionaryEntry]) -> Page:
    """`dictionary.html`."""
    both = {entry.name for entry in entries if {"含义", "meaning"} <= set(entry.heads)}
    return draw_page(
        "dictionary",
        "dictionary.html",
        word("dictionary.title"),
        "dictionary",
        entries=entries,
        both=both,
        languages=_LANGUAGES,
    )
