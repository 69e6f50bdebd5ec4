"""The composite index of the units of a level in a year: score, rank, and the band that the rank may lie in.

Here: `draw_index_band`. Not here: the index (`transforms.benchmarks.index`), single pillars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.benchmarks.index import load_recipe
from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.layout import cut_text
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import ChartTexts, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 40
_WIDTH = 520
_ROW = 24


def draw_index_band(index: pl.DataFrame, level: str, report_year: int) -> alt.VConcatChart:
    """Bars from the 5th to the 95th percentile of the rank, a dot at the median; best first, at most 40.

    in: mart_index. Units whose band is too wide have a hollow dot. A group without scores gives a picture
    that says why.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "index").fill(level=texts.text("levels", level), year=report_year)
    group = index.filter((pl.col("level") == level) & (pl.col("report_year") == report_year))
    scored = group.filter(pl.col("rank_median").is_not_null()).sort("computed_rank", "issuer")
    if scored.is_empty():
        return draw_nothing(title, _explain(group, texts))
    shown = scored.head(MOST_ROWS)
    points = [_point(row, texts) for row in shown.iter_rows(named=True)]
    rows = [point["row"] for point in points]
    last = float(scored.height)
    # Half a rank of room at both ends, and no tick where there is no rank.
    ends = (0.5, last + 0.5)
    ticks = [1.0, *(tick for tick in marks.list_ticks(0.0, last) if tick > 1.0 and tick == int(tick))]
    y = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=rows),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=0, grid=True),
    )
    x = marks.on_scale(
        alt.X,
        "median",
        ends,
        title=texts.text("axes", "rank").in_line,
        axis=alt.Axis(values=ticks, format="d", domain=False, ticks=False),
    )
    data = marks.inline(points)
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", name).in_line)
        for field, name in (
            ("unit", "unit"),
            ("tip_score", "score"),
            ("tip_rank", "rank"),
            ("tip_band", "band"),
            ("state", "state"),
        )
    ]
    drawing = alt.layer(
        alt.Chart(data)
        .mark_rule(color=theme.VALUE_COLOUR, strokeWidth=8, opacity=0.3, strokeCap="round")
        .encode(x=marks.on_scale(alt.X, "low", ends), x2="high:Q", y=y),
        *marks.dots(points, texts, x=x, y=y, tooltip=tooltip),
        alt.Chart(data)
        .mark_text(align="left", dx=10, fontSize=12)
        .encode(x=marks.on_scale(alt.X, "high", ends), y=y, text="label:N"),
    ).properties(width=_WIDTH, height=alt.Step(_ROW))
    subtitle = [
        texts.text("subtitles", "index_count").fill(count=scored.height, size=group.height).side_by_side,
        texts.text("subtitles", "index_band").side_by_side,
    ]
    if shown.height < scored.height:
        subtitle.append(texts.text("subtitles", "index_shown").fill(count=shown.height).side_by_side)
    notes = [texts.text("notes", name) for name in ("index", "source")]
    return add_caption(drawing, title, subtitle, notes, _WIDTH + 200)


def _point(row: dict[str, Any], texts: ChartTexts) -> dict[str, Any]:
    return {
        "row": cut_text(row["issuer"], 15),
        "unit": row["issuer"],
        "median": row["rank_median"],
        "low": row["rank_low"],
        "high": row["rank_high"],
        "is_flagged": row["rank_state"] != "ranked",
        "label": f"{row['score']:.1f}",
        "tip_score": f"{row['score']:.2f}",
        "tip_rank": "—" if row["rank"] is None else f"{row['rank']:g}",
        "tip_band": f"{row['rank_low']:g}–{row['rank_high']:g}",
        "state": texts.text("rank_states", row["rank_state"]).in_line,
    }


def _explain(group: pl.DataFrame, texts: ChartTexts) -> Any:
    if group.is_empty():
        return texts.text("empty", "index_group")
    recipe = load_recipe()
    return texts.text("empty", "index").fill(
        least=recipe.least_units,
        pillars=recipe.least_pillars,
        size=group.height,
        scored=group["score"].count(),
    )
