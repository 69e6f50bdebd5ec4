"""Who reports what: the units of a level in a year against the core indicators, one cell each.

Here: `choose_reporter_groups`, `draw_reporters`. Not here: shares over levels and years (`coverage`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.layout import cut_text
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import ChartTexts, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 40
MOST_UNITS = 24
_CELL = 22
_NAME_WIDTH = 300
_LEAST_WIDTH = 620
# Told apart by lightness alone.
_COLOURS = {"comparable": theme.SEQUENCE[4], "partial": theme.SEQUENCE[2], "silent": theme.SEQUENCE[0]}


def choose_reporter_groups(values: pl.DataFrame, limit: int = 2) -> list[tuple[str, int]]:
    """(level, year) of the groups with most units, the latest first among equal ones.

    in: the frame of `quote_values`.
    """
    groups = (
        values.filter(pl.col("level").is_not_null())
        .group_by("level", "report_year")
        .agg(size=pl.col("reporting_unit").n_unique())
        .sort("size", "report_year", "level", descending=[True, True, False])
    )
    return list(groups.head(limit).select("level", "report_year").iter_rows())


def draw_reporters(values: pl.DataFrame, indicators: pl.DataFrame, level: str, report_year: int) -> alt.VConcatChart:
    """Dark where a unit gives a comparable value, pale where only another one, almost white where it is silent.

    in: the frame of `quote_values`, dim_indicator. Core indicators that anyone mentions, the 40 that most units give;
    the 24 units that give most of them. A group without any gives a picture that says so.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "reporters").fill(level=texts.text("levels", level), year=report_year)
    group = values.filter((pl.col("level") == level) & (pl.col("report_year") == report_year))
    core = indicators.filter(pl.col("tier") == "core").select("indicator_id", "name_zh", "name_en")
    known = group.join(core, on="indicator_id", how="inner")
    given = known.with_columns(is_given=pl.col("standing") == "comparable")
    if known.filter(pl.col("standing") != "silent").is_empty():
        return draw_nothing(title, texts.text("empty", "coverage"))
    rows = _order(given, "indicator_id").head(MOST_ROWS)
    columns = _order(given, "reporting_unit").head(MOST_UNITS)
    shown = (
        known.join(rows.select("indicator_id"), on="indicator_id", how="semi")
        .join(columns.select("reporting_unit"), on="reporting_unit", how="semi")
        .sort("indicator_id", "reporting_unit")
    )
    names = {key: f"{zh} {cut_text(en, 24)}" for key, zh, en in core.iter_rows()}
    # Two places of one name are two columns.
    units = {unit: f"{cut_text(unit, 10)}{' ' * place}" for place, unit in enumerate(columns["reporting_unit"])}
    cells = [_cell(row, names, units, texts) for row in shown.iter_rows(named=True)]
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", key).in_line)
        for field, key in (("unit", "unit"), ("row", "indicator"), ("state", "state"), ("clause", "clause"))
    ]
    drawing = (
        alt.Chart(marks.inline(cells))
        .mark_rect(stroke=theme.BACKGROUND, strokeWidth=2)
        .encode(
            x=alt.X(
                "column:N",
                title=None,
                scale=alt.Scale(domain=list(units.values())),
                axis=alt.Axis(
                    orient="top", labelAngle=-90, labelFontSize=12, domain=False, ticks=False, labelPadding=6
                ),
            ),
            y=alt.Y(
                "row:N",
                title=None,
                scale=alt.Scale(domain=[names[key] for key in rows["indicator_id"]]),
                axis=alt.Axis(domain=False, ticks=False, labelLimit=0, labelFontSize=12),
            ),
            color=alt.Color(
                "standing:N", scale=alt.Scale(domain=list(_COLOURS), range=list(_COLOURS.values())), legend=None
            ),
            tooltip=tooltip,
        )
        .properties(width=_CELL * len(units), height=_CELL * rows.height)
    )
    counts = texts.text("subtitles", "reporters_count").fill(
        units=known["reporting_unit"].n_unique(),
        shown=len(units),
        rows=rows.height,
        count=known.filter(pl.col("standing") != "silent")["indicator_id"].n_unique(),
    )
    subtitle = [counts.side_by_side, texts.text("subtitles", "reporters").side_by_side]
    notes = [texts.text("notes", name) for name in ("silence", "source")]
    return add_caption(drawing, title, subtitle, notes, max(_LEAST_WIDTH, _NAME_WIDTH + _CELL * len(units)))


def _order(given: pl.DataFrame, key: str) -> pl.DataFrame:
    """The indicators or units that are mentioned or give most, first."""
    return (
        given.group_by(key)
        .agg(given=pl.col("is_given").sum(), mentioned=(pl.col("standing") != "silent").sum())
        .filter((pl.col("mentioned") > 0) | (pl.lit(key) == "reporting_unit"))
        .sort("given", "mentioned", key, descending=[True, True, False])
    )


def _cell(row: dict[str, Any], names: dict[str, str], units: dict[str, str], texts: ChartTexts) -> dict[str, Any]:
    return {
        "row": names[row["indicator_id"]],
        "column": units[row["reporting_unit"]],
        "unit": row["reporting_unit"],
        "standing": row["standing"],
        "state": texts.text("standings", row["standing"]).in_line,
        "clause": row["clause"] or "—",
    }
