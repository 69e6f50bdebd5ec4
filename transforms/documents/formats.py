"""Which file format the bytes are in, told from the content and never from the file's name.

Officials rename files freely: a .doc is often a web page or a docx, a .txt sometimes a PDF.
Belongs here: signatures of formats. Does not belong here: reading them (one module a format).
"""

from __future__ import annotations

import re
from collections.abc import Container

from transforms.documents.document import DocumentRefused
from transforms.documents.zip_members import ZipMembers

SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gzip"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"\x7fELF", "executable"),
)
ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("OFD.xml", "ofd"),
    ("content.xml", "odt"),
)
# Names of streams of old Office files; a file protected by a password is packed in one.
OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "protected"),
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
)
FORMAT_NAMES: dict[str, str] = {
    "pdf": "a PDF file",
    "ole": "an old Office file of no kind that is known here",
    "doc": "an old Word file (doc, wps)",
    "xls": "an old Excel file (xls, et)",
    "ppt": "an old PowerPoint file (ppt, dps)",
    "protected": "an Office file protected by a password",
    "docx": "a Word file (docx)",
    "xlsx": "an Excel file (xlsx)",
    "pptx": "a PowerPoint file (pptx)",
    "ofd": "an OFD file",
    "odt": "an OpenDocument file",
    "zip": "a ZIP archive",
    "rtf": "an RTF file",
    "html": "a web page (HTML)",
    "mhtml": "a saved web page (MHTML)",
    "xml": "an XML file",
}

_MARKUP = re.compile(r"<(?:html|head|body|meta|title|div|p|br|table|tr|td|span|script|style|a|ul|li)\b[^<>]*>", re.I)
_MARKUP_HEAD = 4096
_MESSAGE = re.compile(r"[a-z][a-z-]{2,40}:[ \t]*\S")
_PAGE_IN_MESSAGE = re.compile(r"content-type:\s*(?:text/html|multipart/related)")
_MARKUP_TAGS = 5
_HEAD_OF_CONTAINER = 16_384


def binary_format(content: bytes) -> str | None:
    """Name of the binary or container format whose signature opens `content`, or None."""
    if content.startswith(ZIP_SIGNATURES):
        return _zip_format(content)
    opening = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for signature, name in SIGNATURES:
        if content.startswith(signature) or (name in ("pdf", "rtf") and opening.startswith(signature)):
            return _ole_format(content) if name == "ole" else name
    return None


def _zip_format(content: bytes) -> str:
    """By the names in the directory of the container; of a container cut off, by the names still there."""
    try:
        names: Container[str] = set(ZipMembers(content).names)
    except DocumentRefused:
        names = content[:_HEAD_OF_CONTAINER].decode("latin-1")
    return next((name for member, name in ZIP_MEMBERS if member in names), "zip")


def _ole_format(content: bytes) -> str:
    return next((name for stream, name in OLE_STREAMS if stream.encode("utf-16-le") in content), "ole")


def markup_format(text: str) -> str | None:
    """``html``, ``mhtml`` or ``xml`` when `text` is markup, else None.

    A stray tag left in a copied text (``<br>``) does not make it a web page.
    """
    opening = text[:_MARKUP_HEAD].lstrip("\ufeff \t\r\n").lower()
    if opening.startswith(("<!doctype html", "<html")):
        return "html"
    if _MESSAGE.match(opening) and "mime-version:" in opening and _PAGE_IN_MESSAGE.search(opening):
        return "mhtml"
    tags = len(_MARKUP.findall(opening))
    if opening.startswith("<?xml"):
        return "html" if tags >= _MARKUP_TAGS else "xml"
    return "html" if tags >= _MARKUP_TAGS else None


def describe_format(name: str) -> str:
    """Words for a refusal: ``a PDF file``."""
    return FORMAT_NAMES.get(name, f"a {name} file")
