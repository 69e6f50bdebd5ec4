"""Dates in all their forms, and which of a page's dates is which."""

from datetime import date

import pytest
from page_texts import page

from transforms.reading.dates import find_dates, readings_of_broken_date
from transforms.reading.page import read_page
from transforms.reading.publication import Publication, find_publication


def publication_of(text: str) -> Publication:
    found = read_page(text)
    return find_publication(list(found.labelled), list(found.below_title), found.signature)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2023-02-10 09:42", date(2023, 2, 10)),
        ("2023/2/8", date(2023, 2, 8)),
        ("2023.02.08", date(2023, 2, 8)),
        ("2023年2月8日", date(2023, 2, 8)),
        ("2023 年 2 月 8 日", date(2023, 2, 8)),
        ("２０２３年２月８日", date(2023, 2, 8)),
        ("二〇二三年二月八日", date(2023, 2, 8)),
        ("二○二三年十二月三十一日", date(2023, 12, 31)),
        ("二零二三年十月二十日", date(2023, 10, 20)),
        ("20230208", date(2023, 2, 8)),
    ],
)
def test_forms_of_a_date(words: str, expected: date) -> None:
    assert [found.value for found in find_dates(f"日期 {words} 完")] == [expected]


@pytest.mark.parametrize(
    "words", ["2023年2月30日", "2023-13-01", "2023年2月", "20212025", "电话 0990-5550103", "2025112"]
)
def test_no_date(words: str) -> None:
    assert find_dates(words) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2025112", [date(2025, 1, 12), date(2025, 11, 2)]),
        ("20242月27日", [date(2024, 2, 27)]),
        ("2025730日", [date(2025, 7, 30)]),
        ("2023年215日", [date(2023, 2, 15)]),
        ("2023年2月8日", []),
        ("20230208", []),
        ("2023年", []),
        ("20212025", []),
        ("123456", []),
    ],
)
def test_readings_of_a_broken_date(words: str, expected: list[date]) -> None:
    assert readings_of_broken_date(words) == expected


TITLE = "青溪镇2022年法治政府建设年度报告"
SIGNED = "\n\n青溪镇人民政府\n2023年1月20日\n"


@pytest.mark.parametrize(
    ("head", "expected", "words"),
    [
        (f"{TITLE}\n来源：青溪镇 发布时间：2023-02-03 14:27", date(2023, 2, 3), "发布时间"),
        (f"{TITLE}\n时间：2023-02-03 12:25   来源：县司法局 访问量： 【字体：", date(2023, 2, 3), "时间"),
        (f"发文日期：2023-02-03\n{TITLE}", date(2023, 2, 3), "发文日期"),
        (f"[ 成文日期 ] 2023-01-31 [ 发布日期 ] 2023-02-03\n{TITLE}", date(2023, 2, 3), "发布日期"),
        (f"成文日期： | 2023-01-31 | 发布日期： | 2023-02-03 |\n{TITLE}", date(2023, 2, 3), "发布日期"),
        (
            f"• 发文日期：\n\n  2023年01月31日 16:40\n• 发 布 日 期：\n\n  2023年02月03日\n{TITLE}",
            date(2023, 2, 3),
            "发布日期",
        ),
        (f"信息来源: 县司法局发布时间:2023-02-03 16:34\n{TITLE}", date(2023, 2, 3), "发布时间"),
        (f"{TITLE}\n2023-02-03 16:34 来源： 青溪镇人民政府", date(2023, 2, 3), "标题下"),
        (f"{TITLE}\n青溪镇人民政府 2023年02月03日", date(2023, 2, 3), "标题下"),
        (f"{TITLE} (2023-02-03)", date(2023, 2, 3), "标题下"),
        (f"成文日期：2023年1月31日\n{TITLE}", date(2023, 1, 31), "成文日期"),
        (f"今天是：2019年10月31日 星期四\n南峰县人民政府 2018年5月6日\n{TITLE}", date(2023, 1, 20), "落款"),
        (TITLE, date(2023, 1, 20), "落款"),
        (f"{TITLE}\n（2023年1月15日在县人大常委会会议上）", date(2023, 1, 15), "标题下"),
    ],
)
def test_which_date_is_the_publication(head: str, expected: date, words: str) -> None:
    found = publication_of(page(head, end=SIGNED))
    assert found.published_on == expected
    assert (found.evidence or "").startswith(words)
    assert found.signed_on == date(2023, 1, 20)


