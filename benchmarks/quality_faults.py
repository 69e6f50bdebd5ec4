"""Planted faults: which rules find them, which miss them, and what else they find.

    python -m benchmarks.quality_faults [--set samples|generated] [--numbers read|truth] [--places N] [--list]

For each rule that the truth names: how many faults were planted, how many of them a finding of an accepted rule hits
(same report, at one of its numbers), how many are missed and why, and how many findings no fault explains, by severity.
A fault explains a finding that hits it, also where it stands in last year's report. Exit status 1 where a finding of
severity error is explained by nothing. Not here: time (`quality_checks`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

import duckdb
import polars as pl

from benchmarks.quality_frames import KnownFault, KnownReport, build_frames, known_generated, known_samples
from expectations import load_rules
from expectations.evaluation import evaluation_sql

# Rules that find a fault that the truth names by another word, or that see the same fault from another side.
ACCEPTED = {
    "parts_sum": ("R61", "R62"),
    "rate_mismatch": ("R46", "R47", "R48", "R58"),
    "petition_order": ("R40",),
    "problems_order": ("R41",),
    "exam_order": ("R42",),
    "heaping": ("R70",),
    "copied_sentence": ("R71",),
    "stated_previous": ("R67", "R68", "R69", "R77"),
    "stated_growth": ("R67", "R68", "R69", "R77"),
    "unit_slip": ("R23", "R39", "R49", "R75", "R76"),
    "R23": ("R23", "R39"),
    # 18.6% of 52 cases, whose corrections are only printed in parts.
    "R16": ("R16", "R60"),
    "R37": ("R37", "R71"),
}
# Faults that bend what is worked out from the numbers they name as well: a comparison with another year shows that too.
BENDS_ALL = {"R35", "R37", "heaping"}
# Faults that only last year's report shows.
ACROSS_YEARS = {"R35", "R37", "copied_sentence", "stated_previous", "stated_growth"}
SEED, YEARS = 20262, range(2020, 2024)
# Code points around the words of a fault.
_NEAR = 60


def main(arguments: list[str] | None = None) -> int:
    """Print the table; 1 where an error is called that nobody planted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", choices=("samples", "generated"), default="samples")
    parser.add_argument("--numbers", choices=("read", "truth"), default="read")
    parser.add_argument("--places", type=int, default=150, help="places of the generated set, four years each")
    parser.add_argument("--list", action="store_true", help="list what was missed and what nothing explains")
    options = parser.parse_args(arguments)
    known = known_samples() if options.set == "samples" else known_generated(options.places, YEARS, SEED, "real", 0.3)
    known = set_first_year_apart(known)
    read = options.numbers == "read" or options.set == "samples"
    table, missed, unexplained = count_faults(known, evaluate(known, read))
    with pl.Config(tbl_rows=-1, fmt_str_lengths=90, tbl_width_chars=160, tbl_hide_dataframe_shape=True):
        print(f"{len(known)} reports, {sum(len(one.faults) for one in known)} faults")
        print(table)
        if options.list:
            print(missed, unexplained, sep="\n")
    return int(unexplained.filter(pl.col("severity") == "error").height > 0)


def evaluate(known: Sequence[KnownReport], read: bool) -> pl.DataFrame:
    """Every comparison with its places; sentences are quoted for those that broke."""
    with duckdb.connect() as connection:
        for name, frame in build_frames(known, read).items():
            connection.register("frame", frame.to_arrow())
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM frame')
        sql = evaluation_sql(load_rules(), quoted=("violated",))
        return connection.execute(sql).pl()


def set_first_year_apart(known: Sequence[KnownReport]) -> list[KnownReport]:
    """Faults that compare with a report of the year before are not owed where that is not in the set."""
    units = {(_unit(one), one.identity["report_year"]) for one in known}
    return [
        one
        if (_unit(one), one.identity["report_year"] - 1) in units
        else replace(
            one,
            faults=tuple(fault for fault in one.faults if fault.rule not in ACROSS_YEARS),
            unseen=tuple(fault for fault in one.faults if fault.rule in ACROSS_YEARS),
        )
        for one in known
    ]


def _unit(one: KnownReport) -> tuple[str, ...]:
    return (*one.identity["region_path"], one.identity["level"])


def count_faults(known: Sequence[KnownReport], found: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """(table by rule; faults missed with the reason; findings that no fault explains)."""
    severities = {rule.rule_id: rule.severity for rule in load_rules()}
    rows = defaultdict(list)
    for row in found.iter_rows(named=True):
        rows[row["report_id"]].append(row)
    faults = {one.report_id: (*one.faults, *one.unseen) for one in known}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    missed = []
    for one in known:
        for fault in one.faults:
            accepted = ACCEPTED.get(fault.rule, (fault.rule,))
            hits = [row for row in rows[one.report_id] if row["rule_id"] in accepted and _touches(row["starts"], fault)]
            is_found = any(row["status"] == "violated" for row in hits)
            counts[fault.rule].update(planted=1, found=int(is_found), missed=int(not is_found))
            if not is_found:
                reasons = sorted({row["reason"] or "looked at and accepted" for row in hits}) or [
                    "nothing was compared"
                ]
                missed.append({"rule": fault.rule, "note": fault.note, "reason": "; ".join(reasons)[:80]})
    unexplained = []
    for report_id, own in rows.items():
        for row in own:
            if row["status"] != "violated":
                continue
            here = any(_touches(row["starts"], fault) for fault in faults[report_id])
            others = faults.get(row["other_report_id"], ()) if row["other_report_id"] else ()
            there = any(_touches(row["other_starts"], fault) or fault.rule in BENDS_ALL for fault in others)
            here = here or (bool(row["other_report_id"]) and any(one.rule in BENDS_ALL for one in faults[report_id]))
            if not (here or there):
                severity = severities[row["rule_id"]]
                counts[row["rule_id"]].update({severity: 1})
                unexplained.append(
                    {
                        "rule": row["rule_id"],
                        "severity": severity,
                        "lhs": row["lhs"],
                        "rhs": row["rhs"],
                        "quote": row["quote"],
                    }
                )
    columns = ("planted", "found", "missed", "error", "warn", "info")
    table = pl.DataFrame(
        [{"rule": rule, **{column: counts[rule][column] for column in columns}} for rule in sorted(counts)],
        schema={"rule": pl.String, **dict.fromkeys(columns, pl.Int64)},
    ).rename({"error": "false error", "warn": "unplanted warn", "info": "unplanted info"})
    texts = dict.fromkeys(("rule", "note", "reason"), pl.String)
    others = {"rule": pl.String, "severity": pl.String, "lhs": pl.Float64, "rhs": pl.Float64, "quote": pl.String}
    return table, pl.DataFrame(missed, schema=texts), pl.DataFrame(unexplained, schema=others).sort("rule")


def _touches(starts: Sequence[int] | None, fault: KnownFault) -> bool:
    """Whether one of the places is a number of the fault; where the truth only quotes words, near them."""
    reach = 0 if fault.starts else _NEAR
    return any(start in fault.starts or fault.start - reach <= start < fault.end + reach for start in starts or ())


if __name__ == "__main__":
    sys.exit(main())
