"""Reading a batch of reports with the compiled steps.

Here: `read_batch`, `prepare`. What the compiled steps leave (texts with glosses, odd digits, values that are no plain
decimals) the readable engine reads, so that the rows are the same as its own. Not here: the steps (`reading`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from transforms.extraction.implicit import _WISHES
from transforms.extraction.kernel import layout
from transforms.extraction.kernel.columns import Rows, frame_of
from transforms.extraction.kernel.reading import read_texts
from transforms.extraction.kernel.tables import Tables, load_tables
from transforms.extraction.statements import _PLAN_ROLES
from transforms.reading import find_sections

# A text of this length, and nothing else, would fill the memory that a batch needs.
_LONGEST_TEXT = 200_000
_CHARACTERS_AT_ONCE = 2_000_000
_NO_YEAR = -1
_PLAN, _WISH = int(layout.PLAN_ROLE), int(layout.WISH_ROLE)


def prepare() -> None:
    """Compile the steps, or load them where this machine has compiled them before."""
    read_batch(pl.Series(["none"]), ["共1件"], [None], ["annual_report"], [None], lambda _: pl.DataFrame())


def read_batch(
    keys: pl.Series,
    texts: Sequence[str],
    years: Sequence[int | None],
    types: Sequence[str],
    ends: Sequence[int | None],
    read_left: Callable[[list[int]], pl.DataFrame],
) -> pl.DataFrame:
    """Mentions of texts in order. `read_left` gives those of the texts with the given numbers, `text` being theirs."""
    tables = load_tables()
    pieces: list[pl.DataFrame] = []
    left: list[int] = []
    first = 0
    while first < len(texts):
        last, size = first, 0
        while last < len(texts) and (last == first or size + len(texts[last]) <= _CHARACTERS_AT_ONCE):
            size += len(texts[last])
            last += 1
        span = slice(first, last)
        found, passed = _read_some(tables, keys[span], texts[span], years[span], types[span], ends[span])
        pieces += [piece.with_columns(pl.col("text") + first) for piece in found]
        left += [first + number for number in passed]
        first = last
    if left:
        pieces.append(read_left(left))
    if not pieces:
        return pl.DataFrame()
    frame = pl.concat(pieces)
    return frame.sort("text", maintain_order=True) if left else frame


def _read_some(
    tables: Tables,
    keys: pl.Series,
    texts: Sequence[str],
    years: Sequence[int | None],
    types: Sequence[str],
    ends: Sequence[int | None],
) -> tuple[list[pl.DataFrame], list[int]]:
    """Frames of mentions, and the numbers of the texts that are left."""
    # A text that is too long stands there empty.
    too_long = [number for number, text in enumerate(texts) if len(text) > _LONGEST_TEXT]
    kept = ["" if len(text) > _LONGEST_TEXT else text for text in texts]
    written = np.frombuffer("".join(kept).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    folded = tables.characters[written]
    codes = written.astype(np.int64)
    lengths = np.array([len(text) for text in kept], dtype=np.int64)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    bodies = [len(text) if end is None else min(end, len(text)) for text, end in zip(kept, ends, strict=True)]
    roles, role_offsets = _roles_of(kept, bodies, types)
    year_codes = np.array([_NO_YEAR if year is None else year for year in years], dtype=np.int64)
    body_ends = offsets[:-1] + np.array(bodies, dtype=np.int64)
    longest = int(lengths.max(initial=0))
    row_offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    is_left = np.zeros(len(texts), dtype=np.uint8)
    pieces = []
    first = 0
    while first < len(texts):
        row_offsets[first] = 0
        rows = np.empty((len(codes) // 16 + 2 * longest + 128, layout.MENTION_COLUMNS), dtype=np.int64)
        floats = np.empty((len(rows), 3), dtype=np.float64)
        names = np.empty(len(codes) // 2 + 64 * longest + 2048, dtype=np.int64)
        reached, used = read_texts(
            tables.sources,
            tables.integers,
            tables.weights,
            folded,
            codes,
            offsets,
            body_ends,
            year_codes,
            roles,
            role_offsets,
            first,
            rows,
            floats,
            names,
            row_offsets,
            is_left,
        )
        count = int(row_offsets[reached])
        found = Rows(rows[:count], floats[:count], names[:used])
        pieces.append(frame_of(tables, found, keys, codes, folded))
        first = int(reached)
    return pieces, sorted({*too_long, *np.flatnonzero(is_left).tolist()})


def _roles_of(texts: Sequence[str], bodies: Sequence[int], types: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Start, end and bits of the sections of each text, and where those of a text begin."""
    rows: list[tuple[int, int, int]] = []
    offsets = [0]
    for text, body, kind in zip(texts, bodies, types, strict=True):
        for section in find_sections(text if body == len(text) else text[:body], kind):
            bits = int(layout.PLAN_ROLE) * (section.role in _PLAN_ROLES) | int(layout.WISH_ROLE) * (
                section.role in _WISHES
            )
            if bits:
                rows.append((section.start, section.end, bits))
        offsets.append(len(rows))
    return np.array(rows, dtype=np.int64).reshape(-1, 3), np.array(offsets, dtype=np.int64)
