"""Fetching from a real server on this machine: what it answers, what is kept, what is tried again, and the limits."""

from __future__ import annotations

import gzip
import hashlib
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from page_server import Site, answer, break_off, drip, fetch, unless_known

from warehouse.raw_store import RawStore

PAGE, NEWER = "柳溪镇2023年法治政府建设年度报告".encode() * 20, "更正后的报告".encode() * 20


def as_known(row: dict[str, Any]) -> dict[str, Any]:
    return dict.fromkeys(("etag", "last_modified", "content_type")) | row


# --- what is kept and recorded ------------------------------------------------------------------------------------------------


def test_a_page_is_kept_under_its_hash_and_recorded(site: Site, store: RawStore) -> None:
    url = site.put("/report.html", answer(200, PAGE, ETag='"1"', Content_Type="text/html"))
    before = datetime.now(UTC)
    row = fetch([url], store)[url]
    digest = hashlib.sha256(PAGE).hexdigest()
    assert (row["outcome"], row["status"], row["purpose"], row["attempts"]) == ("fetched", 200, "page", 1)
    assert row["sha256"] == row["body_sha256"] == digest
    assert (row["byte_count"], row["etag"], row["content_type"]) == (len(PAGE), '"1"', "text/html")
    assert (row["final_url"], row["address"]) == (url, "127.0.0.1")
    assert before <= row["fetched_at"] <= datetime.now(UTC)
    assert store.path(digest).read_bytes() == PAGE


def test_a_page_that_did_not_change_is_not_sent_again(site: Site, store: RawStore) -> None:
    url = site.put("/a", unless_known('"v1"', PAGE))
    first = fetch([url], store)[url]
    again = fetch([url], store, {url: as_known(first)})[url]
    assert (again["outcome"], again["status"], again.get("sha256")) == ("not_modified", 304, None)
    assert again["body_sha256"] == first["sha256"]
    assert again["etag"] == '"v1"', "asked a third time it must still be known"
    assert fetch([url], store, {url: as_known(again)})[url]["outcome"] == "not_modified"


def test_last_modified_is_sent_back_where_there_is_no_etag(site: Site, store: RawStore) -> None:
    stamp = "Tue, 16 Jan 2024 02:00:00 GMT"
    url = site.put("/a", answer(200, PAGE, Last_Modified=stamp), answer(304))
    first = fetch([url], store)[url]
    again = fetch([url], store, {url: as_known(first)})[url]
    assert site.requests("/a")[1].headers["If-Modified-Since"] == stamp
    assert (again["outcome"], again["last_modified"]) == ("not_modified", stamp)


def test_a_page_that_changed_is_kept_beside_the_old_one(site: Site, store: RawStore) -> None:
    url = site.put("/a", unless_known('"v1"', PAGE), unless_known('"v2"', NEWER))
    first = fetch([url], store)[url]
    second = fetch([url], store, {url: as_known(first)})[url]
    assert (second["outcome"], second["body_sha256"]) == ("fetched", hashlib.sha256(NEWER).hexdigest())
    assert store.has(first["sha256"])
    assert store.has(second["sha256"])


def test_a_body_that_was_lost_is_asked_for_without_conditions(site: Site, store: RawStore) -> None:
    url = site.put("/a", unless_known('"v1"', PAGE))
    first = fetch([url], store)[url]
    store.path(first["sha256"]).write_bytes(b"damaged")
    again = fetch([url], store, {url: as_known(first)})[url]
    assert again["outcome"] == "fetched"
    assert store.path(first["sha256"]).read_bytes() == PAGE


