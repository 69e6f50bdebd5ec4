"""The search of a site of 1,200 reports, without its other pages: what a browser needs to search, and no more."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from warehouse_frames import row

from transforms.catalog.indicators import load_indicators
from transforms.site.addresses import list_units_of_site
from transforms.site.holdings import Holdings
from transforms.site.rendering import Page, shared_files
from transforms.site.search_pages import Shard, draw_search, draw_shards
from warehouse.tables import DIM_REPORT, DIM_SENTENCE

YEARS = range(2012, 2024)
_EACH = 100


def write_large_search(folder: Path, rare: str) -> None:
    """100 towns over twelve years, each with a few sentences; `rare` stands in one of 2013."""
    reports = [
        row(
            DIM_REPORT,
            report_id=f"{year}{town:012d}",
            report_year=year,
            issuer=f"甲县乙{town}镇",
            region_name=f"甲县乙{town}镇",
            level="town",
            content_type="annual_report",
        )
        for year in YEARS
        for town in range(_EACH)
    ]
    holdings = Holdings(
        list_units_of_site(pl.DataFrame(reports, schema=DIM_REPORT.schema)),
        pl.DataFrame(),
        {"dim_indicator": load_indicators()},
    )
    pages: list[Page] = []
    shards: list[Shard] = []
    for year in YEARS:
        rows = [
            {
                "report_id": f"{year}{town:012d}",
                "report_year": year,
                "sentence_number": number,
                "start": 100 * number,
                "end": 100 * number + 20,
                "text": text,
            }
            for town in range(_EACH)
            for number, text in enumerate(
                [
                    f"全年调解矛盾纠纷{town + year}件。",
                    f"办结{rare if (year, town) == (2013, 7) else '信访事项'}{town}件。",
                ]
            )
        ]
        pages += draw_shards(holdings, pl.DataFrame(rows, schema=DIM_SENTENCE.schema), shards)
    for page in [*shared_files({}), *pages, *draw_search(holdings, shards)]:
        path = folder / page.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.content.encode() if isinstance(page.content, str) else page.content)
