"""The compiled steps give the rows of the readable engine, on every text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from benchmarks.generator import generate_reports
from transforms.catalog.loading import load_knowledge
from transforms.extraction import MENTION_SCHEMA, extract
from transforms.extraction.indicator_rules import rule_entries
from transforms.reading import find_sections

ROOT = Path(__file__).parents[4]
SHARED = ROOT / ".." / "shared"
SCHEMA = {
    "report": pl.String, "text": pl.String, "report_year": pl.Int32, "document_type": pl.String, "body_end": pl.Int64,
}  # fmt: skip
# The first use on a machine compiles.
pytestmark = pytest.mark.timeout(1800)


def _check(reports: pl.DataFrame) -> pl.DataFrame:
    compiled = extract(reports, is_compiled=True)
    assert_frame_equal(compiled, extract(reports))
    return compiled


def _frame(texts: list[str], document_type: str = "annual_report", year: int | None = 2022) -> pl.DataFrame:
    return pl.DataFrame(
        [(f"r{n}", text, year, document_type, None) for n, text in enumerate(texts)], SCHEMA, orient="row"
    )


@pytest.mark.parametrize("document_type", ["annual_report", "work_plan", "notice"])
def test_samples(document_type: str) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "samples").glob("*.txt"))]
    assert _check(_frame(texts, document_type)).height > 1000


@pytest.mark.parametrize(("density", "places"), [("real", 700), ("dense", 100)])
def test_generated_reports(density: str, places: int) -> None:
    reports = list(generate_reports(places, range(2021, 2022 + (density == "real")), 31, density, fault_rate=0.2))
    frame = pl.DataFrame([(r.key, r.text, r.report_year, None, None) for r in reports], SCHEMA, orient="row")
    assert _check(frame).height > 50 * places


def test_examples_of_the_catalogue() -> None:
    entries = [*rule_entries().values(), *_decoys_and_signals()]
    examples = [text for entry in entries for text in [*entry.get("match", []), *entry.get("no_match", [])]]
    texts = [text.replace("〔", "").replace("〕", "") + "。" for text in examples]
    assert _check(_frame(texts)).height > 700


def _decoys_and_signals() -> Iterator[dict[str, Any]]:
    yield from load_knowledge("decoys")["patterns"]
    for entries in load_knowledge("signals").values():
        yield from entries


def test_without_years() -> None:
    reports = [report.text for report in generate_reports(60, range(2022, 2023), 5, "real")]
    _check(_frame(reports, year=None))


@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason=f"the annotated texts are not at {SHARED}")
def test_annotated_texts() -> None:
    gold = json.loads((SHARED / "gold" / "digests_gold.json").read_text(encoding="utf-8"))
    digests = [
        (document["doc"], document["text"], document["report_year"], None, None) for document in gold["documents"]
    ]
    _check(pl.DataFrame(digests, SCHEMA, orient="row"))
    whole = [path.read_bytes().decode("utf-8") for path in sorted((SHARED / "reports").rglob("*.txt"))]
    assert _check(_frame(whole)).height > 400


def test_parts_that_are_known() -> None:
    texts = [report.text for report in generate_reports(8, range(2022, 2023), 6, "real")]
    parts = [
        [{"role": part.role, "start": part.start, "end": part.end} for part in find_sections(text, "annual_report")]
        for text in texts
    ]
    frame = _frame(texts)
    found = extract(frame)
    assert_frame_equal(_check(frame.with_columns(sections=pl.Series(parts))), found)
    some = [None if number % 2 else known for number, known in enumerate(parts)]
    assert_frame_equal(_check(frame.with_columns(sections=pl.Series(some))), found)
    plans = [[{"role": "next_year_plan", "start": 0, "end": len(text)}] for text in texts]
    planned = _check(frame.with_columns(sections=pl.Series(plans)))
    assert "fact" in found["disposition"]
    assert "fact" not in planned.filter(~pl.col("implicit"))["disposition"]


def test_page_furniture_below_the_report() -> None:
    body = "全年调解矛盾纠纷23件。\n"
    chrome = "浏览次数：286\n   上一页 3 下一页１２  \n" + "长" * 300 + "5"
    rows = [
        ("a", body + chrome, 2022, None, len(body)),
        ("b", body + chrome, 2022, None, 0),
        ("c", body, 2022, None, 99),
    ]
    found = _check(pl.DataFrame(rows, SCHEMA, orient="row"))
    assert found.filter(pl.col("reason") == "page_chrome").height == 13


def test_tables_titles_lists_and_odd_writing() -> None:
    _check(
        _frame(
            [
                "",
                "无数字。",
                "年度 | 罚没金额(万元) | 案件(件)\n2021年 | 12.5 | 30\n本年 | 1753.79 | 41\n",
                "| 单位 | 数量 |\n| 甲镇 | 31 |\n| 乙镇 | 7 |\n总计 | 38",
                "学习《安全生产法》《行政处罚法》等法律法规12次，受理、审结行政复议案件分别为5件、4件。",
                "受理复议申请31.5万(wàn)余件，占三分之一，约1/4以上。",
                "收到１２３件，١٢件，二〇二二年办结三十余件，亿亿亿件，1"
                + "0" * 30
                + "件，0.00000000000000000000001%。",
                "全镇开展培训12场，" + "、" * 900 + "参加300人次",
                "未发生行政复议、诉讼案件。合法性审查全覆盖。",
                "对18份规范性文件、3件规章和32份合同进行合法性审查。完成7份合同、6件文件的审核，将5个村、4个社区纳入。对3件",
                "受理纠纷362件（其中婚姻家庭86件、邻里纠纷102件），办结上年度行政复议案件41件。",
                "打造2个国家级、7个省级、36个市级示范村，村均5名。较多的是甲州(13起)、乙阳(9起)。",
            ]
        )
    )


def test_no_reports() -> None:
    empty = extract(pl.DataFrame(schema=SCHEMA), is_compiled=True)
    assert empty.schema == MENTION_SCHEMA
    assert empty.is_empty()


def _pieces() -> Iterator[str]:
    for report in generate_reports(12, range(2022, 2023), 8, "dense"):
        for sentence in report.text.replace("；", "，").split("，"):
            yield sentence[:20]


PIECES = sorted(set(_pieces()))
MARKS = [
    "，",
    "。",
    "；",
    "\n",
    "、",
    "（",
    "）",
    "其中",
    "分别为",
    " | ",
    "\t",
    "12",
    "3.5%",
    "万",
    "余",
    "一",
    "两百",
    "《",
    "》",
    "。。",
    "占",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from(MARKS) | st.text(max_size=4), max_size=40).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(texts=st.lists(TEXTS, min_size=1, max_size=12), end=st.integers(0, 60) | st.none())
def test_any_text(texts: list[str], end: int | None) -> None:
    found = _check(_frame(texts).with_columns(body_end=pl.lit(end, dtype=pl.Int64)))
    for row in found.iter_rows(named=True):
        text = texts[int(row["report"][1:])]
        assert text[row["start"] : row["end"]] == row["quote"]
