"""From the files of a folder to described reports, each file read once as long as its bytes and our code are the same.

Here: `Reading`: what was read in every file, with texts and sections on demand. Not here: opening files (`intake`),
what a report says of itself (transforms.reading), which of two reports with the same text is kept (`assets.reports`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from orchestration.intake import REFUSAL_SCHEMA, FolderListing, printable, read_files
from orchestration.places import Places, add_sources
from orchestration.sources import name_sources
from orchestration.workers import cut_batches, map_batches
from transforms.reading import describe_reports
from warehouse.shelf import Shelf
from warehouse.tables import DIM_PASSAGE, DIM_REPORT, DIM_SECTION

NO_PLACES = Places()
_DOCUMENTS_A_BATCH = 500
_KEY = "source_sha256"
_FROM_BYTES = [name for name in DIM_REPORT.schema.names() if name != "source_path"]
# Rows of these tables belong to one report each, and stand in a list beside it.
_PARTS = {"sections": DIM_SECTION, "passages": DIM_PASSAGE}
_SECTION, _PASSAGE = (
    [name for name in table.schema.names() if name not in ("report_id", "report_year")] for table in _PARTS.values()
)

# One row a file content that was read or refused: `reason` and `message` are null, or everything else is.
SHELF_SCHEMA = pl.Schema(
    {
        **{name: DIM_REPORT.schema[name] for name in _FROM_BYTES},
        "sections": pl.List(pl.Struct({name: DIM_SECTION.schema[name] for name in _SECTION})),
        "passages": pl.List(pl.Struct({name: DIM_PASSAGE.schema[name] for name in _PASSAGE})),
        "reason": pl.String(),
        "message": pl.String(),
    }
)


@dataclass(frozen=True)
class Reading:
    """What stands in the files of a folder.

    `reports`: dim_report without `text`, one row a file that could be read (the same text may occur several times), by
    source_path. `refusals`: REFUSAL_SCHEMA. `newly_read`: how many files were opened for it.
    """

    reports: pl.DataFrame
    refusals: pl.DataFrame
    newly_read: int
    _shelf: Shelf

    @property
    def applied(self) -> str:
        """Fingerprint of what the files were read with."""
        return self._shelf.applied

    def with_texts(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_report of some of the rows of `reports`."""
        texts = self._shelf.read([_KEY, "text"], reports[_KEY].unique().to_list())
        return reports.join(texts, on=_KEY, how="left", maintain_order="left").select(DIM_REPORT.schema.names())

    def sections_of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_section of some of the rows of `reports`, none of which has the text of another."""
        return self._parts_of(reports, "sections")

    def passages_of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_passage of some of the rows of `reports`, none of which has the text of another."""
        return self._parts_of(reports, "passages")

    def _parts_of(self, reports: pl.DataFrame, column: str) -> pl.DataFrame:
        schema = _PARTS[column].schema
        kept = self._shelf.read([_KEY, column], reports[_KEY].unique().to_list())
        return (
            reports.select(_KEY, "report_id", "report_year")
            .join(kept, on=_KEY, how="inner", maintain_order="left")
            .filter(pl.col(column).list.len() > 0)
            .explode(column)
            .unnest(column)
            .select(schema.names())
            .cast(schema)
        )


