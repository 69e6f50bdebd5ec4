"""What checks cost: all rules through Great Expectations, beside plain SQL for the same rules.

    python -m benchmarks.quality_checks [--reports 1000 10000 100000]

Tables are made from the truth of generated reports, so that nothing is extracted; beyond 2,000 reports every report is
repeated as another unit's. Prints seconds of CPU and wall time, rows looked at and findings. Not here: what is found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.quality_frames import build_frames, known_generated, write_tables
from expectations import judge, load_rules
from expectations.evaluation import evaluation_sql

_GENERATED = 2000
_YEARS = range(2020, 2024)


def main(arguments: list[str] | None = None) -> int:
    """Print one line a size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, nargs="+", default=[1000, 10000, 100000])
    options = parser.parse_args(arguments)
    # The import is paid once a process, and not by the checks.
    imported = time.process_time()
    import great_expectations  # noqa: F401

    print(f"import great_expectations: {time.process_time() - imported:.1f} s CPU")
    print(f"{'reports':>8} {'comparisons':>12} {'findings':>9} {'plain SQL':>18} {'all checks':>18} {'share':>6}")
    with tempfile.TemporaryDirectory() as folder:
        for reports in options.reports:
            path = Path(folder) / f"{reports}.duckdb"
            generated = min(reports, _GENERATED)
            known = known_generated(generated // len(_YEARS), _YEARS, 1, "real", 0.15)
            write_tables(path, build_frames(known, read=False), copies=max(reports // generated, 1))
            plain, comparisons = _time(lambda path=path: _run_sql(path))
            checked, judgement = _time(lambda path=path: judge(path, Path(folder) / "docs"))
            print(
                f"{reports:>8} {comparisons:>12} {judgement.offender.height:>9} {_seconds(plain):>18} "
                f"{_seconds(checked):>18} {checked[0] / plain[0]:>6.1f}",
                flush=True,
            )
            path.unlink()
    return 0


def _run_sql(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        connection.execute(f"SET temp_directory = '{path}.tmp'")
        sql = evaluation_sql(load_rules(), quoted=("violated",))
        return int(connection.execute(f"SELECT count(quote) FROM ({sql})").fetchall()[0][0])


def _time(work):  # type: ignore[no-untyped-def]
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    return (time.process_time() - cpu, time.perf_counter() - wall), result


def _seconds(spent: tuple[float, float]) -> str:
    return f"{spent[0]:.1f} CPU {spent[1]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
