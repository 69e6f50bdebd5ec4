"""YAML changed anywhere: it is used, or refused with the file and the line; never another fault, never the process."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import checks
from benchmarks.fuzz.seeds import DECISIONS, PEERS
from transforms.catalog.loading import CATALOG, KnowledgeError, parse_knowledge, parse_yaml
from transforms.catalog.peers import read_peer_choices
from transforms.decisions import DecisionError, parse_decisions

# What has a meaning in YAML, and what it takes for numbers, dates and keys.
PIECES = (
    "- ", "? ", "&a ", "*a", "<<: ", "!!int ", "!!float ", "!!binary ", "!!set ", "!!omap ", "!!bool ", "!!null ", "!!python/name:os.system ",
    "{", "}", "[", "]", ":", ": ", "'", '"', "|", ">", "%YAML 9", "@", "`", "\t", "\x00", "\x85", "\u2028", "\ufeff", "#", "---\n", "...\n",
    "0o8", "0x", "1_", "1:2", "9" * 5000, ".inf", ".nan", "null", "~", "yes", "2024-02-30", "2024-W01-1", "=", "[" * 300, "- " * 300, "{a: " * 90,
)  # fmt: skip
CHANGES = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.sampled_from(PIECES) | st.text(max_size=3)), max_size=5
)
TEXTS: dict[str, tuple[Callable[[str], None], str]] = {
    "decisions": (checks.check_decisions, DECISIONS),
    "peers": (checks.check_peers, PEERS),
    **{
        name: (checks.check_catalogue(name), (CATALOG / f"{name}.yaml").read_text(encoding="utf-8")[:1500])
        for name in ("units", "vocabulary", "decoys", "indicators", "index_recipe", "structural_breaks")
    },
}


def change(text: str, changes: list[tuple[float, int, str]]) -> str:
    for place, length, piece in changes:
        start = int(place * len(text))
        text = text[:start] + piece + text[start + length :]
    return text


@pytest.mark.parametrize("name", TEXTS)
@settings(max_examples=2 * settings.default.max_examples, suppress_health_check=list(HealthCheck))
@given(changes=CHANGES)
def test_changed_yaml_is_used_or_refused_with_its_line(name: str, changes: list[tuple[float, int, str]]) -> None:
    check, text = TEXTS[name]
    check(change(text, changes))


@pytest.mark.parametrize("name", ["decisions", "peers"])
@settings(suppress_health_check=list(HealthCheck))
@given(text=st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text_as_yaml(name: str, text: str) -> None:
    TEXTS[name][0](text)


@pytest.mark.parametrize("key", ["null", "~", "no", "2024", "1.5", "? [a]\n"])
def test_a_key_that_is_no_word_is_named_with_its_line(key: str) -> None:
    text = (CATALOG / "vocabulary.yaml").read_text(encoding="utf-8")
    line = text.count("\n") + 1
    with pytest.raises(KnowledgeError, match=rf"changed\.yaml: .*is no word.*line {line}\b"):
        parse_knowledge(f"{text}{key}: 1\n", "changed.yaml", "vocabulary")


def test_the_texts_are_good_before_they_are_changed() -> None:
    assert parse_decisions({"a.yaml": DECISIONS}).height == 2
    assert read_peer_choices(PEERS, frozenset({"990121101"})).height == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (DECISIONS.replace("kind: number", "kind: guess"), 10),
        (DECISIONS.replace("{value: 85}", "{value: many}"), 15),
        (DECISIONS.replace("  role: county reviewer\n  date: 2026-03-03", "  date: 2026-03-03"), 9),
        (DECISIONS.replace("[10, 12]", "[10, x]"), 12),
        (DECISIONS.replace("'58'", "'58"), 13),
        (DECISIONS.replace("'58'", "!!int five"), 13),
        (DECISIONS.replace("  quote:", "  ? [a]\n  : b\n  quote:"), 13),
        (DECISIONS.replace("  reason: 两", "  quote: '58'\n  reason: 两"), 16),
        (DECISIONS + "\udc00", 19),
        (DECISIONS + "- " * 100_000, 19),
        (DECISIONS + "  set: " + "[" * 100_000 + "]" * 100_000, 19),
        (DECISIONS + "- &a [*a]", 19),
    ],
)  # fmt: skip
def test_a_fault_names_file_and_line(text: str, line: int) -> None:
    with pytest.raises(DecisionError) as refused:
        parse_decisions({"mine.yaml": text})
    words = str(refused.value)
    assert "mine.yaml" in words
    assert str(line) in re.findall(r"line (\d+)", words), words
    assert "Traceback" not in words
    assert len(words) < 4_000


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [echo]", "!!python/name:os.system ''", "!mine x", "!!python/tuple [1]"]
)
def test_yaml_makes_no_objects(tag: str) -> None:
    with pytest.raises(KnowledgeError, match=r"a\.yaml: could not determine a constructor .* at line 2"):
        parse_yaml(f"a: 1\nb: {tag}\n", "a.yaml")


def test_references_that_unfold_to_billions_are_refused_by_the_schema_in_no_space() -> None:
    levels = "".join(
        f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]\n"
        for above, name in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    with pytest.raises(KnowledgeError) as refused:
        parse_knowledge("a: &a [x]\n" + levels, "a.yaml", "units")
    assert len(str(refused.value)) < 8_000


UNSAFE = re.compile(
    r"yaml\.(?:unsafe_load|full_load|load_all|load\((?!.*Loader=(?:_Loader|loader|yaml\.CSafeLoader)\)))|UnsafeLoader|FullLoader"
)


@pytest.mark.parametrize(
    "package", ["transforms", "warehouse", "expectations", "orchestration", "scripts", "benchmarks"]
)
def test_yaml_is_read_by_safe_loaders_only(package: str) -> None:
    found = {
        path.name: UNSAFE.findall(path.read_text(encoding="utf-8"))
        for path in (Path(__file__).parents[3] / package).rglob("*.py")
    }
    assert {name: words for name, words in found.items() if words} == {}
    assert UNSAFE.search("yaml.load(text)")
    assert UNSAFE.search("yaml.load(text, Loader=yaml.Loader)")
