"""What is doubtful about a document is told by flags; what covers a part of a year says up to which day."""

from datetime import date

import pytest
from page_texts import BODY, page
from report_frames import describe_row

from transforms.reading.identity_flags import load_flags

TITLE = "青溪镇2022年法治政府建设年度报告"
ON_TIME = f"{TITLE}\n发布时间：2023-02-03"
FLAGS = {flag.id for flag in load_flags()}


def flags_of(text: str) -> list[str]:
    return list(describe_row(text)["identity_flags"])


def test_a_plain_report_has_no_flag() -> None:
    assert flags_of(page(ON_TIME)) == []


NO_YEAR = (
    "全镇各项工作有序推进，法治政府建设有了新进展，民风更好，邻里更和，现将有关情况报告如下。\n一、做法\n学法6次。\n"
)
OPENS = "2022年，全镇各项工作有序推进，法治政府建设有了新进展，民风更好，现将有关情况报告如下。\n一、做法\n学法6次。\n"


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        (page("", OPENS), "title_missing"),
        (page("青溪镇2022年工作总结\n发布时间：2023-02-03", OPENS), "type_from_text"),
        (page("青溪镇2022年工作总结\n发布时间：2023-02-03", "今年植树三千株。\n"), "type_doubtful"),
        (page("关于印发《青溪镇2023年法治政府建设工作要点》的通知", "各村：\n见附件。\n"), "wrapped_text_missing"),
        (page("青溪镇法治政府建设年度报告", NO_YEAR), "year_missing"),
        (page("青溪镇法治政府建设年度报告\n发布时间：2023-02-03", NO_YEAR), "year_guessed"),
        (page("青溪镇2021—2022年法治政府建设年度报告\n发布时间：2023-02-03"), "year_range"),
        (page("青溪镇法治政府建设年度报告\n发布时间：2023-02-03", "现将2022年度情况报告如下，请审阅。\n" + OPENS), "year_from_text"),
        (page("青溪镇法治政府建设年度报告\n发布时间：2023-02-03", "2022年，全镇各项工作有序推进，民风更好。\n"), "year_doubtful"),
        (page("青溪镇2023年法治政府建设年度报告\n发布时间：2024-02-03", "现将2022年度情况报告如下。\n"), "year_contradicts_text"),
        (page(f"{TITLE}\n发布时间：2022-12-24"), "published_before_year_end"),
        (page(f"{TITLE}\n发布时间：2022-05-24"), "published_before_october"),
        (page(f"{TITLE}\n发布时间：2024-05-24"), "published_years_later"),
        (page(TITLE), "date_missing"),
        (page(TITLE, end="\n青溪镇人民政府\n2023年1月20日\n"), "date_inferred"),
        (page(TITLE, end="\n青溪镇人民政府\n2023112\n"), "date_broken"),
        (page(ON_TIME, end="\n青溪镇人民政府\n2023年3月20日\n"), "dates_contradict"),
        (page(ON_TIME, BODY.replace("稳步推进", "稳步推进，截至11月底")), "part_year"),
    ],
)  # fmt: skip
def test_each_flag(text: str, flag: str) -> None:
    assert flag in flags_of(text)


def test_every_flag_is_tested_and_each_other_is_known() -> None:
    tested = {parameters[1] for parameters in test_each_flag.pytestmark[0].args[1]}  # type: ignore[attr-defined]
    assert tested == FLAGS


def test_a_broken_date_with_one_reading_that_fits_is_no_doubt() -> None:
    assert flags_of(page(ON_TIME, end="\n青溪镇人民政府\n2023112\n")) == []


def test_a_plan_is_published_in_its_own_year() -> None:
    assert flags_of(page("青溪镇2023年法治政府建设工作计划\n发布时间：2023-02-03", "一、目标\n学法6次。\n")) == []


def test_guess_and_range_do_not_become_the_year() -> None:
    guessed = describe_row(page("青溪镇法治政府建设年度报告\n发布时间：2023-02-03", NO_YEAR))
    assert (guessed["report_year"], guessed["guessed_year"], guessed["state"]) == (None, 2022, "year_unknown")
    ranged = describe_row(page("青溪镇2021—2022年法治政府建设年度报告\n发布时间：2023-02-03"))
    assert (ranged["report_year"], ranged["first_year"], ranged["last_year"]) == (None, 2021, 2022)
    assert (ranged["guessed_year"], ranged["state"]) == (None, "year_range")


@pytest.mark.parametrize(
    ("head", "body", "until", "words"),
    [
        (ON_TIME, BODY, None, None),
        (ON_TIME, BODY.replace("稳步推进", "稳步推进，截至11月底"), date(2022, 11, 30), "开头：截至11月底"),
        (ON_TIME, BODY.replace("稳步推进", "稳步推进，截至2022年10月15日"), date(2022, 10, 15), "开头：截至2022年10月15日"),
        (ON_TIME, BODY.replace("稳步推进", "稳步推进，1—10月"), date(2022, 10, 31), "开头：1—10月"),
        (ON_TIME, BODY.replace("稳步推进", "稳步推进，截至12月底"), None, None),
        (ON_TIME, BODY.replace("稳步推进", "稳步推进，截至2021年11月底"), None, None),
        ("青溪镇2022年法治政府建设工作总结（截至11月底）", BODY, date(2022, 11, 30), "标题：截至11月"),
        ("青溪镇2022年上半年法治政府建设工作总结", BODY, date(2022, 6, 30), "标题：上半年"),
        (ON_TIME, BODY.replace("共调解", "截至9月底，共调解"), None, None),
        (
            ON_TIME, BODY.replace("共调解", "截至9月底，共调解").replace("全年组织", "截至9月，组织"),
            date(2022, 9, 30), "正文2处：截至9月底",
        ),
        (ON_TIME, BODY.replace("培训6次", "截至2022年11月，培训6次；截至2022年11月，学法2次"), None, None),
        (f"{TITLE}\n发布时间：2022-12-24", BODY, date(2022, 12, 24), "发布时间：2022-12-24"),
        (
            f"{TITLE}\n发布时间：2022-12-24", BODY.replace("稳步推进", "稳步推进，截至11月底"),
            date(2022, 11, 30), "开头：截至11月底",
        ),
        ("青溪镇2023年法治政府建设工作计划\n发布时间：2023-02-03", BODY, None, None),
    ],
)  # fmt: skip
def test_what_part_of_the_year_is_covered(head: str, body: str, until: date | None, words: str | None) -> None:
    row = describe_row(page(head, body))
    assert row["covered_until"] == until
    assert (row["coverage_evidence"] is None) == (words is None)
    assert (row["coverage_evidence"] or "").startswith(words or "")


def test_what_was_signed_before_the_year_ended_covers_a_part() -> None:
    row = describe_row(page(ON_TIME, end="\n青溪镇人民政府\n2022年12月9日\n"))
    assert (row["covered_until"], row["coverage_evidence"]) == (date(2022, 12, 9), "落款：2022年12月9日")
