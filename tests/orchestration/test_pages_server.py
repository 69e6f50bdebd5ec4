"""The pages of a release over HTTP: those of the current release and nothing else, to this machine alone."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.pages_server import PAGES, serve_pages


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for number, words in ((1, "first"), (2, "second")):
        release = tmp_path / "releases" / f"{number:06d}"
        for name in PAGES:
            (release / name).mkdir(parents=True)
            (release / name / "index.html").write_text(f"{name} of the {words}", encoding="utf-8")
        (release / "warehouse.duckdb").write_text("database", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return tmp_path


@pytest.fixture
def port(out: Path) -> Iterator[int]:
    server = serve_pages(out, "127.0.0.1", 0)
    assert server is not None
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()


def ask(port: int, path: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    found = (answer.status, answer.headers.get("Location", ""), answer.read().decode())
    connection.close()
    return found


def test_pages_are_those_of_the_release_that_is_current(out: Path, port: int) -> None:
    assert ask(port, "/site/index.html")[0] == 503
    for number, words in ((1, "first"), (2, "second")):
        (out / "current").unlink(missing_ok=True)
        (out / "current").symlink_to(f"releases/{number:06d}")
        for name in PAGES:
            assert ask(port, f"/{name}/index.html") == (200, "", f"{name} of the {words}")
    assert ask(port, "/")[:2] == (302, "/site/index.html")


def test_nothing_else_is_served(out: Path, port: int) -> None:
    (out / "current").symlink_to("releases/000001")
    (out / "current" / "site" / "empty").mkdir()
    for path in (
        "/warehouse.duckdb",
        "/site/../warehouse.duckdb",
        "/site/%2e%2e/%2e%2e/%2e%2e/secret.txt",
        "/site/empty/",
    ):
        status, _, words = ask(port, path)
        assert status == 404, path
        assert "secret" not in words.replace(path, "")
        assert "database" not in words


def test_a_name_from_elsewhere_is_refused(out: Path, port: int) -> None:
    (out / "current").symlink_to("releases/000001")
    assert ask(port, "/site/index.html", host="pages.example")[0] == 421
    assert ask(port, "/site/index.html", host="localhost")[0] == 200


def test_a_port_that_is_taken_is_said_and_stops_nothing(
    out: Path, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert serve_pages(out, "127.0.0.1", port) is None
    assert f"127.0.0.1:{port}" in capsys.readouterr().err
