"""Values divided by what users supply about the place: per 10,000 inhabitants, or per unit of another measure.

Here: `value_per_measure`. Not here: ranks and peers (transforms.benchmarks).
"""

from __future__ import annotations

from warehouse.views.specification import View

VALUE_PER_MEASURE = View(
    name="value_per_measure",
    meaning="Counts and amounts of whole years beside each denominator that region_year has for the place and year: "
    "per unit, and per 10,000 units (for population the usual rate).",
    meaning_zh="全年计数与金额除以用户提供的同地区同年度分母：每单位及每万单位（人口即每万人）。",
    tables=("fact_indicator", "region_year", "dim_indicator", "dim_report"),
    columns={
        "measure_value": ("Value of the denominator", "分母数值"),
        "per_unit": ("Value per unit of the denominator", "每单位数值"),
        "per_10k": ("Value per 10,000 units of the denominator", "每万单位数值"),
        "per_10k_low": ("Lower bound of per_10k", "每万单位数值下限"),
        "per_10k_high": ("Upper bound of per_10k; null where open", "每万单位数值上限"),
        "measure_source": ("Source of the denominator", "分母来源"),
    },
    query="""
SELECT
    fact.report_id,
    fact.issuer,
    fact.region_code,
    fact.report_year,
    fact.level,
    fact.indicator_id,
    fact.value,
    fact.unit,
    base.measure,
    base.measure_zh,
    base.value AS measure_value,
    fact.value / base.value AS per_unit,
    10000 * fact.value / base.value AS per_10k,
    10000 * fact.value_low / base.value AS per_10k_low,
    10000 * fact.value_high / base.value AS per_10k_high,
    base.source AS measure_source,
    fact.mention_start
FROM fact_indicator AS fact
JOIN dim_indicator AS indicator ON indicator.indicator_id = fact.indicator_id
JOIN dim_report AS report ON report.report_id = fact.report_id
JOIN region_year AS base ON base.region_code = fact.region_code AND base.report_year = fact.report_year
WHERE
    indicator.measure_type <> 'rate'
    AND fact.level <> 'department'
    AND fact.breakdown = ''
    AND fact.period = ''
    AND fact.is_main
    AND report.document_type = 'annual_report'
    -- What was published before its year ended counts a part of it.
    AND NOT (
        indicator.stock_flow = 'flow'
        AND coalesce(report.published_on <= make_date(report.report_year, 12, 31), FALSE)
    )
""",
)
