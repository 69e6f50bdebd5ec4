"""What Dagster's page shows of a table is words of reports: none of them is markup there."""

from __future__ import annotations

import polars as pl
import pytest
from hostile_payloads import payloads

from orchestration.table_metadata import preview


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a|b", r"a\|b"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        (r"a\|b", r"a\\\|b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("`a`\n", "'a' "),
    ],
)
def test_marks_of_markdown_and_html_are_letters(text: str, shown: str) -> None:
    assert preview(pl.DataFrame({"title": [text]})).split("\n")[-1] == f"| {shown} |"


def test_no_payload_leaves_its_cell() -> None:
    texts = [text for _, text in payloads()]
    for text in texts:
        *_, line = preview(pl.DataFrame({"title": [text], "value": [1]})).split("\n")
        assert "<" not in line
        assert "](" not in line.replace(r"\](", "")
        assert line.replace(r"\\", "").replace(r"\|", "").count("|") == 3
