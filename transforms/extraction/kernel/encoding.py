"""Stretches of characters as the bytes of a column of strings.

Here: `encode_stretches`. Not here: which stretches (`columns`).
"""

from __future__ import annotations

import numpy as np
from numba import njit


@njit(cache=True)
def encode_stretches(k, source, starts, ends):
    """Offsets and UTF-8 bytes of source[start:end] for each row; a row with a start below 0 has none."""
    offsets = np.zeros(len(starts) + 1, dtype=np.int64)
    for row in range(len(starts)):
        size = 0
        if starts[row] >= 0:
            for place in range(starts[row], ends[row]):
                character = source[place]
                size += 1 + (character >= 0x80) + (character >= 0x800) + (character >= 0x10000)
        offsets[row + 1] = offsets[row] + size
    data = np.empty(offsets[len(starts)], dtype=np.uint8)
    for row in range(len(starts)):
        if starts[row] < 0:
            continue
        at = offsets[row]
        for place in range(starts[row], ends[row]):
            character = source[place]
            if character < 0x80:
                data[at] = character
                at += 1
            elif character < 0x800:
                data[at] = 0xC0 | character >> 6
                data[at + 1] = 0x80 | character & 0x3F
                at += 2
            elif character < 0x10000:
                data[at] = 0xE0 | character >> 12
                data[at + 1] = 0x80 | character >> 6 & 0x3F
                data[at + 2] = 0x80 | character & 0x3F
                at += 3
            else:
                data[at] = 0xF0 | character >> 18
                data[at + 1] = 0x80 | character >> 12 & 0x3F
                data[at + 2] = 0x80 | character >> 6 & 0x3F
                data[at + 3] = 0x80 | character & 0x3F
                at += 4
    return offsets, data
