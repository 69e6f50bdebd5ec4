"""A failed run is told to a server of the user's; nothing is told without an address, and the address is told to nobody."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest

from orchestration.automation import failed_run
from orchestration.notification import notify
from orchestration.resources import WarehouseStore


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted; answers with the status that its path names."""

    told: list[dict[str, Any]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.told.append(json.loads(body))
        self.send_response(int(self.path.rpartition("/")[2]))
        self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    told: list[dict[str, Any]] = []
    handler = type("Handler", (Receiver,), {"told": told})
    listening = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    yield SimpleNamespace(address=f"http://127.0.0.1:{listening.server_port}/secret", told=told)
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_without_an_address_nobody_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FAZHI_WEBHOOK", raising=False)
    assert notify({"message": "x"}) == "nobody is told: FAZHI_WEBHOOK is not set"


def test_what_failed_arrives_as_json(server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WEBHOOK", f"{server.address}/200")
    assert notify({"message": "读取失败", "steps": {"read_reports": "空"}}) == "127.0.0.1 was told"
    assert server.told == [{"message": "读取失败", "steps": {"read_reports": "空"}}]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_another_answer_is_said_and_not_followed(
    status: int, server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAZHI_WEBHOOK", f"{server.address}/{status}")
    assert notify({}) == f"nobody was told: 127.0.0.1 answered {status}"


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "secret", "http://", "http://127.0.0.1:9/secret", "http://[secret"]
)
def test_a_wrong_address_stops_nothing_and_is_not_repeated(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_WEBHOOK", address)
    said = notify({})
    assert said.startswith("nobody was told")
    assert "secret" not in said
    assert "passwd" not in said


def test_the_sensor_tells_which_step_failed_and_why(
    server: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FAZHI_WEBHOOK", f"{server.address}/200")

    @dg.op
    def read() -> None:
        raise dg.Failure("no report file in the folder", allow_retries=False)

    @dg.job
    def publish_warehouse() -> None:
        read()

    with dg.DagsterInstance.ephemeral() as instance:
        result = publish_warehouse.execute_in_process(instance=instance, raise_on_error=False)
        with dg.build_run_status_sensor_context(
            sensor_name="failed_run",
            dagster_event=result.get_run_failure_event(),
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            resources={"warehouse_store": WarehouseStore(out=str(tmp_path))},
        ).for_run_failure() as context:
            failed_run(context)
    [told] = server.told
    assert told["run_id"] == result.run_id
    assert told["steps"] == {"read": "no report file in the folder"}
    kept = (tmp_path / "failures.jsonl").read_text(encoding="utf-8")
    assert json.loads(kept) == told
    assert "secret" not in kept + caplog.text
