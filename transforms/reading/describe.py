"""Texts -> `dim_report` and `dim_section`: what each document is, whose, for which year, and its parts.

Here: putting together what the other modules of this package find. Not here: any rule.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import polars as pl

from transforms.reading.document_type import find_document_type
from transforms.reading.lost_numbers import find_anomalies
from transforms.reading.page import read_page
from transforms.reading.publication import find_publication
from transforms.reading.region.gazetteer import Gazetteer, gazetteer_of
from transforms.reading.region.identity import identify_unit
from transforms.reading.report_year import find_report_year
from transforms.reading.sections import Section, find_sections
from warehouse.tables import DIM_REPORT, DIM_SECTION, conform

INPUT_COLUMNS = ("source_path", "source_sha256", "source_bytes", "source_format", "encoding", "text")
OPTIONAL_COLUMNS = ("source_url", "expected_region_code")


def report_id_of(text: str) -> str:
    """Key of a report: the first 16 hex digits of the SHA-256 of its text in UTF-8, without page furniture."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:16]


def describe_reports(
    documents: pl.DataFrame, additions: pl.DataFrame | None = None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`dim_report` and `dim_section` of the texts in `documents`.

    in: source_path (str), source_sha256 (str), source_bytes (int), source_format (str), encoding (str), text (str),
    optional body_end (int: the code point at which page furniture begins, which is not described; default the end),
    source_url and expected_region_code (str) where documents come from a list of sources.
    `additions`: places that users add (`catalog.divisions`).
    out: one row a document, ordered by report_id and source_path, and the parts of each distinct text, both with the
    columns and types of `warehouse.tables`. A text that occurs under several paths gives a row for each path with the
    same report_id: who loads them keeps one and lists the others. A row depends on its document alone, never on others.
    Raises ValueError when a column is missing or what was found breaks the table's specification.
    """
    missing = [column for column in INPUT_COLUMNS if column not in documents.columns]
    if missing:
        raise ValueError(f"describe_reports: missing columns {missing}")
    if "body_end" not in documents.columns:
        documents = documents.with_columns(body_end=pl.col("text").str.len_chars().cast(pl.Int64))
    absent = [name for name in OPTIONAL_COLUMNS if name not in documents.columns]
    documents = documents.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
    gazetteer = gazetteer_of(additions)
    described: dict[str, dict[str, object]] = {}
    reports: list[dict[str, object]] = []
    sections: list[dict[str, object]] = []
    for row in (
        documents.select(*INPUT_COLUMNS, "body_end", *OPTIONAL_COLUMNS).sort("source_path").iter_rows(named=True)
    ):
        body = row["text"][: row["body_end"]]
        report_id = report_id_of(body)
        if report_id not in described:
            described[report_id], parts = _describe(body, row["source_url"], row["expected_region_code"], gazetteer)
            sections += [{"report_id": report_id, **asdict(part)} for part in parts]
        reports.append({"report_id": report_id, **row, **described[report_id], "char_count": len(row["text"])})
    report_frame = pl.DataFrame(reports, schema=DIM_REPORT.schema, orient="row")
    conform(report_frame.unique("report_id", keep="first", maintain_order=True), DIM_REPORT)
    section_frame = pl.DataFrame(sections, schema=DIM_SECTION.schema, orient="row")
    return report_frame.sort("report_id", "source_path"), conform(section_frame, DIM_SECTION)


def _describe(
    text: str, url: str | None, expected: str | None, gazetteer: Gazetteer
) -> tuple[dict[str, object], list[Section]]:
    """Columns of `dim_report` that follow from the text, and its parts."""
    page = read_page(text)
    title = page.title.text if page.title else None
    document_type = find_document_type(title, text[page.body :] if title is None else text)
    sections = find_sections(text, document_type)
    year, year_evidence = find_report_year(title, text, page.body, sections)
    publication = find_publication(list(page.labelled), list(page.below_title), page.signature)
    described: dict[str, object] = {
        "title": title,
        "publisher": page.publisher,
        "document_type": document_type,
        "report_year": year,
        "year_evidence": year_evidence,
        **identify_unit(page, year, url, gazetteer, expected),
        "published_on": publication.published_on,
        "written_on": publication.written_on,
        "signed_on": publication.signed_on,
        "date_evidence": publication.evidence,
        "anomalies": [
            {"offset": anomaly.offset, "phrase": anomaly.phrase, "reason": anomaly.reason}
            for anomaly in find_anomalies(text, page.signature)
        ],
        "state": "accepted" if year is not None else "year_unknown",
    }
    return described, sections
