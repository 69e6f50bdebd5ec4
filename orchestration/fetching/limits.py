"""What a fetch may cost and whom it may reach, as one frozen value.

Here: `FetchLimits`. The defaults are for small government web servers, which answer slowly and block the hasty.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network


@dataclass(frozen=True)
class FetchLimits:
    """Limits of a run of fetches. Times are in seconds.

    `delay_seconds` is the pause between two requests to one host, or longer where its robots.txt asks for it, up to
    `longest_delay_seconds`. `request_seconds` bounds one request from the connection to the last byte.
    `longest_wait_seconds` bounds a pause between attempts; a host that asks for a longer one is left until the next
    run. After `host_failures` pages in a row that could not be reached, the rest of the host is left too.
    `allowed_networks` are private networks that may be reached all the same.
    """

    user_agent: str = "fazhi-warehouse/0.1"
    delay_seconds: float = 1.0
    longest_delay_seconds: float = 30.0
    attempts: int = 3
    backoff_seconds: float = 2.0
    longest_wait_seconds: float = 120.0
    connect_seconds: float = 15.0
    request_seconds: float = 60.0
    max_bytes: int = 32 * 1024 * 1024
    max_redirects: int = 5
    hosts_at_once: int = 8
    host_failures: int = 3
    allowed_networks: tuple[IPv4Network | IPv6Network, ...] = ()
