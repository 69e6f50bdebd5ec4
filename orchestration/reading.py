"""From the files of a folder to described reports, each file read once as long as its bytes and our code are the same.

Here: `read_folder`, `file_key_of`, and `Reading`: what was read in every file, with texts and parts. Not here: opening
files (`intake`), what a report says of itself (transforms.reading), which of two reports with the same text is kept
(`assets.reports`).

What a file gave is kept under a hash of its bytes and of what the list of sources says of it: its URLs and the places
expected. A result that the next run may find otherwise (a file that could not be opened, a reader that ran out of time)
is used once and not kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from orchestration.intake import REFUSAL_SCHEMA, FolderListing, printable, read_files
from orchestration.places import Places, add_sources
from orchestration.sources import name_sources
from orchestration.workers import Workforce, cut_batches, map_batches
from transforms.documents.archive import is_safe_name
from transforms.reading import describe_reports
from warehouse.shelf import Shelf
from warehouse.tables import DIM_PASSAGE, DIM_REPORT, DIM_SECTION

NO_PLACES = Places()
_DOCUMENTS_A_BATCH = 500
# Rows of these tables belong to one report each, and stand in a list beside it.
_PARTS = {"sections": DIM_SECTION, "passages": DIM_PASSAGE}
_SECTION, _PASSAGE = (
    [name for name in table.schema.names() if name not in ("report_id", "report_year")] for table in _PARTS.values()
)
_KEY = ["file_key", "member"]
_LIGHT = [name for name in DIM_REPORT.schema.names() if name != "text"]

# One row a document or refusal. `member` is what follows the path of the file in `source_path` (in an archive), or the
# URL when `is_url`. A refusal has `reason` and `message`, and nothing that is read in a text.
SHELF_SCHEMA = pl.Schema(
    {
        "file_key": pl.String(),
        "member": pl.String(),
        "is_url": pl.Boolean(),
        "is_lasting": pl.Boolean(),
        **{name: dtype for name, dtype in DIM_REPORT.schema.items() if name != "source_path"},
        "sections": pl.List(pl.Struct({name: DIM_SECTION.schema[name] for name in _SECTION})),
        "passages": pl.List(pl.Struct({name: DIM_PASSAGE.schema[name] for name in _PASSAGE})),
        "reason": pl.String(),
        "message": pl.String(),
    }
)
# What is looked at in every run: neither texts nor their parts.
_ON_SHELF = [name for name in SHELF_SCHEMA.names() if name not in ("text", *_PARTS)]


@dataclass(frozen=True)
class Reading:
    """What stands in the files of a folder.

    `reports`: dim_report without `text`, one row a document that could be read (the same text may occur several times),
    by source_path, with two columns more that say where it is kept. `refusals`: REFUSAL_SCHEMA. `opened`: how many
    files were read for it.
    """

    reports: pl.DataFrame
    refusals: pl.DataFrame
    opened: int
    _shelf: Shelf

    @property
    def applied(self) -> str:
        """Fingerprint of what the files were read with."""
        return self._shelf.applied

    def with_texts(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_report of some of the rows of `reports`."""
        texts = self._read(reports, "text")
        return reports.join(texts, on=_KEY, how="left", maintain_order="left").select(DIM_REPORT.schema.names())

    def sections_of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_section of some of the rows of `reports`, none of which has the text of another."""
        return self._parts_of(reports, "sections")

    def passages_of(self, reports: pl.DataFrame) -> pl.DataFrame:
        """dim_passage of some of the rows of `reports`, none of which has the text of another."""
        return self._parts_of(reports, "passages")

    def _parts_of(self, reports: pl.DataFrame, column: str) -> pl.DataFrame:
        schema = _PARTS[column].schema
        kept = self._read(reports, column)
        return (
            reports.select(*_KEY, "report_id", "report_year")
            .join(kept, on=_KEY, how="inner", maintain_order="left")
            .filter(pl.col(column).list.len() > 0)
            .explode(column)
            .unnest(column)
            .select(schema.names())
            .cast(schema)
        )

    def _read(self, reports: pl.DataFrame, column: str) -> pl.DataFrame:
        keys = reports["file_key"].unique().to_list()
        return self._shelf.read([*_KEY, column], keys, pl.col("reason").is_null())


def read_folder(
    listing: FolderListing,
    digests: Mapping[str, str | None],
    shelf: Shelf,
    workforce: Workforce,
    places: Places = NO_PLACES,
) -> Reading:
    """Read the files of `listing` that are not on the shelf, and forget what no file has any more.

    digests: path -> SHA-256 of its bytes, None where it could not be opened (`FolderIndex`).
    """
    codes = dict(reversed(places.expected))
    keys = {path: file_key_of(path, digest, listing, codes) for path, digest in digests.items()}
    # Once, for there are many small files: what one of them has too much or too little is seen in it.
    there = shelf.read(_ON_SHELF)
    known = frozenset(there.filter("is_lasting")["file_key"])
    due: dict[str, str] = {}
    for path, key in keys.items():
        if key not in known:
            due.setdefault(key, path)
    shelf.keep(set(keys.values()), there["file_key"].unique().to_list())
    if due:
        rows = _read_files(listing, list(due.values()), places, workforce).with_columns(
            file_key=pl.col("listed").replace_strict(keys, return_dtype=pl.String)
        )
        shelf.put(rows)
        added = rows.select(_ON_SHELF).cast({name: SHELF_SCHEMA[name] for name in _ON_SHELF})
        there = pl.concat([there.filter(~pl.col("file_key").is_in(list(due))), added])
    return _gather(keys, there, shelf, len(due))


def file_key_of(path: str, digest: str | None, listing: FolderListing, codes: Mapping[str, str]) -> str:
    """What the result of a file follows from, besides our code. Without a digest it is the path's own."""
    names = [printable(path), *sorted(listing.names.get(path, ()))]
    context = [[name, codes.get(name)] for name in names if name != printable(path) or name in codes]
    # A name may be a reason to refuse a file, whatever it holds.
    made_of = [digest or f"not opened: {path}", is_safe_name(path), context]
    return hashlib.sha256(json.dumps(made_of).encode()).hexdigest()


