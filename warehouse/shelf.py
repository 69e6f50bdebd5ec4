"""The shelf: results kept by the hash of what they were made of, so that equal input is never worked on twice.

Here: `Shelf`. It is working memory and no record: losing it costs time, never data. Belongs here: results of one input
alone (what was read in one file). Not here: tables (`warehouse.lake`).
    ROOT/<applied>/<first two digits of the key>.parquet
`applied` is the fingerprint of the code and knowledge that made the results. A new one begins an empty shelf; the rows
of the old one would be wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.durable import replace_file

_DIGITS = 2


@dataclass(frozen=True)
class Shelf:
    """Rows of `schema`, found by the hexadecimal digits in the column `key`; several rows may have one key.

    One writer at a time; a shelf that is being read may be written to.
    """

    root: Path
    applied: str
    schema: pl.Schema
    key: str

    def read(
        self, columns: Sequence[str], keys: Collection[str] | None = None, where: pl.Expr | None = None
    ) -> pl.DataFrame:
        """Some columns of all rows, or of those with one of `keys` and those that `where` selects, in order of keys."""
        names = None if keys is None else {key[:_DIGITS] for key in keys}
        asked = [] if where is None else where.meta.root_names()
        found = [pl.DataFrame(schema=self.schema).select(columns)]
        for path in self._files():
            if names is not None and path.stem not in names:
                continue
            rows = self._load(path, list(dict.fromkeys((*columns, self.key, *asked))))
            if rows is None:
                continue
            if keys is not None:
                rows = rows.filter(pl.col(self.key).is_in(list(keys)))
            found.append((rows if where is None else rows.filter(where)).select(columns))
        return pl.concat(found)

    def put(self, rows: pl.DataFrame) -> None:
        """Add rows; those that were there under the same keys are replaced."""
        if rows.is_empty():
            return
        self._begin()
        shards = rows.select(self.schema.names()).with_columns(shard=pl.col(self.key).str.slice(0, _DIGITS))
        for (name,), added in shards.partition_by("shard", as_dict=True, include_key=False).items():
            self._replace(self._folder / f"{name}.parquet", added)

    def keep(self, keys: Collection[str], there: Collection[str]) -> None:
        """Drop the rows of other keys, and the shelves of other fingerprints. `there`: the keys as they were read."""
        for folder in self.root.glob("*") if self.root.exists() else ():
            if folder != self._folder:
                shutil.rmtree(folder, ignore_errors=True)
        wanted = frozenset(keys)
        for name in sorted({key[:_DIGITS] for key in there if key not in wanted}):
            self._replace(self._folder / f"{name}.parquet", pl.DataFrame(schema=self.schema), keys)

    def _replace(self, path: Path, added: pl.DataFrame, keys: Collection[str] | None = None) -> None:
        old = self._load(path, self.schema.names()) if path.exists() else None
        rows = added
        if old is not None:
            kept = old.filter(~pl.col(self.key).is_in(added[self.key].unique().to_list()))
            kept = kept if keys is None else kept.filter(pl.col(self.key).is_in(list(keys)))
            rows = pl.concat([kept, added.cast(self.schema)])
        if rows.is_empty():
            path.unlink(missing_ok=True)
            return
        ordered = rows.sort(self.key, maintain_order=True)
        replace_file(path, lambda aside: ordered.write_parquet(aside, compression="zstd", compression_level=1))

    def _load(self, path: Path, columns: Sequence[str]) -> pl.DataFrame | None:
        try:
            with path.open("rb") as file:
                if pl.read_parquet_schema(file) != self.schema:
                    return None
                file.seek(0)
                return pl.read_parquet(file, columns=list(columns))
        except (OSError, pl.exceptions.PolarsError):
            # Cut off or written to by somebody: as if it were not there.
            return None

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.parquet"))

    @property
    def _folder(self) -> Path:
        return self.root / self.applied[:16]

    def _begin(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
