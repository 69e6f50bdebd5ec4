"""All tables -> the site: the asset `site`, a folder of pages that work without a network.

Here: which pages are written where, year by year, so that memory is bounded by a year. Not here: what a page holds
(transforms.site).
"""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
import polars as pl

from orchestration.assets.reports import read_lake_reports
from orchestration.fingerprints import fingerprint_packages, fingerprint_values
from orchestration.measuring import measured
from orchestration.resources import WarehouseStore
from transforms.site import holdings as site_holdings
from warehouse.lake import Lake

if TYPE_CHECKING:
    from transforms.site.rendering import Page

_STATE = "inputs.txt"
SOURCES = (*site_holdings.TABLES, "dim_report", "fact_mention", "fact_copied_sentence", "dim_sentence")
# Parts of a release that the site leads to, as they are called there.
NEIGHBOURS = ("charts", "changes", "data_docs")


@dg.asset(
    deps=list(SOURCES),
    group_name="publication",
    kinds={"html"},
    owners=["team:domain-analysis"],
)
@measured
def site(context: dg.AssetExecutionContext, warehouse_store: WarehouseStore) -> dg.MaterializeResult[Any]:
    """Offline pages in Chinese and English: places, indicators, reports with every number marked, quality, search."""
    lake = warehouse_store.lake
    folder = warehouse_store.work / "site"
    inputs = fingerprint_values(
        {table: lake.fingerprint(table) for table in SOURCES},
        fingerprint_packages("transforms/site", "transforms/charts", "transforms/benchmarks", "transforms/catalog"),
    )
    state = folder / _STATE
    skipped = state.exists() and state.read_text(encoding="utf-8") == inputs
    if not skipped:
        building = folder.with_name("site.building")
        shutil.rmtree(building, ignore_errors=True)
        write_site(lake, building)
        (building / _STATE).write_text(inputs, encoding="utf-8")
        shutil.rmtree(folder, ignore_errors=True)
        building.rename(folder)
    counts = count_pages(folder)
    context.log.info(f"site: {sum(counts.values())} pages{' (nothing changed)' if skipped else ''}")
    return dg.MaterializeResult(
        metadata={
            "pages": dg.MetadataValue.json(counts),
            "megabytes": round(sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6, 1),
            "skipped": skipped,
            "folder": dg.MetadataValue.path(str(folder.resolve())),
            "index": dg.MetadataValue.path(str((folder / "index.html").resolve())),
        }
    )


def write_site(lake: Lake, folder: Path) -> None:
    """Write all pages below `folder`, which is made."""
    from transforms.site.dictionary_page import draw_dictionary
    from transforms.site.indicator_pages import draw_catalogue, draw_indicators
    from transforms.site.overview_page import draw_overview
    from transforms.site.place_pages import draw_places
    from transforms.site.quality_pages import draw_quality
    from transforms.site.rendering import shared_files
    from transforms.site.report_pages import draw_reports, script_words
    from transforms.site.search_pages import Shard, draw_search, draw_shards
    from transforms.site.unit_pages import draw_units
    from warehouse.dictionary import list_entries

    tables = {table: lake.read(table) for table in site_holdings.TABLES if table != "mart_benchmark"}
    tables["mart_benchmark"] = site_holdings.select_peers(lake.scan("mart_benchmark"))
    holdings = site_holdings.gather(read_lake_reports(lake), tables, lake.scan("fact_mention"))
    mention_count = int(lake.scan("fact_mention").select(pl.len()).collect().item())
    _write(folder, shared_files(script_words(holdings)))
    _write(folder, [draw_overview(holdings, mention_count, NEIGHBOURS), draw_catalogue(holdings)])
    _write(folder, [draw_dictionary(list_entries())])
    _write(folder, draw_places(holdings))
    _write(folder, draw_units(holdings))
    _write(folder, draw_indicators(holdings))
    _write(folder, draw_quality(holdings))
    shards: list[Shard] = []
    for partition in lake.partitions("dim_report"):
        mentions = lake.read("fact_mention", [partition])
        copied = lake.read("fact_copied_sentence", [partition], ["report_id"])
        _write(folder, draw_reports(holdings, lake.read("dim_report", [partition]), mentions, copied))
        _write(folder, draw_shards(holdings, lake.read("dim_sentence", [partition]), shards))
    _write(folder, draw_search(holdings, shards))


def count_pages(folder: Path) -> dict[str, int]:
    """Pages by the folder they stand in; `site` for those at the top."""
    counts: dict[str, int] = {}
    for path in sorted(folder.rglob("*.html")):
        name = path.parent.relative_to(folder).as_posix()
        name = "site" if name == "." else name
        counts[name] = counts.get(name, 0) + 1
    return counts


def _write(folder: Path, pages: "Iterable[Page]") -> None:
    for page in pages:
        path = folder / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        content = page.content.encode() if isinstance(page.content, str) else page.content
        path.write_bytes(content)
