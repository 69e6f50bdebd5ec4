"""One indicator of many units over the years, a small picture a unit, all on one scale.

Here: `draw_panels`, `describe_panels`. Not here: which to draw (`choice`), one unit large (`trend`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.choice import Panels
from transforms.charts.layout import wrap_text
from transforms.charts.magnitude import choose_magnitude, name_unit
from transforms.charts.points import find_indicator, make_points, value_range
from transforms.charts.texts import Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

MOST_UNITS = 12
_COLUMNS = 3
_WIDTH = 215
_HEIGHT = 120
_NAME_WIDTH = 15.0
# For the label of the last value, which would push the title up where it stands out of the panel.
_HEADROOM = 0.12


def draw_panels(values: pl.DataFrame, indicators: pl.DataFrame, panels: Panels) -> alt.VConcatChart:
    """A panel a unit with the longest series, at most twelve; the thin line is the median of all units of the level.

    in: the frame of `quote_values`, dim_indicator. Raises ValueError when no unit has two years.
    """
    import altair as alt

    texts = load_chart_texts()
    indicator = find_indicator(indicators, panels.indicator_id)
    known = values.filter(
        (pl.col("indicator_id") == panels.indicator_id)
        & (pl.col("level") == panels.level)
        & (pl.col("standing") == "comparable")
    )
    sizes = known.group_by("reporting_unit").agg(size=pl.len()).filter(pl.col("size") >= 2)
    if sizes.is_empty():
        raise ValueError(f"no unit of the level {panels.level} gives {panels.indicator_id} in two years")
    shown = sizes.sort("size", "reporting_unit", descending=[True, False]).head(MOST_UNITS)
    rows = known.join(shown.select("reporting_unit"), on="reporting_unit", how="semi").sort(
        "reporting_unit", "report_year"
    )
    is_rate = indicator["measure_type"] == "rate"
    unit = name_unit(indicator["unit_family"], rows["unit"].to_list(), texts)
    magnitude = choose_magnitude(rows["value"], indicator["measure_type"], unit, texts)
    points = make_points(rows, magnitude, texts)
    first, last = int(rows["report_year"].min()), int(rows["report_year"].max())  # type: ignore[arg-type]
    medians = {
        str(year): magnitude.divide(value)
        for year, value in known.group_by("report_year").agg(pl.col("value").median()).sort("report_year").iter_rows()
    }
    low, high = value_range(points, is_rate)
    ends = low, high + _HEADROOM * (high - low)
    years = [str(year) for year in range(first, last + 1)]
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(type="point", domain=years, padding=0.4),
        axis=alt.Axis(labelAngle=0, grid=False, labelFontSize=11),
    )
    y = marks.value_axis(alt.Y, "value", ends, Text("", ""), is_rate, magnitude)
    panels_drawn = [
        _draw_panel(name, [point for point in points if point["unit"] == name], medians, x, y, ends)
        for name in sorted(shown["reporting_unit"].to_list())
    ]
    grid = alt.vconcat(
        *(
            alt.hconcat(*panels_drawn[place : place + _COLUMNS], spacing=28)
            for place in range(0, len(panels_drawn), _COLUMNS)
        ),
        spacing=18,
    )
    subtitle = [
        texts.text("subtitles", "panels_count")
        .fill(shown=shown.height, count=sizes.height, unit=magnitude.unit)
        .side_by_side,
        texts.text("subtitles", "panels_median").side_by_side,
        texts.text("subtitles", indicator["better_direction"]).side_by_side,
    ]
    return add_caption(
        grid,
        describe_panels(values, indicators, panels),
        subtitle,
        marks.notes(points, ends, texts),
        _COLUMNS * (_WIDTH + 70),
    )


def describe_panels(values: pl.DataFrame, indicators: pl.DataFrame, panels: Panels) -> Text:
    """The title of the chart. Raises ValueError when the catalogue lacks the indicator or words for the level."""
    texts = load_chart_texts()
    indicator = find_indicator(indicators, panels.indicator_id)
    years = values.filter(
        (pl.col("indicator_id") == panels.indicator_id)
        & (pl.col("level") == panels.level)
        & (pl.col("standing") == "comparable")
    )["report_year"]
    return texts.text("titles", "panels").fill(
        indicator=Text(indicator["name_zh"], indicator["name_en"]),
        level=texts.text("levels", panels.level),
        first=years.min(),
        last=years.max(),
    )


def _draw_panel(
    name: str, points: list[dict[str, Any]], medians: dict[str, float], x: Any, y: Any, ends: tuple[float, float]
) -> Any:
    import altair as alt

    texts = load_chart_texts()
    segment = 0
    for before, point in zip([None, *points], points, strict=False):
        segment += before is not None and int(point["year"]) != int(before["year"]) + 1
        point["segment"] = segment
    middle = marks.inline([{"year": year, "median": value} for year, value in medians.items()])
    closed = [point for point in points if point["low"] is not None]
    layers = [
        alt.Chart(middle)
        .mark_line(color=theme.MEDIAN_COLOUR, strokeWidth=1, strokeDash=[3, 3])
        .encode(x=x, y=marks.on_scale(alt.Y, "median", ends)),
        *(
            [
                alt.Chart(marks.inline(closed))
                .mark_rule(color=theme.VALUE_COLOUR, strokeWidth=5, opacity=0.35)
                .encode(x=x, y=marks.on_scale(alt.Y, "low", ends), y2="high:Q")
            ]
            if closed
            else []
        ),
        alt.Chart(marks.inline(points))
        .mark_line(color=theme.VALUE_COLOUR, strokeWidth=2)
        .encode(x=x, y=y, detail="segment:N"),
        *marks.dots(points, texts, x=x, y=y, size=45),
        *marks.labels(points[-1:], x=x, y=y, dy=-10, baseline="bottom", fontSize=11),
    ]
    title = alt.Title(
        text=wrap_text(name, _NAME_WIDTH),
        fontSize=theme.LABEL_SIZE,
        lineHeight=theme.LABEL_SIZE + 4,
        offset=8,
        frame="group",
    )
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT, title=title)
