"""Rows of mentions as the columns of a frame: strings by codes, and by stretches of the texts in bulk.

Here: `Rows`, `frame_of`. Not here: what fills the rows (`reading`), the public function (`extract`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from transforms.extraction.kernel import layout
from transforms.extraction.kernel.encoding import encode_stretches
from transforms.extraction.kernel.machine import CODE_MASK
from transforms.extraction.kernel.tables import Tables


class Rows(NamedTuple):
    """Mentions of some texts. `rows`, `floats`: by `layout`; `names`: code points that names are stretches of."""

    rows: np.ndarray
    floats: np.ndarray
    names: np.ndarray


def frame_of(tables: Tables, found: Rows, keys: pl.Series, written: np.ndarray, folded: np.ndarray) -> pl.DataFrame:
    """The columns of extraction, and `text`, the number of the text, for the mentions of a batch.

    keys: of the texts; written, folded: their characters, to which all offsets in the rows refer.
    """
    # By columns: each is then one stretch of memory.
    rows = np.asfortranarray(found.rows)
    places = rows[:, layout.M_PLACE]
    names = tables.names
    return pl.DataFrame(
        {
            "text": rows[:, layout.M_TEXT],
            "report": keys.gather(rows[:, layout.M_TEXT]),
            "start": rows[:, layout.M_START] - places,
            "end": rows[:, layout.M_END] - places,
            "quote": _stretches(tables, written, rows[:, layout.M_START], rows[:, layout.M_END]),
            "clause": _stretches(tables, written, rows[:, layout.M_CLAUSE_START], rows[:, layout.M_CLAUSE_END]),
            "value": _floats(found.floats[:, layout.VALUE]),
            "value_low": _floats(found.floats[:, layout.LOW]),
            "value_high": _floats(found.floats[:, layout.HIGH]),
            "unit": _named(names.units, rows[:, layout.M_UNIT]),
            "qualifier": _named(layout.QUALIFIERS, rows[:, layout.M_QUALIFIER]),
            "disposition": _named(layout.DISPOSITIONS, rows[:, layout.M_DISPOSITION]),
            "reason": _named(names.reasons, rows[:, layout.M_REASON]),
            "indicator": _named(names.indicators, rows[:, layout.M_INDICATOR]),
            "phrase": _stretches(tables, found.names, rows[:, layout.M_PHRASE], rows[:, layout.M_PHRASE_END]),
            "breakdown": _stretches(tables, found.names, rows[:, layout.M_BREAKDOWN], rows[:, layout.M_BREAKDOWN_END]),
            "parent_start": _offsets(rows[:, layout.M_PARENT], places),
            "period": _periods(rows, folded),
            "region": _named(names.regions, rows[:, layout.M_REGION]),
            "scope": pl.Series([None], dtype=pl.String).new_from_index(0, len(rows)),
            "implicit": rows[:, layout.M_IMPLICIT] == 1,
            "rule": _rules(tables, rows, places),
        }
    )


def _named(names: tuple[str, ...] | list[str], codes: np.ndarray) -> pl.Series:
    """Names by their codes, none below 0."""
    # One name more stands for none.
    return pl.Series([*names, None], dtype=pl.String).gather(np.where(codes < 0, len(names), codes))


def _floats(values: np.ndarray) -> pl.Series:
    return pl.Series(np.ascontiguousarray(values), nan_to_null=True)


def _offsets(offsets: np.ndarray, places: np.ndarray) -> pl.Series:
    return pl.select(pl.when(pl.lit(pl.Series(offsets >= 0))).then(pl.lit(pl.Series(offsets - places)))).to_series()


def _stretches(tables: Tables, source: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> pl.Series:
    offsets, data = encode_stretches(tables.sources, source, starts, ends)
    is_there = starts >= 0
    nulls = None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))
    strings = pa.Array.from_buffers(pa.large_string(), len(starts), [nulls, pa.py_buffer(offsets), pa.py_buffer(data)])
    series = pl.from_arrow(strings)
    assert isinstance(series, pl.Series)
    return series


def _periods(rows: np.ndarray, folded: np.ndarray) -> pl.Series:
    kinds = rows[:, layout.M_PERIOD_KIND]
    periods: list[str | None] = [None] * len(rows)
    for index in np.flatnonzero(kinds != layout.NO_PERIOD).tolist():
        kind = kinds[index]
        if kind in layout.PERIOD_WORDS:
            periods[index] = layout.PERIOD_WORDS[kind]
        else:
            codes = folded[rows[index, layout.M_PERIOD] : rows[index, layout.M_PERIOD_END]] & CODE_MASK
            stretch = codes.astype(np.uint32).tobytes().decode("utf-32-le")
            periods[index] = f"自{stretch}" if kind == layout.SINCE_STRETCH else stretch
    return pl.Series(periods, dtype=pl.String)


def _rules(tables: Tables, rows: np.ndarray, places: np.ndarray) -> pl.Series:
    """Rule and signal, and the total of which a number took the indicator."""
    count = len(tables.names.signals)
    pairs, codes = np.unique(rows[:, layout.M_RULE] * count + rows[:, layout.M_SIGNAL], return_inverse=True)
    named = [
        f"{tables.names.rules[pair // count]} {tables.names.signals[pair % count]}".rstrip() for pair in pairs.tolist()
    ]
    rules = pl.Series(named, dtype=pl.String).gather(codes.reshape(-1))
    totals = _offsets(rows[:, layout.M_PART_OF], places)
    return pl.select(
        pl.when(pl.lit(totals).is_null())
        .then(pl.lit(rules))
        .otherwise(pl.concat_str(pl.lit(rules), pl.lit(" part-of:"), pl.lit(totals).cast(pl.String)))
    ).to_series()
