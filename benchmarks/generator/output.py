"""Reports written to a folder: text files, or Parquet shards, each made alone so that processes do not matter.

Here: `main`, `write_files`, `write_shard`. Not here: what a report says (`reports`).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.generator.reports import DEFAULT_FAULT_RATE, DENSITIES, GeneratedReport, generate_report

SHARD, ROW_GROUP = 10_000, 1_000
REPORT_SCHEMA = pa.schema(
    [
        ("report", pa.string()), ("text", pa.string()), ("title", pa.string()), ("region_path", pa.list_(pa.string())),
        ("region_code", pa.string()), ("level", pa.string()), ("document_type", pa.string()),
        ("report_year", pa.int32()), ("published_on", pa.date32()), ("signed_on", pa.date32()),
    ]
)  # fmt: skip
TRUTH_SCHEMA = pa.schema(
    [
        ("report", pa.string()), ("start", pa.int32()), ("end", pa.int32()), ("value", pa.float64()),
        ("unit", pa.string()), ("qualifier", pa.string()), ("disposition", pa.string()), ("reason", pa.string()),
        ("indicator", pa.string()), ("parent_start", pa.int32()), ("implicit", pa.bool_()),
    ]
)  # fmt: skip
FAULT_SCHEMA = pa.schema(
    [
        ("report", pa.string()), ("rule", pa.string()), ("kind", pa.string()), ("indicators", pa.list_(pa.string())),
        ("start", pa.int32()), ("end", pa.int32()), ("note", pa.string()), ("starts", pa.list_(pa.int32())),
    ]
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Write the reports that were asked for; print how many."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generator", description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, required=True, metavar="N", help="how many")
    parser.add_argument("--seed", type=int, default=1, help="other seeds give other places and values")
    parser.add_argument("--density", choices=DENSITIES, default="real")
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--format", choices=("files", "parquet"), default="files")
    parser.add_argument("--truth", action="store_true", help="write the truth as well")
    parser.add_argument("--first-year", type=int, default=2019)
    parser.add_argument("--years", type=int, default=6, help="consecutive years of each place")
    parser.add_argument(
        "--fault-rate", type=float, default=DEFAULT_FAULT_RATE, help="share of reports with a planted fault"
    )
    parser.add_argument("--processes", type=int, default=1, help="shards are made in parallel; the bytes are the same")
    parser.add_argument("--shard", type=int, default=SHARD, metavar="N", help="reports a shard")
    options = parser.parse_args(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    shards = range((options.reports + options.shard - 1) // options.shard)
    work = partial(write_files if options.format == "files" else write_shard, options)
    if options.processes > 1:
        # spawn: a child of a threaded parent must not inherit its locks
        with multiprocessing.get_context("spawn").Pool(options.processes) as pool:
            written = sum(pool.imap_unordered(work, shards))
    else:
        written = sum(map(work, shards))
    print(f"{written} reports in {options.output}")
    return 0


def reports_of_shard(options: argparse.Namespace, shard: int) -> Iterator[GeneratedReport]:
    """The reports of a shard: number n is place n // years in year n % years."""
    for number in range(shard * options.shard, min(options.reports, (shard + 1) * options.shard)):
        place, year = divmod(number, options.years)
        yield generate_report(options.seed, place, options.first_year + year, options.density, options.fault_rate)


def write_files(options: argparse.Namespace, shard: int) -> int:
    """KEY.txt, and KEY.truth.json with --truth, 1,000 reports a folder."""
    written = 0
    for report in reports_of_shard(options, shard):
        folder = options.output / f"{(shard * options.shard + written) // 1000:05d}"
        folder.mkdir(exist_ok=True)
        (folder / f"{report.key}.txt").write_bytes(report.text.encode())
        if options.truth:
            truth = {
                **report.identity,
                "numbers": [number._asdict() for number in report.numbers],
                "faults": [_fault_row(fault) for fault in report.faults],
            }
            content = json.dumps(truth, ensure_ascii=False, default=str, indent=1)
            (folder / f"{report.key}.truth.json").write_text(content + "\n", encoding="utf-8")
        written += 1
    return written


def write_shard(options: argparse.Namespace, shard: int) -> int:
    """reports-NNNNN.parquet; with --truth also truth-NNNNN.parquet and faults-NNNNN.parquet."""
    written = 0
    out = options.output
    truth_writer = fault_writer = None
    with pq.ParquetWriter(out / f"reports-{shard:05d}.parquet", REPORT_SCHEMA, compression="zstd") as writer:
        if options.truth:
            truth_writer = pq.ParquetWriter(out / f"truth-{shard:05d}.parquet", TRUTH_SCHEMA, compression="zstd")
            fault_writer = pq.ParquetWriter(out / f"faults-{shard:05d}.parquet", FAULT_SCHEMA, compression="zstd")
        for batch in _batches(reports_of_shard(options, shard)):
            rows: dict[str, list[Any]] = {name: [] for name in REPORT_SCHEMA.names}
            for report in batch:
                rows["report"].append(report.key)
                rows["text"].append(report.text)
                for name, value in report.identity.items():
                    rows[name].append(value)
            writer.write_table(pa.table(rows, schema=REPORT_SCHEMA))
            if truth_writer is not None and fault_writer is not None:
                columns = list(zip(*((report.key, *row) for report in batch for row in report.numbers), strict=True))
                truth_writer.write_table(
                    pa.table(dict(zip(TRUTH_SCHEMA.names, columns, strict=True)), schema=TRUTH_SCHEMA)
                )
                faults = [{"report": report.key, **_fault_row(fault)} for report in batch for fault in report.faults]
                fault_writer.write_table(pa.Table.from_pylist(faults, schema=FAULT_SCHEMA))
            written += len(batch)
    if truth_writer is not None and fault_writer is not None:
        truth_writer.close()
        fault_writer.close()
    return written


def _fault_row(fault: Any) -> dict[str, Any]:
    return {name: getattr(fault, name) for name in ("rule", "kind", "indicators", "start", "end", "note", "starts")}


def _batches(reports: Iterator[GeneratedReport]) -> Iterator[list[GeneratedReport]]:
    batch: list[GeneratedReport] = []
    for report in reports:
        batch.append(report)
        if len(batch) == ROW_GROUP:
            yield batch
            batch = []
    if batch:
        yield batch
