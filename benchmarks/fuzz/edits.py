"""Changes to bytes as data: a test draws them, shrinks them and prints them.

Here: `Edit`, `apply_edits`, `TOKENS`. Not here: drawing them (tests), what is changed (`seeds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KINDS = ("replace", "insert", "delete", "repeat", "cut", "zero")

# Bytes that mean something to some reader: sizes at their limits, marks that open and close.
TOKENS: tuple[bytes, ...] = (
    b"\x00", b"\xff", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x80", b"\x01\x00\x00\x00", b"\xfe\xff\xff\xff",
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\x00", b"\x80", b"\xa1\xa1", b"\xed\xa0\x80",
    b"<", b">", b"</w:p>", b"<w:tbl>", b"<w:p>", b'="', b"&#xD800;", b"&#0;", b"<!--", b"]]>", b"<table>", b"<td colspan=99999>",
    b"<template>", b"<svg>", b"<![CDATA[", b"{", b"}", b"\\u-10179?", b"\\u55357?", b"\\uc", b"\\bin", b"\\'", b"\\ansicpg0 ", b"\\cell",
    b"--", b"\r\n\r\n", b"Content-Transfer-Encoding: base64\r\n", b"boundary=", b"%%EOF", b"endobj", b"/Length 9", b"stream", b"<<", b"\x07",
    b"\x13", b"\x14", b"\x15", b"0", b"-1", b"99999999999999999999", "一".encode(), "万".encode(), "\u0661".encode(), "²".encode(), "〔".encode(),
)  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One change at `place` (a share of the length from 0 to 1): `kind` with `token`, over `length` bytes."""

    kind: str
    place: float
    length: int = 1
    token: bytes = b""


def apply_edits(content: bytes, edits: Sequence[Edit]) -> bytes:
    """`content` with all changes made, one after the other."""
    for edit in edits:
        start = int(edit.place * len(content))
        end = min(start + edit.length, len(content))
        before, touched, after = content[:start], content[start:end], content[end:]
        match edit.kind:
            case "replace":
                content = before + edit.token + content[start + len(edit.token) :]
            case "insert":
                content = before + edit.token + touched + after
            case "delete":
                content = before + after
            case "repeat":
                content = before + touched * 3 + after
            case "zero":
                content = before + bytes(len(touched)) + after
            case "cut":
                content = before
            case _:
                raise ValueError(f"no such kind of edit: {edit.kind}")
    return content
