"""Why a page could not be fetched.

Here: `FetchFailure` and its codes. Not here: what is done about it (`pages`).
"""

from __future__ import annotations

FAILURE_CODES = (
    "bad_url",
    "private_address",
    "robots_denied",
    "robots_unreachable",
    "unknown_host",
    "unreachable",
    "timeout",
    "broken_reply",
    "status",
    "too_many_redirects",
    "too_large",
    "empty",
    "host_left",
)
# The host itself did not answer: a sign that its other pages will not come either.
OF_THE_HOST = frozenset({"unknown_host", "unreachable", "timeout"})


class FetchFailure(Exception):
    """One request gave no page. `code` is one of FAILURE_CODES, `message` says what happened.

    `is_transient`: another attempt may succeed, not before `retry_after` seconds where the host said so.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        status: int | None = None,
        final_url: str | None = None,
        address: str | None = None,
        is_transient: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.final_url = final_url
        self.address = address
        self.is_transient = is_transient
        self.retry_after = retry_after
