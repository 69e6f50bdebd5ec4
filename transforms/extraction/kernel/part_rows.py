"""What the rows of a chain of numbers have in common: `part_chains` of the readable engine over arrays.

Here: `same_kind`, `copy_between`, `value_of`, `domain`. Not here: which row is a part of which.
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
    M_START,
    M_UNIT_END,
    VALUE,
)
from transforms.extraction.kernel.machine import search


@compiled
def value_of(x, index):
    """The value of a row, 0 where it has none."""
    value = x[index, VALUE]
    return 0.0 if np.isnan(value) else value


@compiled
def same_kind(d, rows, x, total, part, loosely):
    """Whether a row counts what a total does and is not larger."""
    if value_of(x, total) < value_of(x, part):
        return False
    total_group, part_group = rows[total, M_GROUP], rows[part, M_GROUP]
    if d[d[at.NO_PART] + total_group] != 0 or d[d[at.NO_PART] + part_group] != 0:
        return False
    if total_group == d[at.GROUP_YUAN] or part_group == d[at.GROUP_YUAN]:
        return total_group == part_group
    total_stated, part_stated = rows[total, M_DISPOSITION], rows[part, M_DISPOSITION]
    if total_stated != part_stated and (total_stated == COMPARISON or part_stated == COMPARISON):
        return False
    total_kind, part_kind = d[d[at.KINDS] + total_group], d[d[at.KINDS] + part_group]
    if total_kind == part_kind:
        return True
    if not loosely:
        return False
    case, copy = d[at.GROUP_CASE], d[at.GROUP_COPY]
    return (total_kind == case and part_kind == copy) or (total_kind == copy and part_kind == case)


@compiled
def copy_between(t, low, rows, c, index, brackets, between, d, m):
    """Copy what stands between a number and the one before it, without bracketed remarks; returns its length."""
    start = rows[c[index - 1], M_UNIT_END] if index > 0 else max(low, rows[c[0], M_START] - 40)
    end, size, place = rows[c[index], M_START], 0, start
    while place < end:
        bracket = np.int64(-1)
        if len(brackets) > 0:
            bracket = search(d, t, m, start, place, end, d[at.BRACKETED])
        until = bracket if bracket >= 0 else end
        for other in range(place, until):
            between[size] = t[other]
            size += 1
        if bracket < 0:
            break
        place = m[1]
    return size


@compiled
def domain(d, row):
    return d[d[at.INDICATOR_DOMAINS] + row[M_INDICATOR]]
