"""What a release changes: values added, removed and changed since another, each with the reason.

Here: `compare_releases`, a pure function of two `ReleaseTables`, and `read_tables`, which reads them from folders.
Not here: where the comparison is kept (`warehouse.release`) and how it is shown (`warehouse.changes_page`).

A report is the same report when its text is, or else when the file is, or else when unit, year and type are (a text
that was replaced). Only partitions whose files differ are read.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from warehouse.lake import WHOLE
from warehouse.tables import TABLES, conform
from warehouse.tables.history import RELEASE_DIFF

MOVED_PCT = 1.0
_REPORT_COLUMNS = ("report_id", "source_path", "issuer", "report_year", "document_type")
_IDENTITY = ("indicator_id", "breakdown", "period", "unit_kind")
# What a reader of a figure would notice; the others (choice, other_mentions) explain it.
_COMPARED = ("value", "value_low", "value_high", "qualifier", "unit", "issuer", "region_code", "report_year", "level")
_CARRIED = ("mention_start", "rule")
# Filled where a decision of a person touched the value.
_DECIDED = "decision_ids"


@dataclass(frozen=True)
class ReleaseTables:
    """dim_report and fact_indicator of one release, or of the partitions in which two differ."""

    reports: pl.DataFrame
    facts: pl.DataFrame


def read_tables(folder: Path, partitions: Collection[str]) -> ReleaseTables:
    """The tables that are compared, from the Parquet files below `folder`, also of an older specification."""
    return ReleaseTables(
        _read(folder / "dim_report", partitions, _REPORT_COLUMNS, "dim_report"),
        _read(
            folder / "fact_indicator",
            partitions,
            ("report_id", *_IDENTITY, *_COMPARED, *_CARRIED, _DECIDED),
            "fact_indicator",
        ),
    )


def differing_partitions(before: Mapping[str, str], after: Mapping[str, str]) -> set[str]:
    """Partitions of the compared tables whose Parquet files differ, from two maps of file name to SHA-256."""
    names = {
        name
        for name in {*before, *after}
        if name.startswith(("parquet/dim_report/", "parquet/fact_indicator/")) and before.get(name) != after.get(name)
    }
    return {Path(name).stem for name in names}


def compare_releases(
    before: ReleaseTables, after: ReleaseTables, *, same_rules: bool, is_restored: bool = False
) -> pl.DataFrame:
    """The table release_diff.

    `same_rules`: code and catalogue are those of the release before, so that no change can be theirs.
    Reasons, the first that applies: `restored_release`, `new_report`, `removed_report`, `changed_source` (the report
    has another text), `correction` (a decision touches the value, or did), `changed_rule`, `other_input`.
    """
    pairs = pair_reports(before.reports, after.reports)
    old = _with_pair(before.facts, pairs, "previous_report_id").rename(
        {name: f"previous_{name}" for name in (*_COMPARED, *_CARRIED, _DECIDED)}
    )
    new = _with_pair(after.facts, pairs, "report_id")
    joined = new.join(old, on=["pair", *_IDENTITY], how="full", coalesce=True, nulls_equal=True).with_columns(
        is_old=pl.col("previous_rule").is_not_null(), is_new=pl.col("rule").is_not_null()
    )
    differing = [pl.when(~pl.col(name).eq_missing(pl.col(f"previous_{name}"))).then(pl.lit(name)) for name in _COMPARED]
    compared = joined.with_columns(
        change=pl.when(~pl.col("is_old"))
        .then(pl.lit("added"))
        .when(~pl.col("is_new"))
        .then(pl.lit("removed"))
        .otherwise(pl.lit("changed")),
        changed_columns=pl.when(pl.col("is_old") & pl.col("is_new")).then(
            pl.concat_str(differing, separator=", ", ignore_nulls=True)
        ),
    ).filter((pl.col("change") != "changed") | (pl.col("changed_columns") != ""))
    explained = compared.join(pairs, on="pair", how="left").with_columns(
        reason=_reason(same_rules, is_restored),
        issuer=pl.coalesce("issuer", "previous_issuer"),
        report_year=pl.coalesce("report_year", "previous_report_year"),
    )
    return conform(_in_order(explained).select(RELEASE_DIFF.schema.names()), RELEASE_DIFF)


def pair_reports(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """pair, previous_report_id, report_id (null where there is none), source_path: which report became which."""
    old = before.unique("report_id").sort("report_id")
    new = after.unique("report_id").sort("report_id")
    same = new.join(old.select("report_id"), on="report_id", how="semi")
    found = [same.select(pl.col("report_id").alias("previous_report_id"), "report_id")]
    old, new = (rows.join(same, on="report_id", how="anti") for rows in (old, new))
    for columns in (["source_path"], ["issuer", "report_year", "document_type"]):
        lone_old, lone_new = (rows.drop_nulls(columns).unique(columns, keep="none") for rows in (old, new))
        matched = lone_old.join(lone_new, on=columns, how="inner", suffix="_new").select(
            pl.col("report_id").alias("previous_report_id"), pl.col("report_id_new").alias("report_id")
        )
        found.append(matched)
        old = old.join(matched, left_on="report_id", right_on="previous_report_id", how="anti")
        new = new.join(matched, on="report_id", how="anti")
    nothing = pl.lit(None, pl.String)
    found.append(old.select(pl.col("report_id").alias("previous_report_id"), nothing.alias("report_id")))
    found.append(new.select(nothing.alias("previous_report_id"), "report_id"))
    paths = pl.concat([after.select("report_id", "source_path"), before.select("report_id", "source_path")]).unique(
        "report_id", keep="first", maintain_order=True
    )
    return (
        pl.concat(found)
        .with_columns(known=pl.coalesce("report_id", "previous_report_id"))
        .join(paths, left_on="known", right_on="report_id", how="left")
        .select(pl.col("known").alias("pair"), "previous_report_id", "report_id", "source_path")
    )


def _with_pair(facts: pl.DataFrame, pairs: pl.DataFrame, column: str) -> pl.DataFrame:
    members = pairs.filter(pl.col(column).is_not_null()).select(pl.col(column).alias("report_id"), "pair")
    return facts.join(members, on="report_id", how="inner").drop("report_id")


def _reason(same_rules: bool, is_restored: bool) -> pl.Expr:
    if is_restored:
        return pl.lit("restored_release")
    return (
        pl.when(pl.col("previous_report_id").is_null())
        .then(pl.lit("new_report"))
        .when(pl.col("report_id").is_null())
        .then(pl.lit("removed_report"))
        .when(pl.col("report_id") != pl.col("previous_report_id"))
        .then(pl.lit("changed_source"))
        .when(pl.col(_DECIDED).is_not_null() | pl.col(f"previous_{_DECIDED}").is_not_null())
        .then(pl.lit("correction"))
        .otherwise(pl.lit("other_input" if same_rules else "changed_rule"))
    )


def _in_order(changes: pl.DataFrame) -> pl.DataFrame:
    """Place and movement: what moved by more than 1 % first and by how much, then changed, removed, added."""
    before, now = pl.col("previous_value"), pl.col("value")
    # From 0 to anything is more than any percentage.
    moved = pl.when(before != 0).then(100.0 * (now - before) / before.abs())
    has_moved = pl.when(before == 0).then(now != 0).otherwise(moved.abs() > MOVED_PCT).fill_null(False)
    ordered = changes.with_columns(moved_pct=moved, has_moved=has_moved).sort(
        ~pl.col("has_moved"),
        pl.when("has_moved").then(pl.col("moved_pct").abs().fill_null(float("inf"))).otherwise(0.0) * -1,
        pl.col("change").replace_strict({"changed": 0, "removed": 1, "added": 2}),
        "issuer",
        "report_year",
        *_IDENTITY,
        "pair",
        nulls_last=True,
    )
    return ordered.with_columns(place=pl.int_range(1, pl.len() + 1))


def _read(folder: Path, partitions: Collection[str], columns: Collection[str], table: str) -> pl.DataFrame:
    names = {*partitions, WHOLE}
    files = [path for path in sorted(folder.glob("*.parquet")) if path.stem in names]
    types = {name: TABLES[table].schema.get(name, pl.String()) for name in columns}
    frames = []
    for path in files:
        there = pl.read_parquet_schema(path)
        rows = pl.read_parquet(path, columns=[name for name in types if name in there], hive_partitioning=False)
        missing = [pl.lit(None, dtype).alias(name) for name, dtype in types.items() if name not in there]
        frames.append(rows.with_columns(missing).select(list(types)).cast(types))  # type: ignore[arg-type]
    return pl.concat([pl.DataFrame(schema=types), *frames])
