"""A map of provinces as a grid of equal tiles: small and large ones are seen alike.

Here: `draw_province_tiles`. Not here: where the tiles stand (`catalog/province_tiles.yaml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from transforms.catalog.loading import load_knowledge
from transforms.charts import marks, theme
from transforms.charts.caption import add_caption
from transforms.charts.layout import cut_text
from transforms.charts.nothing import draw_nothing
from transforms.charts.texts import load_chart_texts

if TYPE_CHECKING:
    import altair as alt

_TILE = 66
# Below this a share says more about who reported than about the province.
_LEAST = 10


def draw_province_tiles(structure: pl.DataFrame, reports: pl.DataFrame, report_year: int) -> alt.VConcatChart:
    """The share of a year's annual reports that were published in time, by province, n in each tile.

    in: mart_structure, dim_report. Shares of fewer than ten reports are pale; provinces without a report are empty.
    Places that are on no map of China (those of the samples) stand in a row below. Reports whose place or date is not
    known are counted in the subtitle.
    """
    import altair as alt

    texts = load_chart_texts()
    title = texts.text("titles", "province_tiles").fill(year=report_year)
    placed = structure.filter(
        (pl.col("report_year") == report_year) & (pl.col("content_type") == "annual_report")
    ).join(
        reports.select("report_id", province=pl.col("region_path").str.split("/").list.first()),
        on="report_id",
        how="left",
    )
    if placed.is_empty():
        return draw_nothing(title, texts.text("empty", "province_tiles"))
    if placed["province"].null_count() == placed.height:
        return draw_nothing(title, texts.text("empty", "provinces_unknown").fill(count=placed.height))
    is_dated = (pl.col("timeliness_class") != "unknown") & pl.col("timeliness_class").is_not_null()
    counts = {
        province: (count, dated, timely)
        for province, count, dated, timely in placed.filter(pl.col("province").is_not_null())
        .group_by("province")
        .agg(
            count=pl.len(),
            dated=is_dated.sum(),
            timely=pl.col("timeliness_class").is_in(["on_time", "deadline_day"]).sum(),
        )
        .iter_rows()
    }
    tiles = _make_tiles(counts)
    columns, rows = max(tile["column"] for tile in tiles) + 1, max(tile["row"] for tile in tiles) + 1
    x = alt.X("column:O", axis=None, scale=alt.Scale(domain=list(range(columns))))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(domain=list(range(rows))))
    tooltip = [
        alt.Tooltip(f"{field}:N", title=texts.text("tooltips", name).in_line)
        for field, name in (("province", "province"), ("tip_share", "on_time"), ("tip_count", "reports"))
    ]
    layers: list[Any] = [
        alt.Chart(marks.inline([tile for tile in tiles if tile["share"] is None]))
        .mark_rect(fill=theme.GRID, stroke=theme.BACKGROUND, strokeWidth=3)
        .encode(x=x, y=y, tooltip=tooltip)
    ]
    for is_small, opacity in ((False, 1.0), (True, 0.45)):
        own = [tile for tile in tiles if tile["share"] is not None and tile["is_small"] == is_small]
        if own:
            colour = alt.Color("share:Q", scale=alt.Scale(domain=[0, 100], range=list(theme.SEQUENCE)), legend=None)
            layers.append(
                alt.Chart(marks.inline(own))
                .mark_rect(stroke=theme.BACKGROUND, strokeWidth=3, opacity=opacity)
                .encode(x=x, y=y, color=colour, tooltip=tooltip)
            )
    for is_dark, ink in ((True, theme.BACKGROUND), (False, theme.INK)):
        own = [tile for tile in tiles if tile["is_dark"] == is_dark]
        for field, size, dy in (("name", 14, -13), ("words", 13, 6), ("count", 10, 22)):
            if own:
                layers.append(
                    alt.Chart(marks.inline(own))
                    .mark_text(color=ink, fontSize=size, dy=dy)
                    .encode(x=x, y=y, text=f"{field}:N")
                )
    drawing = alt.layer(*layers).properties(width=_TILE * columns, height=_TILE * rows)
    unplaced = placed["province"].null_count()
    undated = placed.filter(~is_dated).height
    subtitle = [
        texts.text("subtitles", "tiles").fill(count=placed.height, unplaced=unplaced, undated=undated).side_by_side,
        texts.text("subtitles", "tiles_shades").fill(least=_LEAST).side_by_side,
    ]
    notes = [texts.text("notes", name) for name in ("tiles", "source")]
    return add_caption(drawing, title, subtitle, notes, _TILE * columns)


def _make_tiles(counts: dict[str, tuple[int, int, int]]) -> list[dict[str, Any]]:
    places: dict[str, list[int]] = load_knowledge("province_tiles")
    bottom = max(row for _, row in places.values())
    tiles = [_tile(province, column, row, counts.get(province)) for province, (column, row) in places.items()]
    strange = sorted(set(counts) - set(places))
    tiles += [
        _tile(province, place % 10, bottom + 1 + place // 10, counts[province])
        for place, province in enumerate(strange)
    ]
    return tiles


def _tile(province: str, column: int, row: int, found: tuple[int, int, int] | None) -> dict[str, Any]:
    count, dated, timely = found or (0, 0, 0)
    share = 100 * timely / dated if dated else None
    is_small = dated < _LEAST
    return {
        "province": province,
        "name": _short(province),
        "column": column,
        "row": row,
        "share": share,
        "is_small": is_small,
        "is_dark": share is not None and share > 55 and not is_small,
        "words": "" if share is None else f"{share:.0f}%",
        "count": f"n={count}" if count else "",
        "tip_share": "—" if share is None else f"{share:.1f}% ({timely}/{dated})",
        "tip_count": str(count),
    }


def _short(province: str) -> str:
    """内蒙古自治区 -> 内蒙古; 云泽省 -> 云泽."""
    for ending in ("壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市", "兵团"):
        if province.endswith(ending) and len(province) > len(ending) + 1:
            return cut_text(province.removesuffix(ending), 4)
    return cut_text(province, 4)
