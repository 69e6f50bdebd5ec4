"""dim_report and dim_section -> mart_structure: is each report complete, and was it published in time.

Source of the four blocks: 法治政府建设与责任落实督察工作规定 (厅字〔2019〕28号), article 24. The score is their mean: 1
for a block with a heading of its own, 0.5 for one that shares a heading or is said inside another part, 0 for one that
is absent. It says whether a report speaks of a matter, not how well.
Belongs here: score, flags and the table. Does not belong here: where blocks stand (`blocks`), the deadline
(`timeliness`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from transforms.reading.blocks import ABSENT, BLOCKS, INLINE, OWN_HEADING, SHARED_HEADING, Block, find_blocks
from transforms.reading.chinese_numerals import read_number, read_year, with_ascii_digits
from transforms.reading.document_type import ANNUAL, NOTICE, WORK_PLAN
from transforms.reading.headings import NOT_A_MARK
from transforms.reading.roles import LEADER, OTHER, PLAN, PROBLEMS
from transforms.reading.sections import Section
from transforms.reading.simplified import simplified
from transforms.reading.timeliness import days_to_deadline, timeliness_class
from warehouse.tables import MART_STRUCTURE, conform

FULL_YEAR, YEAR_TO_DATE = "full_year", "year_to_date"
_SCORES = {OWN_HEADING: 1.0, SHARED_HEADING: 0.5, INLINE: 0.5, ABSENT: 0.0}
_REPORT_COLUMNS = (
    "report_id",
    "report_year",
    "issuer",
    "region_code",
    "region_name",
    "level",
    "document_type",
    "content_type",
    "title",
    "text",
    "body_end",
    "published_on",
    "published_basis",
    "covered_until",
)
_SECTION_COLUMNS = ("report_id", "role", "heading", "heading_level", "start", "end")
_KEPT = tuple(name for name in _REPORT_COLUMNS if name not in ("title", "text", "body_end"))
_STANDARD_TITLE = re.compile(r"法治政府建设.{0,12}(?:年度报告|年报|情况的?报告)")
_CAUSES = re.compile(r"原因|由于|因为|导致|造成|源于|归因|根源|受限于|受制于")
_POSTS = re.compile(
    r"书记|[镇乡区县市州旗省盟]长(?!期|远|效|效性|足|久|者|江|城|沙|春|治|制)|人民政府主席|局长|厅长|委员会主任|办公室主任|街道主任|办事处主任|党委主要负责人"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d|二[〇○零][一二三四五六七八九〇○零]{2})\s*年")
_OTHER_MATTERS = re.compile(
    r"(?:其他|其它|需要).{0,6}(?:报告|说明).{0,4}(?:情况|事项|问题)?|^其[他它](?:情况|事项|工作)"
)
_NUMBER = re.compile(r"^[\s\u3000]*([〇零一二三四五六七八九十]{1,3})(?:\s?[、．.:：]|(?![" + NOT_A_MARK + r"]))")


def judge_structure(reports: pl.DataFrame, sections: pl.DataFrame) -> pl.DataFrame:
    """The table mart_structure: one row a report.

    in: dim_report and dim_section of the same reports. out: mart_structure. Score, blocks, timeliness and days are null
    for what is no annual report (nor a notice that hands one on); the period is null for plans, notices and without a
    year. Raises ValueError when a column is missing.
    """
    for frame, columns in ((reports, _REPORT_COLUMNS), (sections, _SECTION_COLUMNS)):
        missing = [name for name in columns if name not in frame.columns]
        if missing:
            raise ValueError(f"judge_structure: missing columns {missing}")
    parts: dict[str, list[Section]] = {}
    for report_id, *part in sections.select(_SECTION_COLUMNS).sort("report_id", "start").iter_rows():
        parts.setdefault(report_id, []).append(Section(*part))
    rows = [_judge(report, parts.get(report["report_id"], [])) for report in reports.select(_REPORT_COLUMNS).to_dicts()]
    return conform(pl.DataFrame(rows, schema=MART_STRUCTURE.schema, orient="row"), MART_STRUCTURE)


def _judge(report: dict[str, Any], sections: Sequence[Section]) -> dict[str, object]:
    row: dict[str, object] = {name: report[name] for name in _KEPT}
    year, content_type = report["report_year"], report["content_type"]
    if year is not None and content_type not in (WORK_PLAN, NOTICE):
        row["coverage_period"] = FULL_YEAR if report["covered_until"] is None else YEAR_TO_DATE
    if content_type != ANNUAL:
        return {name: row.get(name) for name in MART_STRUCTURE.schema.names()}
    text = with_ascii_digits(simplified(report["text"][: report["body_end"]]))
    blocks = find_blocks(text, sections)
    row |= _describe_blocks(blocks)
    row["is_title_standard"] = _STANDARD_TITLE.search(simplified(report["title"] or "")) is not None
    row["has_other_matters"] = any(
        part.role == OTHER and part.heading_level == 1 and _OTHER_MATTERS.search(simplified(part.heading))
        for part in sections
    )
    row["is_numbering_broken"] = _is_numbering_broken(sections)
    row |= _judge_contents(text, blocks, sections, year)
    row["timeliness_class"] = timeliness_class(year, report["published_on"])
    row["days_to_deadline"] = days_to_deadline(year, report["published_on"])
    return {name: row.get(name) for name in MART_STRUCTURE.schema.names()}


def _describe_blocks(blocks: dict[str, Block]) -> dict[str, object]:
    row: dict[str, object] = {"structure_score": sum(_SCORES[block.form] for block in blocks.values()) / len(blocks)}
    for role, block in blocks.items():
        row |= {f"{role}_form": block.form, f"{role}_start": block.start, f"{role}_end": block.end}
    found = [(block.start, BLOCKS[role]) for role, block in blocks.items() if block.start is not None]
    row["block_order"] = "".join(letter for _, letter in sorted(found))
    return row


def _judge_contents(
    text: str, blocks: dict[str, Block], sections: Sequence[Section], year: int | None
) -> dict[str, object]:
    """What the blocks say: causes, the next year by its number, leaders by their posts; null where absent."""
    problems, leader, plan = (_words(text, blocks[role], role, sections) for role in (PROBLEMS, LEADER, PLAN))
    heading = next((part.heading for part in sections if part.role == PLAN and part.heading), "")
    heading = with_ascii_digits(simplified(heading))
    plan_year = _YEAR.search(heading)
    return {
        "has_causes": None if problems is None else _CAUSES.search(problems) is not None,
        "names_leader_post": None if leader is None else _POSTS.search(leader) is not None,
        "plan_year": read_year(plan_year[1]) if plan_year else None,
        "names_next_year": None
        if plan is None or year is None
        else any(read_year(found[1]) == year + 1 for found in _YEAR.finditer(f"{heading}\n{plan}")),
    }


def _words(text: str, block: Block, role: str, sections: Sequence[Section]) -> str | None:
    """Text of a block without its headings; None when it is absent."""
    if block.start is None or block.end is None:
        return None
    own = [part for part in sections if part.role == role and block.start <= part.start < block.end]
    if not own:
        return text[block.start : block.end]
    return "\n".join(
        text[part.start + (len(part.heading) if part.heading_level == 1 else 0) : part.end] for part in own
    )


def _is_numbering_broken(sections: Sequence[Section]) -> bool:
    """Whether the numbers of the top headings (一、二、二、) repeat, skip or do not begin with one."""
    numbers = [
        read_number(found[1]) for part in sections if part.heading_level == 1 and (found := _NUMBER.match(part.heading))
    ]
    return numbers != list(range(1, len(numbers) + 1))
