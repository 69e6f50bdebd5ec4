"""Parts that the figures tell: `part_sums` of the readable engine over arrays.

Here: `link_sums`. Not here: parts that words name (`part_marking`).
"""

from __future__ import annotations

import math

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    COMPARISON,
    EXACT,
    M_BREAKDOWN,
    M_DISPOSITION,
    M_END,
    M_GROUP,
    M_INDICATOR,
    M_PARENT,
    M_QUALIFIER,
    M_START,
    M_UNIT,
    M_UNIT_END,
    NO,
    VALUE,
    codes_of,
)
from transforms.extraction.kernel.machine import fullmatch, search
from transforms.extraction.kernel.part_rows import domain, same_kind, value_of
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import code, find_code

_LEAST_SUM, _LEAST_DISTANT_SUM = 10.0, 20.0
_REACH, _MOST_PARTS, _MOST_BETWEEN = 240, 40, 12
_TOLERANCE = 0.01
_LISTED, _STOP = codes_of("、。")
_DOT, _PERCENT, _WIDE_PERCENT = codes_of(".%％")
_SEMICOLON, _WIDE_SEMICOLON = codes_of(";；")


@compiled
def link_sums(d, t, raw, m, low, high, rows, x, c, brackets, work):
    """`work`: where room for twice the rows begins."""
    countable, parts = rows_in(m, work, len(c), 1), rows_in(m, work + len(c), len(c), 1)
    count = 0
    for index in range(len(c)):
        row = rows[c[index]]
        if np.isnan(x[c[index], VALUE]) or not same_kind(d, rows, x, c[index], c[index], NO):
            continue
        if row[M_DISPOSITION] != COMPARISON:
            countable[count] = c[index]
            count += 1
    countable = countable[:count]
    for index in range(count):
        row = rows[countable[index]]
        if row[M_QUALIFIER] == EXACT and row[M_PARENT] < 0:
            _link_following(d, t, m, low, high, rows, x, countable, index, parts)
    for index in range(count):
        row = rows[countable[index]]
        if row[M_QUALIFIER] == EXACT and row[M_PARENT] < 0:
            has_parts = False
            for other in range(count):
                if rows[countable[other], M_PARENT] == row[M_START]:
                    has_parts = True
            if not has_parts:
                _link_distant(d, t, m, low, rows, x, countable, index, parts)
    _link_bracketed_sums(d, rows, x, countable, brackets)
    _link_shares(d, t, raw, m, low, rows, x, c)


@compiled
def _link_following(d, t, m, low, high, rows, x, countable, place, parts):
    total = countable[place]
    whole, end = value_of(x, total), rows[total, M_UNIT_END]
    if whole < _LEAST_SUM or (end < high and code(t, end) == _LISTED):
        return
    count, added = 0, 0.0
    for index in range(place + 1, len(countable)):
        other = countable[index]
        row = rows[other]
        if row[M_PARENT] >= 0 and row[M_PARENT] > rows[total, M_START]:
            continue
        if row[M_PARENT] >= 0 or row[M_QUALIFIER] != EXACT or not same_kind(d, rows, x, total, other, NO):
            break
        if find_code(t, _STOP, end, row[M_START]) >= 0:
            break
        if row[M_UNIT] != rows[total, M_UNIT]:
            is_crossed = find_code(t, _WIDE_SEMICOLON, end, row[M_START]) >= 0
            if is_crossed or find_code(t, _SEMICOLON, end, row[M_START]) >= 0:
                break
        if _is_other_domain(d, t, end, rows, total, parts[:count], other):
            break
        parts[count] = other
        count += 1
        added += value_of(x, other)
        if added >= whole:
            break
    if count < 2:
        return
    if added != whole:
        first = max(low, rows[total, M_START] - 6)
        is_stated = search(d, t, m, first, first, rows[total, M_START], d[at.SUMMED_UP]) >= 0
        if not (is_stated and whole >= 1 / _TOLERANCE and abs(added - whole) <= whole * _TOLERANCE):
            return
    for index in range(count):
        if value_of(x, parts[index]) == 0.0:
            return
    for index in range(count):
        rows[parts[index], M_PARENT] = rows[total, M_START]


@compiled
def _is_other_domain(d, t, end, rows, total, parts, other):
    known = total
    for index in range(len(parts)):
        if rows[parts[index], M_INDICATOR] >= 0:
            known = parts[index]
            break
    if rows[known, M_INDICATOR] < 0 or rows[other, M_INDICATOR] < 0:
        return False
    if domain(d, rows[known]) == domain(d, rows[other]):
        return False
    start = rows[other, M_START]
    return find_code(t, _WIDE_SEMICOLON, end, start) >= 0 or find_code(t, _SEMICOLON, end, start) >= 0


@compiled
def _has_stop(d, t, m, start, end):
    return search(d, t, m, start, start, max(start, end), d[at.PART_STOP]) >= 0


