"""Sentences lie where they say they do, none is lost, and numbers stand in exactly one of them."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.reading.sentences import list_sentences
from warehouse.tables import DIM_SENTENCE


def cut(*texts: str, body_end: int | None = None) -> pl.DataFrame:
    rows = [
        {
            "report_id": f"r{number}",
            "report_year": 2023,
            "text": text,
            "body_end": len(text) if body_end is None else body_end,
        }
        for number, text in enumerate(texts)
    ]
    schema = {"report_id": pl.String, "report_year": pl.Int32, "text": pl.String, "body_end": pl.Int64}
    return list_sentences(pl.DataFrame(rows, schema=schema))


def test_sentences_end_with_their_mark_or_their_line() -> None:
    found = cut("标题\r\n　　调解28件。成功27件！\n一是抓培训；二是抓考核\n")
    assert found.schema == DIM_SENTENCE.schema
    assert found["text"].to_list() == ["标题", "调解28件。", "成功27件！", "一是抓培训；二是抓考核"]
    assert found["sentence_number"].to_list() == [1, 2, 3, 4]


def test_blanks_and_bare_marks_are_left_out() -> None:
    assert cut("\n　\n。！\n\n甲。。\n")["text"].to_list() == ["甲。"]


def test_page_furniture_is_left_out() -> None:
    assert cut("正文。\n版权所有。", body_end=4)["text"].to_list() == ["正文。"]


def test_a_report_without_text_has_no_sentence() -> None:
    assert cut("", "甲")["report_id"].to_list() == ["r1"]


@settings(deadline=None)
@given(st.lists(st.text(alphabet="甲12。！?!\r\n\f 　，𠮷é", max_size=60), min_size=1, max_size=3))
def test_text_from_start_to_end_is_the_sentence_and_nothing_that_says_something_is_lost(texts: list[str]) -> None:
    found = cut(*texts)
    for number, text in enumerate(texts):
        own = found.filter(pl.col("report_id") == f"r{number}")
        covered: set[int] = set()
        for start, end, sentence in own.select("start", "end", "text").iter_rows():
            assert text[start:end] == sentence
            assert not covered & set(range(start, end))
            covered |= set(range(start, end))
        lost = [text[place] for place in range(len(text)) if place not in covered]
        assert not set(lost) - set("。！?!\r\n\f 　")
