"""Several rates that one percentage is said of: `rates` of the readable engine over arrays.

Here: `second_rates` (参考率、合格率均为100%). Not here: the rule of the first (`choosing`).
"""

from __future__ import annotations

from transforms.extraction.kernel import at
from transforms.extraction.kernel.choosing import choose_indicator
from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.framing import set_heads
from transforms.extraction.kernel.layout import (
    FRAME_BITS,
    HEAD,
    LEFT,
    LEFT_FROM,
    LEFT_HEAD,
    LEFT_TO,
    W_END,
    W_ID,
    W_START,
    WIDTH,
)
from transforms.extraction.kernel.machine import WORK, fullmatch
from transforms.extraction.kernel.pointers import local_numbers, rows_in
from transforms.extraction.kernel.stretches import copy_numbers


@compiled
def _has_rate_ending(d, word):
    return d[d[at.WORD_HAS_HEAD] + word] != 0 and d[d[at.WORD_IS_RATE] + word] != 0


@compiled
def second_rates(d, weights, t, m, words, row, frame, domain, first_rule, found):
    """Fill `found` with rules of further rates that one percentage is said of; returns how many."""
    left_from, left_to = frame[LEFT_FROM], frame[LEFT_TO]
    rates = rows_in(m, WORK, left_to - left_from, 1)
    count = 0
    for index in range(left_from, left_to):
        if _has_rate_ending(d, words[index, W_ID]):
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
    every = local_numbers(WIDTH)
    for part in range(WIDTH):
        every[part] = 0
    for index in range(first, count):
        place = d[at.WORD_CLASSES] + WIDTH * words[rates[index], W_ID]
        for part in range(WIDTH):
            every[part] |= d[place + part]
    other = local_numbers(FRAME_BITS)
    copy_numbers(row, other, FRAME_BITS)
    found_count = 0
    for index in range(first, count):
        word = words[rates[index], W_ID]
        place = d[at.WORD_CLASSES] + WIDTH * word
        for part in range(WIDTH):
            other[LEFT + part] = (row[LEFT + part] & ~every[part]) | d[place + part]
        set_heads(d, other, LEFT_HEAD, word)
        set_heads(d, other, HEAD, word)
        rule = choose_indicator(d, weights, other, frame, domain)
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
