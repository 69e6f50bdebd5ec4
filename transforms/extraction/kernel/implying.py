"""Values that are said without a digit: `implicit` of the readable engine over arrays.

Here: `find_implied`, `role_at`. Not here: numerals.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.implicit import LONGEST_CLAUSE
from transforms.extraction.kernel import at
from transforms.extraction.kernel.choosing import choose_indicator
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.framing import has_any, set_heads
from transforms.extraction.kernel.layout import (
    AFTER_UNIT,
    CLAUSE_BEFORE,
    F_GROUP,
    F_UNIT,
    FACT,
    FRAME_BITS,
    FRAME_COLUMNS,
    HEAD,
    HIGH,
    LEFT,
    LEFT_HEAD,
    LOW,
    M_DISPOSITION,
    M_GROUP,
    M_IMPLICIT,
    M_INDICATOR,
    M_LEFT_START,
    M_PERIOD_END,
    M_RULE,
    M_SIGNAL,
    M_UNIT,
    NONE,
    RIGHT,
    S_END,
    S_START,
    TOPIC,
    VALUE,
    W_END,
    W_ID,
    W_START,
    WIDTH,
    WISH_ROLE,
    ZERO,
    codes_of,
)  # fmt: skip
from transforms.extraction.kernel.machine import match_at, search
from transforms.extraction.kernel.mention_rows import begin_row, strip_clause
from transforms.extraction.kernel.stretches import code, rows_below, starts_with
from transforms.extraction.kernel.words import read_topic, words_of

_IMPLIED_CLAUSE = np.array(codes_of("，,。；;\n"))
_IMPLIED_STARTS = np.array(codes_of("，,；;、"))
_IMPLIED_ENDS = np.array(codes_of("，,；;。、"))


@compiled
def _is_any(character, members):
    for place in range(len(members)):
        if members[place] == character:
            return True
    return False


@compiled
def role_at(roles, first, last, low, offset):
    """Bits of the role of the section at an offset; `roles`: starts, ends and bits, in order of place."""
    for row in range(last - 1, first - 1, -1):
        if roles[row, 0] <= offset - low:
            return roles[row, 2] if offset - low < roles[row, 1] else np.int64(0)
    return np.int64(0)


@compiled
def _add_implied(
    d, weights, t, m, low, high, sentences, sentence, entry, start, end, text_words, used, topic, classes, b, f,
    row, floats,
):  # fmt: skip
    """Fill the row of an implied value; False where the words around it say nothing that could be measured."""
    sentence_start, sentence_end = sentences[sentence, S_START], sentences[sentence, S_END]
    clause_end = sentence_end
    for place in range(end, sentence_end):
        if _is_any(code(t, place), _IMPLIED_ENDS):
            clause_end = np.int64(place)
            break
    clause_start = sentence_start
    for place in range(start - 1, sentence_start - 1, -1):
        if _is_any(code(t, place), _IMPLIED_STARTS):
            clause_start = np.int64(place + 1)
            break
    value = d[entry + 5]
    is_zero = value == 0
    read_topic(d, t, sentences, sentence, classes, text_words, used, topic, ZERO)
    words = words_of(d, t, sentences, sentence, classes, text_words, used)
    for part in range(FRAME_BITS):
        b[part] = 0
    for part in range(WIDTH):
        b[TOPIC + part] = topic[part]
    for column in range(FRAME_COLUMNS):
        f[column] = 0
    f[F_GROUP] = d[at.GROUP_CASE] if is_zero else d[at.GROUP_PERCENT]
    f[F_UNIT] = d[at.UNIT_CASE] if is_zero else d[at.UNIT_PERCENT]
    for index in range(len(words)):
        word_start, word_end, word = words[index, W_START], words[index, W_END], words[index, W_ID]
        place = d[at.WORD_CLASSES] + WIDTH * word
        has_head = d[d[at.WORD_HAS_HEAD] + word] != 0
        if word_start >= end and word_end <= clause_end:
            is_counted = is_zero and not has_any(b, AFTER_UNIT) and has_head and word_start <= end + 10
            for part in range(WIDTH):
                b[RIGHT + part] |= d[place + part]
                if is_counted:
                    b[AFTER_UNIT + part] = d[place + part]
            if is_counted:
                set_heads(d, b, HEAD, word)
        elif clause_start <= word_start and word_end <= start:
            for part in range(WIDTH):
                b[LEFT + part] |= d[place + part]
            if has_head:
                set_heads(d, b, LEFT_HEAD, word)
        elif word_end <= start:
            for part in range(WIDTH):
                b[CLAUSE_BEFORE + part] |= d[place + part]
    if not has_any(b, HEAD):
        for part in range(WIDTH):
            b[HEAD + part] = b[LEFT_HEAD + part]
    rule = choose_indicator(d, weights, b, f, NONE)
    if rule >= 0 and d[entry + 3] >= 0:
        is_allowed = False
        for place in range(d[entry + 3] + 1, d[entry + 3] + 1 + d[d[entry + 3]]):
            if d[place] == d[d[d[at.RULES] + rule]]:
                is_allowed = True
        if not is_allowed:
            rule = np.int64(-1)
    if d[entry + 4] != 0 and not has_any(b, AFTER_UNIT) and not has_any(b, LEFT_HEAD) and rule < 0:
        return False
    begin_row(row, start, end, end, 1)
    floats[VALUE] = floats[LOW] = floats[HIGH] = float(value)
    row[M_UNIT], row[M_GROUP], row[M_DISPOSITION], row[M_IMPLICIT] = f[F_UNIT], f[F_GROUP], FACT, 1
    row[M_INDICATOR] = d[d[d[at.RULES] + rule] + 1] if rule >= 0 else -1
    row[M_RULE] = rule if rule >= 0 else d[at.RULE_OPEN]
    row[M_SIGNAL] = d[entry + 7]
    row[M_LEFT_START] = clause_start
    # The unstripped end of the clause, for the name: there is no period.
    row[M_PERIOD_END] = clause_end
    strip_clause(t, clause_start, clause_end, row)
    return True


@compiled
def find_implied(
    d, weights, t, m, low, high, places, place_count, sentences, sentence_count, roles, role_first, role_last,
    text_words, used, topic, classes, b, f, rows, floats, row_count, taken,
):  # fmt: skip
    """Add the implied values of a text; returns the number of rows.

    `places`: where characters stand that begin such words; `taken`: the characters of those found, by offset.
    """
    for number in range(d[at.IMPLIED_COUNT]):
        entry = d[at.IMPLIED] + 8 * number
        starts = d[entry + 2]
        for candidate in range(place_count):
            place = places[candidate]
            is_start = False
            for index in range(starts + 1, starts + 1 + d[starts]):
                if starts_with(d, t, d[index], place, high):
                    is_start = True
                    break
            if not is_start:
                continue
            match_end = match_at(d, t, m, low, place, high, d[entry])
            if match_end < 0:
                continue
            start, end = m[d[entry + 6]], m[d[entry + 6] + 1]
            if taken[start - low] != 0 or taken[end - 1 - low] != 0:
                continue
            if role_at(roles, role_first, role_last, low, start) & WISH_ROLE != 0:
                continue
            if d[entry + 1] >= 0:
                edge = max(low, np.int64(start - LONGEST_CLAUSE))
                clause_start = edge
                for before in range(start - 1, edge - 1, -1):
                    if _is_any(code(t, before), _IMPLIED_CLAUSE):
                        clause_start = np.int64(before + 1)
                        break
                if search(d, t, m, clause_start, clause_start, match_end, d[entry + 1]) >= 0:
                    continue
            sentence = rows_below(sentences, sentence_count, ZERO, start + 1) - 1
            if _add_implied(
                d, weights, t, m, low, high, sentences, sentence, entry, start, end, text_words, used, topic,
                classes, b, f, rows[row_count], floats[row_count],
            ):  # fmt: skip
                row_count += 1
                for offset in range(start - low, end - low):
                    taken[offset] = 1
    return row_count
