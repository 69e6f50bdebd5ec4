"""The pages about access, releases and queries are true: what they show runs on the samples."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

from warehouse.access import open_warehouse
from warehouse.named_queries import load_queries
from warehouse.tables.history import REASONS_OF_CHANGE

DOCS = Path(__file__).parent.parent / "docs"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("page", ["access.md", "queries.md"])
def test_every_statement_finds_something(page: str, samples_release: Path) -> None:
    statements = [line for block in blocks(page, "sql") for line in block.split(";") if line.strip()]
    assert statements
    with open_warehouse(samples_release) as connection:
        for statement in statements:
            assert connection.sql(statement).fetchall(), statement


def test_three_lines_of_python_read_the_facts(samples_release: Path) -> None:
    code = blocks("access.md", "python")
    assert [sum(map(bool, block.splitlines())) for block in code] == [3, 3], "lines that say something"
    printed = io.StringIO()
    for block in code:
        names: dict[str, object] = {}
        with contextlib.redirect_stdout(printed):
            exec(block.replace("OUT", str(samples_release)), names)
    assert "柳溪镇" in printed.getvalue()
    assert names["frame"].height > 20  # type: ignore[attr-defined]


def test_what_is_said_to_be_in_a_release_is_there(samples_release: Path) -> None:
    rows = re.findall(r"^\| [^|]+ \| ([^|]+) \|", (DOCS / "access.md").read_text("utf-8"), re.MULTILINE)
    names = [name for row in rows for name in re.findall(r"`([^`]+)`", row)]
    assert len(names) >= 9
    for name in names:
        assert (samples_release / "current" / name.replace("/TABLE", "/fact_indicator").split("*")[0]).exists(), name


def test_every_named_query_is_listed() -> None:
    listed = re.findall(r"^\| (\d+) \| `(\w+)` \| (.*) \|$", (DOCS / "queries.md").read_text("utf-8"), re.MULTILINE)
    assert listed == [(str(query.question), query.name, query.title) for query in load_queries().values()]


def test_every_reason_of_a_change_is_explained() -> None:
    rows = re.findall(r"^\| (`.*?) \|", (DOCS / "releases.md").read_text("utf-8"), re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == list(REASONS_OF_CHANGE)
