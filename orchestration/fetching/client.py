"""One page: connect to a checked address, follow redirects by hand, read no more than the limits allow.

Here: `PageClient`, `Reply`. Not here: trying again and robots.txt, which see the whole of it (`pages`, `robots`).
"""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType

import httpx2

from orchestration.fetching.addresses import Resolver, check_url, port_of, resolve_by_system, resolve_host
from orchestration.fetching.failure import FetchFailure
from orchestration.fetching.limits import FetchLimits
from orchestration.fetching.turns import Turns

Admit = Callable[[httpx2.URL], Awaitable[None]]
"""Called with each URL before it is asked; raises FetchFailure when it may not be."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_CHUNK = 64 * 1024
# Not `isdigit`: it takes ², which is no number to `int` or `float`.
_DIGITS = re.compile("[0-9]{1,15}")


@dataclass(frozen=True)
class Reply:
    """What a host answered: status 200 with `content`, or 304 without."""

    status: int
    final_url: str
    address: str
    content: bytes | None
    etag: str | None
    last_modified: str | None
    content_type: str | None


class PageClient:
    """Asks for pages within `limits`. To be used as an asynchronous context manager."""

    def __init__(self, limits: FetchLimits, resolve: Resolver = resolve_by_system) -> None:
        self.limits = limits
        self.turns = Turns(limits.delay_seconds)
        self._resolve = resolve
        # Proxies of the environment would be asked to connect to addresses that nobody has checked.
        self._client = httpx2.AsyncClient(
            trust_env=False,
            follow_redirects=False,
            timeout=httpx2.Timeout(limits.request_seconds, connect=limits.connect_seconds),
            # Connections are made to addresses: one kept open would be shared by all hosts of an address, whose
            # certificates differ. Cookies would be shared in the same way.
            limits=httpx2.Limits(max_connections=4 * limits.hosts_at_once, max_keepalive_connections=0),
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                "User-Agent": limits.user_agent,
                "Accept": "text/html, application/pdf, */*;q=0.8",
                "Accept-Language": "zh-CN, zh;q=0.9",
                "Accept-Encoding": "gzip, identity;q=0.5",
            },
        )

    async def __aenter__(self) -> PageClient:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def get(
        self, url: str, conditions: Mapping[str, Mapping[str, str]] | None = None, admit: Admit | None = None
    ) -> Reply:
        """The page at `url`, after redirects. `conditions` are headers to send to the URL they are keyed by.

        Raises FetchFailure.
        """
        place = check_url(url)
        for _ in range(self.limits.max_redirects + 1):
            if admit is not None:
                await admit(place)
            headers = dict((conditions or {}).get(str(place), {}))
            async with self.turns.at(place.host):
                answer = await self._ask(place, headers)
            if isinstance(answer, Reply):
                return answer
            place = answer
        raise FetchFailure(
            "too_many_redirects", f"redirects more than {self.limits.max_redirects} times", final_url=str(place)
        )

    async def _ask(self, place: httpx2.URL, headers: dict[str, str]) -> Reply | httpx2.URL:
        """One request; a URL where the host sends elsewhere."""
        seconds = self.limits.request_seconds
        try:
            async with asyncio.timeout(seconds):
                addresses = await resolve_host(place, self.limits.allowed_networks, self._resolve)
                for position, address in enumerate(addresses):
                    try:
                        return await self._ask_at(place, address, headers)
                    except (httpx2.ConnectError, httpx2.ConnectTimeout):
                        if position == len(addresses) - 1:
                            raise
        except (TimeoutError, httpx2.ReadTimeout, httpx2.WriteTimeout, httpx2.PoolTimeout):
            raise FetchFailure(
                "timeout", f"gave no whole answer within {seconds:g} s", final_url=str(place), is_transient=True
            ) from None
        except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
            raise FetchFailure(
                "unreachable",
                f"{place.host} cannot be connected to: {error or 'no answer'}",
                final_url=str(place),
                is_transient=True,
            ) from None
        except (httpx2.HTTPError, httpx2.StreamError, zlib.error) as error:
            raise FetchFailure(
                "broken_reply",
                f"the answer broke off or is no HTTP: {error or type(error).__name__}",
                final_url=str(place),
                is_transient=True,
            ) from None
        raise AssertionError("a host without addresses is refused before")

    async def _ask_at(self, place: httpx2.URL, address: str, headers: dict[str, str]) -> Reply | httpx2.URL:
        # The connection goes to the address; name and certificate stay those of the host.
        host = place.netloc.decode("ascii")
        request = self._client.build_request(
            "GET",
            place.copy_with(host=address, port=port_of(place)),
            headers={**headers, "Host": host},
            extensions={"sni_hostname": place.raw_host.decode("ascii")},
        )
        response = await self._client.send(request, stream=True)
        try:
            return await self._read(place, address, response)
        finally:
            await response.aclose()

    async def _read(self, place: httpx2.URL, address: str, response: httpx2.Response) -> Reply | httpx2.URL:
        status = response.status_code
        if status in _REDIRECTS and "location" in response.headers:
            return _redirected(place, response.headers["location"], status)
        if status not in (200, 304):
            raise FetchFailure(
                "status",
                f"answers with status {status} {response.reason_phrase}".rstrip(),
                status=status,
                final_url=str(place),
                address=address,
                is_transient=status in _PASSING,
                retry_after=_retry_after(response.headers.get("retry-after")),
            )
        try:
            content = None if status == 304 else await self._read_body(response)
        except FetchFailure as failure:
            failure.status, failure.final_url, failure.address = status, str(place), address
            raise
        return Reply(
            status,
            str(place),
            address,
            content,
            response.headers.get("etag"),
            response.headers.get("last-modified"),
            response.headers.get("content-type"),
        )

    async def _read_body(self, response: httpx2.Response) -> bytes:
        """The body, unpacked within the limit: a few packed kilobytes can hold gigabytes."""
        most = self.limits.max_bytes
        declared = response.headers.get("content-length", "")
        if _DIGITS.fullmatch(declared) and float(declared) > most:
            raise FetchFailure("too_large", f"has {declared} bytes, more than the {most} that are fetched")
        encoding = response.headers.get("content-encoding", "identity").strip().lower()
        if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
            raise FetchFailure("broken_reply", f"is packed as {encoding!r}, which was not asked for")
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32) if encoding not in ("identity", "") else None
        body = bytearray()
        async for chunk in response.aiter_raw(_CHUNK):
            body += chunk if unpacker is None else unpacker.decompress(chunk, most + 1 - len(body))
            if len(body) > most or (unpacker is not None and unpacker.unconsumed_tail):
                raise FetchFailure("too_large", f"has more than the {most} bytes that are fetched")
        if unpacker is not None and not unpacker.eof and body:
            raise FetchFailure("broken_reply", "the packed answer broke off", is_transient=True)
        if not body:
            raise FetchFailure("empty", "answers with status 200 and no bytes")
        return bytes(body)


def _redirected(place: httpx2.URL, location: str, status: int) -> httpx2.URL:
    try:
        return check_url(str(place.join(location)))
    except (FetchFailure, httpx2.InvalidURL, ValueError) as error:
        raise FetchFailure(
            "bad_url", f"redirects to {location!r}, which {error}", status=status, final_url=str(place)
        ) from None


def _retry_after(value: str | None) -> float | None:
    """Seconds that a host asks to wait: a number, or a date (RFC 9110)."""
    if not value:
        return None
    if _DIGITS.fullmatch(value.strip()):
        return float(value.strip())
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, TypeError, LookupError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())
