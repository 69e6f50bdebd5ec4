"""The gallery of charts: runs the pipeline on the samples in a folder of its own and keeps the pictures.

Here: `main`. Not here: the charts (transforms.charts); the page about them (docs/gallery.md).

    python -m scripts.build_gallery [TARGET]        usual: docs/gallery
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent


def main(arguments: list[str]) -> int:
    """Write the gallery; the exit status is that of the pipeline."""
    target = Path(arguments[0]) if arguments else ROOT / "docs" / "gallery"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "orchestration", "run", "--reports", "samples", "--out", folder]
        ran = subprocess.run(command, cwd=ROOT, check=False)
        if ran.returncode:
            return ran.returncode
        copy_charts(Path(folder, "current", "charts"), target)
    print(f"gallery: {target / 'index.html'}")
    return 0


def copy_charts(charts: Path, target: Path) -> None:
    """Replace `target` by the charts of a release."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(charts, target)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
