"""The text of a report as HTML in which every number is an element; without its tags it is the text again.

Here: `Spot`, `find_spots`, `spots_by_start`, `mark_numbers`, `look`. Not here: what is shown about a number
(`report_cards`), the page around it (`report_page`).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

# A reader of HTML turns the carriage returns of a file into newlines unless they are written as references.
_CARRIAGE_RETURN = "&#13;"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HEADING = re.compile(r"\s*[一二三四五六七八九十]{1,3}、.{1,40}$")
_SUBHEADING = re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[)）].{1,30}$")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with a number; `mentions` are the rows that stand there.

    Two rows share a place where one number measures two indicators.
    """

    start: int
    end: int
    mentions: tuple[dict[str, Any], ...]

    @property
    def first(self) -> dict[str, Any]:
        """The row whose disposition gives the place its look."""
        return self.mentions[0]

    @property
    def name(self) -> str:
        """Its id on the page, by the offset, so that other pages can link to it: report.html#n5354."""
        return f"n{self.start}"


def find_spots(text: str, mentions: pl.DataFrame) -> list[Spot]:
    """The places of `mentions` in order; overlapping spans are one place. Raises ValueError for a span off the text."""
    spots: list[Spot] = []
    for row in mentions.sort("start", "end", maintain_order=True).iter_rows(named=True):
        start, end = row["start"], row["end"]
        if not 0 <= start < end <= len(text):
            raise ValueError(f"the span {start}-{end} is not within the text of {len(text)} characters")
        if spots and start < spots[-1].end:
            last = spots.pop()
            spots.append(Spot(last.start, max(last.end, end), (*last.mentions, row)))
        else:
            spots.append(Spot(start, end, (row,)))
    return spots


def mark_numbers(
    text: str,
    spots: Sequence[Spot],
    title: str | None,
    draw: Callable[[str, Spot, Spot | None], str] | None = None,
    anchors: Collection[int] = (),
) -> str:
    """Paragraphs of the text with every spot as an element that bears the spot's name.

    `draw` makes the element of its words (not escaped yet), the spot and the spot of its total. `anchors`: offsets of
    other places that links lead to; each gets a name as a number there would have.
    """
    draw = draw or _element
    waiting = sorted(set(anchors) - {spot.start for spot in spots})
    by_start = spots_by_start(spots)
    paragraphs: list[str] = []
    pending = list(spots)
    for start, end in _paragraphs(text, spots):
        pieces, position = [], start
        while pending and pending[0].start < end:
            spot = pending.pop(0)
            pieces += [
                _with_anchors(text, position, spot.start, waiting),
                draw(text[spot.start : spot.end], spot, by_start.get(spot.first["parent_start"])),
            ]
            position = spot.end
        pieces.append(_with_anchors(text, position, end, waiting))
        paragraphs.append(f'<p class="{_kind(text[start:end], title)}">{"".join(pieces)}</p>')
    return "".join(paragraphs)


def spots_by_start(spots: Sequence[Spot]) -> dict[int, Spot]:
    """Start of a mention -> the place where it stands."""
    return {mention["start"]: spot for spot in spots for mention in spot.mentions}


def look(mention: Mapping[str, Any]) -> str:
    """The classes of the style sheet that give a number its look: its disposition, open, implied."""
    looks = [mention["disposition"]]
    if mention["disposition"] == "fact" and mention["indicator"] is None:
        looks.append("open")
    if mention["implicit"]:
        looks.append("implied")
    return escape(" ".join(looks))


def escape(text: str) -> str:
    """Text for HTML, in an element or an attribute; U+FFFD stands for characters that HTML cannot hold."""
    return html.escape(_FORBIDDEN.sub("\ufffd", text)).replace("\r", _CARRIAGE_RETURN)


def _with_anchors(text: str, start: int, end: int, waiting: list[int]) -> str:
    """Text with the anchors that lie before its end; takes them from `waiting`, which is in order."""
    pieces = []
    while waiting and waiting[0] < end:
        offset = max(waiting[0], start)
        pieces.append(f'{escape(text[start:offset])}<span id="n{waiting.pop(0)}" class="place"></span>')
        start = offset
    return "".join([*pieces, escape(text[start:end])])


def _paragraphs(text: str, spots: Sequence[Spot]) -> list[tuple[int, int]]:
    """Lines with their newline; a line does not end inside a number."""
    inside = {offset for spot in spots for offset in range(spot.start + 1, spot.end)}
    ends = [match.end() for match in re.finditer("\n", text) if match.end() not in inside]
    return [(start, end) for start, end in pairwise([0, *ends, len(text)]) if end > start]


def _kind(line: str, title: str | None) -> str:
    line = line.strip()
    if not line:
        return "empty"
    if title and line == title.strip():
        return "title"
    if _HEADING.match(line):
        return "heading"
    return "subheading" if _SUBHEADING.match(line) else "line"


def _element(words: str, spot: Spot, total: Spot | None) -> str:
    part = f' data-total="{total.name}"' if total else ""
    return (
        f'<span class="number {look(spot.first)}" id="{spot.name}" tabindex="0" role="button"'
        f' aria-describedby="card-{spot.name}"{part}>{escape(words)}</span>'
    )
