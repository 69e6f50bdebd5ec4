"""Every example of every rule, end to end: sentence, mentions, facts, DuckDB, verdict, quoted sentence."""

from __future__ import annotations

import polars as pl
import pytest
from example_warehouse import evaluate, report_id_of

from expectations import load_rules
from expectations.rulebook import Example, Rule

CASES = [
    pytest.param(rule, example, expected, id=f"{rule.rule_id}-{expected}-{number}")
    for rule in load_rules()
    for expected in ("violates", "holds")
    for number, example in enumerate(getattr(rule, expected), 1)
]


@pytest.fixture(scope="module")
def evaluation() -> pl.DataFrame:
    examples = {example.text: example for rule in load_rules() for example in (*rule.violates, *rule.holds)}
    return evaluate(*examples.values())


@pytest.mark.parametrize(("rule", "example", "expected"), CASES)
def test_example(evaluation: pl.DataFrame, rule: Rule, example: Example, expected: str) -> None:
    found = evaluation.filter((pl.col("rule_id") == rule.rule_id) & (pl.col("report_id") == report_id_of(example.text)))
    decided = found.filter(pl.col("status") != "not_evaluable")
    if expected == "holds":
        assert set(decided["status"]) <= {"ok"}, found.to_dicts()
        return
    broken = decided.filter(pl.col("status") == "violated")
    assert broken.height == 1, found.to_dicts()
    text = example.text.replace("{", "").replace("}", "")
    for sentence in broken["quote"].item().split(" … "):
        assert sentence in text
    assert broken["lhs"].item() is not None
    assert broken["rhs"].item() is not None
    assert broken["lhs_words"].item()
    assert broken["rhs_words"].item()


def test_every_rule_has_a_finding_and_an_all_clear_that_is_decided(evaluation: pl.DataFrame) -> None:
    decided = evaluation.filter(pl.col("status") == "ok").select("rule_id", "report_id").rows()
    for rule in load_rules():
        assert rule.violates, rule.rule_id
        assert any((rule.rule_id, report_id_of(example.text)) in decided for example in rule.holds), rule.rule_id
