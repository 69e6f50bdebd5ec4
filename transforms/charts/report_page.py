"""A page that shows one report with every number highlighted, what each was read as, and a table of them.

Here: `draw_report_page`, and its parts for pages that have a frame of their own: `draw_report_body`,
`report_page_style`, `report_page_script` (the files beside this module). A number's look is its disposition: colours
that colour-blind readers can tell apart, and a kind of underline.
Not here: the text (`report_text`), cards and table (`report_cards`), words (`catalog/chart_texts.yaml`).
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from transforms.charts import theme
from transforms.charts.report_cards import both, draw_card, draw_table
from transforms.charts.report_text import Spot, escape, find_spots, mark_numbers, spots_by_start
from transforms.charts.texts import Text, load_chart_texts
from warehouse.tables.facts import DISPOSITIONS

# Only this page's own style and script run, by their hashes; nothing is loaded and nothing is sent.
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
{body}
<script>{script}</script>
</body>
</html>
"""


def draw_report_page(report: Mapping[str, Any], mentions: pl.DataFrame) -> str:
    """One self-contained page. The same report gives the same page; all that a report says stays text.

    report: a row of dim_report, of which `text` is needed and `title`, `issuer`, `report_year`, `document_type`,
    `published_on` and `source_path` are shown where they are given. mentions: the rows of that report as
    `transforms.extraction.extract` gives them. Raises ValueError where a span does not lie within the text.
    """
    style, script = report_page_style(), report_page_script()
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
        "form-action 'none'"
    )
    return _PAGE.format(
        policy=escape(policy),
        title=escape(_title(report)),
        style=style,
        script=script,
        body=draw_report_body(report, mentions),
    )


def draw_report_body(report: Mapping[str, Any], mentions: pl.DataFrame) -> str:
    """Heading, legend, text and table without the page around them. Arguments as of `draw_report_page`."""
    text = report["text"] or ""
    spots = find_spots(text, mentions)
    by_start = spots_by_start(spots)
    return "\n".join(
        [
            '<main class="report">',
            _heading(report),
            _legend(spots),
            f'<article id="text" aria-label="{escape(_word("text").in_line)}">'
            f"{mark_numbers(text, spots, report.get('title'))}</article>",
            f'<div id="cards">{"".join(draw_card(spot, by_start) for spot in spots)}</div>',
            f'<section id="table"><h2>{both(_word("table"))}</h2>{draw_table(spots, by_start)}</section>',
            "</main>",
        ]
    )


@cache
def report_page_style() -> str:
    """The style sheet, with the fonts and colours of the charts."""
    folder = Path(__file__).parent
    style = "".join((folder / name).read_text(encoding="utf-8") for name in ("report_page.css", "numbers.css"))
    for name, value in (("--fonts", theme.FONT_STACK), ("--ink", theme.INK), ("--quiet", theme.QUIET_INK)):
        style = style.replace(f"{name}: inherit", f"{name}: {value}")
    return style


@cache
def report_page_script() -> str:
    """The script; it works on whatever `draw_report_body` wrote and holds nothing of a report."""
    return (Path(__file__).parent / "report_page.js").read_text(encoding="utf-8")


def _heading(report: Mapping[str, Any]) -> str:
    texts = load_chart_texts()
    facts = []
    if report.get("issuer"):
        facts.append(escape(report["issuer"]))
    if report.get("report_year"):
        facts.append(both(_word("year").fill(year=report["report_year"])))
    if report.get("document_type"):
        facts.append(both(texts.text("document_types", report["document_type"])))
    facts += [escape(str(report[name])) for name in ("published_on", "source_path") if report.get(name)]
    listed = "".join(f"<li>{fact}</li>" for fact in facts)
    return (
        f'<header><p class="kicker">{both(_word("subtitle"))}</p><h1>{escape(_title(report))}</h1>'
        f'<ul class="about">{listed}</ul></header>'
    )


def _legend(spots: Sequence[Spot]) -> str:
    """A button a disposition that occurs; open and implied numbers are explained beside them."""
    texts = load_chart_texts()
    mentions = [mention for spot in spots for mention in spot.mentions]
    counts = Counter(mention["disposition"] for mention in mentions)
    buttons = "".join(
        f'<button type="button" aria-pressed="true" data-disposition="{name}">'
        f"{_sample(name, texts.text('dispositions', name), counts[name])}</button>"
        for name in DISPOSITIONS
        if counts[name]
    )
    open_facts = sum(mention["disposition"] == "fact" and mention["indicator"] is None for mention in mentions)
    implied = sum(bool(mention["implicit"]) for mention in mentions)
    keys = "".join(
        f'<span class="key">{_sample(f"fact {name}", _word(name), count)}</span>'
        for name, count in (("open", open_facts), ("implied", implied))
        if count
    )
    return (
        f'<nav class="legend" aria-label="{escape(_word("legend").in_line)}">{buttons}{keys}</nav>'
        f'<p class="hint">{both(_word("hint"))}</p>'
    )


def _sample(look: str, text: Text, count: int) -> str:
    return (
        f'<span class="sample {look}">{escape(text.zh)}</span><span lang="en">{escape(text.en)}</span> <b>{count}</b>'
    )


def _title(report: Mapping[str, Any]) -> str:
    return report.get("title") or report.get("source_path") or _word("untitled").in_line


def _word(name: str) -> Text:
    return load_chart_texts().text("report_page", name)


def _hash(content: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"
