"""What a run may be configured with: what is read, and the warehouse that it fills. Editable in the launchpad.

Here: `ReportsFolder`, `SourcesFile`, `Fetching`, `DecisionsFolder`, `WarehouseStore`.
Belongs here: choices of place and engine. Not here: secrets (environment only).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
from pydantic import Field

from orchestration.run_record import record_run
from orchestration.workers import Workforce
from warehouse.durable import hold_lock
from warehouse.lake import Lake
from warehouse.raw_store import RawStore


class ReportsFolder(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Folder that holds the report files, at any depth."""

    path: str = Field(default="samples", description="Folder with the report files.")
    regions: str = Field(
        default="",
        description="CSV with places of your own (docs/regions.md); empty: regions.csv beside the reports.",
    )

    peers: str = Field(
        default="",
        description="YAML with groups of peers of your own (docs/peers.md); empty: peers.yaml beside the reports.",
    )
    region_year: str = Field(
        default="",
        description="CSV with population and other denominators (docs/denominators.md); empty: region_year.csv beside "
        "the reports.",
    )

    @property
    def folder(self) -> Path:
        """The folder as a path."""
        return Path(self.path).expanduser()


class SourcesFile(dg.ConfigurableResource):  # type: ignore[type-arg]
    """A list of sources in CSV, read instead of the reports folder."""

    path: str = Field(default="", description="CSV list of pages and files; empty: the reports folder is read.")
    expected: str = Field(default="", description="CSV list of expected reports; empty: the list of sources.")

    @property
    def file(self) -> Path | None:
        """The list, when there is one."""
        return Path(self.path).expanduser() if self.path else None


class DecisionsFolder(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What people decided, in YAML files."""

    path: str = Field(default="decisions", description="Folder with decisions in YAML; none when it is not there.")

    @property
    def folder(self) -> Path:
        """The folder as a path."""
        return Path(self.path).expanduser()


class Fetching(dg.ConfigurableResource):  # type: ignore[type-arg]
    """How pages are fetched."""

    user_agent: str = Field(default="fazhi-warehouse/0.1", description="Say who you are, with an address to write to.")
    delay_seconds: float = Field(default=1.0, ge=0, description="Pause between two requests to one host.")
    attempts: int = Field(default=3, ge=1, description="Attempts at a page.")
    backoff_seconds: float = Field(default=2.0, ge=0, description="Pause before the second attempt; then it doubles.")
    request_seconds: float = Field(default=60.0, gt=0, description="Most seconds for one request.")
    max_bytes: int = Field(default=32 * 1024 * 1024, gt=0, description="Most bytes of a page, unpacked.")
    hosts_at_once: int = Field(default=8, ge=1, description="Hosts asked side by side.")
    refetch_hours: float = Field(default=12.0, ge=0, description="Pages fetched since then are not asked again.")
    allowed_networks: list[str] = Field(
        default=[], description="Private networks that may be fetched from, such as 10.1.0.0/16."
    )


class WarehouseStore(dg.ConfigurableResource):  # type: ignore[type-arg]
    """Where the lake, the releases and working files are kept, and how much is done at once."""

    out: str = Field(default="data", description="Folder for the lake and the releases.")
    keep_releases: int = Field(default=5, ge=2, description="How many releases stay.")
    workers: int = Field(default=0, ge=0, description="Processes that read and extract; 0 means one a core.")
    cluster: str = Field(
        default="",
        description="Scheduler of a Dask cluster that describes and extracts, such as tcp://10.1.2.3:8786; empty: the "
        "processes of this machine (docs/deployment.md).",
    )
    chart_limit: int = Field(default=12, ge=0, description="At most this many charts of each form.")

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["WarehouseStore"]:
        """Hold the lock of the output folder while a run (or, with a process a step, a step) works on it.

        Dagster's queue keeps its own runs apart; this keeps apart runs of different instances, such as `make run`
        beside `make ui`.
        Sensors look on without it.
        """
        if context.run is None:
            yield self
            return
        self.root.mkdir(parents=True, exist_ok=True)
        if context.log:
            context.log.debug(f"waiting for the lock of {self.root}")
        with hold_lock(self.root / ".run.lock"):
            try:
                yield self
            finally:
                self._record(context)

    def _record(self, context: dg.InitResourceContext) -> None:
        """Leave log and summary of the run; that they cannot be written is no reason to fail it."""
        if context.run is None or context.instance is None:
            return
        try:
            record_run(context.instance, context.run, self.root)
        except Exception as error:
            if context.log:
                context.log.warning(f"the record of this run could not be written: {error}")

    @property
    def root(self) -> Path:
        """The output folder."""
        return Path(self.out).expanduser()

    @property
    def lake(self) -> Lake:
        """The Parquet lake."""
        return Lake(self.root / "lake")

    @property
    def raw(self) -> RawStore:
        """Bytes of fetched pages."""
        return RawStore(self.root / "raw")

    @property
    def work(self) -> Path:
        """Working files that the next run may replace."""
        folder = self.root / "work"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def listing_read(self) -> Path:
        """Hash of the folder's listing that the run under way has read."""
        return self.work / "listing.read"

    @property
    def decisions_read(self) -> Path:
        """Hash of the decisions that the run under way has read."""
        return self.work / "decisions.read"

    @property
    def listing_published(self) -> Path:
        """Hash of the folder's listing that the last successful run has read."""
        return self.work / "listing.published"

    @property
    def workforce(self) -> Workforce:
        """Who reads and extracts."""
        return Workforce(self.workers or os.cpu_count() or 1, self.cluster)
