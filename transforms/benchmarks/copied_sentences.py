"""Sentences that stand in last year's report of the same unit, or in another place's, word for word or nearly so.

Here: `find_copied_sentences`, `SENTENCES_KEPT`. Sentences are compared by their Chinese characters with every figure
masked (受理#件), so that a sentence with new figures is found as well; whether figures are the same is said apart.
Equal sentences meet in a hash join. Nearly equal ones are looked for between two reports of one unit only, and only
among sentences that share a winnowed fingerprint (Schleimer, Wilkerson and Aiken 2003), so that no two reports are ever
compared sentence by sentence. Not here: what a copied sentence says about a report (expectations).
"""

from __future__ import annotations

import polars as pl

from transforms.benchmarks.units import list_units
from warehouse.tables import FACT_COPIED_SENTENCE, conform

# Masked characters below which a sentence says too little to be called copied.
SENTENCES_KEPT = 12
# A masked sentence of so many units is common stock (贯彻落实党的二十大精神), copied from nobody.
COMMON_UNITS = 5
# Least normalised indel similarity, percent, of sentences that are nearly equal.
LEAST_SIMILARITY = 90.0
# Characters of a shingle, and shingles of a window of which the least hash is kept: two sentences that share
# _SHINGLE + _WINDOW - 1 characters share a fingerprint.
_SHINGLE, _WINDOW = 6, 8
# Of the polynomial that hashes a shingle: products of two numbers below the prime fit into 64 bits.
_BASE, _PRIME = 1_000_003, 2_147_483_647
_DIGITS = r"[0-9０-９]+(?:[.．,，][0-9０-９]+)*"
_ENDS = r"[！？!?；;\n\r]"


