"""Templates and shared files of the site.

Here: `Page`, `draw_page` (a template with the frame of every page around it), `shared_files`, `as_script`. Templates
escape whatever they are given (Jinja with autoescape); only `Markup` made by modules of this package passes as HTML.
Not here: what a page says.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import jinja2
from markupsafe import Markup

from transforms.charts import theme
from transforms.charts.report_text import escape as escape_text
from transforms.charts.texts import Text
from transforms.site import figures, pictures, texts

_FOLDER = Path(__file__).parent
# Only scripts and styles of the folder itself; nothing from a network, nothing inline.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; base-uri 'none'; "
    "form-action 'none'"
)
SECTIONS = (
    ("overview", "index.html"),
    ("places", "places.html"),
    ("indicators", "indicators.html"),
    ("quality", "quality.html"),
    ("dictionary", "dictionary.html"),
    ("search", "search.html"),
)


# The shipped font where a reader's system has none for Chinese.
_FONTS = theme.FONT_STACK.removeprefix(f"{theme.FONT_FAMILY}, ").replace(
    "sans-serif", f"{theme.FONT_FAMILY}, sans-serif"
)


class Page(NamedTuple):
    """A file of the site: its place below the folder, and its content."""

    address: str
    content: str | bytes


class Crumb(NamedTuple):
    """A step of the path at the top of a page; the last has no address."""

    name: Text | str
    address: str | None = None


def draw_page(
    template: str,
    address: str,
    title: Text | str,
    section: str,
    crumbs: Sequence[Crumb] = (),
    scripts: Sequence[str] = (),
    **model: object,
) -> Page:
    """A page from `templates/<template>.html`. `section` is the entry of the menu that it belongs to."""
    content = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            root="../" * address.count("/"),
            title=title,
            section=section,
            sections=SECTIONS,
            crumbs=crumbs,
            scripts=scripts,
            policy=POLICY,
            **model,
        )
    )
    return Page(address, content)


def shared_files(words: Mapping[str, object]) -> list[Page]:
    """Style sheet, font, scripts, and the words that scripts say (`words`, as a script)."""
    style = "".join((_FOLDER.parent / "charts" / name).read_text(encoding="utf-8") for name in ("numbers.css",))
    own = (_FOLDER / "assets" / "site.css").read_text(encoding="utf-8")
    for name, value in (("--fonts", _FONTS), ("--ink", theme.INK), ("--quiet", theme.QUIET_INK)):
        own = own.replace(f"{name}: inherit", f"{name}: {value}")
    font, license_text = (_FOLDER.parent / "charts" / "fonts" / name for name in ("FazhiSansSC-Regular.otf", "OFL.txt"))
    scripts = [Page(path.name, path.read_text(encoding="utf-8")) for path in sorted((_FOLDER / "assets").glob("*.js"))]
    return [Page("site.css", own + style), Page("words.js", f"var fazhiWords = {as_script(words)};\n"), *scripts,
        Page("font.otf", font.read_bytes()), Page("font-license.txt", license_text.read_text(encoding="utf-8")),
    ]  # fmt: skip


def as_script(content: object) -> Markup:
    """JSON that is safe inside a script element and in a script file, whatever its strings hold."""
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return Markup(written)


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=_finalize,
    )
    environment.globals.update(
        said=texts.said,
        word=texts.word,
        word_or_code=texts.word_or_code,
        both=Text,
        named=_mark_name,
        plain=figures.plain,
        short=figures.short,
        as_percent=figures.as_percent,
        written=figures.written,
        signed=figures.signed,
        spark=pictures.draw_spark,
    )
    environment.filters["script"] = as_script
    return environment


def _mark_name(name: Text | str) -> Markup:
    """The attribute of an element whose words are a name as reports write it, which no language hides."""
    return Markup(' lang="zh-CN"') if isinstance(name, str) else Markup("")


def _finalize(value: object) -> object:
    """What a template prints: a text in both languages, nothing for None, no characters that HTML cannot hold."""
    if value is None:
        return ""
    if isinstance(value, Text):
        return texts.in_both(value)
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(escape_text(value))
    return value
