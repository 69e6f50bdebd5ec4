"""The page that lists charts: plain HTML that works from a folder, without a network.

Here: `ChartEntry`, `index_page`. Not here: the charts, and where they are stored.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from transforms.charts import theme
from transforms.charts.texts import ChartTexts, Text, load_chart_texts

KINDS = (
    "trend", "comparison", "slope", "panels", "funnel", "index", "stated_growth", "coverage", "source_quality",
    "province_tiles",
)  # fmt: skip

_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src 'self'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; font-family: {fonts}; color: {ink}; }}
h1 {{ font-size: 1.7rem; font-weight: 600; margin: 0; }}
h2 {{ font-size: 1.25rem; font-weight: 600; margin: 2.5rem 0 1rem; }}
[lang=en] {{ display: block; color: {quiet}; font-size: .85em; font-weight: 400; line-height: 1.5; }}
p {{ margin: .8rem 0; line-height: 1.7; }}
ul {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(21rem, 1fr)); gap: 1.25rem; }}
ul, li {{ padding: 0; margin: 0; }}
li {{ list-style: none; border: 1px solid {grid}; border-radius: 6px; padding: 1rem 1rem 1.2rem; }}
li img {{ width: 100%; height: 14rem; object-fit: contain; object-position: top; }}
a {{ color: {link}; }}
</style>
</head>
<body>
<header><h1>{heading}</h1><p>{introduction}</p></header>
<main>
{sections}
</main>
</body>
</html>
"""


@dataclass(frozen=True)
class ChartEntry:
    """One chart on the page: what it is (one of `KINDS`), its title, and its files relative to the page.

    SVG, CSV and JSON lie beside the picture under its name.
    """

    kind: str
    title: Text
    html_path: str
    png_path: str


def index_page(entries: Sequence[ChartEntry]) -> str:
    """The page, by kind, within a kind in the order given. Raises ValueError for an unknown kind."""
    strange = sorted({entry.kind for entry in entries} - set(KINDS))
    if strange:
        raise ValueError(f"unknown kinds of chart {strange}, known are {list(KINDS)}")
    texts = load_chart_texts()
    sections = [
        _section(kind, [entry for entry in entries if entry.kind == kind], texts)
        for kind in KINDS
        if any(entry.kind == kind for entry in entries)
    ]
    if not sections:
        sections = [f"<p>{_both(texts.text('index', 'empty'))}</p>"]
    return _PAGE.format(
        title=html.escape(texts.text("index", "title").zh),
        heading=_both(texts.text("index", "title")),
        introduction=_both(texts.text("index", "introduction")),
        sections="\n".join(sections),
        fonts=theme.FONT_STACK,
        ink=theme.INK,
        quiet=theme.QUIET_INK,
        grid=theme.GRID,
        link=theme.VALUE_COLOUR,
    )


def _section(kind: str, entries: Sequence[ChartEntry], texts: ChartTexts) -> str:
    items = "\n".join(_item(entry, texts) for entry in entries)
    return f"<section>\n<h2>{_both(texts.text('index', kind))}</h2>\n<ul>\n{items}\n</ul>\n</section>"


def _item(entry: ChartEntry, texts: ChartTexts) -> str:
    page, picture = (html.escape(quote(path)) for path in (entry.html_path, entry.png_path))
    stem = entry.png_path.removesuffix(".png")
    others = " · ".join(
        f'<a href="{html.escape(quote(stem + ending))}">{html.escape(texts.text("index", name).in_line)}</a>'
        for name, ending in (("vector", ".svg"), ("data", ".csv"), ("specification", ".json"))
    )
    interactive, image = (html.escape(texts.text("index", name).in_line) for name in ("interactive", "picture"))
    return (
        f'<li><a href="{page}"><img src="{picture}" alt="{html.escape(entry.title.zh)}" loading="lazy"></a>'
        f"<p>{_both(entry.title)}</p>"
        f'<a href="{page}">{interactive}</a> · <a href="{picture}">{image}</a> · {others}</li>'
    )


def _both(text: Text) -> str:
    return f'{html.escape(text.zh)}<span lang="en">{html.escape(text.en)}</span>'
