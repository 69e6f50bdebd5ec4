"""Which addresses a URL may lead to: http and https only, and no private network that is not allowed.

Here: `check_url`, `resolve_host`, `is_allowed`. A list of URLs comes from people and a redirect from anyone: neither
may make this machine ask its own network, such as the address 169.254.169.254 of a cloud. The name is resolved once,
each address is checked, and the connection goes to the checked address: a name that resolves differently the second
time (DNS rebinding) is never asked a second time.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx2

from orchestration.fetching.failure import FetchFailure

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Host and port -> addresses as text. Raises OSError when the name is unknown."""

_PORTS = {"http": 80, "https": 443}
# Well-known prefix under which an IPv4 address is reached by IPv6 (RFC 6052).
_NAT64 = IPv6Network("64:ff9b::/96")


def check_url(text: str) -> httpx2.URL:
    """The URL without its fragment. Raises FetchFailure `bad_url` with the reason."""
    try:
        url = httpx2.URL(text.strip())
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise FetchFailure("bad_url", f"is no URL: {error}") from None
    if url.scheme not in _PORTS:
        raise FetchFailure("bad_url", f"begins with {url.scheme or 'nothing'!r}; only http and https are fetched")
    if not url.host:
        raise FetchFailure("bad_url", "names no host")
    if url.port is not None and not 0 < url.port < 65_536:
        raise FetchFailure("bad_url", f"has the port {url.port}, which no host can have")
    if url.userinfo:
        raise FetchFailure("bad_url", "holds a user name or password; such pages are not fetched")
    return url.copy_with(fragment=None)


def port_of(url: httpx2.URL) -> int:
    """The port that a URL is fetched from."""
    return url.port or _PORTS[url.scheme]


async def resolve_by_system(host: str, port: int) -> list[str]:
    """Addresses of a host by the operating system, in its order."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


async def resolve_host(
    url: httpx2.URL, allowed: Sequence[IPv4Network | IPv6Network], resolve: Resolver = resolve_by_system
) -> list[str]:
    """Addresses of the URL's host that may be reached.

    Raises FetchFailure `unknown_host`, or `private_address` when there are addresses and none is allowed.
    """
    host = url.raw_host.decode("ascii").strip("[]")
    try:
        addresses = list(await resolve(host, port_of(url)))
    except (OSError, UnicodeError) as error:
        raise FetchFailure(
            "unknown_host", f"the host {url.host} is not known: {error}", final_url=str(url), is_transient=True
        ) from None
    reachable = [address for address in addresses if is_allowed(address, allowed)]
    if not reachable:
        raise FetchFailure(
            "private_address",
            f"{url.host} is at {', '.join(addresses) or 'no address'}, which is no public address; "
            "allowed_networks can allow it",
            final_url=str(url),
            address=addresses[0] if addresses else None,
        )
    return reachable


def is_allowed(address: str, allowed: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Whether an address is public, or in one of the networks allowed."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    inner = _unwrap(parsed)
    if any(inner.version == network.version and inner in network for network in allowed):
        return True
    return inner.is_global and not inner.is_multicast and not inner.is_reserved and not inner.is_unspecified


def _unwrap(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address leads to, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None) or address
