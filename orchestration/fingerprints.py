"""What a step applies, as one hash: code and knowledge of packages, and the inputs of a partition.

Here: `fingerprint_packages`, `fingerprint_values`. A step is skipped only when both its inputs and what it applies
are unchanged.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import transforms

ROOT = Path(transforms.__file__).parent.parent
_KNOWLEDGE = {".py", ".yaml", ".json", ".css", ".ttf", ".otf", ".woff2"}


def fingerprint_packages(*packages: str) -> str:
    """Hash of the code and knowledge files below packages such as "transforms/extraction", by name and content."""
    digest = hashlib.sha256()
    for package in sorted(packages):
        for path in sorted(p for p in (ROOT / package).rglob("*") if p.suffix in _KNOWLEDGE and p.is_file()):
            digest.update(f"{path.relative_to(ROOT).as_posix()}\n{_hash(path, path.stat().st_mtime_ns)}\n".encode())
    return digest.hexdigest()


def fingerprint_values(*values: object) -> str:
    """Hash of JSON values."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _hash(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
