"""A small writer of Word files: paragraphs, tables, list numbers, running headers, and parts of one's own."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str, properties: str = "") -> str:
    """Text in two runs, as Word splits it at will."""
    middle = len(text) // 2
    runs = "".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (text[:middle], text[middle:])
    )
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    cells = ("".join(f"<w:tc><w:tcPr/>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl><w:tblPr/>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def part(body: str, root: str = "document", inner: str = "body") -> str:
    content = f"<w:{inner}>{body}</w:{inner}>" if inner else body
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} xmlns:w="{MAIN}">{content}</w:{root}>'


def write_word_file(body: str, **parts: str | bytes) -> bytes:
    """A docx with `body` (paragraphs and tables) and further parts of word/ by name without ending."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("[Content_Types].xml", "<Types/>")
        container.writestr("_rels/.rels", _RELATIONS)
        container.writestr("word/document.xml", part(body))
        for name, content in parts.items():
            container.writestr(f"word/{name}.xml", content)
    return target.getvalue()


def word_file_of(text: str) -> bytes:
    """A docx with a paragraph a line."""
    return write_word_file("".join(paragraph(line) for line in text.splitlines() if line.strip()))
