"""Any Unicode at all, and texts without an end: both engines read it, alike, and every span proves itself."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from benchmarks.fuzz import checks
from benchmarks.fuzz.edits import KINDS, Edit, apply_edits
from benchmarks.fuzz.seeds import report_texts
from transforms.extraction import extract
from transforms.extraction.numbers import value_of
from transforms.extraction.part_chains import MOST_IN_CHAIN

# The first use on a machine compiles.
pytestmark = pytest.mark.timeout(1800)
PLAIN = st.text(max_size=80)
# Characters whose writing, direction, digits or size in other encodings is not that of their neighbours.
ODD = st.text(
    alphabet=st.sampled_from(
        "𠮷𝟙𝟚①½²٣໓၁０９﹪％‰〇○零兩两萬億\u0300\u200b\u200d\u202e\ufeff\ue000\uffff\U0010ffff\u2028\x85\x00\x1b\t\r\n（)《〔“|｜"
    ),
    max_size=40,
)
NUMERIC = st.text(
    alphabet=st.characters(categories=["Nd", "Nl", "No"]) | st.sampled_from("万亿%成余多点分之、，/.,"), max_size=20
)
CHANGED = st.builds(
    lambda text, edits: apply_edits(text.encode(), edits).decode("utf-8", "replace"),
    st.sampled_from(report_texts()),
    st.lists(
        st.builds(
            Edit,
            st.sampled_from(KINDS),
            st.floats(0, 1, exclude_max=True),
            st.sampled_from((1, 3, 9, 60)),
            st.binary(max_size=4),
        ),
        max_size=5,
    ),
)
TEXTS = st.lists(PLAIN | ODD | NUMERIC | CHANGED | st.just("件") | st.just("调解纠纷"), max_size=6).map("".join)


def read_by_both(texts: list[str]) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"report": [str(number) for number in range(len(texts))], "text": texts},
        schema={"report": pl.String, "text": pl.String},
    )
    readable, compiled = extract(frame), extract(frame, is_compiled=True)
    assert_frame_equal(compiled, readable)
    for number, text in enumerate(texts):
        checks.check_mentions(text, compiled.filter(report=str(number)))
    return compiled


@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, min_size=1, max_size=8))
def test_any_unicode_is_read_alike_by_both_engines(texts: list[str]) -> None:
    read_by_both(texts)


@pytest.mark.parametrize(
    "unit",
    [
        "调解纠纷12件，",
        "其中1件、",
        "甲3件、",
        "（3人次",
        "纠纷9件（其中邻里3件），",
        "未发生",
        "全覆盖",
        "事项 | 12 | ",
    ],
)
def test_what_is_looked_at_together_ends_at_the_same_number_in_both_engines(unit: str) -> None:
    assert (
        read_by_both(
            [
                f"全年调解矛盾纠纷{count}件，" + unit * count
                for count in (MOST_IN_CHAIN - 1, MOST_IN_CHAIN, MOST_IN_CHAIN + 3)
            ]
        ).height
        > 1
    )


@pytest.mark.parametrize("length", [700, 799, 801, 900])
def test_clauses_longer_than_any_are_cut_alike(length: int) -> None:
    read_by_both([f"推动{'的' * length}未发生行政诉讼案件。", f"，要{'的' * length}全覆盖。"])


@settings(max_examples=2 * settings.default.max_examples)
@given(written=NUMERIC)
def test_numerals_have_a_finite_value_or_none(written: str) -> None:
    checks.check_numbers(written)
    checks.check_numbers(f"百分之{written}")


@pytest.mark.parametrize(
    "numeral",
    [
        "9" * 5_000,
        "9" * 300 + "万亿",
        "亿" * 60,
        "1/0",
        "零分之三",
        "百分之" + "九" * 400,
        "一二三" * 2_000,
        "1万" * 40,
        "0." + "0" * 400 + "1",
    ],
)
def test_numerals_beyond_all_measure(numeral: str) -> None:
    checks.check_numbers(numeral)


def test_values_of_long_numerals_are_none() -> None:
    """Six thousand numerals in a row, of which Python makes no int, ended the run."""
    assert value_of("9" * 5_000, "digits") is None
    assert value_of("一二三" * 2_000, "chinese") is None