def test_three_dates_are_kept_apart() -> None:
    found = publication_of(page(f"[ 成文日期 ] 2023-01-31 [ 发布日期 ] 2023-02-03\n{TITLE}", end=SIGNED))
    assert (found.published_on, found.written_on, found.signed_on) == (
        date(2023, 2, 3),
        date(2023, 1, 31),
        date(2023, 1, 20),
    )

    assert (found.evidence, found.written_evidence, found.signed_evidence) == (
        "发布日期：2023-02-03",
        "成文日期：2023-01-31",
        "落款：2023年1月20日",
    )
    assert found.basis == "label"


@pytest.mark.parametrize(
    ("head", "end", "basis"),
    [
        (f"{TITLE}\n发布时间：2023-02-03", SIGNED, "label"),
        (f"{TITLE}\n2023-02-03 16:34 来源： 青溪镇人民政府", SIGNED, "below_title"),
        (f"成文日期：2023年1月31日\n{TITLE}", SIGNED, "written"),
        (TITLE, SIGNED, "signature"),
        (TITLE, "", None),
    ],
)
def test_what_the_date_of_publication_rests_on(head: str, end: str, basis: str | None) -> None:
    assert publication_of(page(head, end=end)).basis == basis


@pytest.mark.parametrize(
    ("label", "end", "expected"),
    [
        ("发布日期：20232月3日", "", date(2023, 2, 3)),
        ("发布日期：2023112", "", None),
        ("发布日期：2023112", "\n\n青溪镇人民政府\n2023年1月5日\n", date(2023, 1, 12)),
    ],
)
def test_a_broken_label_is_read_only_when_one_reading_fits(label: str, end: str, expected: date | None) -> None:
    found = publication_of(page(f"{label}\n{TITLE}", end=end))
    assert found.published_on == expected
    assert [value.value for value in found.broken] == [label.split("：")[1]]
    assert expected is None or "读作" in (found.evidence or "")


def test_dates_of_the_body_and_of_other_pages_are_not_dates_of_the_report() -> None:
    body = "2022年，全镇稳步推进，现报告如下。\n\n一、做法\n时间：2022-05-04开展宣传。\n2022年6月1日，新规施行，全镇学法。\n"
    found = publication_of(page(TITLE, body, end="\n上一篇：某通知 2021-01-01\n下一篇：某公告 2021-01-02\n"))
    assert found == Publication()


@pytest.mark.parametrize(
    ("signature", "published", "expected"),
    [
        ("2023112", "2023-01-30", date(2023, 1, 12)),
        ("2023112", "2023-11-30", date(2023, 11, 2)),
        ("2023112", "2023-12-01", date(2023, 11, 2)),
        ("2023112", "2023-01-05", None),
        ("20232月1日", "2023-02-03", date(2023, 2, 1)),
        ("20232月1日", "2023-08-03", None),
    ],
)
def test_a_broken_signature_is_read_only_when_one_reading_fits(
    signature: str, published: str, expected: date | None
) -> None:
    text = page(
        f"{TITLE}\n发布时间：{published}", end=f"\n\n     青溪镇人民政府\n\n       {signature}\n\n扫一扫看手机页\n"
    )
    assert publication_of(text).signed_on == expected


def test_a_broken_signature_without_publication_stays_unread() -> None:
    found = publication_of(page(TITLE, end="\n青溪镇人民政府\n2023112\n"))
    assert found == Publication()


@pytest.mark.parametrize(
    ("end", "organ", "signed"),
    [
        ("\n青溪镇人民政府\n2023年1月20日\n", "青溪镇人民政府", date(2023, 1, 20)),
        ("\n青溪镇人民政府 2023年1月20日\n责任编辑：张\n", "青溪镇人民政府", date(2023, 1, 20)),
        ("\n    南峰县司法局\n\n  二〇二三年一月二十日\n版权所有：南峰县\n", "南峰县司法局", date(2023, 1, 20)),
        ("\n青溪镇人民政府\n（此件公开发布）\n", "青溪镇人民政府", None),
        ("\n2023年1月20日\n", None, date(2023, 1, 20)),
        ("\n主办：南峰县人民政府\n电话：0990-5550103\n", None, None),
    ],
)
def test_signatures(end: str, organ: str | None, signed: date | None) -> None:
    found = read_page(page(TITLE, end=end)).signature
    assert (found.organ, found.signed_on) == (organ, signed)
