"""The gallery of charts: runs the pipeline on the samples in a folder of its own and keeps the pictures.

The samples are a handful of places, too few for ranks: a second page, `generated/`, shows what 300 generated reports of
invented places give, among them the composite index with its bands.
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
_PLACES, _YEARS = 150, range(2023, 2025)
_CHARTS = 3


def main(arguments: list[str]) -> int:
    """Write the gallery; the exit status is that of the pipeline."""
    target = Path(arguments[0]) if arguments else ROOT / "docs" / "gallery"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "orchestration", "run", "--reports", "samples", "--out", folder]
        ran = subprocess.run(command, cwd=ROOT, check=False)
        if ran.returncode:
            return ran.returncode
        copy_charts(Path(folder, "current", "charts"), target)
        draw_generated(Path(folder, "generated"), target / "generated")
    print(f"gallery: {target / 'index.html'}")
    return 0


def copy_charts(charts: Path, target: Path) -> None:
    """Replace `target` by the charts of a release."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(charts, target)


def draw_generated(folder: Path, target: Path) -> None:
    """Draw charts of generated reports into `target`, with a page that lists them; tables are made below `folder`."""
    from benchmarks.generator import generate_reports
    from benchmarks.lakes import JUDGED_LATER, make_tables
    from orchestration.assets.charts import list_charts, write_chart
    from transforms import charts
    from warehouse.lake import Lake
    from warehouse.tables import TABLES

    reports = folder / "reports"
    reports.mkdir(parents=True)
    for report in generate_reports(_PLACES, _YEARS, seed=1, density="real"):
        (reports / f"{report.key}.txt").write_text(report.text, encoding="utf-8")
    make_tables(reports, folder, set(TABLES) - set(JUDGED_LATER), workers=0)
    target.mkdir()
    entries = []
    for kind, name, title, drawing in list_charts(Lake(folder / "lake"), limit=_CHARTS):
        write_chart(target, name, drawing)
        entries.append(charts.ChartEntry(kind, title, f"{name}.html", f"{name}.png"))
    (target / "index.html").write_text(charts.index_page(entries), encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
