"""Growth as reports state it (同比增长9.1%) beside the growth that two years' own reports give.

Here: `link_stated_growth`. Not here: judging whether a statement holds (expectations; rules about stated changes), the
growth itself (`years`).
"""

from __future__ import annotations

import re
from bisect import bisect_right

import polars as pl

# A statement is about the number before it in the same sentence; further away it may be about anything.
_REACH = 40
_END = re.compile(r"[。！？!?\n\r]")
_RISES = re.compile(r"(?:增长|上升|增加|提高|提升|增)(?:了|约|近|超|达)*$")
_FALLS = re.compile(r"(?:下降|减少|降低|回落|减|降)(?:了|约|近|超|达)*$")

_COLUMNS = {
    "report_id": pl.String,
    "indicator_id": pl.String,
    "stated_pct": pl.Float64,
    "stated_start": pl.Int64,
    "stated_clause": pl.String,
}


def link_stated_growth(yoy: pl.DataFrame, mentions: pl.DataFrame, reports: pl.DataFrame) -> pl.DataFrame:
    """The rows of mart_yoy with a percentage whose report states one as well.

    in: mart_yoy, fact_mention, dim_report (with text). out: the columns of mart_yoy, stated_pct (below 0 for a fall),
    stated_start, stated_clause; sorted. A statement belongs to the nearest measured number before it in its sentence,
    at most 40 characters away, and only if that number is the one compared; with another percentage between them it
    belongs to none.
    """
    compared = yoy.filter(pl.col("change_pct").is_not_null())
    texts = dict(
        reports.join(compared.select("report_id").unique(), on="report_id", how="semi")
        .select("report_id", "text")
        .iter_rows()
    )
    numbers = mentions.filter(
        pl.col("report_id").is_in(list(texts)) & pl.col("disposition").is_in(["fact", "profile", "comparison"])
    ).sort("report_id", "start", "mention_number")
    rows = []
    for (report_id,), members in numbers.partition_by("report_id", as_dict=True, maintain_order=True).items():
        rows += _link_report(str(report_id), texts[str(report_id)], members)
    linked = pl.DataFrame(rows, schema=_COLUMNS, orient="row").unique(
        ["report_id", "indicator_id"], keep="first", maintain_order=True
    )
    return compared.join(linked, on=["report_id", "indicator_id"], how="inner").sort(
        "indicator_id", "report_year", "issuer", "report_id"
    )


def _link_report(report_id: str, text: str, members: pl.DataFrame) -> list[tuple[object, ...]]:
    # One number may measure two indicators (参考率、合格率均100%).
    measured = (
        members.filter(pl.col("disposition") != "comparison")
        .group_by("start", "end", maintain_order=True)
        .agg(pl.col("indicator_id").drop_nulls())
        .rows()
    )
    starts = [start for start, _, _ in measured]
    rows: list[tuple[object, ...]] = []
    spoken = members.filter((pl.col("disposition") == "comparison") & (pl.col("unit") == "%"))
    for start, value, clause in spoken.select("start", "value", "clause").iter_rows():
        lead = text[max(0, start - 8) : start]
        sign = 1 if _RISES.search(lead) else -1 if _FALLS.search(lead) else 0
        place = bisect_right(starts, start - 1) - 1
        if not sign or value is None or place < 0:
            continue
        _, end, indicator_ids = measured[place]
        between = text[end:start]
        if len(between) > _REACH or _END.search(between) or "%" in between or "％" in between:
            continue
        rows += [(report_id, indicator_id, sign * value, start, clause) for indicator_id in indicator_ids]
    return rows
