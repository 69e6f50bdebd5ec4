"""Which blocks a report has, in what form and where; and whether it came in time."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from page_texts import page
from report_frames import GOLD_DOCUMENTS, SHARED, describe_text, read_text_of

from transforms.reading import judge_structure
from transforms.reading.timeliness import days_to_deadline, timeliness_class
from warehouse.tables import MART_STRUCTURE, conform

TITLE = "青溪镇2022年度法治政府建设情况报告\n发布时间：2023-02-03"
A = "一、2022年法治政府建设主要举措和成效\n（一）抓学习。全年组织学法9次。\n"
B = "二、存在的不足和原因\n人手偏少，原因是编制没有补齐。\n"
C = "三、主要负责人履行法治建设第一责任人职责情况\n镇党委书记和镇长带头学法。\n"
D = "四、2023年度主要安排\n培训6次。\n"
OPENING = "2022年，本镇围绕年初定下的任务稳步推进，各项工作都有新的起色，现把有关情况报告如下。\n\n"


def judge(text: str) -> dict[str, Any]:
    reports, sections = describe_text(text)
    return judge_structure(reports, sections).row(0, named=True)


def forms(row: dict[str, Any]) -> tuple[str, ...]:
    names = ("measures_and_results", "problems", "leader_duty", "next_year_plan")
    return tuple(row[f"{name}_form"] for name in names)


def test_four_headed_blocks_are_the_whole_score() -> None:
    row = judge(page(TITLE, OPENING + A + B + C + D))
    assert (row["structure_score"], row["block_order"]) == (1.0, "ABCD")
    assert forms(row) == ("own_heading",) * 4
    assert (row["has_causes"], row["names_leader_post"], row["names_next_year"], row["plan_year"]) == (
        True, True, True, 2023,
    )  # fmt: skip
    assert (row["is_numbering_broken"], row["is_title_standard"], row["has_other_matters"]) == (False, True, False)


@pytest.mark.parametrize(
    ("body", "expected", "score", "order"),
    [
        pytest.param(
            A + C.replace("三", "二") + B.replace("二", "三") + D, ("own_heading",) * 4, 1.0, "ACBD", id="order"
        ),
        pytest.param(
            A + "二、存在问题及下一步打算\n人手偏少。\n下一步，我镇将加强培训。\n",
            ("own_heading", "shared_heading", "absent", "shared_heading"), 0.5, "ABD", id="one heading for two blocks",
        ),
        pytest.param(
            "一、工作开展情况和存在的问题\n全年组织学法9次。人手偏少。\n二、下一步工作打算\n培训6次。\n",
            ("shared_heading", "shared_heading", "absent", "own_heading"), 0.5, "ABD", id="results and shortcomings",
        ),
        pytest.param(
            A + "（二）压实责任。镇长认真履行推进法治建设第一责任人职责，研究重点工作3次。\n" + B + D,
            ("own_heading", "own_heading", "inline", "own_heading"), 0.875, "ACBD", id="leader in a paragraph",
        ),
        pytest.param(
            A + "（二）主要负责人履行第一责任人职责情况\n镇长研究重点工作3次。\n" + B + D,
            ("own_heading",) * 4, 1.0, "ACBD", id="leader under a subheading",
        ),
        pytest.param(
            A + "（二）压实责任。把村委会主任作为本村普法第一责任人。\n" + B + D,
            ("own_heading", "own_heading", "absent", "own_heading"), 0.75, "ABD", id="another first responsible",
        ),
        pytest.param(
            A + B + "下一步，我镇将加强培训，把学法做实。\n",
            ("own_heading", "own_heading", "absent", "inline"), 0.625, "ABD", id="plan in a paragraph",
        ),
        pytest.param(
            "全年组织学法9次，调解纠纷51件，成功50件，群众满意。\n",
            ("inline", "absent", "absent", "absent"), 0.125, "A", id="no headings",
        ),
        pytest.param(
            "一、全面履行职能\n学法9次。\n二、完善制度\n立规2件。\n三、化解纠纷\n调解51件。\n",
            ("own_heading", "absent", "absent", "absent"), 0.25, "A", id="tasks only",
        ),
    ],
)  # fmt: skip
def test_forms_of_the_blocks(body: str, expected: tuple[str, ...], score: float, order: str) -> None:
    row = judge(page(TITLE, OPENING + body))
    assert forms(row) == expected
    assert (row["structure_score"], row["block_order"]) == (score, order)


def test_spans_hold_the_blocks_they_name() -> None:
    text = page(TITLE, OPENING + A + B + C + D)
    row = judge(text)
    for name, block in (("measures_and_results", A), ("problems", B), ("leader_duty", C), ("next_year_plan", D)):
        assert text[row[f"{name}_start"] : row[f"{name}_end"]].strip() == block.strip()


def test_a_leader_in_a_paragraph_is_shown_by_this_paragraph() -> None:
    said = "（二）压实责任。镇长认真履行推进法治建设第一责任人职责，研究重点工作3次。"
    text = page(TITLE, OPENING + A + said + "\n" + B + D)
    row = judge(text)
    assert text[row["leader_duty_start"] : row["leader_duty_end"]] == said


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (A + B + C + D, False),
        (A + B + C.replace("三、", "二、") + D.replace("四、", "三、"), True),
        (A + C + D, True),
        (A.replace("一、", "二、") + B.replace("二、", "三、"), True),
        (A + B.replace("二、", "二") + C + D, False),
    ],
)
def test_broken_numbering_is_told_and_costs_no_block(body: str, expected: bool) -> None:
    row = judge(page(TITLE, OPENING + body))
    assert row["is_numbering_broken"] is expected
    assert forms(row)[0] == "own_heading"


def test_blocks_without_causes_posts_and_years_say_so() -> None:
    body = (
        A
        + "二、存在的问题\n人手偏少。\n三、第一责任人履职情况\n主要负责人带头学法。\n四、下一步打算\n加强培训。\n五、其他需要报告的情况\n无。\n"
    )
    row = judge(page(TITLE, OPENING + body))
    assert (row["has_causes"], row["names_leader_post"], row["names_next_year"], row["plan_year"]) == (
        False, False, False, None,
    )  # fmt: skip
    assert row["has_other_matters"] is True
    silent = judge(page(TITLE, OPENING + A))
    assert (silent["has_causes"], silent["names_leader_post"], silent["names_next_year"]) == (None, None, None)


def test_a_copied_plan_heading_shows_its_year() -> None:
    row = judge(page(TITLE, OPENING + A + B + C + D.replace("2023年", "2022年")))
    assert (row["plan_year"], row["names_next_year"]) == (2022, False)


@pytest.mark.parametrize(
    ("published", "kind", "days"),
    [
        (date(2022, 12, 31), "premature", 91),
        (date(2023, 1, 1), "on_time", 90),
        (date(2023, 3, 31), "on_time", 1),
        (date(2023, 4, 1), "deadline_day", 0),
        (date(2023, 4, 2), "late", -1),
        (date(2024, 4, 1), "late", -366),
        (None, "unknown", None),
    ],
)
def test_the_deadline(published: date | None, kind: str, days: int | None) -> None:
    assert (timeliness_class(2022, published), days_to_deadline(2022, published)) == (kind, days)
    assert (timeliness_class(None, published), days_to_deadline(None, published)) == ("unknown", None)


def test_plans_and_their_notices_are_not_judged() -> None:
    for title in ("青溪镇2023年法治政府建设工作计划", "关于印发《青溪镇2023年法治政府建设工作要点》的通知"):
        row = judge(page(f"{title}\n发布时间：2023-02-03", "各村：\n现印发给你们。\n一、工作目标\n学法6次。\n"))
        assert row["content_type"] == "work_plan"
        judged = set(MART_STRUCTURE.schema.names()) - {
            "report_id", "report_year", "issuer", "region_code", "region_name", "level", "document_type", "content_type",
            "published_on", "published_basis",
        }  # fmt: skip
        assert {name: row[name] for name in judged if row[name] is not None} == {}


def test_a_notice_that_hands_a_report_on_is_judged() -> None:
    title = "关于印发《青溪镇2022年度法治政府建设情况报告》的通知\n发布时间：2023-02-03"
    row = judge(page(title, "各村：\n现将报告印发给你们，请阅知。\n" + OPENING + A + B + C + D))
    assert (row["document_type"], row["content_type"], row["structure_score"]) == ("notice", "annual_report", 1.0)
    assert row["timeliness_class"] == "on_time"


def test_no_report_no_row_and_missing_columns_are_named() -> None:
    reports, sections = describe_text(page(TITLE, OPENING + A))
    assert judge_structure(reports.clear(), sections.clear()).equals(MART_STRUCTURE.empty())
    with pytest.raises(ValueError, match="heading_level"):
        judge_structure(reports, sections.drop("heading_level"))
    judged = judge_structure(reports, sections)
    assert judged.equals(conform(judged, MART_STRUCTURE))


# Read by hand from the five annotated reports.
REAL = {
    "000": (1.0, "ABCD", "on_time", 2, "full_year", ("own_heading",) * 4),
    "001": (0.875, "ACBD", "unknown", None, "full_year", ("own_heading", "own_heading", "inline", "own_heading")),
    "002": (0.5, "ABD", "premature", 98, "year_to_date", ("own_heading", "shared_heading", "absent", "shared_heading")),
    "003": (1.0, "ACBD", "on_time", 75, "full_year", ("own_heading",) * 4),
    "004": (None, None, None, None, None, (None,) * 4),
}


@pytest.mark.skipif(not GOLD_DOCUMENTS, reason="the annotated real reports are not beside this checkout")
@pytest.mark.parametrize("name", [document["doc"] for document in GOLD_DOCUMENTS], ids=lambda name: name[:3])
def test_real_reports(name: str) -> None:
    row = judge(read_text_of(SHARED / "reports" / name))
    found = tuple(
        row[column]
        for column in ("structure_score", "block_order", "timeliness_class", "days_to_deadline", "coverage_period")
    )
    assert (*found, forms(row)) == REAL[name[:3]]


def test_reports_do_not_depend_on_each_other() -> None:
    texts = [page(TITLE, OPENING + A + B + C + D), page(TITLE, OPENING + A + B)]
    described = [describe_text(text) for text in texts]
    together = judge_structure(
        pl.concat([reports for reports, _ in described]), pl.concat([sections for _, sections in described])
    )
    alone = pl.concat([judge_structure(*pair) for pair in described])
    assert together.equals(alone.sort("report_id"))
