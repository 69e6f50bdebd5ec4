"""Two reports of one unit that follow each other, and the values that may stand beside each other.

Here: `REPORT_PAIRS`, `YEAR_VALUES`. A unit is known by its issuer, or by the code of its place; where that leaves
several candidates (two towns of one name, two reports of one year) none is guessed and there is no pair.
Not here: what is compared (`year_changes`, `stated_changes`, `report_patterns`).
"""

from __future__ import annotations

from expectations.evaluation.sql import fact_high, fact_low, is_readable

# One row a report of a unit and year that is an annual report, and that no re-publication took the place of.
YEARLY_REPORTS = """
    SELECT
        report_id, report_year, issuer, level, region_code, coalesce(region_parent, '') AS parent,
        coalesce(coalesce(published_on, written_on, signed_on) <= make_date(report_year, 12, 31), false) AS is_early
    FROM dim_report
    WHERE document_type = 'annual_report' AND report_year IS NOT NULL AND trim(coalesce(issuer, '')) <> ''
        AND state IS DISTINCT FROM 'superseded'
"""
_ALIKE = """(late.level IS NULL OR early.level IS NULL OR late.level = early.level)
        AND CASE
            WHEN late.region_code IS NOT NULL AND early.region_code IS NOT NULL
                THEN late.region_code = early.region_code
            ELSE late.parent = '' OR early.parent = ''
                OR ends_with(late.parent, early.parent) OR ends_with(early.parent, late.parent)
        END"""
# report_id, report_year, previous_id, is_early (either report was published before its year ended): last year's report
# of the same unit, where there is exactly one. A report is previous to one report at most.
REPORT_PAIRS = f"""
    WITH yearly AS MATERIALIZED ({YEARLY_REPORTS}),
    candidate AS (
        SELECT late.report_id, late.report_year, early.report_id AS previous_id,
            late.is_early OR early.is_early AS is_early
        FROM yearly AS late
        JOIN yearly AS early ON early.issuer = late.issuer AND early.report_year = late.report_year - 1 AND {_ALIKE}
        UNION
        SELECT late.report_id, late.report_year, early.report_id AS previous_id,
            late.is_early OR early.is_early AS is_early
        FROM yearly AS late
        JOIN yearly AS early ON early.region_code = late.region_code AND early.level = late.level
            AND early.report_year = late.report_year - 1 AND late.level <> 'department'
    )
    SELECT * FROM candidate
    QUALIFY count(*) OVER (PARTITION BY report_id) = 1 AND count(*) OVER (PARTITION BY previous_id) = 1
"""
# One row a report and indicator that is stated for the whole unit and year in the main kind of unit; values_stated
# counts the different values.
YEAR_VALUES = f"""
    SELECT
        fact.report_id, fact.indicator_id, count(DISTINCT fact.value) AS values_stated,
        first(fact.value ORDER BY mention_start) AS value, first({fact_low("fact")} ORDER BY mention_start) AS low,
        first({fact_high("fact")} ORDER BY mention_start) AS high,
        first(fact.qualifier ORDER BY mention_start) AS qualifier,
        first(fact.unit_kind ORDER BY mention_start) AS unit_kind, bool_or(fact.implicit) AS implicit,
        min(mention_start) AS start
    FROM fact_indicator AS fact
    WHERE fact.breakdown = '' AND fact.period = '' AND fact.is_main AND {is_readable("fact")}
    GROUP BY fact.report_id, fact.indicator_id
"""
