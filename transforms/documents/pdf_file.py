"""PDF files: characters with their places -> lines -> paragraphs that cross pages, running headers set aside.

Here: `read_pdf_file`, which asks the PDF library. Not here: lines, tables, paragraphs (`pdf_lines`, `pdf_paragraphs`).
The order in which a PDF draws its characters is not that of reading (quotes of another font come last in their line),
so characters are sorted by their place.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from transforms.documents.composing import compose
from transforms.documents.document import Document, DocumentRefused
from transforms.documents.pdf_lines import Glyph, Line, lay_out_lines
from transforms.documents.pdf_paragraphs import join_paragraphs

MAX_PAGES = 500
MAX_CHARACTERS = 2_000_000
_FEW_CHARACTERS = 10
_UPRIGHT = 0.1


def read_pdf_file(content: bytes) -> Document:
    """The document in `content`; pages that are pictures beside others with text are remarked on.

    Raises `DocumentRefused` with reason ``damaged``, ``encrypted``, ``too_large`` or ``needs_ocr``.
    """
    pdf = _open(content)
    try:
        count = len(pdf)
        if count > MAX_PAGES:
            raise DocumentRefused("too_large", f"The file has {count} pages; the limit is {MAX_PAGES}.")
        pages: list[list[Line]] = []
        pictures: list[int] = []
        total = 0
        for number in range(count):
            glyphs, has_picture, size = _read_page(pdf, number)
            total += len(glyphs)
            if total > MAX_CHARACTERS:
                raise DocumentRefused("too_large", f"The file has more than {MAX_CHARACTERS} characters.")
            if len(glyphs) < _FEW_CHARACTERS and has_picture:
                pictures.append(number + 1)
            pages.append(lay_out_lines(glyphs, number + 1, size))
    finally:
        pdf.close()
    if total < _FEW_CHARACTERS or len(pictures) * 2 > count:
        if not pictures and not total:
            raise DocumentRefused("needs_ocr", "The PDF has no text layer: its letters are drawings. Make one by OCR.")
        if pictures:
            raise DocumentRefused(
                "needs_ocr", f"{len(pictures)} of {count} pages are pictures. Make a text layer by OCR."
            )
    text, passages = compose(join_paragraphs(pages))
    remarks = (
        (("needs_ocr", f"pages {', '.join(map(str, pictures))} are pictures; the others are read"),) if pictures else ()
    )
    return Document(text, None, "pdf", passages, remarks)


def _open(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD:
            raise DocumentRefused("encrypted", "The PDF is protected by a password.") from None
        raise DocumentRefused("damaged", f"The PDF is cut off or broken: {error}.") from None


def _read_page(pdf: pypdfium2.PdfDocument, number: int) -> tuple[list[Glyph], bool, tuple[float, float]]:
    """Characters of a page, whether it shows a picture, its width and height."""
    try:
        page = pdf[number]
    except pypdfium2.PdfiumError as error:
        raise DocumentRefused("damaged", f"Page {number + 1} is broken: {error}.") from None
    try:
        text_page = page.get_textpage()
        try:
            glyphs = list(_glyphs(text_page.raw))
        finally:
            text_page.close()
        has_picture = len(glyphs) < _FEW_CHARACTERS and any(
            True for _ in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=3)
        )
        return glyphs, has_picture, page.get_size()
    except pypdfium2.PdfiumError as error:
        raise DocumentRefused("damaged", f"Page {number + 1} is broken: {error}.") from None
    finally:
        page.close()


def _glyphs(text_page: object) -> Iterator[Glyph]:
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    for place in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, place)
        # What the library adds between words is a guess; gaps tell better.
        if code < 0x20 or code in (0xFFFE, 0xFFFF) or pdfium.FPDFText_IsGenerated(text_page, place) == 1:
            continue
        if not pdfium.FPDFText_GetCharOrigin(text_page, place, x, y):
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, place, box):
            continue
        size = pdfium.FPDFText_GetFontSize(text_page, place)
        angle = pdfium.FPDFText_GetCharAngle(text_page, place)
        tilted = _UPRIGHT < angle < 2 * math.pi - _UPRIGHT
        height = abs(box.top - box.bottom)
        # Fonts of size 1 that a matrix enlarges are common: the box tells what is seen.
        em = max(height, size) if size <= 2 else size
        yield Glyph(chr(code), x.value, y.value, max(box.right, x.value), em, tilted)
