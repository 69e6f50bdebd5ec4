"""What all tests share: which of them need more than Python, and are skipped with a reason by `make test`."""

from __future__ import annotations

import os

import pytest

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
