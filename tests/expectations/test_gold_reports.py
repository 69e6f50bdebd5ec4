"""The five annotated reports: what their figures contradict, and what they do not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from example_warehouse import evaluate_frames, fact_row, fill_row, indicator_frame, report_row

from expectations import load_rules
from warehouse.tables import DIM_REPORT, FACT_INDICATOR, FACT_MENTION, TABLES, conform

SHARED = Path(__file__).parents[2] / ".." / "shared"
GOLD = SHARED / "gold" / "reports_gold.json"
pytestmark = pytest.mark.skipif(not GOLD.is_file(), reason=f"the annotated reports are not at {SHARED}")


@pytest.fixture(scope="module")
def evaluation() -> pl.DataFrame:
    gold = json.loads(GOLD.read_text(encoding="utf-8"))
    texts = {
        document["doc"]: (SHARED / "reports" / document["doc"]).read_bytes().decode("utf-8")
        for document in gold["documents"]
    }
    starts = {(entry["doc"], entry["id"]): entry["start"] for entry in gold["mentions"]}
    mentions = [_mention(entry, texts, starts) for entry in gold["mentions"]]
    facts = [
        fact_row(mention)
        for mention in mentions
        if mention["indicator_id"] and mention["disposition"] in ("fact", "profile") and mention["value"] is not None
    ]
    frames = {name: table.empty() for name, table in TABLES.items()}
    reports = [report_row(document[:3], text) for document, text in texts.items()]
    frames["dim_report"] = conform(pl.DataFrame(reports, schema=DIM_REPORT.schema), DIM_REPORT)
    frames["dim_indicator"] = indicator_frame(load_rules(), mentions)
    frames["fact_mention"] = conform(pl.DataFrame(mentions, schema=FACT_MENTION.schema), FACT_MENTION)
    frames["fact_indicator"] = pl.DataFrame(facts, schema=FACT_INDICATOR.schema)
    return evaluate_frames(frames)


def _mention(entry: dict[str, Any], texts: dict[str, str], starts: dict[tuple[str, int], int]) -> dict[str, Any]:
    value = float(entry["value"]) if isinstance(entry["value"], int | float) else None
    is_part = entry["parent"] is not None
    is_exact = entry["approx"] == "exact"
    return fill_row(
        FACT_MENTION,
        report_id=entry["doc"][:3],
        start=entry["start"],
        end=entry["end"],
        mention_number=1,
        quote=texts[entry["doc"]][entry["start"] : entry["end"]],
        value=value,
        value_low=value,
        value_high=value if is_exact else None,
        qualifier="exact" if is_exact else "at_least",
        unit=entry["unit"],
        disposition=entry["disposition"],
        indicator_id=next(iter(entry.get("indicators") or []), None),
        parent_start=starts[entry["doc"], entry["parent"]] if is_part else None,
        breakdown=f"part {entry['id']}" if is_part else None,
        implicit=entry["implicit"],
    )


def test_the_only_contradiction_is_that_of_the_mediators(evaluation: pl.DataFrame) -> None:
    found = evaluation.filter(pl.col("status") == "violated").to_dicts()
    assert [(one["rule_id"], one["report_id"], one["lhs"], one["rhs"]) for one in found] == [("R08", "002", 482, 535)]
    for words in ("535名", "76人", "355人", "51人"):
        assert words in found[0]["quote"]
    assert found[0]["quote"].count("。") == 1


@pytest.mark.parametrize(
    ("rule_id", "report_id", "lhs", "rhs"),
    [
        ("R02", "003", 153, 153),
        ("R05", "001", 36, 36),
        ("R05", "002", 204, 204),
        ("R07", "002", 482, 535),
        ("R10", "003", 123, 123),
        ("R12", "002", 5, 5),
        ("R30", "002", 160, 180),
        ("R30", "002", 95, 160),
    ],
)
def test_what_adds_up_is_evaluated_and_holds(
    evaluation: pl.DataFrame, rule_id: str, report_id: str, lhs: float, rhs: float
) -> None:
    found = evaluation.filter(
        (pl.col("rule_id") == rule_id)
        & (pl.col("report_id") == report_id)
        & (pl.col("lhs") == lhs)
        & (pl.col("rhs") == rhs)
    )
    assert found["status"].to_list() == ["ok"]
