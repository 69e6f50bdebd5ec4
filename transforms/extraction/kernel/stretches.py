"""Questions about stretches of characters: what a character is, where a mark stands, which string follows.

Here: the small change of the kernel, as Python's str has it (find, rfind, strip, startswith). Stretches are half-open;
one that ends before it begins is empty. Not here: expressions (`machine`).
"""

from __future__ import annotations

import numpy as np

from transforms.extraction.kernel.compiling import compiled
from transforms.extraction.kernel.layout import SPACE
from transforms.extraction.kernel.machine import CODE_BITS, CODE_MASK, FLAG_SHIFT

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_HIGH = np.uint64(40)
NODE_BITS = 16
NODE_MASK = (1 << NODE_BITS) - 1
# Which of 32 signs stands for a character that follows in a trie.
FOLLOW_MASK = 31


@compiled
def code(t, place):
    """Code point of the folded character at a place."""
    return t[place] & CODE_MASK


@compiled
def is_kind(t, place, flag):
    """Whether the character at a place is of a kind."""
    return (t[place] >> FLAG_SHIFT) & flag != 0


@compiled
def is_space(t, place):
    """As str.isspace of one character."""
    return (t[place] >> FLAG_SHIFT) & SPACE != 0


@compiled
def find_code(t, wanted, start, end):
    """Where a code point stands first in a stretch, or -1."""
    for place in range(start, end):
        if (t[place] & CODE_MASK) == wanted:
            return np.int64(place)
    return np.int64(-1)


@compiled
def find_kind(t, flag, start, end):
    """Where a character of a kind stands first in a stretch, or -1."""
    for place in range(start, end):
        if (t[place] >> FLAG_SHIFT) & flag != 0:
            return np.int64(place)
    return np.int64(-1)


@compiled
def strip_end(t, start, end):
    """End of a stretch without the spaces at its end."""
    while end > start and is_space(t, end - 1):
        end -= 1
    return end


@compiled
def strip_start(t, start, end):
    """Beginning of a stretch without the spaces at its beginning."""
    while start < end and is_space(t, start):
        start += 1
    return start


@compiled
def starts_with(d, t, string, place, high):
    """Whether the string of the tables that stands at `string` begins at a place of the text."""
    length = d[string]
    if place + length > high:
        return False
    for offset in range(length):
        if (t[place + offset] & CODE_MASK) != d[string + 1 + offset]:
            return False
    return True


@compiled
def is_listed(d, members, value):
    """Whether a short list of the tables holds a value."""
    for place in range(members + 1, members + 1 + d[members]):
        if d[place] == value:
            return True
    return False


@compiled
def lookup(d, table, key):
    """Value of a key in a table by open addressing, or -1."""
    mask = d[table]
    slot = np.int64((np.uint64(key) * _MULTIPLIER) >> _HIGH) & mask
    while True:
        found = d[table + 1 + 2 * slot]
        if found == key:
            return d[table + 2 + 2 * slot]
        if found == -1:
            return np.int64(-1)
        slot = (slot + 1) & mask


@compiled
def next_node(d, table, node, character):
    """The node of a trie that a character leads to from another, or -1. An entry is key and node in one integer."""
    mask = d[table]
    key = (node << CODE_BITS) | character
    slot = np.int64((np.uint64(key) * _MULTIPLIER) >> _HIGH) & mask
    while True:
        entry = d[table + 1 + slot]
        if entry == 0:
            return np.int64(-1)
        if entry >> NODE_BITS == key:
            return entry & NODE_MASK
        slot = (slot + 1) & mask


@compiled
def copy_numbers(source, target, count):
    """Copy so many numbers of one row to another."""
    for place in range(count):
        target[place] = source[place]


@compiled
def pair_key(first, second):
    """Key of two characters."""
    return (first << CODE_BITS) | second


@compiled
def bisect_left(values, count, wanted, low):
    """How many of the first `count` sorted values are less, from `low` on."""
    high = count
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def rows_below(rows, count, column, wanted):
    """How many of the first `count` rows, sorted by a column, have less in it."""
    low, high = 0, count
    while low < high:
        middle = (low + high) >> 1
        if rows[middle, column] < wanted:
            low = middle + 1
        else:
            high = middle
    return low