@pytest.mark.parametrize(
    ("broken", "code", "status"),
    [
        (answer(404, b"gone"), "status", 404),
        (answer(500), "status", 500),
        (break_off, "broken_reply", None),
        (answer(200, b""), "empty", 200),
        (answer(200, PAGE, Content_Encoding="br"), "broken_reply", 200),
        (lambda handler: handler.wfile.write(b"this is no HTTP\r\n\r\n"), "broken_reply", None),
        (lambda handler: handler.wfile.close(), "broken_reply", None),
    ],
)
def test_a_page_that_fails_keeps_its_previous_body_and_says_so(
    site: Site, store: RawStore, broken: Any, code: str, status: int | None
) -> None:
    url = site.put("/a", answer(200, PAGE, ETag='"1"'), broken)
    first = fetch([url], store)[url]
    row = fetch([url], store, {url: as_known(first)}, attempts=2)[url]
    assert (row["outcome"], row["error"], row["status"]) == ("failed", code, status)
    assert row["body_sha256"] == first["sha256"]
    assert f"the page fetched on {first['fetched_at']:%Y-%m-%d} stays in use" in row["message"]


def test_a_page_that_never_came_has_no_body(site: Site, store: RawStore) -> None:
    row = fetch([site.url("/nowhere")], store)[site.url("/nowhere")]
    assert (row["outcome"], row["error"], row["status"], row["body_sha256"]) == ("failed", "status", 404, None)
    assert "404" in row["message"]


def test_pages_do_not_stop_each_other(site: Site, store: RawStore) -> None:
    urls = [site.put("/a", break_off), site.put("/b", PAGE), "ftp://127.0.0.1/c", "http://", site.put("/d", NEWER)]
    rows = fetch(urls, store, attempts=1)
    assert [rows[url]["outcome"] for url in urls] == ["failed", "fetched", "failed", "failed", "fetched"]


# --- attempts -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passing", [answer(503), answer(502), answer(429), break_off])
def test_what_may_pass_is_tried_again(site: Site, store: RawStore, passing: Any) -> None:
    url = site.put("/a", passing, passing, PAGE)
    row = fetch([url], store)[url]
    assert (row["outcome"], row["attempts"]) == ("fetched", 3)


@pytest.mark.parametrize("lasting", [answer(404), answer(403), answer(410), answer(200, b"")])
def test_what_will_not_pass_is_not_tried_again(site: Site, store: RawStore, lasting: Any) -> None:
    url = site.put("/a", lasting, PAGE)
    assert fetch([url], store)[url]["attempts"] == 1
    assert len(site.requests("/a")) == 1


def test_pauses_between_attempts_grow(site: Site, store: RawStore) -> None:
    url = site.put("/a", answer(503))
    fetch([url], store, backoff_seconds=0.2)
    first, second, third = (asked.at for asked in site.requests("/a"))
    assert second - first >= 0.2
    assert third - second >= 0.4


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_host_that_names_a_pause_gets_it(site: Site, store: RawStore, form: str) -> None:
    at = datetime.now(UTC) + timedelta(seconds=2)
    asked_for = "1" if form == "seconds" else at.strftime("%a, %d %b %Y %H:%M:%S GMT")
    url = site.put("/a", answer(429, Retry_After=asked_for), PAGE)
    row = fetch([url], store)[url]
    first, second = (asked.at for asked in site.requests("/a"))
    assert row["outcome"] == "fetched"
    assert second - first >= (1.0 if form == "seconds" else 0.5)


@pytest.mark.parametrize(
    "pause",
    [
        "\xb2",
        "soon",
        "-5",
        "1.5",
        "Mon, 99999999999999999999 Jan 2020 00:00:00",
        "9" * 5_000,
        "Sun, 06 Nov 1994 08:49:37",
    ],
)
def test_a_pause_that_is_none_is_as_if_it_was_not_named(site: Site, store: RawStore, pause: str) -> None:
    url = site.put("/a", answer(503, Retry_After=pause), PAGE)
    assert fetch([url], store)[url]["outcome"] == "fetched"


def test_a_host_that_asks_for_too_long_a_pause_is_left_until_the_next_run(site: Site, store: RawStore) -> None:
    url = site.put("/a", answer(503, Retry_After="86400"))
    started = time.monotonic()
    row = fetch([url], store)[url]
    assert (row["outcome"], row["attempts"]) == ("failed", 1)
    assert time.monotonic() - started < 3


# --- limits -------------------------------------------------------------------------------------------------------------------


