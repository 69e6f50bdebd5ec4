"""What people decided about a report -> dim_report.

Here: `decide_reports`, `list_retyped`. Each changed row says in `decided` which decision changed which column from what
to what. Not here: which of two duplicates is kept (`transforms.completeness`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from transforms.decisions.files import DecisionError, name_decision
from transforms.reading.certainty import CERTAIN
from transforms.reading.place_names import DEPARTMENT
from transforms.reading.region.gazetteer import Gazetteer
from transforms.reading.region.identity import show_place
from transforms.reading.region.resolve import RESOLVED
from warehouse.tables import DIM_REPORT


def decide_reports(reports: pl.DataFrame, decisions: pl.DataFrame, gazetteer: Gazetteer) -> pl.DataFrame:
    """`reports` with the active decisions of kind `report` applied.

    in: rows of dim_report, with or without `text`; decision. out: the same rows and columns.
    A year that was decided takes the report out of the states `year_unknown` and `year_range`. Names and level of a
    place follow from its code. Raises DecisionError for every code that no division has.
    """
    chosen = decisions.filter((pl.col("kind") == "report") & (pl.col("status") == "active"))
    by_report: dict[str, list[dict[str, Any]]] = {}
    for decision in chosen.sort("decision_id").iter_rows(named=True):
        by_report.setdefault(decision["report_id"], []).append(decision)
    touched = reports.filter(pl.col("report_id").is_in(list(by_report)))
    if touched.is_empty():
        return reports
    faults = [
        f"{name_decision(decision)}: no division has the code {setting['value']}; see dim_region"
        for decision in chosen.iter_rows(named=True)
        for setting in decision["settings"]
        if setting["field"] == "region_code" and gazetteer.at(setting["value"], None) is None
    ]
    if faults:
        raise DecisionError(faults)
    rows = [_decide(row, by_report[row["report_id"]], gazetteer) for row in touched.iter_rows(named=True)]
    changed = pl.DataFrame(rows, schema=reports.schema, orient="row")
    places = reports.with_row_index("place").select("place", "report_id", "source_path")
    rest = reports.filter(~pl.col("report_id").is_in(list(by_report)))
    return (
        pl.concat([rest, changed])
        .join(places, on=["report_id", "source_path"], how="left")
        .sort("place")
        .select(reports.columns)
    )


def list_retyped(reports: pl.DataFrame) -> pl.DataFrame:
    """Those of `reports` whose type was decided by a person: what follows from the type is to be read again."""
    fields = pl.col("decided").list.eval(pl.element().struct.field("field"))
    return reports.filter(fields.list.contains("document_type").fill_null(False))


def _decide(row: Mapping[str, Any], decisions: list[dict[str, Any]], gazetteer: Gazetteer) -> dict[str, Any]:
    settings = [
        (setting["field"], _typed(setting["field"], setting["value"]), decision["decision_id"])
        for decision in decisions
        for setting in decision["settings"]
    ]
    values = {field: value for field, value, _ in settings}
    decided = {**row, **values}
    for field, value, decision in settings:
        follows = _follow(field, value, decision, decided, gazetteer)
        decided |= {name: after for name, after in follows.items() if name not in values}
    touched = [
        {
            "decision_id": decision,
            "field": field,
            "before": None if row[field] is None else str(row[field]),
            "after": str(value),
        }
        for field, value, decision in settings
    ]
    return decided | {"decided": [*(row["decided"] or ()), *touched]}


def _follow(field: str, value: Any, decision: str, row: Mapping[str, Any], gazetteer: Gazetteer) -> dict[str, Any]:
    """Columns that follow from a column that was decided, or say how sure it is and what it rests on."""
    evidence = f"decision {decision}"
    match field:
        case "report_year":
            state = "accepted" if row["state"] in ("year_unknown", "year_range") else row["state"]
            years = {"first_year": value, "last_year": value, "year_certainty": CERTAIN, "year_evidence": evidence}
            return {"state": state, **years}
        case "document_type":
            return {"content_type": value, "type_certainty": CERTAIN, "type_evidence": evidence}
        case "published_on":
            return {"published_basis": None, "date_evidence": evidence}
        case "region_code":
            return _place_of(value, row, gazetteer)
        case _:
            return {}


def _place_of(code: str, row: Mapping[str, Any], gazetteer: Gazetteer) -> dict[str, Any]:
    """The columns about a place, by its names in the year of the report."""
    division = gazetteer.at(code, row["report_year"])
    assert division is not None, "codes are checked before"
    path = gazetteer.path(division, row["report_year"])
    place = {
        "current_region_code": gazetteer.successor(code),
        "region_path": "/".join(path),
        "region_state": RESOLVED,
        "region_confidence": 1.0,
        "region_name": path[-1],
        "region_parent": "".join(path[:-1]) or None,
    }
    if row["level"] == DEPARTMENT:
        return place
    return place | {"level": division.level, "issuer": show_place(path, division.level)}


def _typed(field: str, value: str) -> Any:
    kind = DIM_REPORT.schema[field]
    if kind == pl.Date():
        return date.fromisoformat(value)
    return int(value) if kind.is_integer() else value
