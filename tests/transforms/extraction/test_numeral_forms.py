"""Every form in which a number is written: its exact characters, its value in base units, its unit."""

from __future__ import annotations

import pytest
from reading_sentences import read

COUNTS = [
    ("58", 58), ("1,260", 1260), ("1，260", 1260), ("1 260", 1260), ("1,234,567", 1234567), ("１２６０", 1260), ("１,２６０", 1260),
    ("0", 0), ("1.2万", 12000), ("3.2万", 32000), ("１.５万", 15000), ("1.2亿", 120_000_000), ("3百", 300), ("1万2千", 12000),
    ("两万", 20000), ("一万二千", 12000), ("三百二十", 320), ("三百二", 320), ("三百零五", 305), ("一千零一", 1001), ("二十", 20),
    ("十二", 12), ("两千五百", 2500), ("一百二十", 120), ("650余万", 6_500_000), ("三十余万", 300_000),
]  # fmt: skip


@pytest.mark.parametrize(("written", "value"), COUNTS)
def test_counts(written: str, value: float) -> None:
    text = f"全年共调解矛盾纠纷{written}件。"
    [row] = read(text)
    assert (row["quote"], row["value"], row["unit"]) == (written, value, "件")
    assert text[row["start"] : row["end"]] == written
    assert row["disposition"] == "fact"


@pytest.mark.parametrize(("written", "value"), [("2", 2.0), ("三", 3.0), ("两", 2.0), ("十二", 12.0), ("１５", 15.0)])
def test_small_numbers_of_meetings(written: str, value: float) -> None:
    [row] = read(f"全年召开法治建设专题会议{written}次。")
    assert (row["quote"], row["value"], row["unit"], row["disposition"]) == (written, value, "次", "fact")


@pytest.mark.parametrize(
    ("written", "more", "value"),
    [
        ("3万", "", 30_000), ("1.05万", "", 10_500), ("3亿", "", 3e8), ("1.5亿", "", 1.5e8), ("65余万", "", 650_000), ("12万", "余", 120_000),
        ("两万三千", "", 23_000), ("五十六点五万", "", 565_000), ("8600", "", 8600), ("8，600", "", 8600), ("4.2万", "多", 42_000),
    ],
)  # fmt: skip
def test_money_is_in_yuan(written: str, more: str, value: float) -> None:
    [row] = read(f"全年行政处罚罚款{written}{more}元。")
    assert (row["quote"], row["value"], row["unit"]) == (written, value, "元")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("98.3%", 98.3), ("98.3％", 98.3), ("98．5％", 98.5), ("９８％", 98.0), ("98.5 %", 98.5), ("100%", 100.0), ("0.5%", 0.5), ("3.5‰", 0.35),
        ("百分之九十八点三", 98.3), ("百分之百", 100.0), ("百分之九十五", 95.0), ("百分之98.5", 98.5), ("千分之五", 0.5),
    ],
)  # fmt: skip
def test_rates_are_in_percent_points(written: str, value: float) -> None:
    text = f"纠纷调解成功率达{written}。"
    [row] = read(text)
    assert (row["quote"], row["unit"]) == (written, "%")
    assert row["value"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("群众参与度达八成以上。", "八成", 80.0),
        ("线上办件量超过九成，群众反映良好。", "九成", 90.0),
        ("邻里纠纷占总数的1/4左右。", "1/4", 25.0),
        ("近八成群众愿意先找调解员。", "八成", 80.0),
        ("邻里纠纷占三分之二。", "三分之二", 200 / 3),
    ],
)
def test_shares_are_in_percent_points(text: str, written: str, value: float) -> None:
    [row] = [row for row in read(text) if row["disposition"] != "not_metric"]
    assert (row["quote"], row["unit"]) == (written, "%")
    assert row["value"] == pytest.approx(value)


@pytest.mark.parametrize("written", ["二〇二二", "二○二二", "2022", "二零二二"])
def test_years_are_found_and_measure_nothing(written: str) -> None:
    [row, _] = read(f"{written}年调解矛盾纠纷58件。")
    assert (row["quote"], row["value"], row["disposition"], row["reason"]) == (written, 2022.0, "not_metric", "year")
    assert row["indicator"] is None


@pytest.mark.parametrize(
    "text",
    [
        "各村一起谋划，进一步统一思想。",
        "老百姓十分满意。",
        "一些地方一般化。",
        "数十名干部、数百位群众到场。",
        "逐一核对，一律销号。",
    ],
)
def test_words_with_numerals_in_them_are_no_numbers(text: str) -> None:
    assert read(text) == []


def test_a_number_lost_in_the_source_is_no_mention() -> None:
    assert read("化解信访事项  件，调处率达%。") == []
    assert read("化解信访事项__件。") == []


def test_chinese_numerals_are_listed_where_they_order_or_number() -> None:
    rows = read("一是抓好学习。二是抓好培训。镇长履行第一责任人职责，落实三项制度。")
    assert [(row["quote"], row["reason"]) for row in rows] == [
        ("一", "list_number"), ("二", "list_number"), ("一", "ordinal"), ("三", "law_or_policy_name"),
    ]  # fmt: skip
