"""The public interface of extraction on any text: columns, exact spans, order, sameness, time."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_sentences import read

from transforms.extraction import MENTION_SCHEMA, extract
from warehouse.tables.facts import DISPOSITIONS, QUALIFIERS, REASONS

SAMPLES = sorted((Path(__file__).parents[3] / "samples").glob("*.txt"))
COLUMNS = {
    "report": pl.String, "start": pl.Int64, "end": pl.Int64, "quote": pl.String, "clause": pl.String, "value": pl.Float64,
    "value_low": pl.Float64, "value_high": pl.Float64, "unit": pl.String, "qualifier": pl.String, "disposition": pl.String,
    "reason": pl.String, "indicator": pl.String, "phrase": pl.String, "breakdown": pl.String, "parent_start": pl.Int64, "period": pl.String,
    "region": pl.String, "scope": pl.String, "implicit": pl.Boolean, "rule": pl.String,
}  # fmt: skip

# Pieces that make numbers, units, marks and odd characters meet in every order.
PIECES = st.sampled_from(
    [
        "0",
        "1",
        "12",
        "1,260",
        "3.2",
        "98.5",
        "2022",
        "一",
        "二",
        "十",
        "百",
        "万",
        "亿",
        "两",
        "零",
        "%",
        "％",
        "‰",
        "余",
        "多",
        "近",
        "约",
        "超",
        "以上",
        "左右",
        "其中",
        "（",
        "）",
        "(",
        ")",
        "、",
        "，",
        "。",
        "；",
        "：",
        "\n",
        "\r\n",
        "\u3000",
        "“",
        "”",
        "年",
        "月",
        "日",
        "号",
        "件",
        "起",
        "人",
        "人次",
        "次",
        "份",
        "元",
        "万元",
        "项",
        "调解",
        "纠纷",
        "培训",
        "全覆盖",
        "未发生",
        "无",
        "为零",
        "第",
        "〔",
        "〕",
        "+",
        "/",
        "较上年",
        "增长",
        "截至",
        "以来",
        "成",
        "分之",
        "点",
        "😀",
        "é",
        "﷽",
        "\ud7ff",
        "\u200b",
        "\ue000",
        "\ue001",
    ]
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=40).map("".join))
PROPERTY = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def frame(*texts: str) -> pl.DataFrame:
    return pl.DataFrame({"report": [f"r{i}" for i in range(len(texts))], "text": list(texts)})


def test_columns_and_types() -> None:
    assert dict(MENTION_SCHEMA) == COLUMNS
    assert extract(frame("全年调解矛盾纠纷58件。")).schema == pl.Schema(COLUMNS)


@pytest.mark.parametrize(
    "reports", [frame(""), frame().cast({"report": pl.String, "text": pl.String}), frame("这句话不写数字。")]
)
def test_nothing_to_read_gives_an_empty_frame_of_the_same_columns(reports: pl.DataFrame) -> None:
    found = extract(reports)
    assert found.height == 0
    assert found.schema == pl.Schema(COLUMNS)


@pytest.mark.parametrize("missing", ["report", "text"])
def test_a_missing_column_is_named(missing: str) -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match=missing):
        extract(frame("调解纠纷5件。").drop(missing))


@given(TEXTS)
@PROPERTY
def test_any_text_is_read_and_every_span_proves_itself(text: str) -> None:
    rows = read(text)
    for row in rows:
        assert 0 <= row["start"] < row["end"] <= len(text)
        assert text[row["start"] : row["end"]] == row["quote"]
        assert row["clause"] in text
        assert row["disposition"] in DISPOSITIONS
        assert row["qualifier"] in QUALIFIERS
        assert (row["reason"] is not None) == (row["disposition"] == "not_metric")
        assert row["reason"] is None or row["reason"] in REASONS
        assert row["disposition"] != "not_metric" or row["indicator"] is None
        assert row["rule"]
        assert row["parent_start"] is None or row["parent_start"] in {
            other["start"] for other in rows if other is not row
        }
    assert [(row["start"], row["end"]) for row in rows] == sorted((row["start"], row["end"]) for row in rows)


@given(TEXTS)
@PROPERTY
def test_spans_overlap_only_where_one_number_measures_two_indicators(text: str) -> None:
    rows = read(text)
    spans = sorted({(row["start"], row["end"]) for row in rows})
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans)), spans
    for span in spans:
        same = [row["indicator"] for row in rows if (row["start"], row["end"]) == span]
        assert len(same) == 1 or (None not in same and len(set(same)) == len(same))


@given(TEXTS, TEXTS)
@PROPERTY
def test_a_report_is_read_alike_alone_among_others_and_again(first: str, second: str) -> None:
    both = extract(frame(first, second))
    turned = extract(frame(first, second).reverse())
    assert both.equals(extract(frame(first, second)))
    for key, text in (("r0", first), ("r1", second)):
        alone = extract(pl.DataFrame({"report": [key], "text": [text]}))
        assert both.filter(pl.col("report") == key).equals(alone)
        assert turned.filter(pl.col("report") == key).equals(alone)


@given(st.text(alphabet="0123456789一二三十百千万亿零〇两点分之余多成%‰,. /", min_size=1, max_size=30))
@PROPERTY
def test_values_are_finite_whatever_the_digits(numeral: str) -> None:
    for row in read(f"调解纠纷{numeral}件。"):
        for name in ("value", "value_low", "value_high"):
            assert row[name] is None or abs(row[name]) < float("inf"), (row["quote"], name, row[name])


def test_a_very_long_run_of_digits_is_no_infinite_value() -> None:
    for row in read(f"编码{'9' * 400}，调解纠纷{'9' * 400}件。"):
        assert row["value"] is None or abs(row["value"]) < float("inf")


@pytest.mark.parametrize("path", SAMPLES[::4], ids=lambda path: path.stem)
def test_spans_of_whole_reports(path: Path) -> None:
    text = path.read_bytes().decode("utf-8-sig")
    rows = read(text)
    assert len(rows) > 30
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in rows)
    assert any(row["indicator"] for row in rows)


@pytest.mark.parametrize("shift", ["", "\ufeff", "　　", "😀", "甲\r\n", "[大] [中] [小]\n"])
def test_what_stands_before_moves_spans_and_nothing_else(shift: str) -> None:
    sentence = "全年调解矛盾纠纷1,260件，成功率达98.3％。"
    plain, moved = read(sentence), read(shift + sentence)
    assert [row["start"] - len(shift) for row in moved] == [row["start"] for row in plain]
    keep = ("quote", "value", "unit", "indicator", "disposition")
    assert [[row[name] for name in keep] for row in moved] == [[row[name] for name in keep] for row in plain]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_ends_of_any_kind(newline: str) -> None:
    text = newline.join(["一、主要工作", "全年调解矛盾纠纷58件。", "全年培训执法人员30人次。"])
    assert [row["quote"] for row in read(text) if row["disposition"] == "fact"] == ["58", "30"]
    assert all(text[row["start"] : row["end"]] == row["quote"] for row in read(text))


def seconds(text: str) -> float:
    started = time.process_time()
    read(text)
    return time.process_time() - started


def test_time_grows_with_length_not_faster() -> None:
    text = SAMPLES[0].read_text(encoding="utf-8")
    read(text)
    once = min(seconds(text) for _ in range(3))
    assert seconds(text * 10) < 30 * max(once, 0.01)


@pytest.mark.parametrize(
    "unit", ["调解纠纷12件，", "其中1件、", "1,234 ", "（3人次", "一二三", "全覆盖", "较上年增长5%，"]
)
def test_one_very_long_sentence_does_not_stop_the_reading(unit: str) -> None:
    """Lost full stops and tables in one line make sentences of thousands of characters; 5x the text may take 15x the time."""
    read(unit * 20)
    short = min(seconds(unit * 20) for _ in range(3))
    assert seconds(unit * 100) < 15 * max(short, 0.01)
