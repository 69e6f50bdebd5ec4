"""Texts -> `dim_report` and `dim_section`: what each document is, whose, for which year, and its parts.

Here: putting together what the other modules of this package find. Not here: any rule.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import polars as pl

from transforms.reading.coverage import find_coverage
from transforms.reading.document_type import find_document_type
from transforms.reading.identity_flags import find_flags
from transforms.reading.lost_numbers import BROKEN_DATE, find_anomalies
from transforms.reading.page import read_page
from transforms.reading.publication import find_publication
from transforms.reading.region.gazetteer import Gazetteer, gazetteer_of
from transforms.reading.region.identity import identify_unit
from transforms.reading.report_year import ReportYear, find_report_year
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
            report_year = described[report_id]["report_year"]
            sections += [{"report_id": report_id, "report_year": report_year, **asdict(part)} for part in parts]
        reports.append({"report_id": report_id, **row, **described[report_id], "char_count": len(row["text"])})
    report_frame = pl.DataFrame(reports, schema=DIM_REPORT.schema, orient="row")
    conform(report_frame.unique("report_id", keep="first", maintain_order=True), DIM_REPORT)
    section_frame = pl.DataFrame(sections, schema=DIM_SECTION.schema, orient="row")
    return report_frame.sort("report_id", "source_path"), conform(section_frame, DIM_SECTION)


def divide_reports(reports: pl.DataFrame) -> pl.DataFrame:
    """`dim_section` of reports whose type is known otherwise than from the text.

    in: report_id, report_year, text, body_end, content_type. A plan and a report divide differently: what is a result
    in one is a promise in the other.
    """
    columns = ("report_id", "report_year", "text", "body_end", "content_type")
    sections = [
        {"report_id": report_id, "report_year": report_year, **asdict(part)}
        for report_id, report_year, text, body_end, content_type in reports.select(columns).iter_rows()
        for part in find_sections(text[:body_end], content_type)
    ]
    return conform(pl.DataFrame(sections, schema=DIM_SECTION.schema, orient="row"), DIM_SECTION)


def _describe(
    text: str, url: str | None, expected: str | None, gazetteer: Gazetteer
) -> tuple[dict[str, object], list[Section]]:
    """Columns of `dim_report` that follow from the text, and its parts."""
    page = read_page(text)
    title = page.title.text if page.title else None
    kind = find_document_type(title, text[page.body :] if title is None else text)
    sections = find_sections(text, kind.content_type)
    publication = find_publication(list(page.labelled), list(page.below_title), page.signature)
    year = find_report_year(title, text, page.body, sections, publication.published_on)
    coverage = find_coverage(title, text, page.body, sections, year.year, kind.content_type, publication)
    anomalies = find_anomalies(text, page.signature, publication.broken)
    broken_dates = sum(anomaly.reason == BROKEN_DATE for anomaly in anomalies)
    described: dict[str, object] = {
        "title": title,
        "publisher": page.publisher,
        "document_type": kind.document_type,
        "content_type": kind.content_type,
        "type_certainty": kind.certainty,
        "type_evidence": kind.evidence,
        "report_year": year.year,
        "year_certainty": year.certainty,
        "year_evidence": year.evidence,
        "first_year": year.first_year,
        "last_year": year.last_year,
        "year_in_title": year.in_title,
        "year_in_text": year.in_text,
        "guessed_year": year.guess,
        "covered_until": coverage.covered_until,
        "coverage_evidence": coverage.evidence,
        **identify_unit(page, year.year or year.last_year, url, gazetteer, expected),
        "published_on": publication.published_on,
        "published_basis": publication.basis,
        "date_evidence": publication.evidence,
        "written_on": publication.written_on,
        "written_evidence": publication.written_evidence,
        "signed_on": publication.signed_on,
        "signed_evidence": publication.signed_evidence,
        "identity_flags": find_flags(
            title is not None, kind, year, publication, coverage, len(text) - page.body, broken_dates
        ),
        "anomalies": [
            {"offset": anomaly.offset, "phrase": anomaly.phrase, "reason": anomaly.reason} for anomaly in anomalies
        ],
        "state": _state_of(year),
        "also_at": None,
        "superseded_by": None,
        "state_reason": None,
        "decided": None,
    }
    return described, sections


def _state_of(year: ReportYear) -> str:
    if year.year is not None:
        return "accepted"
    return "year_range" if year.is_range else "year_unknown"
