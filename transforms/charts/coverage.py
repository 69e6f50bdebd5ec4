"""Who reports what: the share of reports that give each indicator, by level and year.

Here: `draw_coverage`. Not here: who is silent about one indicator (`comparison` names them).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import ChartTexts, Text, load_chart_texts

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 40
_CELL = 52
_ROW = 22
_NAME_WIDTH = 300


def draw_coverage(values: pl.DataFrame, indicators: pl.DataFrame) -> alt.VConcatChart:
    """A cell an indicator, level and year: darker where more of the reports give a comparable value; n in the cell.

    in: the frame of `quote_values`, dim_indicator. Core indicators that anyone mentions, the 40 that most reports give,
    most first. The last four years. An empty frame gives a picture that says so.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "coverage")
    core = indicators.filter(pl.col("tier") == "core").select("indicator_id", "name_zh", "name_en")
    known = values.join(core, on="indicator_id", how="inner").filter(pl.col("level").is_not_null())
    if known.is_empty():
        return draw_nothing(title, texts.text("empty", "coverage"))
    last = int(known["report_year"].max())  # type: ignore[arg-type]
    known = known.filter(pl.col("report_year") > last - 4)
    shares = _share(values, known)
    order = (
        shares.group_by("indicator_id", "name_zh", "name_en")
        .agg(given=pl.col("given").sum(), size=pl.col("size").sum())
        .sort(pl.col("given") / pl.col("size"), "indicator_id", descending=[True, False])
    )
    shown = order.head(MOST_ROWS)
    cells = [
        _cell(row, texts)
        for row in shares.join(shown.select("indicator_id"), on="indicator_id", how="semi")
        .sort("level", "report_year", "indicator_id")
        .iter_rows(named=True)
    ]
    rows = [f"{zh} {_short(en)}" for zh, en in shown.select("name_zh", "name_en").iter_rows()]
    levels = [level for level in texts.groups["levels"] if any(cell["level"] == level for cell in cells)]
    y = alt.Y(
        "row:N",
        title=None,
        scale=alt.Scale(domain=rows),
        axis=alt.Axis(domain=False, ticks=False, labelLimit=0, labelFontSize=12),
    )
    panels = []
    for place, level in enumerate(levels):
        own = [cell for cell in cells if cell["level"] == level]
        panels.append(
            _draw_level(own, texts.text("levels", level), y if place == 0 else y.copy(), place == 0, len(rows))
        )
    drawing = alt.hconcat(*panels, spacing=14)
    subtitle = [
        texts.text("subtitles", "coverage").side_by_side,
        texts.text("subtitles", "coverage_shown").fill(shown=shown.height, count=order.height).side_by_side,
    ]
    notes = [texts.text("notes", name) for name in ("silence", "source")]
    width = _NAME_WIDTH + sum(
        _CELL * len({cell["year"] for cell in cells if cell["level"] == level}) for level in levels
    )
    return add_caption(drawing, title, subtitle, notes, max(620, width))


def _share(values: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Of each indicator, level and year: how many units report, and how many of them give a value."""
    group = ["level", "report_year"]
    sizes = values.group_by(group).agg(size=pl.col("reporting_unit").n_unique())
    given = known.group_by(*group, "indicator_id", "name_zh", "name_en").agg(
        given=(pl.col("standing") == "comparable").sum()
    )
    keys = known.select("indicator_id", "name_zh", "name_en").unique().join(known.select(group).unique(), how="cross")
    return (
        keys.join(given, on=[*group, "indicator_id", "name_zh", "name_en"], how="left")
        .with_columns(pl.col("given").fill_null(0))
        .join(sizes, on=group, how="left")
    )


def _cell(row: dict[str, Any], texts: ChartTexts) -> dict[str, Any]:
    share = 100 * row["given"] / row["size"]
    return {
        "row": f"{row['name_zh']} {_short(row['name_en'])}",
        "level": row["level"],
        "year": str(row["report_year"]),
        "share": share,
        "words": f"{row['given']}/{row['size']}",
        "is_dark": share > 55,
        "tip_share": f"{share:.0f}%",
        "tip_level": texts.text("levels", row["level"]).in_line,
    }


def _draw_level(cells: list[dict[str, Any]], name: Text, y: Any, is_first: bool, row_count: int) -> Any:
    import altair as alt

    texts = load_chart_texts()
    years = sorted({cell["year"] for cell in cells})
    if not is_first:
        y.axis = alt.Axis(labels=False, domain=False, ticks=False)
    x = alt.X(
        "year:N",
        title=None,
        scale=alt.Scale(domain=years),
        axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False),
    )
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", key).in_line)
        for field, key in (
            ("row", "indicator"),
            ("tip_level", "level"),
            ("year", "year"),
            ("words", "given"),
            ("tip_share", "share"),
        )
    ]
    data = marks.inline(cells)
    colour = alt.Color("share:Q", scale=alt.Scale(domain=[0, 100], range=list(theme.SEQUENCE)), legend=None)
    squares = (
        alt.Chart(data)
        .mark_rect(stroke=theme.BACKGROUND, strokeWidth=2)
        .encode(x=x, y=y, color=colour, tooltip=tooltip)
    )
    layers = [squares]
    for is_dark, ink in ((True, theme.BACKGROUND), (False, theme.INK)):
        own = [cell for cell in cells if cell["is_dark"] == is_dark]
        if own:
            layers.append(
                alt.Chart(marks.inline(own)).mark_text(color=ink, fontSize=11).encode(x=x, y=y, text="words:N")
            )
    title = alt.Title(text=name.in_line, fontSize=theme.LABEL_SIZE, offset=6, anchor="start", frame="group")
    return alt.layer(*layers).properties(width=_CELL * len(years), height=_ROW * row_count, title=title)


def _short(english: str) -> str:
    """The English name where it does not push the picture apart."""
    return english if len(english) <= 30 else english[:29].rstrip() + "…"
