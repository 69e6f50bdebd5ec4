"""Pages of a site as a test reads them: their elements, and where their links lead."""

from __future__ import annotations

import base64
import json
import re
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser


@dataclass(frozen=True)
class SitePage:
    """One page; `links` are all its addresses."""

    path: Path
    tree: LexborHTMLParser

    @property
    def links(self) -> list[str]:
        nodes = self.tree.css("[href],[src]")
        return [str(node.attributes.get("href") or node.attributes.get("src")) for node in nodes]

    def text(self, selector: str) -> str:
        node = self.tree.css_first(selector)
        return "" if node is None else node.text()


def read_page(path: Path) -> SitePage:
    return SitePage(path, LexborHTMLParser(path.read_text(encoding="utf-8")))


def read_pages(folder: Path) -> dict[Path, SitePage]:
    return {path.resolve(): read_page(path.resolve()) for path in sorted(folder.rglob("*.html"))}


def list_broken(pages: dict[Path, SitePage], outside: Path) -> list[str]:
    """Links that lead to no file below `outside`, or to no element of a page."""
    names = {path: {str(node.attributes["id"]) for node in page.tree.css("[id]")} for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for link in sorted(set(page.links)):
            address, _, anchor = link.partition("#")
            target = (path.parent / unquote(address)).resolve() if address else path
            is_there = target.is_file() and target.is_relative_to(outside.resolve())
            if ":" in link or not is_there or (anchor and target in names and anchor not in names[target]):
                broken.append(f"{path.name}: {link}")
    return broken


def read_shard(path: Path) -> list[list[Any]]:
    """The reports of a file of sentences: page, unit, starts, texts."""
    found = re.fullmatch(r'fazhiShard\("([^"]+)","([^"]+)"\);\n', path.read_text(encoding="utf-8"))
    assert found, path
    assert found[1] == path.stem
    read: list[list[Any]] = json.loads(zlib.decompress(base64.b64decode(found[2])))
    return read


def read_variable(path: Path) -> Any:
    """What a script file assigns."""
    content = path.read_text(encoding="utf-8")
    return json.loads(content[content.index("=") + 1 :].strip().removesuffix(";"))
