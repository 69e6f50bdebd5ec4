"""Many pages: hosts side by side, the pages of one host one after the other, again where that may help, all recorded.

Here: `fetch_pages`. Not here: one request (`client`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from orchestration.fetching.addresses import Resolver, resolve_by_system
from orchestration.fetching.client import Admit, PageClient, Reply
from orchestration.fetching.failure import OF_THE_HOST, FetchFailure
from orchestration.fetching.limits import FetchLimits
from orchestration.fetching.robots import Robots
from warehouse.raw_store import RawStore

Record = dict[str, Any]
"""A row of the table `fetch`."""


def fetch_pages(
    urls: Sequence[str],
    known: Mapping[str, Mapping[str, Any]],
    store: RawStore,
    limits: FetchLimits,
    note: Callable[[Record], None],
    resolve: Resolver = resolve_by_system,
) -> None:
    """Fetch every URL, keep the bodies in `store`, and give `note` a row of the table `fetch` for each fetch.

    `known` holds, by URL, the last row with a body: the page is asked for only if it changed since, and where the fetch
    fails the row names that body as the one still in use. A page never stops the others.
    """
    asyncio.run(_Fetcher(known, store, limits, note, resolve).fetch(urls))


class _Fetcher:
    def __init__(
        self,
        known: Mapping[str, Mapping[str, Any]],
        store: RawStore,
        limits: FetchLimits,
        note: Callable[[Record], None],
        resolve: Resolver,
    ) -> None:
        self._known = {url: row for url, row in known.items() if row["body_sha256"] and store.has(row["body_sha256"])}
        self._store = store
        self._limits = limits
        self._note = note
        self._client = PageClient(limits, resolve)
        self._robots = Robots(limits, self._client.turns, self._fetch_robots)

    async def fetch(self, urls: Sequence[str]) -> None:
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(_host_of(url), []).append(url)
        at_once = asyncio.Semaphore(self._limits.hosts_at_once)

        async def visit(pages: list[str]) -> None:
            async with at_once:
                await self._fetch_of_host(pages)

        async with self._client, asyncio.TaskGroup() as group:
            for pages in by_host.values():
                group.create_task(visit(pages))

    async def _fetch_of_host(self, pages: list[str]) -> None:
        in_a_row = 0
        for url in pages:
            if in_a_row >= self._limits.host_failures:
                failure = FetchFailure(
                    "host_left", f"was not tried: {in_a_row} pages of its host in a row could not be reached"
                )
                self._note(self._failed(url, "page", datetime.now(UTC), 0, failure))
                continue
            try:
                await self._fetch_recorded(url, "page", self._robots.admit)
                in_a_row = 0
            except FetchFailure as failure:
                in_a_row = in_a_row + 1 if failure.code in OF_THE_HOST else 0

    async def _fetch_robots(self, url: str) -> Reply:
        return await self._fetch_recorded(url, "robots", None)

    async def _fetch_recorded(self, url: str, purpose: str, admit: Admit | None) -> Reply:
        """Fetch with attempts, and note how it ended. Raises FetchFailure."""
        started, attempts = datetime.now(UTC), 0
        known = self._known.get(url) if purpose == "page" else None
        conditions = _conditions(known)
        try:
            async for attempt in AsyncRetrying(
                stop=stop_after_attempt(self._limits.attempts),
                retry=retry_if_exception(self._may_help),
                wait=self._wait,
                reraise=True,
            ):
                with attempt:
                    attempts += 1
                    reply = await self._client.get(url, conditions, admit)
                    if reply.status == 304 and known is None:
                        raise FetchFailure(
                            "broken_reply", "answers with status 304, which was not asked for", status=304
                        )
        except FetchFailure as failure:
            self._note(self._failed(url, purpose, started, attempts, failure))
            raise
        row = self._row(url, purpose, started, attempts, "fetched" if reply.content is not None else "not_modified")
        row |= {
            "status": reply.status,
            "final_url": reply.final_url,
            "address": reply.address,
            "content_type": reply.content_type,
            "etag": reply.etag,
            "last_modified": reply.last_modified,
        }
        if reply.content is not None:
            digest = self._store.put(reply.content)
            row |= {"sha256": digest, "byte_count": len(reply.content), "body_sha256": digest}
        elif known is not None:
            # An answer that nothing changed need not repeat what it changed from.
            row |= {name: row[name] or known[name] for name in ("content_type", "etag", "last_modified")}
            row["body_sha256"] = known["body_sha256"]
        self._note(row)
        return reply

    def _failed(self, url: str, purpose: str, started: datetime, attempts: int, failure: FetchFailure) -> Record:
        known = self._known.get(url) if purpose == "page" else None
        row = self._row(url, purpose, started, attempts, "failed")
        kept = f"; the page fetched on {known['fetched_at']:%Y-%m-%d} stays in use" if known else ""
        return row | {
            "status": failure.status,
            "final_url": failure.final_url,
            "address": failure.address,
            "error": failure.code,
            "message": failure.message + kept,
            "body_sha256": known["body_sha256"] if known else None,
        }

    @staticmethod
    def _row(url: str, purpose: str, started: datetime, attempts: int, outcome: str) -> Record:
        return {
            "url": url,
            "fetched_at": started,
            "purpose": purpose,
            "outcome": outcome,
            "attempts": attempts,
            "duration_seconds": round((datetime.now(UTC) - started).total_seconds(), 3),
        }

    def _may_help(self, error: BaseException) -> bool:
        return (
            isinstance(error, FetchFailure)
            and error.is_transient
            and (error.retry_after or 0.0) <= self._limits.longest_wait_seconds
        )

    def _wait(self, state: RetryCallState) -> float:
        first, most = self._limits.backoff_seconds, self._limits.longest_wait_seconds
        pause = wait_exponential_jitter(multiplier=first, max=most, jitter=first)(state)
        error = state.outcome.exception() if state.outcome else None
        return max(pause, error.retry_after or 0.0) if isinstance(error, FetchFailure) else pause


def _conditions(known: Mapping[str, Any] | None) -> dict[str, dict[str, str]]:
    """Headers that ask for the page only if it changed; sent to the URL that gave the body, not to what redirects."""
    if known is None or not known["final_url"]:
        return {}
    headers = {"If-None-Match": known["etag"], "If-Modified-Since": known["last_modified"]}
    return {known["final_url"]: {name: value for name, value in headers.items() if value}}


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
