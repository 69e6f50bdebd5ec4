"""Rows of cells parted by bars: `tables` of the readable engine over arrays.

Here: `read_cells`, `header_of`, `apply_unit`. A cell under a header is a row: its span and that of the header.
Not here: what a header means.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    BAR,
    DECIMAL,
    EXPONENT,
    GROUP,
    HIGH,
    LOW,
    MANTISSA,
    NO_VALUE,
    QUOTIENT,
    START,
    UNIT,
    VALUE,
    VALUE_KIND,
    codes_of,
)
from transforms.extraction.kernel.machine import search
from transforms.extraction.kernel.number_values import as_float
from transforms.extraction.kernel.numerals import match_unit
from transforms.extraction.kernel.stretches import code, is_kind, rows_below, strip_end, strip_start

CELL_START, CELL_END, HEADER_START, HEADER_END = range(4)
_LEAST_CELLS = 2
_NEWLINE, _DOT, _COMMA, _PERCENT, _WAN, _YI = codes_of("\n.,%万亿")


@compiled
def _cut_row(t, start, end, cells, count):
    """Add the cells of a line behind the first `count`; returns the new count."""
    first, place, bars = count, start, 0
    for bar in range(start, end):
        if is_kind(t, bar, BAR):
            # What stands before the first bar is a cell only if something stands there.
            if bars > 0 or strip_end(t, place, bar) > place:
                cells[count, CELL_START], cells[count, CELL_END] = place, bar
                count += 1
            place = bar + 1
            bars += 1
    if bars > 0 and strip_end(t, place, end) > place:
        cells[count, CELL_START], cells[count, CELL_END] = place, end
        count += 1
    return count if bars > 0 else first


@compiled
def _is_number(t, start, end):
    end = strip_end(t, start, end)
    start = strip_start(t, start, end)
    for place in range(start, end):
        character = code(t, place)
        if not (is_kind(t, place, DECIMAL) or character == _DOT or character == _COMMA or character == _PERCENT):
            return False
    return end > start


@compiled
def read_cells(t, low, high, cells, headers):
    """Fill `cells` with the cells that have a header above them; returns how many. `headers` is room for a row."""
    count, header_count, start = 0, 0, low
    while start <= high:
        end = start
        while end < high and code(t, end) != _NEWLINE:
            end += 1
        reached = _cut_row(t, start, end, cells, count)
        if reached - count >= _LEAST_CELLS:
            has_number = False
            for cell in range(count, reached):
                has_number = has_number or _is_number(t, cells[cell, CELL_START], cells[cell, CELL_END])
            if not has_number:
                header_count = reached - count
                for cell in range(header_count):
                    headers[cell, 0] = cells[count + cell, CELL_START]
                    headers[cell, 1] = cells[count + cell, CELL_END]
            elif header_count == reached - count:
                for cell in range(header_count):
                    cells[count + cell, HEADER_START] = headers[cell, 0]
                    cells[count + cell, HEADER_END] = headers[cell, 1]
                count = reached
        elif strip_end(t, start, end) > start:
            header_count = 0
        start = end + 1
    return count


@compiled
def header_of(cells, count, offset):
    """Row of the cell at an offset, or -1."""
    place = rows_below(cells, count, CELL_START, offset + 1) - 1
    if place >= 0 and offset < cells[place, CELL_END]:
        return place
    return -1


@compiled
def apply_unit(d, t, m, cells, count, number, x):
    """Give a number without a measure word the one of its header; False where its value could not be told then."""
    if count == 0 or number[UNIT] >= 0 or number[VALUE_KIND] == NO_VALUE:
        return True
    cell = header_of(cells, count, number[START])
    if cell < 0:
        return True
    start, end = cells[cell, HEADER_START], cells[cell, HEADER_END]
    if search(d, t, m, start, start, end, d[at.HEADER_UNIT]) < 0:
        return True
    start, end = m[2], m[3]
    power = np.int64(0)
    if code(t, start) == _WAN:
        power = np.int64(4)
    elif code(t, start) == _YI:
        power = np.int64(8)
    unit, group, _ = match_unit(d, t, start + 1 if power > 0 else start, end)
    if unit < 0:
        return True
    number[UNIT], number[GROUP] = unit, group
    if power == 0:
        return True
    if number[VALUE_KIND] == QUOTIENT:
        return False
    number[EXPONENT] += power
    scale = 10000.0 if power == 4 else 100000000.0
    x[VALUE], is_exact = as_float(number[MANTISSA], number[EXPONENT])
    x[LOW] *= scale
    x[HIGH] *= scale
    return is_exact
