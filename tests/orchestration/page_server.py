"""A web server on this machine that answers as it is told, in threads of its own: slowly, brokenly, elsewhere, changed."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from orchestration.fetching import FetchLimits, fetch_pages
from warehouse.raw_store import RawStore


@dataclass
class Asked:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    at: float


@dataclass
class Site:
    """Answers by path: a page (bytes), or a function that writes the answer itself. Several are given in turn, the last stays."""

    answers: dict[str, deque[bytes | Callable[[BaseHTTPRequestHandler], None]]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    open_now: int = 0
    most_open: int = 0
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, path: str, *answers: bytes | Callable[[BaseHTTPRequestHandler], None]) -> str:
        self.answers[path] = deque(answers)
        return self.url(path)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def requests(self, path: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.path == path]


def answer(status: int = 200, body: bytes = b"", **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with status and headers; underscores stand for hyphens."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return write


def unless_known(etag: str, body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """304 to whoever has this version, otherwise the page."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        known = handler.headers.get("If-None-Match") == etag
        answer(304 if known else 200, b"" if known else body, ETag=etag)(handler)

    return write


def drip(body: bytes, seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """The page, a byte at a time: each arrives in time, the whole never does."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        for byte in body:
            try:
                handler.wfile.write(bytes([byte]))
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(seconds)

    return write


def break_off(handler: BaseHTTPRequestHandler) -> None:
    """Promises a thousand bytes, gives ten and hangs up."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"0123456789")


@contextmanager
def serve() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            with site.lock:
                site.open_now += 1
                site.most_open = max(site.most_open, site.open_now)
                site.asked.append(Asked(self.path, dict(self.headers), time.monotonic()))
                answers = site.answers.get(self.path)
                chosen = None if answers is None else answers[0] if len(answers) == 1 else answers.popleft()
            self.close_connection = True
            try:
                if chosen is None:
                    answer(404, b"not here")(self)
                elif isinstance(chosen, bytes):
                    answer(200, chosen)(self)
                else:
                    chosen(self)
            except OSError:
                pass
            finally:
                with site.lock:
                    site.open_now -= 1

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def limits(**changes: Any) -> FetchLimits:
    """Quick limits that allow this machine."""
    quick: dict[str, Any] = {
        "delay_seconds": 0.0,
        "backoff_seconds": 0.01,
        "request_seconds": 5.0,
        "connect_seconds": 2.0,
        "allowed_networks": (ip_network("127.0.0.0/8"),),
    }
    return FetchLimits(**(quick | changes))


def fetch(
    urls: list[str], store: RawStore, known: Mapping[str, Mapping[str, Any]] | None = None, **changes: Any
) -> dict[str, dict[str, Any]]:
    """The record of each page, and of each robots.txt, by URL."""
    rows: list[dict[str, Any]] = []
    resolve = {"resolve": changes.pop("resolve")} if "resolve" in changes else {}
    fetch_pages(urls, known or {}, store, limits(**changes), rows.append, **resolve)
    assert len({row["url"] for row in rows}) == len(rows), "one row a fetch"
    return {row["url"]: row for row in rows}
