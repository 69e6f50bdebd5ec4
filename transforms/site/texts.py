"""The words of the site, from `catalog/site_texts.yaml` and the shared ones of `catalog/chart_texts.yaml`.

Here: `word`, `said`, `in_both`. A text is written in both languages, each in an element with its `lang`; the switch of
the page shows one. What a report says in Chinese is marked `zh-CN` and never hidden.
"""

from __future__ import annotations

from functools import cache

from markupsafe import Markup

from transforms.catalog.loading import load_knowledge
from transforms.charts.report_text import escape as escape_text
from transforms.charts.texts import Text, load_chart_texts

_SHARED = ("dispositions", "document_types", "qualifiers", "bounds", "report_page")


@cache
def load_site_texts() -> dict[str, dict[str, Text]]:
    """All texts by group and name. Raises KnowledgeError that names the entry when the file breaks its schema."""
    return {
        group: {name: Text(entry["zh"], entry["en"]) for name, entry in entries.items()}
        for group, entries in load_knowledge("site_texts").items()
    }


def word(name: str, **values: object) -> Text:
    """The text `group.name` with its names filled in. Raises ValueError that names what the file lacks."""
    group, _, key = name.partition(".")
    if group in _SHARED:
        text = load_chart_texts().text(group, key)
    else:
        try:
            text = load_site_texts()[group][key]
        except KeyError:
            raise ValueError(f"site_texts.yaml: {group} has no entry {key!r}") from None
    return text.fill(**values) if values else text


def word_or_code(group: str, code: str) -> Text:
    """The text of a code that no closed vocabulary lists; the code where the file has none."""
    return load_site_texts()[group].get(code) or Text(code, code)


def said(name: str, **values: object) -> Markup:
    """`word` as HTML."""
    return in_both(word(name, **values)) if values else _said(name)


@cache
def _said(name: str) -> Markup:
    return in_both(word(name))


def in_both(text: Text) -> Markup:
    """A text as HTML in both languages, once where they are the same."""
    if text.zh == text.en:
        return Markup(escape_text(text.zh))
    return Markup(f'<span lang="zh">{escape_text(text.zh)}</span><span lang="en">{escape_text(text.en)}</span>')


def name_of_indicator(row: dict[str, object] | None, indicator_id: str) -> Text:
    """The name of a row of dim_indicator; the id where the catalogue does not know it."""
    return Text(str(row["name_zh"]), str(row["name_en"])) if row else Text(indicator_id, indicator_id)


def name_of_domain(row: dict[str, object]) -> Text:
    """The name of the domain of a row of dim_indicator."""
    domain = str(row["domain"])
    known = load_site_texts()["domains"].get(domain)
    return Text(str(row["domain_zh"]), known.en if known else domain)
