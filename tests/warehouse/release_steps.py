"""What the tests of releases do again and again: publish, look whether a release is whole, start another process."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import polars as pl
from release_reader import read_size
from warehouse_frames import make_frames, write_frames

from warehouse.access import open_warehouse
from warehouse.lake import Lake
from warehouse.release import Release, current_release, publish

HERE = Path(__file__).parent


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def publish_size(lake: Lake, out: Path, size: int, keep: int = 3) -> Release:
    write_frames(lake, make_frames(size))
    return publish(out, lake, {}, {"size": size}, keep)


def assert_whole(out: Path) -> Release:
    """The current release has the files of its manifest, and its tables belong together, in every form."""
    release = current_release(out)
    assert release is not None
    files = {path.relative_to(release.path).as_posix(): path for path in release.path.rglob("*") if path.is_file()}
    assert set(files) == {*release.manifest["files"], "manifest.json"}
    for name, content in release.manifest["files"].items():
        assert sha256(files[name].read_bytes()).hexdigest() == content, name
    with open_warehouse(out) as connection:
        assert read_size(connection) == release.manifest["facts"]["size"]
        for name, count in release.manifest["rows"].items():
            assert connection.execute(f'SELECT count(*) FROM "{name}"').fetchone() == (count,)
            assert pl.read_csv(release.path / "csv" / f"{name}.csv", infer_schema=False).height == count
            partitions = list((release.path / "parquet" / name).iterdir())
            assert sum(pl.read_parquet(path).height for path in partitions) == count
    return release
