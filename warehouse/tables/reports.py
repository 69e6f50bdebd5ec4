"""Tables about documents, places and indicators: who reported what, for which year, from which file.

Here: `dim_report`, `dim_section`, `dim_sentence`, `dim_passage`, `dim_region`, `dim_indicator`, `quarantine`.
Not here: numbers (`facts`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.decisions import DECIDED
from warehouse.tables.specification import Column, ForeignKey, Table

DOCUMENT_TYPES = ("annual_report", "work_plan", "notice", "other_report")
LEVELS = ("province", "prefecture", "county", "town", "street", "department", "zone")
SECTION_ROLES = (
    "measures_and_results",
    "problems",
    "leader_duty",
    "next_year_plan",
    "guiding_thought",
    "goals",
    "requirements",
    "other",
)
REGION_STATES = ("resolved", "resolved_unique", "needs_review", "unresolved")
REGION_ORIGINS = ("reference", "override", "zone", "addition", "written")
REPORT_STATES = ("accepted", "year_unknown", "year_range", "superseded", "undecided")
CERTAINTIES = ("certain", "likely", "doubtful")
PUBLISHED_BASES = ("label", "below_title", "written", "signature")
BODY_ROLES = ("paragraph", "table_row", "note")
FURNITURE_ROLES = (
    "page_title",
    "navigation",
    "tool_bar",
    "related_link",
    "site_footer",
    "hidden",
    "running_header",
    "running_footer",
    "page_number",
    "watermark",
)
PASSAGE_ROLES = BODY_ROLES + FURNITURE_ROLES

DIM_REPORT = Table(
    name="dim_report",
    meaning="One row a distinct report text that could be read.",
    meaning_zh="每份可读取且内容不重复的报告一行。",
    partitioned=True,
    key=("report_id",),
    columns=(
        Column(
            "report_id",
            pl.String(),
            "First 16 hex digits of the SHA-256 of the text up to body_end",
            "正文哈希前16位",
            False,
        ),
        Column(
            "source_path", pl.String(), "Path below the reports folder, or the URL", "相对报告目录的路径或网址", False
        ),
        Column("also_at", pl.List(pl.String()), "Other paths or URLs with the same text", "内容相同的其他来源"),
        Column("source_sha256", pl.String(), "SHA-256 of the file's bytes", "文件字节哈希", False),
        Column("source_bytes", pl.Int64(), "Size of the file", "文件大小", False, unit="byte"),
        Column("source_format", pl.String(), "Format found in the content", "文件格式", False),
        Column("encoding", pl.String(), "Character encoding found", "字符编码"),
        Column(
            "text",
            pl.String(),
            "Text read from the file, of plain text the file itself; spans count its code points",
            "原文，偏移以码点计",
            False,
        ),
        Column(
            "body_end",
            pl.Int64(),
            "Code point at which the report ends; what follows in text is page furniture that was set aside",
            "正文结束偏移，其后为页面附加内容",
            False,
            unit="character",
        ),
        Column("char_count", pl.Int64(), "Code points of text", "字符数", False, unit="character"),
        Column("title", pl.String(), "Title as written", "标题"),
        Column("publisher", pl.String(), "Publishing body as written", "发布机构"),
        Column("document_type", pl.String(), "What kind of document", "文种", False, allowed=DOCUMENT_TYPES),
        Column(
            "content_type",
            pl.String(),
            "What its text is: in a notice (关于印发…的通知) the document handed on, otherwise document_type",
            "正文文种（通知所印发文件的文种）",
            False,
            allowed=DOCUMENT_TYPES,
        ),
        Column(
            "type_certainty",
            pl.String(),
            "certain: the title says the type; likely: the opening words do; doubtful: neither, or they contradict",
            "文种确定程度",
            False,
            allowed=CERTAINTIES,
        ),
        Column("type_evidence", pl.String(), "Words the type was read from", "文种依据"),
        Column("level", pl.String(), "Level of the reporting unit", "层级", True, allowed=LEVELS),
        Column(
            "report_year",
            pl.Int32(),
            "Year reported on (or planned); null when uncertain or a range",
            "报告年度",
            unit="year",
        ),
        Column(
            "year_certainty",
            pl.String(),
            "certain: the title says the year; likely: the text says it; doubtful: they contradict, or it is far from "
            "the date; null without a year",
            "年度确定程度",
            allowed=CERTAINTIES,
        ),
        Column("year_evidence", pl.String(), "Words the year or the range was read from", "年度依据"),
        Column("first_year", pl.Int32(), "First year covered; report_year unless a range", "起始年度", unit="year"),
        Column("last_year", pl.Int32(), "Last year covered; report_year unless a range", "截止年度", unit="year"),
        Column("year_in_title", pl.Int32(), "Year that the title names", "标题年度", unit="year"),
        Column("year_in_text", pl.Int32(), "Year that the text says it reports on", "正文年度", unit="year"),
        Column(
            "guessed_year",
            pl.Int32(),
            "Year before the publication, where no year is named; for review, never used",
            "推测年度",
            unit="year",
        ),
        Column(
            "covered_until",
            pl.Date(),
            "Day up to which the numbers run, where it is not the end of the year",
            "数据截止日期",
        ),
        Column("coverage_evidence", pl.String(), "Words or date that covered_until was read from", "数据截止依据"),
        Column("region_code", pl.String(), "Code of dim_region; null unless region_state is resolved…", "区划代码"),
        Column(
            "current_region_code",
            pl.String(),
            "Code of the same place in the newest list: what joins years over a change of code",
            "现行区划代码",
        ),
        Column(
            "region_path",
            pl.String(),
            "Names from the province down as they were in the report's year, apart by /",
            "区划全称",
        ),
        Column(
            "region_state",
            pl.String(),
            "resolved; resolved_unique (nothing but the name says so); needs_review (see candidates); unresolved",
            "区划判定状态",
            False,
            allowed=REGION_STATES,
        ),
        Column("region_confidence", pl.Float64(), "How sure, from 0 to 1", "判定置信度", False),
        Column(
            "region_candidates",
            pl.List(
                pl.Struct(
                    {
                        "region_code": pl.String(),
                        "region_path": pl.String(),
                        "level": pl.String(),
                        "score": pl.Float64(),
                        "reasons": pl.List(pl.String()),
                    }
                )
            ),
            "Places considered, the best first (at most four), each with what speaks for and against it",
            "候选区划及理由",
            False,
        ),
        Column("region_name", pl.String(), "Place as written, its last unit", "区划名称（原文）"),
        Column("region_parent", pl.String(), "Higher units as written before it", "上级区划（原文）"),
        Column(
            "issuer",
            pl.String(),
            "Reporting unit: the place with the one above it, or the department with its place",
            "报告主体",
        ),
        Column("published_on", pl.Date(), "Date of publication", "发布日期"),
        Column(
            "published_basis",
            pl.String(),
            "What published_on rests on; written and signature stand in where nothing says when it was published",
            "发布日期来源",
            allowed=PUBLISHED_BASES,
        ),
        Column("date_evidence", pl.String(), "Which words gave published_on", "发布日期依据"),
        Column("written_on", pl.Date(), "Date of writing (成文日期)", "成文日期"),
        Column("written_evidence", pl.String(), "Which words gave written_on", "成文日期依据"),
        Column("signed_on", pl.Date(), "Date under the signature", "落款日期"),
        Column("signed_evidence", pl.String(), "Which words gave signed_on", "落款日期依据"),
        Column(
            "identity_flags",
            pl.List(pl.String()),
            "What is doubtful about type, year and dates; empty when nothing is",
            "身份存疑标记",
            False,
        ),
        Column(
            "anomalies",
            pl.List(pl.Struct({"offset": pl.Int64(), "phrase": pl.String(), "reason": pl.String()})),
            "Places where the source lost a number or a date is broken",
            "原文数字缺失等异常",
            False,
        ),
        Column(
            "state",
            pl.String(),
            "accepted, or why it is held back; superseded: another report took its place; undecided: it has a rival of "
            "the same unit, year and type",
            "状态",
            False,
            allowed=REPORT_STATES,
        ),
        Column("superseded_by", pl.String(), "Report that took the place of a superseded one", "被其取代的报告"),
        Column("state_reason", pl.String(), "Why superseded or undecided", "状态理由"),
        Column("decided", DECIDED, "What decisions of people changed here; null: nothing", "人工决定的修改"),
    ),
)

DIM_SECTION = Table(
    name="dim_section",
    meaning="Headed parts of a report with their role.",
    meaning_zh="报告章节及其作用。",
    partitioned=True,
    key=("report_id", "start"),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("role", pl.String(), "What the section is for", "章节作用", False, allowed=SECTION_ROLES),
        Column("heading", pl.String(), "Heading as written, empty before the first", "标题", False),
        Column("heading_level", pl.Int32(), "1 for 一、, 2 for （一）", "标题层级", False),
        Column("start", pl.Int64(), "First code point, the heading included", "起始偏移", False, unit="character"),
        Column("end", pl.Int64(), "Code point after the last", "结束偏移", False, unit="character"),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)

DIM_PASSAGE = Table(
    name="dim_passage",
    meaning="Paragraphs and table rows of reports in other formats than text: role, and place in the source.",
    meaning_zh="非纯文本报告的段落、表格行：作用及其在源文件中的位置。",
    partitioned=True,
    key=("report_id", "start"),
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("start", pl.Int64(), "First code point in dim_report.text", "起始偏移", False, unit="character"),
        Column("end", pl.Int64(), "Code point after the last", "结束偏移", False, unit="character"),
        Column(
            "role",
            pl.String(),
            "paragraph, table_row or note of the report, or which kind of page furniture",
            "段落作用",
            False,
            allowed=PASSAGE_ROLES,
        ),
        Column("page_number", pl.Int32(), "Page of a PDF, from 1; where the passage begins", "页码"),
        Column(
            "place",
            pl.String(),
            "Where in the source: CSS selector of a web page, paragraph or table row of a Word file",
            "源文件中的位置",
        ),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)

DIM_SENTENCE = Table(
    name="dim_sentence",
    meaning="Sentences of the reports with their places; search them with search_sentences('words').",
    meaning_zh="报告的句子及其位置，可用 search_sentences('词语') 检索。",
    key=("report_id", "sentence_number"),
    partitioned=True,
    columns=(
        Column("report_id", pl.String(), "Report", "报告", False),
        Column("report_year", pl.Int32(), "Year reported on", "报告年度", unit="year"),
        Column("sentence_number", pl.Int32(), "Place of the sentence in its report, from 1", "句序", False),
        Column("start", pl.Int64(), "First code point in dim_report.text", "起始偏移", False, unit="character"),
        Column("end", pl.Int64(), "Code point after the last", "结束偏移", False, unit="character"),
        Column("text", pl.String(), "The sentence, without its indent", "句子原文", False),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)

DIM_REGION = Table(
    name="dim_region",
    meaning="China's divisions down to towns with their history, functional zones, places that users add, and places "
    "that reports name and that could not be decided.",
    meaning_zh="全国行政区划（至乡级，含历史）、功能区、用户补充地区及报告所写而未能判定的地区。",
    key=("region_code", "region_name"),
    columns=(
        Column(
            "region_code",
            pl.String(),
            "Official code of 6 or 9 digits; our own for zones (410100Z01) and undecided places (written:…)",
            "区划代码",
            False,
        ),
        Column("region_name", pl.String(), "Full name; a code may have had several", "名称", False),
        Column("level", pl.String(), "Level of the place", "层级", True, allowed=LEVELS),
        Column("parent_code", pl.String(), "Code of the place right above it", "上级代码"),
        Column("region_path", pl.String(), "Names from the province down, apart by /", "全称", False),
        Column("valid_from", pl.Date(), "Day of the first list with this name; the place may be older", "起始日期"),
        Column("valid_to", pl.Date(), "Day of the last list with it; null while it is in the newest", "终止日期"),
        Column("is_current", pl.Boolean(), "The newest list has it", "是否现行", False),
        Column("successor_code", pl.String(), "Code of the same place after a change of name or code", "后继代码"),
        Column("origin", pl.String(), "Where the row comes from", "来源类别", False, allowed=REGION_ORIGINS),
        Column("source", pl.String(), "Evidence for corrections and additions", "来源依据"),
        Column("report_count", pl.Int64(), "Reports of this place", "报告数", False, unit="report"),
    ),
)

DIM_INDICATOR = Table(
    name="dim_indicator",
    meaning="Catalogue of indicators: what a number measures.",
    meaning_zh="指标目录。",
    key=("indicator_id",),
    columns=(
        Column("indicator_id", pl.String(), "Catalogue id, domain.name", "指标编号", False),
        Column("domain", pl.String(), "Domain", "领域", False),
        Column("domain_zh", pl.String(), "Domain in Chinese", "领域（中文）", False),
        Column("name_zh", pl.String(), "Name in Chinese", "中文名称", False),
        Column("name_en", pl.String(), "Name in English", "英文名称", False),
        Column("unit_family", pl.String(), "Family of units that count as the same", "单位族", False),
        Column(
            "measure_type", pl.String(), "count, rate or amount", "度量类型", False, allowed=("count", "rate", "amount")
        ),
        Column(
            "stock_flow", pl.String(), "stock, flow or ratio", "存量/流量", False, allowed=("stock", "flow", "ratio")
        ),
        Column(
            "better_direction",
            pl.String(),
            "Whether more is better",
            "优劣方向",
            False,
            allowed=("higher", "lower", "neutral"),
        ),
        Column(
            "tier", pl.String(), "core, extended or context", "层次", False, allowed=("core", "extended", "context")
        ),
        Column("denominator", pl.String(), "What it may be divided by", "分母"),
        Column("definition", pl.String(), "What exactly is counted", "英文定义", False),
        Column("definition_zh", pl.String(), "The same in Chinese", "定义", False),
        Column("warning", pl.String(), "What a reader is likely to get wrong", "使用注意（英文）"),
        Column("warning_zh", pl.String(), "The same in Chinese", "使用注意"),
        Column("town_low", pl.Float64(), "Least total usual for a town or street; a judgement", "乡镇常见下限"),
        Column("town_high", pl.Float64(), "Greatest total usual for a town or street", "乡镇常见上限"),
        Column("county_low", pl.Float64(), "Least total usual for a county", "县级常见下限"),
        Column("county_high", pl.Float64(), "Greatest total usual for a county", "县级常见上限"),
    ),
)

QUARANTINE = Table(
    name="quarantine",
    meaning="Files that were not taken in, or only in part, each with the reason.",
    meaning_zh="未采纳的文件及原因。",
    key=("source_path", "reason"),
    columns=(
        Column("source_path", pl.String(), "Path below the reports folder, or the URL", "相对路径或网址", False),
        Column("source_sha256", pl.String(), "SHA-256 of the file's bytes; null when unreadable", "文件哈希"),
        Column("source_bytes", pl.Int64(), "Size of the file", "文件大小", unit="byte"),
        Column(
            "reason", pl.String(), "Code of the reason: empty, binary, duplicate, year_unknown, …", "原因代码", False
        ),
        Column("message", pl.String(), "What is wrong and what to do", "说明", False),
    ),
)
