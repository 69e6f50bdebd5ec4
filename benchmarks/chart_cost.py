"""What charts cost: seconds of CPU and bytes of the files, by kind of chart.

    python -m benchmarks.chart_cost [--reports 1000] [--limit 12] [--keep FOLDER]

Tables are made by the real assets from generated reports; then the charts are drawn as the asset `chart` draws them.
`--keep` leaves the lake and the pictures there, and takes the lake that is there already.
Not here: whether charts are right (tests).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from benchmarks.lakes import make_lake
from orchestration.assets.charts import list_charts, write_chart
from warehouse.lake import Lake

ENDINGS = ("html", "png", "svg", "json", "csv")


def main(arguments: list[str] | None = None) -> int:
    """Print one line a kind of chart."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--limit", type=int, default=12)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        lake = Lake(folder / "lake")
        if not lake.partitions("dim_report"):
            lake = make_lake(folder, options.reports)
        pictures = folder / "charts"
        pictures.mkdir(exist_ok=True)
        seconds: dict[str, float] = defaultdict(float)
        names: dict[str, list[str]] = defaultdict(list)
        started = before = time.process_time()
        for kind, name, _, drawing in list_charts(lake, options.limit):
            write_chart(pictures, name, drawing)
            now = time.process_time()
            seconds[kind] += now - before
            names[kind].append(name)
            before = now
        print(f"{options.reports} reports: {time.process_time() - started:.1f} s CPU; KB of a chart by form")
        print(f"{'kind':>16} {'charts':>7} {'s each':>7}" + "".join(f"{ending:>9}" for ending in ENDINGS))
        for kind, members in names.items():
            sizes = [sum((pictures / f"{name}.{ending}").stat().st_size for name in members) for ending in ENDINGS]
            columns = "".join(f"{size / 1024 / len(members):>9.0f}" for size in sizes)
            print(f"{kind:>16} {len(members):>7} {seconds[kind] / len(members):>7.2f}{columns}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
