"""The lake: one Parquet file a table and partition, the system of record that assets exchange.

Here: writing, reading, removing partitions, and whether one is current.
    ROOT/<table>/<partition>.parquet    rows in key order; equal rows give equal bytes, no clock values
    ROOT/<table>/<partition>.json       its state: {"content": SHA-256 of the Parquet file, "inputs": …, "rows": …}
A table that is not partitioned has the single partition `all`; the others have one a report year, and `unknown`.
Not here: the DuckDB database (`warehouse.build`) and releases (`warehouse.release`).

The state is removed before its Parquet file is replaced and written after it. A program killed between the two leaves
a whole file without a state: it reads correctly and is not current, so that the next run makes it again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from warehouse.durable import hash_file, hold_lock, replace_file, sync
from warehouse.tables import TABLES, Table, conform

WHOLE = "all"
UNKNOWN_YEAR = "unknown"
_YEAR = re.compile(r"[0-9]{4}")
# Fixed, so that the bytes do not follow a default of the library.
_ROWS_IN_GROUP = 65_536
_COMPRESSION_LEVEL = 3


@dataclass(frozen=True)
class Lake:
    """The Parquet files below `root`, of the tables specified in `tables`.

    Every method raises KeyError for a table that is not specified, and ValueError for a partition that the table
    cannot have.
    """

    root: Path
    tables: Mapping[str, Table] = field(default_factory=lambda: TABLES)

    def write(self, table: str, frame: pl.DataFrame, partition: str | None = None, *, inputs: str | None = None) -> str:
        """Replace one partition by `frame`; returns the SHA-256 of the Parquet file.

        `inputs` names what the frame was made of (see `is_current`); without it the partition is never current.
        Raises ValueError when the frame does not conform to the specification, or holds rows of another year.
        """
        specification = self._specification(table)
        path = self._path(table, partition)
        # The chunks a frame happens to have would show in the bytes.
        shaped = conform(frame, specification).rechunk()
        if specification.partitioned:
            _refuse_other_years(shaped, table, path.stem)
        if not path.parent.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync(path.parent.parent)
        with hold_lock(path.parent / ".lock"):
            self._forget_state(path)
            content = replace_file(path, lambda aside: _write_parquet(shaped, aside))
            state = {"content": content, "inputs": inputs, "rows": shaped.height}
            replace_file(_state_path(path), lambda aside: aside.write_text(_as_json(state), encoding="utf-8"))
        return content

    def read(self, table: str, partitions: Sequence[str] | None = None) -> pl.DataFrame:
        """Rows of a table, or of some of its partitions: by partition, then in key order.

        A partition without a file has no rows. Raises FileNotFoundError when a table that is not partitioned was never
        written, and ValueError when a file has other columns than the specification.
        """
        specification = self._specification(table)
        files = self._files(table, partitions)
        if not files and not specification.partitioned:
            raise FileNotFoundError(f"{table}: was never written to the lake: {self._path(table, None)} is missing")
        frames = []
        for path in files:
            # Polars opens a path more than once; through one handle it cannot meet a file that was replaced meanwhile.
            with path.open("rb") as file:
                _refuse_other_columns(file, specification)
                frames.append(pl.read_parquet(file))
        return pl.concat([specification.empty(), *frames], rechunk=True)

    def partitions(self, table: str) -> list[str]:
        """Names of the partitions that have a file: years in order, then `unknown`; `all` for a whole table."""
        self._specification(table)
        names = sorted(path.stem for path in (self.root / table).glob("*.parquet"))
        for name in names:
            self._path(table, name)  # a file that is none of ours is an error, not a partition
        return names

    def files(self, table: str, partitions: Sequence[str] | None = None) -> list[Path]:
        """Parquet files of a table, or of some of its partitions, each checked to have the specified columns."""
        files = self._files(table, partitions)
        for path in files:
            with path.open("rb") as file:
                _refuse_other_columns(file, self._specification(table))
        return files

    def remove(self, table: str, partition: str | None = None) -> None:
        """Remove one partition; one that is not there is no error."""
        path = self._path(table, partition)
        if not path.parent.exists():
            return
        with hold_lock(path.parent / ".lock"):
            self._forget_state(path)
            path.unlink(missing_ok=True)
            sync(path.parent)

    def fingerprint(self, table: str, partition: str | None = None) -> str | None:
        """Hash of the content of a partition, or of all partitions of a partitioned table; None when there is none."""
        if partition is None and self._specification(table).partitioned:
            contents = [f"{name} {hash_file(self._path(table, name))}\n" for name in self.partitions(table)]
            return hashlib.sha256("".join(contents).encode()).hexdigest() if contents else None
        path = self._path(table, partition)
        return hash_file(path) if path.exists() else None

    def is_current(self, table: str, partition: str | None, inputs: str) -> bool:
        """Whether the partition was made of exactly `inputs`, is the file that was written then, and fits today."""
        path = self._path(table, partition)
        try:
            state = json.loads(_state_path(path).read_text(encoding="utf-8"))
            if state["inputs"] != inputs or state["content"] != hash_file(path):
                return False
            with path.open("rb") as file:
                return pl.read_parquet_schema(file) == self._specification(table).schema
        except (OSError, ValueError, KeyError, TypeError):
            # No file, no state, or not a state of ours: made again.
            return False

    def _specification(self, table: str) -> Table:
        if table not in self.tables:
            raise KeyError(f"{table}: is not a table of the warehouse; there are {', '.join(self.tables)}")
        return self.tables[table]

    def _files(self, table: str, partitions: Sequence[str] | None) -> list[Path]:
        wanted = self.partitions(table) if partitions is None else sorted(set(partitions))
        return [path for partition in wanted if (path := self._path(table, partition)).exists()]

    def _path(self, table: str, partition: str | None) -> Path:
        if self._specification(table).partitioned:
            if partition is None or not (partition == UNKNOWN_YEAR or _YEAR.fullmatch(partition)):
                raise ValueError(f"{table}: a partition is a year of four digits or {UNKNOWN_YEAR}, not {partition!r}")
        elif partition not in (None, WHOLE):
            raise ValueError(f"{table}: is not partitioned, there is no partition {partition!r}")
        return self.root / table / f"{partition or WHOLE}.parquet"

    def _forget_state(self, path: Path) -> None:
        if _state_path(path).exists():
            _state_path(path).unlink()
            sync(path.parent)


def _refuse_other_years(frame: pl.DataFrame, table: str, partition: str) -> None:
    years = {UNKNOWN_YEAR if year is None else str(year) for year in frame["report_year"].unique()}
    if strange := sorted(years - {partition}):
        raise ValueError(f"{table}: partition {partition} would hold rows of {', '.join(strange)}")


def _refuse_other_columns(file: BinaryIO, table: Table) -> None:
    found, expected = pl.read_parquet_schema(file), table.schema
    file.seek(0)
    if found != expected:
        differing = sorted({name for name, _ in found.items() ^ expected.items()}) or "the order of the columns"
        raise ValueError(
            f"{file.name}: not written to today's specification of {table.name}; it differs in {differing}"
        )


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    frame.write_parquet(
        path,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        statistics=True,
        row_group_size=_ROWS_IN_GROUP,
    )


def _state_path(path: Path) -> Path:
    return path.with_suffix(".json")


def _as_json(state: Mapping[str, object]) -> str:
    return json.dumps(state, ensure_ascii=False, sort_keys=True) + "\n"
