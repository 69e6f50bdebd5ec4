"""Whom the fetching may reach, and how politely it asks: addresses, one page at a time, robots.txt, hosts that are gone."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import pairwise
from typing import Any

import pytest
from page_server import Site, answer, break_off, drip, fetch, serve

from orchestration.fetching.addresses import is_allowed
from warehouse.raw_store import RawStore

PAGE, NEWER = "柳溪镇2023年法治政府建设年度报告".encode() * 20, "更正后的报告".encode() * 20


# --- addresses ----------------------------------------------------------------------------------------------------------------


def test_private_addresses_are_refused_unless_allowed(site: Site, store: RawStore) -> None:
    url = site.put("/a", PAGE)
    row = fetch([url], store, allowed_networks=())[url]
    assert (row["outcome"], row["error"]) == ("failed", "private_address")
    assert "127.0.0.1" in row["message"]
    assert site.asked == [], "not even a connection"


def test_a_redirect_to_a_private_address_is_refused(site: Site, store: RawStore) -> None:
    """The first host is allowed, the second is the same machine under an address that is not."""
    url = site.put("/a", answer(302, Location=site.url("/b", "127.0.0.2")))
    row = fetch([url], store, allowed_networks=(ip_network("127.0.0.1/32"),))[url]
    assert (row["outcome"], row["error"]) == ("failed", "private_address")
    assert site.requests("/b") == []


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, store: RawStore) -> None:
    """The name exists nowhere but in this resolver; it answers differently the second time, as in DNS rebinding."""
    answers = iter([["127.0.0.1"], ["127.0.0.1"], ["10.0.0.1"]])

    async def resolve(host: str, port: int) -> list[str]:
        assert host == "report.example"
        return next(answers)

    site.put("/a", PAGE)
    url = site.url("/a", "report.example")
    row = fetch([url], store, resolve=resolve)[url]
    assert (row["outcome"], row["address"]) == ("fetched", "127.0.0.1")
    [asked] = site.requests("/a")
    assert asked.headers["Host"] == f"report.example:{site.port}"


def test_a_host_that_has_public_and_private_addresses_is_reached_by_the_public_ones(
    site: Site, store: RawStore
) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["10.0.0.1", "127.0.0.1", "192.168.1.1"]

    site.put("/a", PAGE)
    url = site.url("/a", "report.example")
    row = fetch([url], store, resolve=resolve)[url]
    assert (row["outcome"], row["address"]) == ("fetched", "127.0.0.1")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255",
        "240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "2002:7f00:1::", "fe80::1%eth0", "no address",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_allowed(address, ())


@pytest.mark.parametrize("address", ["8.8.8.8", "2400:3200::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_allowed(address, ())


# --- politeness ---------------------------------------------------------------------------------------------------------------


def test_one_host_is_asked_one_page_at_a_time_with_a_pause(site: Site, store: RawStore) -> None:
    urls = [site.put(f"/{number}", drip(b"page", 0.02)) for number in range(4)]
    rows = fetch(urls, store, delay_seconds=0.2)
    assert [rows[url]["outcome"] for url in urls] == ["fetched"] * 4
    assert site.most_open == 1
    times = [asked.at for asked in site.asked]
    assert all(later - earlier >= 0.2 for earlier, later in pairwise(times))


def test_hosts_are_asked_side_by_side(site: Site, store: RawStore) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    site.put("/a", drip(b"page", 0.1))
    urls = [site.url("/a", f"host{number}.example") for number in range(4)]
    assert {row["outcome"] for row in fetch(urls, store, resolve=resolve).values()} == {"fetched", "failed"}
    assert site.most_open >= 2


def test_robots_txt_is_asked_once_and_obeyed(site: Site, store: RawStore) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /inner/\nAllow: /inner/report\n")
    open_, shut, part = site.put("/a", PAGE), site.put("/inner/a", PAGE), site.put("/inner/report", NEWER)
    rows = fetch([open_, shut, part], store)
    assert (rows[open_]["outcome"], rows[part]["outcome"]) == ("fetched", "fetched")
    assert (rows[shut]["outcome"], rows[shut]["error"]) == ("failed", "robots_denied")
    assert site.requests("/inner/a") == []
    assert len(site.requests("/robots.txt")) == 1
    assert (rows[site.url("/robots.txt")]["purpose"], rows[site.url("/robots.txt")]["status"]) == ("robots", 200)


def test_robots_txt_may_name_us(site: Site, store: RawStore) -> None:
    site.put("/robots.txt", b"User-agent: fazhi-warehouse\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    url = site.put("/a", PAGE)
    assert fetch([url], store, user_agent="fazhi-warehouse/0.1 (team@example.org)")[url]["error"] == "robots_denied"
    assert site.requests("/robots.txt")[0].headers["User-Agent"] == "fazhi-warehouse/0.1 (team@example.org)"


def test_robots_txt_holds_after_a_redirect_too(site: Site, store: RawStore) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /inner/\n")
    url = site.put("/a", answer(302, Location="/inner/a"))
    site.put("/inner/a", PAGE)
    assert fetch([url], store)[url]["error"] == "robots_denied"


@pytest.mark.parametrize(
    ("robots", "outcome", "error"),
    [
        (answer(404), "fetched", None),
        (answer(403), "fetched", None),
        (answer(200, b""), "fetched", None),
        (answer(200, b"<html>\xff\xfe no robots here</html>"), "fetched", None),
        (answer(500), "failed", "robots_unreachable"),
        (break_off, "failed", "robots_unreachable"),
    ],
)
def test_a_robots_txt_that_is_missing_allows_and_one_that_fails_does_not(
    site: Site, store: RawStore, robots: Any, outcome: str, error: str | None
) -> None:
    site.put("/robots.txt", robots)
    url = site.put("/a", PAGE)
    row = fetch([url], store)[url]
    assert (row["outcome"], row.get("error")) == (outcome, error)


def test_a_pause_that_robots_txt_asks_for_is_kept_within_reason(site: Site, store: RawStore) -> None:
    site.put("/robots.txt", b"User-agent: *\nCrawl-delay: 3600\n")
    urls = [site.put("/a", PAGE), site.put("/b", NEWER)]
    fetch(urls, store, longest_delay_seconds=0.3)
    first, second = site.requests("/a")[0].at, site.requests("/b")[0].at
    assert 0.3 <= second - first < 3


def test_a_host_that_cannot_be_reached_is_left_after_a_few_pages(store: RawStore) -> None:
    with serve() as gone:
        port = gone.port
    urls = [f"http://127.0.0.1:{port}/{number}" for number in range(6)]
    rows = fetch(urls, store, attempts=1, host_failures=3)
    assert [rows[url]["error"] for url in urls] == ["unreachable"] * 3 + ["host_left"] * 3
    assert [rows[url]["attempts"] for url in urls] == [1, 1, 1, 0, 0, 0]


def test_an_unknown_host_is_named(store: RawStore) -> None:
    async def resolve(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    row = fetch(["http://nowhere.example/a"], store, resolve=resolve, attempts=1)["http://nowhere.example/a"]
    assert row["error"] == "unknown_host"
    assert "nowhere.example" in row["message"]
