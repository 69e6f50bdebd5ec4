"""Vocabulary words and sentences: `vocabulary`, `segments`, `instruments` and `places` of the readable engine.

Here: `find_words`, `classes_of`, `cut_sentences`, `read_topic`, `own_level`, `named_region`. Not here: frames.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from transforms.extraction.kernel import at
from transforms.extraction.kernel.layout import (
    PLACE_SIGN,
    W_END,
    W_ID,
    W_START,
    WIDTH,
    WORD_SIGN,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import match_at, search
from transforms.extraction.kernel.stretches import (
    code,
    is_kind,
    next_node,
    starts_with,
)

_LONGEST_SENTENCE = 800
_SHORTEST_PARAGRAPH = 40
_MOST_SENTENCES = 4
_COMMA, _WIDE_COMMA, _LISTED, _BLANK = codes_of(",，、 ")
_SEMICOLON, _WIDE_SEMICOLON, _NEWLINE, _OF, _ALL = codes_of(";；\n辖全")


@njit(cache=True)
def longest_word(k, d, t, place, high, sign, starts, nodes, ends):
    """The longest word of a trie that begins at a place, and its end; -1 where none does."""
    if not is_kind(t, place, sign):
        return np.int64(-1), place
    node = d[starts + code(t, place)]
    found, end = d[ends + node], place + 1
    place += 1
    while place < high:
        node = next_node(d, nodes, node, code(t, place))
        if node < 0:
            break
        place += 1
        if d[ends + node] >= 0:
            found, end = d[ends + node], place
    return found, end


@njit(cache=True)
def find_words(k, d, t, start, end, words):
    """Fill `words` with the words of a stretch, leftmost longest; returns how many."""
    starts, nodes, ends = d[at.WORD_STARTS], d[at.WORD_NODES], d[at.WORD_ENDS]
    count = 0
    place = start
    while place < end:
        word, after = longest_word(k, d, t, place, end, WORD_SIGN, starts, nodes, ends)
        if word >= 0:
            words[count, W_START], words[count, W_END], words[count, W_ID] = place, after, word
            count += 1
            place = after
        else:
            place += 1
    return count


@njit(cache=True)
def unite(k, d, words, count, bits, offset):
    """Add to `bits` the classes of words."""
    for index in range(count):
        row = d[at.WORD_CLASSES] + WIDTH * words[index, W_ID]
        for part in range(WIDTH):
            bits[offset + part] |= d[row + part]


@njit(cache=True)
def without_instruments(k, d, t, m, start, end, words, count, low, high, spans):
    """Leave out the words that name by which means something was done; returns how many stay."""
    if search(d, t, m, start, start, end, d[at.INSTRUMENT_ENDS]) < 0:
        return count
    return without_spans(count, words, spans, find_spans(d, t, m, low, start, end, d[at.INSTRUMENT], spans))


@njit(cache=True)
def find_spans(d, t, m, low, start, high, program, spans):
    """Fill `spans` with the matches of a program, as finditer; returns how many. Matches are never empty."""
    count, place = 0, start
    while place < high and count < len(spans):
        end = match_at(d, t, m, low, place, high, program)
        if end > place:
            spans[count, 0], spans[count, 1] = place, end
            count += 1
            place = end
        else:
            place += 1
    return count


@njit(cache=True)
def without_spans(count, words, spans, span_count):
    """Leave out the words that lie inside one of the spans."""
    if span_count == 0:
        return count
    kept = 0
    for index in range(count):
        is_inside = False
        for span in range(span_count):
            if spans[span, 0] <= words[index, W_START] and words[index, W_END] <= spans[span, 1]:
                is_inside = True
                break
        if not is_inside:
            words[kept, :] = words[index, :]
            kept += 1
    return kept


@njit(cache=True)
def cut_sentences(t, low, high, marks, mark_count, sentences):
    """Fill starts and ends of sentences; returns how many."""
    count, start = 0, low
    for index in range(mark_count + 1):
        end = marks[index] + 1 if index < mark_count else high
        while end - start > _LONGEST_SENTENCE:
            reach = start + _LONGEST_SENTENCE
            cut = reach
            for place in range(reach - 1, start, -1):
                character = code(t, place)
                if character == _COMMA or character == _WIDE_COMMA or character == _LISTED or character == _BLANK:
                    cut = place + 1
                    break
            sentences[count, 0], sentences[count, 1] = start, cut
            count += 1
            start = cut
        if end > start:
            sentences[count, 0], sentences[count, 1] = start, end
            count += 1
        start = end
    return count


@njit(cache=True)
def read_topic(k, d, t, sentences, sentence, known, classes, words, bits, offset):
    """Set `bits` to the classes of the sentences that set the topic; `classes` remembers those of sentences."""
    for part in range(WIDTH):
        bits[offset + part] = 0
    for back in range(sentence - 1, sentence - 1 - _MOST_SENTENCES, -1):
        if back < 0:
            break
        start, end = sentences[back, 0], sentences[back, 1]
        last = code(t, end - 1)
        if back < sentence - 2 and last != _SEMICOLON and last != _WIDE_SEMICOLON:
            break
        if known[back] == 0:
            known[back] = 1
            for part in range(WIDTH):
                classes[back, part] = 0
            unite(k, d, words, find_words(k, d, t, start, end, words), classes[back], ZERO)
        for part in range(WIDTH):
            bits[offset + part] |= classes[back, part]
        if last == _NEWLINE and end - start > _SHORTEST_PARAGRAPH:
            break


@njit(cache=True)
def _place_unit(k, d, t, start, end):
    for index in range(d[at.PLACE_COUNT]):
        string = d[d[at.PLACE_UNITS] + index]
        if d[string] == end - start and starts_with(d, t, string, start, end):
            return index
    return -1


@njit(cache=True)
def own_level(k, d, t, m, low, high):
    """The level that a text calls its own; places of higher levels are quoted. A level above all where none is."""
    counts = np.zeros(d[at.LEVEL_COUNT], dtype=np.int64)
    place = low
    while place < high:
        if is_kind(t, place, PLACE_SIGN):
            end = match_at(d, t, m, low, place, high, d[at.PLACE])
            if end >= 0:
                if code(t, place) != _OF:
                    counts[d[d[at.PLACE_LEVELS] + _place_unit(k, d, t, place + 1, end)]] += 1
                place = end
                continue
        place += 1
    own = 1
    for level in range(2, d[at.LEVEL_COUNT] - 1):
        if counts[level] > counts[own]:
            own = level
    return own if counts[own] > 0 else d[at.LEVEL_COUNT]


@njit(cache=True)
def named_region(k, d, t, m, start, end, own):
    """Unit of the higher place that a stretch speaks of last, or -1."""
    for place in range(end - 1, start - 1, -1):
        if is_kind(t, place, PLACE_SIGN):
            after = match_at(d, t, m, start, place, end, d[at.PLACE])
            if after >= 0:
                if code(t, place) != _ALL:
                    return np.int64(-1)
                unit = _place_unit(k, d, t, place + 1, after)
                return np.int64(unit) if d[d[at.PLACE_LEVELS] + unit] > own else np.int64(-1)
    return np.int64(-1)
