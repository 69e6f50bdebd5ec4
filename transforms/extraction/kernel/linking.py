"""Which numbers are parts of a total: `parts` and the modules part_* of the readable engine over arrays.

Here: `link_parts`, which works on the rows of one text. Offsets are those of the batch. Not here: names of what is
counted (`naming`), which must stand in the rows already.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    COMPARISON,
    FACT,
    M_BREAKDOWN,
    M_BREAKDOWN_END,
    M_DISPOSITION,
    M_IMPLICIT,
    M_INDICATOR,
    M_ORDER,
    M_PARENT,
    M_PART_OF,
    M_PHRASE,
    M_PHRASE_END,
    M_RULE,
    M_START,
    M_UNIT_END,
    NOT_METRIC,
    PROFILE,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import WORK, match_at, search
from transforms.extraction.kernel.part_listing import link_categories, link_cells, link_sorts
from transforms.extraction.kernel.part_marking import link_among, link_bracketed, link_outcomes
from transforms.extraction.kernel.part_rows import value_of
from transforms.extraction.kernel.part_summing import link_sums
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import code, find_code
from transforms.extraction.kernel.words import find_spans
from transforms.extraction.part_chains import MOST_IN_CHAIN

_LONGEST_NAME, _LEAST_DISTANT = 40, 20.0
(_NEWLINE,) = codes_of("\n")
_OPENING, _WIDE_OPENING = codes_of("(（")


@compiled
def link_parts(d, t, raw, m, low, high, rows, x, pool, pool_count, between):
    """Set parent, breakdown and indicator of the parts among the rows of a text; returns the count of the pool.

    `between` is room for the characters between two numbers.
    """
    # In working memory: the rows of a chain, then what belongs to each, then what sums are made of, then brackets.
    most = len(rows)
    chain = rows_in(m, WORK, most, 1)
    size, reached, index = 0, np.int64(-1), 0
    while index <= len(rows):
        is_end = index == len(rows)
        if not is_end:
            row = rows[index]
            if row[M_DISPOSITION] == NOT_METRIC or row[M_IMPLICIT] != 0 or row[M_ORDER] > 1:
                index += 1
                continue
            is_full = size >= MOST_IN_CHAIN
            is_end = size > 0 and (is_full or find_code(t, _NEWLINE, reached, row[M_START]) >= 0)
        if is_end:
            if size > 1:
                pool_count = _link_chain(d, t, raw, m, low, high, rows, x, chain[:size], pool, pool_count, between)
            size = 0
            if index == len(rows):
                break
        chain[size] = index
        size += 1
        reached = rows[index, M_UNIT_END]
        index += 1
    first = -1
    for index in range(len(rows)):
        if rows[index, M_ORDER] == 1:
            first = index
        elif first >= 0 and rows[first, M_START] == rows[index, M_START]:
            for column in (M_PARENT, M_BREAKDOWN, M_BREAKDOWN_END):
                rows[index, column] = rows[first, column]
    return pool_count


@compiled
def _link_chain(d, t, raw, m, low, high, rows, x, c, pool, pool_count, between):
    """`c`: the rows of the chain."""
    work = WORK + len(rows)
    brackets = rows_in(m, WORK + 4 * len(rows), ZERO, 2)
    first = max(low, rows[c[0], M_START] - 2)
    last = min(high, rows[c[len(c) - 1], M_UNIT_END] + 40)
    if find_code(t, _OPENING, first, last) >= 0 or find_code(t, _WIDE_OPENING, first, last) >= 0:
        brackets = _find_brackets(d, t, m, first, last, WORK + 4 * len(rows))
    within = rows_in(m, work, len(c), 1)
    for index in range(len(c)):
        within[index] = -1
        for bracket in range(len(brackets)):
            if brackets[bracket, 0] < rows[c[index], M_START] < brackets[bracket, 1]:
                within[index] = bracket
                break
    link_bracketed(d, rows, x, c, brackets, within)
    link_among(d, t, m, low, high, rows, x, c, brackets, within, pool, between)
    link_outcomes(d, rows, x, c)
    link_sums(d, t, raw, m, low, high, rows, x, c, brackets, WORK + 2 * len(rows))
    link_sorts(d, t, m, low, rows, x, c, brackets, between)
    link_categories(d, t, m, low, rows, x, c, brackets, between)
    link_cells(d, t, m, low, rows, x, c)
    for index in range(len(c)):
        row = rows[c[index]]
        if row[M_PARENT] < 0:
            continue
        total = _row_at(rows, c, row[M_PARENT])
        parent = rows[total]
        is_near = value_of(x, total) >= _LEAST_DISTANT
        if not is_near:
            is_near = search(d, t, m, low, parent[M_UNIT_END], row[M_START], d[at.PART_STOP]) < 0
        if is_near:
            _take_indicator(d, row, parent)
        if row[M_BREAKDOWN] < 0:
            start = rows[c[index - 1], M_UNIT_END] if index > 0 else row[M_START]
            pool_count = _name_part(
                d, t, m, low, max(start, row[M_START] - _LONGEST_NAME), row, pool, pool_count, between
            )
        if row[M_BREAKDOWN] < 0:
            row[M_BREAKDOWN], row[M_BREAKDOWN_END] = row[M_PHRASE], row[M_PHRASE_END]
    return pool_count


@compiled
def _row_at(rows, c, start):
    for index in range(len(c)):
        if rows[c[index], M_START] == start:
            return c[index]
    return c[0]


@compiled
def _find_brackets(d, t, m, first, last, work):
    found = rows_in(m, work, (last - first) // 3 + 1, 2)
    return found[: find_spans(d, t, m, first, first, last, d[at.BRACKETED], found)]


@compiled
def _take_indicator(d, part, total):
    if total[M_INDICATOR] < 0 or part[M_DISPOSITION] == COMPARISON:
        return
    takes = part[M_INDICATOR] < 0
    if not takes and part[M_RULE] < d[at.RULE_OPEN]:
        names = d[d[at.AS_PARTS] + part[M_RULE]]
        for place in range(names + 1, names + 1 + d[names]):
            if d[place] == total[M_INDICATOR]:
                takes = True
    if takes:
        part[M_INDICATOR] = total[M_INDICATOR]
        part[M_PART_OF] = total[M_START]
        if part[M_DISPOSITION] == FACT and total[M_DISPOSITION] == PROFILE:
            part[M_DISPOSITION] = PROFILE


@compiled
def _name_part(d, t, m, low, start, row, pool, pool_count, between):
    """The words between the last edge before a part and its number, without what names nothing."""
    end, first = row[M_START], start
    while first < end and search(d, t, m, start, first, end, d[at.PART_EDGE]) >= 0:
        first = m[1]
    size = max(0, end - first)
    for offset in range(size):
        between[offset] = t[first + offset]
    begin, place = pool_count, 0
    while place < size:
        after = match_at(d, between, m, ZERO, place, size, d[at.NO_PART_NAME])
        if after > place:
            place = after
        else:
            pool[pool_count] = code(between, place)
            pool_count += 1
            place += 1
    if pool_count > begin:
        row[M_BREAKDOWN], row[M_BREAKDOWN_END] = begin, pool_count
    return pool_count
