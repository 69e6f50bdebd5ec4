"""The normalised name of what a number counts: `phrases` of the readable engine over arrays.

Here: `name_counted`, `name_stated`, which append a name to a pool of code points. Not here: the words of a stretch
(`name_words`), how they make a name (`name_making`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import DECIMAL, LETTER, NO, ZERO, codes_of
from transforms.extraction.kernel.machine import holds, match_at, search
from transforms.extraction.kernel.name_making import compose, write_plain
from transforms.extraction.kernel.name_words import describe, push, read_stretch, substitute
from transforms.extraction.kernel.pointers import local_numbers, rows_in
from transforms.extraction.kernel.stretches import code, copy_numbers, is_kind, is_listed
from transforms.extraction.phrase_words import BREAK, FILLER, OTHER_NOUN, SELF, SOFT, VERB

_BREAK, _FILLER, _OTHER_NOUN, _VERB = map(np.int64, (BREAK, FILLER, OTHER_NOUN, VERB))
# Columns of a token, of what is known of a stretch.
KIND, TEXT, TEXT_SIZE, SURFACE, SURFACE_SIZE, MAKES = range(6)
TOKEN_COLUMNS = 6
TOKENS, LETTERS, HAS_NOUN, HAS_VERB, HAS_LIGHT, IS_PLAIN = range(6)
_ROOM_FOR_CUTS = 124
_LEFT_REACH, _RIGHT_REACH, _BACK_REACH, _CLAUSES_BACK = 40, 24, 60, 5
_WORN_LETTERS, _AROUND = 12, 120
(_LISTED,) = codes_of("、")


@compiled
def _own_words(
    d,
    m,
    left_first,
    left_last,
    right,
    right_size,
    group,
    goes_on,
    found,
    tokens,
    q,
    state,
):
    """Tokens of a number's own words, appended anew; returns the first. `state` tells what they are together."""
    start = left_first
    if goes_on and left_last > left_first and tokens[left_first, KIND] >= SOFT:
        dropped = left_first
        while dropped < left_last and tokens[dropped, KIND] >= SOFT:
            dropped += 1
        if dropped < left_last or right_size > 0:
            start = dropped
    describe(d, q, tokens, start, left_last, state)
    has_noun, has_verb, has_light = state[HAS_NOUN] != 0, state[HAS_VERB] != 0, state[HAS_LIGHT] != 0
    first = state[TOKENS]
    is_happened = d[d[at.HAPPENED] + group] != 0
    is_percent = group == d[at.GROUP_PERCENT]
    if right_size == 0 or (has_noun and (has_verb or has_light or is_happened or is_percent)):
        _append(tokens, state, start, left_last)
        return first
    after_first = read_stretch(d, m, right, right_size, found, tokens, q, state)
    after_last = after_first
    while after_last < state[TOKENS] and tokens[after_last, KIND] != BREAK:
        after_last += 1
    if has_noun:
        for index in range(after_first, after_last):
            if tokens[index, KIND] >= SELF:
                after_last = after_first
                break
    elif has_verb:
        for index in range(after_first, after_last):
            if tokens[index, KIND] < SOFT:
                after_last = index
                break
    elif d[d[at.PERSONS] + group] != 0 and not has_light:
        after_last = _end_of_counted_persons(tokens, after_first, after_last)
    first = state[TOKENS]
    _append(tokens, state, start, left_last)
    _append(tokens, state, after_first, after_last)
    describe(d, q, tokens, first, state[TOKENS], state)
    return first


@compiled
def _end_of_counted_persons(tokens, first, last):
    for index in range(first + 1, last):
        if tokens[index, KIND] == VERB:
            for later in range(index, last):
                if tokens[later, KIND] >= SELF:
                    return index
            return last
    return last


@compiled
def _append(tokens, state, first, last):
    for index in range(first, last):
        copy_numbers(tokens[index], tokens[state[TOKENS]], TOKEN_COLUMNS)
        state[TOKENS] += 1


@compiled
def _copy(t, start, end, s):
    """Copy a stretch; returns its length."""
    for place in range(start, end):
        s[place - start] = t[place]
    return max(0, end - start)


