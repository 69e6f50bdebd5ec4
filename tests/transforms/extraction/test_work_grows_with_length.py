"""Twice the text is twice the work, whatever the text is made of: counted in lines of ours that run, not in time."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import polars as pl
import pytest

from transforms.extraction import extract
from transforms.extraction.kernel import linking
from transforms.extraction.part_chains import MOST_IN_CHAIN

# Each repeated without an end: what a page without marks, or a file made to do harm, is like.
UNITS = {
    "sentences": "全年调解矛盾纠纷42件，调解成功率98.5%。\n",
    "one sentence": "调解纠纷12件，",
    "one list": "甲3件、",
    "parts": "其中1件、",
    "open brackets": "（3人次",
    "brackets": "纠纷9件（其中邻里3件），",
    "rows of cells": "事项 | 12 | ",
    "claims": "全覆盖",
    "zeros": "未发生",
    "runs of digits": "1,234 ",
    "Chinese numerals": "一二三",
    "titles": "《法1》",
    "semicolons": "维持18件；",
}


def work_of(text: str) -> int:
    """Lines of `transforms` that run while a text is read."""
    count = 0

    def count_line(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += 1
        return count_line

    def enter(frame: FrameType, event: str, argument: Any) -> Any:
        return count_line if "transforms" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        extract(pl.DataFrame({"report": ["r"], "text": [text]}))
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("unit", UNITS.values(), ids=list(UNITS))
def test_twice_the_text_is_twice_the_work(unit: str) -> None:
    # Longer than what is looked at together: within that, numbers are compared with each other.
    repeats = max(MOST_IN_CHAIN, 2_000 // len(unit))
    # What is remembered of words once looked at is remembered for both.
    extract(pl.DataFrame({"report": ["r"], "text": [unit * repeats * 2]}))
    assert work_of(unit * repeats * 2) < 2.3 * work_of(unit * repeats) + 2_000


def test_both_engines_look_at_as_many_numbers_together() -> None:
    assert linking.MOST_IN_CHAIN == MOST_IN_CHAIN
