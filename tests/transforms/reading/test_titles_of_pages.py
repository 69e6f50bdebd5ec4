"""The title of a page as written, wherever the page puts it."""

import pytest
from page_texts import BODY, page

from transforms.reading.page import read_page


def title_of(text: str) -> str | None:
    title = read_page(text).title
    return title.text if title else None


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("青溪镇2022年度法治政府建设情况报告", "青溪镇2022年度法治政府建设情况报告"),
        ("南峰县青溪镇2022年法治政府建设 工作报告", "南峰县青溪镇2022年法治政府建设工作报告"),
        ("青溪镇２０２２年法治政府建设年度报告", "青溪镇２０２２年法治政府建设年度报告"),
        ("二〇二二年青溪镇依法行政工作总结", "二〇二二年青溪镇依法行政工作总结"),
        # split over lines
        ("青溪镇人民政府\n关于2022年度依法行政情况的报告", "青溪镇人民政府关于2022年度依法行政情况的报告"),
        ("青溪镇人民政府\n\n关于2022年法治政府\n建设工作的报告", "青溪镇人民政府关于2022年法治政府建设工作的报告"),
        ("青溪镇人民政府关于2022年度\n依法行政情况的报告", "青溪镇人民政府关于2022年度依法行政情况的报告"),
        ("青溪镇2022年法治政府建设\n工作情况报告", "青溪镇2022年法治政府建设工作情况报告"),
        ("2022年法治政府建设工作总结\n暨2023年工作计划", "2022年法治政府建设工作总结暨2023年工作计划"),
        ("南峰县司法局\n\n2022年法治政府建设工作总结", "南峰县司法局2022年法治政府建设工作总结"),
        # twice, with and without the year's 度
        (
            "青溪镇2022年度法治政府建设情况报告\n发布时间：2023-02-01 来源：本站\n\n青溪镇2022年法治政府建设情况报告",
            "青溪镇2022年度法治政府建设情况报告",
        ),
        # banners, breadcrumbs, menus, column names
        (
            "南峰县人民政府 2019年8月1日星期四\n无障碍 简体| 繁体\n首页 > 政务公开 > 法治政府建设年度报告\n"
            "工作报告\n2022年青溪镇法治政府建设情况报告\n来源：青溪镇 更新时间：2023/03/01 10:00:00",
            "2022年青溪镇法治政府建设情况报告",
        ),
        ("首页→网站公告\n法治政府建设年度报告\n青溪镇2022年法治政府建设年度报告", "青溪镇2022年法治政府建设年度报告"),
        (
            "（样例：文中地名和数字都是编写出来的，不要引用）\n青溪镇2022年法治政府建设报告",
            "青溪镇2022年法治政府建设报告",
        ),
        # labels around it
        ("标题：青溪镇2022年法治政府建设年度报告\n发布日期：2023-01-09", "青溪镇2022年法治政府建设年度报告"),
        (
            "标题：青溪镇2022年法治政府建设年度报告\n发布日期：2023-01-09\n\n南峰县青溪镇2022年法治政府建设年度报告",
            "南峰县青溪镇2022年法治政府建设年度报告",
        ),
        ("青溪镇2022年法治政府建设报告　发布时间：2023-01-09　来源：青溪镇", "青溪镇2022年法治政府建设报告"),
        ("青溪街道2022年工作总结和2023年工作安排 2023-01-09", "青溪街道2022年工作总结和2023年工作安排"),
        (
            "索 引 号 | 0099/2023-1 | 主题分类 | 司法 |\n标 题 | 南峰县人民政府关于印发《2023年要点》的通知 |\n"
            "成文日期 | 2023-01-02 | 发布日期 | 2023-01-09 |",
            "南峰县人民政府关于印发《2023年要点》的通知",
        ),
        (
            "青溪镇党政办\n关于印发2023年法治政府建设\n工作要点的通知\n",
            "青溪镇党政办关于印发2023年法治政府建设工作要点的通知",
        ),
    ],
)
def test_title(head: str, expected: str) -> None:
    assert title_of(page(head)) == expected


def test_title_below_a_covering_letter() -> None:
    letter = (
        "各乡镇人民政府，县直各单位：\n《南峰县2023年法治政府建设工作安排》已经研究同意，现发给你们，请结合实际抓好落实，"
        "遇到问题及时反映。\n2023年3月2日\n\n南峰县2023年法治政府建设工作安排\n\n"
    )
    assert title_of(letter + BODY) == "南峰县2023年法治政府建设工作安排"


def test_a_page_without_a_title_has_none() -> None:
    assert title_of(BODY) is None
    assert title_of("县人民政府：\n" + BODY) is None


def test_the_place_of_the_title_is_its_place_in_the_text() -> None:
    text = page("首页 > 公开\n\n  青溪镇 2022年度\r\n 法治政府建设情况报告")
    title = read_page(text).title
    assert title is not None
    assert "".join(text[title.start : title.end].split()) == title.text


def test_breadcrumbs_and_publishers() -> None:
    found = read_page(
        page("您的位置： 首页 > 青溪镇人民政府 > 年报\n[ 发布机构 ] 南峰县青溪镇\n[ 发布日期 ] 2023-01-02\n来源：本站")
    )
    assert "青溪镇人民政府" in found.crumbs
    assert found.publishers == ("南峰县青溪镇",)


def test_a_labelled_notice_is_the_title_of_what_it_hands_on() -> None:
    text = page(
        "成文日期 | 2023-02-01 | 发布日期 | 2023-02-03 |\n标 题 | 关于印发《青溪镇2023年法治政府建设工作方案》的通知 |",
        "各村：\n现将工作方案印发给你们，请认真抓好落实，按时报送进展情况，不得延误，有关事项另行通知。\n"
        "青溪镇2023年法治政府建设工作方案\n一、总体要求\n学法6次。\n",
    )
    found = read_page(text).title
    assert found is not None
    assert found.text == "关于印发《青溪镇2023年法治政府建设工作方案》的通知"
