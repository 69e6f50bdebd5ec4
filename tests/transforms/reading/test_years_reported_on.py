"""The year a document reports on, or null where it names no single one."""

from datetime import date

import pytest
from page_texts import BODY, page

from transforms.reading.page import read_page
from transforms.reading.report_year import ReportYear, find_report_year
from transforms.reading.sections import find_sections


def read_year_of(text: str, document_type: str = "annual_report", published_on: date | None = None) -> ReportYear:
    found = read_page(text)
    title = found.title.text if found.title else None
    return find_report_year(title, text, found.body, find_sections(text, document_type), published_on)


def year_of(text: str, document_type: str = "annual_report") -> tuple[int | None, str | None]:
    found = read_year_of(text, document_type)
    return found.year, found.evidence


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青溪镇2021年度法治政府建设情况报告", 2021),
        ("2021年青溪镇法治政府建设情况报告", 2021),
        ("青溪镇2021法治政府建设年度报告", 2021),
        ("青溪镇２０２１年度法治政府建设情况报告", 2021),
        ("青溪镇 2021 年度法治政府建设情况报告", 2021),
        ("青溪镇二〇二一年法治政府建设情况报告", 2021),
        ("青溪镇二○二一年法治政府建设情况报告", 2021),
        ("青溪镇二零二一年法治政府建设情况报告", 2021),
        ("青溪镇法治政府建设年度报告（2021年度）", 2021),
        ("关于青溪镇2021年法治政府建设情况和2022年工作计划的报告", 2021),
        ("青溪镇落实《法治政府建设规划（2021—2025年）》2023年度情况报告", 2023),
        ("南政发〔2022〕8号关于2021年法治政府建设情况的报告", 2021),
        ("青溪镇2020—2021年法治政府建设情况报告", None),
        ("青溪镇2020年、2021年法治政府建设情况报告", None),
        ("青溪镇20202021年法治政府建设情况报告", None),
        ("青溪镇2020至2021年度法治政府建设情况报告", None),
        ("青溪镇近三年法治政府建设工作情况报告", None),
    ],
)
def test_the_title_decides(title: str, expected: int | None) -> None:
    year, words = year_of(page(title + "\n发布日期：2024-05-06"))
    assert year == expected
    assert words is not None
    assert words.startswith("标题：")


def test_what_the_text_says_it_reports() -> None:
    body = "一年来工作稳步推进，现将青溪镇2021年法治政府建设情况报告如下。\n\n一、做法\n2022年1月起施行新规。\n2022年培训4次。\n"
    year, words = year_of(page("青溪镇法治政府建设年度报告\n发布日期：2023-03-04", body))
    assert (year, (words or "")[:3]) == (2021, "正文：")


def test_the_most_frequent_year_outside_the_plan() -> None:
    body = (
        "工作稳步推进，成效明显，各方面都有进步。\n\n一、2021年法治政府建设做法\n2021年，法治政府建设有序推进。\n"
        "二、下一步打算\n2022年法治政府建设再上台阶。2022年度依法行政、2022年法治建设都要抓紧。\n"
    )
    assert year_of(page("青溪镇法治政府建设年度报告", body))[0] == 2021


def test_names_of_other_documents_do_not_count() -> None:
    body = (
        "会议审议了《2019年法治政府建设情况报告》《2019年法治政府建设要点》。2021年，全镇工作有序推进，现报告如下。\n"
    )
    assert year_of(page("青溪镇法治政府建设年度报告", body))[0] == 2021


def test_the_opening_sentence_is_the_last_resort() -> None:
    year, words = year_of(page("青溪镇法治政府建设年度报告", "2021年，我镇各项工作有序推进，民风更好，邻里更和。\n"))
    assert (year, (words or "")[:3]) == (2021, "开头：")


