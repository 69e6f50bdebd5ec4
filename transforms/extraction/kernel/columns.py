"""Rows of mentions as the columns of a frame: strings by codes, and by stretches of the texts in bulk.

Here: `Rows`, `frame_of`. Not here: what fills the rows (`reading`), the public function (`extract`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from transforms.extraction.kernel import layout
from transforms.extraction.kernel.encoding import Strings, byte_places, views_of
from transforms.extraction.kernel.machine import CODE_MASK
from transforms.extraction.kernel.tables import load_tables


class Rows(NamedTuple):
    """Mentions of some texts. `rows`, `floats`: by `layout`; `names`: code points that names are stretches of."""

    rows: np.ndarray
    floats: np.ndarray
    names: np.ndarray


class Characters(NamedTuple):
    """Of all texts: their UTF-8, where each character begins in it, and the folded characters."""

    data: np.ndarray
    places: np.ndarray
    folded: np.ndarray


def frame_of(found: Rows, keys: Sequence[str | None], first: int, characters: Characters) -> pl.DataFrame:
    """The columns of extraction, and `text`, the number of the text, for the mentions of a batch.

    keys: of the texts, of which the first has the number `first`; characters: to which all offsets in the rows refer.
    """
    names = _names()
    # By columns: each is then one stretch of memory.
    rows = np.asfortranarray(found.rows)
    places = rows[:, layout.M_PLACE]
    pool = found.names.astype(np.uint32).tobytes().decode("utf-32-le").encode()
    pool_places = np.empty(len(found.names) + 1, dtype=np.int32)
    byte_places(found.names, pool_places)
    pool_data = np.frombuffer(pool, dtype=np.uint8)
    in_texts = [
        _stretches(characters.data, characters.places, rows[:, start], rows[:, end])
        for start, end in ((layout.M_START, layout.M_END), (layout.M_CLAUSE_START, layout.M_CLAUSE_END))
    ]
    in_names = [
        _stretches(pool_data, pool_places, rows[:, start], rows[:, end])
        for start, end in ((layout.M_PHRASE, layout.M_PHRASE_END), (layout.M_BREAKDOWN, layout.M_BREAKDOWN_END))
    ]
    return pl.DataFrame(
        {
            "text": rows[:, layout.M_TEXT] + first,
            "report": _keys(keys, rows[:, layout.M_TEXT]),
            "start": rows[:, layout.M_START] - places,
            "end": rows[:, layout.M_END] - places,
            "quote": in_texts[0],
            "clause": in_texts[1],
            "value": _floats(found.floats[:, layout.VALUE]),
            "value_low": _floats(found.floats[:, layout.LOW]),
            "value_high": _floats(found.floats[:, layout.HIGH]),
            "unit": _named(names["units"], rows[:, layout.M_UNIT]),
            "qualifier": _named(names["qualifiers"], rows[:, layout.M_QUALIFIER]),
            "disposition": _named(names["dispositions"], rows[:, layout.M_DISPOSITION]),
            "reason": _named(names["reasons"], rows[:, layout.M_REASON]),
            "indicator": _named(names["indicators"], rows[:, layout.M_INDICATOR]),
            "phrase": in_names[0],
            "breakdown": in_names[1],
            "parent_start": _offsets(rows[:, layout.M_PARENT], places),
            "period": _periods(rows, characters.folded),
            "region": _named(names["regions"], rows[:, layout.M_REGION]),
            "scope": pl.Series([None], dtype=pl.String).new_from_index(0, len(rows)),
            "implicit": rows[:, layout.M_IMPLICIT] == 1,
            "rule": _rules(rows, places),
        }
    )


@cache
def _names() -> dict[str, Strings]:
    """What codes stand for."""
    names = load_tables().names._asdict()
    names |= {"qualifiers": layout.QUALIFIERS, "dispositions": layout.DISPOSITIONS}
    return {name: Strings.of(texts) for name, texts in names.items()}


def _named(names: Strings, codes: np.ndarray) -> pl.Series:
    """Names by their codes, none below 0."""
    # Nothing stands behind the last name, and so at -1.
    return _series(pa.string_view(), len(codes), codes >= 0, names.views.take(codes, axis=0, mode="wrap"), names.data)


def _keys(keys: Sequence[str | None], texts: np.ndarray) -> pl.Series:
    if None in keys:
        return pl.Series([keys[text] for text in texts.tolist()], dtype=pl.String)
    return _named(Strings.of([key or "" for key in keys]), texts)


def _floats(values: np.ndarray) -> pl.Series:
    # A copy: the memory of the rows is filled again.
    values = values.copy()
    return _series(pa.float64(), len(values), ~np.isnan(values), values)


def _offsets(offsets: np.ndarray, places: np.ndarray) -> pl.Series:
    return _series(pa.int64(), len(offsets), offsets >= 0, offsets - places)


def _stretches(data: np.ndarray, places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> pl.Series:
    return _series(pa.string_view(), len(starts), starts >= 0, views_of(data, places, starts, ends), data)


def _series(kind: pa.DataType, count: int, is_there: np.ndarray, *buffers: np.ndarray) -> pl.Series:
    """A column of the values in the buffers, null where nothing is there."""
    nulls = None if is_there.all() else pa.py_buffer(np.packbits(is_there, bitorder="little"))
    series = pl.from_arrow(pa.Array.from_buffers(kind, count, [nulls, *map(pa.py_buffer, buffers)]))
    assert isinstance(series, pl.Series)
    return series


def _periods(rows: np.ndarray, folded: np.ndarray) -> pl.Series:
    kinds = rows[:, layout.M_PERIOD_KIND]
    periods: list[str] = []
    codes = np.full(len(rows), -1, dtype=np.int64)
    for index in np.flatnonzero(kinds != layout.NO_PERIOD).tolist():
        kind = kinds[index]
        codes[index] = len(periods)
        if kind in layout.PERIOD_WORDS:
            periods.append(layout.PERIOD_WORDS[kind])
        else:
            characters = folded[rows[index, layout.M_PERIOD] : rows[index, layout.M_PERIOD_END]] & CODE_MASK
            stretch = characters.astype(np.uint32).tobytes().decode("utf-32-le")
            periods.append(f"自{stretch}" if kind == layout.SINCE_STRETCH else stretch)
    return _named(Strings.of(periods), codes)


class _RuleNames:
    """Names of rules with signals, in the order in which they were first met."""

    def __init__(self, rules: Sequence[str], signals: Sequence[str]) -> None:
        self.rules, self.signals = rules, signals
        self.known = np.full(len(rules) * len(signals), -1, dtype=np.int64)
        self.names: list[str] = []

    def codes_of(self, pairs: np.ndarray) -> np.ndarray:
        """Numbers of names, -1 never."""
        codes: np.ndarray = self.known[pairs]
        if (codes < 0).any():
            for pair in np.unique(pairs[codes < 0]).tolist():
                rule, signal = divmod(pair, len(self.signals))
                self.known[pair] = len(self.names)
                self.names.append(f"{self.rules[rule]} {self.signals[signal]}".rstrip())
            codes = self.known[pairs]
        return codes


@cache
def _rule_names() -> _RuleNames:
    names = load_tables().names
    return _RuleNames(names.rules, names.signals)


def _rules(rows: np.ndarray, places: np.ndarray) -> pl.Series:
    """Rule and signal, and the total of which a number took the indicator."""
    named = _rule_names()
    codes = named.codes_of(rows[:, layout.M_RULE] * len(named.signals) + rows[:, layout.M_SIGNAL])
    names = list(named.names)
    totals = rows[:, layout.M_PART_OF]
    for index in np.flatnonzero(totals >= 0).tolist():
        names.append(f"{names[codes[index]]} part-of:{totals[index] - places[index]}")
        codes[index] = len(names) - 1
    return _named(Strings.of(names), codes)
