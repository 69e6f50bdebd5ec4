"""What users say about places and years: the CSV with population and other denominators.

Here: `find_denominators_file`, `read_denominators`. Not here: which measures there are (catalog/denominators.yaml).

    region_code,year,measure,value,source,note
    990121101,2022,population,23800,县统计年鉴2023,
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import polars as pl

from orchestration.intake import ReportsFolderError
from orchestration.resources import ReportsFolder
from orchestration.sources import SourceList
from transforms.catalog.national import load_denominators
from warehouse.lake import FIRST_YEAR, LAST_YEAR
from warehouse.tables import REGION_YEAR, conform

USUAL_NAME = "region_year.csv"
_COLUMNS = ("region_code", "year", "measure", "value", "source")
_LISTED_FAULTS = 20


def find_denominators_file(reports_folder: ReportsFolder, sources: SourceList | None) -> Path | None:
    """The file that is configured, else region_year.csv beside the reports or the list; None where there is none."""
    if reports_folder.region_year:
        return Path(reports_folder.region_year).expanduser()
    usual = Path(sources.file.parent if sources else reports_folder.folder, USUAL_NAME)
    return usual if usual.is_file() else None


def read_denominators(file: Path, codes: frozenset[str]) -> pl.DataFrame:
    """The table region_year of a CSV; `codes` are those of dim_region.

    Raises ReportsFolderError that names the file and every fault with its line: a denominator left out silently would
    be a figure left out later.
    """
    try:
        # Spreadsheets write a byte-order mark and, in Chinese editions, GB18030.
        content = file.read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030")
    except (OSError, UnicodeDecodeError) as error:
        raise ReportsFolderError(f"{file}: {error}") from error
    reader = csv.DictReader(io.StringIO(text, newline=""))
    try:
        return _read_rows(reader, file, codes)
    except csv.Error as error:
        raise ReportsFolderError(f"{file}: line {reader.line_num}: {error}") from None


def _read_rows(reader: csv.DictReader[str], file: Path, codes: frozenset[str]) -> pl.DataFrame:
    names = [name.strip() for name in reader.fieldnames or ()]
    if missing := [column for column in _COLUMNS if column not in names]:
        raise ReportsFolderError(f"{file}: lacks the columns {', '.join(missing)}; it has {', '.join(names) or 'none'}")
    reader.fieldnames = names
    rows, faults, lines = [], [], dict[tuple[object, ...], int]()
    for entry in reader:
        line = reader.line_num
        cells = {name: (entry.get(name) or "").strip() for name in (*_COLUMNS, "note")}
        if not any(cells.values()):
            continue
        row, wrong = _read_row(cells, codes)
        if row is not None:
            key = (row["region_code"], row["report_year"], row["measure"])
            if key in lines:
                wrong = [f"the same place, year and measure as line {lines[key]}"]
            lines.setdefault(key, line)
            rows.append(row)
        faults += [f"line {line}: {fault}" for fault in wrong]
    if faults:
        more = f"; and {len(faults) - _LISTED_FAULTS} more" if len(faults) > _LISTED_FAULTS else ""
        raise ReportsFolderError(f"{file}: {'; '.join(faults[:_LISTED_FAULTS])}{more}")
    return conform(pl.DataFrame(rows, schema=REGION_YEAR.schema), REGION_YEAR)


def _read_row(cells: dict[str, str], codes: frozenset[str]) -> tuple[dict[str, object] | None, list[str]]:
    """A row of region_year, or what is wrong with the line."""
    measures = load_denominators()
    wrong = []
    if cells["region_code"] not in codes:
        wrong.append(f"region_code {cells['region_code']!r} is no place of dim_region")
    if not (cells["year"].isdecimal() and len(cells["year"]) == 4 and FIRST_YEAR <= int(cells["year"]) <= LAST_YEAR):
        wrong.append(f"year {cells['year']!r} is no year from {FIRST_YEAR} to {LAST_YEAR}")
    if cells["measure"] not in measures:
        wrong.append(f"measure {cells['measure']!r} is none of {', '.join(measures)}")
    try:
        value = float(cells["value"].replace(",", ""))
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and value > 0):
        wrong.append(f"value {cells['value']!r} is no number above 0")
    if not cells["source"]:
        wrong.append("source is empty: a denominator without a source cannot be defended")
    if wrong:
        return None, wrong
    measure = measures[cells["measure"]]
    return {
        "region_code": cells["region_code"],
        "report_year": int(cells["year"]),
        "measure": cells["measure"],
        "measure_zh": measure["name_zh"],
        "value": value,
        "unit": measure["unit"],
        "source": cells["source"],
        "note": cells["note"] or None,
    }, []
