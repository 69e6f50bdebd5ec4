"""Places of users: where their file is looked for, what a fault does, what a list of sources adds."""

from pathlib import Path

import polars as pl
import pytest

from orchestration.assets.sources import fingerprint_inputs
from orchestration.intake import ReportsFolderError, list_files
from orchestration.places import add_sources, find_additions, find_regions_file, list_expected
from orchestration.resources import ReportsFolder
from orchestration.sources import read_source_list

HEAD = "code,name,level,parent,valid_from,valid_to,aliases,hosts,source\n"
ROW = "990000,云泽省,province,,,,,,invented\n"


def test_the_file_lies_beside_the_reports_or_is_named(tmp_path: Path) -> None:
    folder = ReportsFolder(path=str(tmp_path))
    assert find_additions(folder, None) is None
    (tmp_path / "regions.csv").write_text(HEAD + ROW, encoding="utf-8")
    added = find_additions(folder, None)
    assert added is not None
    assert added["name"].to_list() == ["云泽省"]
    other = tmp_path / "other.csv"
    other.write_text(HEAD + ROW.replace("云泽省", "他省"), encoding="utf-8-sig")
    named = find_additions(ReportsFolder(path=str(tmp_path), regions=str(other)), None)
    assert named is not None
    assert named["name"].to_list() == ["他省"]


def test_a_file_that_is_named_and_not_there_or_faulty_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(ReportsFolderError, match=r"absent\.csv"):
        find_additions(ReportsFolder(path=str(tmp_path), regions=str(tmp_path / "absent.csv")), None)
    (tmp_path / "regions.csv").write_text(HEAD + "1,甲镇,镇,,,,,,\n", encoding="utf-8")
    with pytest.raises(ReportsFolderError, match=r"regions\.csv: .*line 2: source is empty.*level '镇'"):
        find_additions(ReportsFolder(path=str(tmp_path)), None)


def test_the_sensor_sees_a_change_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("报告", encoding="utf-8")
    folder, listing = ReportsFolder(path=str(tmp_path)), list_files(tmp_path)
    before = fingerprint_inputs(listing, None, find_regions_file(folder, None))
    (tmp_path / "regions.csv").write_text(HEAD + ROW, encoding="utf-8")
    assert list_files(tmp_path).files == listing.files
    assert fingerprint_inputs(listing, None, find_regions_file(folder, None)) != before


def test_codes_of_the_list_of_sources_reach_their_documents(tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(
        "region_code,url,path,report_year\n"
        "990121101000,https://a.example/1.html,,\n990121102,,b.txt,\n,,c.txt,\n990121103,,,2023\n",
        encoding="utf-8",
    )
    expected = list_expected(read_source_list(file))
    documents = pl.DataFrame({"source_path": ["https://a.example/1.html", "b.txt", "c.txt"]})
    found = add_sources(documents, expected).select("source_url", "expected_region_code").rows()
    assert found == [("https://a.example/1.html", "990121101"), (None, "990121102"), (None, None)]
    assert add_sources(documents, list_expected(None))["expected_region_code"].null_count() == 3
