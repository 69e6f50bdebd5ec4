"""The page that lists charts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from transforms.charts import ChartEntry, index_page
from transforms.charts.texts import Text


class Listing(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data):
        self.words.append(data.strip())


def entry(kind, name, title="标题"):
    return ChartEntry(kind, Text(title, "title"), f"{name}.html", f"{name}.png")


def test_charts_are_listed_by_kind_in_the_order_given():
    page = Listing(index_page([entry("comparison", "c"), entry("trend", "t2"), entry("trend", "t1")]))
    assert [link for link in dict.fromkeys(page.links) if link.endswith("html")] == ["t2.html", "t1.html", "c.html"]
    headings = [words for words in page.words if words in ("历年变化", "同级比较")]
    assert headings == ["历年变化", "同级比较"]
    assert "Over the years" in page.words


def test_links_are_relative_and_the_page_needs_no_network():
    page = index_page([entry("trend", "t")])
    assert set(Listing(page).links) == {"t.html", "t.png", "t.svg", "t.csv", "t.json"}
    assert "http:" not in page
    assert "https:" not in page
    assert "script" not in Listing(page).tags


def test_hostile_titles_and_names_stay_text():
    page = Listing(index_page([entry("trend", '"><script>', '</p><script>alert(1)</script>"')]))
    assert "script" not in page.tags
    assert page.links[0] == "%22%3E%3Cscript%3E.html"
    assert '</p><script>alert(1)</script>"' in page.words


def test_names_in_chinese_are_escaped_for_links():
    assert "%E6%9F%B3.html" in Listing(index_page([entry("trend", "柳")])).links


def test_a_page_without_charts_says_so():
    page = Listing(index_page([]))
    assert page.links == []
    assert any("没有可画的图" in words for words in page.words)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="pie"):
        index_page([entry("pie", "p")])
