"""One indicator across the units of one level in one year.

Here: `draw_comparison`, `describe_comparison`.
Not here: which comparisons to draw (`choice`), what a mark is drawn from (`points`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.choice import Comparison
from transforms.charts.label_places import place_beyond
from transforms.charts.layout import name_some, wrap_text
from transforms.charts.magnitude import Magnitude, choose_magnitude, name_unit
from transforms.charts.points import find_indicator, make_points, place_arrows, value_range
from transforms.charts.texts import ChartTexts, Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

# More rows than this no one reads; then only the highest and the lowest are drawn, and the chart says so.
MOST_ROWS = 40
_WIDTH = 560
_LEAST_FOR_QUARTILES = 4
_ROW = 27
_LINE = 17
# Widths in em: of a name before it is broken, and of the names of silent units in the subtitle.
_NAME_WIDTH = 15.0
_NAMES_WIDTH = 90.0


def draw_comparison(values: pl.DataFrame, indicators: pl.DataFrame, comparison: Comparison) -> alt.VConcatChart:
    """Dots in the order of the values, with bars for bounds, arrows for open ends and a line at the median.

    in: the frame of `quote_values`, dim_indicator. The median is of all units with a value, also of those not drawn
    (above 40 units only the 20 highest and lowest are). The subtitle says n and names the units that are silent.
    Raises ValueError when there is nothing to draw.
    """
    import altair as alt

    texts = load_chart_texts()
    indicator = find_indicator(indicators, comparison.indicator_id)
    group = _group(values, comparison)
    ranked = group.filter(pl.col("standing") == "comparable").sort("value", "reporting_unit", descending=[True, False])
    if ranked.is_empty():
        raise ValueError(
            f"no comparable value of {comparison.indicator_id}, {comparison.level}, {comparison.report_year}"
        )
    is_rate = indicator["measure_type"] == "rate"
    unit = name_unit(indicator["unit_family"], ranked["unit"].to_list(), texts)
    magnitude = choose_magnitude(ranked["value"], indicator["measure_type"], unit, texts)
    points, hidden_count = _only_ends(make_points(ranked, magnitude, texts))
    rows, lines = _name_rows(points, hidden_count, texts)
    ends = value_range(points, is_rate)
    arrows = place_arrows(points, ends)
    place_beyond(points, arrows)

    x_title = texts.text("axes", "value_in_year").fill(year=comparison.report_year, unit=magnitude.unit)
    x = marks.value_axis(alt.X, "value", ends, x_title, is_rate, magnitude)
    y = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=rows),
        axis=alt.Axis(labels=False, domain=False, ticks=False, grid=True),
    )
    median = float(ranked.select(pl.col("value").median()).item())
    drawing = alt.layer(
        *_quartile_field(ranked, magnitude, ends),
        *_names(rows, y),
        *_median_line(median, is_rate, magnitude, ends, texts),
        *marks.intervals_and_arrows(points, arrows, ends, x=x, y=y, is_upright=False),
        *marks.dots(points, texts, x=x, y=y),
        *marks.labels(points, x=marks.on_scale(alt.X, "label_at", ends), y=y, align="left", dx=11),
    ).properties(width=_WIDTH, height=alt.Step(max(_ROW, _LINE * lines + 10)))
    return add_caption(
        drawing,
        describe_comparison(indicators, comparison),
        _subtitle(group, indicator["better_direction"], hidden_count, texts),
        marks.notes(points, ends, texts),
        _WIDTH + _NAME_WIDTH * theme.LABEL_SIZE,
    )


def describe_comparison(indicators: pl.DataFrame, comparison: Comparison) -> Text:
    """The title of the chart. Raises ValueError when the catalogue lacks the indicator or words for the level."""
    texts = load_chart_texts()
    indicator = find_indicator(indicators, comparison.indicator_id)
    return texts.text("titles", "comparison").fill(
        indicator=Text(indicator["name_zh"], indicator["name_en"]),
        level=texts.text("levels", comparison.level),
        year=comparison.report_year,
    )


def _group(values: pl.DataFrame, comparison: Comparison) -> pl.DataFrame:
    return values.filter(
        (pl.col("indicator_id") == comparison.indicator_id)
        & (pl.col("level") == comparison.level)
        & (pl.col("report_year") == comparison.report_year)
    )


def _only_ends(points: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], int]:
    """The points to draw, and how many between them are not."""
    if len(points) <= MOST_ROWS:
        return points, 0
    each = MOST_ROWS // 2
    return points[:each] + points[-each:], len(points) - 2 * each


def _name_rows(points: list[dict[str, Any]], hidden_count: int, texts: ChartTexts) -> tuple[list[str], int]:
    """Set `row` of each point to its broken name; the rows from top to bottom, and the most lines a name has."""
    for point in points:
        point["row"] = "\n".join(wrap_text(point["unit"], _NAME_WIDTH))
    rows = [point["row"] for point in points]
    if hidden_count:
        rows.insert(MOST_ROWS // 2, texts.text("marks", "not_drawn").fill(count=hidden_count).zh)
    return rows, max(row.count("\n") + 1 for row in rows)


def _names(rows: list[str], y: Any) -> list[Any]:
    """The names left of the axis; text marks, since labels of an axis cannot centre a name of several lines."""
    import altair as alt

    layers = []
    for lines in sorted({row.count("\n") + 1 for row in rows}):
        data = marks.inline([{"row": row} for row in rows if row.count("\n") + 1 == lines])
        names = alt.Chart(data).mark_text(
            align="right", baseline="middle", dx=-12, dy=-(lines - 1) * _LINE / 2, lineBreak="\n", lineHeight=_LINE
        )
        layers.append(names.encode(x=alt.value(0), y=y, text="row:N"))
    return layers


def _quartile_field(ranked: pl.DataFrame, magnitude: Magnitude, ends: tuple[float, float]) -> list[Any]:
    """The middle half of all units, where there are enough to speak of a half."""
    import altair as alt

    if ranked.height < _LEAST_FOR_QUARTILES:
        return []
    low, high = (float(ranked["value"].quantile(share, interpolation="linear") or 0.0) for share in (0.25, 0.75))
    data = marks.inline([{"low": magnitude.divide(low), "high": magnitude.divide(high)}])
    field = alt.Chart(data).mark_rect(color=theme.MEDIAN_COLOUR, opacity=0.10)
    return [field.encode(x=marks.on_scale(alt.X, "low", ends), x2="high:Q")]


def _median_line(
    median: float, is_rate: bool, magnitude: Magnitude, ends: tuple[float, float], texts: ChartTexts
) -> list[Any]:
    import altair as alt

    words = f"{texts.text('marks', 'median').in_line} {magnitude.write(median)}{'%' if is_rate else ''}"
    data = marks.inline([{"median": magnitude.divide(median), "words": words}])
    at = marks.on_scale(alt.X, "median", ends)
    return [
        alt.Chart(data).mark_rule(color=theme.MEDIAN_COLOUR, strokeDash=[5, 4], strokeWidth=1.5).encode(x=at),
        alt.Chart(data)
        .mark_text(color=theme.MEDIAN_COLOUR, fontSize=theme.SUBTITLE_SIZE, baseline="bottom", dy=-5)
        .encode(x=at, y=alt.value(0), text="words:N"),
    ]


def _subtitle(group: pl.DataFrame, direction: str, hidden_count: int, texts: ChartTexts) -> list[str]:
    def line(name: str, **values: object) -> str:
        return texts.text("subtitles", name).fill(**values).side_by_side

    names = {
        standing: group.filter(pl.col("standing") == standing)["reporting_unit"].sort().to_list()
        for standing in ("comparable", "silent", "partial")
    }
    lines = [line("comparison_count", count=len(names["comparable"]))]
    if hidden_count:
        lines.append(line("only_ends", each=MOST_ROWS // 2))
    if len(names["comparable"]) >= _LEAST_FOR_QUARTILES:
        lines.append(line("quartiles"))
    lines.append(line(direction))
    for standing in ("silent", "partial"):
        if names[standing]:
            shown = name_some(names[standing], _NAMES_WIDTH)
            lines.append(f"{line(standing, count=len(names[standing]))}：{shown}")
    if not names["silent"]:
        lines.append(line("none_silent"))
    return lines
