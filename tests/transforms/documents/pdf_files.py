"""PDF files as offices make them: running header, page number, indented paragraphs, tables; also pages that are pictures."""

from __future__ import annotations

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table, TableStyle

# Every PDF reader has this font, so none is embedded.
registerFont(UnicodeCIDFont("STSong-Light"))
BODY = ParagraphStyle("body", fontName="STSong-Light", fontSize=12, leading=20, firstLineIndent=24, wordWrap="CJK")
TITLE = ParagraphStyle("title", parent=BODY, fontSize=18, leading=28, alignment=TA_CENTER, firstLineIndent=0)


def pdf_of(
    text: str, header: str = "某某县人民政府办公室　二〇二三年第7期", rows: Sequence[Sequence[str]] = ()
) -> bytes:
    """A PDF with a paragraph a line; the longest-looking title line is centred."""

    def draw_edges(canvas: Canvas, document: SimpleDocTemplate) -> None:
        canvas.setFont("STSong-Light", 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, header)
        canvas.drawCentredString(A4[0] / 2, 30, f"— {document.page} —")

    target = io.BytesIO()
    story: list[object] = []
    for line in text.splitlines():
        line = line.strip()
        if line:
            is_title = line.endswith("报告") and len(line) < 40
            story.append(Paragraph(escape(line), TITLE if is_title else BODY))
    if rows:
        style = TableStyle(
            [("FONT", (0, 0), (-1, -1), "STSong-Light", 11), ("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
        )
        story.append(Table([list(row) for row in rows], colWidths=120, style=style))
    SimpleDocTemplate(target, pagesize=A4, topMargin=70, bottomMargin=60).build(
        story, onFirstPage=draw_edges, onLaterPages=draw_edges
    )
    return target.getvalue()


def pdf_of_pictures(pages: int, words: str = "") -> bytes:
    """A scan: each page is one picture; `words` stand on the first page as text."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for number in range(pages):
        if words and number == 0:
            canvas.setFont("STSong-Light", 12)
            for place, line in enumerate(words.splitlines()):
                canvas.drawString(72, 750 - 20 * place, line)
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    return target.getvalue()
