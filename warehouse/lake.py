"""The lake: one Parquet file a table and partition, the system of record that assets exchange.

Here: writing, reading, removing partitions, and whether one is current.
    ROOT/<table>/<partition>.parquet    rows in key order; equal rows give equal bytes, no clock values
    ROOT/<table>/<partition>.json       its state: {"content": SHA-256 of the Parquet file, "inputs": …, "parts": …,
                                        "rows": …, "writer": …}
A table that is not partitioned has the single partition `all`; the others have one a report year, and `unknown`.
Not here: the DuckDB database (`warehouse.build`) and releases (`warehouse.release`).

The state is removed before its Parquet file is replaced and written after it. A program killed between the two leaves
a whole file without a state: it reads correctly and is not current, so that the next run makes it again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import polars as pl

from warehouse.durable import hash_unchanged, hold_lock, replace_file, sync
from warehouse.tables import TABLES, Table, conform

WHOLE = "all"
UNKNOWN_YEAR = "unknown"
# 2004: the first outline that asked governments for such reports. 2039 leaves room; a year outside is `unknown`.
FIRST_YEAR, LAST_YEAR = 2004, 2039
_YEAR = re.compile(r"[0-9]{4}")
# Fixed, so that the bytes do not follow a default of the library.
_ROWS_IN_GROUP = 65_536
_COMPRESSION_LEVEL = 3
# Another version of the library may write other bytes: what it did not write is not current.
_WRITER = f"polars {pl.__version__}"


def name_partition(report_year: int | None) -> str:
    """Partition of a report year: `2023`, or `unknown` for none and for one outside the years that are kept apart."""
    return str(report_year) if report_year is not None and FIRST_YEAR <= report_year <= LAST_YEAR else UNKNOWN_YEAR


def partition_names(report_years: pl.Series) -> pl.Series:
    """`name_partition` of each year, for grouping."""
    is_kept_apart = report_years.is_between(FIRST_YEAR, LAST_YEAR).fill_null(False)
    names = report_years.cast(pl.String).fill_null(UNKNOWN_YEAR)
    return pl.select(pl.when(is_kept_apart).then(names).otherwise(pl.lit(UNKNOWN_YEAR)).alias("partition")).to_series()


@dataclass(frozen=True)
class Lake:
    """The Parquet files below `root`, of the tables specified in `tables`.

    Every method raises KeyError for a table that is not specified, and ValueError for a partition that the table
    cannot have.
    """

    root: Path
    tables: Mapping[str, Table] = field(default_factory=lambda: TABLES)

    def write(
        self,
        table: str,
        frame: pl.DataFrame,
        partition: str | None = None,
        *,
        inputs: str | None = None,
        parts: Mapping[str, str] | None = None,
    ) -> str:
        """Replace one partition by `frame`; returns the SHA-256 of the Parquet file.

        `inputs` names what the frame was made of (see `is_current`); without it the partition is never current.
        `parts` does so for rows that belong together, by their key (see `parts_made_of`).
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
            state: dict[str, object] = {"content": content, "inputs": inputs, "rows": shaped.height, "writer": _WRITER}
            if parts is not None:
                state["parts"] = dict(parts)
            replace_file(_state_path(path), lambda aside: aside.write_text(_as_json(state), encoding="utf-8"))
        return content

    def keep_partitions(self, table: str, wanted: Collection[str]) -> None:
        """Remove the partitions of a table that are not among `wanted`."""
        for partition in self.partitions(table):
            if partition not in wanted:
                self.remove(table, partition)

    def read(
        self, table: str, partitions: Sequence[str] | None = None, columns: Sequence[str] | None = None
    ) -> pl.DataFrame:
        """Rows of a table, or of some of its partitions or columns: by partition, then in key order.

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
                frames.append(pl.read_parquet(file, columns=None if columns is None else list(columns)))
        empty = specification.empty()
        return pl.concat([empty if columns is None else empty.select(columns), *frames], rechunk=True)

    def scan(self, table: str, partitions: Sequence[str] | None = None) -> pl.LazyFrame:
        """The rows that `read` gives, read when they are asked for: nothing may replace the files until then."""
        files = self.files(table, partitions)
        return pl.scan_parquet(files) if files else self._specification(table).empty().lazy()

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

    def contents(self, table: str) -> dict[Path, str]:
        """Parquet files of a table as `files` gives them, each with the SHA-256 of its bytes."""
        return {path: hash_unchanged(path) for path in self.files(table)}

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
            contents = [f"{name} {hash_unchanged(self._path(table, name))}\n" for name in self.partitions(table)]
            return hashlib.sha256("".join(contents).encode()).hexdigest() if contents else None
        path = self._path(table, partition)
        return hash_unchanged(path) if path.exists() else None

    def is_current(self, table: str, partition: str | None, inputs: str) -> bool:
        """Whether the partition was made of exactly `inputs`, is the file that was written then, and fits today."""
        state = self._state(table, partition)
        return state is not None and state.get("inputs") == inputs

    def parts_made_of(self, table: str, partition: str | None = None) -> dict[str, str]:
        """What the parts of a partition were made of, as given to `write`; empty when its rows cannot be relied on."""
        state = self._state(table, partition) or {}
        return dict(state.get("parts") or {})

    def _state(self, table: str, partition: str | None) -> dict[str, Any] | None:
        """The state of a partition whose file is the one that was written then and fits today; else None."""
        path = self._path(table, partition)
        try:
            state = json.loads(_state_path(path).read_text(encoding="utf-8"))
            if state["writer"] != _WRITER or state["content"] != hash_unchanged(path):
                return None
            with path.open("rb") as file:
                fits = pl.read_parquet_schema(file) == self._specification(table).schema
            return dict(state) if fits else None
        except (OSError, ValueError, KeyError, TypeError):
            # No file, no state, or not a state of ours: made again.
            return None

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
    years = {name_partition(year) for year in frame["report_year"].unique()}
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