def find_copied_sentences(
    reports: pl.DataFrame, years: list[int] | None = None, settled: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The table fact_copied_sentence.

    in: dim_report with the columns of `list_units` and text; only annual reports with unit and year are looked at.
    settled: report_id, and the rows of fact_copied_sentence, of reports that were compared before and of whose unit
    neither this report nor last year's has changed since; a report without rows has one with nulls. What is nearly
    equal in them is not looked for again.
    out: fact_copied_sentence, for reports of `years` (None: all): one row a sentence and origin.
    `last_year`: the sentence of the same unit's report of the year before that is most similar. `other_place`: an
    equal masked sentence of another unit in the same year or the year before, the earliest; common stock is left out.
    """
    units = list_units(reports).select("report_id", "reporting_unit", "report_year")
    texts = reports.select("report_id", "text").join(units, on="report_id").sort("report_id")
    wanted = sorted(set(texts["report_year"].to_list()) if years is None else set(years))
    found = []
    for year in wanted:
        members = texts.filter(pl.col("report_year").is_in([year - 1, year]))
        if (members["report_year"] == year).any():
            found.append(_find_of_year(_split(members), year, settled))
    rows = pl.concat(found) if found else pl.DataFrame(schema=FACT_COPIED_SENTENCE.schema)
    return conform(rows.select(FACT_COPIED_SENTENCE.schema.names()), FACT_COPIED_SENTENCE)


def _split(texts: pl.DataFrame) -> pl.DataFrame:
    """Sentences: report_id, reporting_unit, report_year, start, end, masked, key (its hash), figures."""
    # Every end is one character, so that replacing it keeps all offsets.
    pieces = (
        texts.with_columns(piece=pl.col("text").str.replace_all(_ENDS, "。").str.split("。"))
        .drop("text")
        .explode("piece")
        .with_columns(length=pl.col("piece").str.len_chars().cast(pl.Int64))
        .with_columns(start=(pl.col("length") + 1).cum_sum().over("report_id") - pl.col("length") - 1)
        .filter(pl.col("length") >= SENTENCES_KEPT)
        .with_columns(
            lead=pl.col("piece").str.len_chars().cast(pl.Int64)
            - pl.col("piece").str.strip_chars_start().str.len_chars().cast(pl.Int64),
            end=pl.col("start") + pl.col("piece").str.strip_chars_end().str.len_chars().cast(pl.Int64),
            masked=pl.col("piece").str.replace_all(_DIGITS, "#").str.replace_all(r"[^\p{Han}#]", ""),
            figures=pl.col("piece").str.extract_all(_DIGITS).list.join(" ").str.replace_all("[,，]", ""),
        )
        .with_columns(start=pl.col("start") + pl.col("lead"))
        .filter(pl.col("masked").str.len_chars() >= SENTENCES_KEPT)
        .with_columns(key=pl.col("masked").hash(seed=1))
    )
    return pieces.select("report_id", "reporting_unit", "report_year", "start", "end", "masked", "key", "figures")


def _find_of_year(sentences: pl.DataFrame, year: int, settled: pl.DataFrame | None) -> pl.DataFrame:
    now = sentences.filter(pl.col("report_year") == year)
    spread = sentences.group_by("key").agg(unit_count=pl.col("reporting_unit").n_unique().cast(pl.Int64))
    now = now.join(spread, on="key", how="left", maintain_order="left")
    others = sentences.select(
        pl.col("report_id").alias("other_report_id"),
        pl.col("reporting_unit").alias("other_unit"),
        pl.col("report_year").alias("other_report_year"),
        pl.col("start").alias("other_start"),
        pl.col("end").alias("other_end"),
        pl.col("masked").alias("other_masked"),
        pl.col("key"),
        pl.col("figures").alias("other_figures"),
    )
    before = others.filter(pl.col("other_report_year") == year - 1)
    own = now.join(before, left_on=["reporting_unit", "key"], right_on=["other_unit", "key"], how="inner").with_columns(
        similarity=pl.lit(100.0), origin=pl.lit("last_year")
    )
    unmatched = now.join(own.select("report_id", "start"), on=["report_id", "start"], how="anti")
    if settled is not None:
        unmatched = unmatched.join(settled, on="report_id", how="anti")
    near = _find_near(unmatched, before)
    rare = now.filter(pl.col("unit_count") < COMMON_UNITS)
    # Whoever published for an earlier year comes first; of one year each is the other's copy.
    elsewhere = rare.join(others, on="key").filter(pl.col("reporting_unit") != pl.col("other_unit"))
    elsewhere = elsewhere.with_columns(similarity=pl.lit(100.0), origin=pl.lit("other_place"))
    columns = [*FACT_COPIED_SENTENCE.schema.names()]
    rows = pl.concat([_complete(frame).select([*columns]) for frame in (own, near, elsewhere)])
    if settled is not None:
        kept = settled.filter((pl.col("report_year") == year) & (pl.col("similarity") < 100.0)).drop("unit_count")
        # How many units have a sentence changes with the reports of others.
        counted = kept.join(now.select("report_id", "start", "unit_count"), on=["report_id", "start"])
        rows = pl.concat([rows, counted.select(columns).cast(rows.schema)])
    return rows.sort(
        [
            "report_id",
            "start",
            "origin",
            "similarity",
            "has_same_numbers",
            "other_report_year",
            "other_report_id",
            "other_start",
        ],
        descending=[False, False, False, True, True, False, False, False],
    ).unique(["report_id", "start", "origin"], keep="first", maintain_order=True)


def _complete(found: pl.DataFrame) -> pl.DataFrame:
    return found.with_columns(
        number_count=pl.when(pl.col("figures") == "")
        .then(0)
        .otherwise(pl.col("figures").str.count_matches(" ", literal=True) + 1)
        .cast(pl.Int64),
        has_same_numbers=(pl.col("figures") != "") & (pl.col("figures") == pl.col("other_figures")),
    )


def _find_near(now: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    """Sentences of `now` with figures that are nearly equal to one of the same unit in `before`."""
    from rapidfuzz import fuzz

    empty = now.join(before, left_on="reporting_unit", right_on="other_unit", how="inner").clear()
    late = now.filter(pl.col("figures") != "").with_row_index("late")
    units = late.select("reporting_unit").unique()
    early = before.join(units, left_on="other_unit", right_on="reporting_unit", how="semi").with_row_index("early")
    marks = _fingerprints(late.select("late", unit="reporting_unit", masked="masked"), "late")
    others = _fingerprints(early.select("early", unit="other_unit", masked="other_masked"), "early")
    pairs = marks.join(others, on=["unit", "mark"]).select("late", "early").unique(maintain_order=True)
    if pairs.is_empty():
        return empty.with_columns(similarity=pl.lit(None, pl.Float64), origin=pl.lit("last_year"))
    compared = (
        pairs.sort("late", "early")
        .join(late, on="late", maintain_order="left")
        .join(early.drop("key"), on="early", maintain_order="left")
    )
    similarity = [
        fuzz.ratio(one, other, score_cutoff=LEAST_SIMILARITY)
        for one, other in compared.select("masked", "other_masked").iter_rows()
    ]
    return (
        compared.with_columns(similarity=pl.Series(similarity, dtype=pl.Float64), origin=pl.lit("last_year"))
        .filter(pl.col("similarity") >= LEAST_SIMILARITY)
        .drop("late", "early", "other_unit")
    )


def _fingerprints(sentences: pl.DataFrame, row: str) -> pl.DataFrame:
    """row, unit, mark: the least hash of each window of shingles of a masked sentence; some twice."""
    # One row a character. A polynomial over neighbours hashes a shingle, and the least of the last _WINDOW rows a
    # window, each as whole columns: groups of a sentence each would cost ten times as much.
    characters = (
        sentences.with_columns(character=pl.col("masked").str.split(""), length=pl.col("masked").str.len_chars())
        .with_columns(at=pl.int_ranges(0, pl.col("length").cast(pl.Int64)))
        .drop("masked")
        .explode("character", "at")
        .with_columns(code=pl.col("character").hash(seed=2) % _PRIME)
    )
    shingle = pl.lit(0, pl.UInt64)
    for place in range(_SHINGLE):
        shingle = (shingle * _BASE + pl.col("code").shift(-place)) % _PRIME
    shingles = (
        characters.with_columns(mark=shingle)
        .filter(pl.col("at") <= pl.col("length").cast(pl.Int64) - _SHINGLE)
        .with_columns(mark=pl.col("mark").hash(seed=2))
    )
    window = [pl.when(pl.col("at") >= back).then(pl.col("mark").shift(back)) for back in range(_WINDOW)]
    marks = shingles.select(row, "unit", mark=pl.min_horizontal(window))
    # Neighbouring windows mostly have the same least hash.
    is_new = (pl.col("mark") != pl.col("mark").shift(1)) | (pl.col(row) != pl.col(row).shift(1))
    return marks.filter(is_new.fill_null(True))
