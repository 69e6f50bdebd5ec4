"""Command line of extraction: python -m transforms.extraction FILE_OR_DIR... --format jsonl|parquet [--output PATH].

`--explain` prints instead for each number which words and which rule decided; `--html` draws one report as a page with
every number highlighted.
The only place in transforms that opens files. `report` is the file name; newlines are left as they are.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import polars as pl

from transforms.charts.report_page import draw_report_page
from transforms.documents import DocumentRefused, read_document
from transforms.extraction.explanation_text import write_explanations
from transforms.extraction.explanations import explain_mentions
from transforms.extraction.extract import extract
from transforms.reading import describe_reports


def main(arguments: list[str] | None = None) -> int:
    """Extract the files named; exit status 1 when one could not be read, the others are written all the same."""
    parser = argparse.ArgumentParser(prog="python -m transforms.extraction", description=__doc__.splitlines()[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="FILE_OR_DIR")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--format", choices=("jsonl", "parquet"), default="jsonl")
    what.add_argument("--explain", action="store_true", help="say for each number which words and which rule decided")
    what.add_argument("--html", action="store_true", help="one report as a page that highlights every number")
    parser.add_argument("--output", type=Path, help="default: standard output (not for parquet)")
    options = parser.parse_args(arguments)
    if options.format == "parquet" and options.output is None:
        parser.error("--format parquet needs --output PATH")
    documents, refused = _read(options.paths)
    for line in refused:
        print(line, file=sys.stderr)
    if options.html and documents.height != 1:
        print(f"--html draws one report, not {documents.height}", file=sys.stderr)
        return 1
    reports, _ = describe_reports(documents)
    if options.explain:
        _write_text(_explain(reports), options.output)
        return 1 if refused else 0
    mentions = extract(
        reports.select(
            pl.col("source_path").alias("report"),
            "text",
            "body_end",
            "report_year",
            pl.col("content_type").alias("document_type"),
        )
    )
    if options.html:
        _write_text(draw_report_page(reports.row(0, named=True), mentions), options.output)
    elif options.format == "parquet":
        mentions.write_parquet(options.output)
    elif options.output:
        mentions.write_ndjson(options.output)
    else:
        mentions.write_ndjson(sys.stdout.buffer)
    return 1 if refused else 0


def _explain(reports: pl.DataFrame) -> str:
    return "\n".join(
        write_explanations(
            row["source_path"],
            row["text"],
            explain_mentions(row["text"][: row["body_end"]], row["report_year"], row["content_type"]),
        )
        for row in reports.iter_rows(named=True)
    )


def _write_text(content: str, output: Path | None) -> None:
    """UTF-8 whatever the terminal; newlines as they are."""
    if output:
        output.write_bytes(content.encode())
    else:
        sys.stdout.buffer.write(content.encode())


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
                "body_end": document.body_end,
            }
        )
    schema = {
        "source_path": pl.String,
        "source_sha256": pl.String,
        "source_bytes": pl.Int64,
        "source_format": pl.String,
        "encoding": pl.String,
        "text": pl.String,
        "body_end": pl.Int64,
    }
    return pl.DataFrame(rows, schema=schema), refused


if __name__ == "__main__":
    raise SystemExit(main())
