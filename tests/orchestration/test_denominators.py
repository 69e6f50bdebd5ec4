"""The CSV of users with population and so on: read in the forms that spreadsheets write, faults named by line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.assets.sources import fingerprint_inputs
from orchestration.denominators import find_denominators_file, read_denominators
from orchestration.intake import ReportsFolderError, list_files
from orchestration.resources import ReportsFolder
from transforms.catalog.national import load_denominators, load_national_series
from warehouse.access import open_warehouse
from warehouse.tables import REGION_YEAR

CODES = frozenset({"990121101", "990121102"})
HEADER = "region_code,year,measure,value,source,note\n"
GOOD = '990121101,2022,population,"38,420",统计局,\n'


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> list[dict[str, object]]:
    file = tmp_path / "region_year.csv"
    file.write_bytes(text.encode(encoding))
    frame = read_denominators(file, CODES)
    assert frame.schema == REGION_YEAR.schema
    return frame.to_dicts()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_what_spreadsheets_write_is_read(tmp_path: Path, encoding: str, line_end: str) -> None:
    [row] = read(tmp_path, (HEADER + GOOD + ",,,,,\n").replace("\n", line_end), encoding)
    assert row == {
        "region_code": "990121101", "report_year": 2022, "measure": "population", "measure_zh": "常住人口", "value": 38420.0,
        "unit": "person", "source": "统计局", "note": None,
    }  # fmt: skip


def test_columns_in_any_order_and_further_ones_do_no_harm(tmp_path: Path) -> None:
    [row] = read(tmp_path, "source, value,measure,year,region_code,mine\n统计局,7,households,2021,990121102,x\n")
    assert (row["value"], row["unit"], row["report_year"]) == (7.0, "household", 2021)


def test_every_fault_is_named_with_its_line(tmp_path: Path) -> None:
    lines = [
        GOOD,
        "123456,2022,population,1,a,\n",
        "990121101,22,population,1,a,\n",
        "990121101,2022,people,1,a,\n",
        "990121101,2023,population,many,a,\n",
        "990121101,2023,population,0,a,\n",
        "990121101,2023,population,nan,a,\n",
        "990121101,2023,population,1,,\n",
        GOOD,
    ]
    with pytest.raises(ReportsFolderError) as caught:
        read(tmp_path, HEADER + "".join(lines))
    message = str(caught.value)
    assert str(tmp_path / "region_year.csv") in message
    for words in (
        "line 3: region_code '123456' is no place of dim_region",
        "line 4: year '22' is no year from 2004 to 2039",
        "line 5: measure 'people' is none of population, ",
        "line 6: value 'many' is no number above 0",
        "line 7: value '0' is no number above 0",
        "line 8: value 'nan' is no number above 0",
        "line 9: source is empty",
        "line 10: the same place, year and measure as line 2",
    ):
        assert words in message


@pytest.mark.parametrize("text", ["", "region_code,year\n1,2\n"])
def test_missing_columns_are_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReportsFolderError, match=r"lacks the columns .*measure, value, source"):
        read(tmp_path, text)


def test_a_file_that_was_named_and_is_not_there_is_an_error(tmp_path: Path) -> None:
    folder = ReportsFolder(path=str(tmp_path), region_year=str(tmp_path / "no.csv"))
    file = find_denominators_file(folder, None)
    assert file is not None
    with pytest.raises(ReportsFolderError, match=r"no\.csv"):
        read_denominators(file, CODES)


def test_the_file_beside_the_reports_is_found(tmp_path: Path) -> None:
    folder = ReportsFolder(path=str(tmp_path))
    assert find_denominators_file(folder, None) is None
    (tmp_path / "region_year.csv").write_text(HEADER)
    assert find_denominators_file(folder, None) == tmp_path / "region_year.csv"


def test_measures_are_those_that_the_docs_name() -> None:
    page = (Path(__file__).parents[2] / "docs" / "denominators.md").read_text("utf-8")
    assert ", ".join(load_denominators()).replace("\n", " ") in " ".join(page.split())


def test_national_figures_say_where_they_are_from() -> None:
    figures = load_national_series()
    assert figures.height > 30
    for row in figures.iter_rows(named=True):
        # An address is given only where the figure was seen there.
        assert (row["source_url"] is None) == (row["evidence"] == "repost") or row["evidence"] == "computed"
        assert 0 <= row["value"] <= 100 or row["unit"] != "percent"
    both = figures.filter(series_id="reconsideration_received", year=2023)
    assert sorted(both["value"].to_list()) == [315000.0, 385000.0]


def test_the_sensor_sees_a_change_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("报告", encoding="utf-8")
    folder, listing = ReportsFolder(path=str(tmp_path)), list_files(tmp_path)
    seen = [fingerprint_inputs(listing, None, find_denominators_file(folder, None))]
    for text in (HEADER, HEADER + GOOD):
        (tmp_path / "region_year.csv").write_text(text, encoding="utf-8")
        seen.append(fingerprint_inputs(listing, None, find_denominators_file(folder, None)))
    assert len(set(seen)) == 3


def test_the_samples_are_divided_by_their_inhabitants(samples_release: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "denominators.md").read_text("utf-8")
    [query] = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    with open_warehouse(samples_release) as connection:
        rows = {(row[0], row[1]): row[2:] for row in connection.sql(query).fetchall()}
    # 362 disputes among 38,060 inhabitants; the county's department is no row, nor is a year without a population.
    value, inhabitants, rate, source = rows["青岚县柳溪镇", 2022]
    assert (value, inhabitants, source) == (362.0, 38060.0, "青岚县统计局（虚构）")
    assert rate == pytest.approx(95.113, abs=0.001)
    assert {issuer for issuer, _ in rows} >= {"青岚县古渡镇", "青岚县柳溪镇"}
    assert not any("局" in issuer for issuer, _ in rows)
