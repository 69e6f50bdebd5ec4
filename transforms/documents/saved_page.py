"""Web pages saved as one file (mht): the page among the parts of a message.

Here: `read_saved_page`. Not here: the page itself (`web_page`).
"""

from __future__ import annotations

import email
from email.message import Message

from transforms.documents.characters import decode_text
from transforms.documents.document import Document, DocumentRefused
from transforms.documents.web_page import read_markup


def read_saved_page(content: bytes) -> Document:
    """The longest page in the message. Raises `DocumentRefused` with reason ``damaged`` or as for a web page."""
    message = email.message_from_bytes(content)
    pages = [
        page
        for part in message.walk()
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and (page := _content_of(part))
    ]
    if not pages:
        raise DocumentRefused("damaged", "The saved page holds no page.")
    decoded = decode_text(max(pages, key=len))
    if decoded is None:
        raise DocumentRefused("undecodable", "Neither UTF-8, GB18030 nor Big5 makes sense of the saved page.")
    return read_markup(*decoded, "mhtml")


def _content_of(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
