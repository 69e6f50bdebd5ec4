"""The rows of mentions of a text: decoys, measured numbers, numbers of page furniture.

Here: what fills a row. Not here: what is decided before (`reading`), implied values (`implying`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.choosing import outcome_named
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    COMPARISON,
    END,
    FACT,
    FLOAT_COLUMNS,
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
from transforms.extraction.kernel.machine import WORK
from transforms.extraction.kernel.number_values import decoy_value
from transforms.extraction.kernel.numerals import end_of_numeral
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import bisect_left, code, copy_numbers, is_kind, strip_end, strip_start

_LONGEST_CLAUSE, _LONGEST_LINE = 120, 240
_NEWLINE = 10
# Of a key for sorting: start, order on one span, index of the row.
_ORDER_BITS, _INDEX_BITS = 8, 24
_INDEX_MASK = (1 << _INDEX_BITS) - 1


@compiled
def _set_clause(t, low, high, clause_ends, clause_count, row):
    start, end = row[M_START], row[M_END]
    place = bisect_left(clause_ends, clause_count, start, ZERO)
    left = clause_ends[place - 1] + 1 if place > 0 else low
    place = bisect_left(clause_ends, clause_count, end, place)
    right = clause_ends[place] if place < clause_count else high
    strip_clause(t, max(left, start - _LONGEST_CLAUSE), min(right, end + _LONGEST_CLAUSE), row)


@compiled
def strip_clause(t, left, right, row):
    right = strip_end(t, left, max(left, right))
    row[M_CLAUSE_START], row[M_CLAUSE_END] = strip_start(t, left, right), right


@compiled
def begin_row(row, start, end, unit_end, order):
    for column in range(MENTION_COLUMNS):
        row[column] = -1
    row[M_START], row[M_END], row[M_UNIT_END], row[M_ORDER] = start, end, unit_end, order
    row[M_IMPLICIT] = 0
    row[M_SIGNAL] = 0
    row[M_PERIOD_KIND] = NO_PERIOD
    row[M_QUALIFIER] = 0


@compiled
def add_decoy(
    d, t, low, high, clause_ends, clause_count, row, floats, start, end, has_value, value, unit, reason, rule
):
    begin_row(row, start, end, end, 1)
    floats[VALUE] = floats[LOW] = floats[HIGH] = value if has_value else np.nan
    row[M_UNIT], row[M_GROUP] = unit, d[at.GROUP_NONE]
    row[M_DISPOSITION], row[M_REASON], row[M_RULE] = NOT_METRIC, reason, rule
    _set_clause(t, low, high, clause_ends, clause_count, row)


@compiled
def _copy_word(d, word, pool, pool_count):
    string = d[d[at.WORD_SURFACES] + word]
    for offset in range(d[string]):
        pool[pool_count + offset] = d[string + 1 + offset]
    return pool_count + d[string]


@compiled
def fill_mention(
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
    copy_numbers(floats_of_number, floats, FLOAT_COLUMNS)
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
        word = outcome_named(d, rule, words, frame)
        if word >= 0:
            row[M_BREAKDOWN] = pool_count
            pool_count = _copy_word(d, word, pool, pool_count)
            row[M_BREAKDOWN_END] = pool_count
    _set_clause(t, low, high, clause_ends, clause_count, row)
    return pool_count


@compiled
def sort_rows(m, low, rows, floats, count, sorted_rows, sorted_floats):
    """Copy rows in order of start, then of their order on one span; they are a few runs that are in order."""
    keys, spare = rows_in(m, WORK, count, 1), rows_in(m, WORK + count, count, 1)
    for index in range(count):
        keys[index] = ((rows[index, M_START] - low) << _ORDER_BITS | rows[index, M_ORDER]) << _INDEX_BITS | index
    while _merge_runs(keys, spare, count) > 1:
        pass
    for place in range(count):
        index = keys[place] & _INDEX_MASK
        copy_numbers(rows[index], sorted_rows[place], MENTION_COLUMNS)
        copy_numbers(floats[index], sorted_floats[place], FLOAT_COLUMNS)


@compiled
def _merge_runs(keys, spare, count):
    """Merge each two runs of keys; returns how many there are then."""
    runs, start = 0, 0
    while start < count:
        middle = _end_of_run(keys, start, count)
        last = _end_of_run(keys, middle, count)
        if middle == count and start == 0:
            return 1
        left, right = start, middle
        for place in range(start, last):
            if right == last or (left < middle and keys[left] < keys[right]):
                spare[place] = keys[left]
                left += 1
            else:
                spare[place] = keys[right]
                right += 1
        runs += 1
        start = last
    for place in range(count):
        keys[place] = spare[place]
    return runs


@compiled
def _end_of_run(keys, start, count):
    end = start + 1
    while end < count and keys[end - 1] < keys[end]:
        end += 1
    return min(end, count)


@compiled
def add_furniture(d, t, m, room, low, high, rows, floats, row_count):
    """Add the numbers of page furniture; returns the number of rows, -1 where a value could not be told."""
    reached = low
    for start in range(low, high):
        if not is_kind(t, start, NUMERAL) or start < reached:
            continue
        end, form = end_of_numeral(d, t, m, low, start, high)
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
        floats[row_count, VALUE] = floats[row_count, LOW] = floats[row_count, HIGH] = value if has_value else np.nan
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