@compiled
def _link_distant(d, t, m, low, rows, x, countable, place, parts):
    first = rows[countable[place]]
    for index in range(place - 1, max(0, place - _MOST_BETWEEN) - 1, -1):
        total = countable[index]
        row = rows[total]
        if first[M_START] - row[M_START] > _REACH:
            return
        if row[M_PARENT] >= 0 or value_of(x, total) < _LEAST_DISTANT_SUM:
            continue
        end = row[M_UNIT_END]
        last = rows[countable[place - 1]]
        if not _has_stop(d, t, m, end, first[M_START]) or _has_stop(d, t, m, end, max(end, last[M_START])):
            continue
        count, added, is_sum = 0, 0.0, True
        for other in range(place, min(len(countable), place + _MOST_PARTS)):
            part = countable[other]
            if count > 0 and _has_stop(d, t, m, rows[parts[count - 1], M_END], rows[part, M_START]):
                is_sum = False
                break
            is_same = rows[part, M_INDICATOR] < 0 or rows[part, M_INDICATOR] == row[M_INDICATOR]
            if not is_same or rows[part, M_PARENT] >= 0 or not same_kind(d, rows, x, total, part, NO):
                is_sum = False
                break
            if value_of(x, part) == 0.0:
                is_sum = False
                break
            parts[count] = part
            count += 1
            added += value_of(x, part)
            if added >= value_of(x, total):
                break
        if is_sum and count >= 2 and added == value_of(x, total):
            for other in range(count):
                rows[parts[other], M_PARENT] = row[M_START]
            return


@compiled
def _link_bracketed_sums(d, rows, x, countable, brackets):
    for bracket in range(len(brackets)):
        start, end = brackets[bracket, 0], brackets[bracket, 1]
        count, added, is_open = 0, 0.0, True
        for index in range(len(countable)):
            part = countable[index]
            if start < rows[part, M_START] < end:
                count += 1
                added += value_of(x, part)
                is_open = is_open and rows[part, M_PARENT] < 0
        if count < 2 or added < _LEAST_DISTANT_SUM or not is_open:
            continue
        for before in range(len(countable) - 1, -1, -1):
            total = countable[before]
            if rows[total, M_START] >= start:
                continue
            if start - rows[total, M_START] > _REACH:
                break
            is_sum = value_of(x, total) == added
            for index in range(len(countable)):
                part = countable[index]
                if is_sum and start < rows[part, M_START] < end:
                    is_sum = value_of(x, part) != 0.0 and same_kind(d, rows, x, total, part, NO)
            if is_sum:
                for index in range(len(countable)):
                    if start < rows[countable[index], M_START] < end:
                        rows[countable[index], M_PARENT] = rows[total, M_START]
                break


@compiled
def _decimals(raw, row):
    """Digits behind the dot of a percentage as written."""
    end = row[M_END]
    while end > row[M_START] and (raw[end - 1] == _PERCENT or raw[end - 1] == _WIDE_PERCENT):
        end -= 1
    for place in range(row[M_START], end):
        if raw[place] == _DOT:
            return end - place - 1
    return np.int64(0)


@compiled
def _link_shares(d, t, raw, m, low, rows, x, c):
    for index in range(2, len(c)):
        share = rows[c[index]]
        if share[M_GROUP] != d[at.GROUP_PERCENT] or value_of(x, c[index]) == 0.0:
            continue
        part = rows[c[index - 1]]
        if part[M_PARENT] >= 0 or value_of(x, c[index - 1]) == 0.0:
            continue
        if not fullmatch(d, t, m, low, part[M_UNIT_END], share[M_START], d[at.SHARE]):
            continue
        decimals = _decimals(raw, share)
        for before in range(index - 2, -1, -1):
            total = rows[c[before]]
            whole, counted = value_of(x, c[before]), value_of(x, c[index - 1])
            if whole == 0.0 or not same_kind(d, rows, x, c[before], c[index - 1], NO) or whole <= counted:
                continue
            if _is_stage(d, total, part):
                continue
            if abs(counted / whole * 100 - value_of(x, c[index])) <= 0.6 * math.pow(10.0, -float(decimals)):
                part[M_PARENT] = total[M_START]
                _link_siblings(d, t, m, low, rows, x, c, c[before], index)
                break


@compiled
def _is_stage(d, total, part):
    if total[M_INDICATOR] < 0 or part[M_INDICATOR] < 0 or total[M_INDICATOR] == part[M_INDICATOR]:
        return False
    return part[M_BREAKDOWN] < 0 and domain(d, total) == domain(d, part)


@compiled
def _link_siblings(d, t, m, low, rows, x, c, total, place):
    added = 0.0
    for index in range(len(c)):
        if rows[c[index], M_PARENT] == rows[total, M_START]:
            added += value_of(x, c[index])
    for index in range(place + 1, len(c)):
        row = rows[c[index]]
        if row[M_GROUP] == d[at.GROUP_PERCENT]:
            continue
        is_other = row[M_INDICATOR] >= 0 and row[M_INDICATOR] != rows[total, M_INDICATOR]
        if row[M_PARENT] >= 0 or is_other or row[M_UNIT] != rows[total, M_UNIT]:
            return
        if not same_kind(d, rows, x, total, c[index], NO):
            return
        added += value_of(x, c[index])
        if added > value_of(x, total):
            return
        if search(d, t, m, low, rows[total, M_UNIT_END], row[M_START], d[at.PART_STOP]) >= 0:
            return
        row[M_PARENT] = rows[total, M_START]
