"""Compiled code is told apart by everything that it was compiled of."""

from __future__ import annotations

import pytest

from transforms.extraction import indicator_rules
from transforms.extraction.kernel import compiling

KERNEL = "transforms.extraction.kernel"


@pytest.fixture(autouse=True)
def _without_memory() -> None:
    compiling.digest_of.cache_clear()


def test_a_constant_of_the_readable_engine_makes_another_state(monkeypatch: pytest.MonkeyPatch) -> None:
    before = {name: compiling.digest_of(f"{KERNEL}.{name}") for name in ("choosing", "reading", "numerals")}
    compiling.digest_of.cache_clear()
    monkeypatch.setattr(indicator_rules, "THRESHOLD", indicator_rules.THRESHOLD + 1)
    after = {name: compiling.digest_of(f"{KERNEL}.{name}") for name in before}
    compiling.digest_of.cache_clear()
    # `reading` calls `choosing`; `numerals` calls neither.
    assert [name for name in before if before[name] != after[name]] == ["choosing", "reading"]


def test_every_step_has_a_file_of_its_own() -> None:
    from transforms.extraction.kernel import reading

    one, other = reading._note_marks._cache, reading._read_numerals._cache
    assert one.cache_path == other.cache_path
    assert one._impl.filename_base != other._impl.filename_base
