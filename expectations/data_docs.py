"""Data Docs that can be read without a network and that no text of a report can break.

Here: `publish_docs`, `claim_folder`, `make_offline`, `Sheet`. Great Expectations writes pages that load Bootstrap,
jQuery, Vega and icons from content networks, lists its runs by script only, and puts values into pages unescaped. Pages
are rewritten: no script, no remote reference, no image or font, one style sheet inside each page and a policy that lets
a browser load nothing else. The index pages are our own. Text of reports is escaped before Great Expectations sees it
(`scratch.escaped_text`).
Not here: what is verified.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

_MARK = "<!-- Data Docs of the warehouse -->"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_WITHOUT_CONTENT = frozenset({"link", "img", "base", "embed", "source", "input"})
_WITH_CONTENT = frozenset({"script", "style", "footer", "iframe", "object", "button", "title"})
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "xlink:href", "srcset", "poster"})


@dataclass(frozen=True)
class Sheet:
    """A table of an index page: plain texts, escaped when written."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    note: str = ""


def claim_folder(docs: Path, name: str) -> None:
    """Raise ValueError when the site `name` in the folder `docs` would replace something that is none of ours."""
    folder = docs / name
    if folder.exists() and any(folder.iterdir()) and _MARK not in _read(folder / "index.html"):
        raise ValueError(f"{folder} holds other files than Data Docs")


def publish_docs(
    pages: Path,
    docs: Path,
    name: str,
    title: str,
    sheets: Iterable[Sheet],
    own_pages: Mapping[str, tuple[str, Sequence[str]]] | None = None,
) -> Path:
    """Write the site `name` into the folder `docs`: the `pages` of Great Expectations and an index with `sheets`.

    `own_pages`: file name -> title and paragraphs of HTML in which every text is escaped.
    Replaces what an earlier call wrote under that name, leaves other sites alone, and writes the page that lists all
    sites, which is returned. Without pages (the checkpoint failed) the index stands alone and says so.
    Raises ValueError when the place is taken (`claim_folder`).
    """
    claim_folder(docs, name)
    folder = docs / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    links = []
    for page in sorted(pages.rglob("*.html")):
        place = page.relative_to(pages)
        if len(place.parts) == 1:
            continue
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(make_offline(page.read_text(encoding="utf-8")), encoding="utf-8")
        links.append(place.as_posix())
    written = dict(own_pages or {})
    for file_name, (heading, paragraphs) in written.items():
        (folder / file_name).write_text(_page(heading, [_link("index.html"), *paragraphs]), encoding="utf-8")
    body = [*map(_link, written), *map(_table, sheets), "<h2>Great Expectations</h2>", *map(_link, links)]
    if not links:
        body.append("<p>The checkpoint failed before it wrote a page.</p>")
    (folder / "index.html").write_text(_page(title, body), encoding="utf-8")
    sites = [f"{page.parent.name}/{page.name}" for page in sorted(docs.glob("*/*.html")) if _MARK in _read(page)]
    front = docs / "index.html"
    front.write_text(_page("Data Docs", list(map(_link, sites))), encoding="utf-8")
    return front


def make_offline(page: str) -> str:
    """A page of Great Expectations without scripts and remote references, with the style sheet inside."""
    rewriter = _Rewriter()
    rewriter.feed(page)
    rewriter.close()
    return "".join(rewriter.pieces)


def _head() -> str:
    style = (files("expectations") / "data_docs.css").read_text(encoding="utf-8")
    return f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n<style>\n{style}</style>\n'


def _page(title: str, body: Sequence[str]) -> str:
    return (
        f'<!DOCTYPE html>\n{_MARK}\n<html lang="zh">\n<head>\n<meta charset="UTF-8">\n'
        f"<title>{escape(title)}</title>\n{_head()}</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _link(place: str) -> str:
    return f'<p><a href="{escape(place)}">{escape(place)}</a></p>'


def _read(page: Path) -> str:
    return page.read_text(encoding="utf-8") if page.is_file() else ""


def _table(sheet: Sheet) -> str:
    heads = "".join(f"<th>{escape(column)}</th>" for column in sheet.columns)
    rows = "\n".join("<tr>" + "".join(f"<td>{_cell(value)}</td>" for value in row) + "</tr>" for row in sheet.rows)
    note = f"<p>{escape(sheet.note)}</p>\n" if sheet.note else ""
    return (
        f'<h2>{escape(sheet.title)}</h2>\n{note}<table class="table">\n<thead><tr>{heads}</tr></thead>\n'
        f"<tbody>\n{rows}\n</tbody>\n</table>"
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return '<i class="fa-check-circle"></i> yes' if value else '<i class="fa-times"></i> no'
    return escape(f"{value:.15g}" if isinstance(value, float) else str(value))


class _Rewriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self._skipped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.append(tag)
            return
        if tag in _WITHOUT_CONTENT:
            return
        if tag in _WITH_CONTENT:
            self._skipped.append(tag)
            return
        kept = "".join(
            f" {name}" if value is None else f' {name}="{escape(value)}"'
            for name, value in attrs
            if self._is_kept(name, value)
        )
        self.pieces.append(f"<{tag}{kept}>")

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            if tag == self._skipped[-1]:
                self._skipped.pop()
            return
        if tag in _WITHOUT_CONTENT or tag in _WITH_CONTENT:
            return
        if tag == "head":
            self.pieces.append("<title>Data Docs</title>\n" + _head())
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def handle_decl(self, decl: str) -> None:
        self._keep(f"<!{decl}>")

    def _keep(self, piece: str) -> None:
        if not self._skipped:
            self.pieces.append(piece)

    @staticmethod
    def _is_kept(name: str, value: str | None) -> bool:
        if name.startswith("on") or name == "style":
            return False
        if name in _ADDRESSES:
            # Pages of the same site and places in a page: ../index.html, #section-2.
            return value is not None and ":" not in value and not value.startswith("//")
        return True