def _read_files(
    listing: FolderListing,
    paths: Sequence[str],
    places: Places,
    workforce: Workforce,
) -> pl.DataFrame:
    """SHELF_SCHEMA of some files, without the key but with the path `listed`."""
    chosen = set(paths)
    members = replace(listing, files=tuple(entry for entry in listing.files if entry[0] in chosen))
    documents, refusals = (
        name_sources(_with_members(frame, paths), listing).with_columns(is_url=pl.col("source_path") != pl.col("own"))
        for frame in read_files(members, workforce.processes)
    )
    described = _describe(add_sources(documents, places.expected), places.additions, workforce)
    origin = documents.select("source_path", "listed", "member", "is_url", "passages")
    rows = pl.concat(
        [described.join(origin.unique("source_path", maintain_order=True), on="source_path"), refusals],
        how="diagonal",
    )
    # What has no digest was not read to its end; what was written to meanwhile is not what was listed.
    unsure = refusals.filter(pl.col("source_sha256").is_null())["listed"].unique().to_list()
    unsure += [path for path, size, changed in members.files if _has_changed(Path(listing.root, path), size, changed)]
    rows = rows.with_columns(
        member=pl.when("is_url").then("source_path").otherwise("member"), is_lasting=~pl.col("listed").is_in(unsure)
    )
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in SHELF_SCHEMA.items() if name not in rows.columns]
    return rows.with_columns(missing).select("listed", *SHELF_SCHEMA.names())


def _with_members(frame: pl.DataFrame, paths: Sequence[str]) -> pl.DataFrame:
    """With `own` (the path shown), `listed` (the file as it is listed) and `member` (what follows its path)."""
    listed = {printable(path): path for path in paths}
    found = []
    for own in frame["source_path"].unique().to_list():
        shown = own
        while shown and shown not in listed:
            # archive.zip/folder/report.txt
            shown = shown.rpartition("/")[0]
        found.append((own, listed[shown], own[len(shown) :]))
    members = pl.DataFrame(found, schema={"own": pl.String, "listed": pl.String, "member": pl.String}, orient="row")
    return frame.with_columns(own="source_path").join(members, on="own", how="left", maintain_order="left")


def _has_changed(path: Path, size: int, changed: int) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return True
    return (status.st_size, status.st_mtime_ns) != (size, changed)


def _describe(documents: pl.DataFrame, additions: pl.DataFrame | None, workforce: Workforce) -> pl.DataFrame:
    """dim_report with a column `sections`."""
    batches = [
        documents.slice(batch[0], len(batch)) for batch in cut_batches(range(documents.height), _DOCUMENTS_A_BATCH)
    ]
    rows = [DIM_REPORT.empty().with_columns(sections=pl.lit(None, SHELF_SCHEMA["sections"]))]
    for reports, sections in map_batches(partial(describe_reports, additions=additions), batches, workforce):
        nested = sections.group_by("report_id", maintain_order=True).agg(pl.struct(_SECTION).alias("sections"))
        rows.append(reports.join(nested, on="report_id", how="left", maintain_order="left"))
    return pl.concat(rows)


def _gather(keys: Mapping[str, str], there: pl.DataFrame, shelf: Shelf, opened: int) -> Reading:
    files = pl.DataFrame(
        [(printable(path), key) for path, key in keys.items()],
        schema={"shown": pl.String, "file_key": pl.String},
        orient="row",
    )
    rows = (
        files.join(there, on="file_key", how="inner", maintain_order="left_right")
        .with_columns(source_path=pl.when("is_url").then("member").otherwise(pl.col("shown") + pl.col("member")))
        .sort("source_path", maintain_order=True)
    )
    return Reading(
        rows.filter(pl.col("reason").is_null()).select(*_LIGHT, *_KEY),
        rows.filter(pl.col("reason").is_not_null()).select(REFUSAL_SCHEMA.names()).sort("source_path", "reason"),
        opened,
        shelf,
    )
