"""A process that publishes again and again, for the tests of releases; its parent kills it or lets it end.

    python publisher.py LAKE OUT KEEP FIRST LAST [EVENT COUNT]

Writes the frames of size FIRST to LAST and publishes each; says `ready` before the first, and the number of each
release after it is published. With EVENT it kills itself at the COUNT-th audit event of that name.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import warehouse_frames

from warehouse.lake import Lake
from warehouse.release import publish


def main() -> None:
    lake = Lake(Path(sys.argv[1]), warehouse_frames.few_tables())
    out, keep, first, last = Path(sys.argv[2]), *map(int, sys.argv[3:6])
    charts = lake.root / "charts"
    charts.mkdir(parents=True, exist_ok=True)
    print("ready", flush=True)
    for size in range(first, last + 1):
        warehouse_frames.write_frames(lake, warehouse_frames.make_frames(size))
        (charts / "size.txt").write_text(str(size))
        if sys.argv[6:]:
            kill_at(sys.argv[6], int(sys.argv[7]))
        print(publish(out, lake, {"charts": charts}, {"size": size}, keep).number, flush=True)


def kill_at(name: str, count: int) -> None:
    left = count

    def watch(event: str, _: object) -> None:
        nonlocal left
        if event == name:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


if __name__ == "__main__":
    main()