@compiled
def name_counted(
    d, t, m, low, high, row_start, row_end, unit_end, group, left_start, s, found, tokens, q, state, pool, pool_count
):
    """Append the name of what a number counts; returns the count of the pool, the same where there is none."""
    state[TOKENS] = state[LETTERS] = 0
    begin = max(left_start, row_start - _LEFT_REACH)
    goes_on = left_start > low and not holds(d, d[at.CLAUSE_MARKS], t[left_start - 1])
    left_first = read_stretch(d, m, s, _copy(t, begin, row_start, s), found, tokens, q, state)
    left_last = state[TOKENS]
    has_noun, has_verb, has_light = state[HAS_NOUN] != 0, state[HAS_VERB] != 0, state[HAS_LIGHT] != 0
    is_plain = state[IS_PLAIN] != 0
    mark = code(t, begin) if begin < row_start else np.int64(0)
    if (goes_on and not is_listed(d, d[at.LIST_MARKS], mark)) or (mark == _LISTED and not has_verb):
        is_plain = False
    is_time = group == d[at.GROUP_TIME]
    if is_plain and has_noun and (has_verb or has_light) and group != d[at.GROUP_PERCENT]:
        return write_plain(d, q, tokens, left_first, left_last, not has_verb and is_time, pool, pool_count)
    right_end = min(high, unit_end + _RIGHT_REACH)
    place = search(d, t, m, unit_end, unit_end, right_end, d[at.RIGHT_END])
    if place >= 0:
        right_end = place
    is_whole_by_verb = d[d[at.WHOLE_BY_VERB] + group] != 0
    if is_plain and right_end <= unit_end:
        if not has_verb:
            return write_plain(d, q, tokens, left_first, left_last, is_time, pool, pool_count)
        if not has_noun and is_whole_by_verb:
            return write_plain(d, q, tokens, left_first, left_last, NO, pool, pool_count)
    size = _copy(t, unit_end, right_end, s)
    own = _own_words(d, m, left_first, left_last, s, size, group, goes_on, found, tokens, q, state)
    own_last = state[TOKENS]
    has_noun, has_verb, has_light = state[HAS_NOUN] != 0, state[HAS_VERB] != 0, state[HAS_LIGHT] != 0
    is_whole = has_noun or (has_verb and is_whole_by_verb)
    if has_noun and not has_verb and mark == _LISTED:
        is_whole = False
    if is_whole:
        return compose(d, m, q, tokens, own, own_last, state, group, pool, pool_count)
    named = _name_by_context(
        d,
        t,
        m,
        low,
        left_start,
        group,
        own,
        own_last,
        has_noun,
        has_verb or has_light,
        s,
        found,
        tokens,
        q,
        state,
        pool,
        pool_count,
    )
    if named == pool_count:
        named = compose(d, m, q, tokens, own, own_last, state, group, pool, pool_count)
    if named == pool_count:
        named = _write_letters_around(d, t, low, high, row_start, row_end, unit_end, pool, pool_count)
    return named


