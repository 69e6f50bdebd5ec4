"""Command line of extraction: python -m transforms.extraction FILE_OR_DIR... --format jsonl|parquet [--output PATH].

The only place in transforms that opens files. `report` is the file name; newlines are left as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import polars as pl

from transforms.documents import DocumentRefused, read_document
from transforms.extraction.extract import extract
from transforms.reading import describe_reports


def main(arguments: list[str] | None = None) -> int:
    """Extract the files named; exit status 1 when one could not be read, the others are written all the same."""
    parser = argparse.ArgumentParser(prog="python -m transforms.extraction", description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_DIR")
    parser.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    parser.add_argument("--output", type=Path, help="default: standard output (jsonl only)")
    options = parser.parse_args(arguments)
    if options.format == "parquet" and options.output is None:
        parser.error("--format parquet needs --output PATH")
    documents, refused = _read(options.paths)
    for line in refused:
        print(line, file=sys.stderr)
    reports, _ = describe_reports(documents)
    mentions = extract(reports.select(pl.col("source_path").alias("report"), "text", "report_year", "document_type"))
    if options.format == "parquet":
        mentions.write_parquet(options.output)
    elif options.output:
        mentions.write_ndjson(options.output)
    else:
        mentions.write_ndjson(sys.stdout.buffer)
    return 1 if refused else 0


def _read(paths: list[Path]) -> tuple[pl.DataFrame, list[str]]:
    rows, refused = [], []
    for path in sorted({file for given in paths for file in (given.rglob("*.txt") if given.is_dir() else [given])}):
        try:
            content = path.read_bytes()
            document = read_document(content)
        except (OSError, DocumentRefused) as error:
            refused.append(f"{path}: {error}")
            continue
        rows.append(
            {
                "source_path": path.name,
                "source_sha256": "",
                "source_bytes": len(content),
                "source_format": document.source_format,
                "encoding": document.encoding,
                "text": document.text,
            }
        )
    schema = {
        "source_path": pl.String,
        "source_sha256": pl.String,
        "source_bytes": pl.Int64,
        "source_format": pl.String,
        "encoding": pl.String,
        "text": pl.String,
    }
    return pl.DataFrame(rows, schema=schema), refused


if __name__ == "__main__":
    raise SystemExit(main())
