"""YAML texts -> the table `decision`.

Here: `parse_decisions`, `DecisionError`. The format is `catalog/schemas/decisions.schema.json`, explained with examples
in `docs/decisions.md`. Not here: whether decisions match the reports (`guards`).

    decisions:
    - id: liuxi-2023-year
      kind: report                  # or duplicate, number
      report: 0f3a…                 # report_id: a changed text has another, and the decision no longer matches
      set: {report_year: 2023}
      reason: 正文称“2023年”，标题沿用了上一年的模板
      role: county reviewer
      date: 2026-03-02
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from transforms.catalog.indicators import load_catalogue
from transforms.catalog.loading import KnowledgeError, parse_knowledge
from warehouse.tables import DECISION, conform


class DecisionError(ValueError):
    """Decisions cannot be used; `faults` names for each the file, the entry and the reason."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def parse_decisions(files: Mapping[str, str]) -> pl.DataFrame:
    """The table `decision` of YAML texts by file name.

    Raises DecisionError with every fault: broken YAML or schema, an id used twice, two active decisions about the same
    thing, an indicator that the catalogue does not know.
    """
    faults: list[str] = []
    rows: list[dict[str, Any]] = []
    for file, text in sorted(files.items()):
        try:
            content = parse_knowledge(text, file, "decisions")
        except KnowledgeError as error:
            faults.append(str(error))
            continue
        rows += [_row(file, entry) for entry in content["decisions"]]
    faults += _find_faults(rows)
    if faults:
        raise DecisionError(faults)
    return conform(pl.DataFrame(rows, schema=DECISION.schema, orient="row"), DECISION)


def name_decision(row: Mapping[str, Any]) -> str:
    """How errors name a decision: file and entry."""
    return f"{row['file']}: {row['decision_id']}"


def _row(file: str, entry: dict[str, Any]) -> dict[str, Any]:
    start, end = entry.get("span", (None, None))
    return {
        "decision_id": entry["id"],
        "file": file,
        "kind": entry["kind"],
        "action": _action(entry),
        "status": entry.get("status", "active"),
        "report_id": entry.get("report", entry.get("keep")),
        "other_reports": sorted(entry.get("supersede", entry.get("distinct", []))),
        "start": start,
        "end": end,
        "quote": entry.get("quote"),
        "mention_number": entry.get("number", 1) if entry["kind"] == "number" else None,
        "settings": [{"field": name, "value": str(value)} for name, value in sorted(entry.get("set", {}).items())],
        "source": entry.get("source"),
        "reason": entry["reason"].strip(),
        "role": entry["role"].strip(),
        "decided_on": date.fromisoformat(entry["date"]),
    }


def _action(entry: dict[str, Any]) -> str:
    if entry["kind"] == "duplicate":
        return "keep" if "keep" in entry else "distinct"
    return str(entry.get("action", "set"))


def _find_faults(rows: list[dict[str, Any]]) -> list[str]:
    faults = []
    first: dict[str, dict[str, Any]] = {}
    touched: dict[tuple[Any, ...], dict[str, Any]] = {}
    superseded = {
        report: name_decision(row)
        for row in rows
        if row["action"] == "keep" and row["status"] == "active"
        for report in row["other_reports"]
    }
    for row in rows:
        name = name_decision(row)
        other = first.setdefault(row["decision_id"], row)
        if other is not row:
            faults.append(f"{name}: {other['file']} has this id too")
        if row["start"] is not None and len(row["quote"]) != row["end"] - row["start"]:
            faults.append(f"{name}: the quote has {len(row['quote'])} characters, the span {row['end'] - row['start']}")
        if row["action"] == "keep" and row["report_id"] in row["other_reports"]:
            faults.append(f"{name}: {row['report_id']} is kept and superseded")
        settings = {setting["field"]: setting["value"] for setting in row["settings"]}
        if row["kind"] == "number" and settings.get("indicator", "") not in ("", *load_catalogue()):
            faults.append(f"{name}: the catalogue has no indicator {settings['indicator']!r}")
        if row["status"] != "active":
            continue
        if row["action"] == "keep" and row["report_id"] in superseded:
            faults.append(f"{name}: {row['report_id']} is superseded by {superseded[row['report_id']]}")
        for thing in _things(row):
            if (other := touched.setdefault(thing, row)) is not row:
                faults.append(f"{name}: {name_decision(other)} decides the same; withdraw one of them")
    return faults


def _things(row: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a decision decides; two active decisions must not share one."""
    if row["kind"] == "number":
        return [("number", row["report_id"], row["start"], row["end"], row["mention_number"])]
    if row["kind"] == "report":
        return [("report", row["report_id"], setting["field"]) for setting in row["settings"]]
    if row["action"] == "keep":
        return [("superseded", report) for report in row["other_reports"]]
    return [("distinct", *row["other_reports"])]
