"""The pages of the current release over HTTP, beside Dagster's webserver: site, charts, Data Docs, changes, dictionary.

Here: `serve_pages`. Not here: the pages; the rest of a release (its database and files are opened where they lie).
"""

from __future__ import annotations

import http.server
import posixpath
import sys
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import unquote, urlsplit

PAGES = ("site", "charts", "data_docs", "changes", "dictionary")
_START = "/site/index.html"
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve_pages(out: Path, host: str, port: int) -> http.server.ThreadingHTTPServer | None:
    """Serve `out`/current in a thread of its own, always the release that is current; None where the port is taken.

    0 takes a free port. Whoever asks by another name than that of the host is refused, so that no page from elsewhere
    can read reports that are not public by a name that leads here.
    """
    try:
        server = http.server.ThreadingHTTPServer((host, port), partial(_Handler, directory=str(out / "current")))
    except OSError as error:
        print(f"pages are not served: {host}:{port}: {error}", file=sys.stderr)
        return None
    Thread(target=server.serve_forever, name="pages", daemon=True).start()
    return server


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files below the folders of pages; the root leads to the site."""

    def send_head(self) -> Any:
        bound = str(self.connection.getsockname()[0])
        asked = urlsplit(f"//{self.headers.get('Host', '')}").hostname
        if bound in _LOOPBACK and asked not in _LOOPBACK:
            self.send_error(421, "not a name of this machine")
            return None
        path = posixpath.normpath(unquote(urlsplit(self.path).path))
        if not Path(self.directory).is_dir():
            self.send_error(503, "no release yet", "Run the pipeline first: there is no release to show.")
            return None
        if path == "/":
            self.send_response(302)
            self.send_header("Location", _START)
            self.end_headers()
            return None
        if path.lstrip("/").split("/")[0] not in PAGES:
            self.send_error(404)
            return None
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        """Folders are not listed."""
        self.send_error(404)

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, *words: Any) -> None:
        """Nothing: the terminal belongs to Dagster."""
