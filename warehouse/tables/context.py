"""Tables about the world beside the reports: what places are divided by, and national figures.

Here: `region_year` (supplied by users), `national_series` (ours, with source and vintage). Not here: what reports
say.
"""

from __future__ import annotations

import polars as pl

from warehouse.tables.specification import Column, Table

EVIDENCE = ("publication", "repost", "computed")
SERIES_QUALIFIERS = ("exact", "at_least", "about")

REGION_YEAR = Table(
    name="region_year",
    meaning="Population and other denominators of a place and year, as users supply them, each with its source; empty "
    "without such a file.",
    meaning_zh="用户提供的地区年度人口等分母及其来源；未提供时为空。",
    key=("region_code", "report_year", "measure"),
    columns=(
        Column("region_code", pl.String(), "Code of the place, in dim_region", "区划代码", False),
        Column("report_year", pl.Int32(), "Year of the value", "年度", False, unit="year"),
        Column("measure", pl.String(), "What it is: population, households, …", "指标", False),
        Column("measure_zh", pl.String(), "The same in Chinese", "指标名称", False),
        Column("value", pl.Float64(), "Value in the unit", "数值", False),
        Column("unit", pl.String(), "Unit", "单位", False),
        Column("source", pl.String(), "Where the user has it from", "来源", False),
        Column("note", pl.String(), "Note of the user", "备注"),
    ),
    warning="Supplied from outside and not checked against its source. Dates and definitions differ between sources.",
    warning_zh="由用户提供，未与来源核对；各来源时点和口径可能不同。",
)

NATIONAL_SERIES = Table(
    name="national_series",
    meaning="National figures to hold local ones against, each with source, vintage and scope.",
    meaning_zh="用于对照的全国数据，附来源、版本和口径。",
    key=("series_id", "year", "vintage"),
    columns=(
        Column("series_id", pl.String(), "Series", "序列", False),
        Column("indicator_id", pl.String(), "Indicator of the catalogue that is nearest; null when none", "对应指标"),
        Column("name_zh", pl.String(), "Name in Chinese", "名称", False),
        Column("name_en", pl.String(), "Name in English", "英文名称", False),
        Column("year", pl.Int32(), "Year", "年度", False, unit="year"),
        Column("value", pl.Float64(), "Value in the unit", "数值", False),
        Column("qualifier", pl.String(), "exact, at_least, about", "限定", False, allowed=SERIES_QUALIFIERS),
        Column("unit", pl.String(), "Unit", "单位", False),
        Column("definition", pl.String(), "What exactly is counted", "定义", False),
        Column("vintage", pl.String(), "Which publication of the figure: official ones differ", "版本", False),
        Column("scope", pl.String(), "Whose cases are counted", "范围", False),
        Column("source", pl.String(), "Who published it", "来源", False),
        Column("source_url", pl.String(), "Where it was seen; null when only reposts were", "网址"),
        Column(
            "evidence",
            pl.String(),
            "publication: seen at source_url; repost: only seen in reposts; computed: from other figures",
            "依据",
            False,
            allowed=EVIDENCE,
        ),
        Column("note", pl.String(), "What to be careful about", "注意"),
    ),
    warning="Two figures of one year are no mistake: compare within one vintage and scope. Reposts are to be verified "
    "before they are quoted.",
    warning_zh="同一年度可能有不同版本的官方数据，只能在同一版本和范围内比较；转载数据引用前须核实。",
)
