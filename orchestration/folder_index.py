"""Which bytes stand in which file of the reports folder, without reading files again that nobody has touched.

Here: `FolderIndex`. A file is taken as unchanged when its size, inode and times of change are (a copy that keeps the
modification time still gets a new time of status change), and the last change was long enough before it was read that
a later one would show. Not here: what is read in the files (`reading`).
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from orchestration.intake import FolderListing, open_report
from transforms.documents import DocumentRefused
from warehouse.durable import replace_file

# The coarsest clock of a file system that we know of (FAT) ticks every two seconds.
_TICK_NANOSECONDS = 2_000_000_000


class FolderIndex:
    """SHA-256 of the files of a folder, kept in the file `state` between runs."""

    def __init__(self, state: Path) -> None:
        self._state = state

    def hash_files(self, listing: FolderListing) -> dict[str, str | None]:
        """Path -> SHA-256 of its bytes, or None for what cannot be opened or is no file to read; in the order of paths.

        Only files that are new or changed are read.
        """
        known = self._load()
        root = str(listing.root.resolve())
        now = time.time_ns()
        entries: dict[str, list[object]] = {}
        digests: dict[str, str | None] = {}
        for path, *_ in listing.files:
            digests[path] = None
            try:
                status = Path(listing.root, path).lstat()
                seen: list[object] = [status.st_size, status.st_ino, status.st_mtime_ns, status.st_ctime_ns]
                before = known.get(path) if known.get("") == [root] else None
                if before is not None and before[:-1] == seen:
                    digest = str(before[-1])
                else:
                    digest = hashlib.sha256(open_report(Path(listing.root, path))).hexdigest()
            except (OSError, DocumentRefused):
                continue
            digests[path] = digest
            if max(status.st_mtime_ns, status.st_ctime_ns) < now - _TICK_NANOSECONDS:
                entries[path] = [*seen, digest]
        if entries != {path: entry for path, entry in known.items() if path}:
            self._save(root, entries)
        return digests

    def _load(self) -> dict[str, list[object]]:
        try:
            known = json.loads(self._state.read_text(encoding="utf-8", errors="surrogateescape"))
            return known if isinstance(known, dict) else {}
        except (OSError, ValueError):
            return {}

    def _save(self, root: str, entries: dict[str, list[object]]) -> None:
        self._state.parent.mkdir(parents=True, exist_ok=True)
        # Names that are no UTF-8 are escaped by JSON, so the file itself is plain text. The empty path is the folder.
        text = json.dumps({"": [root], **entries}, separators=(",", ":"))
        replace_file(self._state, lambda aside: aside.write_text(text, encoding="ascii"))
