"""The command line: `run` publishes a warehouse, `ui` starts Dagster on the same data, `preview` shows what a run would
change, `reproduce` makes the current release again from raw, `releases` lists what is kept, `restore` goes back to one,
`doctor` examines the installation.

Here: arguments, the instance, exit statuses. Not here: what a run does (`automation`, assets).
    0  published, or nothing to do       1  nothing was published
    3  published, but some files are in quarantine
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

PUBLISHED, FAILED, WITH_QUARANTINE = 0, 1, 3


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m orchestration", description="法治政府建设年度报告 -> a DuckDB warehouse"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="read the reports and publish a release")
    ui = commands.add_parser("ui", help="start the Dagster webserver and daemon on the same data")
    preview = commands.add_parser("preview", help="show what the next release would change, without publishing")
    reproduce = commands.add_parser("reproduce", help="make the current release again from raw and compare the bytes")
    doctor = commands.add_parser("doctor", help="examine the installation and say what to do")
    releases = commands.add_parser("releases", help="list the releases that are kept")
    restore = commands.add_parser("restore", help="make an older release the current one")
    for command in (run, ui, preview, reproduce, doctor):
        command.add_argument("--reports", default="samples", help="folder with report files")
        command.add_argument("--sources", default="", help="CSV list of pages and files, read instead of the folder")
        command.add_argument("--expected", default="", help="CSV list of expected reports, if not that of sources")
        command.add_argument("--decisions", default="decisions", help="folder with decisions in YAML")
    for command in (run, ui, preview, reproduce, doctor, releases, restore):
        command.add_argument("--out", default="data", help="folder for the warehouse")
        command.add_argument("--regions", default="", help="CSV with places of your own (default: REPORTS/regions.csv)")
        command.add_argument(
            "--region-year", default="", help="CSV with population and so on (default: REPORTS/region_year.csv)"
        )
    run.add_argument("--refetch", action="store_true", help="ask every page of the list again, however fresh")
    run.add_argument(
        "--allow-network", action="append", default=[], help="private network to fetch from, such as 10.1.0.0/16"
    )
    for command in (run, preview, reproduce):
        command.add_argument("--workers", type=int, default=0, help="processes; 0 means one a core")
    releases.add_argument("--verify", action="store_true", help="compare every file with its checksum")
    restore.add_argument("--release", type=int, required=True, help="its number")
    restore.add_argument("--keep", type=int, default=5, help="how many releases stay")
    ui.add_argument("--host", default="127.0.0.1")
    for command in (ui, doctor):
        command.add_argument("--port", type=int, default=3000)
    ui.add_argument("--pages-port", type=int, default=0, help="for site, charts and Data Docs; 0 means --port + 1")
    options = parser.parse_args(arguments)
    if options.command in ("releases", "restore"):
        from orchestration.release_commands import print_releases, restore_release

        if options.command == "releases":
            return print_releases(Path(options.out), options.verify)
        return restore_release(Path(options.out), options.release, options.keep)
    if options.command == "doctor":
        from orchestration.doctor import print_diagnosis

        return print_diagnosis(options)
    _prepare(options)
    if options.command == "preview":
        from orchestration.preview import preview_changes

        return preview_changes(options)
    if options.command == "reproduce":
        from orchestration.reproduce import reproduce_release

        return reproduce_release(options)
    return run_once(options) if options.command == "run" else start_ui(options)


def run_once(options: argparse.Namespace) -> int:
    """Execute the job in this process, in the kept instance, and print the summary."""
    started = time.monotonic()
    print(f"reports {options.sources or options.reports} -> {options.out}", file=sys.stderr)
    import dagster as dg

    from orchestration.definitions import defs
    from orchestration.partitions import ALL_YEARS
    from orchestration.summary import print_failure, print_summary
    from orchestration.upkeep import announce_run, tidy_instance

    run_id = str(uuid.uuid4())
    job = defs().resolve_job_def("publish_warehouse")
    with dg.DagsterInstance.get() as instance:
        tidy_instance(instance, Path(options.out))
        with announce_run(Path(options.out), run_id):
            result = job.execute_in_process(
                run_id=run_id,
                instance=instance,
                tags=dict(ALL_YEARS),
                run_config={
                    "loggers": {"progress": {"config": {"log_level": "INFO"}}},
                    "resources": {
                        "reports_folder": {
                            "config": {
                                "path": os.environ["FAZHI_REPORTS"],
                                "regions": os.environ["FAZHI_REGIONS"],
                                "region_year": os.environ["FAZHI_REGION_YEAR"],
                            }
                        },
                        "sources_file": {
                            "config": {"path": os.environ["FAZHI_SOURCES"], "expected": os.environ["FAZHI_EXPECTED"]}
                        },
                        "decisions_folder": {"config": {"path": os.environ["FAZHI_DECISIONS"]}},
                        "fetching": {"config": _fetching(options)},
                        "warehouse_store": {
                            "config": {
                                "out": os.environ["FAZHI_OUT"],
                                "workers": options.workers,
                                "cluster": os.environ.get("FAZHI_CLUSTER", ""),
                            }
                        },
                    },
                },
                raise_on_error=False,
            )
    if not result.success:
        print_failure(result)
        return FAILED
    quarantined = print_summary(Path(options.out), result, time.monotonic() - started)
    return WITH_QUARANTINE if quarantined else PUBLISHED


def _fetching(options: argparse.Namespace) -> dict[str, object]:
    config: dict[str, object] = {"allowed_networks": options.allow_network}
    return {**config, "refetch_hours": 0.0} if options.refetch else config


def start_ui(options: argparse.Namespace) -> int:
    """Start webserver, daemon and the pages of the release; all end with this process, also by a signal."""
    import dagster as dg

    from orchestration.pages_server import serve_pages
    from orchestration.upkeep import tidy_instance

    with dg.DagsterInstance.get() as instance:
        tidy_instance(instance, Path(options.out))
    workspace = Path(__file__).parent.parent / "workspace.yaml"
    print(
        f"Dagster on http://{options.host}:{options.port} "
        f"(reports {options.sources or options.reports}, out {options.out})",
        file=sys.stderr,
    )
    if pages := serve_pages(Path(options.out), options.host, options.pages_port or options.port + 1):
        address = f"http://{options.host}:{pages.server_address[1]}"
        # Runs that are started from here give these addresses with the release.
        os.environ["FAZHI_PAGES"] = address
        print(f"site on {address}/site/index.html, Data Docs on {address}/data_docs/index.html", file=sys.stderr)
    command = [
        sys.executable, "-m", "dagster", "dev", "-w", str(workspace), "--host", options.host, "--port",
        str(options.port),
    ]  # fmt: skip
    # A shell that starts this in the background ignores SIGINT for its children, and dagster stops on nothing else.
    server = subprocess.Popen(
        command, cwd=workspace.parent, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)
    )
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: server.send_signal(signal.SIGINT))
    return server.wait()


def _prepare(options: argparse.Namespace) -> None:
    """The instance lives beside the data; places are handed on by the environment, for `ui` starts other processes."""
    home = (Path(options.out) / ".dagster").resolve()
    home.mkdir(parents=True, exist_ok=True)
    shipped = Path(__file__).with_name("dagster.yaml")
    if not (home / "dagster.yaml").exists():
        shutil.copyfile(shipped, home / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(home)
    for name in ("reports", "sources", "regions", "region_year", "expected", "decisions", "out"):
        place = getattr(options, name)
        os.environ[f"FAZHI_{name.upper()}"] = str(Path(place).resolve()) if place else ""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
