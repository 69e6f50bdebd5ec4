"""Does the project work with the oldest and the newest packages that it allows, and with each Python?

    python -m benchmarks.compatibility [--python 3.11 --python 3.12 --python 3.13] [--resolution lowest-direct] [--keep]

For each Python that uv finds or can fetch, and each way to choose versions (the lowest that pyproject.toml allows of
what it names, the highest of everything, those of uv.lock), an environment of its own is made, two releases are made
of small reports by the command line, the first and the second are opened, and the older is restored. Prints a table.
Exit status 1 when something that could be installed does not work; what cannot be installed here is said.
Here: environments and the table. Not here: the tests (`make test` runs them with the versions of uv.lock).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
SHOWN = ("dagster", "duckdb", "polars", "great-expectations", "sqlalchemy", "pyarrow", "altair")
RESOLUTIONS = ("lowest-direct", "highest", "locked")
_SMOKE = """
import sys
from pathlib import Path
from benchmarks.runs import change_reports, write_small_reports
from orchestration.command_line import main
from warehouse.access import open_warehouse
import random
root = Path(sys.argv[1])
write_small_reports(root / "reports", 3)
def run():
    status = main(["run", "--reports", str(root / "reports"), "--out", str(root / "out"), "--workers", "1"])
    assert status == 0, status
run()
change_reports(root / "reports", random.Random(1))
run()
for number in (1, 2):
    assert open_warehouse(root / "out", number).sql("FROM value_sentence").fetchall(), number
assert main(["restore", "--out", str(root / "out"), "--release", "1"]) == 0
"""


class NotHere(RuntimeError):
    """This combination cannot be tried here; the message says why."""


def main(arguments: list[str] | None = None) -> int:
    """Try every combination, print the table; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", default=[])
    parser.add_argument("--resolution", action="append", default=[], choices=RESOLUTIONS)
    parser.add_argument("--keep", action="store_true", help="keep the environments, and say where they are")
    options = parser.parse_args(arguments)
    root = Path(tempfile.mkdtemp(prefix="compatibility-"))
    print(f"| Python | versions | {' | '.join(SHOWN)} | works |\n|---|---|{'---|' * len(SHOWN)}---|", flush=True)
    has_failed = False
    try:
        for python in options.python or ("3.11", "3.12", "3.13"):
            for resolution in options.resolution or RESOLUTIONS:
                place = root / f"{python}-{resolution}"
                try:
                    found = _install(place, python, resolution)
                except NotHere as reason:
                    print(f"| {python} | {resolution} |{' |' * len(SHOWN)} not tried: {reason} |", flush=True)
                    continue
                words = _try(place)
                has_failed |= words != "yes"
                print(f"| {python} | {resolution} | {' | '.join(found)} | {words} |", flush=True)
    finally:
        if options.keep:
            print(f"kept: {root}")
        else:
            shutil.rmtree(root, ignore_errors=True)
    return 1 if has_failed else 0


def _install(place: Path, python: str, resolution: str) -> list[str]:
    """Make an environment; the versions of SHOWN in it."""
    _uv("venv", "--python", python, str(place / "venv"))
    interpreter = str(place / "venv" / "bin" / "python")
    if resolution == "locked":
        wanted = place / "locked.txt"
        _uv("export", "--locked", "--no-emit-project", "--no-dev", "--no-hashes", "--output-file", str(wanted))
        _uv("pip", "install", "--python", interpreter, "--requirement", str(wanted))
        _uv("pip", "install", "--python", interpreter, "--no-deps", "--editable", str(ROOT))
    else:
        _uv("pip", "install", "--python", interpreter, "--resolution", resolution, "--editable", str(ROOT))
    listed = _uv("pip", "list", "--python", interpreter, "--format", "freeze")
    versions = dict(line.lower().split("==") for line in listed.splitlines() if "==" in line)
    return [versions.get(name, "?") for name in SHOWN]


def _try(place: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("FAZHI_", "DAGSTER_"))}
    ran = subprocess.run(
        [place / "venv" / "bin" / "python", "-c", _SMOKE, str(place)],
        cwd=ROOT, env={**environment, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    (place / "said.txt").write_text(ran.stdout + ran.stderr, encoding="utf-8")
    return "yes" if ran.returncode == 0 else f"no: {_last_line(ran.stderr)}"


def _uv(*arguments: str) -> str:
    beside = Path(sys.executable).with_name("uv")
    command = [str(beside) if beside.exists() else "uv", *arguments]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if ran.returncode:
        raise NotHere(_last_line(ran.stderr))
    return ran.stdout


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.strip().splitlines() if line.strip()]
    return (lines[-1] if lines else "it said nothing")[:160].replace("|", "/")


if __name__ == "__main__":
    raise SystemExit(main())
