"""Reading the texts of a batch: the order of the steps, as `engine` of the readable engine has it.

Here: `read_texts`, which fills rows of mentions, one text after the other, and tells which texts it leaves to the
readable engine. Not here: the steps, parts of totals (`linking`), columns of the result (`columns`).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from transforms.extraction.kernel import at
from transforms.extraction.kernel.cells import apply_unit, read_cells
from transforms.extraction.kernel.choosing import choose_indicator, choose_rules
from transforms.extraction.kernel.framing import cut_frames, set_heads
from transforms.extraction.kernel.implying import find_implied, role_at
from transforms.extraction.kernel.layout import (
    BAR,
    CHINESE,
    CLAUSE_END,
    COMPARISON,
    END,
    FORM,
    FRAME_BITS,
    FRAME_COLUMNS,
    GROUP,
    HEAD,
    IMPLIED_SIGN,
    LEFT,
    LEFT_FROM,
    LEFT_HEAD,
    LEFT_TO,
    M_DISPOSITION,
    M_END,
    M_GROUP,
    M_IMPLICIT,
    M_LEFT_START,
    M_ORDER,
    M_PERIOD_END,
    M_PHRASE,
    M_PHRASE_END,
    M_PLACE,
    M_START,
    M_TEXT,
    M_UNIT_END,
    NONE,
    NOT_METRIC,
    NUMBER_COLUMNS,
    NUMERAL,
    ODD_DIGIT,
    PHRASE_END,
    PLAN_ROLE,
    SENTENCE,
    SENTENCE_END,
    START,
    TONED,
    UNIT,
    UNIT_END,
    VALUE,
    W_END,
    W_ID,
    W_START,
    WIDTH,
    ZERO,
)  # fmt: skip
from transforms.extraction.kernel.linking import link_parts
from transforms.extraction.kernel.machine import FLAG_SHIFT, MEMORY, fullmatch
from transforms.extraction.kernel.mention_rows import add_decoy, add_furniture, fill_mention, sort_rows
from transforms.extraction.kernel.naming import name_counted, name_stated
from transforms.extraction.kernel.number_values import decoy_value
from transforms.extraction.kernel.numerals import end_of_numeral, find_decoy, read_number
from transforms.extraction.kernel.pointers import pointer_to
from transforms.extraction.kernel.stating import is_measured, read_statement
from transforms.extraction.kernel.stretches import find_code, is_kind
from transforms.extraction.kernel.words import (
    cut_sentences,
    find_words,
    named_region,
    own_level,
    read_topic,
    unite,
    without_instruments,
)

_ROOM_FOR_WORDS = 16384
_ROOM_FOR_SPANS, _ROOM_FOR_CLAUSE = 1024, 4096
_ROOM_FOR_TOKENS, _ROOM_FOR_LETTERS = 16384, 1 << 19
_NEWLINE = 10
# Columns of the result for each text: whether the readable engine has to read it.


@njit(cache=True)
def _has_rate_ending(k, d, word):
    return d[d[at.WORD_HAS_HEAD] + word] != 0 and d[d[at.WORD_IS_RATE] + word] != 0


@njit(cache=True)
def _second_rates(k, d, weights, t, m, words, row, frame, domain, first_rule, found):
    """Fill `found` with rules of further rates that one percentage is said of; returns how many."""
    left_from, left_to = frame[LEFT_FROM], frame[LEFT_TO]
    rates = np.zeros(left_to - left_from, dtype=np.int64)
    count = 0
    for index in range(left_from, left_to):
        if _has_rate_ending(k, d, words[index, W_ID]):
            rates[count] = index
            count += 1
    if count < 2:
        return 0
    first = count - 1
    while first > 0:
        start = words[rates[first - 1], W_END]
        end = max(start, words[rates[first], W_START])
        if not fullmatch(d, t, m, start, start, end, d[at.RATES_JOINED]):
            break
        first -= 1
    if first == count - 1:
        return 0
    every = np.zeros(WIDTH, dtype=np.int64)
    for index in range(first, count):
        place = d[at.WORD_CLASSES] + WIDTH * words[rates[index], W_ID]
        for part in range(WIDTH):
            every[part] |= d[place + part]
    other = row.copy()
    found_count = 0
    for index in range(first, count):
        word = words[rates[index], W_ID]
        place = d[at.WORD_CLASSES] + WIDTH * word
        for part in range(WIDTH):
            other[LEFT + part] = (row[LEFT + part] & ~every[part]) | d[place + part]
        set_heads(k, d, other, LEFT_HEAD, word)
        set_heads(k, d, other, HEAD, word)
        rule = choose_indicator(k, d, weights, other, frame, domain)
        if rule < 0:
            continue
        indicator = d[d[d[at.RULES] + rule] + 1]
        is_taken = indicator == d[d[d[at.RULES] + first_rule] + 1]
        for earlier in range(found_count):
            if d[d[d[at.RULES] + found[earlier]] + 1] == indicator:
                is_taken = True
        if not is_taken and found_count < len(found):
            found[found_count] = rule
            found_count += 1
    return found_count


def read_texts(
    k, integers, weights, folded, written, offsets, bodies, years, roles, role_offsets, first_text, rows, floats,
    names, row_offsets, is_left,
):  # fmt: skip
    """Read texts from `first_text` on until the room for rows or names is short; returns the next text and the pool.

    folded, written: characters of all texts, text i from offsets[i] to offsets[i + 1], of which page furniture stands
    from bodies[i] on. years: -1 for none.
    roles: starts, ends and bits of sections. Fills `rows`, `floats`, `row_offsets`, the pool of `names`, and `is_left`
    where the readable engine has to read a text.
    """
    size = int(np.diff(offsets).max(initial=0)) + 2
    # Room for: the machine, a clause, a numeral, letters, two stretches, the ends of clauses, phrases and sentences.
    sizes = (MEMORY, _ROOM_FOR_CLAUSE, size, _ROOM_FOR_LETTERS, 2 * size + 64, 2 * size + 64, size, size, size)
    rooms = tuple(np.empty(length, dtype=np.int64) for length in sizes)
    return _read_texts(
        k, integers, weights, folded, written, offsets, bodies, years, roles, role_offsets, first_text, rows, floats,
        names, row_offsets, is_left, rooms, size,
    )  # fmt: skip


@njit(cache=True)
def _read_texts(
    k, integers, weights, folded, written, offsets, bodies, years, roles, role_offsets, first_text, rows, floats,
    names, row_offsets, is_left, rooms, size,
):  # fmt: skip
    d, t, raw, pool = pointer_to(integers), pointer_to(folded), pointer_to(written), pointer_to(names)
    m, scratch, numeral_room = pointer_to(rooms[0]), pointer_to(rooms[1]), pointer_to(rooms[2])
    letters, stretch, other_stretch = pointer_to(rooms[3]), pointer_to(rooms[4]), pointer_to(rooms[5])
    clause_ends, phrase_ends, sentence_ends = pointer_to(rooms[6]), pointer_to(rooms[7]), pointer_to(rooms[8])
    sentences = np.zeros((size, 2), dtype=np.int64)
    known, taken = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
    classes = np.zeros((size, WIDTH), dtype=np.int64)
    topic = np.zeros(WIDTH, dtype=np.int64)
    numbers, values = np.zeros((size, NUMBER_COLUMNS), dtype=np.int64), np.zeros((size, 3), dtype=np.float64)
    room = 1024
    b, f = np.zeros((room, FRAME_BITS), dtype=np.int64), np.zeros((room, FRAME_COLUMNS), dtype=np.int64)
    chosen = np.zeros(room, dtype=np.int64)
    words = np.empty((_ROOM_FOR_WORDS, 3), dtype=np.int64)
    other_words = np.empty((_ROOM_FOR_SPANS, 3), dtype=np.int64)
    spans = np.zeros((_ROOM_FOR_SPANS, 2), dtype=np.int64)
    period = np.zeros(3, dtype=np.int64)
    further = np.zeros(16, dtype=np.int64)
    tokens = np.empty((_ROOM_FOR_TOKENS, 6), dtype=np.int64)
    state = np.zeros(6, dtype=np.int64)
    chain = np.zeros(size, dtype=np.int64)
    cells, headers = np.zeros((size, 4), dtype=np.int64), np.zeros((size, 2), dtype=np.int64)
    row_count, pool_count = row_offsets[first_text], np.int64(0)
    text = first_text
    while text < len(offsets) - 1:
        low, high, text_end = offsets[text], bodies[text], offsets[text + 1]
        # Every character could be a number with two rates, or end a name.
        length = text_end - low
        if row_count + 2 * length + 64 > len(rows) or pool_count + 64 * length + 1024 > len(names):
            break
        row_offsets[text] = row_count
        is_left[text] = 0
        kinds = np.int64(0)
        clause_count = phrase_count = mark_count = 0
        for place in range(low, high):
            kind = t[place] >> FLAG_SHIFT
            kinds |= kind
            if kind & PHRASE_END:
                phrase_ends[phrase_count] = place
                phrase_count += 1
                if kind & CLAUSE_END:
                    clause_ends[clause_count] = place
                    clause_count += 1
                    if kind & SENTENCE_END:
                        sentence_ends[mark_count] = place
                        mark_count += 1
        for place in range(high, text_end):
            kinds |= (t[place] >> FLAG_SHIFT) & ODD_DIGIT
        if kinds & (TONED | ODD_DIGIT):
            is_left[text] = 1
            text += 1
            row_offsets[text] = row_count
            continue
        role_first, role_last = role_offsets[text], role_offsets[text + 1]
        sentence_count = cut_sentences(t, low, high, sentence_ends, mark_count, sentences)
        known[:sentence_count] = 0
        taken[: high - low] = 0
        first_row = row_count
        if kinds & IMPLIED_SIGN:
            row_count = find_implied(
                k, d, weights, t, m, low, high, sentences, sentence_count, roles, role_first, role_last, other_words,
                topic, known, classes, b[0], f[0], rows, floats, row_count, taken,
            )  # fmt: skip
        cell_count = read_cells(t, low, high, cells, headers) if kinds & BAR else 0
        count, is_told, reached = 0, True, low
        sentence = 0
        for start in range(low, high):
            if not is_kind(t, start, NUMERAL) or start < reached:
                continue
            end, form = end_of_numeral(k, d, t, m, low, start, high)
            if end < 0:
                continue
            reached = end
            if form < 0 or taken[start - low] != 0 or taken[end - 1 - low] != 0:
                continue
            reason, rule = find_decoy(k, d, t, m, low, start, end, high, form == CHINESE)
            if rule >= 0:
                has_value, value, is_exact = decoy_value(d, t, numeral_room, start, end, form)
                is_told = is_told and is_exact
                add_decoy(
                    k, d, t, low, high, clause_ends, clause_count, rows[row_count], floats[row_count], start, end,
                    has_value, value, NONE, reason, rule,
                )  # fmt: skip
                row_count += 1
                continue
            if not read_number(k, d, t, m, numeral_room, low, start, end, high, form, numbers[count], values[count]):
                is_told = False
            if not apply_unit(k, d, t, m, cells, cell_count, numbers[count], values[count]):
                is_told = False
            while sentence + 1 < sentence_count and sentences[sentence + 1, 0] <= start:
                sentence += 1
            numbers[count, SENTENCE] = sentence
            count += 1
        own = np.int64(-1)
        told_rule, told_end, told_group, told_unit = np.int64(-1), np.int64(0), np.int64(0), np.int64(0)
        told_start, told_number_end = np.int64(0), np.int64(0)
        first = 0
        while first < count and is_told:
            sentence = numbers[first, SENTENCE]
            last = first + 1
            while last < count and numbers[last, SENTENCE] == sentence:
                last += 1
            if told_rule >= 0 and find_code(t, _NEWLINE, told_number_end, numbers[first, START]) >= 0:
                told_rule = np.int64(-1)
            sentence_start, sentence_end = sentences[sentence, 0], sentences[sentence, 1]
            word_count = find_words(k, d, t, sentence_start, sentence_end, words)
            if known[sentence] == 0:
                known[sentence] = 1
                for part in range(WIDTH):
                    classes[sentence, part] = 0
                unite(k, d, words, word_count, classes[sentence], ZERO)
            word_count = without_instruments(
                k, d, t, m, sentence_start, sentence_end, words, word_count, low, high, spans
            )
            read_topic(k, d, t, sentences, sentence, known, classes, other_words, topic, ZERO)
            amount = last - first
            if amount > room:
                is_told = False
                break
            n, x = numbers[first:last], values[first:last]
            if not cut_frames(
                k, d, t, m, low, high, sentence_start, sentence_end, words, word_count, n, ZERO, amount, phrase_ends,
                phrase_count, cells, cell_count, topic, b, f, spans,
            ):  # fmt: skip
                is_told = False
                break
            choose_rules(
                k, d, weights, t, raw, m, low, high, n, ZERO, amount, b, f, chosen, told_start, told_end, told_group,
                told_unit, told_rule,
            )  # fmt: skip
            domain = np.int64(-1)
            for index in range(amount):
                number, rule = n[index], chosen[index]
                is_plan = role_at(roles, role_first, role_last, low, number[START]) & PLAN_ROLE != 0
                disposition, signal = read_statement(
                    k, d, t, m, number, sentence_start, sentence_end, low, high, clause_ends, clause_count, is_plan,
                    years[text], scratch, period,
                )  # fmt: skip
                if not is_measured(k, d, t, raw, m, number, f[index], rule, words, low, high, sentence_end):
                    is_words = number[FORM] == CHINESE
                    value = x[index, VALUE]
                    add_decoy(
                        k, d, t, low, high, clause_ends, clause_count, rows[row_count], floats[row_count],
                        number[START], number[END], not np.isnan(value), value, number[UNIT],
                        d[at.REASON_SLOGAN] if is_words else d[at.REASON_OTHER], d[at.RULE_UNCOUNTED],
                    )  # fmt: skip
                    row_count += 1
                    continue
                if rule >= 0 and disposition != COMPARISON:
                    domain = d[d[d[at.RULES] + rule]]
                    told_rule, told_end = rule, number[UNIT_END]
                    told_group, told_unit = number[GROUP], number[UNIT]
                    told_start, told_number_end = number[START], number[END]
                if own < 0:
                    own = np.int64(own_level(k, d, t, m, low, high))
                region = named_region(k, d, t, m, max(sentence_start, number[START] - 240), number[START], own)
                pool_count = fill_mention(
                    k, d, t, low, high, clause_ends, clause_count, number, x[index], rule, disposition, signal,
                    region, period, words, f[index], rows[row_count], floats[row_count], pool, pool_count, 1,
                )  # fmt: skip
                row_count += 1
                if number[GROUP] == d[at.GROUP_PERCENT] and rule >= 0:
                    found = _second_rates(k, d, weights, t, m, words, b[index], f[index], domain, rule, further)
                    for order in range(found):
                        pool_count = fill_mention(
                            k, d, t, low, high, clause_ends, clause_count, number, x[index], further[order],
                            disposition, signal, region, period, words, f[index], rows[row_count], floats[row_count],
                            pool, pool_count, order + 2,
                        )  # fmt: skip
                        row_count += 1
            first = last
        body_row = row_count
        if is_told and high < text_end:
            row_count = add_furniture(k, d, t, m, numeral_room, high, text_end, rows, floats, row_count)
            is_told = row_count >= 0
        if not is_told:
            is_left[text] = 1
            row_count = body_row = first_row
        sort_rows(rows, floats, first_row, row_count)
        for index in range(first_row, row_count):
            row = rows[index]
            row[M_TEXT], row[M_PLACE] = text, low
            if row[M_DISPOSITION] == NOT_METRIC:
                continue
            if row[M_ORDER] > 1:
                row[M_PHRASE], row[M_PHRASE_END] = rows[index - 1, M_PHRASE], rows[index - 1, M_PHRASE_END]
                continue
            if row[M_IMPLICIT] != 0:
                end = name_stated(
                    k, d, t, m, row[M_LEFT_START], row[M_START], row[M_END], row[M_PERIOD_END], row[M_GROUP],
                    stretch, other_stretch, other_words, tokens, letters, state, pool, pool_count,
                )  # fmt: skip
            else:
                end = name_counted(
                    k, d, t, m, low, high, row[M_START], row[M_END], row[M_UNIT_END], row[M_GROUP],
                    row[M_LEFT_START], stretch, other_words, tokens, letters, state, pool, pool_count,
                )  # fmt: skip
            if end > pool_count:
                row[M_PHRASE], row[M_PHRASE_END] = pool_count, end
                pool_count = end
        pool_count = link_parts(
            k, d, t, raw, m, low, high, rows[first_row:body_row], floats[first_row:body_row], pool, pool_count,
            chain, stretch,
        )  # fmt: skip
        text += 1
        row_offsets[text] = row_count
    return text, pool_count
