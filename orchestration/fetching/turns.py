"""One request at a time to a host, with a pause between two.

Here: `Turns`. Not here: how long the pause is (limits and robots.txt).
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Turns:
    """Turns at hosts, within one event loop."""

    def __init__(self, delay_seconds: float) -> None:
        self._delay = delay_seconds
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._longer: dict[str, float] = {}
        self._not_before: dict[str, float] = {}

    def ask_for_pause(self, host: str, seconds: float) -> None:
        """Pause at least this long between two requests to `host`."""
        self._longer[host] = max(seconds, self._longer.get(host, 0.0))

    @asynccontextmanager
    async def at(self, host: str) -> AsyncIterator[None]:
        """Wait for the turn at `host` and hold it; the pause counts from the end of the request."""
        clock = asyncio.get_running_loop().time
        async with self._locks[host]:
            await asyncio.sleep(max(0.0, self._not_before.get(host, 0.0) - clock()))
            try:
                yield
            finally:
                self._not_before[host] = clock() + max(self._delay, self._longer.get(host, 0.0))
