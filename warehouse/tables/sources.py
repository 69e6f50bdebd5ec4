"""Tables about where reports come from: what was fetched, and whether everything came that was expected.

Here: `source_fetch`, `expected_report`. Not here: the documents themselves (`reports`).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, ForeignKey, Table

SOURCE_FETCH_PURPOSES = ("page", "robots")
SOURCE_FETCH_OUTCOMES = ("fetched", "not_modified", "failed")

SOURCE_FETCH = Table(
    name="source_fetch",
    meaning="Every fetch of a URL: what was answered, when, and which bytes are in use since.",
    meaning_zh="每次网页抓取的记录：状态、时间、哈希及当前采用的内容。",
    key=("url", "purpose", "fetched_at"),
    columns=(
        Column("url", pl.String(), "URL as listed in the sources", "网址", False),
        Column(
            "purpose", pl.String(), "page, or the robots.txt of a host", "用途", False, allowed=SOURCE_FETCH_PURPOSES
        ),
        Column("fetched_at", pl.Datetime("us"), "Start of the fetch, UTC", "抓取时间（UTC）", False),
        Column(
            "outcome",
            pl.String(),
            "fetched, not_modified (the host said that nothing changed), failed",
            "结果",
            False,
            allowed=SOURCE_FETCH_OUTCOMES,
        ),
        Column("status", pl.Int32(), "HTTP status of the last answer; null without an answer", "HTTP状态码"),
        Column("final_url", pl.String(), "URL that answered, after redirects", "最终网址"),
        Column("address", pl.String(), "Network address that was connected to", "网络地址"),
        Column("sha256", pl.String(), "SHA-256 of the body, when one came", "内容哈希"),
        Column("byte_count", pl.Int64(), "Size of the body, unpacked", "字节数", unit="byte"),
        Column("content_type", pl.String(), "Content-Type as the host says", "内容类型"),
        Column("etag", pl.String(), "ETag, sent back with the next fetch", "ETag"),
        Column("last_modified", pl.String(), "Last-Modified, sent back with the next fetch", "最后修改时间"),
        Column("attempts", pl.Int32(), "Attempts made; 0 when it was not tried", "尝试次数", False),
        Column("duration_seconds", pl.Float64(), "From the start to the end of the last attempt", "耗时", unit="s"),
        Column("error", pl.String(), "Code of the failure", "失败代码"),
        Column("message", pl.String(), "What happened, in words", "失败说明"),
        Column(
            "body_sha256",
            pl.String(),
            "SHA-256 of the body in use after this fetch: the new one, or the one kept; null when there is none",
            "当前采用内容的哈希",
        ),
    ),
)

EXPECTED_STATES = ("received", "missing", "duplicate", "mismatch", "unexpected")

EXPECTED_REPORT = Table(
    name="expected_report",
    meaning="The list of expected reports against those that came, both ways; empty without a list.",
    meaning_zh="应报清单与实收报告的双向核对：已收、缺失、重复、不符、清单之外。",
    key=("entry",),
    columns=(
        Column("entry", pl.String(), "Line of the list, or the report that is on no line", "清单行或报告", False),
        Column(
            "status",
            pl.String(),
            "received; missing; duplicate (another line or report has the same unit and year); mismatch (its source "
            "gave something else); unexpected (on no line)",
            "核对结果",
            False,
            allowed=EXPECTED_STATES,
        ),
        Column("publisher", pl.String(), "Publisher as listed, or reporting unit", "发布机构"),
        Column("region_code", pl.String(), "Code of the place, as listed or found", "区划代码"),
        Column("region_name", pl.String(), "Place, as listed or found", "地区"),
        Column("report_year", pl.Int32(), "Year, as listed or found", "年度", unit="year"),
        Column("source", pl.String(), "URL or path, as listed or found", "来源"),
        Column("report_id", pl.String(), "Report that stands for this entry", "对应报告"),
        Column(
            "other_reports", pl.List(pl.String()), "Other reports of the same unit and year", "同一主体年度的其他报告"
        ),
        Column("reason", pl.String(), "Why it is missing, double or another", "说明"),
        Column("note", pl.String(), "Note of the list", "备注"),
    ),
    foreign_keys=(ForeignKey(("report_id",), "dim_report", ("report_id",)),),
)
