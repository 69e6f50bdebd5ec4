"""How well numbers are read: against the truth of samples and generated reports, and shared gold where there is any.

    python -m benchmarks.accuracy [--floors] [--errors N]

Prints for each set what part of the numbers is found, placed and understood. With --floors the exit status is 1 where
a figure falls
below benchmarks/accuracy_floors.yaml. Not here: speed.

A claim (a catalogue indicator with a value) is right when span, value, indicator and kind (measured or planned) are
all right; precision is
over the claims made, recall over those owed. A number that the truth also accepts as open is owed to nobody.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from benchmarks.generator import generate_reports
from benchmarks.truth import TrueNumber, Truth, read_truth
from transforms.extraction import extract
from transforms.reading import describe_reports

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
GENERATED_SEED, GENERATED_PLACES = 20261, {"real": 60, "dense": 40}
KIND = {"fact": "measured", "profile": "measured", "target": "planned"}


def main(arguments: list[str] | None = None) -> int:
    """Print the figures; 1 where --floors is given and one is too low."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--floors", action="store_true", help="fail below the floors")
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="list the first N errors on the samples")
    options = parser.parse_args(arguments)
    truths = [read_truth(path) for path in sorted((ROOT / "samples").glob("*.truth.yaml"))]
    figures = {
        "samples": score_truths(truths, options.errors),
        "generated": score_truths(list(read_generated())),
        "identity": score_identity(truths),
    }
    if (SHARED / "tools" / "score.py").exists():
        figures |= {name: score_gold(name) for name in ("reports_gold", "digests_gold", "digests_sealed")}
    for name, values in figures.items():
        print(f"{name:<16}" + "  ".join(f"{key} {value:.4f}" for key, value in values.items()))
    return max((check_floors(figures) if options.floors else [0]), default=0)


def read_generated() -> Iterable[Truth]:
    """Generated reports without planted faults. Rules have been mended by their wordings: no blind test any more."""
    for density, places in GENERATED_PLACES.items():
        for report in generate_reports(places, range(2023, 2024), GENERATED_SEED, density, fault_rate=0.0):
            numbers = tuple(
                TrueNumber(
                    number.start,
                    number.end,
                    number.value,
                    number.unit,
                    number.qualifier,
                    number.disposition,
                    (frozenset([number.indicator]),),
                    number.parent_start,
                    number.implicit,
                )
                for number in report.numbers
            )
            identity = {"report_year": report.report_year, "document_type": "annual_report"}
            yield Truth(f"{density} {report.key}", report.text, identity, numbers, ())


def score_truths(truths: list[Truth], list_errors: int = 0) -> dict[str, float]:
    """accounted, detection_f1, value, unit, qualifier, part_f1, precision, recall, fact_f1 over all reports."""
    mentions = extract(_reports(truths)).partition_by("report", as_dict=True)
    count: Counter[str] = Counter()
    errors: list[str] = []
    for truth in truths:
        rows = mentions[(truth.name,)].to_dicts()
        _score_one(truth, rows, count, errors)
    for line in errors[:list_errors]:
        print(line)
    precision, recall = count["claims_right"] / count["claims"], count["owed_found"] / count["owed"]
    detected = (count["measured_right"] / count["measured_rows"], count["detected"] / count["measured"])
    parts = (count["links_right"] / max(1, count["links"]), count["links_found"] / max(1, count["links_owed"]))
    return {
        "accounted": count["accounted"] / count["numbers"],
        "detection_f1": _harmonic(*detected),
        "value": count["value"] / count["detected"],
        "unit": count["unit"] / count["detected"],
        "qualifier": count["qualifier"] / count["detected"],
        "part_f1": _harmonic(*parts),
        "precision": precision,
        "recall": recall,
        "fact_f1": _harmonic(precision, recall),
    }


def score_identity(truths: list[Truth]) -> dict[str, float]:
    """Share of samples whose title, type, level, year and date of publication are read right."""
    documents = pl.DataFrame(
        {
            "source_path": [truth.name for truth in truths],
            "source_sha256": [""] * len(truths),
            "source_bytes": [len(truth.text.encode()) for truth in truths],
            "source_format": ["txt"] * len(truths),
            "encoding": ["utf-8"] * len(truths),
            "text": [truth.text for truth in truths],
        }
    )
    rows = {row["source_path"]: row for row in describe_reports(documents)[0].to_dicts()}
    right: Counter[str] = Counter()
    for truth in truths:
        for key in ("title", "document_type", "level", "report_year", "published_on"):
            right[key] += rows[truth.name][key] == truth.identity[key]
    return {key: right[key] / len(truths) for key in right}


