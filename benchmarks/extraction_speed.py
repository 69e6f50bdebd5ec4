"""How fast texts are read: reports a CPU-second, with the density that the figure rests on.

    python -m benchmarks.extraction_speed [--reports N] [--density real|dense] [--rounds N]

Reads N generated reports in one process and prints the best of some rounds by process time: reports and facts a
CPU-second, and how many times the CPU of one plain `re` pass for numbers with a measure word over the same text that
is, which tells machines and their load apart. Density `real` has about 20 measured numbers in 4,000 characters, as
the real reports have; `dense` more than 100. Not here: accuracy, reading of files, several processes.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import time
from collections.abc import Callable

import polars as pl

from benchmarks.generator import DENSITIES, generate_reports
from transforms.extraction import extract
from transforms.extraction.units import unit_groups

SEED, YEAR = 20262, 2023


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--density", choices=DENSITIES, default="real")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    reports = list(generate_reports(options.reports, range(YEAR, YEAR + 1), SEED, options.density))
    frame = pl.DataFrame(
        [(report.key, report.text, report.report_year) for report in reports],
        schema={"report": pl.String, "text": pl.String, "report_year": pl.Int32},
        orient="row",
    )
    texts = frame["text"].to_list()
    mentions = extract(frame)
    measured = mentions.filter(pl.col("disposition") != "not_metric").height
    seconds = _best(lambda: extract(frame), options.rounds)
    plain = _plain_pattern()
    plain_seconds = _best(lambda: [plain.findall(text) for text in texts], options.rounds)
    count = frame.height
    print(
        f"{count} reports ({options.density}) of {sum(map(len, texts)) / count:.0f} characters, "
        f"{mentions.height / count:.0f} numbers and {measured / count:.1f} measured each"
    )
    print(
        f"{count / seconds:.0f} reports, {measured / seconds:.0f} measured numbers, {mentions.height / seconds:.0f} "
        f"numbers a CPU-second; {seconds / plain_seconds:.1f} times the CPU of a plain number and unit pass"
    )
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, best of {options.rounds} rounds"
    )
    return 0


def _best(run: Callable[[], object], rounds: int) -> float:
    seconds = []
    for _ in range(rounds):
        started = time.process_time()
        run()
        seconds.append(time.process_time() - started)
    return min(seconds)


def _plain_pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in sorted(unit_groups(), key=lambda unit: (-len(unit), unit)))
    return re.compile(rf"[0-9\uff10-\uff19][0-9\uff10-\uff19.,]*[万亿]?[余多]?(?:{units})")


if __name__ == "__main__":
    raise SystemExit(main())
