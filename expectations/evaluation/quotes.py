"""The sentences that numbers stand in, in the report's own words.

Here: `quotes`. A sentence lies between 。！？ or line ends; of a long stretch only what is near the number is kept.
Not here: clauses, which extraction finds.
"""

from __future__ import annotations

# Code points kept on either side of a number where no sentence ends.
WIDEST = 400
_END = "。！？!?\\n\\r"
_BLANKS = "' ' || chr(9) || chr(160) || chr(12288)"


def quotes(places: str) -> str:
    """SELECT of comparison_number, quote from the relation `places` (comparison_number, report_id, start).

    `quote` holds the sentences of all places of a comparison, each once: verbatim stretches of `dim_report.text`
    without blanks at their ends, in text order and joined by ' … '. An unknown report has no row.
    """
    return f"""
    WITH asked AS (SELECT DISTINCT report_id, start FROM {places}),
    -- The texts of these reports alone: a join may keep all that it is given in memory.
    quoted_report AS (SELECT report_id, text FROM dim_report WHERE report_id IN (SELECT report_id FROM asked)),
    around AS (
        SELECT
            place.report_id, place.start,
            coalesce(substr(report.text, greatest(place.start - {WIDEST}, 0) + 1, least(place.start, {WIDEST})), '')
                AS before,
            coalesce(substr(report.text, place.start + 1, {WIDEST}), '') AS after
        FROM asked AS place
        LEFT JOIN quoted_report AS report USING (report_id)
    ),
    sentence AS (
        SELECT
            report_id, start,
            start - length(regexp_extract(before, '[^{_END}]*$')) AS first,
            start + length(regexp_extract(after, '^[^{_END}]*[。！？!?]?')) AS stop
        FROM around
    ),
    reached AS (
        SELECT
            comparison_number, report_id, first, stop,
            max(stop) OVER (
                PARTITION BY comparison_number ORDER BY first, stop
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ) AS reach
        FROM (
            SELECT DISTINCT comparison_number, report_id, first, stop
            FROM {places} JOIN sentence USING (report_id, start)
        )
    ),
    -- Stretches that overlap are one: two numbers of a text without sentence ends.
    stretch AS (
        SELECT comparison_number, report_id, first, stop,
            count(*) FILTER (reach IS NULL OR first >= reach) OVER (
                PARTITION BY comparison_number ORDER BY first, stop
            ) AS stretch_number
        FROM reached
    ),
    merged AS (
        SELECT comparison_number, report_id, min(first) AS first, max(stop) AS stop
        FROM stretch
        GROUP BY comparison_number, report_id, stretch_number
    )
    SELECT
        comparison_number,
        string_agg(trim(substr(report.text, first + 1, stop - first), {_BLANKS}), ' … ' ORDER BY first) AS quote
    FROM merged JOIN quoted_report AS report USING (report_id)
    GROUP BY comparison_number
    """
