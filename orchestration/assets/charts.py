"""Comparable values -> pictures: the asset `chart`, a folder of pages and images with an index.

Here: which charts are drawn into which files. Not here: choosing and drawing (transforms.charts, imported only inside
the asset).
"""

import shutil
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.assets.reports import read_lake_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.resources import WarehouseStore
from warehouse.lake import Lake

_STATE = "inputs.txt"
_PREVIEWED = 2


@dg.asset(
    deps=[
        "fact_mention",
        "fact_indicator",
        "mart_yoy",
        "mart_benchmark",
        "quality_offender",
        "dim_indicator",
        "dim_report",
    ],
    group_name="comparison",
    kinds={"altair"},
    owners=["team:domain-analysis"],
)
def chart(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Trends of an indicator over the years and comparisons across units, as offline HTML and PNG."""
    lake = warehouse_store.lake
    folder = warehouse_store.work / "charts"
    inputs = fingerprint_values(
        *(
            lake.fingerprint(table)
            for table in ("fact_mention", "fact_indicator", "dim_report", "dim_indicator", "quality_offender")
        ),
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

    indicators = lake.read("dim_indicator")
    values = charts.quote_values(
        lake.read("fact_indicator"),
        read_lake_reports(lake),
        indicators,
        lake.read("fact_mention"),
        lake.read("quality_offender") if lake.partitions("quality_offender") else None,
    )
    entries = []
    for trend in charts.choose_trends(values, indicators, limit):
        title = charts.describe_trend(values, indicators, trend)
        _write(folder, trend.name, charts.draw_trend(values, indicators, trend), charts)
        entries.append(charts.ChartEntry("trend", title, f"{trend.name}.html", f"{trend.name}.png"))
    for comparison in charts.choose_comparisons(values, indicators, limit):
        title = charts.describe_comparison(indicators, comparison)
        _write(folder, comparison.name, charts.draw_comparison(values, indicators, comparison), charts)
        entries.append(charts.ChartEntry("comparison", title, f"{comparison.name}.html", f"{comparison.name}.png"))
    (folder / "index.html").write_text(charts.index_page(entries), encoding="utf-8")
    context.log.info(f"drew {len(entries)} charts")


def _write(folder: Path, name: str, drawing: Any, charts: Any) -> None:
    (folder / f"{name}.html").write_text(charts.render_html(drawing), encoding="utf-8")
    (folder / f"{name}.png").write_bytes(charts.render_png(drawing))


def _previews(pictures: list[Path]) -> dict[str, Any]:
    """The first trend and the first comparison, inline, so that the UI shows them without a file server."""
    import base64

    chosen = [next((p for p in pictures if p.name.startswith(kind)), None) for kind in ("trend", "comparison")]
    return {
        f"preview_{number}": dg.MetadataValue.md(
            f"![{picture.stem}](data:image/png;base64,{base64.b64encode(picture.read_bytes()).decode()})"
        )
        for number, picture in enumerate(filter(None, chosen[:_PREVIEWED]), 1)
    }
