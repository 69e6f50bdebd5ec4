"""Parts of an Office file as trees: no entities, no document types, no network, bounded depth and size.

Here: `parse_part`, `local_name`, `attribute`, `whole_number`. Not here: what elements mean (`word_file`,
`list_numbers`).
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from transforms.documents.document import DocumentRefused

MAX_PART_BYTES = 50 * 1024 * 1024
# Not `isdigit`: it takes ², which is no number to `int`.
_WHOLE = re.compile("[0-9]{1,6}")


def parse_part(content: bytes) -> Any:
    """Root element of an XML part.

    Raises `DocumentRefused` with reason ``forbidden_content`` (a document type or entities: no office program writes
    them), ``too_deep`` or ``damaged``.
    """
    # Every encoding of XML writes these letters as ASCII, at most with zero bytes between.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<!DOCTYPE" in content[:4096].replace(b"\x00", b""):
        raise DocumentRefused("forbidden_content", "The file declares a document type or entities; it is not opened.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise DocumentRefused("too_deep", "Elements are nested deeper than any office program writes.") from None
        raise DocumentRefused("damaged", f"A part of the file is no well-formed XML: {error}.") from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise DocumentRefused("forbidden_content", "The file declares a document type; it is not opened.")
    return root


def local_name(element: Any) -> str:
    """Name of an element without its namespace: the strict and the usual form of the format differ in that alone."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Value of an attribute by its name without namespace."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def whole_number(written: str | None, otherwise: int) -> int:
    """A number as attributes hold it; `otherwise` for what is none, or is larger than any office program writes."""
    return int(written) if written and _WHOLE.fullmatch(written) else otherwise


def child(element: Any, name: str) -> Any | None:
    """First child of that name without namespace."""
    return next((below for below in element if local_name(below) == name), None)


def value_of(element: Any, *names: str) -> str | None:
    """`val` of the element below `element` along `names`."""
    for name in names:
        element = child(element, name) if element is not None else None
    return None if element is None else attribute(element, "val")
