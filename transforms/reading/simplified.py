"""A simplified-script shadow of a text, character for character, for rules to look at.

Pages in traditional script (big5 sites, mirrors) say 縣, 區, 報告; the rules say 县, 区, 报告. The shadow has the same
length as the text, so every offset found in it is an offset in the text. It is not a conversion for readers: words are
not looked at.
"""

from __future__ import annotations

from functools import cache

from transforms.reading.traditional import simplified_characters

# Frequent characters of traditional script: without any of them a text is taken as simplified.
TRADITIONAL_SIGNS = ("設", "報", "區", "縣", "鎮", "執", "進", "開", "題", "與")


@cache
def _table() -> dict[int, str]:
    return {ord(written): common for written, common in simplified_characters().items()}


def simplified(text: str) -> str:
    """`text` with its traditional characters replaced one for one; same length."""
    if any(sign in text for sign in TRADITIONAL_SIGNS):
        return text.translate(_table())
    return text
