"""One row a report with the values of a domain beside each other; what has no column is counted, not lost."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms.catalog.indicators import load_catalogue
from transforms.facts import spread_facts
from warehouse.tables import DIM_REPORT, DOMAIN_COLUMNS, DOMAIN_TABLES, FACT_INDICATOR


def fact(indicator: str, value: float, unit_kind: str, **more: Any) -> dict[str, Any]:
    return {
        "report_id": "aaaa", "report_year": 2023, "indicator_id": indicator, "breakdown": "", "period": "", "value": value,
        "value_low": value, "value_high": value, "qualifier": "exact", "unit": unit_kind, "unit_kind": unit_kind, "is_main": True,
        "implicit": False, "mention_start": 1, "mention_end": 2, "choice": "only mention", "has_conflict": False,
        "other_mentions": [], "rule": "test#1", **more,
    }  # fmt: skip


def report(report_id: str, **more: Any) -> dict[str, Any]:
    return {"report_id": report_id, "report_year": 2023, "content_type": "annual_report", "issuer": "柳溪镇", **more}


def spread(domain: str, *facts: dict[str, Any], reports: tuple[str, ...] = ("aaaa",)) -> dict[str, dict[str, Any]]:
    given = pl.DataFrame([report(name) for name in reports], schema=DIM_REPORT.schema)
    rows = spread_facts(pl.DataFrame(list(facts), schema=FACT_INDICATOR.schema), given, domain)
    assert rows.schema == DOMAIN_TABLES[domain].schema
    return {row["report_id"]: row for row in rows.iter_rows(named=True)}


def test_values_stand_in_the_column_of_their_indicator_with_bounds() -> None:
    row = spread(
        "dispute",
        fact("dispute.mediated", 300.0, "件", value_high=400.0, qualifier="at_least"),
        fact("dispute.success_rate", 98.5, "%", value_low=None, value_high=None),
        fact("petition.handled", 7.0, "件"),
    )["aaaa"]
    assert (row["mediated_case"], row["mediated_case_low"], row["mediated_case_high"]) == (300.0, 300.0, 400.0)
    assert (row["success_rate_percent"], row["success_rate_percent_low"]) == (98.5, 98.5)
    assert (row["resolved_case"], row["resolved_case_low"]) == (None, None)
    assert (row["value_count"], row["other_value_count"], row["conflict_count"]) == (2, 0, 0)
    assert (row["issuer"], row["report_year"]) == ("柳溪镇", 2023)


def test_an_open_bound_stays_open() -> None:
    row = spread("dispute", fact("dispute.mediated", 300.0, "件", value_high=None, qualifier="at_least"))["aaaa"]
    assert (row["mediated_case_low"], row["mediated_case_high"]) == (300.0, None)


def test_units_that_do_not_compare_have_columns_of_their_own() -> None:
    row = spread(
        "petition",
        fact("petition.visits_received", 120.0, "人次"),
        fact("petition.visits_received", 40.0, "批", is_main=False),
    )["aaaa"]
    assert (row["visits_received_person_time"], row["visits_received_batch"]) == (120.0, 40.0)
    assert row["visits_received_case_time"] is None


def test_parts_parts_of_the_year_and_strange_units_are_counted() -> None:
    row = spread(
        "dispute",
        fact("dispute.mediated", 9.0, "件", breakdown="complexity=hard"),
        fact("dispute.mediated", 8.0, "件", period="1至11月"),
        fact("dispute.mediated", 7.0, "回", is_main=False),
        fact("dispute.received", 6.0, "件", has_conflict=True),
    )["aaaa"]
    assert row["mediated_case"] is None
    assert (row["value_count"], row["other_value_count"], row["conflict_count"]) == (1, 3, 1)


def test_a_silent_report_has_a_row_and_a_plan_has_none() -> None:
    reports = pl.DataFrame([report("aaaa"), report("bbbb", content_type="work_plan")], schema=DIM_REPORT.schema)
    rows = spread_facts(FACT_INDICATOR.empty(), reports, "recon")
    assert rows["report_id"].to_list() == ["aaaa"]
    assert rows["value_count"].to_list() == [0]
    assert rows["received_case"].to_list() == [None]


def test_a_domain_that_is_not_in_the_catalogue_is_an_error() -> None:
    with pytest.raises(KeyError, match="weather"):
        spread("weather")


def test_every_kind_of_unit_of_every_indicator_has_one_column() -> None:
    wanted = {
        (name, kind[0])
        for name, entry in load_catalogue().items()
        for kind in entry.get("unit_kinds") or [entry["units"]]
    }
    assert len(DOMAIN_COLUMNS) == len(wanted)
    assert {(column.indicator_id, column.unit_kind) for column in DOMAIN_COLUMNS} == wanted
    for domain, table in DOMAIN_TABLES.items():
        names = [column.name for column in DOMAIN_COLUMNS if column.domain == domain]
        assert {*names, *(f"{name}_low" for name in names), *(f"{name}_high" for name in names)} <= set(table.schema)


def test_names_of_columns_end_in_their_unit() -> None:
    names = {column.indicator_id: column.name for column in reversed(DOMAIN_COLUMNS)}
    assert names["dispute.mediated"] == "mediated_case"
    assert names["dispute.amount"] == "amount_yuan"
    assert names["litigation.loss_rate"] == "loss_rate_percent"
    # The unit is said once.
    assert names["enforcement.penalty_cases"] == "penalty_cases"
    assert names["enforcement.patrol_person_times"] == "patrol_person_times"
    assert names["study.hours"] == "hours"
