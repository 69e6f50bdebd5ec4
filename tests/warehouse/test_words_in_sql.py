"""Words of reports and users in SQL stay words: as values, as names, as literals; nothing that they say is run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz import checks
from warehouse.access import open_warehouse
from warehouse.named_queries import QueryFault, load_queries

ROOT = Path(__file__).parents[2]
HOSTILE = (
    "'",
    '"',
    "'; DROP TABLE dim_report; --",
    "') UNION SELECT 1 --",
    "\\'",
    "$1",
    "?",
    "%",
    "_",
    "/*",
    "*/",
    "\x00",
    "\u2028",
    "х'",
    "{}",
    "0); COPY",
)
WORDS = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=6), max_size=5).map("".join)
QUERIES = load_queries()


@pytest.fixture(scope="module")
def samples(samples_release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(samples_release) as connection:
        yield connection


@given(word=WORDS)
def test_a_word_stays_a_word_as_literal_name_default_and_value(word: str) -> None:
    checks.check_sql_words(word)


@pytest.mark.parametrize("name", QUERIES)
@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_words_as_parameters_answer_or_are_refused(
    samples: duckdb.DuckDBPyConnection, name: str, data: st.DataObject
) -> None:
    query = QUERIES[name]
    given_words = {one.name: data.draw(WORDS) for one in query.parameters}
    try:
        statement, values = query.prepare(given_words)
    except QueryFault:
        return
    rows = samples.execute(statement, values).pl()
    assert rows.columns == list(query.columns)


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(words=WORDS, macro=st.sampled_from(["search_sentences(?)", "search_facts(?)", "find_evidence(?, ?)"]))
def test_any_words_can_be_searched(samples: duckdb.DuckDBPyConnection, words: str, macro: str) -> None:
    found = samples.execute(f"FROM {macro}", [words] * macro.count("?")).pl()
    if "sentence" in found.columns and macro.startswith("search"):
        wanted = words.replace("\u3000", " ").split(" ")
        assert all(word in sentence for sentence in found["sentence"] for word in wanted)


def test_a_release_cannot_be_written_to_by_who_reads_it(samples: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        samples.execute("DROP TABLE fact_dispute")


# Identifiers and severities of our own rules, put into rows by `values`, which quotes.
OURS = ("_SCORES.format(weights=weights)",)


def statements_with_words(path: Path) -> list[str]:
    """Calls of `execute` or `sql` whose statement is put together with something that comes from a row of a report."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in ("execute", "sql", "executemany")
            and node.args
        ):
            continue
        for part in ast.walk(node.args[0]):
            value = part.value if isinstance(part, ast.FormattedValue) else None
            # row["title"], report.text: what a table holds is a value, never a part of a statement.
            if (
                isinstance(value, ast.Subscript)
                and isinstance(value.slice, ast.Constant)
                and isinstance(value.slice.value, str)
            ):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(value)}")
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod):
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(part)}")
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute) and part.func.attr == "format":
                found.append(f"{path.name}:{node.lineno}: {ast.unparse(part)}")
    return [line for line in found if not line.endswith(OURS)]


@pytest.mark.parametrize("package", ["transforms", "warehouse", "expectations", "orchestration"])
def test_no_statement_is_put_together_with_what_a_table_holds(package: str) -> None:
    found = [line for path in sorted((ROOT / package).rglob("*.py")) for line in statements_with_words(path)]
    assert found == []


def test_a_statement_put_together_would_be_seen(tmp_path: Path) -> None:
    lines = [
        "c.execute(f\"SELECT '{row['title']}'\")",
        'c.sql("SELECT %s" % title)',
        'c.execute("SELECT {}".format(title))',
    ]
    (tmp_path / "a.py").write_text("\n".join(lines), encoding="utf-8")
    assert len(statements_with_words(tmp_path / "a.py")) == 3
