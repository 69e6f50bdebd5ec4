"""The words on charts, from `catalog/chart_texts.yaml`.

Here: `load_chart_texts` and the type of a text that is said in two languages. Not here: where the words are placed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from transforms.catalog.loading import load_knowledge


@dataclass(frozen=True)
class Text:
    """One text in Chinese and English."""

    zh: str
    en: str

    def fill(self, **values: object) -> Text:
        """The text with the names in braces replaced; a value that is a Text gives its words in the same language."""

        def spoken(language: str) -> dict[str, object]:
            return {
                name: getattr(value, language) if isinstance(value, Text) else value for name, value in values.items()
            }

        return Text(self.zh.format(**spoken("zh")), self.en.format(**spoken("en")))

    @property
    def in_line(self) -> str:
        """Both languages as one phrase, once where they are the same."""
        return self.zh if self.zh == self.en else f"{self.zh} {self.en}"

    @property
    def side_by_side(self) -> str:
        """Both languages as two statements in one line."""
        return f"{self.zh} · {self.en}"


@dataclass(frozen=True)
class ChartTexts:
    """All texts by group and name, and the signs that stand before a number."""

    groups: Mapping[str, Mapping[str, Text]]
    signs: Mapping[str, str]

    def text(self, group: str, name: str) -> Text:
        """One text. Raises ValueError that names what the file lacks."""
        try:
            return self.groups[group][name]
        except KeyError:
            raise ValueError(f"chart_texts.yaml: {group} has no entry {name!r}") from None


@cache
def load_chart_texts() -> ChartTexts:
    """The texts of the catalogue. Raises KnowledgeError that names the entry when the file breaks its schema."""
    content = load_knowledge("chart_texts")
    groups = {
        group: {name: Text(entry["zh"], entry["en"]) for name, entry in entries.items()}
        for group, entries in content.items()
        if group != "signs"
    }
    return ChartTexts(groups, dict(content["signs"]))
