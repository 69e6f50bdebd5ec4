"""One indicator of one unit over the years.

Here: `draw_trend`, `describe_trend`. Not here: which trends to draw (`choice`), what a mark is drawn from (`points`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.choice import Trend
from transforms.charts.label_places import place_along_line
from transforms.charts.magnitude import choose_magnitude, name_unit
from transforms.charts.points import find_indicator, make_points, place_arrows, value_range
from transforms.charts.texts import ChartTexts, Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_HEIGHT = 320
_YEAR_WIDTH = 88
_LEAST_WIDTH = 620
_AXIS_WIDTH = 40
_NOTE_LINE = 15


def draw_trend(values: pl.DataFrame, indicators: pl.DataFrame, trend: Trend) -> alt.VConcatChart:
    """Line and points with value labels; bands and bars for bounds, arrows for open ends, gaps for years without value.

    in: the frame of `quote_values`, dim_indicator. The line joins years that follow each other only; under a year
    without value stands why. Raises ValueError when there is nothing to draw.
    """
    import altair as alt

    texts = load_chart_texts()
    indicator = find_indicator(indicators, trend.indicator_id)
    chosen = _comparable(values, trend)
    is_rate = indicator["measure_type"] == "rate"
    unit = name_unit(indicator["unit_family"], chosen["unit"].to_list(), texts)
    magnitude = choose_magnitude(chosen["value"], indicator["measure_type"], unit, texts)
    points = _number_segments(make_points(chosen, magnitude, texts))
    ends = value_range(points, is_rate)
    years = _years(points)
    width = max(_LEAST_WIDTH, _YEAR_WIDTH * len(years))

    x = alt.X(
        "year:O",
        title=texts.text("axes", "year").in_line,
        scale=alt.Scale(type="point", domain=years, padding=0.5),
        axis=alt.Axis(labelAngle=0, grid=False),
    )
    y_title = texts.text("axes", "value").fill(unit=magnitude.unit)
    y = marks.value_axis(alt.Y, "value", ends, y_title, is_rate, magnitude)
    arrows = place_arrows(points, ends)
    place_along_line(points, arrows, ends)

    line = alt.Chart(marks.inline(points)).mark_line(color=theme.VALUE_COLOUR, strokeWidth=2.5)
    layers = [
        *_band(points, ends, x),
        line.encode(x=x, y=y, detail="segment:N"),
        *marks.intervals_and_arrows(points, arrows, ends, x=x, y=y, is_upright=True),
        *marks.dots(points, texts, x=x, y=y),
        *_labels(points, ends, x),
        *_gap_notes(_explain_gaps(values, trend, years, points, texts), x),
    ]
    drawing = alt.layer(*layers).properties(width=width, height=_HEIGHT)
    subtitle = [
        texts.text("subtitles", "trend_count").fill(count=len(points)).side_by_side,
        texts.text("subtitles", indicator["better_direction"]).side_by_side,
    ]
    title = describe_trend(values, indicators, trend)
    return add_caption(drawing, title, subtitle, marks.notes(points, ends, texts), width + _AXIS_WIDTH)


def describe_trend(values: pl.DataFrame, indicators: pl.DataFrame, trend: Trend) -> Text:
    """The title of the chart. Raises ValueError as `draw_trend` does."""
    indicator = find_indicator(indicators, trend.indicator_id)
    years = _comparable(values, trend)["report_year"].to_list()
    kind = "trend" if years[0] != years[-1] else "trend_of_one_year"
    return (
        load_chart_texts()
        .text("titles", kind)
        .fill(
            unit=trend.reporting_unit,
            indicator=Text(indicator["name_zh"], indicator["name_en"]),
            first=years[0],
            last=years[-1],
        )
    )


def _comparable(values: pl.DataFrame, trend: Trend) -> pl.DataFrame:
    rows = values.filter(
        (pl.col("standing") == "comparable")
        & (pl.col("indicator_id") == trend.indicator_id)
        & (pl.col("reporting_unit") == trend.reporting_unit)
    ).sort("report_year")
    if rows.is_empty():
        raise ValueError(f"no comparable value of {trend.indicator_id} for {trend.reporting_unit}")
    return rows


def _band(points: list[dict[str, Any]], ends: tuple[float, float], x: Any) -> list[Any]:
    """The range between the bounds, where it is closed; an exact value is a range without width."""
    import altair as alt

    if all(point["low"] is None for point in points):
        return []
    closed = marks.inline([_closed(point) for point in points if not point["opens"]])
    area = alt.Chart(closed).mark_area(color=theme.VALUE_COLOUR, opacity=0.14)
    return [area.encode(x=x, y=marks.on_scale(alt.Y, "low", ends), y2="high:Q", detail="band:N")]


def _gap_notes(gaps: list[dict[str, str]], x: Any) -> list[Any]:
    """Small words above the year axis."""
    import altair as alt

    if not gaps:
        return []
    words = alt.Chart(marks.inline(gaps)).mark_text(
        color=theme.QUIET_INK, fontSize=theme.NOTE_SIZE, lineBreak="\n", baseline="top", lineHeight=_NOTE_LINE
    )
    return [words.encode(x=x, y=alt.value(_HEIGHT - 2 * _NOTE_LINE - 6), text="why:N")]


def _labels(points: list[dict[str, Any]], ends: tuple[float, float], x: Any) -> list[Any]:
    import altair as alt

    y = marks.on_scale(alt.Y, "label_at", ends)
    layers: list[Any] = []
    for side, baseline, dy in (("above", "bottom", -9), ("below", "top", 10)):
        for align, dx in (("center", 0), ("left", -2), ("right", 2)):
            placed = [point for point in points if (point["label_side"], point["label_align"]) == (side, align)]
            if placed:
                layers += marks.labels(placed, x=x, y=y, baseline=baseline, align=align, dx=dx, dy=dy)
    return layers


def _years(points: list[dict[str, Any]]) -> list[str]:
    """Every year from the first to the last, so that a gap is as wide as it is long."""
    return [str(year) for year in range(int(points[0]["year"]), int(points[-1]["year"]) + 1)]


def _number_segments(points: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Points with `segment`, which changes where a year is missing, and `band`, which also changes at an open end."""
    segment = band = 0
    for before, point in zip([None, *points], points, strict=False):
        if before is not None and int(point["year"]) != int(before["year"]) + 1:
            segment += 1
            band += 1
        elif before is not None and (before["opens"] or point["opens"]):
            band += 1
        point["segment"], point["band"] = segment, band
    return points


def _closed(point: dict[str, Any]) -> dict[str, Any]:
    """An exact point as an interval without width."""
    low, high = (point["value"] if point[end] is None else point[end] for end in ("low", "high"))
    return {"year": point["year"], "low": low, "high": high, "band": point["band"]}


def _explain_gaps(
    values: pl.DataFrame, trend: Trend, years: list[str], points: list[dict[str, Any]], texts: ChartTexts
) -> list[dict[str, str]]:
    """For each year without a point: whether there is no report, no mention, or no comparable value."""
    of_unit = values.filter(pl.col("reporting_unit") == trend.reporting_unit)
    reported = {str(year) for year in of_unit["report_year"].unique()}
    standing = dict(
        of_unit.filter(pl.col("indicator_id") == trend.indicator_id)
        .select(pl.col("report_year").cast(pl.String), "standing")
        .iter_rows()
    )
    drawn = {point["year"] for point in points}
    gaps = []
    for year in years:
        if year in drawn:
            continue
        why = "no_report" if year not in reported else "partial" if standing.get(year) == "partial" else "not_mentioned"
        text = texts.text("marks", why)
        gaps.append({"year": year, "why": f"{text.zh}\n{text.en}"})
    return gaps