def test_a_date_of_publication_says_nothing() -> None:
    body = "我镇各项工作有序推进，民风更好，邻里更和，现报告如下。\n一、做法\n学法6次。\n青溪镇人民政府\n2022年1月9日\n"
    assert year_of(page("青溪镇法治政府建设年度报告\n发布日期：2022-01-10", body)) == (None, None)


def test_a_plan_has_the_year_it_plans_for() -> None:
    body = "为做好依法行政工作，制定2023年法治政府建设工作计划。\n一、工作目标\n学法6次。\n"
    assert year_of(page("青溪镇法治政府建设工作计划", body), "work_plan")[0] == 2023
    assert year_of(page("青溪镇2023年法治政府建设工作计划", BODY), "work_plan")[0] == 2023


@pytest.mark.parametrize(
    ("title", "ends"),
    [
        ("青溪镇2023—2024年度法治政府建设情况报告", (2023, 2024)),
        ("青溪镇2023-24年度法治政府建设情况报告", (2023, 2024)),
        ("青溪镇2020年、2021年法治政府建设情况报告", (2020, 2021)),
        ("南峰县法治政府建设实施方案（2021—2025年）", (2021, 2025)),
        ("关于印发《南峰县法治政府建设规划（2021-2025年）》的通知", (2021, 2025)),
        ("南峰县十四五法治建设规划", (2021, 2025)),
        ("青溪镇近三年法治政府建设工作情况报告", (None, None)),
    ],
)
def test_a_range_keeps_its_ends_and_has_no_single_year(title: str, ends: tuple[int | None, int | None]) -> None:
    found = read_year_of(page(title, "2022年，全镇工作有序推进，法治政府建设有了新进展，现报告如下。\n"))
    assert (found.year, found.is_range) == (None, True)
    assert (found.first_year, found.last_year) == ends
    assert (found.evidence or "").startswith("标题：")


def test_one_year_is_its_own_period() -> None:
    found = read_year_of(page("青溪镇2022年法治政府建设年度报告"))
    assert (found.first_year, found.last_year, found.is_range, found.certainty) == (2022, 2022, False, "certain")


@pytest.mark.parametrize(
    "body",
    [
        "一年来工作稳步推进，现将2021年法治政府建设情况报告如下。\n\n一、做法\n学法6次。\n",
        "一年来各项工作稳步推进，民风更好，邻里更和，村民满意。\n\n一、2021年法治政府建设举措和成效\n学法6次。\n二、存在的问题\n人少。\n",
    ],
)
def test_a_text_that_says_another_year_makes_the_title_doubtful(body: str) -> None:
    found = read_year_of(page("青溪镇2022年法治政府建设年度报告", body))
    assert (found.year, found.in_title, found.in_text, found.certainty) == (2022, 2022, 2021, "doubtful")


def test_last_year_named_in_passing_contradicts_nothing() -> None:
    body = "2022年，全镇有序推进各项工作，成效比2021年法治政府建设更好，现报告如下。\n\n一、做法\n学法6次。\n"
    assert read_year_of(page("青溪镇2022年法治政府建设年度报告", body)).certainty == "certain"


@pytest.mark.parametrize(
    ("published", "guess"), [(date(2022, 1, 10), 2021), (date(2022, 6, 30), 2021), (date(2022, 11, 30), None)]
)
def test_publication_gives_a_guess_that_is_no_year(published: date, guess: int | None) -> None:
    body = "我镇各项工作有序推进，民风更好，邻里更和，现报告如下。\n一、做法\n学法6次。\n"
    found = read_year_of(page("青溪镇法治政府建设年度报告", body), published_on=published)
    assert (found.year, found.guess) == (None, guess)


def test_a_year_far_from_publication_is_doubtful() -> None:
    text = page("青溪镇2012年法治政府建设年度报告", "2012年，全镇有序推进各项工作，民风更好，现报告如下。\n")
    assert read_year_of(text, published_on=date(2023, 1, 5)).certainty == "doubtful"
    assert read_year_of(text, published_on=date(2013, 1, 5)).certainty == "certain"
