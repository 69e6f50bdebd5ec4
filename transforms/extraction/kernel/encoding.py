"""Stretches of characters as a column of strings that point into bytes written once.

Here: `decode`, `byte_places`, `views_of`, `Strings`. A string of a column is sixteen bytes: its length, then itself if
it is short, else its beginning and where it stands in the bytes. So stretches of a text cost nothing but that. Not
here: which stretches (`columns`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from transforms.extraction.kernel.compiling import compiled

_SHORT = 12


@compiled
def decode(data, table, codes, folded, places):
    """Fill `codes` with the characters of UTF-8 and `folded` with what the table has for them; returns how many.

    `places` gets where each character begins, and where all end.
    """
    count, place = 0, 0
    while place < len(data):
        places[count] = place
        first = np.int64(data[place])
        if first < 0x80:
            character = first
            place += 1
        elif first < 0xE0:
            character = (first & 0x1F) << 6 | (np.int64(data[place + 1]) & 0x3F)
            place += 2
        elif first < 0xF0:
            character = (first & 0x0F) << 12 | (np.int64(data[place + 1]) & 0x3F) << 6
            character |= np.int64(data[place + 2]) & 0x3F
            place += 3
        else:
            character = (first & 0x07) << 18 | (np.int64(data[place + 1]) & 0x3F) << 12
            character |= (np.int64(data[place + 2]) & 0x3F) << 6 | (np.int64(data[place + 3]) & 0x3F)
            place += 4
        codes[count] = character
        folded[count] = table[character]
        count += 1
    places[count] = place
    return count


@compiled
def byte_places(characters, places):
    """Fill `places` with where the UTF-8 of each character begins, and that of all ends."""
    place = 0
    for index in range(len(characters)):
        places[index] = place
        character = characters[index]
        place += 1 + (character >= 0x80) + (character >= 0x800) + (character >= 0x10000)
    places[len(characters)] = place


@compiled
def write_views(data, places, starts, ends, views, view_bytes):
    """Fill `views` (four integers a row; `view_bytes` is the same memory) with strings of the bytes `data`.

    The strings are those of the characters from starts to ends; nothing where a start is below 0.
    """
    for row in range(len(starts)):
        view = 4 * row
        views[view] = views[view + 1] = views[view + 2] = views[view + 3] = 0
        if starts[row] < 0:
            continue
        first = places[starts[row]]
        size = places[max(starts[row], ends[row])] - first
        views[view] = size
        begin = 4 * view + 4
        if size <= _SHORT:
            for offset in range(size):
                view_bytes[begin + offset] = data[first + offset]
        else:
            for offset in range(4):
                view_bytes[begin + offset] = data[first + offset]
            views[view + 3] = first


class Strings(NamedTuple):
    """Some strings to choose from: a view of each, of nothing behind the last, and their bytes."""

    views: np.ndarray
    data: np.ndarray

    @classmethod
    def of(cls, texts: Sequence[str]) -> Strings:
        encoded = [text.encode() for text in texts]
        data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        places = np.concatenate([[0], np.cumsum([len(text) for text in encoded])]).astype(np.int32)
        numbers = np.append(np.arange(len(texts)), -1)
        return cls(views_of(data, places, numbers, numbers + 1).view(np.int64).reshape(-1, 2), data)


def views_of(data: np.ndarray, places: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Views of stretches, as `write_views` makes them."""
    views = np.empty(4 * len(starts), dtype=np.int32)
    write_views(data, places, starts, ends, views, views.view(np.uint8))
    return views
