"""Reading Data Docs in tests: every page of a folder, and what a page would load or run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path

_VOID = frozenset({"br", "meta", "hr", "col", "wbr"})


def read_pages(docs: Path) -> dict[str, str]:
    """Every file below `docs`, by its relative path."""
    return {
        path.relative_to(docs).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(docs.rglob("*"))
        if path.is_file()
    }


def assert_is_offline(pages: Mapping[str, str]) -> None:
    """No page runs a script or loads anything, every link leads to a page or place that exists, tags are balanced."""
    for name, page in pages.items():
        read = _Page()
        read.feed(page)
        read.close()
        assert not read.faults, (name, read.faults)
        assert not read.open, (name, read.open)
        assert not re.search(r"@import|url\(", page), name
        for link in read.links:
            target, _, place = link.partition("#")
            if target:
                reached = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
                assert reached in pages, (name, link)
            elif place:
                assert place in read.places, (name, link)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self.places: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "img", "link", "iframe", "object", "embed", "base", "video", "audio", "source"}:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "srcset", "action", "poster", "style"}:
                self.faults.append(f"{tag} {name}")
            if name == "href" and value is not None:
                if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", value):
                    self.faults.append(f"{tag} href={value}")
                self.links.append(value)
            if name == "id" and value:
                self.places.add(value)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()
