"""Many reports out of few, with what was read and extracted of them, for benchmarks of what comes after.

    python -m benchmarks.repeats REPORTS OUT COUNT

REPORTS has a number of report files. Makes their tables, then COUNT files in all: each repeats one of the first with a
line more, without figures, and speaks for a unit of another name. What was read in it is put on the shelf of OUT, and
its mentions into the lake, as if it had been read and extracted. Not here: what is measured (`build_release`).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import polars as pl

from benchmarks.lakes import make_tables
from orchestration.intake import FolderListing
from orchestration.owed import mention_parts_owed, mentions_owed
from orchestration.reading import SHELF_SCHEMA, file_key_of
from transforms.reading.describe import report_id_of
from warehouse.lake import Lake
from warehouse.shelf import Shelf

_READ = ("dim_report", "dim_section", "dim_passage", "quarantine", "source_fetch")
_LETTERS = "甲乙丙丁戊己庚辛壬癸"


def main() -> int:
    """Repeat the reports of a folder."""
    reports, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    make_tables(reports, out, {*_READ, "decision", "dim_indicator", "fact_mention"}, 1)
    lake = Lake(out / "lake")
    mentions = lake.read("fact_mention")
    [folder] = (out / "work" / "documents").iterdir()
    shelf = Shelf(folder.parent, folder.name, SHELF_SCHEMA, "file_key")
    first = shelf.read(SHELF_SCHEMA.names())
    origin = dict(zip(first["report_id"], first["report_id"], strict=True))
    copies = list(islice(_repeat(first, reports, origin), count - first.height))
    shelf.put(pl.concat([pl.DataFrame(copies, schema=SHELF_SCHEMA, orient="row")]))
    make_tables(reports, out, _READ, 1)
    _hand_on(lake, mentions, origin)
    return 0


def _repeat(first: pl.DataFrame, reports: Path, origin: dict[str, str]) -> Iterator[dict[str, object]]:
    """Rows of the shelf without end; each has its file written, and in `origin` the report that it repeats."""
    number = 0
    listing = FolderListing(reports, (), 0)
    while True:
        for row in first.iter_rows(named=True):
            number += 1
            name = "".join(_LETTERS[int(digit)] for digit in str(number))
            text = f"{row['text']}\n附：{name}。\n"
            content = text.encode()
            path = f"repeat-{number}.txt"
            (reports / path).write_bytes(content)
            digest = hashlib.sha256(content).hexdigest()
            report_id = report_id_of(text)
            origin[report_id] = row["report_id"]
            yield {
                **row,
                "file_key": file_key_of(path, digest, listing, {}),
                "text": text,
                "body_end": len(text),
                "char_count": len(text),
                "report_id": report_id,
                "source_sha256": digest,
                "source_bytes": len(content),
                "issuer": f"{name}{row['issuer']}" if row["issuer"] else None,
                "region_name": f"{name}{row['region_name']}" if row["region_name"] else None,
            }


def _hand_on(lake: Lake, mentions: pl.DataFrame, origin: dict[str, str]) -> None:
    """Write fact_mention of all reports, as made of what it would have been made of."""
    pairs = pl.DataFrame(list(origin.items()), schema={"new_id": pl.String, "report_id": pl.String}, orient="row")
    owed, parts = mentions_owed(lake), mention_parts_owed(lake)
    for partition, members in parts.items():
        chosen = pairs.filter(pl.col("new_id").is_in(list(members)))
        rows = mentions.join(chosen, on="report_id", how="inner").drop("report_id").rename({"new_id": "report_id"})
        lake.write("fact_mention", rows.select(mentions.columns), partition, inputs=owed[partition], parts=members)


if __name__ == "__main__":
    raise SystemExit(main())
