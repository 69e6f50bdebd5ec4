"""What all tests share: which of them need more than Python, and are skipped with a reason by `make test`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

_NEEDS = {
    "browser": "needs Chromium: make test-all",
    "postgres": "needs a PostgreSQL server: make test-all",
    "s3": "needs an S3-compatible server: make test-all",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.environ.get("FAZHI_TEST_ALL"):
        return
    for item in items:
        for mark, reason in _NEEDS.items():
            if mark in item.keywords:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def samples_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of `python -m orchestration run` on samples/, made once a session."""
    out = tmp_path_factory.mktemp("samples") / "out"
    command = [sys.executable, "-m", "orchestration", "run", "--reports", "samples", "--out", str(out)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("FAZHI_", "DAGSTER_"))}
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return out


# Examples are no timed tests: a loaded machine takes half a second for what is done in milliseconds. By default they are
# the same every time, so that what fails is what was changed; `FAZHI_EXAMPLES=search` looks for new ones, and for more.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=100)
settings.register_profile("search", deadline=None, max_examples=3_000, suppress_health_check=list(HealthCheck))
settings.load_profile(os.environ.get("FAZHI_EXAMPLES", "same"))
