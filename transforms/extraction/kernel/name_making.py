"""How words make a name: the composing part of `phrases` of the readable engine over arrays.

Here: `compose`, `write_plain`, which append a name to a pool of code points. Not here: which words (`naming`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import codes_of
from transforms.extraction.kernel.machine import WORK
from transforms.extraction.kernel.name_words import copy_string, says_held
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import copy_numbers
from transforms.extraction.phrase_words import ACTOR, BREAK, LIGHT_FOR_PERSONS, OTHER_NOUN, SELF, SOFT, VERB

# Columns of a token, of what is known of a stretch.
KIND, TEXT, TEXT_SIZE, SURFACE, SURFACE_SIZE, MAKES = range(6)
TOKENS, LETTERS, HAS_NOUN, HAS_VERB, HAS_LIGHT, IS_PLAIN = range(6)
# Columns of a part of a name: kind, text and its length.
PART_COLUMNS = 3
(_BAR,) = codes_of("|")


@compiled
def _compare(q, first, first_size, second, second_size):
    """-1, 0 or 1 as one text stands before another."""
    for offset in range(min(first_size, second_size)):
        if q[first + offset] != q[second + offset]:
            return -1 if q[first + offset] < q[second + offset] else 1
    if first_size == second_size:
        return 0
    return -1 if first_size < second_size else 1


@compiled
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
        copy_numbers(parts[other - 1], parts[other], PART_COLUMNS)
    parts[place, 0], parts[place, 1], parts[place, 2] = kind, text, size
    return count + 1


@compiled
def compose(d, m, q, tokens, first, last, state, group, pool, pool_count):
    """Append the name that tokens make; returns the count of the pool."""
    size = last - first + 1
    room = size * PART_COLUMNS
    verbs, nouns = rows_in(m, WORK, size, PART_COLUMNS), rows_in(m, WORK + room, size, PART_COLUMNS)
    softs, ordered = rows_in(m, WORK + 2 * room, size, PART_COLUMNS), rows_in(m, WORK + 3 * room, size, PART_COLUMNS)
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
                verbs[verb_count, 0], verbs[verb_count, 1], verbs[verb_count, 2] = 0, text, text_size
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
                verbs[0, 0], verbs[0, 1], verbs[0, 2] = 0, tokens[light, TEXT], tokens[light, TEXT_SIZE]
                verb_count = 1
            else:
                is_held = True
    if is_held:
        begin = state[LETTERS]
        copy_string(d, q, state, d[at.HELD])
        verbs[0, 0], verbs[0, 1], verbs[0, 2] = 0, begin, state[LETTERS] - begin
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
    pool_count = _write_parts(q, verbs, verb_count, ordered, pool, pool_count, begin)
    return _write_parts(q, nouns, noun_count, ordered, pool, pool_count, begin)


@compiled
def _is_text_held(d, q, part):
    string = d[at.HELD]
    if part[2] != d[string]:
        return False
    for offset in range(d[string]):
        if q[part[1] + offset] != d[string + 1 + offset]:
            return False
    return True


@compiled
def _write(q, text, size, pool, pool_count):
    for offset in range(size):
        pool[pool_count + offset] = q[text + offset]
    return pool_count + size


@compiled
def _write_parts(q, parts, count, ordered, pool, pool_count, begin):
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
    kept = 0
    for index in range(count):
        kept = _insert(q, ordered, kept, parts[index, 0], parts[index, 1], parts[index, 2])
    for index in range(kept):
        pool_count = _write(q, ordered[index, 1], ordered[index, 2], pool, pool_count)
    return pool_count


@compiled
def _has_another(tokens, first, last, index, last_verb, persons):
    for place in range(last_verb if persons else first, last):
        if place != index and tokens[place, KIND] >= SELF:
            return True
    return False


@compiled
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
