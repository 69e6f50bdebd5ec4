"""What stands around each number of a sentence: `frames`, `respective` of the readable engine over arrays.

Here: `cut_frames`. A frame is a row of bit sets (`layout.LEFT` and the like) and a row of columns; its words are a
range of rows of the sentence's words, behind which the lists that 分别 hands out are added. Not here: rules.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.cells import HEADER_END, HEADER_START, header_of
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    AFTER_UNIT,
    CLAUSE_BEFORE,
    COUNTS_BODIES,
    EARLIER,
    F_GROUP,
    F_UNIT,
    FRAME_BITS,
    GROUP,
    HAS_ENUMERATION,
    HAS_MATTERS,
    HAS_UNKNOWN_NOUN,
    HEAD,
    IS_AVERAGE,
    IS_BARE,
    LEFT,
    LEFT_FROM,
    LEFT_HEAD,
    LEFT_START,
    LEFT_TO,
    NOUN_END,
    RIGHT,
    RIGHT_FROM,
    RIGHT_TO,
    START,
    TOPIC,
    UNIT,
    UNIT_END,
    W_END,
    W_ID,
    W_START,
    WIDTH,
    WORD_COLUMNS,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import fullmatch, holds, match_at, search
from transforms.extraction.kernel.stretches import (
    bisect_left,
    code,
    copy_numbers,
    find_code,
    rows_below,
    strip_end,
)
from transforms.extraction.kernel.words import find_spans, find_words, without_spans

_ROOM_FOR_HEADER = 1024
_CLOSING_TITLE, _LISTED, _SUCH = codes_of("》、等")
_SEPARATE, _LY, _QI, _ZHONG = codes_of("分别其中")
_GAP_MARKS = np.array(codes_of("，。；、,;"))
_CLAUSE_STARTS = np.array(codes_of("，,。；;：:\n"))


@compiled
def _is_any(character, members):
    for place in range(len(members)):
        if members[place] == character:
            return True
    return False


@compiled
def has_any(row, offset):
    """Whether a bit set holds anything."""
    for part in range(WIDTH):
        if row[offset + part] != 0:
            return True
    return False


@compiled
def _add_word(d, row, offset, word):
    place = d[at.WORD_CLASSES] + WIDTH * word
    for part in range(WIDTH):
        row[offset + part] |= d[place + part]


@compiled
def set_heads(d, row, offset, word):
    """Set a bit set to the objects and rates that a word names."""
    place = d[at.WORD_HEADS] + WIDTH * word
    for part in range(WIDTH):
        row[offset + part] = d[place + part]


@compiled
def _is_class(d, word, bits):
    """Whether a word has one of the classes whose bits stand at a place of the tables."""
    place = d[at.WORD_CLASSES] + WIDTH * word
    for part in range(WIDTH):
        if d[place + part] & d[bits + part] != 0:
            return True
    return False


@compiled
def _end_left_to_next(d, t, m, low, words, first, last, unit_end, next_start):
    """End of the words on the right without those that lead to the next number."""
    while last > first and fullmatch(d, t, m, low, words[last - 1, W_END], next_start, d[at.LEADS_ON]):
        if words[last - 1, W_START] == unit_end and d[d[at.WORD_HAS_HEAD] + words[last - 1, W_ID]] != 0:
            break
        last -= 1
        next_start = words[last, W_START]
    return last


@compiled
def _brings_unknown_noun(d, t, m, low, high, number):
    """Whether a noun that the vocabulary does not know follows a number without words of its own."""
    start, unit_end = number[START], number[UNIT_END]
    if d[d[at.BRINGS_NOUN] + number[GROUP]] == 0 or match_at(d, t, m, low, unit_end, high, d[at.OWN_NOUN]) < 0:
        return False
    if holds(d, d[at.NO_OWN_NOUN], t[unit_end]):
        return False
    return not (start - 2 >= low and code(t, start - 2) == _QI and code(t, start - 1) == _ZHONG)


@compiled
def cut_frames(
    d,
    t,
    m,
    low,
    high,
    start,
    end,
    words,
    word_count,
    n,
    first,
    last,
    phrase_ends,
    phrase_count,
    cells,
    cell_count,
    topic,
    b,
    f,
    spans,
):
    """Fill `b` and `f` for the numbers first to last of the sentence start to end; False where room is short."""
    if find_code(t, _CLOSING_TITLE, start, end) >= 0:
        word_count = without_spans(word_count, words, spans, find_spans(d, t, m, low, start, end, d[at.TITLES], spans))
    for index in range(first, last):
        f[index, HAS_MATTERS] = 0
    reached = _hand_out(d, t, m, low, start, words, word_count, n, first, last, f, spans)
    if reached < 0:
        return False
    previous_end = start
    for index in range(first, last):
        number_start, unit_end = n[index, START], n[index, UNIT_END]
        place = bisect_left(phrase_ends, phrase_count, number_start, ZERO)
        clause_start = phrase_ends[place - 1] + 1 if place > 0 else low
        place = bisect_left(phrase_ends, phrase_count, unit_end, place)
        clause_end = phrase_ends[place] if place < phrase_count else high
        left_start = max(clause_start, previous_end)
        if index > first and fullmatch(d, t, m, low, previous_end, number_start, d[at.ADJACENT]):
            left_start = f[index - 1, LEFT_START]
        next_start = n[index + 1, START] if index + 1 < last else end
        right_end = min(clause_end, min(next_start, end))
        if next_start < clause_end:
            right_end = _end_of_own_right(d, t, m, low, unit_end, right_end)
        before = rows_below(words, word_count, W_END, number_start + 1)
        own = min(rows_below(words, word_count, W_START, left_start), before)
        clause = min(rows_below(words, word_count, W_START, previous_end), own)
        behind = rows_below(words, word_count, W_START, unit_end)
        behind_end = max(behind, rows_below(words, word_count, W_END, right_end + 1))
        if index + 1 < last and n[index + 1, GROUP] != d[at.GROUP_PERCENT]:
            behind_end = _end_left_to_next(d, t, m, low, words, behind, behind_end, unit_end, next_start)
        row = b[index]
        for part in range(FRAME_BITS):
            row[part] = 0
        for part in range(WIDTH):
            row[TOPIC + part] = topic[part]
        f[index, F_GROUP], f[index, F_UNIT], f[index, LEFT_START] = n[index, GROUP], n[index, UNIT], left_start
        has_matters = f[index, HAS_MATTERS] != 0
        if not has_matters:
            f[index, LEFT_FROM], f[index, LEFT_TO] = own, before
        cell = header_of(cells, cell_count, number_start) if cell_count > 0 else -1
        if cell >= 0:
            # Words of the header stand before those of the cell.
            if reached + _ROOM_FOR_HEADER + word_count > len(words):
                return False
            own_from, own_to = f[index, LEFT_FROM], f[index, LEFT_TO]
            header_start, header_end = cells[cell, HEADER_START], cells[cell, HEADER_END]
            if header_end - header_start > _ROOM_FOR_HEADER:
                return False
            f[index, LEFT_FROM] = reached
            reached += find_words(d, t, header_start, header_end, words[reached:])
            for word in range(own_from, own_to):
                copy_numbers(words[word], words[reached], WORD_COLUMNS)
                reached += 1
            f[index, LEFT_TO] = reached
        left_from, left_to = f[index, LEFT_FROM], f[index, LEFT_TO]
        f[index, RIGHT_FROM], f[index, RIGHT_TO] = behind, behind_end
        for word in range(clause):
            if not (has_matters and _is_among(words, word, left_from, left_to)):
                _add_word(d, row, EARLIER, words[word, W_ID])
        for word in range(left_from, left_to):
            _add_word(d, row, LEFT, words[word, W_ID])
            if d[d[at.WORD_HAS_HEAD] + words[word, W_ID]] != 0:
                set_heads(d, row, LEFT_HEAD, words[word, W_ID])
        for word in range(clause, own):
            _add_word(d, row, CLAUSE_BEFORE, words[word, W_ID])
        for word in range(behind, behind_end):
            _add_word(d, row, RIGHT, words[word, W_ID])
        is_bare = False
        if not has_any(row, RIGHT) and not has_matters:
            is_bare = fullmatch(d, t, m, low, left_start, number_start, d[at.FILLER])
        f[index, IS_BARE] = is_bare
        stripped = strip_end(t, start, number_start)
        f[index, HAS_ENUMERATION] = (
            stripped > start
            and code(t, stripped - 1) == _SUCH
            and match_at(d, t, m, low, unit_end, high, d[at.NOUN]) >= 0
        )
        _find_noun_after_unit(d, t, n[index], words, row, f[index])
        f[index, COUNTS_BODIES] = _counts_bodies(d, t, m, low, n[index], words, f[index])
        is_unknown, is_average = False, False
        if left_to > left_from:
            latest_start, latest_end = words[left_to - 1, W_START], words[left_to - 1, W_END]
            if latest_start >= left_start and not has_matters and not has_any(row, AFTER_UNIT):
                is_unknown = _is_unknown_between(d, t, m, latest_end, number_start)
            if is_unknown and latest_end < high and code(t, latest_end) == _SUCH:
                f[index, HAS_ENUMERATION] = 1
            if _is_class(d, words[left_to - 1, W_ID], d[at.AVERAGE]):
                is_average = fullmatch(d, t, m, low, latest_end, number_start, d[at.FILLER])
        f[index, IS_AVERAGE] = is_average
        f[index, HAS_UNKNOWN_NOUN] = is_unknown or (is_bare and _brings_unknown_noun(d, t, m, low, high, n[index]))
        previous_end = unit_end
    return True


@compiled
def _is_among(words, word, left_from, left_to):
    for other in range(left_from, left_to):
        if words[other, W_START] == words[word, W_START] and words[other, W_END] == words[word, W_END]:
            return True
    return False


@compiled
def _find_noun_after_unit(d, t, number, words, row, frame):
    noun_end = np.int64(0)
    if d[d[at.NOUN_FOLLOWS] + number[GROUP]] != 0:
        for index in range(frame[RIGHT_FROM], frame[RIGHT_TO]):
            position = noun_end if noun_end != 0 else number[UNIT_END]
            word_start = words[index, W_START]
            if word_start - position > (1 if noun_end != 0 else 3):
                break
            is_parted = False
            for place in range(position, word_start):
                if _is_any(code(t, place), _GAP_MARKS):
                    is_parted = True
            if is_parted:
                break
            word = words[index, W_ID]
            if d[d[at.WORD_HAS_HEAD] + word] != 0:
                _add_word(d, row, AFTER_UNIT, word)
                set_heads(d, row, HEAD, word)
                noun_end = words[index, W_END]
            elif word_start > position + 2 or noun_end != 0:
                break
    frame[NOUN_END] = noun_end
    if not has_any(row, HEAD):
        for part in range(WIDTH):
            row[HEAD + part] = row[LEFT_HEAD + part]


@compiled
def _counts_bodies(d, t, m, low, number, words, frame):
    if d[d[at.COUNTS_BODIES] + number[GROUP]] == 0:
        return False
    right_from, right_to = frame[RIGHT_FROM], frame[RIGHT_TO]
    if right_to > right_from and words[right_from, W_START] <= number[UNIT_END] + 1:
        row = right_from
        for index in range(right_from + 1, right_to):
            word = words[index, W_ID]
            if d[d[at.WORD_HAS_HEAD] + word] == 0 and not _is_class(d, word, d[at.BODY]):
                break
            if not fullmatch(d, t, m, low, words[row, W_END], words[index, W_START], d[at.ROW]):
                break
            row = index
        return _is_class(d, words[row, W_ID], d[at.BODY])
    left_from, left_to = frame[LEFT_FROM], frame[LEFT_TO]
    if left_to > left_from and words[left_to - 1, W_START] >= frame[LEFT_START] and right_to == right_from:
        if _is_class(d, words[left_to - 1, W_ID], d[at.BODY]):
            return _left_over(d, t, m, words[left_to - 1, W_END], number[START]) == 0
    return False


@compiled
def _left_over(d, t, m, start, end):
    """How many characters of a stretch stay when all that is no noun is taken out."""
    count, place = 0, start
    while place < end:
        found = search(d, t, m, start, place, end, d[at.NO_NOUN])
        if found < 0:
            return count + end - place
        count += found - place
        place = m[1]
    return count


@compiled
def _is_unknown_between(d, t, m, start, end):
    if end - start < 2:
        return False
    return _left_over(d, t, m, start, end) > 1


@compiled
def _end_of_own_right(d, t, m, low, position, end):
    stop = find_code(t, _LISTED, position, end)
    if stop < 0:
        stop = end
    if position <= end:
        opening = search(d, t, m, low, position, end, d[at.OPENING])
        if opening >= 0:
            stop = min(stop, opening)
    return stop


@compiled
def _hand_out(d, t, m, low, start, words, word_count, n, first, last, f, spans):
    """Give numbers that 分别 hands out the words of their matters; returns the rows in use, -1 where room is short."""
    reached = word_count
    for index in range(first, last):
        place = np.int64(-1)
        for before in range(n[index, START] - 2, start - 1, -1):
            if code(t, before) == _SEPARATE and code(t, before + 1) == _LY:
                place = np.int64(before)
                break
        if place < 0 or f[index, HAS_MATTERS] != 0:
            continue
        if not fullmatch(d, t, m, low, place, n[index, START], d[at.RESPECTIVELY]):
            continue
        count = 1
        while index + count < last and fullmatch(
            d, t, m, low, n[index + count - 1, UNIT_END], n[index + count, START], d[at.BETWEEN_VALUES]
        ):
            count += 1
        items_start = n[index - 1, UNIT_END] if index > first else start
        for before in range(place - 1, start - 1, -1):
            if _is_any(code(t, before), _CLAUSE_STARTS):
                items_start = max(items_start, np.int64(before + 1))
                break
        if count < 2:
            continue
        item_count = find_spans(d, t, m, low, items_start, place, d[at.BETWEEN_MATTERS], spans) + 1
        if item_count != count:
            continue
        nouns_from, nouns_to = _nouns(d, words, word_count, spans, item_count, items_start, place)
        for offset in range(count):
            item_start = items_start if offset == 0 else spans[offset - 1, 1]
            item_end = place if offset == count - 1 else spans[offset, 0]
            if reached + 2 * word_count > len(words):
                return -1
            row = f[index + offset]
            row[HAS_MATTERS], row[LEFT_FROM] = 1, reached
            has_noun = False
            for word in range(word_count):
                if item_start <= words[word, W_START] and words[word, W_END] <= item_end:
                    copy_numbers(words[word], words[reached], WORD_COLUMNS)
                    reached += 1
                    has_noun = has_noun or d[d[at.WORD_HAS_HEAD] + words[word, W_ID]] != 0
            if not has_noun:
                for word in range(word_count):
                    if nouns_from <= words[word, W_START] and words[word, W_END] <= nouns_to:
                        if d[d[at.WORD_HAS_HEAD] + words[word, W_ID]] != 0:
                            copy_numbers(words[word], words[reached], WORD_COLUMNS)
                            reached += 1
            row[LEFT_TO] = reached
    return reached


@compiled
def _nouns(d, words, word_count, spans, count, start, end):
    """The matter from which those without a noun take theirs: the last, else the first."""
    last_start = spans[count - 2, 1]
    for word in range(word_count):
        if last_start <= words[word, W_START] and words[word, W_END] <= end:
            if d[d[at.WORD_HAS_HEAD] + words[word, W_ID]] != 0:
                return last_start, end
    return start, spans[0, 0]
