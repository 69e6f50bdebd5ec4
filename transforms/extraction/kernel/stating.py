"""What kind of statement a number makes, and whether it counts at all: `signals`, `statements`, `worth` over arrays.

Here: `read_statement`, `is_measured`. Not here: indicators.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    CHINESE,
    COMPARISON,
    END,
    EXACT,
    FACT,
    FORM,
    GROUP,
    LEFT_FROM,
    LEFT_TO,
    MANY_YEARS,
    NO_PERIOD,
    NO_VALUE,
    PART_OF_YEAR,
    PROFILE,
    QUALIFIER,
    SINCE_STRETCH,
    START,
    STRETCH,
    TARGET,
    UNIT,
    UNIT_END,
    VALUE_KIND,
    W_END,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import match_at, search
from transforms.extraction.kernel.stretches import bisect_left, code, find_code, strip_start

_KIND_COMPARISON, _KIND_TARGET, _KIND_PROFILE, _KIND_CUMULATIVE, _KIND_PART_YEAR = map(np.int64, range(5))
_YEAR, _OPENING_TITLE, _OPENING_QUOTE, _ZERO = codes_of("年《“0")
_WAN, _YI, _THOUSAND, _ONE, _DOT = codes_of("万亿千一.")
_CLAUSE_REACH, _SENTENCE_REACH, _GROWTH_REACH, _RIGHT_REACH = 80, 240, 40, 24


@compiled
def find_signal(d, t, m, kind, group, start, left_end, right_start, right_end):
    """The first signal of a kind around a number, or -1: left is t[start:left_end], right t[right_start:right_end]."""
    place = d[d[at.SIGNALS] + kind * d[at.KIND_WIDTH] + group]
    count = d[place + 2]
    if count == 0:
        return np.int64(-1)
    may_left = d[place] < 0 or search(d, t, m, start, start, left_end, d[place]) >= 0
    if not may_left:
        if d[place + 1] < 0 or search(d, t, m, right_start, right_start, right_end, d[place + 1]) < 0:
            return np.int64(-1)
    for entry in range(place + 3, place + 3 + 5 * count, 5):
        if d[entry] >= 0:
            if not may_left or search(d, t, m, start, start, left_end, d[entry]) < 0:
                continue
        if d[entry + 1] >= 0 and match_at(d, t, m, right_start, right_start, right_end, d[entry + 1]) < 0:
            continue
        if d[entry + 2] >= 0 and search(d, t, m, start, start, left_end, d[entry + 2]) < 0:
            continue
        if d[entry + 3] >= 0 and search(d, t, m, start, start, right_end, d[entry + 3]) >= 0:
            continue
        return d[entry + 4]
    return np.int64(-1)


@compiled
def _copy_without_titles(d, t, m, start, end, right_end, scratch):
    """Copy t[start:right_end] to `scratch`, up to `end` without titles; returns where the rest begins there."""
    size, place = 0, start
    while place < end:
        after = match_at(d, t, m, start, place, end, d[at.TITLE])
        if after > place:
            place = after
        else:
            scratch[size] = t[place]
            size += 1
            place += 1
    left_end = size
    for place in range(end, right_end):
        scratch[size] = t[place]
        size += 1
    return left_end, size


@compiled
def _last_match(d, t, m, start, end, program):
    """Beginning and end of the last of the matches in a stretch, as findall; -1 where there is none."""
    found_start, found_end, place = np.int64(-1), np.int64(-1), start
    while place < end:
        at = search(d, t, m, start, place, end, program)
        if at < 0:
            break
        found_start, found_end = at, m[1]
        place = m[1]
    return found_start, found_end


@compiled
def read_statement(d, t, m, number, start, end, low, high, clause_ends, clause_count, is_plan, year, scratch, period):
    """Disposition and signal (-1 for none) of a number in the sentence start to end; `period` gets kind and stretch."""
    number_start, unit_end = number[START], number[UNIT_END]
    place = bisect_left(clause_ends, clause_count, number_start, ZERO)
    clause_start = clause_ends[place - 1] + 1 if place > 0 else low
    left_start = max(start, max(number_start - _CLAUSE_REACH, clause_start))
    sentence_left = max(start, number_start - _SENTENCE_REACH)
    right_end = max(unit_end, min(end, unit_end + _RIGHT_REACH))
    group = number[GROUP]
    _read_period(d, t, m, group, sentence_left, number_start, unit_end, right_end, year, period)
    compared = left_start
    if group == d[at.GROUP_PERCENT]:
        compared = max(sentence_left, number_start - _GROWTH_REACH)
    signal = find_signal(d, t, m, _KIND_COMPARISON, group, compared, number_start, unit_end, right_end)
    if signal >= 0 and not _is_present_side(d, t, m, left_start, number_start, year):
        return np.int64(COMPARISON), signal
    if is_plan:
        return np.int64(TARGET), np.int64(d[at.SIGNAL_PLAN])
    has_title = find_code(t, _OPENING_TITLE, left_start, number_start) >= 0
    if has_title or find_code(t, _OPENING_QUOTE, left_start, number_start) >= 0:
        left_end, size = _copy_without_titles(d, t, m, left_start, number_start, right_end, scratch)
        right_start = left_end + unit_end - number_start
        signal = find_signal(d, scratch, m, _KIND_TARGET, group, ZERO, left_end, right_start, size)
    else:
        signal = find_signal(d, t, m, _KIND_TARGET, group, left_start, number_start, unit_end, right_end)
    if signal >= 0:
        return np.int64(TARGET), signal
    signal = find_signal(d, t, m, _KIND_PROFILE, group, left_start, number_start, unit_end, right_end)
    if signal >= 0:
        return np.int64(PROFILE), signal
    return np.int64(FACT), np.int64(-1)


@compiled
def _is_present_side(d, t, m, start, end, year):
    if search(d, t, m, start, start, end, d[at.ARRIVED_AT]) < 0:
        return False
    if year < 0:
        return True
    stated = np.int64(0)
    for place in range(m[2], m[3]):
        stated = stated * 10 + code(t, place) - _ZERO
    return stated == year


@compiled
def _read_period(d, t, m, group, start, end, unit_end, right_end, year, period):
    period[0] = NO_PERIOD
    if find_code(t, _YEAR, start, end) < 0:
        needed = d[d[d[at.SIGNALS] + _KIND_PART_YEAR * d[at.KIND_WIDTH] + d[at.KIND_WIDTH] - 1]]
        if needed >= 0 and search(d, t, m, start, start, end, needed) < 0:
            return
    signal = find_signal(d, t, m, _KIND_CUMULATIVE, group, start, end, unit_end, right_end)
    if signal >= 0:
        stated, stated_end = _last_match(d, t, m, start, end, d[at.SINCE_YEAR])
        if stated >= 0 and d[d[at.SIGNAL_SINCE] + signal] != 0:
            period[0], period[1], period[2] = SINCE_STRETCH, stated, stated_end
        else:
            period[0] = MANY_YEARS
        return
    if find_signal(d, t, m, _KIND_PART_YEAR, group, start, end, unit_end, right_end) >= 0:
        stated, stated_end = _last_match(d, t, m, start, end, d[at.PART_OF_YEAR])
        if stated >= 0:
            period[0], period[1], period[2] = STRETCH, stated, stated_end
        else:
            period[0] = PART_OF_YEAR
        return
    if year > 0:
        stated, stated_end = _last_match(d, t, m, start, end, d[at.YEAR_IN_CLAUSE])
        if stated >= 0:
            short = (code(t, stated + 2) - _ZERO) * 10 + code(t, stated + 3) - _ZERO
            if 2000 + short != year:
                period[0], period[1], period[2] = STRETCH, stated, stated + 5


@compiled
def is_measured(d, t, raw, m, number, frame, rule, words, low, high, end):
    """True where a number counts or measures something; `end`: of its sentence."""
    if number[VALUE_KIND] == NO_VALUE:
        return False
    start, number_end, unit_end, group = number[START], number[END], number[UNIT_END], number[GROUP]
    has_unit, has_rule, size = number[UNIT] >= 0, rule >= 0, number_end - start
    is_exact = number[QUALIFIER] == EXACT
    is_words = number[FORM] == CHINESE and group != d[at.GROUP_PERCENT]
    if is_words:
        for place in range(start, number_end):
            if raw[place] == _WAN or raw[place] == _THOUSAND:
                is_words = False
    if is_words:
        if not has_unit:
            return False
        if size > 1 and not is_exact:
            return True
        before = max(low, start - 8)
        after_end = max(unit_end, min(end, unit_end + 8))
        is_counting = search(d, t, m, before, before, start, d[at.COUNTING_BEFORE]) >= 0
        is_of_cases = d[d[at.OF_CASES] + group] != 0 and not (size == 1 and raw[start] == _ONE)
        is_plain = has_rule or is_counting or is_of_cases
        if is_plain and match_at(d, t, m, unit_end, unit_end, after_end, d[at.CLAUSE_FOLLOWS]) >= 0:
            return True
        if size > 1 and d[d[at.COUNTED] + group] != 0:
            return True
        if has_rule and search(d, t, m, before, before, start, d[at.AIMED_AT]) >= 0:
            return True
        if size == 1 and raw[start] == _ONE and not has_rule:
            if match_at(d, t, m, low, start, high, d[at.ONE_AND_ONLY]) >= 0:
                return False
        return is_counting and (has_rule or d[d[at.COUNTED_AFTER_VERB] + group] != 0)
    if has_unit or has_rule:
        return True
    if strip_start(t, number_end, max(number_end, end)) >= end:
        left_from, left_to = frame[LEFT_FROM], frame[LEFT_TO]
        if left_to > left_from and words[left_to - 1, W_END] == start:
            return True
    first, last = max(low, start - 6), min(high, number_end + 6)
    if search(d, t, m, first, first, last, d[at.ARRANGED]) >= 0:
        return True
    for place in range(start, number_end):
        if raw[place] == _DOT:
            return True
    return raw[number_end - 1] == _WAN or raw[number_end - 1] == _YI or not is_exact
