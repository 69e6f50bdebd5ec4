"""The knowledge files fit each other: indicators, rules, classes, units; and a broken file is refused by name and place."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from transforms.catalog import loading
from transforms.catalog.indicators import load_catalogue, load_indicators
from transforms.catalog.loading import CATALOG, KnowledgeError, load_knowledge
from transforms.extraction.indicator_rules import rule_entries, rules
from transforms.extraction.units import unit_groups
from warehouse.tables import DIM_INDICATOR

FILES = sorted(path.relative_to(CATALOG).with_suffix("").as_posix() for path in CATALOG.rglob("*.yaml"))
CLASSES = {name for kind in load_knowledge("vocabulary").values() for name in kind}
GROUPS = set(load_knowledge("units")["groups"]) | {"none"}


@pytest.mark.parametrize("name", FILES)
def test_every_file_keeps_to_its_schema(name: str) -> None:
    assert load_knowledge(name)


@pytest.mark.parametrize("name", FILES)
def test_no_key_is_written_twice(name: str) -> None:
    """YAML keeps the last of two equal keys and drops the first in silence."""

    def walk(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            counted = Counter(key.value for key, _ in node.value)
            twice.extend(f"{key} (line {node.start_mark.line + 1})" for key, times in counted.items() if times > 1)
            for _, value in node.value:
                walk(value)
        elif isinstance(node, yaml.SequenceNode):
            for value in node.value:
                walk(value)

    twice: list[str] = []
    walk(yaml.compose((CATALOG / f"{name}.yaml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    assert twice == []


def test_every_indicator_has_rules_and_every_rule_an_indicator() -> None:
    assert set(load_catalogue()) == set(rule_entries())


def test_dim_indicator_has_every_indicator_of_the_catalogue() -> None:
    frame = load_indicators()
    assert frame.schema == DIM_INDICATOR.schema
    assert set(frame["indicator_id"]) == set(load_catalogue())
    assert all(name.split(".")[0] == domain for name, domain in frame.select("indicator_id", "domain").iter_rows())


@pytest.mark.parametrize("indicator", rule_entries())
def test_rules_name_classes_and_units_that_exist(indicator: str) -> None:
    for rule in rule_entries()[indicator]["rules"]:
        named = {name for term in [*rule.get("words", ()), *rule.get("about", ())] for name in term.split("|")}
        assert (named | set(rule.get("not", ()))) - CLASSES == set()
        assert set(rule["units"]) - GROUPS == set()
        assert set(rule.get("surfaces", ())) - set(unit_groups()) == set()


def test_rule_ids_are_unique() -> None:
    ids = [rule.id for rule in rules()]
    assert len(ids) == len(set(ids)) == sum(len(entry["rules"]) for entry in rule_entries().values())


def test_every_measure_word_stands_in_one_group() -> None:
    counted = Counter(word for words in load_knowledge("units")["groups"].values() for word in words)
    assert [word for word, times in counted.items() if times > 1] == []


def test_units_are_named_consistently() -> None:
    units = load_knowledge("units")
    assert set(units["not_before"]) - set(unit_groups()) == set(), "exceptions for words that are no measure words"
    assert {group for kind in units["kinds"] for group in kind} - GROUPS == set()
    counted = Counter(group for kind in units["kinds"] for group in kind)
    assert [group for group, times in counted.items() if times > 1] == []
    for kind, entries in load_knowledge("signals").items():
        for entry in entries:
            assert set(entry.get("units", ())) - GROUPS == set(), f"{kind}:{entry['id']}"


@pytest.mark.parametrize("indicator", load_catalogue())
def test_units_of_an_indicator_are_measure_words(indicator: str) -> None:
    entry = load_catalogue()[indicator]
    written = [*entry["units"], *(unit for kind in entry.get("unit_kinds", ()) for unit in kind)]
    assert set(written) - set(unit_groups()) == set()
    kinds = Counter(unit for kind in entry.get("unit_kinds", ()) for unit in kind)
    assert [unit for unit, times in kinds.items() if times > 1] == []


def test_no_word_is_listed_twice_in_a_class() -> None:
    for kind, classes in load_knowledge("vocabulary").items():
        for name, words in classes.items():
            assert [word for word, times in Counter(words).items() if times > 1] == [], f"{kind}/{name}"


# --- a broken file ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def catalog_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the catalogue that a test may break; read past the cache."""
    copy = tmp_path / "catalog"
    shutil.copytree(CATALOG, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(loading, "CATALOG", copy)
    return copy


def load_afresh(name: str) -> Any:
    return load_knowledge.__wrapped__(name)


def rewrite(path: Path, change: Any) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")


def drop_match(content: dict) -> None:
    del content["dispute.mediated"]["match"]


def unknown_key(content: dict) -> None:
    content["dispute.mediated"]["rules"][0]["wrods"] = ["dispute"]


def unmarked_example(content: dict) -> None:
    content["target"][0]["match"] = ["计划举办2期"]


def unknown_reason(content: dict) -> None:
    content["patterns"][0]["reason"] = "because"


def unknown_direction(content: dict) -> None:
    content["dispute.mediated"]["better_direction"] = "sideways"


def empty_group(content: dict) -> None:
    content["groups"]["case"] = []


def capital_class(content: dict) -> None:
    content["object"]["Dispute"] = ["纠纷"]


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("rules/dispute", drop_match, ["dispute.yaml", "dispute.mediated", "'match' is a required property"]),
        ("rules/dispute", unknown_key, ["dispute.yaml", "dispute.mediated/rules/0", "wrods"]),
        ("signals", unmarked_example, ["signals.yaml", "target/0/match/0"]),
        ("decoys", unknown_reason, ["decoys.yaml", "patterns/0/reason", "because"]),
        ("indicators", unknown_direction, ["indicators.yaml", "dispute.mediated/better_direction", "sideways"]),
        ("units", empty_group, ["units.yaml", "groups/case"]),
        ("vocabulary", capital_class, ["vocabulary.yaml", "Dispute"]),
    ],
)
def test_a_broken_file_is_refused_by_file_and_place(
    catalog_copy: Path, name: str, change: Any, words: list[str]
) -> None:
    rewrite(catalog_copy / f"{name}.yaml", change)
    with pytest.raises(KnowledgeError) as refused:
        load_afresh(name)
    assert [word for word in words if word not in str(refused.value)] == [], str(refused.value)


def test_a_file_that_is_no_yaml_is_refused_by_name_and_line(catalog_copy: Path) -> None:
    (catalog_copy / "units.yaml").write_text("groups:\n  case: [件, 起\nkinds: {\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"units\.yaml.*line 3") as refused:
        load_afresh("units")
    assert refused.value.__cause__ is not None


def test_an_empty_file_is_refused(catalog_copy: Path) -> None:
    (catalog_copy / "signals.yaml").write_text("", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"signals\.yaml"):
        load_afresh("signals")


def test_a_broken_regular_expression_is_refused_by_entry(catalog_copy: Path) -> None:
    def unbalanced(content: dict) -> None:
        content["patterns"][0]["pattern"] = "(?:浏览<>"

    rewrite(catalog_copy / "decoys.yaml", unbalanced)
    with pytest.raises(KnowledgeError, match=r"decoys\.yaml.*patterns/0/pattern"):
        load_afresh("decoys")


def test_a_key_written_twice_is_refused(catalog_copy: Path) -> None:
    path = catalog_copy / "units.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "kinds: []\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"units\.yaml.*kinds"):
        load_afresh("units")
