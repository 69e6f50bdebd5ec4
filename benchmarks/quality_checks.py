"""What checks cost: all rules and all invariants through Great Expectations, beside plain SQL for the same rules.

    python -m benchmarks.quality_checks [--reports 1000 10000 100000]

Tables are made from the truth of generated reports, so that nothing is extracted; beyond 2,000 reports every report is
repeated as another unit's. Prints seconds of CPU and wall time and the greatest memory of a process that does nothing
else, with rows looked at and findings. Not here: what is found.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from benchmarks.quality_frames import build_frames, known_generated, write_tables
from expectations import judge, judge_invariants, load_rules
from expectations.evaluation import EVALUATED_TABLES, evaluation_sql, rules_by_kinds
from expectations.scratch import open_scratch
from warehouse.tables import TABLES

_GENERATED = 2000
_YEARS = range(2020, 2024)
# The tables that are filled here and that a run judges by invariants.
_JUDGED = ("dim_indicator", "dim_report", "fact_mention", "fact_indicator", "fact_copied_sentence")


def main(arguments: list[str] | None = None) -> int:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[1000, 10000, 100000])
    options = parser.parse_args(arguments)
    print(f"{'':>8} {'':>12} {'':>9}" + "".join(f"{name:>27}" for name in ("plain SQL", "all rules", "invariants")))
    print(f"{'reports':>8} {'comparisons':>12} {'findings':>9}" + f"{'CPU s':>9}{'wall s':>9}{'MB':>9}" * 3)
    with tempfile.TemporaryDirectory() as folder:
        for reports in options.reports:
            path = Path(folder) / f"{reports}.duckdb"
            generated = min(reports, _GENERATED)
            known = known_generated(generated // len(_YEARS), _YEARS, 1, "real", 0.15)
            write_tables(path, build_frames(known, read=False), copies=max(reports // generated, 1))
            spent = [_measure(work, path) for work in (_compare, _judge, _prove)]
            print(
                f"{reports:>8} {spent[0][0]:>12} {spent[1][0]:>9}"
                + "".join(f"{cpu:>9.1f}{wall:>9.1f}{peak:>9.0f}" for _, cpu, wall, peak in spent),
                flush=True,
            )
            path.unlink()
    return 0


def _compare(path: Path) -> int:
    """Comparisons of all rules by SQL alone, within the memory that the checks may use."""
    with open_scratch(path.with_suffix(".plain"), path, EVALUATED_TABLES) as connection:
        number = 0
        for group in rules_by_kinds(load_rules()):
            sql = evaluation_sql(group, quoted=("violated",))
            number += connection.execute(f"SELECT count(*) FROM (SELECT quote FROM ({sql}))").fetchall()[0][0]
    path.with_suffix(".plain").unlink(missing_ok=True)
    return number


def _judge(path: Path) -> int:
    """Findings."""
    return judge(path, path.parent / "docs").offender.height


def _prove(path: Path) -> int:
    """Invariants that hold."""
    results = judge_invariants(path, path.parent / "docs", {name: TABLES[name] for name in _JUDGED})
    if broken := [f"{one.name}: {one.message}" for one in results if not one.passed]:
        raise RuntimeError("; ".join(broken))
    return len(results)


def _measure(work: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    """What `work` returns, its seconds of CPU and wall time, and the peak of its process in MB."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(_measured, work, path).result()


def _measured(work: Callable[[Path], int], path: Path) -> tuple[int, float, float, float]:
    # The import is paid once a process, and not by the checks.
    import great_expectations  # noqa: F401

    wall, cpu = time.perf_counter(), time.process_time()
    number = work(path)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return number, cpu, wall, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
