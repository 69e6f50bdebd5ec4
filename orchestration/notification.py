"""Telling people that a run failed: one POST to an address of theirs. Off unless FAZHI_WEBHOOK names the address.

Here: `notify`. The address may hold a secret, so it comes from the environment alone and is never written anywhere: not
into logs, not into the instance. Not here: what is told (`automation.failed_run`).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from urllib.parse import urlsplit

_SECONDS = 10.0
SETTING = "FAZHI_WEBHOOK"


def notify(entry: Mapping[str, object]) -> str:
    """Send `entry` as JSON; returns what became of it, in words without the address. Never raises."""
    address = os.environ.get(SETTING, "")
    if not address:
        return f"nobody is told: {SETTING} is not set"
    try:
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return f"nobody was told: {SETTING} is no address"
    if parts.scheme not in ("http", "https") or not host:
        return f"nobody was told: {SETTING} is no http or https address"
    import httpx2

    try:
        # No redirects: they could lead the report elsewhere.
        answer = httpx2.post(address, json=dict(entry), timeout=_SECONDS, follow_redirects=False)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        # The words of the error may hold the address.
        return f"nobody was told: {host} gave {type(error).__name__}"
    if answer.is_success:
        return f"{host} was told"
    return f"nobody was told: {host} answered {answer.status_code}"
