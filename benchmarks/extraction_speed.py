"""How fast texts are read: reports a CPU-second, with the density that the figure rests on.

    python -m benchmarks.extraction_speed [--repeats N]

Reads the sample reports N times in one process and prints the best of three rounds by process time. The samples are
denser than real reports (about 45 measured numbers in 2,000 characters; real ones have about 20 in 4,000): compare by
numbers, not by reports alone.
Not here: accuracy, reading of files, several processes.
"""

from __future__ import annotations

import argparse
import platform
import time
from pathlib import Path

import polars as pl

from transforms.extraction import extract

SAMPLES = Path(__file__).parent.parent / "samples"


def main(arguments: list[str] | None = None) -> int:
    """Print one line of figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=10)
    options = parser.parse_args(arguments)
    texts = [path.read_text(encoding="utf-8") for path in sorted(SAMPLES.glob("*.txt"))]
    frame = pl.DataFrame(
        {"report": [str(n) for n in range(len(texts) * options.repeats)], "text": texts * options.repeats}
    )
    mentions = extract(frame)
    seconds = []
    for _ in range(3):
        started = time.process_time()
        extract(frame)
        seconds.append(time.process_time() - started)
    measured = mentions.filter(pl.col("disposition") != "not_metric").height
    best = min(seconds)
    print(
        f"{frame.height} reports of {sum(map(len, texts)) / len(texts):.0f} characters, "
        f"{mentions.height / frame.height:.0f} numbers and {measured / frame.height:.0f} measured each: "
        f"{frame.height / best:.0f} reports, {mentions.height / best:.0f} numbers a CPU-second "
        f"({platform.machine()}, Python {platform.python_version()})"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
