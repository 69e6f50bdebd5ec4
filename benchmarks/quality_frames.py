"""Warehouse tables for the quality benchmarks: of reports whose faults are known, read by us or taken from the truth.

Here: `KnownReport`, `known_samples`, `known_generated`, `build_frames`, `write_tables`. Not here: what is counted
(`quality_faults`) or timed (`quality_checks`).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from benchmarks.generator import generate_reports
from benchmarks.truth import read_truth
from expectations import rule_frame
from expectations.scratch import MEMORY_LIMIT, QUIET
from transforms.benchmarks import find_copied_sentences
from transforms.catalog.indicators import load_indicators
from transforms.extraction.units import unit_kinds
from transforms.facts import resolve_facts
from warehouse.tables import DIM_REPORT, FACT_MENTION, TABLES, Column, conform

ROOT = Path(__file__).parent.parent
_EMPTY = {pl.String(): "", pl.Int64(): 0, pl.Int32(): 0, pl.Float64(): 0.0, pl.Boolean(): False}
_BREAK = re.compile("[，,；;。！？!?\n]")


@dataclass(frozen=True)
class KnownFault:
    """`rule` as the truth names it; `start`, `end` a stretch of the text; `starts` the numbers concerned, if told."""

    rule: str
    start: int
    end: int
    starts: tuple[int, ...]
    note: str


@dataclass(frozen=True)
class KnownReport:
    """A report with its identity, its faults and, where they are taken from the truth, its numbers.

    `unseen`: faults that only a report outside of the set could show.
    """

    text: str
    identity: Mapping[str, Any]
    faults: tuple[KnownFault, ...]
    numbers: tuple[Any, ...] = ()
    unseen: tuple[KnownFault, ...] = ()

    @property
    def report_id(self) -> str:
        """As dim_report has it."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def known_samples() -> list[KnownReport]:
    """The sample reports with the faults that their truth names."""
    known = []
    for path in sorted((ROOT / "samples").glob("*.truth.yaml")):
        truth = read_truth(path)
        faults = []
        for fault in truth.faults:
            start = truth.text.index(fault["within"])
            rule = fault["rule"] or "stated_growth"
            faults.append(KnownFault(rule, start, start + len(fault["within"]), (), fault["note"]))
        known.append(KnownReport(truth.text, truth.identity, tuple(faults)))
    return known


def known_generated(places: int, years: Sequence[int], seed: int, density: str, fault_rate: float) -> list[KnownReport]:
    """Generated reports with their planted faults and all their numbers."""
    return [
        KnownReport(
            report.text,
            report.identity,
            tuple(KnownFault(one.rule, one.start, one.end, one.starts, one.note) for one in report.faults),
            tuple(report.numbers),
        )
        for report in generate_reports(places, years, seed, density, fault_rate)
    ]


def build_frames(known: Sequence[KnownReport], read: bool) -> dict[str, pl.DataFrame]:
    """The tables that are judged. `read`: numbers are extracted from the texts, else they are those of the truth."""
    reports = conform(pl.DataFrame([_report(one) for one in known], schema=DIM_REPORT.schema), DIM_REPORT)
    frames = {name: table.empty() for name, table in TABLES.items()}
    if read:
        # Only here, because dagster comes with it.
        from orchestration.assets.facts import find_mentions
        from orchestration.workers import Workforce

        mentions = find_mentions(reports, Workforce(1))
    else:
        mentions = pl.DataFrame([row for one in known for row in _mentions(one)], schema=FACT_MENTION.schema)
    frames["dim_report"] = reports
    frames["dim_indicator"] = load_indicators()
    frames["fact_mention"] = conform(mentions, FACT_MENTION)
    frames["fact_indicator"] = resolve_facts(frames["fact_mention"], reports)
    frames["fact_copied_sentence"] = find_copied_sentences(reports)
    frames["quality_rule"] = rule_frame()
    return frames


def write_tables(path: Path, frames: Mapping[str, pl.DataFrame], copies: int = 1) -> None:
    """A DuckDB file of the frames; `copies` repeats every report as another unit's, with its rows."""
    with duckdb.connect(str(path), config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.execute(QUIET)
        for name, frame in frames.items():
            connection.register("frame", frame.to_arrow())
            keyed = [column for column in ("report_id", "other_report_id", "issuer") if column in frame.columns]
            replaced = ", ".join(f"{column} || suffix AS {column}" for column in keyed)
            if copies == 1 or not keyed:
                connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
                continue
            codes = ", NULL::VARCHAR AS region_code" if "region_code" in frame.columns else ""
            connection.execute(
                f"""CREATE TABLE "{name}" AS SELECT frame.* REPLACE ({replaced}{codes})
                FROM frame CROSS JOIN (SELECT '/' || range AS suffix FROM range({copies}))"""
            )
            connection.unregister("frame")


def _report(one: KnownReport) -> dict[str, Any]:
    identity, text = one.identity, one.text
    path = list(identity["region_path"])
    is_place = identity["level"] != "department"
    return {
        **{column.name: _empty(column) for column in DIM_REPORT.columns},
        "body_end": len(text),
        "report_id": one.report_id,
        "source_bytes": len(text.encode()),
        "char_count": len(text),
        "text": text,
        "title": identity["title"],
        "publisher": identity.get("publisher"),
        "document_type": "annual_report",
        "content_type": "annual_report",
        "state": "accepted",
        "level": identity["level"],
        "report_year": identity["report_year"],
        "region_code": identity.get("region_code") if is_place else None,
        "region_name": path[-1],
        "region_parent": "".join(path[:-1]),
        "issuer": path[-1] if is_place else identity.get("publisher") or path[-1],
        "published_on": identity.get("published_on"),
        "anomalies": [],
    }


def _empty(column: Column) -> Any:
    if column.nullable:
        return None
    return column.allowed[0] if column.allowed else _EMPTY.get(column.dtype, [])


def _mentions(one: KnownReport) -> Iterable[dict[str, Any]]:
    seen: dict[tuple[int, int], int] = {}
    kinds = unit_kinds()
    indicators = {number.start: number.indicator for number in one.numbers}
    for number in one.numbers:
        place = (number.start, number.end)
        seen[place] = seen.get(place, 0) + 1
        low, high = _bounds(number.value, number.qualifier)
        before = _BREAK.split(one.text[max(number.start - 60, 0) : number.start])[-1]
        after = _BREAK.split(one.text[number.end : number.end + 60])[0]
        quote = one.text[number.start : number.end]
        # 参考44人，其中合格40人: another indicator is no part of this one.
        is_part = number.parent_start is not None and indicators.get(number.parent_start) == number.indicator
        yield {
            "report_id": one.report_id,
            "report_year": one.identity["report_year"],
            "start": number.start,
            "end": number.end,
            "mention_number": seen[place],
            "quote": quote,
            "clause": before + quote + after,
            "value": number.value,
            "value_low": low,
            "value_high": high,
            "unit": number.unit,
            "unit_group": kinds.get(number.unit or ""),
            "qualifier": number.qualifier,
            "disposition": number.disposition,
            "reason": number.reason,
            "indicator_id": number.indicator,
            "phrase": None,
            "breakdown": f"{before}@{number.start}" if is_part else None,
            "parent_start": number.parent_start,
            "period": None,
            "region": None,
            "scope": None,
            "implicit": number.implicit,
            "rule": "truth",
        }


def _bounds(value: float | None, qualifier: str) -> tuple[float | None, float | None]:
    if value is None or qualifier == "exact":
        return value, value
    return (value, value * 1.5) if qualifier == "at_least" else (value * 0.9, value * 1.1)
