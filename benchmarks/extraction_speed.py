"""How fast texts are read: reports a CPU-second by both engines, with the density that the figure rests on.

    python -m benchmarks.extraction_speed [--reports N] [--density real|dense|both] [--rounds N]

Reads N generated reports in one process and prints the best of some rounds by process time. First for the compiled
steps: how long a first use took (compiling, or loading what this machine has compiled before). Then for each density
and engine, the compiled one also with the parts of texts given, as the pipeline gives them: reports and numbers a
CPU-second, and how many times the CPU of one plain `re` pass for numbers with a measure word over the same text that
is, which tells machines and their load apart. Density `real` has about 20 measured numbers in 4,000 characters, as the
real reports have; `dense` more than 100. Where Microsoft Recognizers-Text is installed (recognizers-text-number), its
finding of Chinese numbers alone is timed on a few of the texts. Not here: accuracy, reading of files, several
processes.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import re
import time
from collections.abc import Callable

import polars as pl

from benchmarks.generator import DENSITIES, generate_reports
from transforms.extraction import extract, prepare_compiled
from transforms.extraction.units import unit_groups
from transforms.reading import find_sections

SEED, YEAR = 20262, 2023
_TEXTS_FOR_RECOGNIZERS = 3


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=400)
    parser.add_argument("--density", choices=(*DENSITIES, "both"), default="both")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args(arguments)
    print(f"first use of the compiled steps: {_seconds(prepare_compiled):.1f} CPU-seconds")
    for density in DENSITIES if options.density == "both" else (options.density,):
        _measure(density, options.reports, options.rounds)
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
        f"Python {platform.python_version()}, best of {options.rounds} rounds"
    )
    return 0


def _measure(density: str, count: int, rounds: int) -> None:
    reports = list(generate_reports(count, range(YEAR, YEAR + 1), SEED, density))
    frame = pl.DataFrame(
        [(report.key, report.text, report.report_year) for report in reports],
        schema={"report": pl.String, "text": pl.String, "report_year": pl.Int32},
        orient="row",
    )
    texts = frame["text"].to_list()
    mentions = extract(frame)
    measured = mentions.filter(pl.col("disposition") != "not_metric").height
    print(
        f"{count} reports ({density}) of {sum(map(len, texts)) / count:.0f} characters, "
        f"{mentions.height / count:.0f} numbers and {measured / count:.1f} measured each"
    )
    plain = _plain_pattern()
    plain_seconds = _best(lambda: [plain.findall(text) for text in texts], rounds)
    print(f"  one plain number and unit pass: {count / plain_seconds:.0f} reports a CPU-second")
    parts = [
        [{"role": part.role, "start": part.start, "end": part.end} for part in find_sections(text, "annual_report")]
        for text in texts
    ]
    known = frame.with_columns(sections=pl.Series(parts))
    for name, reports_, is_compiled in (
        ("compiled steps, with the parts of texts as the pipeline has them", known, True),
        ("compiled steps, from bare texts", frame, True),
        ("readable engine, from bare texts", frame, False),
    ):
        seconds = _best(lambda given=reports_, fast=is_compiled: extract(given, fast), rounds)  # type: ignore[misc]
        print(
            f"  {name}: {count / seconds:.0f} reports, {measured / seconds:.0f} measured numbers, "
            f"{mentions.height / seconds:.0f} numbers a CPU-second; {seconds / plain_seconds:.1f} times the plain pass"
        )
    seconds = _best(lambda: [find_sections(text, "annual_report") for text in texts], rounds)
    print(f"  of that from bare texts, finding sections: {seconds / count * 1e6:.0f} microseconds a report")
    if importlib.util.find_spec("recognizers_number"):
        _measure_recognizers(texts[:_TEXTS_FOR_RECOGNIZERS])


def _measure_recognizers(texts: list[str]) -> None:
    from recognizers_number import NumberRecognizer  # type: ignore[import-not-found]

    model = NumberRecognizer("zh-cn").get_number_model()
    seconds = _seconds(lambda: [model.parse(text) for text in texts])
    print(f"  Recognizers-Text, Chinese numbers only: {len(texts) / seconds:.1f} reports a CPU-second")


def _seconds(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def _best(run: Callable[[], object], rounds: int) -> float:
    return min(_seconds(run) for _ in range(rounds))


def _plain_pattern() -> re.Pattern[str]:
    units = "|".join(re.escape(unit) for unit in sorted(unit_groups(), key=lambda unit: (-len(unit), unit)))
    return re.compile(rf"[0-9\uff10-\uff19][0-9\uff10-\uff19.,]*[万亿]?[余多]?(?:{units})")


if __name__ == "__main__":
    raise SystemExit(main())
