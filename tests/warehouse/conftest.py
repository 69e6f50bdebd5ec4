"""A lake of small frames, a place for releases, and processes that do not outlive their test."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from warehouse_frames import few_tables, make_frames, write_frames

from warehouse.lake import Lake


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Five reports, in the tables that frames are made of."""
    few = Lake(tmp_path / "lake", few_tables())
    write_frames(few, make_frames(5))
    return few


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that a test started; those that still run when it ends are killed."""
    processes: list[subprocess.Popen[str]] = []
    yield processes
    for process in processes:
        if process.poll() is None:
            process.kill()
        process.communicate()
