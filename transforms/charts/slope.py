"""Two years of one indicator across the units of a level, joined by lines.

Here: `draw_slope`, `describe_slope`. Not here: which slopes to draw (`choice`), one unit over many years (`trend`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.benchmarks.structural_breaks import find_break
from transforms.benchmarks.years import LEAST_BASE
from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.choice import Slope
from transforms.charts.label_places import spread_apart
from transforms.charts.layout import cut_text
from transforms.charts.magnitude import choose_magnitude, name_unit
from transforms.charts.points import find_indicator, make_points, value_range
from transforms.charts.texts import ChartTexts, Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

# More lines than this no one tells apart; then those that changed most are drawn, and the chart says so.
MOST_UNITS = 20
_WIDTH = 400
_SIDE = 70
_LEADER = 30.0
_ROW = 21
_LEAST_HEIGHT = 300
_NAME_WIDTH = 16.0


def draw_slope(values: pl.DataFrame, indicators: pl.DataFrame, slope: Slope) -> alt.VConcatChart:
    """A line a unit that gives a comparable value in both years; solid where it rises, dashed where it falls.

    in: the frame of `quote_values`, dim_indicator. The subtitle says how many units give only one of the years; a
    change of law between them is a note. Raises ValueError when no unit gives both.
    """
    import altair as alt

    texts = load_chart_texts()
    indicator = find_indicator(indicators, slope.indicator_id)
    rows = _rows(values, slope)
    matched = _matched(rows)
    if matched.is_empty():
        raise ValueError(f"no unit gives {slope.indicator_id} in {slope.first_year} and {slope.last_year}")
    drawn = _most_changed(matched)
    is_rate = indicator["measure_type"] == "rate"
    unit = name_unit(indicator["unit_family"], drawn["unit"].to_list(), texts)
    magnitude = choose_magnitude(drawn["value"], indicator["measure_type"], unit, texts)
    points = make_points(drawn, magnitude, texts)
    courses = _name_changes(points, drawn, is_rate)
    ends = value_range(points, is_rate)
    count = drawn["reporting_unit"].n_unique()
    height = max(_LEAST_HEIGHT, _ROW * count + 40)
    _place_labels(points, ends, height, str(slope.last_year))

    years = [str(slope.first_year), str(slope.last_year)]
    x = alt.X(
        "year:O",
        title=None,
        scale=alt.Scale(type="point", domain=years),
        axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False, labelPadding=8),
    )
    y = marks.on_scale(alt.Y, "value", ends, axis=None)
    at = marks.on_scale(alt.Y, "label_at", ends, axis=None)
    lines = [
        alt.Chart(marks.inline([point for point in points if point["course"] == course]))
        .mark_line(color=colour, strokeWidth=2, strokeDash=dash, opacity=0.85)
        .encode(x=x, y=y, detail="unit:N")
        for course, colour, dash in (
            ("up", theme.VALUE_COLOUR, [1, 0]),
            ("down", theme.FALL_COLOUR, [6, 4]),
            ("level", theme.MEDIAN_COLOUR, [1, 0]),
        )
        if course in courses
    ]
    left, right = ([point for point in points if point["year"] == year] for year in years)
    drawing = alt.layer(
        *lines,
        *marks.leaders(left, x, y, -_LEADER),
        *marks.leaders(right, x, y, _LEADER),
        *marks.dots(points, texts, x=x, y=y),
        *marks.labels(left, x=x, y=at, align="right", dx=-_LEADER - 4),
        *marks.labels(right, x=x, y=at, align="left", dx=_LEADER + 4),
    ).properties(width=_WIDTH, height=height)
    return add_caption(
        drawing,
        describe_slope(indicators, slope),
        _subtitle(rows, matched, count, indicator["better_direction"], magnitude.unit, texts),
        [*_break_notes(slope, texts), *(note for note in marks.notes(points, (0.0, 1.0), texts))],
        _WIDTH + 2 * (_SIDE + _LEADER) + _NAME_WIDTH * theme.LABEL_SIZE,
    )


def describe_slope(indicators: pl.DataFrame, slope: Slope) -> Text:
    """The title of the chart. Raises ValueError when the catalogue lacks the indicator or words for the level."""
    texts = load_chart_texts()
    indicator = find_indicator(indicators, slope.indicator_id)
    return texts.text("titles", "slope").fill(
        indicator=Text(indicator["name_zh"], indicator["name_en"]),
        level=texts.text("levels", slope.level),
        first=slope.first_year,
        last=slope.last_year,
    )


def _rows(values: pl.DataFrame, slope: Slope) -> pl.DataFrame:
    return values.filter(
        (pl.col("indicator_id") == slope.indicator_id)
        & (pl.col("level") == slope.level)
        & pl.col("report_year").is_in([slope.first_year, slope.last_year])
        & (pl.col("standing") == "comparable")
    )


def _matched(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("report_year").n_unique().over("reporting_unit") == 2).sort(
        "reporting_unit", "report_year"
    )


def _list_changes(matched: pl.DataFrame) -> pl.DataFrame:
    return matched.group_by("reporting_unit").agg(change=pl.col("value").last() - pl.col("value").first())


def _most_changed(matched: pl.DataFrame) -> pl.DataFrame:
    changes = _list_changes(matched)
    kept = changes.sort(pl.col("change").abs(), "reporting_unit", descending=[True, False]).head(MOST_UNITS)
    return matched.join(kept.select("reporting_unit"), on="reporting_unit", how="semi").sort(
        "reporting_unit", "report_year"
    )


def _name_changes(points: list[dict[str, Any]], drawn: pl.DataFrame, is_rate: bool) -> dict[str, int]:
    """Set `course` of each point, of the later one a label with name and change. Returns how many take a course."""
    values = drawn["value"].to_list()
    courses: dict[str, int] = {}
    for place in range(0, len(points), 2):
        first, last = points[place], points[place + 1]
        before, after = values[place], values[place + 1]
        course = "up" if after > before else "down" if after < before else "level"
        courses[course] = courses.get(course, 0) + 1
        first["course"] = last["course"] = course
        change = ""
        if is_rate:
            change = f" ({after - before:+.1f}pp)"
        elif before >= LEAST_BASE:
            change = f" ({100 * (after - before) / before:+.1f}%)"
        change = change.replace("-", "−")
        last["label"] = f"{cut_text(last['unit'], _NAME_WIDTH)} {last['label']}{change}"
    return courses


def _place_labels(points: list[dict[str, Any]], ends: tuple[float, float], height: float, last_year: str) -> None:
    """Set `label_at`, so that labels of one side stand apart."""
    for is_last in (False, True):
        side = [point for point in points if (point["year"] == last_year) == is_last]
        gap = (ends[1] - ends[0]) * (_ROW - 3) / height
        for point, place in zip(side, spread_apart([point["value"] for point in side], gap, ends), strict=True):
            point["label_at"] = place


def _subtitle(
    rows: pl.DataFrame,
    matched: pl.DataFrame,
    drawn_count: int,
    direction: str,
    unit: Text,
    texts: ChartTexts,
) -> list[str]:
    count = matched["reporting_unit"].n_unique()
    single = rows["reporting_unit"].n_unique() - count
    changes = _list_changes(matched)["change"]
    lines = [
        texts.text("subtitles", "matched_count").fill(count=count, single=single).side_by_side,
        texts.text("subtitles", "slope_courses")
        .fill(up=(changes > 0).sum(), down=(changes < 0).sum(), level=(changes == 0).sum(), unit=unit)
        .side_by_side,
    ]
    if drawn_count < count:
        lines.append(texts.text("subtitles", "most_changed").fill(count=drawn_count).side_by_side)
    return [*lines, texts.text("subtitles", direction).side_by_side]


def _break_notes(slope: Slope, texts: ChartTexts) -> list[Text]:
    found = find_break(slope.indicator_id, slope.first_year, slope.last_year)
    return [] if found is None else [texts.text("notes", "break").fill(year=slope.last_year)]
