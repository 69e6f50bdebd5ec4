"""From bytes to characters: which encoding a Chinese text file is in.

The rule, in order: byte-order mark; strict utf-8; utf-8 with a few broken bytes (one lost byte must not turn a whole
report into another script); big5 where the file says so or where only big5 makes sense of it; gb18030, which contains
gbk and gb2312; at last whichever of utf-8 and gb18030 breaks fewer characters. A label inside the file is never obeyed
before utf-8 was tried: pages that say gb2312 and are utf-8 are common.
Belongs here: encodings. Does not belong here: file formats (`formats`), limits (`reader`).
"""

from __future__ import annotations

import codecs
import re

MAX_BROKEN_SHARE = 0.003
"""Share of replaced characters up to which a damaged utf-8 or gb18030 text is still taken as such."""
MAX_BROKEN_SHARE_AT_ALL = 0.02

_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LABEL = re.compile(rb"charset\s*=\s*[\"']?\s*(big5(?:-?hkscs)?|x-x-big5)", re.I)
_LABEL_HEAD = 2048
_SAMPLE = 20_000
# Characters that fill reports, in both scripts: read in the wrong encoding a text has next to none of them.
_FREQUENT = frozenset(
    "的一是在不了有和人中大为上个国以要時时作地于於出分对對会會主发發年動动工下過过产方多定行学學法所民政治府建設设"
    "依全面推進进实實施機机關关開开展執执制度報报告情況况重加強强化社区區縣县鎮镇街乡鄉市村理事項项件次及等與与並并"
)


def byte_order_mark(content: bytes) -> str | None:
    """Encoding named by a byte-order mark, or None."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def decode_text(content: bytes) -> tuple[str, str] | None:
    """Text without its byte-order mark, and the encoding found; None when no encoding makes sense of the bytes.

    Broken bytes become U+FFFD, one for each, so that they can be found again.
    """
    marked = byte_order_mark(content)
    if marked:
        text = content.decode(marked, errors="replace").removeprefix("\ufeff")
        return (text, marked) if _broken_share(text) <= MAX_BROKEN_SHARE_AT_ALL else None
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    repaired = content.decode("utf-8", errors="replace")
    if _broken_share(repaired) <= MAX_BROKEN_SHARE:
        return repaired, "utf-8"
    national = content.decode("gb18030", errors="replace")
    traditional = _as_big5(content, national)
    if traditional is not None:
        return traditional, "big5hkscs"
    encoding, text = min((("gb18030", national), ("utf-8", repaired)), key=lambda found: _broken_share(found[1]))
    return (text, encoding) if _broken_share(text) <= MAX_BROKEN_SHARE_AT_ALL else None


def _as_big5(content: bytes, national: str) -> str | None:
    """The text in big5 when the file says so and it fits, or when gb18030 gives gibberish and big5 does not."""
    text = content.decode("big5hkscs", errors="replace")
    if _broken_share(text) > MAX_BROKEN_SHARE:
        return None
    if _LABEL.search(content[:_LABEL_HEAD]) and _frequent_share(text) >= _frequent_share(national):
        return text
    return text if _frequent_share(text) > max(0.05, 3 * _frequent_share(national)) else None


def _broken_share(text: str) -> float:
    """Share of characters that are replacements or from the private-use area."""
    if not text:
        return 0.0
    broken = text.count("\ufffd") + sum("\ue000" <= character <= "\uf8ff" for character in text[:_SAMPLE])
    return broken / len(text)


def _frequent_share(text: str) -> float:
    sample = [character for character in text[:_SAMPLE] if "\u3400" <= character <= "\u9fff"]
    return sum(character in _FREQUENT for character in sample) / len(sample) if sample else 0.0
