"""The marks that charts share: dots, dots in doubt, intervals, arrows, labels with a halo, the value axis.

Here: functions that turn points into Altair layers or encodings. Not here: what the points hold (`points`).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from transforms.charts import theme
from transforms.charts.magnitude import Magnitude
from transforms.charts.points import tooltip_fields
from transforms.charts.texts import ChartTexts, Text

if TYPE_CHECKING:
    import altair as alt

_POINT_SIZE = 85
_HALO = 4
_TITLE_OUTDENT = 38


def inline(rows: Sequence[dict[str, Any]]) -> alt.InlineData:
    """Rows as data inside the chart: nothing is inferred, nothing is loaded."""
    import altair as alt

    return alt.InlineData(values=list(rows))


def value_axis(
    channel: Any,
    field: str,
    ends: tuple[float, float],
    title: Text,
    is_rate: bool,
    magnitude: Magnitude,
) -> Any:
    """The encoding of the value axis: alt.X or alt.Y over `ends`, with the unit in the title."""
    import altair as alt

    settings: dict[str, Any] = {"tickCount": 5, "format": ",.2~f", "domain": False, "ticks": False, "labelFlush": False}
    if is_rate:
        # A rate has no ticks above 100; the room above is for labels.
        settings["values"] = list_ticks(ends[0], min(ends[1], 100.0))
    elif magnitude.divisor == 1.0:
        settings["tickMinStep"] = 1
    if channel is alt.Y:
        # Chinese turned by 90 degrees is hard to read: the title lies above the axis.
        settings |= {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleBaseline": "bottom"}
        settings |= {"titleX": -_TITLE_OUTDENT, "titleY": -8}
    return on_scale(channel, field, ends, title=title.in_line, axis=alt.Axis(**settings))


def list_ticks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`, at most six."""
    step = 10.0 ** floor(log10((high - low) or 1.0)) / 10
    while (high - low) / step > 5:
        step *= 2 if round(step / 10 ** floor(log10(step))) != 2 else 2.5
    return [round(number * step, 6) for number in range(ceil(low / step), int(high / step) + 1)]


def on_scale(channel: Any, field: str, ends: tuple[float, float], **settings: Any) -> Any:
    """An encoding of another field on the value axis."""
    import altair as alt

    return channel(f"{field}:Q", scale=alt.Scale(domain=list(ends), nice=False, zero=False), **settings)


def intervals_and_arrows(
    points: list[dict[str, Any]],
    arrows: list[dict[str, Any]],
    ends: tuple[float, float],
    x: Any,
    y: Any,
    is_upright: bool,
) -> list[Any]:
    """Bars from low to high, and arrows from the value to `tip`; the value axis is y when upright, else x."""
    import altair as alt

    def along(low: str, high: str) -> dict[str, Any]:
        if is_upright:
            return {"x": x, "y": on_scale(alt.Y, low, ends), "y2": f"{high}:Q"}
        return {"y": y, "x": on_scale(alt.X, low, ends), "x2": f"{high}:Q"}

    layers: list[Any] = []
    closed = [point for point in points if point["low"] is not None]
    if closed:
        layers.append(
            alt.Chart(inline(closed))
            .mark_rule(color=theme.VALUE_COLOUR, strokeWidth=6, opacity=0.35, strokeCap="round")
            .encode(**along("low", "high"))
        )
    for opens, shape in (
        ("up", "triangle-up" if is_upright else "triangle-right"),
        ("down", "triangle-down" if is_upright else "triangle-left"),
    ):
        open_points = [arrow for arrow in arrows if arrow["opens"] == opens]
        if not open_points:
            continue
        data = inline(open_points)
        tip = {"x": x, "y": on_scale(alt.Y, "tip", ends)} if is_upright else {"y": y, "x": on_scale(alt.X, "tip", ends)}
        layers.append(
            alt.Chart(data).mark_rule(color=theme.VALUE_COLOUR, strokeWidth=2).encode(**along("value", "tip"))
        )
        layers.append(
            alt.Chart(data)
            .mark_point(shape=shape, filled=True, size=_POINT_SIZE, opacity=1, color=theme.VALUE_COLOUR)
            .encode(**tip)
        )
    return layers


def dots(
    points: list[dict[str, Any]],
    texts: ChartTexts,
    x: Any,
    y: Any,
    size: float = _POINT_SIZE,
    tooltip: list[Any] | None = None,
) -> list[Any]:
    """A filled dot a value; a hollow diamond where the value is in doubt. Both carry the tooltip (of a value)."""
    import altair as alt

    tooltip = tooltip or [alt.Tooltip(f"{field}:N", title=title) for field, title in tooltip_fields(texts)]
    layers: list[Any] = []
    sure = [point for point in points if not point["is_flagged"]]
    doubtful = [point for point in points if point["is_flagged"]]
    if sure:
        layers.append(
            alt.Chart(inline(sure))
            .mark_point(filled=True, opacity=1, size=size, color=theme.VALUE_COLOUR)
            .encode(x=x, y=y, tooltip=tooltip)
        )
    if doubtful:
        layers.append(
            alt.Chart(inline(doubtful))
            .mark_point(
                shape="diamond",
                filled=True,
                fill=theme.BACKGROUND,
                stroke=theme.FLAG_COLOUR,
                strokeWidth=2.5,
                opacity=1,
                size=size * 1.6,
            )
            .encode(x=x, y=y, tooltip=tooltip)
        )
    return layers


def leaders(points: list[dict[str, Any]], x: Any, y: Any, length: float) -> list[Any]:
    """A thin line from each point at `value` to where its label stands, `label_at`, `length` pixels beside it."""
    import altair as alt

    return [
        alt.Chart(inline(points))
        .mark_rule(color=theme.MEDIAN_COLOUR, strokeWidth=0.8, opacity=0.7, xOffset=0.2 * length, x2Offset=length)
        .encode(x=x, x2=x.shorthand.partition(":")[0], y=y, y2="label_at:Q")
    ]


def labels(points: list[dict[str, Any]], x: Any, y: Any, **placing: Any) -> list[Any]:
    """The label of each point over a white halo, legible where it crosses a line."""
    import altair as alt

    data = inline(points)
    return [
        alt.Chart(data)
        .mark_text(stroke=theme.BACKGROUND, strokeWidth=_HALO, strokeJoin="round", **placing)
        .encode(x=x, y=y, text="label:N"),
        alt.Chart(data).mark_text(**placing).encode(x=x, y=y, text="label:N"),
    ]


def notes(points: list[dict[str, Any]], ends: tuple[float, float], texts: ChartTexts) -> list[Text]:
    """The source, after what explains the axis and the marks that occur."""
    found = []
    if ends[0] > 0:
        found.append("not_from_zero")
    if any(point["low"] is not None for point in points):
        found.append("interval")
    if any(point["opens"] for point in points):
        found.append("open")
    if any(point["is_flagged"] for point in points):
        found.append("flag")
    return [texts.text("notes", name) for name in (*found, "source")]
