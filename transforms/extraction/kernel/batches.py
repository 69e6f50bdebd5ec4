"""Reading a batch of reports with the compiled steps.

Here: `read_batch`, `prepare`. What the compiled steps leave (texts with glosses, odd digits, values that are no plain
decimals) the readable engine reads, so that the rows are the same as its own. Not here: the steps (`reading`).
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from transforms.extraction.implicit import _WISHES
from transforms.extraction.kernel import layout
from transforms.extraction.kernel.columns import Characters, Rows, frame_of
from transforms.extraction.kernel.encoding import decode
from transforms.extraction.kernel.reading import make_rooms, read_texts
from transforms.extraction.kernel.tables import load_tables
from transforms.extraction.statements import _PLAN_ROLES
from transforms.reading import find_sections

# A text of this length, and nothing else, would fill the memory that a batch needs.
_LONGEST_TEXT = 200_000
_CHARACTERS_AT_ONCE = 250_000
_NO_YEAR = -1
# Of the roles of sections those that matter.
_BITS = {
    role: int(layout.PLAN_ROLE) * (role in _PLAN_ROLES) | int(layout.WISH_ROLE) * (role in _WISHES)
    for role in sorted({*_PLAN_ROLES, *_WISHES})
}


def prepare() -> None:
    """Compile the steps, or load them where this machine has compiled them before."""
    # The compiler leaves no cycles to speak of, and looking for them takes a seventh of its time.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        _read_a_text()
    finally:
        if was_collecting:
            gc.enable()


def _read_a_text() -> None:
    read_batch(["none"], ["共1件"], [None], ["annual_report"], [None], None, lambda _: pl.DataFrame())


def read_batch(
    keys: Sequence[str | None],
    texts: Sequence[str],
    years: Sequence[int | None],
    types: Sequence[str],
    ends: Sequence[int | None],
    sections: pl.Series | None,
    read_left: Callable[[list[int]], pl.DataFrame],
) -> pl.DataFrame:
    """Mentions of texts in order. `read_left` gives those of the texts with the given numbers, `text` being theirs."""
    # A text that is too long stands there empty.
    left = [number for number, text in enumerate(texts) if len(text) > _LONGEST_TEXT]
    kept = ["" if len(text) > _LONGEST_TEXT else text for text in texts]
    memory = _Memory(max(map(len, kept), default=0))
    pieces: list[pl.DataFrame] = []
    first = 0
    while first < len(kept):
        last, size = first, 0
        while last < len(kept) and (last == first or size + len(kept[last]) <= _CHARACTERS_AT_ONCE):
            size += len(kept[last])
            last += 1
        span = slice(first, last)
        known = None if sections is None else sections[span]
        found, passed = _read_some(memory, keys[span], first, kept[span], years[span], types[span], ends[span], known)
        pieces += found
        left += [first + number for number in passed]
        first = last
    if left:
        pieces.append(read_left(sorted(left)))
    if not pieces:
        return pl.DataFrame()
    frame = pl.concat(pieces)
    return frame.sort("text", maintain_order=True) if left else frame


class _Memory:
    """Arrays that are filled again for each of the pieces of a batch; `longest`: the characters of its longest text."""

    def __init__(self, longest: int) -> None:
        size = max(_CHARACTERS_AT_ONCE, longest)
        self.rooms = make_rooms(longest)
        self.folded = np.empty(size, dtype=np.int64)
        self.codes = np.empty(size, dtype=np.int64)
        self.rows = np.empty((size // 16 + 2 * longest + 128, layout.MENTION_COLUMNS), dtype=np.int64)
        self.floats = np.empty((len(self.rows), layout.FLOAT_COLUMNS), dtype=np.float64)
        self.names = np.empty(size // 2 + 64 * longest + 2048, dtype=np.int64)


def _read_some(
    memory: _Memory,
    keys: Sequence[str | None],
    first_number: int,
    texts: Sequence[str],
    years: Sequence[int | None],
    types: Sequence[str],
    ends: Sequence[int | None],
    sections: pl.Series | None,
) -> tuple[list[pl.DataFrame], list[int]]:
    """Frames of mentions, and which of the texts are left; the first of them has the number `first_number`."""
    tables = load_tables()
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    size = int(lengths.sum())
    data = np.frombuffer("".join(texts).encode(), dtype=np.uint8)
    folded, codes = memory.folded[:size], memory.codes[:size]
    byte_offsets = np.empty(size + 1, dtype=np.int32)
    decode(data, tables.characters, codes, folded, byte_offsets)
    characters = Characters(data, byte_offsets, folded)
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
    bodies = [len(text) if end is None else min(end, len(text)) for text, end in zip(texts, ends, strict=True)]
    roles, role_offsets = _roles_of(texts, bodies, types, sections)
    year_codes = np.array([_NO_YEAR if year is None else year for year in years], dtype=np.int64)
    row_offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    is_left = np.zeros(len(texts), dtype=np.uint8)
    pieces = []
    first = 0
    while first < len(texts):
        row_offsets[first] = 0
        reached, used = read_texts(
            memory.rooms,
            tables.integers,
            tables.weights,
            folded,
            codes,
            offsets,
            offsets[:-1] + np.array(bodies, dtype=np.int64),
            year_codes,
            roles,
            role_offsets,
            first,
            memory.rows,
            memory.floats,
            memory.names,
            row_offsets,
            is_left,
        )
        count = int(row_offsets[reached])
        found = Rows(memory.rows[:count], memory.floats[:count], memory.names[:used])
        pieces.append(frame_of(found, keys, first_number, characters))
        first = int(reached)
    return pieces, np.flatnonzero(is_left).tolist()


def _roles_of(
    texts: Sequence[str], bodies: Sequence[int], types: Sequence[str], sections: pl.Series | None
) -> tuple[np.ndarray, np.ndarray]:
    """Start, end and bits of the sections of each text that matter, and where those of a text begin."""
    if sections is not None and not sections.has_nulls():
        return _roles_known(sections)
    rows: list[tuple[int, int, int]] = []
    offsets = [0]
    for number, (text, body, kind) in enumerate(zip(texts, bodies, types, strict=True)):
        known = None if sections is None else sections[number]
        if known is None:
            found = find_sections(text if body == len(text) else text[:body], kind)
            parts = [(section.role, section.start, section.end) for section in found]
        else:
            parts = [(part["role"], part["start"], part["end"]) for part in known]
        rows += [(start, end, _BITS[role]) for role, start, end in parts if role in _BITS]
        offsets.append(len(rows))
    return np.array(rows, dtype=np.int64).reshape(-1, 3), np.array(offsets, dtype=np.int64)


def _roles_known(sections: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    kept = sections.to_frame("part").with_row_index("number").explode("part").unnest("part")
    kept = kept.filter(pl.col("role").is_in(list(_BITS)))
    rows = kept.select(
        pl.col("start", "end").cast(pl.Int64), pl.col("role").replace_strict(_BITS, return_dtype=pl.Int64)
    )
    counts = np.bincount(kept["number"].to_numpy(), minlength=len(sections))
    return np.ascontiguousarray(rows.to_numpy()), np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