@compiled
def _name_by_context(
    d, t, m, low, left_start, group, own, own_last, has_noun, is_told, s, found, tokens, q, state, pool, pool_count
):
    back = max(low, left_start - _BACK_REACH)
    for place in range(left_start - 1, back - 1, -1):
        if holds(d, d[at.NAME_SENTENCE_ENDS], t[place]):
            back = np.int64(place + 1)
            break
    cuts = rows_in(local_numbers(_ROOM_FOR_CUTS), ZERO, _BACK_REACH + 2, 2)
    count, place, piece = 0, back, back
    while place < left_start:
        after = match_at(d, t, m, back, place, left_start, d[at.NAME_COMMA])
        if after > place:
            cuts[count, 0], cuts[count, 1] = piece, place
            count += 1
            place = piece = after
        else:
            place += 1
    cuts[count, 0], cuts[count, 1] = piece, left_start
    count += 1
    for index in range(count - 1, max(-1, count - 1 - _CLAUSES_BACK), -1):
        start, end = cuts[index, 0], cuts[index, 1]
        digits = start
        while digits < end and not is_kind(t, digits, DECIMAL):
            digits += 1
        earlier = read_stretch(d, m, s, _copy(t, start, digits, s), found, tokens, q, state)
        if state[HAS_NOUN] == 0 and state[HAS_VERB] == 0:
            size = substitute(d, m, s, _copy(t, start, end, s), d[at.COUNTED_BEFORE], d[at.LIST_CHARACTER])
            earlier = read_stretch(d, m, s, size, found, tokens, q, state)
        earlier_last, first = state[TOKENS], state[TOKENS]
        if not has_noun and state[HAS_NOUN] != 0:
            for token in range(earlier, earlier_last):
                kind = tokens[token, KIND]
                if not is_told or kind >= SELF or kind == BREAK:
                    _append(tokens, state, token, token + 1)
            push(tokens, state, _BREAK, state[LETTERS], ZERO, ZERO, ZERO, ZERO)
            _append(tokens, state, own, own_last)
            return compose(d, m, q, tokens, first, state[TOKENS], state, group, pool, pool_count)
        if has_noun and state[HAS_VERB] != 0:
            for token in range(earlier, earlier_last):
                if tokens[token, KIND] == VERB:
                    _append(tokens, state, token, token + 1)
            _append(tokens, state, own, own_last)
            return compose(d, m, q, tokens, first, state[TOKENS], state, group, pool, pool_count)
    return pool_count


@compiled
def _write_letters_around(d, t, low, high, row_start, row_end, unit_end, pool, pool_count):
    start, end = row_start, unit_end
    while start > max(low, row_start - _AROUND) and not holds(d, d[at.CLAUSE_EDGES], t[start - 1]):
        start -= 1
    while end < min(high, unit_end + _AROUND) and not holds(d, d[at.CLAUSE_EDGES], t[end]):
        end += 1
    letters = 0
    for place in range(start, row_start):
        letters += is_kind(t, place, LETTER)
    if letters > 0:
        return _write_letters(t, start, row_start, letters - _WORN_LETTERS, pool, pool_count)
    written = 0
    for place in range(row_end, end):
        if is_kind(t, place, LETTER) and written < _WORN_LETTERS:
            pool[pool_count] = code(t, place)
            pool_count += 1
            written += 1
    return pool_count


@compiled
def _write_letters(t, start, end, passed, pool, pool_count):
    """Append the letters of a stretch but the first `passed`."""
    for place in range(start, end):
        if is_kind(t, place, LETTER):
            if passed > 0:
                passed -= 1
            else:
                pool[pool_count] = code(t, place)
                pool_count += 1
    return pool_count


@compiled
def name_stated(
    d, t, m, clause_start, start, end, clause_end, group, s, other, found, tokens, q, state, pool, pool_count
):
    """Append the name of what a word without digits is said of; returns the count of the pool."""
    state[TOKENS] = state[LETTERS] = 0
    left = substitute(d, m, s, _copy(t, clause_start, start, s), d[at.COUNTED_BEFORE], d[at.LIST_CHARACTER])
    right = substitute(d, m, other, _copy(t, end, clause_end, other), d[at.COUNTED_BEFORE], d[at.LIST_CHARACTER])
    # Reading may take characters out of the stretch: its letters are kept first.
    letters = 0
    for place in range(left):
        if is_kind(s, place, LETTER):
            q[letters] = code(s, place)
            letters += 1
    for place in range(right):
        if is_kind(other, place, LETTER):
            q[letters] = code(other, place)
            letters += 1
    state[LETTERS] = letters
    first = read_stretch(d, m, s, left, found, tokens, q, state)
    own = _own_words(d, m, first, state[TOKENS], other, right, group, NO, found, tokens, q, state)
    named = compose(d, m, q, tokens, own, state[TOKENS], state, group, pool, pool_count)
    if named == pool_count:
        for place in range(max(0, letters - _WORN_LETTERS), letters):
            pool[named] = q[place]
            named += 1
    return named
