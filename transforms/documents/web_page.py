"""Web pages: bytes in whatever encoding -> the report with its page furniture set aside.

Here: `read_web_page`. Not here: lines (`page_lines`), roles (`page_roles`), depth (`markup_depth`).
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from transforms.documents.characters import decode_text
from transforms.documents.composing import Block, compose, tidy
from transforms.documents.document import Document, DocumentRefused
from transforms.documents.markup_depth import MAX_DEPTH, measure_depth
from transforms.documents.page_lines import read_page_lines
from transforms.documents.page_roles import find_roles
from transforms.reading.metadata import has_label
from warehouse.tables import FURNITURE_ROLES

# Names of the standard for labels of government sites, and the label that a reader of the page would see.
_LABELS = {"PubDate": "发布日期", "ContentSource": "来源"}
_TITLED = re.compile(r"(?:报告|報告|总结|總結|情况|情況|计划|計劃|要点|要點|方案|通知)$")
_HEAD_LINES = 40


def read_web_page(content: bytes, source_format: str = "html") -> Document:
    """The page in `content`.

    Raises `DocumentRefused` with reason ``undecodable`` or ``too_deep``.
    """
    decoded = decode_text(content)
    if decoded is None:
        raise DocumentRefused("undecodable", "Neither UTF-8, GB18030 nor Big5 makes sense of the page.")
    return read_markup(*decoded, source_format)


def read_markup(markup: str, encoding: str, source_format: str = "html") -> Document:
    """The page whose source is `markup`."""
    depth = measure_depth(markup)
    if depth > MAX_DEPTH:
        raise DocumentRefused("too_deep", f"Elements are nested more than {MAX_DEPTH} deep, which no real page does.")
    tree = LexborHTMLParser(markup)
    page = read_page_lines(tree)
    blocks = [
        Block(line.text, role, page.place_of(line.element))
        for line, role in zip(page.lines, find_roles(page), strict=True)
    ]
    text, passages = compose([*_head_blocks(tree, blocks), *blocks])
    return Document(text, encoding, source_format, passages)


def _head_blocks(tree: LexborHTMLParser, blocks: list[Block]) -> list[Block]:
    """Title, date and source that stand in the head of the page alone, above the report; else set aside."""
    head = [block.text for block in blocks if block.role not in FURNITURE_ROLES][:_HEAD_LINES]
    found = []
    title = tree.css_first("head > title")
    words = tidy(title.text()) if title is not None else ""
    if words:
        is_shown = any(_TITLED.search(line) for line in head if len(line) <= 90)
        is_wanted = not is_shown and bool(_TITLED.search(re.split(r"[_|｜\-—]", words)[0].strip()))
        shown = re.split(r"[_|｜\-—]", words)[0].strip() if is_wanted else words
        found.append(Block(shown, "paragraph" if is_wanted else "page_title", "head > title"))
    if not any(has_label(line) for line in head):
        for name, label in _LABELS.items():
            tag = tree.css_first(f'meta[name="{name}"]')
            value = tidy((tag.attributes.get("content") or "") if tag is not None else "")
            if value:
                found.append(Block(f"{label}：{value}", "paragraph", f'meta[name="{name}"]'))
    return found
