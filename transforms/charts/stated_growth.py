"""Growth that reports state against growth computed from two years' own reports.

Here: `draw_stated_growth`. Not here: which statement belongs to which number (`transforms.benchmarks.stated_growth`).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.label_places import spread_apart
from transforms.charts.layout import cut_text
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_WIDTH = 430
_HEIGHT = 400
_LABEL_ROW = 17
# Within this many percent the axes are even, beyond it they shrink: -17 % and +300 % are both to be read.
_LINEAR = 10
_TICKS = (-90, -50, -20, -10, -5, 0, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 20000)
# Half a point for the digits that are printed, half for those of the values.
_AGREES = 1.0
_MOST_LABELS = 14


def draw_stated_growth(linked: pl.DataFrame, indicators: pl.DataFrame) -> alt.VConcatChart:
    """A dot a statement; on the diagonal both agree. Named are the statements that are off by more than a point.

    in: the frame of `link_stated_growth`, dim_indicator. Empty frames give a picture that says so.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "stated_growth")
    if linked.is_empty():
        return draw_nothing(title, texts.text("empty", "stated_growth"))
    names = {
        row[0]: Text(row[1], row[2]) for row in indicators.select("indicator_id", "name_zh", "name_en").iter_rows()
    }
    points = [_point(row, names[row["indicator_id"]]) for row in linked.iter_rows(named=True)]
    values = [point[axis] for point in points for axis in ("stated", "computed")]
    low, high = min(values), max(values)
    margin = 0.08 * ((high - low) or 1.0)
    ends = (low - margin, high + margin)
    ticks = alt.Axis(
        values=[_bend(tick) for tick in _TICKS if ends[0] <= _bend(tick) <= ends[1]],
        labelExpr=f"format((datum.value < 0 ? -1 : 1) * {_LINEAR} * (exp(abs(datum.value)) - 1), '+.0f')",
        domain=False,
        ticks=False,
        titleAngle=0,
        labelOverlap=True,
    )
    x = marks.on_scale(alt.X, "computed", ends, title=texts.text("axes", "computed_growth").in_line, axis=ticks)
    upright = ticks.copy()
    upright.titleAlign, upright.titleAnchor, upright.titleBaseline = "left", "end", "bottom"
    upright.titleX, upright.titleY = -38, -8
    y = marks.on_scale(alt.Y, "stated", ends, title=texts.text("axes", "stated_growth").in_line, axis=upright)
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", name).in_line)
        for field, name in (
            ("unit", "unit"),
            ("year", "year"),
            ("indicator", "indicator"),
            ("tip_stated", "stated"),
            ("tip_computed", "computed"),
            ("clause", "clause"),
        )
    ]
    off = sorted((point for point in points if point["is_flagged"]), key=lambda point: (-point["gap"], point["label"]))
    named = off[:_MOST_LABELS]
    gap = (ends[1] - ends[0]) * _LABEL_ROW / _HEIGHT
    for point, place in zip(named, spread_apart([point["stated"] for point in named], gap, ends), strict=True):
        point["label_at"], point["edge"] = place, ends[1]
    diagonal = marks.inline([{"computed": end, "stated": end} for end in ends])
    layers: list[Any] = [alt.Chart(diagonal).mark_line(color=theme.MEDIAN_COLOUR, strokeDash=[5, 4]).encode(x=x, y=y)]
    if named:
        at = marks.on_scale(alt.Y, "label_at", ends)
        edge = marks.on_scale(alt.X, "edge", ends)
        layers.append(
            alt.Chart(marks.inline(named))
            .mark_rule(color=theme.FLAG_COLOUR, strokeWidth=0.8, opacity=0.6)
            .encode(x=x, x2="edge:Q", y=y, y2="label_at:Q")
        )
        layers += marks.labels(named, x=edge, y=at, align="left", dx=6, fontSize=11)
    layers += marks.dots(points, texts, x=x, y=y, tooltip=tooltip)
    drawing = alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)
    subtitle = [
        texts.text("subtitles", "growth_count").fill(count=len(points), off=len(off)).side_by_side,
        texts.text("subtitles", "growth_years")
        .fill(first=linked["report_year"].min(), last=linked["report_year"].max())
        .side_by_side,
    ]
    if len(named) < len(off):
        subtitle.append(texts.text("subtitles", "named_only").fill(count=len(named)).side_by_side)
    notes = [texts.text("notes", name) for name in ("growth", "bent_axes", "source")]
    return add_caption(drawing, title, subtitle, notes, _WIDTH + 300)


def _point(row: dict[str, Any], name: Text) -> dict[str, Any]:
    gap = abs(row["stated_pct"] - row["change_pct"])
    return {
        "unit": row["issuer"],
        "year": str(row["report_year"]),
        "indicator": name.in_line,
        "stated": _bend(row["stated_pct"]),
        "computed": _bend(row["change_pct"]),
        "gap": gap,
        "is_flagged": gap > _AGREES,
        "tip_stated": f"{row['stated_pct']:+.1f}%",
        "tip_computed": f"{row['previous_value']:g} → {row['value']:g} = {row['change_pct']:+.1f}%",
        "clause": row["stated_clause"],
        "label": f"{cut_text(row['issuer'], 8)} {row['report_year']} {cut_text(name.zh, 8)} "
        + f"{row['stated_pct']:+.0f}/{row['change_pct']:+.0f}%".replace("-", "−"),
    }


def _bend(percent: float) -> float:
    """The place of a percentage on an axis that is even near 0 and logarithmic far from it."""
    return math.copysign(math.log1p(abs(percent) / _LINEAR), percent)
