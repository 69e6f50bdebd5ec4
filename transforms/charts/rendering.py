"""Charts as files: a page that works without a network, a picture that needs no Chinese font.

Here: `specify`, which makes what all files are written from; `render_html`, `render_png`, `render_svg`,
`write_specification`, `write_values` (the data as CSV).
Not here: drawing, and where the files go.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from transforms.charts import theme
from transforms.charts.texts import load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_NUMBER = re.compile(r"[-+]?[0-9.,]+%?")
_FONTS = Path(__file__).parent / "fonts"
# Nothing is loaded from anywhere and nothing is sent: what a report says cannot make the page do either.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ margin: 0; font-family: {fonts}; }}
#chart {{ overflow-x: auto; }}
#vg-tooltip-element {{ font-family: {fonts}; font-size: 13px; max-width: 36em; }}
#vg-tooltip-element table tr td.key {{ white-space: nowrap; vertical-align: top; }}
#vg-tooltip-element table tr td.value {{
  display: table-cell; max-width: none; max-height: none; white-space: pre-wrap; overflow-wrap: anywhere;
}}
</style>
</head>
<body>
<div id="chart"></div>
<noscript>{title}</noscript>
<script id="specification" type="application/json">{specification}</script>
<script>{library}</script>
<script>
vegaEmbed("#chart", JSON.parse(document.getElementById("specification").textContent), {{
  mode: "vega-lite", renderer: "svg",
  actions: {{export: true, source: false, compiled: false, editor: false}},
  i18n: {words}
}});
</script>
</body>
</html>
"""


Specification = dict[str, Any]


def specify(chart: alt.VConcatChart | Specification) -> Specification:
    """The chart as Vega-Lite, without the link to its schema, and without characters that a picture cannot hold.

    Whoever writes several files of one chart calls this once: the functions below take its result as well.
    """
    if isinstance(chart, dict):
        return chart
    # Altair would check every part against the whole schema, which takes longer than drawing a picture of many parts.
    content: Specification = _without_controls(chart.to_dict(validate=False))
    content.pop("$schema", None)
    return content


def render_html(chart: alt.VConcatChart | Specification) -> str:
    """One self-contained page: the library is inside, nothing is fetched, hostile text stays text.

    The same chart gives the same page.
    """
    texts = load_chart_texts()
    content = specify(chart)
    words = {
        "CLICK_TO_VIEW_ACTIONS": texts.text("page", "menu").in_line,
        "PNG_ACTION": texts.text("page", "save_png").in_line,
        "SVG_ACTION": texts.text("page", "save_svg").in_line,
    }
    return _PAGE.format(
        policy=html.escape(_POLICY),
        title=html.escape(content.get("description", "")),
        fonts=theme.FONT_STACK,
        specification=_as_script(content),
        words=_as_script(words),
        library=_library(),
    )


def render_png(chart: alt.VConcatChart | Specification, scale: float = 2.0) -> bytes:
    """The chart as PNG, `scale` picture points a pixel, drawn with the shipped font.

    A character that the font lacks is taken from the system's fonts, or drawn as a box.
    """
    import vl_convert

    _register_fonts()
    picture: bytes = vl_convert.vegalite_to_png(
        specify(chart), vl_version=_vegalite_version(), scale=scale, allowed_base_urls=[]
    )
    return picture


def render_svg(chart: alt.VConcatChart | Specification) -> str:
    """The chart as SVG, its words as text in the reader's fonts."""
    import vl_convert

    _register_fonts()
    drawing: str = vl_convert.vegalite_to_svg(specify(chart), vl_version=_vegalite_version(), allowed_base_urls=[])
    return drawing


def write_specification(chart: alt.VConcatChart | Specification) -> str:
    """The chart as a Vega-Lite specification in JSON, with its data; the same chart gives the same text."""
    return json.dumps(specify(chart), ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def write_values(chart: alt.VConcatChart | Specification) -> str:
    """The rows that the marks are drawn from as CSV, each once, for spreadsheets.

    Rows of different marks stand below each other, with empty cells where a mark has no such field; a cell that a
    spreadsheet would take for a formula begins with an apostrophe.
    """
    rows = list(dict.fromkeys(json.dumps(row, ensure_ascii=False) for row in _rows(specify(chart))))
    entries = [json.loads(row) for row in rows]
    names = list(dict.fromkeys(name for entry in entries for name in entry))
    cells = io.StringIO(newline="")
    writer = csv.writer(cells, lineterminator="\r\n")
    writer.writerow(names)
    writer.writerows([[_cell(entry.get(name)) for name in names] for entry in entries])
    return "\ufeff" + cells.getvalue()


def _rows(specification: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for values in specification.get("datasets", {}).values():
        yield from values
    yield from _inline_rows(specification)


def _inline_rows(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        data = part.get("data")
        if isinstance(data, dict) and isinstance(data.get("values"), list):
            yield from data["values"]
        for value in part.values():
            yield from _inline_rows(value)
    elif isinstance(part, list):
        for value in part:
            yield from _inline_rows(value)


def _cell(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} and not _NUMBER.fullmatch(value):
        return f"'{value}"
    return value


def _without_controls(content: Any) -> Any:
    """The same structure; in its strings U+FFFD stands for what XML forbids (a file may hold any control character)."""
    if isinstance(content, str):
        return _FORBIDDEN.sub("\ufffd", content)
    if isinstance(content, dict):
        return {_without_controls(key): _without_controls(value) for key, value in content.items()}
    if isinstance(content, list):
        return [_without_controls(value) for value in content]
    return content


def _as_script(content: object) -> str:
    """JSON that is safe inside a script element: only these three characters could end it or hide its end."""
    written = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    for character in "<>&":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


@cache
def _library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script, which contains no end of a script."""
    import vl_convert

    library: str = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", vl_version=_vegalite_version())
    return library.replace("</script", "<\\/script").replace("<!--", "<\\!--")


@cache
def _register_fonts() -> None:
    import vl_convert

    vl_convert.register_font_directory(str(_FONTS))


@cache
def _vegalite_version() -> str:
    """The version that Altair writes, as vl-convert names it: v6.4.1 -> 6.4."""
    import altair as alt

    return ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
