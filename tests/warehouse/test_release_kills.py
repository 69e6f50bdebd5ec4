"""Publishers that wait for each other, that are watched by readers, and that are killed at any moment."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from release_steps import assert_whole, publish_size, start
from warehouse_frames import few_tables

from warehouse.durable import hold_lock
from warehouse.lake import Lake
from warehouse.release import current_release


def test_a_publisher_waits_for_another(lake: Lake, out: Path, started: list[subprocess.Popen[str]]) -> None:
    out.mkdir()
    with hold_lock(out / ".publish.lock"):
        started.append(start("publisher.py", lake.root, out, 2, 2, 2))
        assert started[0].stdout is not None
        assert started[0].stdout.readline() == "ready\n"
        time.sleep(1.5)
        assert started[0].poll() is None
        assert current_release(out) is None
    assert started[0].communicate(timeout=60)[0] == "1\n"
    assert assert_whole(out).manifest["facts"] == {"size": 2}


def test_two_publishers_and_three_readers(out: Path, tmp_path: Path, started: list[subprocess.Popen[str]]) -> None:
    publish_size(Lake(tmp_path / "first", few_tables()), out, 1)
    stop = tmp_path / "stop"
    readers = [start("release_reader.py", out, stop, *hold) for hold in ([], [], ["hold"])]
    publishers = [start("publisher.py", tmp_path / name, out, 2, 2, 7) for name in ("a", "b")]
    started += readers + publishers
    numbers: list[int] = []
    for publisher in publishers:
        said, errors = publisher.communicate(timeout=120)
        assert publisher.returncode == 0, errors
        numbers += map(int, said.split()[1:])
    stop.touch()
    seen = set()
    for reader in readers:
        said, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        assert int(said.split()[0]) >= 2
        seen |= set(said.split()[1:])
    assert sorted(numbers) == list(range(2, 14))
    assert len(seen) >= 3, "the readers must have met several releases for this test to say anything"
    assert assert_whole(out).number == 13


def kill_and_check(lake: Lake, out: Path, publisher: subprocess.Popen[str], wait: float | None) -> bool:
    """Kill `publisher` after `wait` seconds, or let it kill itself; returns whether a build was cut off.

    Afterwards the current release is whole and no older than the last one reported, and the next publish works.
    """
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == "ready\n"
    if wait is not None:
        time.sleep(wait)
        publisher.send_signal(signal.SIGKILL)
    said, errors = publisher.communicate(timeout=60)
    assert publisher.returncode == -signal.SIGKILL, errors
    reported = [int(line) for line in said.split()]
    release = current_release(out)
    assert release is not None
    assert release.number >= max(reported, default=1)
    assert assert_whole(out).number == release.number
    highest = max(int(path.name.split("-")[-1]) for path in (out / "releases").iterdir())
    cut_off = any(path.name.startswith(".") for path in (out / "releases").iterdir()) or highest > release.number
    assert publish_size(lake, out, 4, keep=2).number == highest + 1
    assert assert_whole(out).number == highest + 1
    left = sorted(path.name for path in (out / "releases").iterdir())
    assert left[-1] == f"{highest + 1:06d}"
    assert len(left) <= 2
    assert not [name for name in left if name.startswith(".")]
    return cut_off


def test_killed_at_random_moments_while_three_readers_look_on(
    lake: Lake, out: Path, tmp_path: Path, started: list[subprocess.Popen[str]]
) -> None:
    publish_size(lake, out, 5)
    stop = tmp_path / "stop"
    readers = [start("release_reader.py", out, stop, *hold) for hold in ([], [], ["hold"])]
    started += readers
    draw = random.Random(15)
    cut_off = 0
    for _ in range(10):
        started.append(start("publisher.py", lake.root, out, 2, 1, 40))
        cut_off += kill_and_check(lake, out, started[-1], draw.uniform(0.05, 2.0))
    stop.touch()
    for reader in readers:
        said, errors = reader.communicate(timeout=60)
        assert reader.returncode == 0, errors
        assert int(said.split()[0]) >= 3
    assert cut_off >= 2, f"only {cut_off} kills hit a build: this test says nothing"


# Renames of one publish: two tables of history and their states, database, release, link, removal of an old one; the
# fixed link exists already.
@pytest.mark.parametrize(
    ("event", "count"),
    [
        ("os.mkdir", 1),
        ("os.mkdir", 10),
        ("os.rename", 1),
        ("os.rename", 5),
        ("os.chmod", 1),
        ("os.rename", 6),
        ("os.symlink", 1),
        ("os.rename", 7),
        ("os.rename", 8),
        ("shutil.rmtree", 2),
    ],
)
def test_killed_at_every_step(
    lake: Lake, out: Path, started: list[subprocess.Popen[str]], event: str, count: int
) -> None:
    publish_size(lake, out, 5)
    publish_size(lake, out, 6)
    started.append(start("publisher.py", lake.root, out, 2, 7, 7, event, count))
    kill_and_check(lake, out, started[0], None)


def test_killed_in_the_first_publish_of_all(lake: Lake, out: Path, started: list[subprocess.Popen[str]]) -> None:
    # Before the history, the database, the release, the fixed link, and the current link are put in place.
    for count in (1, 5, 6, 7, 8):
        started.append(start("publisher.py", lake.root, out, 2, 7, 7, "os.rename", count))
        started[-1].communicate(timeout=60)
        assert started[-1].returncode == -signal.SIGKILL
        assert current_release(out) is None
    assert publish_size(lake, out, 4).number > 1
    assert_whole(out)
