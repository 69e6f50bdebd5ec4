"""The raw store: bytes as they came, each kept once under its SHA-256, never changed and never removed.

Here: `RawStore`.
    ROOT/ab/abcdef…    the bytes whose SHA-256 begins with ab
Not here: where bytes came from (the table `source_fetch`) and what they say.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from warehouse.durable import hash_file, replace_file

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class RawStore:
    """The files below `root`. One writer at a time."""

    root: Path

    def put(self, content: bytes) -> str:
        """Keep `content`; returns its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        if not self.has(digest):
            path = self.path(digest)
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, lambda aside: aside.write_bytes(content))
        return digest

    def has(self, digest: str) -> bool:
        """Whether the bytes are kept and still have this SHA-256."""
        path = self.path(digest)
        return path.is_file() and hash_file(path) == digest

    def path(self, digest: str) -> Path:
        """Where the bytes are, or would be. Raises ValueError when `digest` is no SHA-256."""
        return self.root / self.name(digest)

    @staticmethod
    def name(digest: str) -> str:
        """Path below the root."""
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r} is no SHA-256 in hexadecimal digits")
        return f"{digest[:2]}/{digest}"
