"""The README is true: its queries run on the samples and print what it shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warehouse.access import open_warehouse

ROOT = Path(__file__).parent.parent
_README = (ROOT / "README.md").read_text(encoding="utf-8")
_QUERIES = re.findall(r"```sql\n(.*?)```\n```\n(.*?)```", _README, re.DOTALL)


def test_the_readme_shows_five_queries() -> None:
    assert len(_QUERIES) == 5


@pytest.mark.parametrize(("query", "shown"), _QUERIES)
def test_query_gives_what_the_readme_shows(query: str, shown: str, samples_release: Path) -> None:
    rows = [" | ".join(map(str, row)) for row in open_warehouse(samples_release).execute(query).fetchall()]
    assert rows == [" | ".join(cell.strip() for cell in line.split(" | ")) for line in shown.splitlines()]


def test_every_command_of_the_readme_is_a_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)", _README.replace("make itself", ""))) <= targets
