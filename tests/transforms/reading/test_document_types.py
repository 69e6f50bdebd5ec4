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
        ("关于印发《南峰县2022年法治政府建设年度报告》的通知", "annual_report"),
        ("南峰縣2022年法治政府建設年度報告", "annual_report"),
        ("青溪镇2023年法治政府建设工作计划", "work_plan"),
        ("关于印发《2023年青溪镇法治政府建设工作要点》的通知", "work_plan"),
        ("南峰县人民政府办公室关于印发南峰县2023年依法行政工作安排的通知", "work_plan"),
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
    assert find_document_type(title, "") == expected


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("2022年，我镇推进法治政府建设，现将有关情况报告如下：\n", "annual_report"),
        ("为推进法治政府建设，结合实际，制定本工作要点。\n", "work_plan"),
        ("今年植树三千株，现将有关情况报告如下：\n", "other_report"),
    ],
)
def test_without_a_title_the_opening_decides(opening: str, expected: str) -> None:
    assert find_document_type(None, opening + BODY) == expected


def test_wrappings_come_off() -> None:
    assert unwrap("关于转发《关于印发《甲县要点》的通知》的通知") == "甲县要点"
    assert unwrap("青溪镇2022年年报") == "青溪镇2022年年报"
