"""Faults that a run may meet, each done to one warehouse: `FAULTS`, by name.

A fault gets a `Trial` with reports that have just changed, disturbs a run over them, takes the disturbance away, and
returns in a few words what it did to the run. Not here: what is looked at afterwards (`break_run`); kills (`kill_run`).
Some need what only root may do (mounts, other users); they raise `Impossible` elsewhere.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from benchmarks.runs import change_reports, finish_run, start_process, start_run, write_small_report
from warehouse.durable import try_lock
from warehouse.release import current_release

_NOBODY = 65534
_MEBIBYTE = 1024**2


class Impossible(RuntimeError):
    """This fault cannot be made here; the message says what it needs."""


@dataclass
class Trial:
    """A warehouse that is to be disturbed once."""

    root: Path
    reports: Path
    out: Path
    draw: random.Random
    lasting: float  # seconds that a run over a change takes

    def finish(self, **more: object) -> int:
        """The exit status of a run."""
        return finish_run(self.reports, self.out, self.root / "progress.txt", **more)


def fill_disk(trial: Trial) -> str:
    """A file that fills the disk but for some random room; `break_run` has mounted a small one at OUT."""
    if not trial.out.is_mount():
        raise Impossible("needs root, who may mount a small disk")
    room = int(trial.draw.choice([0.0, trial.draw.uniform(0, 1), trial.draw.uniform(0, 20)]) * _MEBIBYTE)
    ballast = trial.out / ".ballast"
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, shutil.disk_usage(trial.out).free - room))
    status = trial.finish()
    ballast.unlink()
    return f"exit {status}"


def close_output(trial: Trial) -> str:
    """The run is another user's, who may write everywhere in OUT but in one folder."""
    closed = trial.draw.choice([".", ".dagster", "lake", "lake/fact_mention", "releases", "work", "history"])
    _give(trial.out, _NOBODY)
    for path in (trial.out / closed).rglob("*"):
        os.chown(path, 0, 0, follow_symlinks=False)
    os.chown(trial.out / closed, 0, 0)
    status = trial.finish(before=_become_nobody)
    _give(trial.out, 0)
    return f"{closed}: exit {status}"


def close_reports(trial: Trial) -> str:
    """A file, or a folder of files, that the user of the run may not read."""
    _give(trial.out, _NOBODY)
    closed = trial.draw.choice(sorted(trial.reports.rglob("*.txt")))
    if trial.draw.random() < 0.5:
        closed = trial.reports / "closed"
        closed.mkdir()
        (closed / "柳溪镇2018.txt").write_text(write_small_report("柳溪镇", 2018, 77), encoding="utf-8")
    mode = closed.stat().st_mode
    closed.chmod(0)
    status = trial.finish(before=_become_nobody)
    closed.chmod(mode)
    _give(trial.out, 0)
    kind = "folder" if closed.is_dir() else "file"
    shutil.rmtree(closed) if closed.is_dir() else None
    return f"{kind}: exit {status}"


def churn_reports(trial: Trial) -> str:
    """Files that come, go and change all the time while they are read."""
    process, changes = start_run(trial.reports, trial.out), 0
    draw, extra = random.Random(trial.draw.random()), trial.reports / "coming-and-going.txt"
    while process.exitcode is None:
        change_reports(trial.reports, draw)
        folder = trial.reports / f"folder{changes % 3}"
        if folder.exists():
            shutil.rmtree(folder)
        else:
            folder.mkdir()
            (folder / "松坪乡.txt").write_text(write_small_report("松坪乡", 2020, changes + 5), encoding="utf-8")
        extra.unlink() if extra.exists() else extra.write_bytes(os.urandom(9_000))
        changes += 1
        process.join(0.01)
    extra.unlink(missing_ok=True)
    for number in range(3):
        shutil.rmtree(trial.reports / f"folder{number}", ignore_errors=True)
    return f"exit {process.exitcode}"


