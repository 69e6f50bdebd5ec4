"""Small warehouses: sentences with numbers in {braces} become reports, mentions and facts in a DuckDB file."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from expectations.evaluation import create_evaluation_view
from expectations.rulebook import Example, ExampleNumber, Rule, load_rules, rule_frame
from transforms.benchmarks import find_copied_sentences
from transforms.catalog.indicators import load_indicators
from warehouse.tables import DIM_INDICATOR, DIM_REPORT, FACT_INDICATOR, FACT_MENTION, TABLES, Column, Table, conform

_BRACED = re.compile(r"\{([^{}]+)\}")


def example(text: str, *numbers: Mapping[str, Any]) -> Example:
    """An example from a text with numbers in braces and one mapping for each."""
    return Example(text, tuple(ExampleNumber(**number) for number in numbers))


def report_id_of(text: str, place: str = "") -> str:
    """The report id of the text of an example (braces taken out); other places have others."""
    return hashlib.sha256((place + _BRACED.sub(r"\1", text)).encode()).hexdigest()[:16]


def warehouse_frames(examples: Iterable[Example], rules: Sequence[Rule] | None = None) -> dict[str, pl.DataFrame]:
    """Frames of every table of the warehouse, one report for each example, with its earlier reports and its peers."""
    reports: list[dict[str, Any]] = []
    mentions: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    for one in examples:
        own = report_id_of(one.text)
        # Whoever compares with other reports is a unit of its own.
        issuer = f"样例镇{own}" if one.previous or one.elsewhere or one.peers else "样例镇"
        _add(one, own, issuer, 2024, one.level, reports, mentions, facts)
        if one.previous:
            key = report_id_of(one.previous.text, own)
            _add(one.previous, key, issuer, 2024 - one.years_before, one.level, reports, mentions, facts)
        if one.elsewhere:
            _add(
                one.elsewhere, report_id_of(one.elsewhere.text, own), f"邻镇{own}", 2024, None, reports, mentions, facts
            )
        for place, value in enumerate(one.peers):
            peer = Example(f"同级{{{value:g}}}件。", (replace(one.numbers[0], value=value),))
            _add(peer, report_id_of(f"{place}", own), f"同级{place}{own}", 2024, one.level, reports, mentions, facts)
    frames = {name: table.empty() for name, table in TABLES.items()}
    frames["dim_report"] = conform(pl.DataFrame(reports, schema=DIM_REPORT.schema), DIM_REPORT)
    frames["dim_indicator"] = indicator_frame(load_rules() if rules is None else rules, mentions)
    frames["fact_mention"] = conform(pl.DataFrame(mentions, schema=FACT_MENTION.schema), FACT_MENTION)
    frames["fact_indicator"] = conform(pl.DataFrame(facts, schema=FACT_INDICATOR.schema), FACT_INDICATOR)
    frames["fact_copied_sentence"] = find_copied_sentences(frames["dim_report"])
    frames["quality_rule"] = rule_frame(rules)
    return frames


def _add(
    one: Example,
    report_id: str,
    issuer: str,
    year: int,
    level: str | None,
    reports: list[dict[str, Any]],
    mentions: list[dict[str, Any]],
    facts: list[dict[str, Any]],
) -> None:
    text, spans = _unbrace(one.text)
    reports.append(report_row(report_id, text) | {"issuer": issuer, "report_year": year, "level": level})
    for place, (number, (start, end)) in enumerate(zip(one.numbers, spans, strict=True), 1):
        mention = _mention_row(report_id, text, start, end, number, place, one, spans) | {"report_year": year}
        mentions.append(mention)
        if number.indicator is not None and number.disposition in ("fact", "profile"):
            facts.append(fact_row(mention) | {"issuer": issuer, "level": level})


def write_database(path: Path, frames: Mapping[str, pl.DataFrame]) -> Path:
    """A DuckDB file with one table for each frame, without constraints, so that tests may break any of them."""
    with duckdb.connect(str(path)) as connection:
        for name, frame in frames.items():
            connection.register("frame", frame.to_arrow())
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
            connection.unregister("frame")
    return path


def evaluate(*examples: Example, rules: Sequence[Rule] | None = None) -> pl.DataFrame:
    """The view quality_evaluation over a warehouse of these examples."""
    return evaluate_frames(warehouse_frames(examples), rules)


def evaluate_frames(frames: Mapping[str, pl.DataFrame], rules: Sequence[Rule] | None = None) -> pl.DataFrame:
    """The view quality_evaluation over these tables."""
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            connection.register(f"{name}_frame", frame.to_arrow())
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM "{name}_frame"')
        create_evaluation_view(connection, load_rules() if rules is None else rules)
        return connection.execute("SELECT * FROM quality_evaluation ORDER BY ALL").pl()


def report_row(report_id: str, text: str) -> dict[str, Any]:
    """A row of dim_report."""
    return fill_row(
        DIM_REPORT,
        report_id=report_id,
        source_path=f"{report_id}.txt",
        source_bytes=len(text.encode()),
        text=text,
        body_end=len(text),
        char_count=len(text),
        report_year=2024,
        issuer="样例镇",
    )


def fact_row(mention: Mapping[str, Any]) -> dict[str, Any]:
    """The row of fact_indicator that chooses a mention."""
    shared = ("report_id", "report_year", "indicator_id", "value", "value_low", "value_high", "qualifier")
    return fill_row(
        FACT_INDICATOR,
        **{name: mention[name] for name in (*shared, "implicit", "parent_start", "rule")},
        issuer="样例镇",
        breakdown=mention["breakdown"] or "",
        period=mention["period"] or "",
        unit=mention["unit"] or "",
        unit_kind=mention["unit"] or "",
        is_main=True,
        mention_start=mention["start"],
        mention_end=mention["end"],
    )


def fill_row(table: Table, **given: Any) -> dict[str, Any]:
    """A row of `table` with the values given, null where it may be, otherwise an empty value of the type."""
    return {column.name: _empty(column) for column in table.columns} | given


def _empty(column: Column) -> Any:
    if column.nullable:
        return None
    if column.allowed:
        return column.allowed[0]
    if column.dtype == pl.String():
        return ""
    if column.dtype == pl.Boolean():
        return False
    return [] if isinstance(column.dtype, pl.List) else 0


def indicator_frame(rules: Sequence[Rule], mentions: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """dim_indicator of the catalogue, with what rules and mentions name beside it; those that end in _rate are rates."""
    catalogue = load_indicators()
    found = {mention["indicator_id"] for mention in mentions if mention["indicator_id"]}
    for rule in rules:
        found.update(re.findall(r"'([a-z_]+\.[a-z_]+)'", repr(rule.operands)))
    rows = [
        fill_row(
            DIM_INDICATOR,
            indicator_id=indicator,
            name_zh=f"名称 {indicator}",
            measure_type="rate" if indicator.endswith("_rate") else "count",
        )
        for indicator in sorted(found - set(catalogue["indicator_id"]))
    ]
    return conform(pl.concat([catalogue, pl.DataFrame(rows, schema=DIM_INDICATOR.schema)]), DIM_INDICATOR)


def _clause(text: str, start: int, end: int) -> str:
    before, after = re.split("[，,；;。]", text[:start])[-1], re.split("[，,；;。]", text[end:])[0]
    return before + text[start:end] + after


def _unbrace(text: str) -> tuple[str, list[tuple[int, int]]]:
    spans, plain, last = [], "", 0
    for found in _BRACED.finditer(text):
        plain += text[last : found.start()]
        spans.append((len(plain), len(plain) + len(found[1])))
        plain += found[1]
        last = found.end()
    return plain + text[last:], spans


def _mention_row(
    report_id: str,
    text: str,
    start: int,
    end: int,
    number: ExampleNumber,
    place: int,
    one: Example,
    spans: Sequence[tuple[int, int]],
) -> dict[str, Any]:
    quote = text[start:end]
    value = float(quote.rstrip("%万")) if number.value is None else number.value
    exact = number.qualifier == "exact"
    return fill_row(
        FACT_MENTION,
        report_id=report_id,
        report_year=2024,
        start=start,
        end=end,
        mention_number=1,
        quote=quote,
        clause=_clause(text, start, end),
        value=value,
        value_low=value if exact and number.low is None else number.low,
        value_high=value if exact and number.high is None else number.high,
        unit=number.unit,
        qualifier=number.qualifier,
        disposition=number.disposition,
        reason="other" if number.disposition == "not_metric" else None,
        indicator_id=number.indicator,
        breakdown=f"分项{place}" if number.part_of is not None and number.breakdown is None else number.breakdown,
        parent_start=None if number.part_of is None else spans[number.part_of - 1][0],
        period=number.period,
        implicit=number.implicit,
        phrase=number.phrase,
        scope=number.scope,
        unit_group=number.unit,
        rule=f"example_{place}",
    )
