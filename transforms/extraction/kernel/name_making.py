"""How words make a name: the composing part of `phrases` of the readable engine over arrays.

Here: `compose`, `write_plain`, which append a name to a pool of code points. Not here: which words (`naming`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from transforms.extraction.kernel import at
from transforms.extraction.kernel.layout import codes_of
from transforms.extraction.kernel.name_words import copy_string, says_held
from transforms.extraction.phrase_words import ACTOR, BREAK, LIGHT_FOR_PERSONS, OTHER_NOUN, SELF, SOFT, VERB

# Columns of a token, of what is known of a stretch.
KIND, TEXT, TEXT_SIZE, SURFACE, SURFACE_SIZE, MAKES = range(6)
TOKENS, LETTERS, HAS_NOUN, HAS_VERB, HAS_LIGHT, IS_PLAIN = range(6)
(_BAR,) = codes_of("|")


@njit(cache=True)
def _compare(q, first, first_size, second, second_size):
    """-1, 0 or 1 as one text stands before another."""
    for offset in range(min(first_size, second_size)):
        if q[first + offset] != q[second + offset]:
            return -1 if q[first + offset] < q[second + offset] else 1
    if first_size == second_size:
        return 0
    return -1 if first_size < second_size else 1


@njit(cache=True)
def _insert(q, parts, count, kind, text, size):
    """Put a part into a sorted set of parts; returns the new count."""
    place = 0
    while place < count:
        order = parts[place, 0] - kind
        if order == 0:
            order = _compare(q, parts[place, 1], parts[place, 2], text, size)
        if order == 0:
            return count
        if order > 0:
            break
        place += 1
    for other in range(count, place, -1):
        parts[other, :] = parts[other - 1, :]
    parts[place, 0], parts[place, 1], parts[place, 2] = kind, text, size
    return count + 1


@njit(cache=True)
def compose(d, q, tokens, first, last, state, group, pool, pool_count):
    """Append the name that tokens make; returns the count of the pool."""
    size = last - first + 1
    verbs, nouns = np.zeros((size, 3), dtype=np.int64), np.zeros((size, 3), dtype=np.int64)
    softs = np.zeros((size, 3), dtype=np.int64)
    verb_count = noun_count = soft_count = 0
    light, has_light, has_other_light = -1, False, False
    actor, is_open, last_verb = -1, False, -1
    persons, percent = d[d[at.PERSONS] + group] != 0, group == d[at.GROUP_PERCENT]
    for index in range(first, last):
        if tokens[index, KIND] == VERB:
            last_verb = index
    for index in range(first, last):
        token = tokens[index]
        kind, text, text_size = token[KIND], token[TEXT], token[TEXT_SIZE]
        if kind == VERB and percent and token[SURFACE_SIZE] > 0 and index + 1 < last:
            if tokens[index + 1, KIND] >= SELF:
                kind, text, text_size = np.int64(OTHER_NOUN), token[SURFACE], token[SURFACE_SIZE]
        if kind >= SELF:
            if kind <= ACTOR and index < last_verb and _has_another(tokens, first, last, index, last_verb, persons):
                if kind == ACTOR and actor < 0:
                    actor = index
                is_open = False
            elif is_open:
                noun = nouns[noun_count - 1]
                begin = state[LETTERS]
                for offset in range(noun[2]):
                    q[begin + offset] = q[noun[1] + offset]
                for offset in range(text_size):
                    q[begin + noun[2] + offset] = q[text + offset]
                noun[0], noun[1], noun[2] = kind, begin, noun[2] + text_size
                state[LETTERS] += noun[2]
            else:
                nouns[noun_count, 0], nouns[noun_count, 1], nouns[noun_count, 2] = kind, text, text_size
                noun_count += 1
                is_open = True
        elif kind == SOFT:
            softs[soft_count, 1], softs[soft_count, 2] = text, text_size
            soft_count += 1
        else:
            is_open = False
            if kind == VERB or (kind == LIGHT_FOR_PERSONS and not persons):
                verbs[verb_count, 1], verbs[verb_count, 2] = text, text_size
                verb_count += 1
            elif kind == BREAK:
                if text_size > 0:
                    for later in range(index + 1, last):
                        if tokens[later, KIND] >= SELF:
                            noun_count = 0
                            break
            else:
                has_light = True
                if not says_held(d, q, token):
                    if not has_other_light:
                        light = index
                    has_other_light = True
    is_held = False
    if verb_count == 0:
        if group == d[at.GROUP_TIME] and (noun_count > 0 or soft_count > 0):
            is_held = True
        elif has_light and not (noun_count > 0 and not has_other_light):
            if light >= 0:
                verbs[0, 1], verbs[0, 2] = tokens[light, TEXT], tokens[light, TEXT_SIZE]
                verb_count = 1
            else:
                is_held = True
    if is_held:
        begin = state[LETTERS]
        copy_string(d, q, state, d[at.HELD])
        verbs[0, 1], verbs[0, 2] = begin, state[LETTERS] - begin
        verb_count = 1
    if noun_count == 0:
        only_held = verb_count == 1 and _is_text_held(d, q, verbs[0])
        if verb_count == 0 or only_held:
            for index in range(soft_count):
                nouns[index, 0], nouns[index, 1], nouns[index, 2] = SOFT, softs[index, 1], softs[index, 2]
            noun_count = soft_count
    begin = pool_count
    if actor >= 0:
        pool_count = _write(q, tokens[actor, TEXT], tokens[actor, TEXT_SIZE], pool, pool_count)
    pool_count = _write_parts(q, verbs, verb_count, pool, pool_count, begin)
    return _write_parts(q, nouns, noun_count, pool, pool_count, begin)


@njit(cache=True)
def _is_text_held(d, q, part):
    string = d[at.HELD]
    if part[2] != d[string]:
        return False
    for offset in range(d[string]):
        if q[part[1] + offset] != d[string + 1 + offset]:
            return False
    return True


@njit(cache=True)
def _write(q, text, size, pool, pool_count):
    for offset in range(size):
        pool[pool_count + offset] = q[text + offset]
    return pool_count + size


@njit(cache=True)
def _write_parts(q, parts, count, pool, pool_count, begin):
    """Append a part of a name: one text, or several in their order, each once."""
    sizes = 0
    for index in range(count):
        sizes += parts[index, 2]
    if sizes == 0:
        return pool_count
    if pool_count > begin:
        pool[pool_count] = _BAR
        pool_count += 1
    if count == 1:
        return _write(q, parts[0, 1], parts[0, 2], pool, pool_count)
    ordered, kept = np.zeros((count, 3), dtype=np.int64), 0
    for index in range(count):
        kept = _insert(q, ordered, kept, parts[index, 0], parts[index, 1], parts[index, 2])
    for index in range(kept):
        pool_count = _write(q, ordered[index, 1], ordered[index, 2], pool, pool_count)
    return pool_count


@njit(cache=True)
def _has_another(tokens, first, last, index, last_verb, persons):
    for place in range(last_verb if persons else first, last):
        if place != index and tokens[place, KIND] >= SELF:
            return True
    return False


@njit(cache=True)
def write_plain(d, q, tokens, first, last, adds_held, pool, pool_count):
    """Append the name that one verb and one noun alone make."""
    if adds_held:
        string = d[at.HELD]
        for offset in range(d[string]):
            pool[pool_count + offset] = d[string + 1 + offset]
        pool[pool_count + d[string]] = _BAR
        pool_count += d[string] + 1
    begin = pool_count
    for index in range(first, last):
        if tokens[index, KIND] == VERB:
            pool_count = _write(q, tokens[index, TEXT], tokens[index, TEXT_SIZE], pool, pool_count)
    is_parted = False
    for index in range(first, last):
        if tokens[index, KIND] >= SELF:
            if pool_count > begin and not is_parted:
                pool[pool_count] = _BAR
                pool_count += 1
            is_parted = True
            pool_count = _write(q, tokens[index, TEXT], tokens[index, TEXT_SIZE], pool, pool_count)
    return pool_count
