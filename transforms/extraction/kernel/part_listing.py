"""Parts that the shape of a list shows: `part_lists` of the readable engine over arrays.

Here: `link_sorts`, `link_categories`, `link_cells`. Not here: parts that words name (`part_marking`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    COMPARISON,
    M_DISPOSITION,
    M_GROUP,
    M_INDICATOR,
    M_PARENT,
    M_START,
    M_UNIT,
    M_UNIT_END,
    NO,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import fullmatch, search
from transforms.extraction.kernel.part_rows import copy_between, same_kind, value_of
from transforms.extraction.kernel.stretches import find_code, strip_end, strip_start

_LEAST_CATEGORIES = 3
(_STOP,) = codes_of("。")


@compiled
def link_sorts(d, t, m, low, rows, x, c, brackets, between):
    total = np.int64(-1)
    for index in range(len(c)):
        row = rows[c[index]]
        size = copy_between(t, low, rows, c, index, brackets, between, d, m)
        if find_code(between, _STOP, ZERO, size) >= 0:
            total = np.int64(-1)
        if search(d, between, m, ZERO, ZERO, size, d[at.SORT]) < 0:
            if row[M_PARENT] < 0 and same_kind(d, rows, x, c[index], c[index], NO):
                total = c[index]
        elif total >= 0 and row[M_PARENT] < 0 and row[M_UNIT] == rows[total, M_UNIT]:
            if same_kind(d, rows, x, total, c[index], NO):
                row[M_PARENT] = rows[total, M_START]


@compiled
def link_categories(d, t, m, low, rows, x, c, brackets, between):
    first = 1
    while first < len(c):
        last, shape = first, d[at.FIRST_CATEGORY]
        while last < len(c):
            row = rows[c[last]]
            size = copy_between(t, low, rows, c, last, brackets, between, d, m)
            start = strip_start(between, ZERO, size)
            end = strip_end(between, start, size)
            if not fullmatch(d, between, m, start, start, end, shape):
                break
            if row[M_UNIT] != rows[c[first], M_UNIT] or row[M_PARENT] >= 0:
                break
            last += 1
            shape = d[at.NEXT_CATEGORY]
        if last - first >= _LEAST_CATEGORIES:
            total = _divided(d, t, m, low, rows, x, c, first, last)
            if total >= 0:
                for index in range(first, last):
                    rows[c[index], M_PARENT] = rows[total, M_START]
        first = max(first + 1, last)


@compiled
def _divided(d, t, m, low, rows, x, c, first, last):
    """What the categories first to last divide, or -1."""
    for before in range(first - 1, -1, -1):
        total = c[before]
        row = rows[total]
        if search(d, t, m, low, row[M_UNIT_END], rows[c[first], M_START], d[at.PART_STOP]) >= 0:
            return np.int64(-1)
        if row[M_GROUP] == d[at.GROUP_PERCENT] or row[M_DISPOSITION] == COMPARISON:
            continue
        if row[M_UNIT] != rows[c[first], M_UNIT] or not same_kind(d, rows, x, total, total, NO):
            return np.int64(-1)
        added = 0.0
        for index in range(first, last):
            part = rows[c[index]]
            if part[M_INDICATOR] >= 0 and part[M_INDICATOR] != row[M_INDICATOR]:
                return np.int64(-1)
            if not same_kind(d, rows, x, total, c[index], NO):
                return np.int64(-1)
            added += value_of(x, c[index])
        return total if added <= value_of(x, total) else np.int64(-1)
    return np.int64(-1)


@compiled
def link_cells(d, t, m, low, rows, x, c):
    for index in range(len(c)):
        total = rows[c[index]]
        first = max(low, total[M_START] - 8)
        if search(d, t, m, first, first, total[M_START], d[at.TOTAL_CELL]) < 0:
            continue
        following = index
        for before in range(index - 1, -1, -1):
            part = rows[c[before]]
            if not fullmatch(d, t, m, low, part[M_UNIT_END], rows[c[following], M_START], d[at.NEXT_PART_CELL]):
                break
            if part[M_PARENT] < 0 and part[M_UNIT] == total[M_UNIT]:
                if same_kind(d, rows, x, c[index], c[before], NO):
                    part[M_PARENT] = total[M_START]
            following = before
