"""Reading the texts of a batch: the order of the steps, as `engine` of the readable engine has it.

Here: `read_texts`, which fills rows of mentions, one text after the other, and tells which texts it leaves to the
readable engine. Not here: the steps, parts of totals (`linking`), columns of the result (`columns`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.cells import apply_unit, read_cells
from transforms.extraction.kernel.choosing import choose_rules
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.framing import cut_frames
from transforms.extraction.kernel.implying import find_implied, role_at
from transforms.extraction.kernel.layout import (
    BAR,
    CHINESE,
    CLAUSE_END,
    COMPARISON,
    END,
    FLOAT_COLUMNS,
    FORM,
    FRAME_BITS,
    FRAME_COLUMNS,
    GROUP,
    IMPLIED_SIGN,
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
    MENTION_COLUMNS,
    NONE,
    NOT_METRIC,
    NUMBER_COLUMNS,
    NUMERAL,
    ODD_DIGIT,
    PHRASE_END,
    PLAN_ROLE,
    S_END,
    S_START,
    SENTENCE,
    SENTENCE_COLUMNS,
    SENTENCE_END,
    START,
    TONED,
    UNIT,
    UNIT_END,
    VALUE,
    WIDTH,
    WORD_COLUMNS,
    ZERO,
)  # fmt: skip
from transforms.extraction.kernel.linking import link_parts
from transforms.extraction.kernel.machine import FLAG_SHIFT, MEMORY
from transforms.extraction.kernel.mention_rows import add_decoy, add_furniture, fill_mention, sort_rows
from transforms.extraction.kernel.naming import TOKEN_COLUMNS, name_counted, name_stated
from transforms.extraction.kernel.number_values import decoy_value
from transforms.extraction.kernel.numerals import end_of_numeral, find_decoy, read_number
from transforms.extraction.kernel.pointers import local_numbers, pointer_to, rows_in, rows_of
from transforms.extraction.kernel.rating import second_rates
from transforms.extraction.kernel.stating import is_measured, read_statement
from transforms.extraction.kernel.stretches import copy_numbers, find_code
from transforms.extraction.kernel.words import (
    cut_sentences,
    named_region,
    own_level,
    read_topic,
    without_instruments,
    words_of,
)

_ROOM_FOR_WORDS = 16384
_ROOM_FOR_SPANS, _ROOM_FOR_CLAUSE = 1024, 4096
_ROOM_FOR_TOKENS, _ROOM_FOR_LETTERS = 16384, 1 << 19
_ROOM_FOR_FRAMES = 1024
_NEWLINE = 10


class Rooms(NamedTuple):
    """Working memory for texts of up to a length, used again for batch after batch."""

    length: int
    integers: tuple[np.ndarray, ...]
    flags: np.ndarray
    floats: np.ndarray


def make_rooms(length: int) -> Rooms:
    """Rooms for texts of up to `length` characters, each of which could be a number or end a sentence."""
    size = length + 2
    sizes = (
        # The machine; what links parts of totals, composes names and sorts rows.
        MEMORY + max(10 * size, 4 * 3 * _ROOM_FOR_TOKENS) + 4096,
        # A clause, a numeral, letters, two stretches.
        _ROOM_FOR_CLAUSE, size, _ROOM_FOR_LETTERS, 2 * size + 64, 2 * size + 64,
        # Ends of clauses, phrases and sentences; numerals, and what may say a value without one.
        size, size, size, size, size,
        SENTENCE_COLUMNS * size, WIDTH * size, NUMBER_COLUMNS * size, 4 * size, 2 * size, WORD_COLUMNS * size,
        WORD_COLUMNS * _ROOM_FOR_WORDS, WORD_COLUMNS * _ROOM_FOR_SPANS, 2 * _ROOM_FOR_SPANS,
        6 * _ROOM_FOR_TOKENS, (FRAME_BITS + FRAME_COLUMNS + 1) * _ROOM_FOR_FRAMES,
        MENTION_COLUMNS * (2 * size + 64),
    )  # fmt: skip
    integers = tuple(np.empty(count, dtype=np.int64) for count in sizes)
    floats = np.empty(FLOAT_COLUMNS * (3 * size + 64), dtype=np.float64)
    return Rooms(length, integers, np.empty(size, dtype=np.uint8), floats)


def read_texts(
    rooms, integers, weights, folded, written, offsets, bodies, years, roles, role_offsets, first_text, rows,
    floats, names, row_offsets, is_left,
):  # fmt: skip
    """Read texts from `first_text` on until the room for rows or names is short; returns the next text and the pool.

    folded, written: characters of all texts, text i from offsets[i] to offsets[i + 1], of which page furniture stands
    from bodies[i] on. years: -1 for none.
    roles: starts, ends and bits of sections. Fills `rows`, `floats`, `row_offsets`, the pool of `names`, and `is_left`
    where the readable engine has to read a text.
    """
    return _read_texts(
        integers, weights, folded, written, offsets, bodies, years, roles, role_offsets, first_text, rows, floats,
        names, row_offsets, is_left, rooms.integers, rooms.flags, rooms.floats,
    )  # fmt: skip


@compiled
def _note_marks(t, low, high, clause_ends, phrase_ends, sentence_ends, numerals, implied, counts):
    """Note where marks, numerals and words for values without a digit may stand; returns all kinds of characters."""
    kinds = np.int64(0)
    clause_count = phrase_count = mark_count = numeral_count = implied_count = 0
    for place in range(low, high):
        kind = t[place] >> FLAG_SHIFT
        kinds |= kind
        if kind & (PHRASE_END | NUMERAL | IMPLIED_SIGN):
            if kind & NUMERAL:
                numerals[numeral_count] = place
                numeral_count += 1
            if kind & IMPLIED_SIGN:
                implied[implied_count] = place
                implied_count += 1
            if kind & PHRASE_END:
                phrase_ends[phrase_count] = place
                phrase_count += 1
                if kind & CLAUSE_END:
                    clause_ends[clause_count] = place
                    clause_count += 1
                    if kind & SENTENCE_END:
                        sentence_ends[mark_count] = place
                        mark_count += 1
    counts[0], counts[1], counts[2] = clause_count, phrase_count, mark_count
    counts[3], counts[4] = numeral_count, implied_count
    return kinds


@compiled
def _read_numerals(
    d, t, m, low, high, numerals, numeral_count, taken, numeral_room, clause_ends, clause_count, cells, cell_count,
    sentences, sentence_count, numbers, values, rows, floats, counts,
):  # fmt: skip
    """Add the decoys among the numerals to the rows, the others to the numbers; False where a value is not told."""
    is_told, reached, sentence = True, low, 0
    row_count, count = counts[0], np.int64(0)
    for candidate in range(numeral_count):
        start = numerals[candidate]
        if start < reached:
            continue
        end, form = end_of_numeral(d, t, m, low, start, high)
        if end < 0:
            continue
        reached = end
        if form < 0 or taken[start - low] != 0 or taken[end - 1 - low] != 0:
            continue
        reason, rule = find_decoy(d, t, m, low, start, end, high, form == CHINESE)
        if rule >= 0:
            has_value, value, is_exact = decoy_value(d, t, numeral_room, start, end, form)
            is_told = is_told and is_exact
            add_decoy(
                d, t, low, high, clause_ends, clause_count, rows[row_count], floats[row_count], start, end,
                has_value, value, NONE, reason, rule,
            )  # fmt: skip
            row_count += 1
            continue
        if not read_number(d, t, m, numeral_room, low, start, end, high, form, numbers[count], values[count]):
            is_told = False
        if not apply_unit(d, t, m, cells, cell_count, numbers[count], values[count]):
            is_told = False
        while sentence + 1 < sentence_count and sentences[sentence + 1, S_START] <= start:
            sentence += 1
        numbers[count, SENTENCE] = sentence
        count += 1
    counts[0], counts[1] = row_count, count
    return is_told


@compiled
def _name_rows(
    d, t, m, low, high, rows, first_row, last_row, stretch, other_stretch, found, tokens, letters, state, pool,
    pool_count,
):  # fmt: skip
    """Name what each number of a text counts; returns the count of the pool."""
    for index in range(first_row, last_row):
        row = rows[index]
        if row[M_DISPOSITION] == NOT_METRIC:
            continue
        if row[M_ORDER] > 1:
            row[M_PHRASE], row[M_PHRASE_END] = rows[index - 1, M_PHRASE], rows[index - 1, M_PHRASE_END]
            continue
        if row[M_IMPLICIT] != 0:
            end = name_stated(
                d, t, m, row[M_LEFT_START], row[M_START], row[M_END], row[M_PERIOD_END], row[M_GROUP], stretch,
                other_stretch, found, tokens, letters, state, pool, pool_count,
            )  # fmt: skip
        else:
            end = name_counted(
                d, t, m, low, high, row[M_START], row[M_END], row[M_UNIT_END], row[M_GROUP], row[M_LEFT_START],
                stretch, found, tokens, letters, state, pool, pool_count,
            )  # fmt: skip
        if end > pool_count:
            row[M_PHRASE], row[M_PHRASE_END] = pool_count, end
            pool_count = end
    return pool_count


@compiled
def _read_texts(
    integers, weight_array, folded, written, offsets, bodies, years, role_array, role_offsets, first_text,
    row_array, float_array, names, row_offsets, is_left, integer_rooms, flag_room, float_room,
):  # fmt: skip
    d, t, raw, pool = pointer_to(integers), pointer_to(folded), pointer_to(written), pointer_to(names)
    weights, roles = pointer_to(weight_array), rows_of(role_array, 3)
    rows, floats = rows_of(row_array, MENTION_COLUMNS), rows_of(float_array, FLOAT_COLUMNS)
    i = integer_rooms
    size = len(flag_room)
    m, scratch, numeral_room, letters = pointer_to(i[0]), pointer_to(i[1]), pointer_to(i[2]), pointer_to(i[3])
    stretch, other_stretch = pointer_to(i[4]), pointer_to(i[5])
    clause_ends, phrase_ends, sentence_ends = pointer_to(i[6]), pointer_to(i[7]), pointer_to(i[8])
    numerals, implied = pointer_to(i[9]), pointer_to(i[10])
    sentences = rows_in(pointer_to(i[11]), ZERO, size, SENTENCE_COLUMNS)
    classes = rows_in(pointer_to(i[12]), ZERO, size, WIDTH)
    numbers = rows_in(pointer_to(i[13]), ZERO, size, NUMBER_COLUMNS)
    cells, headers = rows_in(pointer_to(i[14]), ZERO, size, 4), rows_in(pointer_to(i[15]), ZERO, size, 2)
    text_words = rows_in(pointer_to(i[16]), ZERO, size, WORD_COLUMNS)
    words = rows_in(pointer_to(i[17]), ZERO, _ROOM_FOR_WORDS, WORD_COLUMNS)
    found = rows_in(pointer_to(i[18]), ZERO, _ROOM_FOR_SPANS, WORD_COLUMNS)
    spans = rows_in(pointer_to(i[19]), ZERO, _ROOM_FOR_SPANS, 2)
    tokens = rows_in(pointer_to(i[20]), ZERO, _ROOM_FOR_TOKENS, TOKEN_COLUMNS)
    frame_room = pointer_to(i[21])
    b = rows_in(frame_room, ZERO, _ROOM_FOR_FRAMES, FRAME_BITS)
    f = rows_in(frame_room, FRAME_BITS * _ROOM_FOR_FRAMES, _ROOM_FOR_FRAMES, FRAME_COLUMNS)
    chosen = rows_in(frame_room, (FRAME_BITS + FRAME_COLUMNS) * _ROOM_FOR_FRAMES, _ROOM_FOR_FRAMES, 1)
    own_rows = rows_in(pointer_to(i[22]), ZERO, 2 * size + 64, MENTION_COLUMNS)
    own_floats = rows_in(pointer_to(float_room), ZERO, 2 * size + 64, FLOAT_COLUMNS)
    values = rows_in(pointer_to(float_room), FLOAT_COLUMNS * (2 * size + 64), size, FLOAT_COLUMNS)
    taken = pointer_to(flag_room)
    topic, period, further = local_numbers(WIDTH), local_numbers(3), rows_in(local_numbers(16), ZERO, 16, 1)
    state, counts, used = local_numbers(6), local_numbers(5), local_numbers(1)
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
        kinds = _note_marks(t, low, high, clause_ends, phrase_ends, sentence_ends, numerals, implied, counts)
        clause_count, phrase_count, mark_count = counts[0], counts[1], counts[2]
        numeral_count, implied_count = counts[3], counts[4]
        for place in range(high, text_end):
            kinds |= (t[place] >> FLAG_SHIFT) & ODD_DIGIT
        if kinds & (TONED | ODD_DIGIT):
            is_left[text] = 1
            text += 1
            row_offsets[text] = row_count
            continue
        role_first, role_last = role_offsets[text], role_offsets[text + 1]
        sentence_count = cut_sentences(t, low, high, sentence_ends, mark_count, sentences)
        for place in range(high - low):
            taken[place] = 0
        used[0] = 0
        own_count = np.int64(0)
        if implied_count > 0:
            own_count = find_implied(
                d, weights, t, m, low, high, implied, implied_count, sentences, sentence_count, roles, role_first,
                role_last, text_words, used, topic, classes, b[0], f[0], own_rows, own_floats, own_count, taken,
            )  # fmt: skip
        cell_count = read_cells(t, low, high, cells, headers) if kinds & BAR else 0
        counts[0] = own_count
        is_told = _read_numerals(
            d, t, m, low, high, numerals, numeral_count, taken, numeral_room, clause_ends, clause_count, cells,
            cell_count, sentences, sentence_count, numbers, values, own_rows, own_floats, counts,
        )  # fmt: skip
        own_count, count = counts[0], counts[1]
        own = np.int64(-1)
        told_rule, told_end, told_group, told_unit = np.int64(-1), np.int64(0), np.int64(0), np.int64(0)
        told_start, told_number_end = np.int64(0), np.int64(0)
        first = np.int64(0)
        while first < count and is_told:
            sentence = numbers[first, SENTENCE]
            last = first + 1
            while last < count and numbers[last, SENTENCE] == sentence:
                last += 1
            if told_rule >= 0 and find_code(t, _NEWLINE, told_number_end, numbers[first, START]) >= 0:
                told_rule = np.int64(-1)
            sentence_start, sentence_end = sentences[sentence, S_START], sentences[sentence, S_END]
            all_words = words_of(d, t, sentences, sentence, classes, text_words, used)
            for index in range(len(all_words)):
                copy_numbers(all_words[index], words[index], WORD_COLUMNS)
            word_count = without_instruments(
                d, t, m, sentence_start, sentence_end, words, len(all_words), low, high, spans
            )
            read_topic(d, t, sentences, sentence, classes, text_words, used, topic, ZERO)
            amount = last - first
            if amount > _ROOM_FOR_FRAMES:
                is_told = False
                break
            n, x = numbers[first:last], values[first:last]
            if not cut_frames(
                d, t, m, low, high, sentence_start, sentence_end, words, word_count, n, ZERO, amount, phrase_ends,
                phrase_count, cells, cell_count, topic, b, f, spans,
            ):  # fmt: skip
                is_told = False
                break
            choose_rules(
                d, weights, t, raw, m, low, high, words, n, ZERO, amount, b, f, chosen, told_start, told_end,
                told_group, told_unit, told_rule,
            )  # fmt: skip
            domain = np.int64(-1)
            for index in range(amount):
                number, rule = n[index], chosen[index]
                is_plan = role_at(roles, role_first, role_last, low, number[START]) & PLAN_ROLE != 0
                disposition, signal = read_statement(
                    d, t, m, number, sentence_start, sentence_end, low, high, clause_ends, clause_count, is_plan,
                    years[text], scratch, period,
                )  # fmt: skip
                if not is_measured(d, t, raw, m, number, f[index], rule, words, low, high, sentence_end):
                    is_words = number[FORM] == CHINESE
                    value = x[index, VALUE]
                    add_decoy(
                        d, t, low, high, clause_ends, clause_count, own_rows[own_count], own_floats[own_count],
                        number[START], number[END], not np.isnan(value), value, number[UNIT],
                        d[at.REASON_SLOGAN] if is_words else d[at.REASON_OTHER], d[at.RULE_UNCOUNTED],
                    )  # fmt: skip
                    own_count += 1
                    continue
                if rule >= 0 and disposition != COMPARISON:
                    domain = d[d[d[at.RULES] + rule]]
                    told_rule, told_end = rule, number[UNIT_END]
                    told_group, told_unit = number[GROUP], number[UNIT]
                    told_start, told_number_end = number[START], number[END]
                if own < 0:
                    own = np.int64(own_level(d, t, m, low, high))
                region = named_region(d, t, m, max(sentence_start, number[START] - 240), number[START], own)
                # Of one percentage that several rates are said of, each further rate makes a row of its own.
                rates = np.int64(0)
                if number[GROUP] == d[at.GROUP_PERCENT] and rule >= 0:
                    rates = np.int64(second_rates(d, weights, t, m, words, b[index], f[index], domain, rule, further))
                for order in range(rates + 1):
                    pool_count = fill_mention(
                        d, t, low, high, clause_ends, clause_count, number, x[index],
                        rule if order == 0 else further[order - 1], disposition, signal, region, period, words,
                        f[index], own_rows[own_count], own_floats[own_count], pool, pool_count, order + 1,
                    )  # fmt: skip
                    own_count += 1
            first = last
        body_count = own_count
        if is_told and high < text_end:
            own_count = add_furniture(d, t, m, numeral_room, high, text_end, own_rows, own_floats, own_count)
            is_told = own_count >= 0
        if not is_told:
            is_left[text] = 1
            own_count = body_count = np.int64(0)
        first_row, body_row = row_count, row_count + body_count
        sort_rows(m, low, own_rows, own_floats, own_count, rows[first_row:], floats[first_row:])
        row_count += own_count
        for index in range(first_row, row_count):
            rows[index, M_TEXT], rows[index, M_PLACE] = text, low
        pool_count = _name_rows(
            d, t, m, low, high, rows, first_row, row_count, stretch, other_stretch, found, tokens, letters, state,
            pool, pool_count,
        )  # fmt: skip
        pool_count = link_parts(
            d, t, raw, m, low, high, rows[first_row:body_row], floats[first_row:body_row], pool, pool_count, stretch
        )
        text += 1
        row_offsets[text] = row_count
    return text, pool_count
