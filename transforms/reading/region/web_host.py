"""What a page's host says about places: www.nanjiang.gov.cn, tjjh.gov.cn (天津 静海), wz.gov.cn.

Hosts are written in pinyin, whole or by first letters, so they support a place and never name one: wz is 万州 and 温州.
Belongs here: how well a place's letters fit a host. Does not belong here: which place it is (`evidence`).
"""

from __future__ import annotations

from urllib.parse import urlsplit

_NO_NAME = frozenset({"www", "gov", "cn", "com", "org", "net", "edu", "public", "xxgk", "zwgk", "zhengfu", "m", "wap"})
WHOLE, LETTERS, FEW_LETTERS = "whole name", "first letters", "few letters"


def host_of(url: str | None) -> str | None:
    """The host of a URL in lower case, or None."""
    if not url:
        return None
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname
    except ValueError:
        return None


def labels_of(host: str) -> list[str]:
    """The parts of a host that may be names: www.cqwz.gov.cn -> cqwz."""
    return [part for label in host.split(".") for part in label.split("-") if part not in _NO_NAME and len(part) > 1]


def fit_host(labels: list[str], own: tuple[str, ...], above: tuple[tuple[str, ...], ...]) -> str | None:
    """How the best of `labels` writes a place: WHOLE, LETTERS, FEW_LETTERS or None.

    `own` and `above` are the syllables of the place and of the places above it, kinds (xian, shi) included.
    """
    if len(own) < 2:
        return None
    short = own[:-1] if len(own) > 2 else own
    whole = {"".join(short), "".join(own)}
    first = "".join(syllable[0] for syllable in short)
    longer = {first + own[-1][0]} | {first + "zf"}
    for higher in above:
        if len(higher) < 2:
            continue
        stem = higher[:-1] if len(higher) > 2 else higher
        letters = "".join(syllable[0] for syllable in stem)
        whole |= {letters + "".join(short), "".join(stem) + "".join(short)}
        longer |= {letters + first, "".join(stem) + first, letters + first + own[-1][0]}
    if any(label in whole for label in labels):
        return WHOLE
    if any(label in longer and len(label) >= 4 for label in labels):
        return LETTERS
    if any(label == first or label in longer for label in labels):
        return FEW_LETTERS
    return None
