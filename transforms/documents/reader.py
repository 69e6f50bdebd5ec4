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
from transforms.documents.old_word_file import read_old_word_file
from transforms.documents.pdf_file import read_pdf_file
from transforms.documents.rich_text import read_rich_text
from transforms.documents.saved_page import read_saved_page
from transforms.documents.web_page import read_web_page
from transforms.documents.word_file import read_word_file

MAX_BYTES = 32 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
MIN_HAN_CHARACTERS = 50
MAX_CONTROL_SHARE = 0.01

READERS: dict[str, Callable[[bytes], Document]] = {
    "doc": read_old_word_file,
    "docx": read_word_file,
    "html": read_web_page,
    "mhtml": read_saved_page,
    # Nothing in it says what it is, as where a file was cut off: this reader says what is missing.
    "ole": read_old_word_file,
    "pdf": read_pdf_file,
    "rtf": read_rich_text,
}
"""Readers of formats other than plain text, by format name."""

_ADVICE = "Save it as docx, PDF or text."
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def read_document(content: bytes) -> Document:
    """Text, encoding, format and passages of a file's bytes.

    Raises `DocumentRefused` with one of the reasons of `transforms.documents.REASONS`; archives are refused here, as
    each file in them is a document of its own (`archive`).
    """
    document = read_plain_text(content)
    if document is not None:
        return document
    found = find_format(content)
    reader = READERS.get(found)
    if found == "protected":
        raise DocumentRefused("encrypted", "The Office file is protected by a password.")
    if reader is None:
        raise DocumentRefused(
            "unsupported_format", f"The content is {describe_format(found)}, which is not read. {_ADVICE}"
        )
    return admit(reader(content))


def read_plain_text(content: bytes) -> Document | None:
    """As `read_document`, but None where another reader than that of plain text is needed: this one has no dangers."""
    if not content:
        raise DocumentRefused("empty", "The file holds no bytes.")
    if len(content) > MAX_BYTES:
        raise DocumentRefused("too_large", f"The file has {len(content)} bytes; the limit is {MAX_BYTES}.")
    if binary_format(content):
        return None
    if b"\x00" in content and not byte_order_mark(content):
        raise DocumentRefused("binary", "The file holds NUL bytes: it is not text. Save it as text (UTF-8).")
    decoded = decode_text(content)
    if decoded is None:
        raise DocumentRefused("undecodable", "Neither UTF-8, GB18030 nor Big5 makes sense of the bytes. Save as UTF-8.")
    text, encoding = decoded
    if not text.strip("\ufeff\u200b \t\r\n\f\v\u3000\xa0"):
        raise DocumentRefused("empty", "The file holds only white space.")
    return None if markup_format(text) else admit(Document(text, encoding, "txt"))


def find_format(content: bytes) -> str:
    """Name of the format that the bytes are in, whatever the file is called; ``txt`` where none is recognised."""
    found = binary_format(content)
    if found:
        return found
    decoded = decode_text(content)
    return (markup_format(decoded[0]) if decoded else None) or "txt"


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
