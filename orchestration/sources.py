"""What is to be read: the list of sources in CSV, and which bytes stand for each of them now.

Here: `read_source_list`, `list_sources`, `name_sources`. Not here: reading documents (`intake`), fetching (`fetching`).
    publisher,region_code,region_name,report_year,url,path,note
One line a report that is expected, with the page or the file where it is, if known. See docs/sources.md.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.intake import FolderListing
from warehouse.raw_store import RawStore

# Column -> other headings that mean the same.
COLUMNS: dict[str, tuple[str, ...]] = {
    "publisher": ("发布机构",),
    "region_code": ("区划代码",),
    "region_name": ("地区",),
    "report_year": ("年度",),
    "url": ("网址",),
    "path": ("路径",),
    "note": ("备注",),
}
SOURCE_SCHEMA = pl.Schema(
    {
        "line": pl.Int64(),
        "publisher": pl.String(),
        "region_code": pl.String(),
        "region_name": pl.String(),
        "report_year": pl.Int32(),
        "url": pl.String(),
        "path": pl.String(),
        "note": pl.String(),
    }
)
_MOST_BYTES = 64 * 1024 * 1024
_LISTED_FAULTS = 20
_CODE = re.compile(r"[0-9]{6}(?:[0-9A-Z]{3}|[0-9]{6})?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


class SourceListError(ValueError):
    """The list of sources cannot be used; the message names the file and every faulty line."""


@dataclass(frozen=True)
class SourceList:
    """The lines of a list (SOURCE_SCHEMA), where it is, and the SHA-256 of its bytes."""

    file: Path
    sha256: str
    lines: pl.DataFrame

    @property
    def urls(self) -> list[str]:
        """URLs to fetch, in the order of the list."""
        return self.lines["url"].drop_nulls().to_list()

    @property
    def paths(self) -> list[str]:
        """Paths below the folder of the list."""
        return self.lines["path"].drop_nulls().to_list()


def read_source_list(file: Path) -> SourceList:
    """Read a list of sources or of expected reports.

    Raises SourceListError: no such file, no CSV in UTF-8 or GB18030, an unknown column, and for each line that is
    wrong its number and the reason.
    """
    content = _read_bytes(file)
    rows = csv.reader(io.StringIO(_decode(content, file), newline=""), strict=True)
    try:
        heading = [cell.strip() for cell in next(rows, [])]
        columns = _name_columns(heading, file)
        faults: list[str] = []
        entries: list[dict[str, Any]] = []
        for cells in rows:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(columns):
                faults.append(f"line {rows.line_num}: {len(cells)} cells, the heading has {len(columns)}")
                continue
            given = dict(zip(columns, (cell.strip() or None for cell in cells), strict=False))
            written = {name: given.get(name) for name in COLUMNS}
            faults += [f"line {rows.line_num}: {fault}" for fault in _find_faults(written)]
            entries.append({"line": rows.line_num, **written})
    except csv.Error as error:
        raise SourceListError(f"{file}: line {rows.line_num}: {error}") from None
    for column in ("url", "path"):
        first: dict[str, int] = {}
        for entry in entries:
            if (value := entry[column]) is not None and first.setdefault(value, entry["line"]) != entry["line"]:
                faults.append(f"line {entry['line']}: repeats the {column} of line {first[value]}")
    if not entries:
        faults.append("has no lines below its heading")
    if faults:
        more = f"; and {len(faults) - _LISTED_FAULTS} more" if len(faults) > _LISTED_FAULTS else ""
        raise SourceListError(f"{file}: {'; '.join(faults[:_LISTED_FAULTS])}{more}")
    for entry in entries:
        entry["report_year"] = int(entry["report_year"]) if entry["report_year"] else None
    lines = pl.DataFrame(entries, schema=SOURCE_SCHEMA, orient="row")
    return SourceList(file, hashlib.sha256(content).hexdigest(), lines)


def _read_bytes(file: Path) -> bytes:
    if not file.is_file():
        raise SourceListError(f"{file}: is no file")
    if file.stat().st_size > _MOST_BYTES:
        raise SourceListError(f"{file}: has more than {_MOST_BYTES} bytes")
    return file.read_bytes()


def _decode(content: bytes, file: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceListError(f"{file}: is neither UTF-8 nor GB18030; save it as CSV UTF-8")


def _name_columns(heading: list[str], file: Path) -> list[str]:
    meaning = {word: name for name, words in COLUMNS.items() for word in (name, *words)}
    accepted = ", ".join(f"{name} ({words[0]})" for name, words in COLUMNS.items())
    if unknown := [word for word in heading if word.lower() not in meaning]:
        raise SourceListError(f"{file}: the heading holds {unknown}; columns are {accepted}")
    columns = [meaning[word.lower()] for word in heading]
    if repeated := sorted({name for name in columns if columns.count(name) > 1}):
        raise SourceListError(f"{file}: the heading names {', '.join(repeated)} more than once")
    return columns


def _find_faults(entry: dict[str, str | None]) -> list[str]:
    faults = []
    if not any(entry[name] for name in ("publisher", "region_code", "region_name", "url", "path")):
        faults.append("names neither a unit (publisher, region_code, region_name) nor a url or path")
    elif not (entry["report_year"] or entry["url"] or entry["path"]):
        faults.append("names a unit without report_year")
    if entry["url"] and entry["path"]:
        faults.append("has both a url and a path; use one line for each")
    if entry["report_year"] and not _YEAR.fullmatch(entry["report_year"]):
        faults.append(f"report_year {entry['report_year']!r} is no year")
    if entry["region_code"] and not _CODE.fullmatch(entry["region_code"]):
        faults.append(f"region_code {entry['region_code']!r} is no code of 6, 9 or 12 characters")
    if entry["url"] and not entry["url"].lower().startswith(("http://", "https://")):
        faults.append(f"url {entry['url']!r} begins with neither http:// nor https://")
    if (path := entry["path"]) and (Path(path).is_absolute() or ".." in Path(path).parts or "\x00" in path):
        faults.append(f"path {path!r} leaves the folder of the list")
    return faults


def list_sources(sources: SourceList, bodies: Mapping[str, str], store: RawStore) -> FolderListing:
    """The files of a list: those that it names, and the bodies in use of its pages, shown under their URLs.

    `bodies` is URL -> SHA-256 in `store`; a page without one is left out.
    """
    root = sources.file.parent
    names: dict[str, tuple[str, ...]] = {}
    for url in sources.urls:
        if url in bodies:
            place = str(store.path(bodies[url]).resolve())
            names[place] = (*names.get(place, ()), url)
    files = []
    for path in (*sources.paths, *names):
        try:
            status = Path(root, path).lstat()
            files.append((path, status.st_size, status.st_mtime_ns))
        except OSError:
            # Listed and not there: reading it says so, by name.
            files.append((path, 0, 0))
    return FolderListing(root, tuple(sorted(files)), 0, names)


def name_sources(frame: pl.DataFrame, listing: FolderListing) -> pl.DataFrame:
    """Show bodies of pages under their URLs in `source_path`: a row for each URL that gave the body."""
    if not listing.names:
        return frame
    shown = [(path, url) for path, urls in listing.names.items() for url in urls]
    names = pl.DataFrame(shown, schema={"source_path": pl.String, "shown": pl.String}, orient="row")
    return (
        frame.join(names, on="source_path", how="left", maintain_order="left")
        .with_columns(source_path=pl.coalesce("shown", "source_path"))
        .drop("shown")
        .sort("source_path", maintain_order=True)
    )
