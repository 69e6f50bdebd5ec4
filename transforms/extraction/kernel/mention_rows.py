"""The rows of mentions of a text: decoys, measured numbers, numbers of page furniture.

Here: what fills a row. Not here: what is decided before (`reading`), implied values (`implying`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from transforms.extraction.kernel import at
from transforms.extraction.kernel.choosing import outcome_named
from transforms.extraction.kernel.layout import (
    COMPARISON,
    END,
    FACT,
    GROUP,
    HIGH,
    LEFT_START,
    LOW,
    M_BREAKDOWN,
    M_BREAKDOWN_END,
    M_CLAUSE_END,
    M_CLAUSE_START,
    M_DISPOSITION,
    M_END,
    M_GROUP,
    M_IMPLICIT,
    M_INDICATOR,
    M_LEFT_START,
    M_ORDER,
    M_PERIOD,
    M_PERIOD_END,
    M_PERIOD_KIND,
    M_QUALIFIER,
    M_REASON,
    M_REGION,
    M_RULE,
    M_SIGNAL,
    M_START,
    M_UNIT,
    M_UNIT_END,
    MENTION_COLUMNS,
    NO_PERIOD,
    NOT_METRIC,
    NUMERAL,
    PROFILE,
    QUALIFIER,
    START,
    UNIT,
    UNIT_END,
    VALUE,
    ZERO,
)
from transforms.extraction.kernel.number_values import decoy_value
from transforms.extraction.kernel.numerals import end_of_numeral
from transforms.extraction.kernel.stretches import bisect_left, code, is_kind, strip_end, strip_start

_LONGEST_CLAUSE, _LONGEST_LINE = 120, 240
_NEWLINE = 10


@njit(cache=True)
def _set_clause(t, low, high, clause_ends, clause_count, row):
    start, end = row[M_START], row[M_END]
    place = bisect_left(clause_ends, clause_count, start, ZERO)
    left = clause_ends[place - 1] + 1 if place > 0 else low
    place = bisect_left(clause_ends, clause_count, end, place)
    right = clause_ends[place] if place < clause_count else high
    strip_clause(t, max(left, start - _LONGEST_CLAUSE), min(right, end + _LONGEST_CLAUSE), row)


@njit(cache=True)
def strip_clause(t, left, right, row):
    right = strip_end(t, left, max(left, right))
    row[M_CLAUSE_START], row[M_CLAUSE_END] = strip_start(t, left, right), right


@njit(cache=True)
def begin_row(row, start, end, unit_end, order):
    for column in range(MENTION_COLUMNS):
        row[column] = -1
    row[M_START], row[M_END], row[M_UNIT_END], row[M_ORDER] = start, end, unit_end, order
    row[M_IMPLICIT] = 0
    row[M_SIGNAL] = 0
    row[M_PERIOD_KIND] = NO_PERIOD
    row[M_QUALIFIER] = 0


@njit(cache=True)
def add_decoy(
    k, d, t, low, high, clause_ends, clause_count, row, floats, start, end, has_value, value, unit, reason, rule
):
    begin_row(row, start, end, end, 1)
    floats[VALUE] = floats[LOW] = floats[HIGH] = value if has_value else np.nan
    row[M_UNIT], row[M_GROUP] = unit, d[at.GROUP_NONE]
    row[M_DISPOSITION], row[M_REASON], row[M_RULE] = NOT_METRIC, reason, rule
    _set_clause(t, low, high, clause_ends, clause_count, row)


@njit(cache=True)
def _copy_word(k, d, word, pool, pool_count):
    string = d[d[at.WORD_SURFACES] + word]
    for offset in range(d[string]):
        pool[pool_count + offset] = d[string + 1 + offset]
    return pool_count + d[string]


@njit(cache=True)
def fill_mention(
    k,
    d,
    t,
    low,
    high,
    clause_ends,
    clause_count,
    number,
    floats_of_number,
    rule,
    disposition,
    signal,
    region,
    period,
    words,
    frame,
    row,
    floats,
    pool,
    pool_count,
    order,
):
    begin_row(row, number[START], number[END], number[UNIT_END], order)
    floats[:] = floats_of_number
    row[M_UNIT], row[M_GROUP], row[M_QUALIFIER] = number[UNIT], number[GROUP], number[QUALIFIER]
    indicator = d[d[d[at.RULES] + rule] + 1] if rule >= 0 else np.int64(-1)
    if disposition == FACT and rule >= 0 and d[d[at.STOCKS] + indicator] != 0:
        disposition = np.int64(PROFILE)
    row[M_DISPOSITION] = disposition
    keeps = disposition != COMPARISON or (signal >= 0 and d[d[at.KEEPS_INDICATOR] + signal] != 0)
    row[M_INDICATOR] = indicator if keeps else -1
    row[M_RULE] = rule if rule >= 0 else d[at.RULE_OPEN]
    row[M_SIGNAL] = max(np.int64(0), signal)
    row[M_REGION] = region
    row[M_PERIOD_KIND], row[M_PERIOD], row[M_PERIOD_END] = period[0], period[1], period[2]
    row[M_LEFT_START] = frame[LEFT_START]
    if rule >= 0:
        word = outcome_named(k, d, rule, words, frame)
        if word >= 0:
            row[M_BREAKDOWN] = pool_count
            pool_count = _copy_word(k, d, word, pool, pool_count)
            row[M_BREAKDOWN_END] = pool_count
    _set_clause(t, low, high, clause_ends, clause_count, row)
    return pool_count


@njit(cache=True)
def sort_rows(rows, floats, first, last):
    """Order rows by start, then by their order on one span; they are nearly in order."""
    for index in range(first + 1, last):
        place = index
        start, order = rows[index, M_START], rows[index, M_ORDER]
        while place > first and (
            rows[place - 1, M_START] > start or (rows[place - 1, M_START] == start and rows[place - 1, M_ORDER] > order)
        ):
            place -= 1
        if place < index:
            row, numbers = rows[index].copy(), floats[index].copy()
            for other in range(index, place, -1):
                rows[other, :] = rows[other - 1, :]
                floats[other, :] = floats[other - 1, :]
            rows[place, :] = row
            floats[place, :] = numbers


@njit(cache=True)
def add_furniture(k, d, t, m, room, low, high, rows, floats, row_count):
    """Add the numbers of page furniture; returns the number of rows, -1 where a value could not be told."""
    reached = low
    for start in range(low, high):
        if not is_kind(t, start, NUMERAL) or start < reached:
            continue
        end, form = end_of_numeral(k, d, t, m, low, start, high)
        if end < 0:
            continue
        reached = end
        if form < 0:
            continue
        has_value, value, is_told = decoy_value(d, t, room, start, end, form)
        if not is_told:
            return -1
        row = rows[row_count]
        begin_row(row, start, end, end, 1)
        floats[row_count, :] = value if has_value else np.nan
        row[M_UNIT], row[M_GROUP] = -1, d[at.GROUP_NONE]
        row[M_DISPOSITION], row[M_REASON], row[M_RULE] = NOT_METRIC, d[at.REASON_PAGE_CHROME], d[at.RULE_FURNITURE]
        left, right = start, end
        while left > low and code(t, left - 1) != _NEWLINE:
            left -= 1
        while right < high and code(t, right) != _NEWLINE:
            right += 1
        strip_clause(t, left, right, row)
        row[M_CLAUSE_END] = min(row[M_CLAUSE_END], row[M_CLAUSE_START] + _LONGEST_LINE)
        row_count += 1
    return row_count
