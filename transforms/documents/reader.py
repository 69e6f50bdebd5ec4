"""The one way in: bytes of a file -> `Document`, or `DocumentRefused` with the reason.

Here: the limits, the order of the checks, the table of formats that are read.
To add a format: write its module (bytes -> Document) and enter it in `READERS` under the name that `formats` finds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.documents.characters import byte_order_mark, decode_text
from transforms.documents.document import Document, DocumentRefused
from transforms.documents.formats import binary_format, describe_format, markup_format
from transforms.documents.web_page import read_web_page
from transforms.documents.word_file import read_word_file

MAX_BYTES = 32 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
MIN_HAN_CHARACTERS = 50
MAX_CONTROL_SHARE = 0.01

READERS: dict[str, Callable[[bytes], Document]] = {"docx": read_word_file, "html": read_web_page}
"""Readers of formats other than plain text, by format name."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read_document(content: bytes) -> Document:
    """Text, encoding and format of a file's bytes.

    Raises `DocumentRefused` with reason ``empty``, ``too_large``, ``binary``, ``unsupported_format``, ``undecodable``
    or ``no_chinese_text``.
    """
    if not content:
        raise DocumentRefused("empty", "The file holds no bytes.")
    if len(content) > MAX_BYTES:
        raise DocumentRefused("too_large", f"The file has {len(content)} bytes; the limit is {MAX_BYTES}.")
    found = binary_format(content)
    if found:
        return _read_as(found, content)
    if b"\x00" in content and not byte_order_mark(content):
        raise DocumentRefused("binary", "The file holds NUL bytes: it is not text. Save it as text (UTF-8).")
    decoded = decode_text(content)
    if decoded is None:
        raise DocumentRefused("undecodable", "Neither UTF-8, GB18030 nor Big5 makes sense of the bytes. Save as UTF-8.")
    text, encoding = decoded
    if not text.strip("\ufeff\u200b \t\r\n\f\v\u3000\xa0"):
        raise DocumentRefused("empty", "The file holds only white space.")
    markup = markup_format(text)
    if markup:
        return _read_as(markup, content)
    return admit(Document(text, encoding, "txt"))


def admit(document: Document) -> Document:
    """`document` itself, when its text is one that can be a report; every reader's result passes here."""
    text = document.text
    if len(text) > MAX_CHARACTERS:
        raise DocumentRefused("too_large", f"The text has {len(text)} characters; the limit is {MAX_CHARACTERS}.")
    controls = len(_CONTROL.findall(text))
    if controls > MAX_CONTROL_SHARE * len(text):
        raise DocumentRefused("binary", f"{controls} of {len(text)} characters are control characters: not text.")
    han = len(_HAN.findall(text))
    if han < MIN_HAN_CHARACTERS:
        raise DocumentRefused(
            "no_chinese_text", f"The text holds {han} Chinese characters; a report has at least {MIN_HAN_CHARACTERS}."
        )
    return document


def _read_as(name: str, content: bytes) -> Document:
    reader = READERS.get(name)
    if reader is None:
        raise DocumentRefused(
            "unsupported_format", f"The content is {describe_format(name)}; only text files are read. Save it as text."
        )
    return admit(reader(content))
