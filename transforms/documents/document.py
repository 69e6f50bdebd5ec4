"""What reading a file gives: a `Document`, or a `DocumentRefused` with a reason code.

Not here: how bytes are read (`reader`, `characters`, `formats`).
"""

from __future__ import annotations

from dataclasses import dataclass

REASONS: dict[str, str] = {
    "empty": "the file holds no bytes, or only white space",
    "too_large": "the file is beyond the size this project reads",
    "binary": "the file is not text: it holds NUL bytes or mostly control characters",
    "unsupported_format": "the format was recognised, but is not read",
    "undecodable": "no character encoding makes sense of the bytes",
    "no_chinese_text": "the text holds too few Chinese characters to be a report",
}


@dataclass(frozen=True)
class Document:
    """A text that could be read.

    `text` is the decoded content, untouched but for a removed byte-order mark: line endings stay as they were.
    `encoding` is the Python name of the character encoding found. `source_format` is the format found in the content
    (not in the file's name): ``txt``.
    """

    text: str
    encoding: str
    source_format: str


class DocumentRefused(Exception):
    """The file cannot be taken in. `reason` is a key of `REASONS`, `message` says what is wrong and what to do."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(f"{reason}: {message}")
        self.reason = reason
        self.message = message
