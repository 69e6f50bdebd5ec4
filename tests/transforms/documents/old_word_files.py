"""A small writer of old Word files: an OLE container with a main stream, a table stream and a piece table.

The container has sectors of 512 bytes, no mini stream (streams are filled up to 4096 bytes), one directory sector.
"""

from __future__ import annotations

import itertools
import struct

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def write_old_word_file(
    text: str, footnotes: str = "", headers: str = "", table_stream: str = "1Table", flags: int = 0, pieces: int = 3
) -> bytes:
    """A doc of `text`, in which \\r ends paragraphs and \\x07 cells. ASCII pieces take one byte a character."""
    whole = text + footnotes + headers
    cuts = sorted({0, len(whole), *(len(whole) * index // pieces for index in range(1, pieces))})
    data, edges, places = b"", [], []
    for start, end in itertools.pairwise(cuts):
        piece = whole[start:end]
        edges.append(start)
        where = 0x400 + len(data)
        if piece.isascii():
            places.append((where * 2) | 0x40000000)
            data += piece.encode("ascii")
        else:
            data += b"\x00" * (len(data) % 2)
            places.append(0x400 + len(data))
            data += piece.encode("utf-16-le")
    edges.append(len(whole))
    plc = struct.pack(f"<{len(edges)}i", *edges) + b"".join(struct.pack("<HIH", 0, place, 0) for place in places)
    properties = b"\x01" + struct.pack("<H", 4) + b"\x00" * 4
    clx = properties + b"\x02" + struct.pack("<i", len(plc)) + plc
    main = bytearray(0x400)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, (0x0200 if table_stream == "1Table" else 0) | flags)
    struct.pack_into("<iii", main, 0x4C, len(text), len(footnotes), len(headers))
    struct.pack_into("<ii", main, 0x01A2, 8, len(clx))
    return write_container({"WordDocument": bytes(main) + data, table_stream: b"\x00" * 8 + clx})


def write_container(streams: dict[str, bytes]) -> bytes:
    """An OLE container with these streams."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = []
    for name, content in streams.items():
        content = content.ljust(4096, b"\x00")
        first = len(sectors)
        chunks = [content[place : place + _SECTOR].ljust(_SECTOR, b"\x00") for place in range(0, len(content), _SECTOR)]
        sectors += chunks
        fat += [*range(first + 1, first + len(chunks)), _END]
        entries.append((name, 2, first, len(content)))
    directory = _entry("Root Entry", 5, _END, 0, child=1)
    for index, (name, kind, first, size) in enumerate(entries, 1):
        directory += _entry(name, kind, first, size, right=index + 1 if index < len(entries) else _FREE)
    directory_sector = len(sectors)
    for place in range(0, len(directory), _SECTOR):
        sectors.append(directory[place : place + _SECTOR].ljust(_SECTOR, b"\x00"))
        fat.append(directory_sector + place // _SECTOR + 1)
    fat[-1] = _END
    fat_count = 1
    while fat_count * 128 < len(fat) + fat_count:
        fat_count += 1
    fat_first = len(sectors)
    fat += [_FAT] * fat_count
    fat += [_FREE] * (fat_count * 128 - len(fat))
    table = struct.pack(f"<{len(fat)}I", *fat)
    sectors += [table[place : place + _SECTOR] for place in range(0, len(table), _SECTOR)]
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    )
    header += struct.pack("<IIIIIIIII", 0, fat_count, directory_sector, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *(fat_first + index if index < fat_count else _FREE for index in range(109)))
    return header + b"".join(sectors)


def _entry(name: str, kind: int, first: int, size: int, right: int = _FREE, child: int = _FREE) -> bytes:
    written = name.encode("utf-16-le") + b"\x00\x00"
    return (
        written.ljust(64, b"\x00") + struct.pack("<HBB", len(written), kind, 1) + struct.pack("<III", _FREE, right, child) + b"\x00" * 16
        + struct.pack("<I", 0) + b"\x00" * 16 + struct.pack("<II", first, size) + b"\x00" * 4
    )  # fmt: skip


def old_word_file_of(text: str) -> bytes:
    """A doc with a paragraph a line."""
    return write_old_word_file("".join(f"{line}\r" for line in text.splitlines() if line.strip()))
