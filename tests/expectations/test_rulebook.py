"""The rule file: complete, valid, and refused with the place of the fault when it is not."""

from __future__ import annotations

import copy
import json
import re
import subprocess
import sys
from importlib.resources import files

import pytest

from expectations import load_rules, rule_frame
from expectations.knowledge import KnowledgeRefused, check_knowledge, read_knowledge
from expectations.rule_kinds import KINDS
from transforms.catalog.indicators import load_catalogue
from warehouse.tables import QUALITY_RULE, conform

# R11 does not exist; R31 needs a population, which no report and no table gives yet.
CATALOGUE_RULES = {f"R{number:02d}" for number in range(1, 39) if number not in (11, 31)}


def test_every_rule_of_the_catalogue_that_has_operands_is_there() -> None:
    assert {rule.rule_id for rule in load_rules()} >= CATALOGUE_RULES


def test_every_kind_has_rules_and_each_rule_the_operands_of_its_kind() -> None:
    assert {rule.kind for rule in load_rules()} == set(KINDS)
    for rule in load_rules():
        assert isinstance(rule.operands, KINDS[rule.kind]), rule.rule_id


def test_rules_name_indicators_of_the_catalogue() -> None:
    for rule in load_rules():
        named = set(re.findall(r"'([a-z_]+\.[a-z_]+)'", repr((rule.operands, rule.violates, rule.holds))))
        assert named <= set(load_catalogue()), rule.rule_id


def test_frame_conforms_and_holds_every_rule() -> None:
    frame = rule_frame()
    assert frame.equals(conform(frame, QUALITY_RULE))
    assert frame["rule_id"].to_list() == sorted(rule.rule_id for rule in load_rules())
    assert frame["name"].n_unique() == frame.height


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda rule: rule.update(severity="fatal"), "rules/0/severity"),
        (lambda rule: rule.update(kind="at_least"), "rules/0/kind"),
        (lambda rule: rule.pop("holds"), "rules/0: 'holds' is a required property"),
        (lambda rule: rule["operands"].update(right=[]), "rules/0/operands/right"),
        (lambda rule: rule["operands"].update(total="a.b"), "rules/0/operands"),
        (lambda rule: rule.update(id="Q1"), "rules/0/id"),
        (lambda rule: rule.update(name="Not a name"), "rules/0/name"),
        (lambda rule: rule.update(tolerance=-1), "rules/0/tolerance"),
    ],
)
def test_a_broken_entry_is_refused_with_its_place(change, fault: str) -> None:
    content = copy.deepcopy(read_knowledge("consistency"))
    change(content["rules"][0])
    schema = json.loads((files("expectations") / "rules" / "consistency.schema.json").read_text(encoding="utf-8"))
    with pytest.raises(KnowledgeRefused) as refused:
        check_knowledge("consistency.yaml", content, schema)
    assert "consistency.yaml: " + fault in str(refused.value)


def test_importing_the_package_does_not_import_great_expectations_or_dagster() -> None:
    program = (
        "import sys, expectations\n"
        "assert expectations.load_rules()\n"
        "heavy = {'great_expectations', 'dagster', 'sqlalchemy', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    finished = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
