"""Which kind of document a title announces."""

import pytest
from page_texts import BODY

from transforms.reading.document_type import find_document_type, unwrap


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("青溪镇2022年法治政府建设年度报告", "annual_report"),
        ("青溪镇人民政府关于2022年度依法行政情况的报告", "annual_report"),
        ("青溪镇2022年依法行政工作总结", "annual_report"),
        ("青溪街道2022年法治政府建设工作情况", "annual_report"),
        ("南峰县2022年法治建设年度报告", "annual_report"),
        ("南峰县2022年法治政府建设工作总结及2023年工作计划", "annual_report"),
        ("关于南峰县2022年法治政府建设情况和2023年工作安排的报告", "annual_report"),
        ("南峰县水利局2022年法治政府建设情况报告（公示稿）", "annual_report"),
        ("南峰县2022年度法治政府建设情况公示", "annual_report"),
        ("关于公布2022年度法治政府建设情况报告的公告", "annual_report"),
        ("关于报送2022年度法治政府建设情况的报告", "annual_report"),
        ("南峰縣2022年法治政府建設年度報告", "annual_report"),
        ("青溪镇2023年法治政府建设工作计划", "work_plan"),
        ("南峰县法治政府建设实施方案（2021—2025年）", "work_plan"),
        ("2023年法治政府建设重点工作任务分解表", "work_plan"),
        ("关于报送2022年法治政府建设材料的通知", "notice"),
        ("关于开展法治政府建设示范推荐的通知", "notice"),
        ("关于公布法治政府建设先进名单的通知", "notice"),
        ("南峰县2022年政府信息公开工作年度报告", "other_report"),
        ("南峰县2022年行政复议和行政应诉工作报告", "other_report"),
        ("青溪镇党政主要负责人2022年度述法报告", "other_report"),
        ("青溪镇2022年普法工作总结", "other_report"),
        ("南峰县2023年上半年法治政府建设工作总结", "other_report"),
        ("南峰县法治政府建设督察整改情况报告", "other_report"),
        ("【政策解读】南峰县2022年法治政府建设情况报告解读", "other_report"),
        ("县政府常务会议听取法治政府建设情况汇报", "other_report"),
        ("南峰县2022年政府工作报告", "other_report"),
    ],
)
def test_type_of_a_title(title: str, expected: str) -> None:
    found = find_document_type(title, "")
    assert (found.document_type, found.content_type, found.certainty) == (expected, expected, "certain")
    assert (found.evidence or "").startswith("标题：")


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于印发《2023年青溪镇法治政府建设工作要点》的通知", "work_plan"),
        ("南峰县人民政府办公室关于印发南峰县2023年依法行政工作安排的通知", "work_plan"),
        ("关于印发《法治政府建设实施方案（2021—2025年）》的通知（南政办发〔2021〕7号）", "work_plan"),
        ("关于转发《关于印发《南峰县2023年依法行政工作要点》的通知》的通知", "work_plan"),
        ("关于印发《南峰县2022年法治政府建设年度报告》的通知", "annual_report"),
        ("关于报送《青溪街道2022年法治政府建设工作总结》的函", "annual_report"),
        ("关于印发《南峰县2022年普法工作总结》的通知", "other_report"),
    ],
)
def test_a_notice_says_what_it_hands_on(title: str, expected: str) -> None:
    found = find_document_type(title, "")
    assert (found.document_type, found.content_type) == ("notice", expected)


def test_an_announcement_is_what_it_announces() -> None:
    assert find_document_type("关于公布2022年度法治政府建设情况报告的公告", "").document_type == "annual_report"


def test_a_title_that_names_no_subject_leaves_it_to_the_opening() -> None:
    opening = "2022年，我镇推进法治政府建设，现将有关情况报告如下：\n"
    found = find_document_type("青溪镇2022年工作总结", opening)
    assert (found.document_type, found.certainty) == ("annual_report", "likely")
    silent = find_document_type("青溪镇2022年工作总结", "今年植树三千株。\n")
    assert (silent.document_type, silent.certainty, silent.evidence) == ("other_report", "doubtful", None)


def test_a_title_that_the_opening_contradicts_is_doubtful() -> None:
    opening = "为抓好依法行政，制定2023年法治政府建设工作计划。\n"
    found = find_document_type("青溪镇2023年法治政府建设情况", opening)
    assert (found.document_type, found.certainty) == ("annual_report", "doubtful")


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("2022年，我镇推进法治政府建设，现将有关情况报告如下：\n", "annual_report"),
        ("为推进法治政府建设，结合实际，制定本工作要点。\n", "work_plan"),
        ("2022年，我镇研究制定了《青溪镇2022年法治政府建设工作计划》，现将工作情况报告如下：\n", "annual_report"),
    ],
)
def test_without_a_title_the_opening_decides(opening: str, expected: str) -> None:
    found = find_document_type(None, opening + BODY)
    assert found.document_type == expected
    assert found.certainty == "likely"


@pytest.mark.parametrize(
    ("opening", "certainty"),
    [
        ("今年植树三千株，现将有关情况报告如下：\n", "doubtful"),
        ("《南峰县2023年法治政府建设工作要点》已经印发，法治政府建设任务明确，现作如下解读。\n", "likely"),
        ("为规范法治政府建设年度报告工作，制定本工作指引。\n", "likely"),
        ("按照法治政府建设的部署，工作有序推进，现将全县行政复议工作情况报告如下。\n", "likely"),
    ],
)
def test_what_is_about_other_matters_or_documents(opening: str, certainty: str) -> None:
    found = find_document_type(None, opening)
    assert (found.document_type, found.certainty) == ("other_report", certainty)


def test_wrappings_come_off() -> None:
    assert unwrap("关于转发《关于印发《甲县要点》的通知》的通知") == "甲县要点"
    assert unwrap("青溪镇2022年年报") == "青溪镇2022年年报"
