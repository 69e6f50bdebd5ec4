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

from orchestration.guarded import Limits, Lost, map_guarded
from orchestration.workers import Workforce, cut_batches, map_batches
from transforms.documents import Document, DocumentRefused, read_document, read_plain_text
from transforms.documents.archive import REPORT_ENDINGS, is_safe_name, list_members, open_member, show_name
from transforms.documents.reader import find_format
from warehouse.tables import DIM_PASSAGE

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


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read: its path as shown, where it is, and of a packed one its places and name in the archive."""

    path: str
    file: str
    places: tuple[int, ...] = ()
    name: str = ""


@dataclass(slots=True)
class Found:
    """Rows of documents, rows of refusals, and sources that wait for another reader."""

    documents: list[tuple[object, ...]]
    refusals: list[tuple[object, ...]]
    waiting: list[Source]

    def add(self, other: Found) -> None:
        """Append what another has."""
        self.documents += other.documents
        self.refusals += other.refusals
        self.waiting += other.waiting


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

    Raises ReportsFolderError when the folder does not exist, is no folder, or holds no report file, and when it or a
    folder below it cannot be listed.
    """
    if not root.exists():
        raise ReportsFolderError(f"the reports folder {root} does not exist")
    if not root.is_dir():
        raise ReportsFolderError(f"{root} is not a folder")
    files: list[tuple[str, int, int]] = []
    ignored = 0
    for folder, folders, names in os.walk(root, onerror=_refuse_closed_folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        # A link to a folder is not followed; it is listed, and refused as a link when it is read.
        linked = [name for name in folders if Path(folder, name).is_symlink()]
        files += [entry for name in linked for entry in _entry(root, Path(folder, name))]
        for name in sorted(names):
            if name.startswith("."):
                continue
            path = Path(folder, name)
            if path.suffix.lower() not in REPORT_ENDINGS:
                ignored += 1
                continue
            files += _entry(root, path)
    if not files:
        raise ReportsFolderError(
            f"the reports folder {root} holds no report file (of {sorted(filter(None, REPORT_ENDINGS))})"
        )
    return FolderListing(root, tuple(sorted(files)), ignored)


def _entry(root: Path, path: Path) -> list[tuple[str, int, int]]:
    """The entry of a file; none when it has gone since its folder was listed."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return []
    return [(path.relative_to(root).as_posix(), status.st_size, status.st_mtime_ns)]


def _refuse_closed_folder(error: OSError) -> None:
    """A folder that cannot be listed ends the listing: its reports would look as if they had been taken away."""
    if not isinstance(error, FileNotFoundError):
        raise ReportsFolderError(f"the folder {error.filename} cannot be listed: {error.strerror}") from error


def read_files(listing: FolderListing, workers: int, limits: Limits | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents (DOCUMENT_SCHEMA) and refusals (REFUSAL_SCHEMA), in the order of paths.

    Plain text is read at once; what needs a parser is read in processes with limits of time and memory that may die.
    Each report in an archive is a document of its own, with the archive's path before its own.
    """
    root = str(listing.root)
    batches = [(root, batch) for batch in cut_batches((path for path, _, _ in listing.files), _FILES_A_BATCH)]
    found = Found([], [], [])
    for read in map_batches(_read_texts, batches, Workforce(workers)):
        found.add(read)
    waiting, found.waiting = found.waiting, []
    while waiting:
        for item, result in zip(waiting, map_guarded(read_formatted, waiting, workers, limits), strict=True):
            if isinstance(result, Lost):
                found.refusals.append((item.path, None, None, result.reason, result.message))
            else:
                found.add(result)
        # What archives hold comes in the next round.
        waiting, found.waiting = found.waiting, []
    return (
        pl.DataFrame(found.documents, schema=DOCUMENT_SCHEMA, orient="row").sort("source_path"),
        pl.DataFrame(found.refusals, schema=REFUSAL_SCHEMA, orient="row").sort("source_path", "reason"),
    )


def _read_texts(batch: tuple[str, Sequence[str]]) -> Found:
    """Plain texts of a batch; what needs another reader waits."""
    root, paths = batch
    found = Found([], [], [])
    for path in paths:
        shown = printable(path)
        digest: str | None = None
        size: int | None = None
        try:
            if not is_safe_name(path):
                raise DocumentRefused("unsafe_name", "has control characters in its name; rename it")
            content = open_report(Path(root, path))
            size, digest = len(content), hashlib.sha256(content).hexdigest()
            document = read_plain_text(content)
        except DocumentRefused as refusal:
            found.refusals.append((shown, digest, size, refusal.reason, refusal.message))
        except OSError as error:
            found.refusals.append((shown, digest, size, "unreadable", f"cannot be read: {error.strerror or error}"))
        except Exception:
            # Nobody foresaw it. In a process of its own the same fault costs this file alone, and is named.
            found.waiting.append(Source(shown, str(Path(root, path))))
        else:
            if document is None:
                found.waiting.append(Source(shown, str(Path(root, path))))
            else:
                found.documents.append((shown, digest, size, *_document_row(document)))
    return found


def read_formatted(source: Source) -> Found:
    """One file, or one file of an archive, by the reader of its format; an archive gives what waits in it."""
    found = Found([], [], [])
    digest: str | None = None
    size: int | None = None
    try:
        content = open_member(open_report(Path(source.file)), source.places)
        size, digest = len(content), hashlib.sha256(content).hexdigest()
        if not is_safe_name(source.name):
            raise DocumentRefused("unsafe_name", "has control characters in its name; rename it")
        if find_format(content) == "zip":
            members = list_members(content)
            if source.places:
                raise DocumentRefused("too_large", "What the archive around it holds is beyond what is unpacked.")
            found.waiting += [
                Source(f"{source.path}/{printable(member.path)}", source.file, member.places, member.path)
                for member in members
            ]
            return found
        document = read_document(content)
    except DocumentRefused as refusal:
        found.refusals.append((source.path, digest, size, refusal.reason, refusal.message))
    except OSError as error:
        found.refusals.append((source.path, digest, size, "unreadable", f"cannot be read: {error.strerror or error}"))
    else:
        found.documents.append((source.path, digest, size, *_document_row(document)))
        found.refusals += [(source.path, digest, size, *remark) for remark in document.remarks]
    return found


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
    """The path as text. What is no text in a file name, and every control character, is shown as an escape."""
    return show_name(path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"))
