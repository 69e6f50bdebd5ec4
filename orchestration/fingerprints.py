"""What a step applies, as one hash: code and knowledge of packages, and the inputs of a partition.

Here: `fingerprint_packages`, `fingerprint_tables`, `fingerprint_frame`, `fingerprint_rows`, `fingerprint_values`.
A step is skipped only when both its inputs and what it applies are unchanged.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from pathlib import Path

import polars as pl

import transforms
from warehouse.tables import TABLES

ROOT = Path(transforms.__file__).parent.parent
_KNOWLEDGE = {".py", ".sql", ".yaml", ".json", ".css", ".js", ".html", ".ttf", ".otf", ".woff2", ".csv", ".parquet"}


def fingerprint_packages(*packages: str) -> str:
    """Hash of the code and knowledge files below folders such as "transforms/extraction" (or of one file).

    Raises FileNotFoundError for a place that is not there: a fingerprint of nothing would never change.
    """
    digest = hashlib.sha256()
    for package in sorted(packages):
        place = ROOT / package
        if not place.exists():
            raise FileNotFoundError(f"{place}: nothing to take a fingerprint of")
        files = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.suffix in _KNOWLEDGE)
        for path in filter(Path.is_file, files):
            digest.update(f"{path.relative_to(ROOT).as_posix()}\n{_hash(path, path.stat().st_mtime_ns)}\n".encode())
    return digest.hexdigest()


def fingerprint_tables(*names: str) -> str:
    """Hash of what is specified of some tables: another table, or a word in another's description, changes nothing."""
    return fingerprint_values(
        [(table.name, table.key, table.partitioned, str(table.schema)) for table in map(TABLES.__getitem__, names)]
        + [[(column.name, column.nullable, column.allowed) for column in TABLES[name].columns] for name in names]
    )


def fingerprint_frame(frame: pl.DataFrame) -> str:
    """Hash of the rows of a frame in their order, with names and types of its columns."""
    digest = hashlib.sha256(f"{frame.schema}\n".encode())
    # As text, since equal frames may differ in their buffers.
    digest.update(frame.write_ndjson().encode())
    return digest.hexdigest()


def fingerprint_rows(reports: pl.DataFrame) -> dict[str, str]:
    """report_id -> hash of its row, with the names of the columns."""
    lines = reports.write_ndjson().splitlines()
    return {
        report: hashlib.sha256(line.encode()).hexdigest()
        for report, line in zip(reports["report_id"], lines, strict=True)
    }


def fingerprint_values(*values: object) -> str:
    """Hash of JSON values."""
    return hashlib.sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


@cache
def _hash(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
