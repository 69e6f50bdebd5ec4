"""What people decided about a number -> fact_mention.

Here: `correct_mentions`. Each changed row says in `decided` which decision changed which column from what to what; a
number is never taken away: one that was dropped stays as `not_metric`. Not here: which mention a fact is made of
(`transforms.facts`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from transforms.decisions.files import DecisionError, name_decision
from transforms.extraction.units import unit_kinds

_PLACE = ("report_id", "start", "end", "mention_number")


def correct_mentions(mentions: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """`mentions` with the active decisions of kind `number` applied.

    in: rows of fact_mention; the decisions about numbers of the reports that the mentions are of. out: the same rows.
    A value that was set is exact and its own bounds. `confirm` changes nothing and says so.
    Raises DecisionError for every decision that finds no mention at its span.
    """
    active = decisions.filter((pl.col("kind") == "number") & (pl.col("status") == "active"))
    if active.is_empty():
        return mentions
    by_place = {(row["report_id"], row["start"], row["end"], row["mention_number"]): row for row in active.to_dicts()}
    places = active.select(_PLACE)
    touched = mentions.join(places, on=_PLACE, how="semi")
    found = {tuple(place) for place in touched.select(_PLACE).iter_rows()}
    if unused := [row for place, row in by_place.items() if place not in found]:
        raise DecisionError(
            [f"{name_decision(row)}: no number was read at {row['start']} to {row['end']}" for row in unused]
        )
    rows = [_correct(row, by_place[tuple(row[name] for name in _PLACE)]) for row in touched.iter_rows(named=True)]
    changed = pl.DataFrame(rows, schema=mentions.schema, orient="row")
    return pl.concat([mentions.join(places, on=_PLACE, how="anti"), changed]).sort(_PLACE)


def _correct(row: dict[str, Any], decision: Mapping[str, Any]) -> dict[str, Any]:
    after = _changes(row, decision)
    touched = [
        {
            "decision_id": decision["decision_id"],
            "field": field,
            "before": None if row[field] is None else str(row[field]),
            "after": None if value is None else str(value),
        }
        for field, value in after.items()
        if value != row[field]
    ]
    # Also a confirmation, or a setting to what was read, says that somebody looked.
    touched = touched or [{"decision_id": decision["decision_id"], "field": "", "before": None, "after": None}]
    return row | after | {"decided": [*(row["decided"] or []), *touched]}


def _changes(row: Mapping[str, Any], decision: Mapping[str, Any]) -> dict[str, Any]:
    """Columns with the values that the decision gives them."""
    if decision["action"] == "confirm":
        return {}
    if decision["action"] == "drop":
        return {"disposition": "not_metric", "reason": "other", "indicator_id": None}
    settings = {setting["field"]: setting["value"] for setting in decision["settings"]}
    changes: dict[str, Any] = {}
    if "value" in settings:
        value = float(settings["value"])
        changes |= {"value": value, "value_low": value, "value_high": value, "qualifier": "exact"}
    if "unit" in settings:
        changes |= {"unit": settings["unit"], "unit_group": unit_kinds().get(settings["unit"])}
    if "indicator" in settings:
        changes["indicator_id"] = settings["indicator"]
        if row["disposition"] == "not_metric":
            # Whoever names an indicator says that the number measures something.
            changes |= {"disposition": "fact", "reason": None}
    if "disposition" in settings:
        is_metric = settings["disposition"] != "not_metric"
        changes |= {"disposition": settings["disposition"], "reason": None if is_metric else "other"}
    return changes
