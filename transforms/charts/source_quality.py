"""What the consistency checks found, by the body that publishes the reports.

Here: `draw_source_quality`. Not here: the checks (expectations), single findings (Data Docs).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.layout import cut_text
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import load_chart_texts

if TYPE_CHECKING:
    import altair as alt

MOST_ROWS = 30
_WIDTH = 420
_ROW = 30
_SEVERITIES = (("error", theme.FLAG_COLOUR), ("warn", theme.WARN_COLOUR), ("info", theme.INFO_COLOUR))


def draw_source_quality(scores: pl.DataFrame) -> alt.VConcatChart:
    """A bar a source: findings for each report by severity; the mean score and n stand beside it.

    in: quality_score. The 30 sources with the most findings a report. An empty frame gives a picture that says so.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "source_quality")
    if scores.is_empty():
        return draw_nothing(title, texts.text("empty", "source_quality"))
    sources = (
        scores.with_columns(source=pl.coalesce("publisher", "issuer", pl.lit("—")))
        .group_by("source")
        .agg(
            report_count=pl.len(),
            evaluated=pl.col("evaluated_count").sum(),
            score=pl.col("score").mean(),
            error=pl.col("error_count").sum(),
            warn=pl.col("warn_count").sum(),
            info=pl.col("info_count").sum(),
        )
        .with_columns(rate=(pl.col("error") + pl.col("warn") + pl.col("info")) / pl.col("report_count"))
        .sort("rate", "source", descending=[True, False])
    )
    shown = sources.head(MOST_ROWS)
    bars, ends, rows = _make_bars(shown)
    highest = max((end["at"] for end in ends), default=0.0) or 1.0
    y = alt.Y("row:N", title=None, scale=alt.Scale(domain=rows), axis=alt.Axis(domain=False, ticks=False, labelLimit=0))
    x = alt.X(
        "low:Q",
        title=texts.text("axes", "findings").in_line,
        scale=alt.Scale(domain=[0, 1.35 * highest], nice=False),
        axis=alt.Axis(tickCount=5, domain=False, ticks=False),
    )
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", name).in_line)
        for field, name in (
            ("row", "source"),
            ("severity", "severity"),
            ("count", "findings"),
            ("evaluated", "evaluated"),
        )
    ]
    layers: list[Any] = [
        alt.Chart(marks.inline([bar for bar in bars if bar["key"] == key]))
        .mark_bar(color=colour, height=14)
        .encode(x=x, x2="high:Q", y=y, tooltip=tooltip)
        for key, colour in _SEVERITIES
        if any(bar["key"] == key for bar in bars)
    ]
    layers.append(
        alt.Chart(marks.inline(ends))
        .mark_text(align="left", dx=8, fontSize=12)
        .encode(x=alt.X("at:Q", scale=alt.Scale(domain=[0, 1.35 * highest], nice=False)), y=y, text="words:N")
    )
    drawing = alt.layer(*layers).properties(width=_WIDTH, height=alt.Step(_ROW))
    subtitle = [
        texts.text("subtitles", "sources_count")
        .fill(shown=shown.height, count=sources.height, reports=scores.height)
        .side_by_side,
        texts.text("subtitles", "severities").side_by_side,
    ]
    notes = [texts.text("notes", name) for name in ("quality", "source")]
    return add_caption(drawing, title, subtitle, notes, _WIDTH + 220)


def _make_bars(shown: pl.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    texts = load_chart_texts()
    bars: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    rows: list[str] = []
    for source in shown.iter_rows(named=True):
        row = cut_text(source["source"], 16)
        row = row if row not in rows else f"{row} {len(rows)}"
        rows.append(row)
        low = 0.0
        for key, _ in _SEVERITIES:
            share = source[key] / source["report_count"]
            if share:
                bars.append(
                    {
                        "row": row,
                        "key": key,
                        "severity": texts.text("severities", key).in_line,
                        "low": low,
                        "high": low + share,
                        "count": f"{source[key]}",
                        "evaluated": f"{source['evaluated']:,}",
                    }
                )
            low += share
        score = "—" if source["score"] is None else f"{source['score']:.1f}%"
        words = texts.text("marks", "score_of").fill(score=score, count=source["report_count"]).in_line
        ends.append({"row": row, "at": low, "words": words})
    return bars, ends, rows
