"""Numerals, decoys, measure words and qualifiers: `numbers`, `decoys`, `units`, `qualifiers` over arrays.

Here: `end_of_numeral`, `find_decoy`, `read_number`. Not here: values (`number_values`), what numbers count.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    CHINESE,
    CHINESE_NUMERAL,
    DECIMAL,
    DECIMAL_VALUE,
    DIGITS,
    END,
    EXACT,
    EXPONENT,
    FORM,
    FRACTION,
    FRACTION_WORDS,
    GROUP,
    HIGH,
    LOW,
    MANTISSA,
    NO_VALUE,
    PERCENT_WORDS,
    QUALIFIER,
    QUOTIENT,
    START,
    UNIT,
    UNIT_END,
    VALUE,
    VALUE_KIND,
    codes_of,
)
from transforms.extraction.kernel.machine import CODE_BITS, SYMBOL_MASK, fullmatch, holds, match_at, search
from transforms.extraction.kernel.number_values import as_float, is_too_large, next_value, read_value
from transforms.extraction.kernel.stretches import code, is_kind, is_space, lookup, pair_key, starts_with, strip_end

_REACH = 16
_EXACT = 1 << 53
_DOT, _SLASH, _PERCENT, _PER_MILLE, _BLANK, _TAB, _NEWLINE = codes_of("./%‰ \t\n")
_TEN, _HUNDRED, _THOUSAND, _WAN, _YI = codes_of("十百千万亿")
_MORE, _MANY, _NEAR, _ONE, _UP = codes_of("余多近一起")
_HAVE, _COME = codes_of("有来")


@compiled
def end_of_numeral(d, t, m, low, start, high):
    """End and form of the numeral at a place; form -1 where it is a part of a word, end -1 where none begins."""
    if is_kind(t, start, CHINESE_NUMERAL):
        end = match_at(d, t, m, low, start, high, d[at.CHINESE])
        if m[d[at.CHINESE_PERCENT_WORDS]] >= 0:
            return end, np.int64(PERCENT_WORDS)
        if m[d[at.CHINESE_FRACTION_WORDS]] >= 0:
            return end, np.int64(FRACTION_WORDS)
        if _is_part_of_word(d, t, low, start, end, high):
            return end, np.int64(-1)
        return end, np.int64(CHINESE)
    if start > low and (code(t, start - 1) == _DOT or is_kind(t, start - 1, DECIMAL)):
        return np.int64(-1), np.int64(-1)
    end = start + 1
    while end < high and is_kind(t, end, DECIMAL):
        end += 1
    if end + 1 < high and code(t, end) == _DOT and is_kind(t, end + 1, DECIMAL):
        end += 2
        while end < high and is_kind(t, end, DECIMAL):
            end += 1
    if end < high and holds(d, d[at.GOES_ON], t[end]):
        is_fraction = code(t, end) == _SLASH and not (start > low and code(t, start - 1) == _SLASH)
        found = match_at(d, t, m, low, start, high, d[at.DIGITS])
        if found >= 0:
            if m[d[at.DIGITS_DIGITS]] >= 0:
                return found, np.int64(DIGITS)
            if is_fraction:
                return found, np.int64(FRACTION)
    return end, np.int64(DIGITS)


@compiled
def _holding(d, t, filed, low, start, end, high):
    """Number of the filed expression around a numeral and whether there is one."""
    for turn in range(2):
        if turn == 0:
            if start + 1 >= high:
                continue
            entries = lookup(d, filed, pair_key(code(t, start), code(t, start + 1)))
        else:
            if start == low:
                continue
            entries = lookup(d, filed, pair_key(code(t, start - 1), code(t, start)))
        if entries < 0:
            continue
        for entry in range(entries + 1, entries + 1 + 3 * d[entries], 3):
            first = start - d[entry]
            expression = d[entry + 1]
            if first >= low and first + d[expression] >= end and starts_with(d, t, expression, first, high):
                return d[entry + 2], True
    return np.int64(-1), False


@compiled
def _is_part_of_word(d, t, low, start, end, high):
    if end - start == 1:
        first = code(t, start)
        if start > low and holds(d, d[at.VAGUE_BEFORE], t[start - 1]):
            if first == _TEN or first == _HUNDRED or first == _THOUSAND or first == _WAN or first == _YI:
                return True
        if first == _ONE and start + 2 < high and code(t, start + 1) == _UP:
            if holds(d, d[at.TOGETHER], t[start + 2]):
                return True
    return _holding(d, t, d[at.FILED_WORDS], low, start, end, high)[1]


@compiled
def find_decoy(d, t, m, low, start, end, high, is_chinese):
    """Reason and rule of the decoy that a numeral is, or -1 twice."""
    phrase, is_found = _holding(d, t, d[at.FILED_PHRASES], low, start, end, high)
    if is_found:
        return d[d[at.PHRASE_DECOYS] + 2 * phrase], d[d[at.PHRASE_DECOYS] + 2 * phrase + 1]
    before, after = start, end
    while before > low and (code(t, before - 1) == _BLANK or code(t, before - 1) == _TAB):
        before -= 1
    while after < high and (code(t, after) == _BLANK or code(t, after) == _TAB):
        after += 1
    width = d[at.DECOY_WIDTH]
    left = d[at.NO_SYMBOL] if before == low else (t[before - 1] >> CODE_BITS) & SYMBOL_MASK
    right = d[at.NO_SYMBOL] if after == high else (t[after] >> CODE_BITS) & SYMBOL_MASK
    kind = d[at.DECOY_KINDS] + (width if is_chinese else 0)
    for word in range(width):
        bits = d[d[at.PRECEDE] + left * width + word] & d[d[at.FOLLOW] + right * width + word] & d[kind + word]
        place = 64 * word
        while bits != 0:
            if bits & 1:
                row = d[at.DECOYS] + 6 * place
                if _fits_decoy(d, t, m, low, start, end, high, row):
                    return d[row + 4], d[row + 5]
            bits = np.int64(np.uint64(bits) >> np.uint64(1))
            place += 1
    return np.int64(-1), np.int64(-1)


@compiled
def _fits_decoy(d, t, m, low, start, end, high, row):
    if d[row] >= 0 and not fullmatch(d, t, m, low, start, end, d[row]):
        return False
    if d[row + 1] >= 0 and match_at(d, t, m, low, end, min(high, end + _REACH), d[row + 1]) < 0:
        return False
    if d[row + 2] >= 0 and search(d, t, m, low, max(low, start - _REACH), start, d[row + 2]) < 0:
        return False
    if d[row + 3] != 0:
        last = code(t, end - 1)
        if last == _PERCENT or last == _PER_MILLE:
            return False
        if match_unit(d, t, end + more_marker_length(d, t, m, low, end, high), high)[0] >= 0:
            return False
    return True


@compiled
def more_marker_length(d, t, m, low, place, high):
    """Length of 余, 多, 有余 or 来 right after a numeral."""
    if place >= high:
        return np.int64(0)
    first = code(t, place)
    if first == _MORE or first == _MANY or first == _HAVE or first == _COME or is_space(t, place):
        end = match_at(d, t, m, low, place, high, d[at.AFTER_NUMBER])
        return end - place if end >= 0 else np.int64(0)
    return np.int64(0)


@compiled
def match_unit(d, t, place, high):
    """Measure word at a place, its group and its end; -1 where there is none."""
    while place < high and is_space(t, place) and code(t, place) != _NEWLINE:
        place += 1
    if place < high:
        entries = lookup(d, d[at.UNITS], code(t, place))
        if entries >= 0:
            for entry in range(entries + 1, entries + 1 + 4 * d[entries], 4):
                if starts_with(d, t, d[entry], place, high):
                    end = place + d[d[entry]]
                    if end >= high or not holds(d, d[entry + 3], t[end]):
                        return d[entry + 1], d[entry + 2], end
    return np.int64(-1), np.int64(-1), np.int64(-1)


@compiled
def read_number(d, t, m, c, low, start, end, high, form, n, x):
    """Fill the columns `n` and floats `x` of a number; False where its value could not be told."""
    after = end + more_marker_length(d, t, m, low, end, high)
    kind, mantissa, exponent, quotient, is_share, is_told = read_value(d, t, c, start, end, form)
    if not is_told:
        return False
    if is_share:
        unit, group, unit_end = d[at.UNIT_PERCENT], d[at.GROUP_PERCENT], end
    else:
        unit, group, unit_end = match_unit(d, t, after, high)
        if unit < 0:
            group, unit_end = d[at.GROUP_NONE], after
    if kind == DECIMAL_VALUE and is_too_large(mantissa, exponent):
        kind = np.int64(NO_VALUE)
    qualifier, has_more = _read_qualifier(d, t, m, low, start, end, unit_end, high)
    n[START], n[END], n[UNIT_END] = start, end, unit_end
    n[UNIT], n[GROUP], n[FORM], n[QUALIFIER] = unit, group, form, qualifier
    n[MANTISSA], n[EXPONENT], n[VALUE_KIND] = mantissa, exponent, kind
    x[VALUE] = x[LOW] = x[HIGH] = np.nan
    if kind == NO_VALUE:
        return True
    if kind == QUOTIENT:
        x[VALUE] = x[LOW] = x[HIGH] = quotient
        return qualifier == EXACT
    value, is_exact = as_float(mantissa, exponent)
    x[VALUE] = value
    if qualifier == EXACT:
        x[LOW] = x[HIGH] = value
    elif qualifier == ABOUT:
        if mantissa > _EXACT // 16:
            return False
        x[LOW], is_below = as_float(mantissa * 9, exponent - 1)
        x[HIGH], is_above = as_float(mantissa * 11, exponent - 1)
        is_exact = is_exact and is_below and is_above
        if start > low and code(t, start - 1) == _NEAR:
            x[HIGH] = value
    elif qualifier == AT_MOST:
        x[HIGH] = value
    else:
        x[LOW] = value
        if after > end or has_more:
            x[HIGH], is_next = next_value(mantissa, exponent)
            is_exact = is_exact and is_next
    return is_exact


@compiled
def _read_qualifier(d, t, m, low, start, end, unit_end, high):
    """The qualifier, and whether 余 or 多 stands inside the numeral."""
    for place in range(start, end):
        if code(t, place) == _MORE or code(t, place) == _MANY:
            return np.int64(AT_LEAST), True
    if more_marker_length(d, t, m, low, end, high) > 0:
        return np.int64(AT_LEAST), False
    for turn in range(2):
        place = unit_end if turn == 0 else end
        if match_at(d, t, m, low, place, high, d[at.AFTER_UNIT]) >= 0:
            return _named(m, d[at.AFTER_UNIT_AT_LEAST], d[at.AFTER_UNIT_AT_MOST]), False
    first = max(low, start - 8)
    last = strip_end(t, first, start)
    if last > first and search(d, t, m, first, first, last, d[at.BEFORE_NUMBER]) >= 0:
        return _named(m, d[at.BEFORE_NUMBER_AT_LEAST], d[at.BEFORE_NUMBER_AT_MOST]), False
    return np.int64(EXACT), False


@compiled
def _named(m, at_least, at_most):
    if m[at_least] >= 0:
        return np.int64(AT_LEAST)
    if m[at_most] >= 0:
        return np.int64(AT_MOST)
    return np.int64(ABOUT)