def read_folder(
    listing: FolderListing, digests: Mapping[str, str | None], shelf: Shelf, workers: int, places: Places = NO_PLACES
) -> Reading:
    """Read the files of `listing` whose bytes (`digests`) are not on the shelf, and forget what no file has any more.

    A file without a digest is tried each time: why it cannot be opened is no matter of its bytes.
    """
    digests = dict(digests)
    to_read = {path for path, digest in digests.items() if digest is None} | _one_path_each(digests, shelf.known())
    unopened, opened = [], 0
    archived: dict[str, str] = {}
    while to_read:
        members = tuple(entry for entry in listing.files if entry[0] in to_read)
        read, refused = read_files(replace(listing, files=members), workers)
        # Members of an archive that did not change are read with it again, and are known already.
        is_new = ~pl.col(_KEY).is_in(list(shelf.known()))
        documents = add_sources(name_sources(read.filter(is_new), listing), places.expected)
        refusals = refused.filter(pl.col(_KEY).is_not_null() & is_new)
        shelf.put(_describe(documents, refusals, workers, places.additions))
        unopened.append(refused.filter(pl.col(_KEY).is_null()))
        opened += len(to_read)
        # A file may have been written to since it was listed, or be gone: then another with its bytes has to be read.
        digests |= _digests_now(read, refused, to_read)
        archived |= _list_members(read, refused, to_read)
        to_read = _one_path_each(digests, shelf.known())
    held = {printable(path): digest for path, digest in digests.items() if digest is not None} | archived
    shelf.keep(set(held.values()))
    files = pl.DataFrame(
        list(held.items()),
        schema={"source_path": pl.String, _KEY: pl.String},
        orient="row",
    )
    light = [name for name in SHELF_SCHEMA.names() if name not in ("text", *_PARTS)]
    rows = files.join(shelf.read(light), on=_KEY, how="inner", maintain_order="left").sort("source_path")
    refusals = rows.filter(pl.col("reason").is_not_null()).select(REFUSAL_SCHEMA.names())
    columns = [name for name in DIM_REPORT.schema.names() if name != "text"]
    return Reading(
        rows.filter(pl.col("reason").is_null()).select(columns),
        pl.concat([refusals, *unopened]).sort("source_path"),
        opened,
        shelf,
    )


def _one_path_each(digests: Mapping[str, str | None], known: Collection[str]) -> set[str]:
    """For each content that is not known, the first path that has it."""
    paths: dict[str, str] = {}
    for path, digest in digests.items():
        if digest is not None and digest not in known:
            paths.setdefault(digest, path)
    return set(paths.values())


def _describe(read: pl.DataFrame, refused: pl.DataFrame, workers: int, additions: pl.DataFrame | None) -> pl.DataFrame:
    """SHELF_SCHEMA of documents and refusals, one row a content."""
    read = read.unique(_KEY, keep="first", maintain_order=True)
    batches = [read.slice(batch[0], len(batch)) for batch in cut_batches(range(read.height), _DOCUMENTS_A_BATCH)]
    described = list(map_batches(partial(describe_reports, additions=additions), batches, workers))
    nothing = pl.lit(None, pl.String)
    rows = [
        refused.unique(_KEY, keep="first", maintain_order=True)
        .select(
            pl.lit(None, dtype).alias(name) if name not in refused.columns else name
            for name, dtype in SHELF_SCHEMA.items()
        )
        .cast(SHELF_SCHEMA),
    ]
    for reports, sections in described:
        nested = sections.group_by("report_id", maintain_order=True).agg(pl.struct(_SECTION).alias("sections"))
        rows.append(
            reports.join(nested, on="report_id", how="left", maintain_order="left")
            .join(read.select(_KEY, "passages"), on=_KEY, how="left", maintain_order="left")
            .with_columns(reason=nothing, message=nothing)
            .select(SHELF_SCHEMA.names())
        )
    return pl.concat(rows)


def _list_members(read: pl.DataFrame, refused: pl.DataFrame, paths: Collection[str]) -> dict[str, str]:
    """Path -> SHA-256 of what was read inside archives: `a.zip/x/b.doc`."""
    files = {printable(path) for path in paths}
    found = pl.concat([read.select("source_path", _KEY), refused.select("source_path", _KEY)]).drop_nulls(_KEY)
    return {path: digest for path, digest in found.iter_rows() if path not in files}


def _digests_now(read: pl.DataFrame, refused: pl.DataFrame, paths: Collection[str]) -> dict[str, str | None]:
    found = dict(pl.concat([read.select("source_path", _KEY), refused.select("source_path", _KEY)]).iter_rows())
    return {path: found.get(printable(path)) for path in paths}
