"""robots.txt of a host (RFC 9309): which of its pages may be fetched, and how slowly.

Here: `Robots`. A host without one (status 4xx) allows everything; one that cannot be asked (5xx, no answer) allows
nothing for now. Each is asked once a run.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable

import httpx2
from protego import Protego

from orchestration.fetching.client import Reply
from orchestration.fetching.failure import FetchFailure
from orchestration.fetching.limits import FetchLimits
from orchestration.fetching.turns import Turns


class Robots:
    """Rules of hosts. `ask` fetches a robots.txt, with its attempts and its record."""

    def __init__(self, limits: FetchLimits, turns: Turns, ask: Callable[[str], Awaitable[Reply]]) -> None:
        self._limits = limits
        self._turns = turns
        self._ask = ask
        self._rules: dict[str, Protego | FetchFailure] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def admit(self, place: httpx2.URL) -> None:
        """Raises FetchFailure `robots_denied`, or `robots_unreachable` where it cannot be known."""
        origin = f"{place.scheme}://{place.netloc.decode('ascii')}"
        async with self._locks[origin]:
            if origin not in self._rules:
                self._rules[origin] = await self._read(origin, place.host)
        rules = self._rules[origin]
        if isinstance(rules, FetchFailure):
            raise FetchFailure(rules.code, rules.message, final_url=str(place), status=rules.status)
        if not rules.can_fetch(str(place), self._limits.user_agent):
            raise FetchFailure("robots_denied", f"{origin}/robots.txt does not allow it", final_url=str(place))

    async def _read(self, origin: str, host: str) -> Protego | FetchFailure:
        try:
            reply = await self._ask(f"{origin}/robots.txt")
        except FetchFailure as failure:
            # An empty one forbids nothing; a redirect elsewhere or a page that is too long is no robots.txt.
            is_absent = failure.status is not None and 400 <= failure.status < 500 and failure.status != 429
            if is_absent or failure.code in ("empty", "too_large", "too_many_redirects", "bad_url"):
                return Protego.parse("")
            if failure.code in ("private_address", "unknown_host", "unreachable", "timeout"):
                return failure
            return FetchFailure(
                "robots_unreachable",
                f"{origin}/robots.txt {failure.message}; without it nothing is fetched",
                status=failure.status,
            )
        rules = Protego.parse((reply.content or b"").decode("utf-8-sig", "replace"))
        if pause := rules.crawl_delay(self._limits.user_agent):
            self._turns.ask_for_pause(host, min(pause, self._limits.longest_delay_seconds))
        return rules
