"""Parts that words name: `part_marks` of the readable engine over arrays.

Here: `link_bracketed`, `link_among`, `link_outcomes`. Not here: parts that figures (`part_summing`) or lists
(`part_listing`) tell.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    M_BREAKDOWN,
    M_INDICATOR,
    M_PARENT,
    M_PHRASE,
    M_PHRASE_END,
    M_START,
    M_UNIT,
    M_UNIT_END,
    NO,
    YES,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import search
from transforms.extraction.kernel.part_rows import copy_between, domain, same_kind, value_of
from transforms.extraction.kernel.stretches import code, find_code, strip_end, strip_start

_NEAR = 6
_NEWLINE, _LISTED, _STOP, _BY = codes_of("\n、。由")
_ZU, _CHENG, _QI, _ZHONG = codes_of("组成其中")
(_SEPARATE,) = codes_of("分")
_LAST_SENTENCE = np.array(codes_of("。！？\n"))
_FIRST_HAN, _LAST_HAN = 0x4E00, 0x9FFF


@compiled
def link_bracketed(d, rows, x, c, brackets, within):
    for index in range(len(c)):
        if within[index] < 0:
            continue
        start = brackets[within[index], 0]
        for before in range(index - 1, -1, -1):
            if rows[c[before], M_START] < start:
                if rows[c[before], M_UNIT_END] >= start - 2 and same_kind(d, rows, x, c[before], c[index], NO):
                    rows[c[index], M_PARENT] = rows[c[before], M_START]
                break


@compiled
def link_among(d, t, m, low, high, rows, x, c, brackets, within, pool, between):
    total, added = np.int64(-1), 0.0
    for index in range(len(c)):
        if within[index] >= 0:
            continue
        row = rows[c[index]]
        size = copy_between(t, low, rows, c, index, brackets, between, d, m)
        mark = _mark_in(d, between, m, size)
        if mark >= 0 or _is_composed(t, between, size, row, high):
            found = _total_named(d, t, m, low, rows, x, c, index, within, between, size, mark, total, pool)
            if found >= 0:
                total, added = found, 0.0
        elif search(d, between, m, ZERO, ZERO, size, d[at.PART_SENTENCE_END]) >= 0:
            total = np.int64(-1)
        elif total >= 0 and rows[total, M_PARENT] >= 0:
            if search(d, between, m, ZERO, ZERO, size, d[at.PART_SEMICOLON]) >= 0:
                total, added = _whole_of(rows, x, c, rows[total, M_PARENT])
        if total < 0 or not same_kind(d, rows, x, total, c[index], YES):
            continue
        if mark < 0:
            is_new = search(d, between, m, ZERO, ZERO, size, d[at.NEW_MATTER]) >= 0
            if is_new or _is_full(d, between, m, size, rows, x, total, added, c[index]):
                total = np.int64(-1)
                continue
        row[M_PARENT] = rows[total, M_START]
        added += value_of(x, c[index])


@compiled
def _whole_of(rows, x, c, start):
    """The number that begins at `start`, or -1, and what its parts add up to so far."""
    whole, added = np.int64(-1), 0.0
    for index in range(len(c)):
        if rows[c[index], M_START] == start:
            whole = c[index]
            break
    if whole >= 0:
        for index in range(len(c)):
            if rows[c[index], M_PARENT] == start:
                added += value_of(x, c[index])
    return whole, added


@compiled
def _mark_in(d, between, m, size):
    """Where 其中 or the like stands last, or -1. 分别为 behind a row of equals is no such mark."""
    found, place = np.int64(-1), 0
    while place < size:
        mark = search(d, between, m, ZERO, place, size, d[at.AMONG])
        if mark < 0:
            break
        place = m[1]
        is_separate = place - mark == 3 and code(between, mark) == _SEPARATE
        if not is_separate or search(d, between, m, ZERO, ZERO, mark, d[at.EQUAL_ROW]) < 0:
            found = mark
    return found


@compiled
def _is_composed(t, between, size, row, high):
    if find_code(between, _BY, ZERO, size) < 0:
        return False
    end = min(high, row[M_START] + 80)
    for place in range(row[M_START], end - 1):
        if code(t, place) == _ZU and code(t, place + 1) == _CHENG:
            if place + 2 >= end or not _FIRST_HAN <= code(t, place + 2) <= _LAST_HAN:
                return True
    return False


@compiled
def _is_full(d, between, m, size, rows, x, total, added, part):
    if added == 0.0:
        return False
    first, second = rows[total], rows[part]
    if search(d, between, m, ZERO, ZERO, size, d[at.PART_SEMICOLON]) >= 0:
        if first[M_UNIT] != second[M_UNIT] and first[M_INDICATOR] != second[M_INDICATOR]:
            return True
        if first[M_INDICATOR] >= 0 and second[M_INDICATOR] >= 0 and domain(d, first) != domain(d, second):
            return True
    whole = value_of(x, total)
    if added >= whole:
        return True
    is_other = second[M_INDICATOR] < 0 or second[M_INDICATOR] != first[M_INDICATOR]
    start = strip_start(between, ZERO, size)
    end = strip_end(between, start, size)
    is_listed = end - start == 1 and code(between, start) == _LISTED
    return is_other and not is_listed and added + value_of(x, part) > whole


@compiled
def _total_named(d, t, m, low, rows, x, c, index, within, between, size, mark, current, pool):
    """The total that the mark before the number at `index` speaks of, or -1."""
    part = c[index]
    before = size if mark < 0 else mark
    if search(d, between, m, ZERO, ZERO, before, d[at.PART_SENTENCE_END]) >= 0:
        if mark < 0 or not (code(between, mark) == _QI and mark + 1 < size and code(between, mark + 1) == _ZHONG):
            return np.int64(-1)
        return _of_sentence_before(d, t, low, rows, x, c, index, within, pool)
    if current >= 0 and search(d, between, m, ZERO, ZERO, before, d[at.PART_SEMICOLON]) >= 0:
        if same_kind(d, rows, x, current, part, YES):
            return current
    for earlier in range(index - 1, -1, -1):
        if within[earlier] < 0 and same_kind(d, rows, x, c[earlier], part, YES):
            return c[earlier]
    return np.int64(-1)


@compiled
def _of_sentence_before(d, t, low, rows, x, c, index, within, pool):
    last = -1
    for earlier in range(index - 1, -1, -1):
        if within[earlier] < 0:
            last = earlier
            break
    if last < 0:
        return np.int64(-1)
    start = low - 1
    for place in range(rows[c[last], M_START] - 1, low - 1, -1):
        character = code(t, place)
        if (
            character == _STOP
            or character == _LAST_SENTENCE[1]
            or character == _LAST_SENTENCE[2]
            or character == _NEWLINE
        ):
            start = place
            break
    part = c[index]
    any_total, same, alike = np.int64(-1), np.int64(-1), np.int64(-1)
    first, second = _verb(pool, rows[part])
    for earlier in range(index):
        total = c[earlier]
        if within[earlier] >= 0 or rows[total, M_START] <= start or rows[total, M_PARENT] >= 0:
            continue
        if not same_kind(d, rows, x, total, part, YES):
            continue
        any_total = total
        if rows[total, M_INDICATOR] >= 0 and rows[total, M_INDICATOR] == rows[part, M_INDICATOR]:
            same = total
        other, another = _verb(pool, rows[total])
        if other != 0 and other == first and another == second:
            alike = total
    if same >= 0:
        return same
    return alike if alike >= 0 else any_total


@compiled
def _verb(pool, row):
    """The first two Han characters of a name, 0 where there are fewer."""
    first = np.int64(0)
    if row[M_PHRASE] >= 0:
        for place in range(row[M_PHRASE], row[M_PHRASE_END]):
            if _FIRST_HAN <= pool[place] <= _LAST_HAN:
                if first != 0:
                    return first, pool[place]
                first = pool[place]
    return first, np.int64(0)


@compiled
def link_outcomes(d, rows, x, c):
    for index in range(len(c)):
        row = rows[c[index]]
        if row[M_PARENT] >= 0 or row[M_BREAKDOWN] < 0 or row[M_INDICATOR] < 0:
            continue
        for before in range(index - 1, max(0, index - _NEAR) - 1, -1):
            total = rows[c[before]]
            if total[M_INDICATOR] == row[M_INDICATOR] and total[M_BREAKDOWN] < 0:
                if same_kind(d, rows, x, c[before], c[index], NO):
                    row[M_PARENT] = total[M_START]
                    break
