"""The list of sources -> source_fetch: pages are fetched, their bytes kept, every fetch recorded.

Here: the asset `source_fetch`, and `list_inputs`: what there is to read now. Not here: how a page is fetched
(`orchestration.fetching`).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from orchestration.denominators import find_denominators_file
from orchestration.fingerprints import fingerprint_values
from orchestration.intake import REFUSAL_SCHEMA, FolderListing, ReportsFolderError, list_files
from orchestration.measuring import measured
from orchestration.places import find_peers_file, find_regions_file
from orchestration.resources import Fetching, ReportsFolder, SourcesFile, WarehouseStore
from orchestration.sources import SourceList, SourceListError, list_sources, read_source_list
from orchestration.table_metadata import column_schema, describe_table
from warehouse.lake import Lake
from warehouse.tables import SOURCE_FETCH, conform

OWNERS = ["team:data-engineering"]


@dg.asset(
    group_name="reports",
    kinds={"http", "parquet"},
    owners=OWNERS,
    metadata=column_schema("source_fetch"),
)
@measured
def source_fetch(
    context: dg.AssetExecutionContext, sources_file: SourcesFile, fetching: Fetching, warehouse_store: WarehouseStore
) -> dg.MaterializeResult[Any]:
    """Every fetch of a listed page. A page that fails keeps its previous body, says so, and stops nothing."""
    lake = warehouse_store.lake
    journal = warehouse_store.work / "fetch.jsonl"
    recorded = _read_recorded(lake, journal)
    sources = open_sources(sources_file)
    urls = [] if sources is None else _list_due(sources.urls, recorded, fetching.refetch_hours)
    if urls:
        context.log.info(f"fetching {len(urls)} of {len(sources.urls if sources else [])} pages")
        _fetch(context, urls, recorded, fetching, warehouse_store, journal)
    if urls or journal.exists() or not lake.partitions("source_fetch"):
        recorded = _read_recorded(lake, journal)
        lake.write("source_fetch", recorded)
        journal.unlink(missing_ok=True)
    now = latest_fetches(recorded).filter(pl.col("url").is_in(sources.urls if sources else []))
    counts = dict(now["outcome"].value_counts(sort=True).iter_rows())
    context.log.info(f"source_fetch: {now.height} pages{'' if urls else ' (nothing to fetch)'}")
    return dg.MaterializeResult(metadata=describe_table(now, fetched_now=len(urls), **counts))


def open_sources(sources_file: SourcesFile) -> SourceList | None:
    """The list of sources, when there is one. Raises dg.Failure with every faulty line."""
    if sources_file.file is None:
        return None
    try:
        return read_source_list(sources_file.file)
    except SourceListError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None


def open_expected(sources_file: SourcesFile) -> SourceList | None:
    """The list of expected reports: the one named, otherwise the list of sources. Raises dg.Failure."""
    if not sources_file.expected:
        return open_sources(sources_file)
    return open_sources(SourcesFile(path=sources_file.expected))


def list_inputs(reports_folder: ReportsFolder, sources: SourceList | None, store: WarehouseStore) -> FolderListing:
    """The files to read: those of the list of sources, or of the folder. Raises dg.Failure."""
    if sources is not None:
        return list_sources(sources, bodies_in_use(store.lake), store.raw)
    try:
        return list_files(reports_folder.folder)
    except ReportsFolderError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from None


def fingerprint_inputs(
    listing: FolderListing, sources: SourceList | None, *supplied: Path | None, decisions: str = ""
) -> str:
    """What the sensor compares: what people put there (files, list, decisions, what else), not what was fetched."""
    files = [entry for entry in listing.files if entry[0] not in listing.names]
    hashes = [hashlib.sha256(file.read_bytes()).hexdigest() for file in supplied if file and file.is_file()]
    return fingerprint_values(files, sources.sha256 if sources else None, hashes, decisions)


def list_supplied(
    reports_folder: ReportsFolder, sources_file: SourcesFile, sources: SourceList | None
) -> list[Path | None]:
    """Files with what users know beside the reports: their places, denominators, peers, the expected list."""
    finders = (find_regions_file, find_denominators_file, find_peers_file)
    expected = Path(sources_file.expected).expanduser() if sources_file.expected else None
    return [*(find(reports_folder, sources) for find in finders), expected]


def list_unfetched(sources: SourceList | None, lake: Lake) -> pl.DataFrame:
    """Pages of the list that there is no body of, as rows of quarantine."""
    if sources is None:
        return pl.DataFrame(schema=REFUSAL_SCHEMA)
    failures = latest_fetches(_read_fetches(lake)).filter(
        pl.col("url").is_in(sources.urls) & pl.col("body_sha256").is_null()
    )
    return failures.select(
        pl.col("url").alias("source_path"),
        pl.lit(None, pl.String).alias("source_sha256"),
        pl.lit(None, pl.Int64).alias("source_bytes"),
        pl.lit("not_fetched").alias("reason"),
        pl.col("message"),
    ).cast(REFUSAL_SCHEMA)


def latest_fetches(fetches: pl.DataFrame) -> pl.DataFrame:
    """The last fetch of each page, in the order of URLs."""
    pages = fetches.filter(pl.col("purpose") == "page").sort("url", "fetched_at")
    return pages.unique("url", keep="last", maintain_order=True)


def bodies_in_use(lake: Lake) -> dict[str, str]:
    """URL -> SHA-256 of the body in use."""
    rows = latest_fetches(_read_fetches(lake)).drop_nulls("body_sha256")
    return dict(rows.select("url", "body_sha256").iter_rows())


def _list_due(urls: list[str], recorded: pl.DataFrame, refetch_hours: float) -> list[str]:
    """URLs to ask: those whose last fetch failed, is long ago, never was, or is to come: then the clock was wrong."""
    now = datetime.now(UTC).replace(tzinfo=None)
    is_fresh = pl.col("fetched_at").is_between(now - timedelta(hours=refetch_hours), now, closed="right")
    fresh = latest_fetches(recorded).filter((pl.col("outcome") != "failed") & is_fresh)
    known = set(fresh["url"])
    return [url for url in urls if url not in known]


def _fetch(
    context: dg.AssetExecutionContext,
    urls: list[str],
    recorded: pl.DataFrame,
    fetching: Fetching,
    store: WarehouseStore,
    journal: Path,
) -> None:
    from orchestration.fetching import FetchLimits, fetch_pages

    try:
        networks = tuple(ip_network(text, strict=False) for text in fetching.allowed_networks)
    except ValueError as error:
        raise dg.Failure(f"allowed_networks: {error}", allow_retries=False) from None
    limits = FetchLimits(
        user_agent=fetching.user_agent,
        delay_seconds=fetching.delay_seconds,
        attempts=fetching.attempts,
        backoff_seconds=fetching.backoff_seconds,
        request_seconds=fetching.request_seconds,
        max_bytes=fetching.max_bytes,
        hosts_at_once=fetching.hosts_at_once,
        allowed_networks=networks,
    )
    with_body = recorded.filter((pl.col("purpose") == "page") & (pl.col("outcome") != "failed"))
    known = {row["url"]: row for row in with_body.sort("url", "fetched_at").iter_rows(named=True)}
    last = dict(latest_fetches(recorded).select("url", "fetched_at").iter_rows())
    # Written line by line: what was fetched before a run is killed stays recorded.
    with journal.open("a", encoding="utf-8") as stream:

        def note(row: dict[str, Any]) -> None:
            at = _later(row["fetched_at"], last.get(row["url"]))
            stream.write(json.dumps({**row, "fetched_at": at.isoformat()}, ensure_ascii=False) + "\n")
            stream.flush()
            if row["outcome"] == "failed" and row["purpose"] == "page":
                context.log.warning(f"fetch: {row['url']}: {row['message']} [{row['error']}]")

        fetch_pages(urls, known, store.raw, limits, note)


def _later(at: datetime, last: datetime | None) -> datetime:
    """`at`, or a moment after the last fetch of the page when the clock was set back: the newest must stay last."""
    return at if last is None else max(at, last.replace(tzinfo=UTC) + timedelta(microseconds=1))


def _read_recorded(lake: Lake, journal: Path) -> pl.DataFrame:
    """The table `source_fetch` with what the journal adds to it."""
    table = _read_fetches(lake)
    if not journal.exists():
        return table
    rows = [_complete(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    added = pl.DataFrame([row for row in rows if row], schema=SOURCE_FETCH.schema, orient="row")
    return conform(pl.concat([table, added]).unique(SOURCE_FETCH.key, keep="last", maintain_order=True), SOURCE_FETCH)


def _read_fetches(lake: Lake) -> pl.DataFrame:
    """The table `source_fetch`, which is not there before the first run."""
    return lake.read("source_fetch") if lake.partitions("source_fetch") else SOURCE_FETCH.empty()


def _complete(line: str) -> Mapping[str, Any] | None:
    """A line of the journal as a row; None for a line that a killed run left unfinished."""
    try:
        row: dict[str, Any] = json.loads(line)
    except ValueError:
        return None
    fetched_at = datetime.fromisoformat(row["fetched_at"]).astimezone(UTC).replace(tzinfo=None)
    return dict.fromkeys(SOURCE_FETCH.schema) | row | {"fetched_at": fetched_at}