def score_gold(name: str) -> dict[str, float]:
    """Figures of the shared scorer on one gold file."""
    gold = json.loads((SHARED / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    rows = [
        {
            "report": document["doc"],
            "text": document.get("text") or (SHARED / "reports" / document["doc"]).read_bytes().decode("utf-8"),
            "report_year": document.get("report_year"),
            "document_type": document.get("document_type", "annual_report"),
        }
        for document in gold["documents"]
    ]
    schema = {"report": pl.String, "text": pl.String, "report_year": pl.Int32, "document_type": pl.String}
    with tempfile.TemporaryDirectory() as folder:
        predictions = Path(folder) / "predictions.jsonl"
        extract(pl.DataFrame(rows, schema=schema)).write_ndjson(predictions)
        command = [
            sys.executable,
            SHARED / "tools" / "score.py",
            SHARED / "gold" / f"{name}.json",
            predictions,
            "--json",
        ]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    figures: dict[str, Any] = json.loads(printed.strip().splitlines()[-1])
    return {
        "accounted": figures["accounted"]["share"],
        "span": figures["span"],
        "detection_f1": figures["detection"]["f1"],
        "value": figures["value"],
        "unit": figures["unit"],
        "qualifier": figures["qualifier"],
        "part_f1": figures["breakdown"]["f1"],
        "precision": figures["fact"]["precision"],
        "recall": figures["fact"]["recall"],
        "fact_f1": figures["fact"]["f1"],
    }


def check_floors(figures: dict[str, dict[str, float]]) -> list[int]:
    """One status a floor: 1 where the figure is below it. A set that is not there has no floor."""
    floors = yaml.safe_load(Path(__file__).with_name("accuracy_floors.yaml").read_text(encoding="utf-8"))
    statuses = []
    for name, wanted in floors.items():
        for key, floor in wanted.items():
            if name in figures:
                low = figures[name][key] < floor
                statuses.append(int(low))
                if low:
                    print(f"{name} {key} is {figures[name][key]:.4f}, below its floor {floor}")
    return statuses


def _reports(truths: Iterable[Truth]) -> pl.DataFrame:
    return pl.DataFrame(
        [(truth.name, truth.text, truth.identity["report_year"], truth.identity["document_type"]) for truth in truths],
        schema={"report": pl.String, "text": pl.String, "report_year": pl.Int32, "document_type": pl.String},
        orient="row",
    )


def _score_one(truth: Truth, rows: list[dict[str, Any]], count: Counter[str], errors: list[str]) -> None:
    near = {id(row): [n for n in truth.numbers if row["start"] < n.end and n.start < row["end"]] for row in rows}
    for number in truth.numbers:
        here = [row for row in rows if row["start"] < number.end and number.start < row["end"]]
        if not number.implicit:
            count["numbers"] += 1
            count["accounted"] += bool(here)
        measured = [row for row in here if row["disposition"] != "not_metric"]
        if number.disposition == "not_metric" or (number.implicit and not measured):
            continue
        count["measured"] += 1
        count["detected"] += bool(measured)
        if measured:
            _score_reading(number, measured, count)
        if number.disposition in KIND:
            for ids in number.indicators:
                if None in ids:
                    continue
                count["owed"] += 1
                found = any(_agrees(row, number, ids) for row in measured)
                count["owed_found"] += found
                if not found:
                    got = sorted({f"{row['indicator']}={row['value']} {row['disposition']}" for row in measured})
                    errors.append(
                        f"{truth.name}:{number.start} wants {sorted(map(str, ids))}={number.value}, got {got}"
                    )
    spent: set[tuple[int, int, int]] = set()
    for row in rows:
        if row["disposition"] == "not_metric" or (row["implicit"] and not near[id(row)]):
            continue
        count["measured_rows"] += 1
        count["measured_right"] += any(n.disposition != "not_metric" for n in near[id(row)])
        if row["indicator"] is None or row["disposition"] not in KIND:
            continue
        count["claims"] += 1
        for number in near[id(row)]:
            places = [i for i, ids in enumerate(number.indicators) if _agrees(row, number, ids)]
            free = [i for i in places if (number.start, number.end, i) not in spent]
            if free:
                spent.add((number.start, number.end, free[0]))
                count["claims_right"] += 1
                break
        else:
            errors.append(f"{truth.name}:{row['start']} claims {row['indicator']}={row['value']} {row['disposition']}")


def _score_reading(number: TrueNumber, measured: list[dict[str, Any]], count: Counter[str]) -> None:
    best = next((row for row in measured if _same(row["value"], number.value)), measured[0])
    count["value"] += _same(best["value"], number.value)
    count["unit"] += best["unit"] == number.unit
    count["qualifier"] += best["qualifier"] == number.qualifier
    count["links_owed"] += number.part_of is not None
    count["links_found"] += number.part_of is not None and best["parent_start"] == number.part_of
    count["links"] += best["parent_start"] is not None
    count["links_right"] += best["parent_start"] is not None and best["parent_start"] == number.part_of


def _agrees(row: dict[str, Any], number: TrueNumber, ids: frozenset[str | None]) -> bool:
    return (
        row["indicator"] in ids
        and _same(row["value"], number.value)
        and KIND.get(row["disposition"]) == KIND.get(number.disposition)
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-6 * max(1.0, abs(one))


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


if __name__ == "__main__":
    raise SystemExit(main())
