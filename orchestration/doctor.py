"""`make doctor`: does this installation work, and what is to be done where it does not?

Here: `diagnose`, `print_diagnosis`. Each examination is a function that looks at one thing and gives its verdicts;
nothing is changed. Not here: whether the reports make sense (checks), mending.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from warehouse.durable import try_lock
from warehouse.release import current_release, list_damage, list_releases

_GIBIBYTE = 2**30
# A release of the samples needs 60 MB; of 10,000 reports 1 GB, with the release before beside it.
_LEAST_DISK, _LEAST_MEMORY = 2 * _GIBIBYTE, 2 * _GIBIBYTE
_PACKAGE = "fazhi-warehouse"


@dataclass(frozen=True)
class Verdict:
    """What was found about one thing, and what to do about it (empty when it is well)."""

    state: Literal["ok", "warning", "fault"]
    about: str
    found: str
    advice: str = ""


def print_diagnosis(options: argparse.Namespace) -> int:
    """Print every verdict. Returns the exit status: 1 when something does not work."""
    verdicts = diagnose(
        Path(options.out), Path(options.reports) if not options.sources else None, (options.port, options.port + 1)
    )
    width = max(len(verdict.about) for verdict in verdicts)
    for verdict in verdicts:
        print(f"{verdict.state:7s}  {verdict.about:{width}s}  {verdict.found}")
        if verdict.advice:
            print(f"{'':7s}  {'':{width}s}  → {verdict.advice}")
    faults = sum(verdict.state == "fault" for verdict in verdicts)
    print(f"\n{faults} faults, {sum(verdict.state == 'warning' for verdict in verdicts)} warnings")
    return 1 if faults else 0


def diagnose(out: Path, reports: Path | None, ports: Iterable[int]) -> list[Verdict]:
    """Examine the installation, the output folder, the folder of reports (unless a list is read), and the ports."""
    return [
        *_examine_packages(),
        *_examine_charts(),
        *_examine_memory(),
        *_examine_out(out),
        *_examine_release(out),
        *_examine_runs(out),
        *(_examine_reports(reports) if reports is not None else ()),
        *(_examine_port(port) for port in ports),
    ]


def _examine_packages() -> Iterator[Verdict]:
    told = f"Python {sys.version.split()[0]} in {sys.prefix}"
    try:
        wanted = [Requirement(words) for words in requires(_PACKAGE) or ()]
    except PackageNotFoundError:
        yield Verdict("fault", "packages", f"{told}; {_PACKAGE} is not installed", "run `make setup`")
        return
    wrong = []
    for requirement in wanted:
        if requirement.marker is not None and not requirement.marker.evaluate():
            continue
        try:
            found = version(requirement.name)
        except PackageNotFoundError:
            wrong.append(f"{requirement.name} is missing")
            continue
        if not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} {found} is not {requirement.specifier}")
    if wrong:
        yield Verdict("fault", "packages", f"{told}; {'; '.join(wrong)}", "remove .venv and run `make setup`")
    else:
        yield Verdict("ok", "packages", f"{told}; {len(wanted)} packages of the versions wanted")


def _examine_charts() -> Iterator[Verdict]:
    """Whether a chart with Chinese words can be drawn: its font comes with the packages, the engine is native code."""
    try:
        from transforms.charts.rendering import render_png

        picture = render_png({"mark": "text", "data": {"values": [{}]}, "encoding": {"text": {"value": "法治政府"}}})
        yield Verdict("ok", "charts", f"a picture of {len(picture)} bytes was drawn")
    except Exception as error:
        yield Verdict("fault", "charts", f"{type(error).__name__}: {error}", "remove .venv and run `make setup`")


def _examine_memory() -> Iterator[Verdict]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    found = f"{memory / _GIBIBYTE:.1f} GiB, {os.cpu_count()} processors"
    if memory < _LEAST_MEMORY:
        yield Verdict("warning", "memory", found, "a run wants 2 GiB: set warehouse_store.workers to 1")
    else:
        yield Verdict("ok", "memory", found)


def _examine_out(out: Path) -> Iterator[Verdict]:
    place = next((folder for folder in (out, *out.absolute().parents) if folder.exists()), Path("/"))
    if not place.is_dir():
        yield Verdict("fault", "output folder", f"{place} is a file", "name another folder with OUT=")
        return
    try:
        with tempfile.TemporaryDirectory(dir=place, prefix=".doctor-") as trial:
            one, other, link = (Path(trial) / name for name in ("one", "other", "link"))
            one.write_bytes(b"x")
            os.symlink("one", link)
            try:
                os.link(one, other)
                links = True
            except OSError:
                links = False
    except OSError as error:
        yield Verdict(
            "fault", "output folder", f"{out}: {error}", "it has to be writable, on a disk with symbolic links"
        )
        return
    free = shutil.disk_usage(place).free
    found = f"{out}: {free / _GIBIBYTE:.1f} GiB free"
    if free < _LEAST_DISK:
        yield Verdict("warning", "output folder", found, "make room, or name a folder on another disk with OUT=")
    elif not links:
        advice = "no hard links here: every release is a whole copy"
        yield Verdict("warning", "output folder", found, advice)
    else:
        yield Verdict("ok", "output folder", found)


def _examine_release(out: Path) -> Iterator[Verdict]:
    try:
        current = current_release(out)
    except (OSError, ValueError, KeyError) as error:
        yield Verdict("fault", "release", str(error), "`make run` publishes a new one; older ones: `make releases`")
        return
    if current is None:
        yield Verdict("ok", "release", f"nothing was published to {out} yet")
        return
    if damage := list_damage(current):
        advice = "go back with `make restore RELEASE=n`, or make a new one with `make run`"
        yield Verdict("fault", "release", f"{current.number}: {'; '.join(damage[:3])}", advice)
        return
    made = current.manifest["created_at"]
    if datetime.fromisoformat(made) > datetime.now(UTC):
        yield Verdict("warning", "clock", f"release {current.number} is of {made}, which is to come", "set the clock")
    yield Verdict("ok", "release", f"{current.number} of {made}, whole; {len(list_releases(out))} are kept")


def _examine_runs(out: Path) -> Iterator[Verdict]:
    lock = out / ".run.lock"
    if not lock.exists():
        return
    with try_lock(lock) as is_free:
        if is_free:
            yield Verdict("ok", "runs", "none is under way")
        else:
            yield Verdict("ok", "runs", "one is under way and holds the lock; another would wait for it")
    if leftovers := sorted(path.name for path in (out / "releases").glob(".building-*")):
        advice = "a killed run left them; the next one that publishes removes them"
        yield Verdict("warning", "runs", f"unfinished: {', '.join(leftovers)}", advice)


def _examine_reports(reports: Path) -> Iterator[Verdict]:
    from orchestration.intake import ReportsFolderError, list_files

    try:
        listing = list_files(reports)
    except ReportsFolderError as error:
        yield Verdict("fault", "reports", str(error), "name the folder with REPORTS=")
        return
    closed = [path for path, *_ in listing.files if not os.access(Path(listing.root, path), os.R_OK)]
    found = f"{len(listing.files)} files in {listing.root}"
    if closed:
        words = f"{found}; {len(closed)} may not be read: {', '.join(closed[:3])}"
        yield Verdict("warning", "reports", words, "they would go to quarantine: change their permissions")
    else:
        yield Verdict("ok", "reports", found)


def _examine_port(port: int) -> Verdict:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError as error:
            return Verdict("warning", f"port {port}", error.strerror or str(error), "`make ui PORT=` takes another")
    return Verdict("ok", f"port {port}", "free")
