"""The page about own comparisons is true: its blocks run on the samples and print what it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.access import open_warehouse

ROOT = Path(__file__).parent.parent
_PAGE = (ROOT / "docs" / "comparisons.md").read_text(encoding="utf-8")
_SQL = re.findall(r"```sql\n(.*?)```\n```\n(.*?)```", _PAGE, re.DOTALL)
_PYTHON = re.findall(r"```python\n(.*?)```", _PAGE, re.DOTALL)


def test_the_query_gives_what_the_page_shows(samples_release: Path) -> None:
    [(query, shown)] = _SQL
    rows = [" | ".join(map(str, row)) for row in open_warehouse(samples_release).execute(query).fetchall()]
    assert rows == [" | ".join(cell.strip() for cell in line.split(" | ")) for line in shown.splitlines()]


@pytest.mark.parametrize("block", _PYTHON, ids=["polars", "altair"])
def test_blocks_run_and_are_about_ten_lines(block: str, samples_release: Path, tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(samples_release)
    ran = subprocess.run(
        [sys.executable, "-c", block],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = [line for line in block.splitlines() if line.strip() and not line.startswith(("import ", "from "))]
    assert len(lines) <= 12
    if "polars" in block:
        assert "青岚县古渡镇" in ran.stdout
        assert "0.53" in ran.stdout
    if "altair" in block:
        page = (tmp_path / "petitions.html").read_text(encoding="utf-8")
        assert "\\u4fe1\\u8bbf" in page or "信访" in page
        assert 'src="http' not in page


def test_every_kind_of_chart_stands_in_the_gallery() -> None:
    from transforms.charts import KINDS

    page = (ROOT / "docs" / "gallery.md").read_text(encoding="utf-8")
    assert all(f"`{kind}" in page for kind in KINDS)
