"""Runs for benchmarks that break them: small reports, runs that start fast, and how their results are looked at.

Here: `write_small_reports`, `change_reports`; `start_run`, `start_process`, `finish_run`, `kill_run`; `look_at`,
`list_differences`; `working_folder`.
A run is the real command line in a process of its own, forked from a server that has imported everything once: most of
the time of a run over few reports is imports. Not here: what is broken (`kill_run`, `break_run`, `load`, `soak`).
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import tempfile
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from warehouse.access import open_warehouse
from warehouse.release import current_release, list_damage

_PRELOADED = [
    "dagster", "duckdb", "polars", "great_expectations", "altair", "vl_convert", "orchestration.definitions",
    "orchestration.summary", "orchestration.upkeep", "expectations.judgement",
]  # fmt: skip
_PLACES = ("柳溪镇", "松坪乡", "古渡镇", "白鹭镇", "石门镇", "青杨乡")
FIRST_YEAR, LAST_YEAR = 2019, 2024


def working_folder(prefix: str) -> Path:
    """A folder in memory where there is one: a kill of a process does not depend on the disk, but its time does."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if os.access(memory, os.W_OK) else None))


def write_small_report(place: str, year: int, mediated: int) -> str:
    """A report with few numbers, as each that can be compared costs a chart."""
    return (
        f"{place}人民政府{year}年度法治政府建设情况报告\n\n"
        f"{year}年，{place}依法办事，把矛盾化解在门前。现将情况报告如下。\n\n"
        f"一、工作开展情况\n全年调解矛盾纠纷{mediated}件，调解成功{mediated - 3}件。\n"
        "二、存在的问题\n宣讲的办法还要更多。\n"
        f"三、{year + 1}年工作安排\n计划开展普法活动20场。\n\n{place}人民政府\n{year + 1}年1月20日\n"
    )


def write_small_reports(folder: Path, count: int) -> None:
    """`count` reports of different places and years."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        place, year = _PLACES[number % len(_PLACES)], LAST_YEAR - number // len(_PLACES)
        (folder / f"{place}{year}.txt").write_text(write_small_report(place, year, 40 + number), encoding="utf-8")


def change_reports(folder: Path, draw: random.Random) -> None:
    """Another text in a file that is there, or one file more and one less: the folder stays as large."""
    target = draw.choice(sorted(folder.glob("*.txt")))
    place, year = draw.choice(_PLACES), draw.randint(FIRST_YEAR, LAST_YEAR)
    if draw.random() < 0.5:
        target.unlink()
        target = folder / f"{place}{year}-{draw.randrange(10**6)}.txt"
    target.write_text(write_small_report(place, year, draw.randint(10, 10**5)), encoding="utf-8")


def start_run(
    reports: Path, out: Path, log: Path | None = None, before: Callable[[], object] | None = None
) -> ForkServerProcess:
    """Start `python -m orchestration run` in a session of its own; `before` is called in its process first."""
    return start_process(_run, (str(reports), str(out), before), log)


def start_process(do: Callable[..., int], arguments: tuple[object, ...], log: Path | None = None) -> ForkServerProcess:
    """Start a module-level function, that returns an exit status, in a session of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=_work, args=(do, arguments, str(log or os.devnull)))
    process.start()
    return process


def finish_run(reports: Path, out: Path, log: Path | None = None, **more: object) -> int:
    """The exit status of a run that is waited for."""
    process = start_run(reports, out, log, **more)  # type: ignore[arg-type]
    process.join()
    return process.exitcode if process.exitcode is not None else -1


def kill_run(process: ForkServerProcess) -> bool:
    """SIGKILL a run and all its processes; returns whether it was still there."""
    is_over = process.exitcode is not None
    if not is_over and process.pid is not None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # it has not come to make a group of its own
            process.kill()
    process.join()
    return not is_over


def look_at(out: Path, at_least: int) -> list[str]:
    """What is wrong with the current release: it must be whole, open, fit together, and be no older than `at_least`."""
    try:
        release = current_release(out)
        if release is None:
            return ["nothing is current"]
        found = [f"release {release.number} after {at_least}"] if release.number < at_least else []
        found += list_damage(release)[:3]
        with open_warehouse(out) as connection:
            lost = connection.execute(
                "SELECT count(*) FROM fact_indicator ANTI JOIN dim_report USING (report_id)"
            ).fetchone()
        return found if lost == (0,) else [*found, f"{lost} values without a report"]
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]


def published_bytes(out: Path) -> dict[str, str]:
    """Checksums of the Parquet files of the current release by name."""
    release = current_release(out)
    assert release is not None, f"{out}: nothing is current"
    return {name: content for name, content in release.manifest["files"].items() if name.startswith("parquet/")}


def list_differences(one: Path, other: Path) -> list[str]:
    """Parquet files that differ between the current releases of two output folders."""
    here, there = published_bytes(one), published_bytes(other)
    return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))


def _run(reports: str, out: str, before: Callable[[], object] | None) -> int:
    if before:
        before()
    from orchestration.command_line import main

    return main(["run", "--reports", reports, "--out", out])


def _work(do: Callable[..., int], arguments: tuple[object, ...], log: str) -> None:
    os.setsid()
    with open(log, "wb", buffering=0) as progress, open(os.devnull, "wb") as nothing:
        os.dup2(progress.fileno(), 2)
        os.dup2(nothing.fileno(), 1)
    raise SystemExit(do(*arguments))
