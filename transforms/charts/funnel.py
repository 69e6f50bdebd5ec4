"""A rate or ratio against the size it rests on, with what chance alone would make of the group's common ratio.

Here: `draw_funnel`, `describe_funnel`. Not here: the limits (`transforms.benchmarks.funnel`), which to draw (`choice`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.benchmarks.funnel import draw_limits
from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.choice import Funnel
from transforms.charts.label_places import spread_apart
from transforms.charts.layout import cut_text
from transforms.charts.magnitude import Magnitude, name_unit
from transforms.charts.points import find_indicator, make_points, tooltip_fields
from transforms.charts.texts import Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_WIDTH = 520
_LABEL_ROW = 17
_MOST_LABELS = 18
_LABEL_WIDTH = 160
_HEIGHT = 340
_STEPS = 120
_SCALES = {"reported": 100.0}


def draw_funnel(
    benchmarks: pl.DataFrame, values: pl.DataFrame, indicators: pl.DataFrame, funnel: Funnel
) -> alt.VConcatChart:
    """A dot a unit at its size, within the 95 and 99.8 % limits; named are the units outside of them.

    in: mart_benchmark, the frame of `quote_values`, dim_indicator. Raises ValueError when the group has no funnel.
    """
    import altair as alt

    texts = load_chart_texts()
    indicator = find_indicator(indicators, funnel.indicator_id)
    rows = _rows(benchmarks, values, funnel)
    if rows.is_empty():
        raise ValueError(f"no funnel of {funnel.indicator_id} {funnel.basis}, {funnel.level}, {funnel.report_year}")
    is_share = funnel.basis == "reported"
    unit = name_unit(indicator["unit_family"], rows["unit"].to_list(), texts)
    named = unit if is_share else texts.text("bases", funnel.basis).fill(unit=unit)
    magnitude = Magnitude(1.0, named)
    points = make_points(rows, magnitude, texts)
    for point, row in zip(points, rows.iter_rows(named=True), strict=True):
        point["size"] = row["denominator"]
        point["tip_size"] = f"{row['denominator']:,.6g}"
        point["position"] = texts.text("funnel_positions", row["funnel_position"]).in_line
        point["is_outside"] = row["funnel_position"] != "inside"
        point["label"] = f"{cut_text(point['unit'], 12)} {point['label']}"
    curves, centre = _curves(rows, is_share)
    ends = _ends(points, curves, is_share)
    size_of = texts.text("sizes", funnel.basis) if not is_share else _size_name(indicators, rows)
    top = max(curve["size"] for curve in curves)
    x = alt.X(
        "size:Q",
        title=texts.text("axes", "size").fill(size=size_of).in_line,
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(grid=False, tickCount=6, format=",.2~f"),
    )
    y_title = texts.text("axes", "value").fill(unit=named)
    y = marks.value_axis(alt.Y, "value", ends, y_title, is_share, magnitude)
    data = marks.inline(curves)
    tooltip = [
        *(alt.Tooltip(f"{field}:N", title=title) for field, title in tooltip_fields(texts)),
        alt.Tooltip("tip_size:N", title=size_of.in_line),
        alt.Tooltip("position:N", title=texts.text("tooltips", "position").in_line),
    ]

    def band(low: str, high: str, opacity: float) -> Any:
        return (
            alt.Chart(data)
            .mark_area(color=theme.MEDIAN_COLOUR, opacity=opacity, clip=True)
            .encode(x=x, y=marks.on_scale(alt.Y, low, ends), y2=f"{high}:Q")
        )

    outside = [point for point in points if point["is_outside"]]
    labelled = _place_labels(outside, centre, ends, top)
    drawing = alt.layer(
        band("outer_low", "outer_high", 0.10),
        band("low", "high", 0.14),
        alt.Chart(marks.inline([{"centre": centre}]))
        .mark_rule(color=theme.MEDIAN_COLOUR, strokeDash=[5, 4])
        .encode(y=marks.on_scale(alt.Y, "centre", ends)),
        *marks.dots(points, texts, x=x, y=y, tooltip=tooltip),
        *_labels(labelled, x, y, ends),
    ).properties(width=_WIDTH if labelled else _WIDTH + _LABEL_WIDTH, height=_HEIGHT)
    subtitle = [
        texts.text("subtitles", "funnel_count").fill(count=rows.height, outside=len(outside)).side_by_side,
        texts.text("subtitles", "funnel_centre").fill(centre=f"{centre:,.4g}{'%' if is_share else ''}").side_by_side,
        texts.text("subtitles", indicator["better_direction"]).side_by_side,
    ]
    if len(labelled) < len(outside):
        subtitle.append(texts.text("subtitles", "named_only").fill(count=len(labelled)).side_by_side)
    dispersion = float(rows["funnel_dispersion"][0])
    notes = [texts.text("notes", "funnel")]
    if dispersion > 1:
        notes.append(texts.text("notes", "dispersion").fill(factor=f"{dispersion:.2f}"))
    if rows.height < 10:
        notes.append(texts.text("notes", "few_units").fill(count=rows.height))
    return add_caption(
        drawing,
        describe_funnel(indicators, funnel),
        subtitle,
        [*notes, *marks.notes(points, ends, texts)],
        _WIDTH + _LABEL_WIDTH + 60,
    )


def describe_funnel(indicators: pl.DataFrame, funnel: Funnel) -> Text:
    """The title of the chart. Raises ValueError when the catalogue lacks the indicator or words for the level."""
    texts = load_chart_texts()
    indicator = find_indicator(indicators, funnel.indicator_id)
    name = Text(indicator["name_zh"], indicator["name_en"])
    if funnel.basis != "reported":
        name = texts.text("bases", funnel.basis).fill(unit=name)
    return texts.text("titles", "funnel").fill(
        indicator=name, level=texts.text("levels", funnel.level), year=funnel.report_year
    )


def _rows(benchmarks: pl.DataFrame, values: pl.DataFrame, funnel: Funnel) -> pl.DataFrame:
    """Rows of the group with cases, each with unit, clause and findings."""
    placed = benchmarks.filter(
        (pl.col("indicator_id") == funnel.indicator_id)
        & (pl.col("basis") == funnel.basis)
        & (pl.col("level") == funnel.level)
        & (pl.col("report_year") == funnel.report_year)
        & (pl.col("peer_kind") == "level")
        & pl.col("funnel_position").is_not_null()
    ).select(
        "report_id", "indicator_id", "value", "value_low", "value_high", "denominator", "denominator_id",
        "funnel_centre", "funnel_dispersion", "funnel_position",
    )  # fmt: skip
    quoted = values.filter(pl.col("standing") == "comparable").drop("value", "value_low", "value_high")
    return placed.join(quoted, on=["report_id", "indicator_id"], how="inner").sort("reporting_unit")


def _curves(rows: pl.DataFrame, is_share: bool) -> tuple[list[dict[str, float]], float]:
    """Limits from the smallest to beyond the largest size, on the scale of the values; and the centre."""
    scale = 100.0 if is_share else 1.0
    centre, dispersion = float(rows["funnel_centre"][0]), float(rows["funnel_dispersion"][0])
    largest = 1.08 * float(rows["denominator"].max())  # type: ignore[arg-type]
    first = 0.4 * float(rows["denominator"].min())  # type: ignore[arg-type]
    sizes = [first + (largest - first) * (step / _STEPS) ** 2 for step in range(_STEPS + 1)]
    sizes = sorted({float(round(size)) for size in sizes if round(size) >= 1}) if is_share else sizes
    curves = []
    for size in sizes:
        limits = [scale * limit for limit in draw_limits(centre / scale, size, is_share, dispersion)]
        curves.append({"size": size, **dict(zip(("outer_low", "low", "high", "outer_high"), limits, strict=True))})
    return curves, centre


def _ends(points: list[dict[str, Any]], curves: list[dict[str, float]], is_share: bool) -> tuple[float, float]:
    """All values and most of the limits: at the smallest sizes they would flatten everything else."""
    shown = [curve for curve in curves if curve["size"] >= min(point["size"] for point in points)] or curves
    lowest = min(*(point["value"] for point in points), min(curve["low"] for curve in shown))
    highest = max(*(point["value"] for point in points), max(curve["high"] for curve in shown))
    span = (highest - lowest) or 1.0
    return max(0.0, lowest - 0.12 * span), (min(104.0, highest + 0.1 * span) if is_share else highest + 0.12 * span)


def _size_name(indicators: pl.DataFrame, rows: pl.DataFrame) -> Text:
    found = find_indicator(indicators, rows["denominator_id"][0])
    return Text(found["name_zh"], found["name_en"])


def _place_labels(
    outside: list[dict[str, Any]], centre: float, ends: tuple[float, float], edge: float
) -> list[dict[str, Any]]:
    """The points outside of the limits that are named, the farthest first; set where their labels stand."""
    named = sorted(outside, key=lambda point: (-abs(point["value"] - centre), point["unit"]))[:_MOST_LABELS]
    gap = (ends[1] - ends[0]) * _LABEL_ROW / _HEIGHT
    for point, place in zip(named, spread_apart([point["value"] for point in named], gap, ends), strict=True):
        point["label_at"], point["edge"] = place, edge
    return named


def _labels(named: list[dict[str, Any]], x: Any, y: Any, ends: tuple[float, float]) -> list[Any]:
    """Names in a column at the right of the field, each joined to its dot."""
    import altair as alt

    if not named:
        return []
    lines = (
        alt.Chart(marks.inline(named))
        .mark_rule(color=theme.MEDIAN_COLOUR, strokeWidth=0.8, opacity=0.7)
        .encode(x=x, x2="edge:Q", y=y, y2="label_at:Q")
    )
    at = marks.on_scale(alt.Y, "label_at", ends)
    edge = alt.X("edge:Q")
    return [lines, *marks.labels(named, x=edge, y=at, align="left", dx=6, fontSize=11)]
