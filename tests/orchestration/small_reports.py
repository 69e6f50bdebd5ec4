"""Small reports about invented places, a warehouse made from them by the real command line, and how its runs are looked at."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from orchestration.command_line import main
from warehouse.access import open_warehouse
from warehouse.release import current_release

_ENVIRONMENT = (
    "DAGSTER_HOME",
    "FAZHI_REPORTS",
    "FAZHI_SOURCES",
    "FAZHI_REGIONS",
    "FAZHI_REGION_YEAR",
    "FAZHI_EXPECTED",
    "FAZHI_DECISIONS",
    "FAZHI_OUT",
    "DAGSTER_DISABLE_TELEMETRY",
)


def write_report(place: str, year: int, mediated: int, resolved: int, more: str = "") -> str:
    """A short report with few numbers, as each that compares costs a chart. More resolved than mediated breaks a rule."""
    return (
        f"{place}人民政府{year}年度法治政府建设情况报告\n\n"
        f"{year}年，{place}坚持依法办事，围着群众的急难愁盼转，现将有关情况报告如下。\n\n"
        "一、主要工作开展情况\n"
        f"全年调解矛盾纠纷{mediated}件，调解成功{resolved}件。{more}\n"
        "二、存在的问题\n普法形式还不够活，村干部写文书的本事还要再练。\n"
        f"三、{year + 1}年工作安排\n计划开展普法活动20场，把调解员队伍带得更好。\n\n"
        f"{place}人民政府\n{year + 1}年1月20日\n"
    )


@dataclass(frozen=True)
class Ran:
    """What one call of the command line gave."""

    status: int
    printed: str
    progress: str
    release: int | None


class World:
    """A reports folder and an output folder of their own."""

    def __init__(self, root: Path) -> None:
        self.reports, self.out = root / "reports", root / "out"
        self.reports.mkdir(parents=True, exist_ok=True)

    def put(self, name: str, content: str | bytes) -> Path:
        path = self.reports / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run(self, reports: Path | None = None, *options: str) -> Ran:
        """`python -m orchestration run` in this process, with the environment as it was afterwards."""
        before = {name: os.environ.get(name) for name in _ENVIRONMENT}
        printed, progress = io.StringIO(), io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(progress):
                status = main(
                    [
                        "run",
                        "--reports",
                        str(reports or self.reports),
                        "--out",
                        str(self.out),
                        "--workers",
                        "1",
                        *options,
                    ]
                )
        finally:
            for name, value in before.items():
                os.environ.pop(name, None) if value is None else os.environ.update({name: value})
        release = current_release(self.out)
        return Ran(status, printed.getvalue(), progress.getvalue(), release.number if release else None)

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        connection = open_warehouse(self.out)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def checks(self) -> dict[str, Any]:
        """Evaluations of all checks of the last run, by name."""
        with self.instance() as instance:
            [record] = instance.get_run_records(limit=1)
            logs = instance.all_logs(record.dagster_run.run_id, of_type=dg.DagsterEventType.ASSET_CHECK_EVALUATION)
            evaluations = [log.dagster_event.event_specific_data for log in logs if log.dagster_event]
        return {evaluation.check_name: evaluation for evaluation in evaluations}

    @contextlib.contextmanager
    def instance(self) -> Iterator[dg.DagsterInstance]:
        with dg.DagsterInstance.from_config(str(self.out / ".dagster")) as instance:
            yield instance
