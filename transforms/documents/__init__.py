"""From the bytes of a file to its text, or to a refusal that says why.

Here: `read_document`, the types it returns or raises, and the limits it keeps.
Belongs here: one module for each file format (a function bytes -> Document, entered in `reader.READERS`) and whatever
guards against hostile or broken files. Does not belong here: what the text says (`transforms.reading`), paths, the
network, the quarantine table.
"""

from transforms.documents.document import REASONS, Document, DocumentRefused, Passage
from transforms.documents.reader import MAX_BYTES, MAX_CHARACTERS, MIN_HAN_CHARACTERS, read_document, read_plain_text

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MIN_HAN_CHARACTERS",
    "REASONS",
    "Document",
    "DocumentRefused",
    "Passage",
    "read_document",
    "read_plain_text",
]
