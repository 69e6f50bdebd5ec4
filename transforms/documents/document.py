"""What reading a file gives: a `Document` with its passages, or a `DocumentRefused` with a reason code.

Not here: how bytes are read (`reader`, `characters`, one module a format), how passages become one text (`composing`).
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.tables import FURNITURE_ROLES

REASONS: dict[str, str] = {
    "empty": "the file holds no bytes, or only white space",
    "too_large": "the file, what is packed in it, or its text is beyond the size this project reads",
    "too_deep": "elements or archives are nested deeper than this project reads",
    "binary": "the file is not text: it holds NUL bytes or mostly control characters",
    "unsupported_format": "the format was recognised, but is not read",
    "undecodable": "no character encoding makes sense of the bytes",
    "no_chinese_text": "the text holds too few Chinese characters to be a report",
    "needs_ocr": "the pages are pictures: a text layer has to be made first",
    "encrypted": "the file is protected by a password",
    "damaged": "the file is cut off or broken: its own format does not make sense of it",
    "forbidden_content": "the file declares entities or a document type, which no office program writes",
    "no_report_inside": "the archive holds no file of a format that is read",
    "reader_failed": "reading the file failed in a way that was not foreseen",
    "time_exceeded": "reading the file took longer than is allowed",
    "memory_exceeded": "reading the file took more memory than is allowed",
    "reader_died": "the process that read the file died",
    "link": "the path is a symbolic link, which is not followed",
    "no_file": "the path is no regular file",
    "unreadable": "the operating system does not give the file out",
    "unsafe_name": "the file's name holds control characters",
}


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch text[start:end] that is one paragraph or one row of a table, and where it stands in the source.

    `role` is one of `warehouse.tables.PASSAGE_ROLES`. `page_number` counts the pages of a PDF from 1. `place` says
    where within the source: a CSS selector for a web page, `paragraph 14` or `table 2 row 3` for a Word file.
    """

    start: int
    end: int
    role: str
    page_number: int | None = None
    place: str | None = None


@dataclass(frozen=True)
class Document:
    """A text that could be read.

    `text` of a plain text is the decoded content, untouched but for a removed byte-order mark: line endings stay as
    they were. Of other formats it is what was read from them: the report first, one paragraph or table row a line, and
    below `body_end` the page furniture that was set aside (menus, share bars, running headers).
    `encoding` is the Python name of the character encoding found, None where the format has no choice of one.
    `source_format` is the format found in the content (not in the file's name).
    `passages` cover the text of formats other than plain text, in its order.
    `remarks` are (reason, message) about what could be read only in part.
    """

    text: str
    encoding: str | None
    source_format: str
    passages: tuple[Passage, ...] = ()
    remarks: tuple[tuple[str, str], ...] = ()

    @property
    def body_end(self) -> int:
        """Code point at which the report ends; what follows is page furniture."""
        body = [passage.end for passage in self.passages if passage.role not in FURNITURE_ROLES]
        return max(body, default=0) if self.passages else len(self.text)


class DocumentRefused(Exception):
    """The file cannot be taken in. `reason` is a key of `REASONS`, `message` says what is wrong and what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason, message)
        self.reason = reason
        self.message = message

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"