def jump_clock(trial: Trial) -> str:
    """A clock that is years ahead or behind, and back again for the run that follows."""
    library = next(iter(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")), None)
    if library is None:
        raise Impossible("needs libfaketime")
    shift = trial.draw.choice(["+3650d", "-3650d", "+40d", "-1d"])
    command = [
        sys.executable, "-m", "orchestration", "run", "--reports", str(trial.reports), "--out", str(trial.out),
    ]  # fmt: skip
    environment = {**os.environ, "LD_PRELOAD": str(library), "FAKETIME": shift, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    with (trial.root / "progress.txt").open("wb") as progress:
        status = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=progress).returncode
    change_reports(trial.reports, trial.draw)
    return f"{shift}: exit {status}"


def run_twice(trial: Trial) -> str:
    """Three runs at once, over files that change between their starts."""
    runs: list[ForkServerProcess] = []
    for _ in range(3):
        runs.append(start_run(trial.reports, trial.out, trial.root / f"progress{len(runs)}.txt"))
        time.sleep(trial.draw.uniform(0, trial.lasting / 4))
        change_reports(trial.reports, trial.draw)
    for run in runs:
        run.join()
    if any(run.exitcode for run in runs):
        raise AssertionError(f"runs that met ended with {[run.exitcode for run in runs]}")
    return "exit 0, 0, 0"


def interrupt(trial: Trial) -> str:
    """A polite end at a random moment: what a terminal or a service manager sends."""
    number = trial.draw.choice([signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    process = start_run(trial.reports, trial.out)
    process.join(trial.draw.uniform(trial.lasting / 10, trial.lasting))
    if process.exitcode is None and process.pid:
        os.kill(process.pid, number)
    process.join()
    return f"{number.name}: exit {process.exitcode}"


def rerun_partition(trial: Trial) -> str:
    """One year is run again alone, twice, before and after the run over all years."""
    year = trial.draw.choice(["2023", "2024", "unknown"])
    statuses = []
    for is_whole in (False, True, False, False):
        if is_whole:
            statuses.append(trial.finish())
            continue
        process = start_process(run_one_year, (str(trial.reports), str(trial.out), year), trial.root / "one.txt")
        process.join()
        statuses.append(process.exitcode or 0)
    # A year alone is refused while the others rest on other reports, and changes nothing when they do not.
    if statuses[1:] != [0, 0, 0]:
        raise AssertionError(f"a run over all years and two of {year} ended with {statuses}")
    return f"exit {', '.join(map(str, statuses))}"


def restart_daemon(trial: Trial) -> str:
    """Webserver, daemon and the run that they started die in its middle; they are started again and do the rest."""
    before = current_release(trial.out)
    assert before is not None
    user_interface = _start_user_interface(trial)
    _wait_until(lambda: _is_working(trial.out), 300, "the sensor starts a run")
    time.sleep(trial.draw.uniform(0, trial.lasting / 2))
    was_working = _is_working(trial.out)
    _kill_session(user_interface)
    user_interface = _start_user_interface(trial)
    try:
        _wait_until(lambda: _number(trial.out) > before.number, 600, "the run is done again")
        _wait_until(lambda: not _is_working(trial.out), 300, "the run ends")
    finally:
        _kill_session(user_interface)
    return "killed in mid-run" if was_working else "killed after the run"


FAULTS: dict[str, Callable[[Trial], str]] = {
    "disk full": fill_disk,
    "OUT may not be written": close_output,
    "reports may not be read": close_reports,
    "files vanish and change while read": churn_reports,
    "clock jumps": jump_clock,
    "three runs at once": run_twice,
    "run is interrupted": interrupt,
    "partition is run again": rerun_partition,
    "daemon restarts in mid-run": restart_daemon,
}


def run_one_year(reports: str, out: str, year: str) -> int:
    """What the UI starts for one partition, in this process; returns an exit status."""
    import dagster as dg

    from orchestration.definitions import defs

    os.environ["DAGSTER_HOME"] = str(Path(out) / ".dagster")
    tags = {"dagster/asset_partition_range_start": year, "dagster/asset_partition_range_end": year}
    resources = {
        "reports_folder": {"config": {"path": reports}},
        "decisions_folder": {"config": {"path": str(Path(reports) / "decisions")}},
        "warehouse_store": {"config": {"out": out}},
    }
    with dg.DagsterInstance.get() as instance:
        job = defs().resolve_job_def("publish_warehouse")
        result = job.execute_in_process(
            instance=instance, tags=tags, run_config={"resources": resources}, raise_on_error=False
        )
    return 0 if result.success else 1


def _give(folder: Path, user: int) -> None:
    if os.geteuid():
        raise Impossible("needs root, who may become another user")
    os.chown(folder, user, user)
    for path in folder.rglob("*"):
        os.chown(path, user, user, follow_symlinks=False)


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(_NOBODY)
    os.setuid(_NOBODY)


def _start_user_interface(trial: Trial) -> subprocess.Popen[bytes]:
    with socket.socket() as trial_socket:
        trial_socket.bind(("127.0.0.1", 0))
        port = trial_socket.getsockname()[1]
    command = [
        sys.executable, "-m", "orchestration", "ui", "--reports", str(trial.reports), "--out", str(trial.out),
        "--port", str(port),
    ]  # fmt: skip
    log = (trial.root / "ui.txt").open("ab")
    return subprocess.Popen(
        command,
        env={**os.environ, "FAZHI_SENSOR_SECONDS": "2", "FAZHI_CRON": "0 0 1 1 *"},
        stdout=log,
        stderr=log,
        start_new_session=True,
    )


def _kill_session(leader: subprocess.Popen[bytes]) -> None:
    """SIGKILL every process of the session, also those that made groups of their own; what it was in at that moment
    has no time to say so."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and os.getsid(int(entry.name)) == leader.pid:
                os.kill(int(entry.name), signal.SIGKILL)
        except ProcessLookupError:
            continue
    leader.wait()


def _is_working(out: Path) -> bool:
    with try_lock(out / ".run.lock") as is_free:
        return not is_free


def _number(out: Path) -> int:
    release = current_release(out)
    return release.number if release else 0


def _wait_until(is_true: Callable[[], bool], seconds: float, words: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_true():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds:.0f} s in vain until {words}")
        time.sleep(0.2)
