"""Opening the warehouse to read it.

Here: `open_warehouse`, for notebooks and reports. Not here: anything that writes.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from warehouse.release import Release, current_release, find_release
from warehouse.release_files import DATABASE


class NothingPublished(FileNotFoundError):
    """There is no release yet."""


def open_warehouse(out: Path, release_number: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open the current release, or an older one that is kept, for reading.

    The connection stays with the release it was opened on, also when that is replaced or removed meanwhile: open again
    for newer numbers. Raises NothingPublished when nothing was published to `out`, NoSuchRelease when the
    older one is not kept any more, and ValueError when the release was written to after it was published.
    """
    if release_number is not None:
        return _open(find_release(out, release_number))
    release = current_release(out)
    while release is not None:
        try:
            return _open(release)
        except duckdb.IOException:
            # Replaced and removed between the two lines: a publisher was faster.
            later = current_release(out)
            if later is None or later.number == release.number:
                raise
            release = later
    raise NothingPublished(f"nothing was published to {out} yet: there is no {out / 'current'}")


def _open(release: Release) -> duckdb.DuckDBPyConnection:
    # By the folder of the release, not by a link: DuckDB keeps open databases by their path, and would hand out the
    # old release under the name of the new one.
    database = release.path / DATABASE
    log = database.with_name(f"{DATABASE}.wal")
    if log.exists():
        raise ValueError(f"release {release.number} was opened for writing: {log} would change what is read; remove it")
    return duckdb.connect(str(database), read_only=True)
