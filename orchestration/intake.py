"""From a folder to documents: which files there are, which could be read, and why the others could not.

Here: `list_files`, `open_report`, `read_files`. Not here: what a document is (transforms.documents) and whose report
it is (transforms.reading).
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import polars as pl

from orchestration.workers import cut_batches, map_batches
from transforms.documents import Document, DocumentRefused, read_document
from warehouse.tables import DIM_PASSAGE

# Files of other kinds (README.md, truth.yaml beside a sample) are no reports and are counted, not quarantined.
REPORT_ENDINGS = frozenset(
    {".txt", ".text", ".htm", ".html", ".shtml", ".mht", ".doc", ".docx", ".wps", ".pdf", ".zip", ""}
)
_FILES_A_BATCH = 200
_TOO_LARGE = 64 * 1024 * 1024

DOCUMENT_SCHEMA = pl.Schema(
    {
        "source_path": pl.String(),
        "source_sha256": pl.String(),
        "source_bytes": pl.Int64(),
        "source_format": pl.String(),
        "encoding": pl.String(),
        "text": pl.String(),
        "body_end": pl.Int64(),
        "passages": pl.List(
            pl.Struct(
                {name: dtype for name, dtype in DIM_PASSAGE.schema.items() if name not in ("report_id", "report_year")}
            )
        ),
    }
)
REFUSAL_SCHEMA = pl.Schema(
    {
        "source_path": pl.String(),
        "source_sha256": pl.String(),
        "source_bytes": pl.Int64(),
        "reason": pl.String(),
        "message": pl.String(),
    }
)


class ReportsFolderError(ValueError):
    """The reports folder cannot be used; the message names it and says why."""


@dataclass(frozen=True)
class FolderListing:
    """Files of a folder below `root`: (path, size, time of change) of reports, and how many others.

    `names` are the URLs under which a file is shown that was fetched (`orchestration.sources`).
    """

    root: Path
    files: tuple[tuple[str, int, int], ...]
    ignored: int
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def list_files(root: Path) -> FolderListing:
    """List a reports folder. Hidden files are left out; links are not followed.

    Raises ReportsFolderError when the folder does not exist, is no folder, or holds no report file.
    """
    if not root.exists():
        raise ReportsFolderError(f"the reports folder {root} does not exist")
    if not root.is_dir():
        raise ReportsFolderError(f"{root} is not a folder")
    files, ignored = [], 0
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(folder, name)
            if path.suffix.lower() not in REPORT_ENDINGS:
                ignored += 1
                continue
            status = path.lstat()
            files.append((path.relative_to(root).as_posix(), status.st_size, status.st_mtime_ns))
    if not files:
        raise ReportsFolderError(
            f"the reports folder {root} holds no report file (of {sorted(filter(None, REPORT_ENDINGS))})"
        )
    return FolderListing(root, tuple(sorted(files)), ignored)


def read_files(listing: FolderListing, workers: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents (DOCUMENT_SCHEMA) and refusals (REFUSAL_SCHEMA), in the order of paths."""
    batches = [
        (str(listing.root), batch) for batch in cut_batches((path for path, _, _ in listing.files), _FILES_A_BATCH)
    ]
    documents, refusals = [], []
    for read, refused in map_batches(_read_batch, batches, workers):
        documents += read
        refusals += refused
    return (
        pl.DataFrame(documents, schema=DOCUMENT_SCHEMA, orient="row"),
        pl.DataFrame(refusals, schema=REFUSAL_SCHEMA, orient="row"),
    )


def _read_batch(batch: tuple[str, Sequence[str]]) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    root, paths = batch
    documents: list[tuple[object, ...]] = []
    refusals: list[tuple[object, ...]] = []
    for path in paths:
        digest: str | None = None
        size: int | None = None
        try:
            content = open_report(Path(root, path))
            size, digest = len(content), hashlib.sha256(content).hexdigest()
            document = read_document(content)
        except DocumentRefused as refusal:
            refusals.append((printable(path), digest, size, refusal.reason, refusal.message))
        except OSError as error:
            refusals.append((printable(path), digest, size, "unreadable", f"cannot be read: {error.strerror or error}"))
        else:
            documents.append((printable(path), digest, size, *_document_row(document)))
    return documents, refusals


def _document_row(document: Document) -> tuple[object, ...]:
    passages = [asdict(passage) for passage in document.passages]
    return document.source_format, document.encoding, document.text, document.body_end, passages


def open_report(path: Path) -> bytes:
    """The bytes of a report file. Raises OSError, and DocumentRefused for what is no file to read."""
    status = path.lstat()
    if stat.S_ISLNK(status.st_mode):
        raise DocumentRefused("link", "is a symbolic link; put the file itself into the reports folder")
    if not stat.S_ISREG(status.st_mode):
        raise DocumentRefused("no_file", "is no regular file")
    if status.st_size > _TOO_LARGE:
        raise DocumentRefused("too_large", f"has {status.st_size} bytes, more than the {_TOO_LARGE} that are read")
    return path.read_bytes()


def printable(path: str) -> str:
    """The path as text. File names are bytes; what is no text in them is shown as an escape."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
