"""A report's text as sentences with their places: what is searched, and what a number is quoted with.

Here: `list_sentences`. Not here: sections (`sections`), numbers (transforms.extraction).
"""

from __future__ import annotations

import polars as pl

from warehouse.tables import DIM_SENTENCE, conform

# A sentence ends with 。！？ or with its line. The pieces of a text are the whole text, so that their lengths give the
# offsets; the same ends are written in warehouse.views for a sentence around a number.
_PIECE = r"[^。！？!?\r\n\x0C]*[。！？!?]|[^。！？!?\r\n\x0C]+|[\r\n\x0C]+"
_INDENT = " 　"
_SAYS_NOTHING = r"^[\s　。！？!?]*$"


def list_sentences(reports: pl.DataFrame) -> pl.DataFrame:
    """The table dim_sentence.

    in: dim_report (report_id, report_year, text, body_end); page furniture after body_end is left out.
    out: one row a sentence, without its indent and the end of its line; lines of blanks and bare marks are left out.
    start and end count code points of the text: text[start:end] is the sentence.
    """
    pieces = (
        reports.select(
            "report_id", "report_year", piece=pl.col("text").str.slice(0, pl.col("body_end")).str.extract_all(_PIECE)
        )
        .explode("piece")
        .drop_nulls("piece")
        .with_columns(after=pl.col("piece").str.len_chars().cast(pl.Int64).cum_sum().over("report_id"))
        .with_columns(text=pl.col("piece").str.strip_chars_start(_INDENT))
        .filter(~pl.col("text").str.contains(_SAYS_NOTHING))
        .with_columns(start=pl.col("after") - pl.col("text").str.len_chars().cast(pl.Int64))
    )
    numbered = pieces.with_columns(sentence_number=pl.int_range(1, pl.len() + 1).over("report_id").cast(pl.Int32))
    return conform(numbered.with_columns(end="after").select(DIM_SENTENCE.schema.names()), DIM_SENTENCE)
