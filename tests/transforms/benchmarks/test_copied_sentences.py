"""Copied sentences: both spans prove themselves, figures are masked and compared apart, common stock is left out."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from transforms.benchmarks import find_copied_sentences
from transforms.benchmarks.copied_sentences import COMMON_UNITS
from warehouse.tables import DIM_REPORT, FACT_COPIED_SENTENCE, conform

_EMPTY = {pl.String(): "", pl.Int64(): 0, pl.Int32(): 0, pl.Float64(): 0.0, pl.Boolean(): False}
WORK = "全年共排查各类矛盾纠纷{}件，调解成功{}件，未发生民转刑案件"
OTHER = "组织开展宪法宣传周活动，向群众讲解身边的法律故事"


def reports_of(*rows: tuple[str, int, str]) -> pl.DataFrame:
    """dim_report of (issuer, year, text)."""
    filled: list[dict[str, Any]] = []
    for number, (issuer, year, text) in enumerate(rows):
        empty = {
            column.name: None
            if column.nullable
            else column.allowed[0]
            if column.allowed
            else _EMPTY.get(column.dtype, [])
            for column in DIM_REPORT.columns
        }
        filled.append(
            empty
            | {
                "report_id": f"r{number}",
                "issuer": issuer,
                "level": "town",
                "report_year": year,
                "text": text,
                "document_type": "annual_report",
                "state": "accepted",
            }
        )
    return conform(pl.DataFrame(filled, schema=DIM_REPORT.schema), DIM_REPORT)


def quoted(reports: pl.DataFrame, found: dict[str, Any]) -> tuple[str, str]:
    texts = dict(reports.select("report_id", "text").rows())
    return (
        texts[found["report_id"]][found["start"] : found["end"]],
        texts[found["other_report_id"]][found["other_start"] : found["other_end"]],
    )


def test_a_sentence_of_last_year_is_found_with_both_spans() -> None:
    old, new = WORK.format(312, 305), WORK.format(287, 280)
    reports = reports_of(("甲镇", 2022, f"𠮷祥开头。{old}。"), ("甲镇", 2023, f"\n　　{OTHER}！　{new}；完。"))
    (found,) = find_copied_sentences(reports).to_dicts()
    assert quoted(reports, found) == (new, old)
    assert (found["origin"], found["similarity"], found["has_same_numbers"]) == ("last_year", 100.0, False)
    assert found["number_count"] == 2


@pytest.mark.parametrize("figures", ["３１２|３０５", "312|305"])
def test_the_same_figures_are_told(figures: str) -> None:
    text = WORK.format(*figures.split("|"))
    found = find_copied_sentences(reports_of(("甲镇", 2022, f"{text}。"), ("甲镇", 2023, f"前言。{text}。")))
    assert found["has_same_numbers"].to_list() == [True]


def test_a_few_changed_words_are_found_between_years_of_one_unit() -> None:
    old = WORK.format(312, 305)
    new = WORK.format(287, 280).replace("未发生", "没有发生")
    found = find_copied_sentences(reports_of(("甲镇", 2022, f"{old}。"), ("甲镇", 2023, f"{new}。")))
    assert found["origin"].to_list() == ["last_year"]
    assert 90 <= found["similarity"].item() < 100


def test_other_words_are_not_copied() -> None:
    rows = (("甲镇", 2022, f"{OTHER}3场次。"), ("甲镇", 2023, f"{WORK.format(3, 2)}。"))
    assert find_copied_sentences(reports_of(*rows)).is_empty()


def test_a_gap_of_a_year_is_not_bridged() -> None:
    text = WORK.format(312, 305)
    assert find_copied_sentences(reports_of(("甲镇", 2021, text), ("甲镇", 2023, text))).is_empty()


def test_another_places_sentence_is_found_and_the_earlier_comes_first() -> None:
    text = WORK.format(312, 305)
    reports = reports_of(("甲镇", 2022, f"{text}。"), ("乙镇", 2023, f"{text}。"), ("丙镇", 2023, f"{text}。"))
    found = find_copied_sentences(reports).to_dicts()
    assert [(one["report_id"], one["other_report_id"], one["origin"]) for one in found] == [
        ("r1", "r0", "other_place"),
        ("r2", "r0", "other_place"),
    ]
    assert {one["unit_count"] for one in found} == {3}


def test_what_many_units_say_is_copied_from_nobody() -> None:
    text = WORK.format(312, 305)
    rows = [(f"{name}镇", 2023, f"{text}。") for name in "甲乙丙丁戊己庚"[:COMMON_UNITS]]
    assert find_copied_sentences(reports_of(*rows)).is_empty()
    assert find_copied_sentences(reports_of(*rows[1:])).height == COMMON_UNITS - 1


def test_only_the_years_asked_for_and_the_order_of_reports_does_not_matter() -> None:
    text = WORK.format(312, 305)
    reports = reports_of(*((("甲镇"), year, f"{text}。") for year in range(2020, 2024)))
    assert find_copied_sentences(reports, [2022])["report_year"].to_list() == [2022]
    whole = find_copied_sentences(reports)
    assert whole["report_year"].to_list() == [2021, 2022, 2023]
    assert find_copied_sentences(reports.reverse()).equals(whole)
    assert whole.equals(conform(whole, FACT_COPIED_SENTENCE))


def test_nothing_comes_of_nothing() -> None:
    assert find_copied_sentences(reports_of()).is_empty()
    assert find_copied_sentences(reports_of(("甲镇", 2023, ""), ("甲镇", 2022, ""))).is_empty()


def test_what_is_settled_is_not_looked_for_again_and_not_lost() -> None:
    near = WORK.format(62, 60).replace("全年共排查", "全年累计共排查")
    rows = [
        ("甲镇", 2022, f"{WORK.format(1, 1)}。"),
        ("甲镇", 2023, f"{near}。{OTHER}。"),
        ("乙镇", 2023, f"{OTHER}。"),
    ]
    before = find_copied_sentences(reports_of(*rows), [2023])
    assert before.filter(pl.col("similarity") < 100).height == 1
    # 乙镇 gets a report of 2022, out of which its sentence comes; nothing of 甲镇 changed.
    more = reports_of(*rows, ("乙镇", 2022, f"{OTHER}。{near}。"))
    settled = pl.DataFrame({"report_id": ["r0", "r1"]}).join(before, on="report_id", how="left")
    whole = find_copied_sentences(more, [2023])
    assert find_copied_sentences(more, [2023], settled).equals(whole)
    # It is taken from there and not found: without its row it is not there.
    nothing = settled.with_columns(
        pl.when(pl.col("similarity") == 100).then(pl.col("report_year")).alias("report_year")
    )
    assert find_copied_sentences(more, [2023], nothing).height == whole.height - 1
