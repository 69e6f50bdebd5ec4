"""The data dictionary as a page of the site.

Here: `draw_dictionary`. Not here: what the entries say (`warehouse.dictionary`, from the specification).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup

from transforms.charts.texts import Text
from transforms.site.rendering import Page, draw_page
from transforms.site.texts import load_site_texts, word, word_or_code

# Columns that are said in one language only, each beside its twin in the other.
_LANGUAGES = {"含义": "zh", "meaning": "en", "注意": "zh", "warning": "en"}


_CHINESE = re.compile(r"[\u3400-\u9fff]")
# A column that says its English and then its Chinese, where it has one.
_TWIN = "meaning / 含义"
_ONE_OF = "one of "
# English / Chinese, and what follows both: a number or names of columns.
_BOTH = re.compile(r"([A-Za-z][^/\u3400-\u9fff]*?) / ([\u3400-\u9fff]+)((?: \d+|: .*)?)")


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
    def warning_zh(self) -> str: ...
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
        tell=_tell,
        heads={head: _name_head(head) for entry in entries for head in entry.heads},
        said_of={entry.name: [_turn(entry.kind), *map(_turn, entry.notes)] for entry in entries},
    )


def _name_head(head: str) -> Text:
    """The head of a column; what the dictionary says in both languages, with a stroke between, in each."""
    known = load_site_texts()["dictionary"].get(f"head_{head.replace(', ', '_')}")
    return known or _turn(head)


def _tell(cell: str, head: str) -> Text | Markup | str:
    """A cell below `head` in both languages where it says more than names."""
    if head == "rules":
        return _tell_rules(cell)
    if head == "unit":
        return word_or_code("column_units", cell.replace(" ", "_")) if cell else cell
    return _tell_meaning(cell) if head == _TWIN else cell


def _tell_rules(cell: str) -> Text:
    said = [_tell_rule(rule) for rule in cell.split("; ")]
    return Text("；".join(one.zh for one in said), "; ".join(one.en for one in said))


def _tell_rule(rule: str) -> Text:
    """key, not null, one of a, b; → table says the same in both."""
    if rule.startswith(_ONE_OF):
        return word("dictionary.rule_one_of", names=rule.removeprefix(_ONE_OF))
    return load_site_texts()["dictionary"].get(f"rule_{rule.replace(' ', '_')}") or Text(rule, rule)


def _tell_meaning(cell: str) -> Text | Markup:
    """The two languages of a cell apart; one that is said in English alone is marked as such."""
    english, stroke, chinese = cell.rpartition(" / ")
    if stroke and _CHINESE.search(chinese):
        return Text(chinese, english)
    return Markup('<span lang="en-GB">{}</span>').format(cell)


def _turn(words: str) -> Text:
    """Key / 主键: a, b -> both languages apart; words without a stroke are the same in both."""
    found = _BOTH.fullmatch(words)
    if found is None:
        return Text(words, words)
    english, chinese, rest = found.groups()
    return Text(f"{chinese}{rest}", f"{english}{rest}")
