"""Comparable values -> pictures: the asset `chart`, a folder of pages and images with an index.

Here: which charts are drawn from which tables into which files (`list_charts`, `write_chart`, the asset `chart`).
Not here: choosing and drawing (transforms.charts, imported only inside functions).
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.measuring import measured
from orchestration.resources import WarehouseStore
from transforms.benchmarks.stated_growth import link_stated_growth
from warehouse.lake import Lake
from warehouse.tables import TABLES

_STATE = "inputs.txt"
_TABLES = (
    "fact_mention",
    "fact_indicator",
    "mart_yoy",
    "mart_benchmark",
    "mart_index",
    "mart_structure",
    "quality_offender",
    "quality_score",
    "dim_indicator",
    "dim_report",
)
# Of the kinds that say much at once, a third of the limit is drawn.
_FEW = 3


@dg.asset(deps=list(_TABLES), group_name="comparison", kinds={"altair"}, owners=["team:domain-analysis"])
@measured
def chart(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Pictures of the comparisons as offline HTML, PNG, SVG, Vega-Lite JSON and CSV, a few of each kind."""
    lake = warehouse_store.lake
    folder = warehouse_store.work / "charts"
    inputs = fingerprint_values(
        *(lake.fingerprint(table) for table in _TABLES),
        fingerprint_packages("transforms/charts", "transforms/benchmarks", "transforms/catalog"),
        warehouse_store.chart_limit,
    )
    state = folder / _STATE
    skipped = state.exists() and state.read_text(encoding="utf-8") == inputs
    if not skipped:
        building = folder.with_name("charts.building")
        shutil.rmtree(building, ignore_errors=True)
        building.mkdir(parents=True)
        _draw(context, lake, building, warehouse_store.chart_limit)
        (building / _STATE).write_text(inputs, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    pictures = sorted(folder.glob("*.png"))
    context.log.info(f"chart: {len(pictures)} charts{' (nothing changed)' if skipped else ''}")
    return dg.MaterializeResult(
        metadata={
            "charts": len(pictures),
            "skipped": skipped,
            "folder": dg.MetadataValue.path(str(folder.resolve())),
            **({} if skipped else _previews(pictures)),
        }
    )


def _draw(context: dg.AssetExecutionContext, lake: Lake, folder: Path, limit: int) -> None:
    from transforms import charts

    entries = []
    for kind, name, title, drawing in list_charts(lake, limit):
        write_chart(folder, name, drawing)
        entries.append(charts.ChartEntry(kind, title, f"{name}.html", f"{name}.png"))
    (folder / "index.html").write_text(charts.index_page(entries), encoding="utf-8")
    context.log.info(f"drew {len(entries)} charts")


def list_charts(lake: Lake, limit: int) -> Iterator[tuple[str, str, Any, Any]]:
    """Kind, file name, title and drawing of each chart, one after the other."""
    from transforms import charts

    indicators, reports, mentions = lake.read("dim_indicator"), read_lake_reports(lake), lake.read("fact_mention")
    values = charts.quote_values(
        lake.read("fact_indicator"), reports, indicators, mentions, _read(lake, "quality_offender")
    )
    benchmarks = lake.read("mart_benchmark")
    few = -(-limit // _FEW)
    for trend in charts.choose_trends(values, indicators, limit):
        title = charts.describe_trend(values, indicators, trend)
        yield "trend", trend.name, title, charts.draw_trend(values, indicators, trend)
    for comparison in charts.choose_comparisons(values, indicators, limit):
        title = charts.describe_comparison(indicators, comparison)
        yield "comparison", comparison.name, title, charts.draw_comparison(values, indicators, comparison)
    for slope in charts.choose_slopes(values, indicators, few):
        title = charts.describe_slope(indicators, slope)
        yield "slope", slope.name, title, charts.draw_slope(values, indicators, slope)
    for panels in charts.choose_panels(values, indicators, few):
        title = charts.describe_panels(values, indicators, panels)
        yield "panels", panels.name, title, charts.draw_panels(values, indicators, panels)
    for funnel in charts.choose_funnels(benchmarks, indicators, few):
        title = charts.describe_funnel(indicators, funnel)
        yield "funnel", funnel.name, title, charts.draw_funnel(benchmarks, values, indicators, funnel)
    if limit:
        yield from _list_overviews(lake, reports, indicators, mentions, values)


def _list_overviews(
    lake: Lake, reports: pl.DataFrame, indicators: pl.DataFrame, mentions: pl.DataFrame, values: pl.DataFrame
) -> Iterator[tuple[str, str, Any, Any]]:
    """One chart of each kind that shows the warehouse as a whole; an empty one says why it is."""
    from transforms import charts

    texts = charts.load_chart_texts()
    index = lake.read("mart_index")
    for level, year in charts.choose_index_groups(index):
        title = texts.text("titles", "index").fill(level=texts.text("levels", level), year=year)
        yield "index", f"index_{level}_{year}", title, charts.draw_index_band(index, level, year)
    texts_of_reports = lake.read("dim_report", columns=["report_id", "text"])
    linked = link_stated_growth(lake.read("mart_yoy"), mentions, texts_of_reports)
    yield (
        "stated_growth",
        "stated_growth",
        texts.text("titles", "stated_growth"),
        charts.draw_stated_growth(linked, indicators),
    )
    yield "coverage", "coverage", texts.text("titles", "coverage"), charts.draw_coverage(values, indicators)
    for level, year in charts.choose_reporter_groups(values):
        title = texts.text("titles", "reporters").fill(level=texts.text("levels", level), year=year)
        yield "coverage", f"coverage_{level}_{year}", title, charts.draw_reporters(values, indicators, level, year)
    scores = _read(lake, "quality_score")
    yield (
        "source_quality",
        "source_quality",
        texts.text("titles", "source_quality"),
        charts.draw_source_quality(TABLES["quality_score"].empty() if scores is None else scores),
    )
    structure = lake.read("mart_structure")
    annual = structure.filter(pl.col("content_type") == "annual_report")["report_year"].drop_nulls()
    for year in annual.value_counts(sort=True)["report_year"].head(1):
        yield (
            "province_tiles",
            f"province_tiles_{year}",
            texts.text("titles", "province_tiles").fill(year=year),
            charts.draw_province_tiles(structure, reports, year),
        )


def _read(lake: Lake, table: str) -> pl.DataFrame | None:
    """A table that is there only after facts were judged."""
    return lake.read(table) if lake.partitions(table) else None


def write_chart(folder: Path, name: str, drawing: Any) -> None:
    """A chart in every form below `folder`."""
    from transforms import charts

    drawing = charts.specify(drawing)
    (folder / f"{name}.html").write_text(charts.render_html(drawing), encoding="utf-8")
    (folder / f"{name}.png").write_bytes(charts.render_png(drawing))
    (folder / f"{name}.svg").write_text(charts.render_svg(drawing), encoding="utf-8")
    (folder / f"{name}.json").write_text(charts.write_specification(drawing), encoding="utf-8")
    (folder / f"{name}.csv").write_text(charts.write_values(drawing), encoding="utf-8", newline="")


def _previews(pictures: list[Path]) -> dict[str, Any]:
    """The first chart of each kind, inline, so that the UI shows them without a file server."""
    import base64

    from transforms import charts

    chosen = {kind: next((one for one in pictures if one.name.startswith(kind)), None) for kind in charts.KINDS}
    return {
        f"preview_{kind}": dg.MetadataValue.md(
            f"![{picture.stem}](data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()})"
        )
        for kind, picture in chosen.items()
        if picture is not None
    }
