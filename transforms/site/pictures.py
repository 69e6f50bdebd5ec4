"""Small pictures as SVG inside a page: light enough for thousands of pages, looks from the style sheet.

Here: `draw_spark` (a line as wide as a word), `draw_course` (median and middle half over the years), `draw_spread`
(the units of one year). Not here: charts to publish (`transforms.charts`).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import groupby

from markupsafe import Markup

from transforms.charts.report_text import escape
from transforms.site.figures import plain, short

MOST_DOTS = 120
_BINS = 24
_WIDTH = 480
_SIDE = 12


def draw_spark(points: Sequence[tuple[int, float]]) -> Markup:
    """A line through (year, value); a year without a value breaks it. The table beside it says the values."""
    if len(points) < 2:
        return Markup("")
    first, last = points[0][0], points[-1][0]
    low, high = min(value for _, value in points), max(value for _, value in points)

    def place(year: int, value: float) -> str:
        x = 3 + 84 * (year - first) / (last - first)
        y = 19 - 16 * (value - low) / (high - low) if high > low else 11
        return f"{x:.0f} {y:.0f}"

    runs = groupby(enumerate(points), key=lambda numbered: numbered[1][0] - numbered[0])
    lines = "".join(
        f'<path d="M{" ".join(places)}"/>'
        for places in ([place(*point) for _, point in run] for _, run in runs)
        if len(places) > 1
    )
    dots = "".join(f'<path class="d" d="M{place(*point)}h0"/>' for point in points)
    return Markup(f'<svg class="spark" viewBox="0 0 90 22" aria-hidden="true">{lines}{dots}</svg>')


def draw_course(rows: Sequence[tuple[int, int, float, float, float]], label: str) -> Markup:
    """Median with the middle half over the years. rows: year, n, lower quartile, median, upper quartile."""
    height, top, bottom = 200, 26, 146
    first, last = rows[0][0], rows[-1][0]
    low, high = min(row[2] for row in rows), max(row[4] for row in rows)
    low, high = (low, high) if high > low else (low - 1, high + 1)

    def x(year: int) -> float:
        return _SIDE + 40 + (_WIDTH - 2 * _SIDE - 80) * ((year - first) / (last - first) if last > first else 0.5)

    def y(value: float) -> float:
        return bottom - (bottom - top) * (value - low) / (high - low)

    pieces = []
    for _, run in groupby(enumerate(rows), key=lambda numbered: numbered[1][0] - numbered[0]):
        part = [row for _, row in run]
        upper = [f"{x(row[0]):.1f} {y(row[4]):.1f}" for row in part]
        lower = [f"{x(row[0]):.1f} {y(row[2]):.1f}" for row in reversed(part)]
        if len(part) > 1:
            pieces.append(f'<path class="band" d="M{" ".join(upper + lower)}z"/>')
            pieces.append(f'<path class="line" d="M{" ".join(f"{x(r[0]):.1f} {y(r[3]):.1f}" for r in part)}"/>')
        else:
            row = part[0]
            pieces.append(f'<path class="bar" d="M{x(row[0]):.1f} {y(row[4]):.1f}V{y(row[2]):.1f}"/>')
    for year, count, _, median, _ in rows:
        pieces.append(f'<circle cx="{x(year):.1f}" cy="{y(median):.1f}" r="4"/>')
        pieces.append(f'<text x="{x(year):.1f}" y="{y(median) - 10:.1f}">{short(median)}</text>')
        pieces.append(f'<text class="axis" x="{x(year):.1f}" y="176">{year}</text>')
        pieces.append(f'<text class="axis" x="{x(year):.1f}" y="193">n={count}</text>')
    return _picture("course", height, label, pieces)


def draw_spread(
    values: Sequence[tuple[float, str, str]], quartiles: tuple[float, float, float], label: str, is_log: bool
) -> Markup:
    """The units of one group on an axis. values: value, words, address; quartiles: lower, median, upper.

    Up to 120 dots, each a link; more are counted in bars. `is_log`: see `wants_log`.
    """
    ordered = sorted(values)
    numbers = [value for value, _, _ in ordered]
    scale: Callable[[float], float] = math.log10 if is_log else float
    low, high = scale(numbers[0]), scale(numbers[-1])
    low, high = (low, high) if high > low else (low - 1, high + 1)

    def x(value: float) -> float:
        return _SIDE + (_WIDTH - 2 * _SIDE) * (scale(value) - low) / (high - low)

    marks, floor = _dots(ordered, x) if len(ordered) <= MOST_DOTS else _bars(numbers, scale, low, high)
    lower, median, upper = quartiles
    middle = min(max(x(median), 30.0), _WIDTH - 30.0)
    pieces = [
        f'<rect class="band" x="{x(lower):.1f}" y="20" width="{max(x(upper) - x(lower), 1):.1f}"'
        f' height="{floor - 16:.0f}"/>',
        f'<path class="median" d="M{x(median):.1f} 20V{floor + 4:.0f}"/>',
        f'<text x="{middle:.1f}" y="14">{short(median)}</text>',
        f'<path class="ground" d="M{_SIDE} {floor + 4:.0f}H{_WIDTH - _SIDE}"/>',
        *marks,
        f'<text class="axis start" x="{_SIDE}" y="{floor + 22:.0f}">{plain(numbers[0])}</text>',
        f'<text class="axis end" x="{_WIDTH - _SIDE}" y="{floor + 22:.0f}">{plain(numbers[-1])}</text>',
    ]
    return _picture("spread", round(floor + 30), label, pieces)


def wants_log(numbers: Sequence[float]) -> bool:
    """Whether an axis is readable only by orders of magnitude: all above zero, the largest 50 times the median."""
    ordered = sorted(numbers)
    return ordered[0] > 0 and ordered[-1] > 50 * ordered[len(ordered) // 2]


def _dots(ordered: Sequence[tuple[float, str, str]], x: Callable[[float], float]) -> tuple[list[str], float]:
    """Dots stacked where they would hide each other."""
    rows: list[float] = []
    placed = []
    for value, words, address in ordered:
        where = x(value)
        row = next((number for number, end in enumerate(rows) if where - end >= 11), len(rows))
        if row == len(rows):
            rows.append(where)
        rows[row] = where
        placed.append((where, row, words, address))
    floor = 26 + 11 * len(rows)
    return [
        f'<a href="{escape(address)}"><circle cx="{where:.1f}" cy="{floor - 4 - 11 * row}" r="5">'
        f"<title>{escape(words)}</title></circle></a>"
        for where, row, words, address in placed
    ], floor


def _bars(
    numbers: Sequence[float], scale: Callable[[float], float], low: float, high: float
) -> tuple[list[str], float]:
    counts = [0] * _BINS
    edges = [low + (high - low) * number / _BINS for number in range(1, _BINS)]
    for number in numbers:
        counts[bisect_right(edges, scale(number))] += 1
    floor, tallest, width = 116, max(counts), (_WIDTH - 2 * _SIDE) / _BINS
    bars = [
        f'<rect class="count" x="{_SIDE + width * number + 0.5:.1f}" y="{floor + 4 - 92 * count / tallest:.1f}"'
        f' width="{width - 1:.1f}" height="{92 * count / tallest:.1f}"><title>{count}</title></rect>'
        for number, count in enumerate(counts)
        if count
    ]
    return bars, floor


def _picture(look: str, height: int, label: str, pieces: Sequence[str]) -> Markup:
    frame = f'class="{look}" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{escape(label)}"'
    return Markup(f"<svg {frame}>{''.join(pieces)}</svg>")
