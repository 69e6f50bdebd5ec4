"""Vocabulary words and sentences: `vocabulary`, `segments`, `instruments` and `places` of the readable engine.

Here: `find_words`, `cut_sentences`, `words_of`, `read_topic`, `own_level`, `named_region`. Not here: frames.
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel import at
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import (
    PLACE_SIGN,
    S_END,
    S_FROM,
    S_START,
    S_TO,
    W_END,
    W_ID,
    W_START,
    WIDTH,
    WORD_COLUMNS,
    WORD_SIGN,
    ZERO,
    codes_of,
)
from transforms.extraction.kernel.machine import WORK, match_at, search
from transforms.extraction.kernel.pointers import rows_in
from transforms.extraction.kernel.stretches import (
    FOLLOW_MASK,
    code,
    copy_numbers,
    is_kind,
    next_node,
    starts_with,
)

_LONGEST_SENTENCE = 800
_SHORTEST_PARAGRAPH = 40
_MOST_SENTENCES = 4
_COMMA, _WIDE_COMMA, _LISTED, _BLANK = codes_of(",，、 ")
_SEMICOLON, _WIDE_SEMICOLON, _NEWLINE, _OF, _ALL = codes_of(";；\n辖全")


@compiled
def longest_word(d, t, place, high, sign, starts, nodes, ends):
    """The longest word of a trie that begins at a place, and its end; -1 where none does."""
    if not is_kind(t, place, sign):
        return np.int64(-1), place
    node = d[starts + code(t, place)]
    found, end = d[ends + node], place + 1
    place += 1
    # Behind the ends stand, for each node, signs of the characters that follow: most words end at the second.
    follows = ends + d[ends - 1]
    while place < high:
        character = code(t, place)
        if (d[follows + node] >> (character & FOLLOW_MASK)) & 1 == 0:
            break
        node = next_node(d, nodes, node, character)
        if node < 0:
            break
        place += 1
        if d[ends + node] >= 0:
            found, end = d[ends + node], place
    return found, end


@compiled
def find_words(d, t, start, end, words):
    """Fill `words` with the words of a stretch, leftmost longest; returns how many."""
    starts, nodes, ends = d[at.WORD_STARTS], d[at.WORD_NODES], d[at.WORD_ENDS]
    count = 0
    place = start
    while place < end:
        word, after = longest_word(d, t, place, end, WORD_SIGN, starts, nodes, ends)
        if word >= 0:
            words[count, W_START], words[count, W_END], words[count, W_ID] = place, after, word
            count += 1
            place = after
        else:
            place += 1
    return count


@compiled
def unite(d, words, count, bits, offset):
    """Add to `bits` the classes of words."""
    for index in range(count):
        row = d[at.WORD_CLASSES] + WIDTH * words[index, W_ID]
        for part in range(WIDTH):
            bits[offset + part] |= d[row + part]


@compiled
def without_instruments(d, t, m, start, end, words, count, low, high, spans):
    """Leave out the words that name by which means something was done; returns how many stay."""
    if search(d, t, m, start, start, end, d[at.INSTRUMENT_ENDS]) < 0:
        return count
    return without_spans(count, words, spans, find_spans(d, t, m, low, start, end, d[at.INSTRUMENT], spans))


@compiled
def find_spans(d, t, m, low, start, high, program, spans):
    """Fill `spans` with the matches of a program, as finditer; returns how many. Matches are never empty."""
    count, place = 0, start
    while place < high and count < len(spans):
        found = search(d, t, m, low, place, high, program)
        if found < 0:
            break
        place = m[1]
        spans[count, 0], spans[count, 1] = found, place
        count += 1
    return count


@compiled
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
            copy_numbers(words[index], words[kept], WORD_COLUMNS)
            kept += 1
    return kept


@compiled
def cut_sentences(t, low, high, marks, mark_count, sentences):
    """Fill starts and ends of sentences, whose words are not found yet; returns how many."""
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
            _add_sentence(sentences, count, start, cut)
            count += 1
            start = cut
        if end > start:
            _add_sentence(sentences, count, start, end)
            count += 1
        start = end
    return count


@compiled
def _add_sentence(sentences, count, start, end):
    sentences[count, S_START], sentences[count, S_END] = start, end
    sentences[count, S_FROM] = -1


@compiled
def words_of(d, t, sentences, sentence, classes, text_words, used):
    """The words of a sentence, and in `classes` what they are together; found once, `used` counts the words found."""
    row = sentences[sentence]
    if row[S_FROM] < 0:
        first = used[0]
        count = find_words(d, t, row[S_START], row[S_END], text_words[first:])
        row[S_FROM], row[S_TO] = first, first + count
        used[0] = first + count
        for part in range(WIDTH):
            classes[sentence, part] = 0
        unite(d, text_words[first:], count, classes[sentence], ZERO)
    return text_words[row[S_FROM] : row[S_TO]]


@compiled
def read_topic(d, t, sentences, sentence, classes, text_words, used, bits, offset):
    """Set `bits` to the classes of the sentences that set the topic."""
    for part in range(WIDTH):
        bits[offset + part] = 0
    for back in range(sentence - 1, sentence - 1 - _MOST_SENTENCES, -1):
        if back < 0:
            break
        start, end = sentences[back, S_START], sentences[back, S_END]
        last = code(t, end - 1)
        if back < sentence - 2 and last != _SEMICOLON and last != _WIDE_SEMICOLON:
            break
        words_of(d, t, sentences, back, classes, text_words, used)
        for part in range(WIDTH):
            bits[offset + part] |= classes[back, part]
        if last == _NEWLINE and end - start > _SHORTEST_PARAGRAPH:
            break


@compiled
def _place_unit(d, t, start, end):
    for index in range(d[at.PLACE_COUNT]):
        string = d[d[at.PLACE_UNITS] + index]
        if d[string] == end - start and starts_with(d, t, string, start, end):
            return index
    return -1


@compiled
def own_level(d, t, m, low, high):
    """The level that a text calls its own; places of higher levels are quoted. A level above all where none is."""
    counts = rows_in(m, WORK, d[at.LEVEL_COUNT], 1)
    for level in range(len(counts)):
        counts[level] = 0
    place = low
    while place < high:
        if is_kind(t, place, PLACE_SIGN):
            end = match_at(d, t, m, low, place, high, d[at.PLACE])
            if end >= 0:
                if code(t, place) != _OF:
                    counts[d[d[at.PLACE_LEVELS] + _place_unit(d, t, place + 1, end)]] += 1
                place = end
                continue
        place += 1
    own = 1
    for level in range(2, d[at.LEVEL_COUNT] - 1):
        if counts[level] > counts[own]:
            own = level
    return own if counts[own] > 0 else d[at.LEVEL_COUNT]


@compiled
def named_region(d, t, m, start, end, own):
    """Unit of the higher place that a stretch speaks of last, or -1."""
    for place in range(end - 1, start - 1, -1):
        if is_kind(t, place, PLACE_SIGN):
            after = match_at(d, t, m, start, place, end, d[at.PLACE])
            if after >= 0:
                if code(t, place) != _ALL:
                    return np.int64(-1)
                unit = _place_unit(d, t, place + 1, after)
                return np.int64(unit) if d[d[at.PLACE_LEVELS] + unit] > own else np.int64(-1)
    return np.int64(-1)
