"""The words that names of counted things are made of: `phrase_words` of the readable engine over arrays.

Here: `read_stretch`, `describe`. The words of a stretch are rows of `tokens`: kind, text and surface (places and
lengths in the letters `q`), and whether it is a verb that makes what follows it. What a call has used is counted in
`state`.
Not here: how the words make a name (`name_making`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import LETTER, NAME_WORD_SIGN, NONE, ZERO, codes_of
from transforms.extraction.kernel.machine import WORK, holds, match_at, search
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import code, is_kind, is_listed, starts_with
from transforms.extraction.kernel.words import longest_word
from transforms.extraction.phrase_words import ACTOR, BREAK, FILLER, LIGHT, MODE, OTHER_NOUN, SELF, SOFT, VERB

_BREAK, _FILLER, _OTHER_NOUN, _VERB = map(np.int64, (BREAK, FILLER, OTHER_NOUN, VERB))
# Columns of a token, of what is known of a stretch.
KIND, TEXT, TEXT_SIZE, SURFACE, SURFACE_SIZE, MAKES = range(6)
TOKENS, LETTERS, HAS_NOUN, HAS_VERB, HAS_LIGHT, IS_PLAIN = range(6)
_LONGEST_NOUN = 14
_OF, _DID, _SUCH, _NOT_YET, _TO_COME = codes_of("的了等未待")
_YEAR, _MONTH, _DAY, _ZU, _ZHI = codes_of("年月日组织")
_ROAD, _WAY, _SOCIAL, _QUARTER = codes_of("街道社区")


@compiled
def push(tokens, state, kind, text, text_size, surface, surface_size, makes):
    row = tokens[state[TOKENS]]
    row[KIND], row[TEXT], row[TEXT_SIZE] = kind, text, text_size
    row[SURFACE], row[SURFACE_SIZE], row[MAKES] = surface, surface_size, makes
    state[TOKENS] += 1


@compiled
def _push_string(d, tokens, q, state, kind, mode, string, surface, makes):
    """A token with a text of the tables, after a mode if there is one; `surface`: a string of the tables or -1."""
    text = state[LETTERS]
    if mode != 0:
        q[state[LETTERS]] = mode
        state[LETTERS] += 1
    copy_string(d, q, state, string)
    text_end = state[LETTERS]
    if surface >= 0:
        copy_string(d, q, state, surface)
    push(tokens, state, kind, text, text_end - text, text_end, state[LETTERS] - text_end, makes)


@compiled
def copy_string(d, q, state, string):
    for offset in range(d[string]):
        q[state[LETTERS] + offset] = d[string + 1 + offset]
    state[LETTERS] += d[string]


@compiled
def _push_stretch(tokens, q, state, mode, s, start, end):
    """A noun of the letters of a stretch."""
    text = state[LETTERS]
    if mode != 0:
        q[state[LETTERS]] = mode
        state[LETTERS] += 1
    for place in range(start, end):
        q[state[LETTERS]] = code(s, place)
        state[LETTERS] += 1
    push(tokens, state, _OTHER_NOUN, text, state[LETTERS] - text, ZERO, ZERO, ZERO)


@compiled
def substitute(d, m, s, size, program, mark):
    """Replace in place what a program matches by `mark`, or by nothing where it is 0; returns the new length."""
    # Matching must see the stretch as it was: what is written lies behind what is read.
    read, written = 0, 0
    while read < size:
        found = search(d, s, m, ZERO, read, size, program)
        for place in range(read, found if found >= 0 else size):
            s[written] = s[place]
            written += 1
        if found < 0:
            break
        if mark != 0:
            s[written] = mark
            written += 1
        read = m[1]
    return written


@compiled
def read_stretch(d, m, s, size, found, tokens, q, state):
    """Append the words of s[:size] to `tokens`; returns the first of them. `state` tells what they are together."""
    first = state[TOKENS]
    for place in range(size):
        character = code(s, place)
        if character == _YEAR or character == _MONTH or character == _DAY:
            size = substitute(d, m, s, size, d[at.DATED], ZERO)
            break
    count, place = 0, 0
    starts, nodes, ends = d[at.NAME_WORD_STARTS], d[at.NAME_WORD_NODES], d[at.NAME_WORD_ENDS]
    while place < size:
        word, after = longest_word(d, s, place, size, NAME_WORD_SIGN, starts, nodes, ends)
        if word >= 0:
            found[count, 0], found[count, 1], found[count, 2] = place, after, word
            count += 1
            place = after
        else:
            place += 1
    position = np.int64(0)
    if count == 0 or found[0, 0] > 1:
        position = _end_of_place(d, m, s, size, found, count)
    mode, verbs = np.int64(0), 0
    for index in range(count):
        start, end, word = found[index, 0], found[index, 1], found[index, 2]
        if start < position:
            continue
        row = d[at.NAME_WORDS] + 4 * word
        kind, text, surface, makes = d[row], d[row + 1], d[row + 2], d[row + 3]
        if start > position:
            if start - position > 1 and mode == 0 and _is_plain_noun(d, s, position, start):
                _push_stretch(tokens, q, state, ZERO, s, max(position, start - _LONGEST_NOUN), start)
            else:
                mode = _read_gap(d, m, s, size + 1, position, start, tokens, q, state, first, mode, kind)
        position = end
        if kind >= SOFT:
            if mode != 0 and kind >= SELF:
                _push_string(d, tokens, q, state, kind, mode, text, NONE, ZERO)
                mode = np.int64(0)
            else:
                _push_string(d, tokens, q, state, kind, ZERO, text, surface, makes)
        elif kind >= LIGHT:
            ending = np.int64(-1)
            if makes == 0 and end < size:
                ending = match_at(d, s, m, ZERO, end, size, d[at.NOUN_ENDING])
            if ending >= 0:
                position = ending
                _push_stretch(tokens, q, state, ZERO, s, start, position)
            elif _is_noun_here(s, start, end, size, tokens, state, first):
                _push_string(d, tokens, q, state, _OTHER_NOUN, ZERO, surface, NONE, ZERO)
            elif kind == VERB:
                verbs += 1
                if mode != 0:
                    _push_string(d, tokens, q, state, _VERB, mode, text, NONE, ZERO)
                    mode = np.int64(0)
                else:
                    _push_string(d, tokens, q, state, _VERB, ZERO, text, surface, makes)
            else:
                _push_string(d, tokens, q, state, kind, ZERO, text, surface, makes)
        elif kind == BREAK:
            _push_string(d, tokens, q, state, kind, ZERO, text, surface, makes)
        elif kind == MODE:
            mode = d[text + 1]
    if position < size:
        mode = _read_gap(d, m, s, size + 1, position, size, tokens, q, state, first, mode, _FILLER)
    if mode != 0:
        for index in range(state[TOKENS] - 1, first - 1, -1):
            if LIGHT <= tokens[index, KIND] < VERB:
                text = state[LETTERS]
                q[text] = mode
                for offset in range(tokens[index, TEXT_SIZE]):
                    q[text + 1 + offset] = q[tokens[index, TEXT] + offset]
                state[LETTERS] += tokens[index, TEXT_SIZE] + 1
                tokens[index, KIND], tokens[index, TEXT] = VERB, text
                tokens[index, TEXT_SIZE] += 1
                tokens[index, SURFACE_SIZE], tokens[index, MAKES] = 0, 0
                break
    if verbs > 1:
        _find_main_verbs(m, tokens, first, state[TOKENS])
    describe(d, q, tokens, first, state[TOKENS], state)
    return first


@compiled
def _is_plain_noun(d, s, start, end):
    """Only letters, and none of those that are looked at."""
    for place in range(start, end):
        if not is_kind(s, place, LETTER) or holds(d, d[at.ODD_LETTERS], s[place]):
            return False
    return True


@compiled
def describe(d, q, tokens, first, last, state):
    """Set what is known of a stretch or of several."""
    has_noun, has_verb, has_light, is_plain = 0, 0, 0, 1
    latest = FILLER
    for index in range(first, last):
        kind = tokens[index, KIND]
        if kind == SOFT:
            continue
        if kind >= SELF:
            if kind <= ACTOR or (has_noun != 0 and latest < SELF):
                is_plain = 0
            has_noun = 1
        elif kind == VERB:
            if has_verb != 0:
                is_plain = 0
            has_verb = 1
        elif kind == LIGHT and says_held(d, q, tokens[index]):
            has_light = 1
        elif kind != BREAK:
            has_light, is_plain = 1, 0
        elif latest != FILLER or tokens[index, TEXT_SIZE] > 0:
            is_plain = 0
        latest = kind
    if has_noun == 0 and has_verb == 0:
        is_plain = 0
    state[HAS_NOUN], state[HAS_VERB], state[HAS_LIGHT], state[IS_PLAIN] = has_noun, has_verb, has_light, is_plain


@compiled
def says_held(d, q, token):
    """Whether a token is 开展."""
    string = d[at.HELD]
    if token[TEXT_SIZE] != d[string]:
        return False
    for offset in range(d[string]):
        if q[token[TEXT] + offset] != d[string + 1 + offset]:
            return False
    return True


@compiled
def _read_gap(d, m, s, room, start, end, tokens, q, state, first, mode, next_kind):
    """Add what stands between known words as a noun; returns the mode that waits for a verb."""
    # Behind the stretch is room for a copy of the gap.
    begin = room
    size = begin
    for place in range(start, end):
        character = code(s, place)
        if character != _OF and character != _DID:
            s[size] = s[place]
            size += 1
    while begin < size and holds(d, d[at.EDGE_LEFT], s[begin]):
        begin += 1
    waiting = np.int64(0)
    if LIGHT <= next_kind <= VERB and size > begin and holds(d, d[at.MODE_LETTERS], s[size - 1]):
        waiting = np.int64(_NOT_YET if code(s, size - 1) == _NOT_YET else _TO_COME)
        size -= 1
    names_all = size > begin and code(s, size - 1) == _SUCH
    edges = d[at.EDGE_RIGHT] if next_kind == FILLER else d[at.EDGE_INSIDE]
    while size > begin and holds(d, edges, s[size - 1]):
        size -= 1
    if size > begin:
        if state[TOKENS] == first and size - begin > 2:
            verbs = d[at.INITIAL_VERBS]
            for entry in range(verbs + 1, verbs + 1 + 2 * d[verbs], 2):
                if d[entry] == code(s, begin):
                    _push_string(d, tokens, q, state, _VERB, ZERO, d[entry + 1], NONE, ZERO)
                    begin += 1
                    break
        place, piece = begin, begin
        while place < size:
            # A stretch of its own begins at `begin`: nothing stands before it.
            after = match_at(d, s, m, begin, place, size, d[at.AND])
            if after > place:
                mode = _add_piece(d, s, piece, place, tokens, q, state, first, mode, next_kind)
                push(tokens, state, _BREAK, state[LETTERS], ZERO, ZERO, ZERO, ZERO)
                if code(s, place) == _SUCH:
                    _make_told(q, tokens, state)
                place = piece = after
            else:
                place += 1
        mode = _add_piece(d, s, piece, size, tokens, q, state, first, mode, next_kind)
    if names_all:
        push(tokens, state, _BREAK, state[LETTERS], ZERO, ZERO, ZERO, ZERO)
        _make_told(q, tokens, state)
    return waiting if waiting != 0 else mode


@compiled
def _make_told(q, tokens, state):
    """Give the last token, a break, the text 等."""
    q[state[LETTERS]] = _SUCH
    state[LETTERS] += 1
    tokens[state[TOKENS] - 1, TEXT_SIZE] = 1


@compiled
def _add_piece(d, g, start, end, tokens, q, state, first, mode, next_kind):
    letters = 0
    last = np.int64(0)
    for place in range(start, end):
        if is_kind(g, place, LETTER):
            letters += 1
            last = code(g, place)
    is_noun = letters > 1
    if letters == 1:
        is_noun = next_kind >= SELF or is_listed(d, d[at.SHORT_NOUNS], last)
        if not is_noun and state[TOKENS] > first:
            is_noun = tokens[state[TOKENS] - 1, KIND] >= SELF
    if not is_noun:
        return mode
    text = state[LETTERS]
    if mode != 0:
        q[state[LETTERS]] = mode
        state[LETTERS] += 1
    passed = max(0, letters - _LONGEST_NOUN)
    for place in range(start, end):
        if is_kind(g, place, LETTER):
            if passed > 0:
                passed -= 1
            else:
                q[state[LETTERS]] = code(g, place)
                state[LETTERS] += 1
    push(tokens, state, _OTHER_NOUN, text, state[LETTERS] - text, ZERO, ZERO, ZERO)
    return np.int64(0)


@compiled
def _is_noun_here(s, start, end, size, tokens, state, first):
    if end == size:
        if state[TOKENS] == first or tokens[state[TOKENS] - 1, KIND] < SELF:
            return False
        return end - start >= 2 and code(s, start) == _ZU and code(s, start + 1) == _ZHI
    return start > 0 and code(s, start - 1) == _OF


@compiled
def _find_main_verbs(m, tokens, first, last):
    start = first
    kept = rows_in(m, WORK, last - first, 1)
    for end in range(first, last + 1):
        if end < last and tokens[end, KIND] != BREAK:
            continue
        count, earliest, latest, acted = 0, -1, -1, -1
        for place in range(start, end):
            if tokens[place, KIND] == VERB:
                count += 1
                latest = place
                if earliest < 0:
                    earliest = place
                if acted < 0 and place > start and tokens[place - 1, KIND] == ACTOR:
                    acted = place
        if count > 1:
            main = earliest
            if acted >= 0:
                main = acted
            elif latest == end - 1 and earliest != start:
                main = latest
            for place in range(start, end):
                kept[place - first] = 0
            kept[main - first] = 1
            beside = main - 1
            while beside >= start and tokens[beside, KIND] == VERB:
                kept[beside - first] = 1
                beside -= 1
            beside = main + 1
            while beside < end and tokens[beside, KIND] == VERB:
                if tokens[beside, MAKES] == 0 and tokens[main, MAKES] != 0:
                    break
                kept[beside - first] = 1
                beside += 1
            # Kinds change on the way, as they do for those who read on.
            for place in range(earliest, latest + 1):
                if tokens[place, KIND] != VERB or kept[place - first] != 0 or tokens[place, SURFACE_SIZE] == 0:
                    continue
                beside = place + 1 if place + 1 < end else place - 1
                is_noun = tokens[beside, KIND] >= (SOFT if beside > place else SELF)
                if is_noun:
                    tokens[place, KIND] = OTHER_NOUN
                    tokens[place, TEXT], tokens[place, TEXT_SIZE] = tokens[place, SURFACE], tokens[place, SURFACE_SIZE]
                    tokens[place, SURFACE_SIZE], tokens[place, MAKES] = 0, 0
        start = end + 1


@compiled
def _end_of_place(d, m, s, size, found, count):
    has_sign = False
    for place in range(size):
        if holds(d, d[at.PLACE_ENDS], s[place]):
            has_sign = True
            break
    if not has_sign:
        return np.int64(0)
    begin = 1 if holds(d, d[at.BEFORE_PLACE], s[0]) else 0
    end = match_at(d, s, m, ZERO, begin, size, d[at.PLACE_NAME])
    if end < 0:
        return np.int64(0)
    sign = end - 1
    if end - begin >= 2:
        one, two = code(s, end - 2), code(s, end - 1)
        if (one == _ROAD and two == _WAY) or (one == _SOCIAL and two == _QUARTER):
            sign = end - 2
    for index in range(count):
        if found[index, 0] < sign and found[index, 1] > begin:
            return np.int64(0)
    names = d[at.NOT_PLACES]
    for entry in range(names + 1, names + 1 + d[names]):
        start = sign - d[d[entry]]
        if start >= begin and starts_with(d, s, d[entry], start, sign):
            return np.int64(0)
    return end if end < size else np.int64(0)
