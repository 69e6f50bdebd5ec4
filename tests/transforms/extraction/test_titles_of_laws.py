"""Titles that were read say nothing of what was done, and level words leave a number without words of its own."""

from __future__ import annotations

from collections import Counter

import pytest
from reading_sentences import read

from transforms.catalog.loading import CATALOG


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("集中学习《生产安全事故罚款处罚规定》《信访工作条例》等法律法规14次。", "study.leader_sessions"),
        ("编制《行政处罚权力清单》36项。", "govserv.power_list_items"),
    ],
)
def test_a_row_of_titles_read_is_no_object(text: str, indicator: str) -> None:
    [row] = [row for row in read(text) if row["disposition"] != "not_metric"]
    assert row["indicator"] == indicator


def test_a_level_alone_repeats_what_was_counted() -> None:
    rows = read("创建省级民主法治示范村2个、市级6个。")
    assert [row["indicator"] for row in rows] == ["publicity.demo_villages"] * 2


def test_no_two_classes_of_words_share_a_name() -> None:
    lines = (CATALOG / "vocabulary.yaml").read_text(encoding="utf-8").splitlines()
    names = Counter(line.split(":")[0].strip() for line in lines if line.startswith("  ") and ": [" in line)
    assert [name for name, count in names.items() if count > 1] == []
