"""余, 多, 近, 约, 超, 以上: how exact a number is meant, and the bounds that follow (the table of ARCHITECTURE.md)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from reading_sentences import read

from transforms.extraction.qualifiers import bounds

CASES = [
    ("培训执法人员300人次", "exact", 300, 300),
    ("培训执法人员300余人次", "at_least", 300, 400),
    ("培训执法人员300多人次", "at_least", 300, 400),
    ("培训执法人员320余人次", "at_least", 320, 330),
    ("培训执法人员4268余人次", "at_least", 4268, 4269),
    ("培训执法人员5.3万余人次", "at_least", 53_000, 54_000),
    ("培训执法人员3万余人次", "at_least", 30_000, 40_000),
    ("培训执法人员650余万人次", "at_least", 6_500_000, 6_600_000),
    ("培训执法人员一百二十余人次", "at_least", 120, 130),
    ("培训执法人员近300人次", "about", 270, 300),
    ("培训执法人员约300人次", "about", 270, 330),
    ("培训执法人员300人次左右", "about", 270, 330),
    ("培训执法人员超300人次", "at_least", 300, None),
    ("培训执法人员超过300人次", "at_least", 300, None),
    ("培训执法人员逾300人次", "at_least", 300, None),
    ("培训执法人员300人次以上", "at_least", 300, None),
    ("培训执法人员不少于300人次", "at_least", 300, None),
    ("培训执法人员不超过300人次", "at_most", None, 300),
    ("培训执法人员300人次以下", "at_most", None, 300),
    ("培训执法人员约400余人次", "at_least", 400, 500),
]


@pytest.mark.parametrize(("clause", "qualifier", "low", "high"), CASES)
def test_bounds_follow_the_words(clause: str, qualifier: str, low: float | None, high: float | None) -> None:
    [row] = read(clause + "。")
    assert row["qualifier"] == qualifier
    assert (row["value_low"], row["value_high"]) == (
        low if low is None else pytest.approx(low),
        high if high is None else pytest.approx(high),
    )


def test_the_value_is_the_number_as_written() -> None:
    assert {read(clause + "。")[0]["value"] for clause, *_ in CASES if "300" in clause} == {300.0}


@pytest.mark.parametrize("marker", ["余", "多"])
def test_the_marker_is_no_part_of_the_quote(marker: str) -> None:
    [row] = read(f"发放宣传资料3000{marker}份。")
    assert (row["quote"], row["unit"]) == ("3000", "份")


@pytest.mark.parametrize("clause", [clause for clause, *_ in CASES])
def test_the_value_lies_within_its_bounds(clause: str) -> None:
    [row] = read(clause + "。")
    assert row["value_low"] is None or row["value_low"] <= row["value"]
    assert row["value_high"] is None or row["value"] <= row["value_high"]


def test_about_zero_has_zero_bounds() -> None:
    assert bounds(Decimal(0), "about", False) == (0.0, 0.0)