def test_a_page_that_drips_ends_with_the_time_limit(site: Site, store: RawStore) -> None:
    url = site.put("/a", drip(b"x" * 100, 0.1))
    started = time.monotonic()
    row = fetch([url], store, request_seconds=0.6, attempts=1)[url]
    assert (row["outcome"], row["error"]) == ("failed", "timeout")
    assert time.monotonic() - started < 3


def test_headers_that_drip_end_with_the_time_limit(site: Site, store: RawStore) -> None:
    def write(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
        for number in range(100):
            handler.wfile.write(f"X-{number}: a\r\n".encode())
            handler.wfile.flush()
            time.sleep(0.1)

    url = site.put("/a", write)
    assert fetch([url], store, request_seconds=0.6, attempts=1)[url]["error"] == "timeout"


@pytest.mark.parametrize("declared", [True, False])
def test_a_page_that_is_too_large_is_not_read_to_its_end(site: Site, store: RawStore, declared: bool) -> None:
    sent = []

    def write(handler: Any) -> None:
        handler.send_response(200)
        if declared:
            handler.send_header("Content-Length", str(10**9))
        handler.end_headers()
        try:
            for _ in range(2000):
                handler.wfile.write(b"x" * 65536)
                sent.append(65536)
        except OSError:
            pass

    url = site.put("/a", write)
    row = fetch([url], store, max_bytes=100_000)[url]
    assert (row["outcome"], row["error"], row["attempts"]) == ("failed", "too_large", 1)
    assert "100000" in row["message"]
    assert sum(sent) < 60_000_000


def test_a_packed_page_is_unpacked_and_a_bomb_is_not(site: Site, store: RawStore) -> None:
    page = site.put("/a", answer(200, gzip.compress(PAGE), Content_Encoding="gzip"))
    bomb = site.put("/b", answer(200, gzip.compress(b"\0" * 20_000_000), Content_Encoding="gzip"))
    torn = site.put("/c", answer(200, gzip.compress(PAGE)[:-9], Content_Encoding="gzip"))
    rows = fetch([page, bomb, torn], store, max_bytes=1_000_000, attempts=1)
    assert rows[page]["sha256"] == hashlib.sha256(PAGE).hexdigest()
    assert (rows[bomb]["outcome"], rows[bomb]["error"]) == ("failed", "too_large")
    assert (rows[torn]["outcome"], rows[torn]["error"]) == ("failed", "broken_reply")


# --- redirects ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_end_is_recorded(site: Site, store: RawStore, status: int) -> None:
    site.put("/end", PAGE)
    url = site.put("/start", answer(status, Location="/middle"))
    site.put("/middle", answer(status, Location=site.url("/end")))
    row = fetch([url], store)[url]
    assert (row["outcome"], row["url"], row["final_url"]) == ("fetched", url, site.url("/end"))


def test_conditions_go_to_the_page_not_to_what_redirects_to_it(site: Site, store: RawStore) -> None:
    site.put("/end", unless_known('"1"', PAGE))
    url = site.put("/start", answer(302, Location="/end"))
    first = fetch([url], store)[url]
    assert fetch([url], store, {url: as_known(first)})[url]["outcome"] == "not_modified"
    assert [asked.headers.get("If-None-Match") for asked in site.requests("/start")] == [None, None]


def test_a_circle_of_redirects_ends(site: Site, store: RawStore) -> None:
    url = site.put("/a", answer(302, Location="/b"))
    site.put("/b", answer(302, Location="/a"))
    row = fetch([url], store)[url]
    assert (row["error"], row["attempts"]) == ("too_many_redirects", 1)
    assert len(site.asked) < 10


@pytest.mark.parametrize("place", ["file:///etc/passwd", "ftp://127.0.0.1/x", "javascript:alert(1)", "http://user:word@127.0.0.1/"])  # fmt: skip
def test_redirects_lead_to_web_pages_only(site: Site, store: RawStore, place: str) -> None:
    url = site.put("/a", answer(302, Location=place))
    row = fetch([url], store)[url]
    assert (row["outcome"], row["error"]) == ("failed", "bad_url")
