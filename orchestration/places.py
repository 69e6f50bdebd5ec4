"""What users say about places: the CSV with places of their own, and codes in the list of sources.

Here: `Places`, `find_additions`, `find_regions_file`, `find_peers_file`, `read_regions`, `list_expected`,
`add_sources`. Not here: which place a report is about (transforms.reading.region).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from orchestration.intake import ReportsFolderError
from orchestration.resources import ReportsFolder
from orchestration.sources import SourceList
from transforms.catalog.divisions import list_divisions, read_additions

USUAL_NAME = "regions.csv"
USUAL_PEERS = "peers.yaml"


@dataclass(frozen=True)
class Places:
    """What users say about places: their own, and (URL or path, code) of the lines of the list of sources."""

    additions: pl.DataFrame | None = None
    expected: tuple[tuple[str, str], ...] = ()


def find_additions(reports_folder: ReportsFolder, sources: SourceList | None) -> pl.DataFrame | None:
    """Places of the user's own: of the file that is configured, else of regions.csv beside the reports or the list.

    Raises ReportsFolderError as `read_regions` does.
    """
    file = find_regions_file(reports_folder, sources)
    return None if file is None else read_regions(file)


def find_regions_file(reports_folder: ReportsFolder, sources: SourceList | None) -> Path | None:
    """The CSV with places of the user's own; None where there is none. One that is configured must exist."""
    if reports_folder.regions:
        return Path(reports_folder.regions).expanduser()
    usual = Path(sources.file.parent if sources else reports_folder.folder, USUAL_NAME)
    return usual if usual.is_file() else None


def find_peers_file(reports_folder: ReportsFolder, sources: SourceList | None) -> Path | None:
    """The YAML with groups of peers; None where there is none. One that is configured must exist."""
    if reports_folder.peers:
        return Path(reports_folder.peers).expanduser()
    usual = Path(sources.file.parent if sources else reports_folder.folder, USUAL_PEERS)
    return usual if usual.is_file() else None


def read_regions(file: Path) -> pl.DataFrame:
    """Places of a CSV (docs/regions.md).

    Raises ReportsFolderError that names the file and every fault: a place left out silently would be a wrong place.
    """
    try:
        additions = read_additions(file.read_text(encoding="utf-8-sig"), file.name)
        list_divisions(additions)
    except (OSError, ValueError) as error:
        raise ReportsFolderError(f"{file}: {error}") from error
    return additions


def list_expected(sources: SourceList | None) -> list[tuple[str, str]]:
    """(URL or path, code of the place) of the lines that have both."""
    if sources is None:
        return []
    lines = sources.lines.select(pl.coalesce("url", "path"), pl.col("region_code").str.head(9)).drop_nulls()
    return sorted(lines.iter_rows())


def add_sources(documents: pl.DataFrame, expected: Sequence[tuple[str, str]]) -> pl.DataFrame:
    """`documents` with source_url and, from the list of sources, expected_region_code."""
    codes = pl.DataFrame(
        list(expected), schema={"source_path": pl.String, "expected_region_code": pl.String}, orient="row"
    ).unique("source_path", keep="first", maintain_order=True)
    is_url = pl.col("source_path").str.contains("^https?://")
    return documents.join(codes, on="source_path", how="left", maintain_order="left").with_columns(
        source_url=pl.when(is_url).then("source_path")
    )
