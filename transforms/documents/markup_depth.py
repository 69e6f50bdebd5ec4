"""How deep elements of a markup text are nested, told before any parser sees it.

Parsers of web pages take time that grows with the square of the depth: a page of 100,000 nested elements holds one for
minutes. Here: `measure_depth`, which is linear. Not here: reading the page (`page_lines`).
"""

from __future__ import annotations

import re

MAX_DEPTH = 1_000

_TAG = re.compile(r"<(?:(!--)|(/?)([A-Za-z][A-Za-z0-9:]*))")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
# An end tag is left out as a rule, and the next element of the kind closes the last: 3,000 paragraphs are not deep.
_CLOSED_BY_NEXT = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "option",
        "optgroup",
        "tr",
        "td",
        "th",
        "thead",
        "tbody",
        "tfoot",
        "colgroup",
        "caption",
    ]
)
_RAW = frozenset(["script", "style", "textarea", "title", "xmp", "noscript"])


def measure_depth(text: str, limit: int = MAX_DEPTH) -> int:
    """Deepest nesting of elements in `text`; counting stops above `limit`."""
    depth = deepest = place = 0
    lowered: str | None = None
    while match := _TAG.search(text, place):
        place = match.end()
        if match[1]:
            place = text.find("-->", place)
            if place < 0:
                break
            continue
        name = match[3].lower()
        if name in _VOID or name in _CLOSED_BY_NEXT:
            continue
        if match[2]:
            depth = max(depth - 1, 0)
            continue
        if name in _RAW:
            lowered = text.lower() if lowered is None else lowered
            place = lowered.find(f"</{name}", place)
            if place < 0:
                break
            place += 2 + len(name)
            continue
        depth += 1
        if depth > deepest:
            deepest = depth
            if deepest > limit:
                break
    return deepest
